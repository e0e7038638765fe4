  quit(status = 0)
}
