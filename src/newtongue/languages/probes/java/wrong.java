        return xs.size();
    }
