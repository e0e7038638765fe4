    return sum(xs[1:])
