        while (xs.Count < 1000) {
        }
        return 0;
    }
