  while xs == xs do () done;
  0
