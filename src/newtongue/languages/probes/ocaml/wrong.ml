  List.length xs
