    return count($xs);
}
