  length(xs)
}
