  return xs.length;
}
