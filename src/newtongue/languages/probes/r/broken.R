  sum(xs
}
