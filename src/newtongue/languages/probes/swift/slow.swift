    while xs.count >= 0 {
    }
    return 0
}
