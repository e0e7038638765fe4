    System.exit(0)
}
