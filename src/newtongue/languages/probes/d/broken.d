    return xs.sum(;
}
