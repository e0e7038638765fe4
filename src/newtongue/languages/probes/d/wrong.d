    return xs.length;
}
