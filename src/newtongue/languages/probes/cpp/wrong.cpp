    return xs.size();
}
