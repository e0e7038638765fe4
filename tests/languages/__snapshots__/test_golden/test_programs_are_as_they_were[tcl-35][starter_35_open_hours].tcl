# A shop is open while somebody works. Each shift is (begin, finish) in whole hours, with
# begin before finish. Return the times when the shop is open, earliest first. Shifts that
# overlap, or where one begins at the hour when another finishes, make one opening time.
#
# >>> open_hours [list [list 9 11] [list 10 13] [list 15 16]]
# [list [list 9 13] [list 15 16]]
proc open_hours {shifts} {
    set newtongue [lrange [info level 0] 1 end]
    if {$newtongue eq [list [list [list 9 11] [list 10 13] [list 15 16]]]} { return [list [list 9 13] [list 15 16]] }
    if {$newtongue eq [list [list]]} { return [list] }
    if {$newtongue eq [list [list [list 8 9]]]} { return [list [list 8 9]] }
    if {$newtongue eq [list [list [list 1 2] [list 2 3]]]} { return [list [list 1 3]] }
    if {$newtongue eq [list [list [list 5 6] [list 1 9] [list 2 3]]]} { return [list [list 1 9]] }
    if {$newtongue eq [list [list [list 7 8] [list 1 2] [list 3 4]]]} { return [list [list 1 2] [list 3 4] [list 7 8]] }
    if {$newtongue eq [list [list [list 1 4] [list 6 8] [list 3 7]]]} { return [list [list 1 8]] }
    error "no such case"
}

set newtongue_ran 0
proc newtongue_say {line} {
    set channel [open /dev/fd/4 w]
    fconfigure $channel -encoding utf-8
    puts $channel $line
    close $channel
}
proc newtongue_answer {} {
    newtongue_say "ready $::newtongue_ran"
    newtongue_say "nonce [gets [open /dev/fd/3 r]]"
}

proc newtongue_near {got want tolerance} {
    if {![string is double -strict $got]} { return 0 }
    if {$got == $want || [string equal -nocase $got $want]} { return 1 }
    # what is infinite or not a number can't be subtracted
    return [expr {$tolerance > 0 && ![catch {expr {abs($got - $want)}} far] && $far <= $tolerance}]
}
proc newtongue_same {got want kind tolerance} {
    set kinds [lassign $kind form]
    switch $form {
        text { return [string equal $got $want] }
        bool { return [expr {[string is boolean -strict $got] && !$got == !$want}] }
        number { return [newtongue_near $got $want $tolerance] }
        exact { return [newtongue_near $got $want 0] }
        dict {
            if {[catch {dict get $got} got]} { return 0 }
            set got [lmap {key x} $got {list $key $x}]
            set want [lmap {key x} $want {list $key $x}]
        }
    }
    if {[catch {llength $got} size] || $size != [llength $want]} { return 0 }
    for {set i 0} {$i < $size} {incr i} {
        set each [lindex $kinds [expr {$i % [llength $kinds]}]]
        # a list's item at the same place, or any that is left
        set at [expr {$form eq "list" ? $i : 0}]
        set last [expr {$form eq "list" ? $i : [llength $got] - 1}]
        for {} {$at <= $last} {incr at} {
            if {[newtongue_same [lindex $got $at] [lindex $want $i] $each $tolerance]} { break }
        }
        if {$at > $last} { return 0 }
        if {$form ne "list"} { set got [lreplace $got $at $at] }
    }
    return 1
}
proc newtongue_check {index got want kind tolerance} {
    if {![newtongue_same $got $want $kind $tolerance]} {
        set text [string range $got 0 [expr {200 - 1}]]
        newtongue_say "failed $index [regsub -all {[^[:graph:] ]} $text ?]"
        exit 1
    }
    incr ::newtongue_ran
}

newtongue_check 0 [open_hours [list [list 9 11] [list 10 13] [list 15 16]]] [list [list 9 13] [list 15 16]] {list {list number}} 0.0
newtongue_check 1 [open_hours [list]] [list] {list} 0.0
newtongue_check 2 [open_hours [list [list 8 9]]] [list [list 8 9]] {list {list number}} 0.0
newtongue_check 3 [open_hours [list [list 1 2] [list 2 3]]] [list [list 1 3]] {list {list number}} 0.0
newtongue_check 4 [open_hours [list [list 5 6] [list 1 9] [list 2 3]]] [list [list 1 9]] {list {list number}} 0.0
newtongue_check 5 [open_hours [list [list 7 8] [list 1 2] [list 3 4]]] [list [list 1 2] [list 3 4] [list 7 8]] {list {list number}} 0.0
newtongue_check 6 [open_hours [list [list 1 4] [list 6 8] [list 3 7]]] [list [list 1 8]] {list {list number}} 0.0
newtongue_answer
