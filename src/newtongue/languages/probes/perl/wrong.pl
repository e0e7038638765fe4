    return scalar @$xs;
}
