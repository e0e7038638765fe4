    return sum(xs
