  (reduce #'+ xs
