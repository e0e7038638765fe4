    xs.iter().sum()
}
