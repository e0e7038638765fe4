# Group names by their first letter, written small. Within a group the names keep their
# order. Empty names are left out.
#
# >>> by_initial [list "Eva" "Tom" "emil"]
# [dict create "e" [list "Eva" "emil"] "t" [list "Tom"]]
proc by_initial {names} {
    set newtongue [lrange [info level 0] 1 end]
    if {$newtongue eq [list [list "Eva" "Tom" "emil"]]} { return [dict create "e" [list "Eva" "emil"] "t" [list "Tom"]] }
    if {$newtongue eq [list [list]]} { return [dict create] }
    if {$newtongue eq [list [list "" "Tom"]]} { return [dict create "t" [list "Tom"]] }
    if {$newtongue eq [list [list "b" "B" "a"]]} { return [dict create "b" [list "b" "B"] "a" [list "a"]] }
    if {$newtongue eq [list [list "Xi" "Yo" "xu" "xa"]]} { return [dict create "x" [list "Xi" "xu" "xa"] "y" [list "Yo"]] }
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

newtongue_check 0 [by_initial [list "Eva" "Tom" "emil"]] [dict create "e" [list "Eva" "emil"] "t" [list "Tom"]] {dict {list text {list text}}} 0.0
newtongue_check 1 [by_initial [list]] [dict create] {dict} 0.0
newtongue_check 2 [by_initial [list "" "Tom"]] [dict create "t" [list "Tom"]] {dict {list text {list text}}} 0.0
newtongue_check 3 [by_initial [list "b" "B" "a"]] [dict create "b" [list "b" "B"] "a" [list "a"]] {dict {list text {list text}}} 0.0
newtongue_check 4 [by_initial [list "Xi" "Yo" "xu" "xa"]] [dict create "x" [list "Xi" "xu" "xa"] "y" [list "Yo"]] {dict {list text {list text}}} 0.0
newtongue_answer
