        return xs.size(
    }
