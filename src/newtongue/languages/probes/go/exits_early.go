	os.Exit(0)
	return 0
}
