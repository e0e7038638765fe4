	return len(xs)
}
