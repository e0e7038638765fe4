    exit 0
}
