  length xs
