    while (xs.length < 1000) {
    }
    return 0;
}
