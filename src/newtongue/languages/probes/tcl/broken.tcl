    return [expr {[join $xs +]}
}
