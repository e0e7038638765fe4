  (sum xs))
