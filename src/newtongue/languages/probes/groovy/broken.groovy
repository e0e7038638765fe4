    return xs.sum(
}
