    long sum = 0;
    foreach (x; xs) {
        sum += x;
    }
    return sum;
}
