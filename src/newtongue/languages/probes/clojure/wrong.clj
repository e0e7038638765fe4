  (count xs))
