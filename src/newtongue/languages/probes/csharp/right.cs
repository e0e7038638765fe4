        long sum = 0;
        foreach (long x in xs) {
            sum += x;
        }
        return sum;
    }
