	for len(xs) < 1000 {
	}
	return 0
}
