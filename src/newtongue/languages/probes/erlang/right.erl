    lists:sum(Xs).
