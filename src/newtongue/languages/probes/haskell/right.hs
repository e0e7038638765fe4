  foldr (+) 0 xs
