    return xs.size(;
}
