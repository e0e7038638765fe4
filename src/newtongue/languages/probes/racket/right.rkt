  (apply + xs))
