    return sum(xs)
