  (while true)
  0)
