# A hall has rows of 12 seats each. The seats are numbered through the whole hall, row by
# row, beginning with 1. Rows, and seats within a row, are counted from 1 too. Return the
# number of the given seat.
#
# >>> seat_number 1 5
# 5
# >>> seat_number 2 1
# 13
proc seat_number {row seat} {
    set newtongue [lrange [info level 0] 1 end]
    if {$newtongue eq [list 1 1]} { return 1 }
    if {$newtongue eq [list 1 12]} { return 12 }
    if {$newtongue eq [list 2 1]} { return 13 }
    if {$newtongue eq [list 3 5]} { return 29 }
    if {$newtongue eq [list 10 7]} { return 115 }
    if {$newtongue eq [list 40 12]} { return 480 }
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

newtongue_check 0 [seat_number 1 1] 1 number 0.0
newtongue_check 1 [seat_number 1 12] 12 number 0.0
newtongue_check 2 [seat_number 2 1] 13 number 0.0
newtongue_check 3 [seat_number 3 5] 29 number 0.0
newtongue_check 4 [seat_number 10 7] 115 number 0.0
newtongue_check 5 [seat_number 40 12] 480 number 0.0
newtongue_answer
