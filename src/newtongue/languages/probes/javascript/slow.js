  while (true) {
  }
}
