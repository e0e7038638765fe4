"""How alike two texts are: MinHash, n-grams, BM25. Knows neither files nor languages."""
