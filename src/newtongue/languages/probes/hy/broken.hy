  (sum xs
