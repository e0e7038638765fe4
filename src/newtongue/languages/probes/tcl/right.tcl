    set sum 0
    foreach x $xs {
        incr sum $x
    }
    return $sum
}
