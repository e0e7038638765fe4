  process.exit(0);
  return 0;
}
