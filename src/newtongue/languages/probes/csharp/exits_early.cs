        Environment.Exit(0);
        return 0;
    }
