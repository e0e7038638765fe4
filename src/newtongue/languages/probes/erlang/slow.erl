    total(Xs).
