    return array_sum($xs;
}
