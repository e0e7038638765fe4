  exit 0
