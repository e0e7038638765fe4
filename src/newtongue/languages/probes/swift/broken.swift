    return xs.reduce(0, +
}
