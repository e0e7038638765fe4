    while (1) {
    }
}
