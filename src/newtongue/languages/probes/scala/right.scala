        xs.sum
    }
