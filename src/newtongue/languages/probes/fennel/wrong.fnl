  (length xs))
