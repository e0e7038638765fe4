  (apply + xs]
