    halt(0).
