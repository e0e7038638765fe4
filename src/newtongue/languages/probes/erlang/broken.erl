    lists:sum(Xs.
