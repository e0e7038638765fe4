  (sum (cut xs 1 None)))
