  total xs
