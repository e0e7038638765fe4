  (reduce + xs))
