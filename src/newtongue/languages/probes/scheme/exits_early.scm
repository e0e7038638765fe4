  (exit 0))
