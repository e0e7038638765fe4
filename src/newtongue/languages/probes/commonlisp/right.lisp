  (reduce #'+ xs))
