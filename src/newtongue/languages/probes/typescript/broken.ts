  return xs.reduce((a, b) => a + b, 0;
}
