  (System/exit 0))
