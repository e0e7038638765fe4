<?php
// Waits in the launcher while php has main.php open and has read nothing of it.
// All that a program can tell of it: get_included_files() has one more, and it is open.
FFI::cdef("int newtongue_wait(void);", __DIR__ . "/launcher.so")->newtongue_wait();
$_SERVER["REQUEST_TIME"] = (int) ($_SERVER["REQUEST_TIME_FLOAT"] = microtime(true));
