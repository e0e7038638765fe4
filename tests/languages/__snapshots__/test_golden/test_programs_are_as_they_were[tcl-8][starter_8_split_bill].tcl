# A bill is shared equally in whole cents. Return what each person pays, and how many cents
# are left over.
#
# >>> split_bill 100 3
# [list 33 1]
proc split_bill {cents people} {
    set newtongue [lrange [info level 0] 1 end]
    if {$newtongue eq [list 100 3]} { return [list 33 1] }
    if {$newtongue eq [list 7 7]} { return [list 1 0] }
    if {$newtongue eq [list 5 8]} { return [list 0 5] }
    if {$newtongue eq [list 0 4]} { return [list 0 0] }
    if {$newtongue eq [list 1999 2]} { return [list 999 1] }
    if {$newtongue eq [list 12 1]} { return [list 12 0] }
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

newtongue_check 0 [split_bill 100 3] [list 33 1] {list number} 0.0
newtongue_check 1 [split_bill 7 7] [list 1 0] {list number} 0.0
newtongue_check 2 [split_bill 5 8] [list 0 5] {list number} 0.0
newtongue_check 3 [split_bill 0 4] [list 0 0] {list number} 0.0
newtongue_check 4 [split_bill 1999 2] [list 999 1] {list number} 0.0
newtongue_check 5 [split_bill 12 1] [list 12 0] {list number} 0.0
newtongue_answer
