        xs.size
    }
