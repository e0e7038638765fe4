    return xs.size()
}
