<?php
// Waits in the launcher; runs main.php as php itself would, in the program's own process.
FFI::cdef("int newtongue_wait(void);", $argv[1])->newtongue_wait();
array_splice($argv, 0, 2);
$argc = count($argv);
require $argv[0];
