    length(Xs).
