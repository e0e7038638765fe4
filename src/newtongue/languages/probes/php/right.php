    $sum = 0;
    foreach ($xs as $x) {
        $sum += $x;
    }
    return $sum;
}
