    while {true} {
    }
}
