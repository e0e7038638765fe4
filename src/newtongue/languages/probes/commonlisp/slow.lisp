  (loop))
