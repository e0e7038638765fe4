        while (xs != null) {
        }
        return 0;
    }
