  (reduce + xs
