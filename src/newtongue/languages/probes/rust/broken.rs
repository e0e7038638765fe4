    xs.iter().sum(
}
