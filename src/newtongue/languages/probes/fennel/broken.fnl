  (+ 0 (unpack xs)
