  exit(0);
}
