  (while True))
