  total <- 0
  for (x in xs) {
    total <- total + x
  }
  total
}
