# Waits in the launcher; runs main.tcl as tclsh itself would, in the program's own process.
set argv0 [lindex $argv 1]
load [lindex $argv 0] Newtongue
set argv {}
set argc 0
# as deep as without our own two levels
interp recursionlimit {} 1002
if {[catch {source -encoding utf-8 $argv0} result options] == 1} {
    # without our own part of the trace
    set own "\n    invoked from within\n\"source -encoding utf-8 \$argv0\""
    set trace [dict get $options -errorinfo]
    puts stderr [string range $trace 0 [string last $own $trace]-1]
    exit 1
}
return -options $options $result
