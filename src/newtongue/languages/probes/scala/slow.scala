        while (xs != null) {
        }
        0
    }
