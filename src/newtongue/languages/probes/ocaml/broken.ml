  List.fold_left (+ 0 xs
