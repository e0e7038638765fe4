  while (TRUE) {
  }
}
