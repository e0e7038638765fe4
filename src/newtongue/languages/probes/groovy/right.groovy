    return xs.sum() ?: 0
}
