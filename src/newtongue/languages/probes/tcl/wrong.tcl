    return [llength $xs]
}
