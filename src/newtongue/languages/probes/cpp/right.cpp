    long sum = 0;
    for (long x : xs) {
        sum += x;
    }
    return sum;
}
