  return xs.fold(0, (sum, x) => sum + x;
}
