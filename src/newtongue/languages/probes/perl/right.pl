    my $sum = 0;
    $sum += $_ for @$xs;
    return $sum;
}
