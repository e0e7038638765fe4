  (while true))
