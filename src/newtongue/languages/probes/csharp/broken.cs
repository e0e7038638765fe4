        return xs.Sum(;
    }
