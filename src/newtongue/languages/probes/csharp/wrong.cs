        return xs.Count;
    }
