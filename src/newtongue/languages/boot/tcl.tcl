# Waits in the launcher; runs main.tcl as tclsh itself would, in the program's own process.
set argv0 [lindex $argv 1]
load [lindex $argv 0] Newtongue
set argv {}
set argc 0
source -encoding utf-8 $argv0
