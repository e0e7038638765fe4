        sys.exit(0)
        0
    }
