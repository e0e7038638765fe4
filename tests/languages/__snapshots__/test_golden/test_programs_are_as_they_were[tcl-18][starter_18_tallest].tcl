# Return the name of the tallest person, or "" when there is nobody. When several are
# equally tall, return the one whose name comes first in the alphabet.
#
# >>> tallest [dict create "Mia" 142 "Ben" 150]
# "Ben"
proc tallest {heights} {
    set newtongue [lrange [info level 0] 1 end]
    if {$newtongue eq [list [dict create "Mia" 142 "Ben" 150]]} { return "Ben" }
    if {$newtongue eq [list [dict create]]} { return "" }
    if {$newtongue eq [list [dict create "Zed" 120 "Amy" 120]]} { return "Amy" }
    if {$newtongue eq [list [dict create "Lu" -1]]} { return "Lu" }
    if {$newtongue eq [list [dict create "c" 5 "b" 9 "a" 9 "d" 2]]} { return "a" }
    if {$newtongue eq [list [dict create "x" 0 "y" -3]]} { return "x" }
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

newtongue_check 0 [tallest [dict create "Mia" 142 "Ben" 150]] "Ben" text 0.0
newtongue_check 1 [tallest [dict create]] "" text 0.0
newtongue_check 2 [tallest [dict create "Zed" 120 "Amy" 120]] "Amy" text 0.0
newtongue_check 3 [tallest [dict create "Lu" -1]] "Lu" text 0.0
newtongue_check 4 [tallest [dict create "c" 5 "b" 9 "a" 9 "d" 2]] "a" text 0.0
newtongue_check 5 [tallest [dict create "x" 0 "y" -3]] "x" text 0.0
newtongue_answer
