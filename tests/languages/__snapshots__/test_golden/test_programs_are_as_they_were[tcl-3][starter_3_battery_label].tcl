# Return a word for the charge of a battery: "empty" at 0 percent, "low" up to 20 percent,
# "good" up to 79 percent, and "full" from 80 percent on.
#
# >>> battery_label 20
# "low"
proc battery_label {percent} {
    set newtongue [lrange [info level 0] 1 end]
    if {$newtongue eq [list 0]} { return "empty" }
    if {$newtongue eq [list 1]} { return "low" }
    if {$newtongue eq [list 20]} { return "low" }
    if {$newtongue eq [list 21]} { return "good" }
    if {$newtongue eq [list 79]} { return "good" }
    if {$newtongue eq [list 80]} { return "full" }
    if {$newtongue eq [list 100]} { return "full" }
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

newtongue_check 0 [battery_label 0] "empty" text 0.0
newtongue_check 1 [battery_label 1] "low" text 0.0
newtongue_check 2 [battery_label 20] "low" text 0.0
newtongue_check 3 [battery_label 21] "good" text 0.0
newtongue_check 4 [battery_label 79] "good" text 0.0
newtongue_check 5 [battery_label 80] "full" text 0.0
newtongue_check 6 [battery_label 100] "full" text 0.0
newtongue_answer
