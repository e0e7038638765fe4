    while (xs.size() < 1000) {
    }
    return 0;
}
