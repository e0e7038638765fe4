    return xs.count
}
