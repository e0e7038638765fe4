"""Programs, by the extension of their language, that a warm and a cold start are compared with."""

from __future__ import annotations


def split(text: str) -> tuple[str, ...]:
    """The programs of a text; a line `----` stands between two."""
    return tuple(text.strip("\n").split("\n----\n"))


ENDS = {
    ".lua": split(
        r"""
error('own')
----
os.exit(3)
----
local x = ((
----
x = nil + 1
----
io.write(arg[0], #arg)
----
print(...) print(package.loaded.os == os) print(debug.getinfo(1).short_src)
"""
    ),
    ".php": split(
        r"""
<?php echo 1; throw new Exception('own');
----
<?php exit(3);
----
<?php
$x = ((;
----
<?php posix_kill(getmypid(), 9);
----
<?php echo $y; trigger_error('w', E_USER_WARNING); echo 'no newline';
----
<?php register_shutdown_function(function() { echo 'bye'; exit(5); }); echo $argv[0], $argc;
----
<?php function f($n) { return $n ? 1 + f($n - 1) : 0; } echo f(20000); eval('echo ((;');
----
<?php
declare(strict_types=1);
namespace A;
echo __FILE__, __LINE__, strlen(5);
----
#!/usr/bin/php
<?php echo __LINE__, get_included_files()[0]; print_r(debug_backtrace());
----
text <?php print_r(array_keys(get_defined_vars()));
$file = fopen(__FILE__, 'r');
fseek($file, __COMPILER_HALT_OFFSET__);
echo fgets($file);
__halt_compiler(); data
"""
    ),
    ".pl": split(
        r"""
die 'own'
----
exit 3
----
my $x = 1;
my $y = ((
----
kill 9, $$
----
use strict; print 1;
$x = 1;
----
use warnings; my $x; print $x + 1; warn 'w'; print 'no newline';
----
print qq($0 @ARGV [$!]), caller() // 'none', __FILE__, join(',', grep !/feature/, sort keys %INC);
----
print <DATA>, fileno(DATA), tell(DATA); seek(DATA, 0, 0); print <DATA>;
__END__
data
----
END { print 'end'; $? = 7 } BEGIN { print 'begin' } INIT { print 'init' } die qq(own\n)
----
sub f { my $n = shift; $n ? 1 + f($n - 1) : 0 } print f(5000); eval '(('; print $@;
----
print defined &DynaLoader::dl_load_file, defined &List::Util::sum; require DynaLoader;
use POSIX (); print POSIX::floor(1.5), join(',', sort keys %DynaLoader::);
List::Util::sum(1)
"""
    ),
    ".py": split(
        r"""
raise ValueError('own')
----
exit(3)
----
x = ((
----
print(__name__, __file__, y)
----
	x
----
import sys; print(sys.argv, sys.stdout.seekable(), sys.flags); raise KeyboardInterrupt
----
print(math.pi)
----
if __name__ == '__main__': print(sorted(globals()))
----
def f(n):
    return n and 1 + f(n - 1)
for n in range(970, 1010):
    try:
        f(n)
    except RecursionError:
        print(n)
        break
----
import collections
print(hasattr(collections, "abc"))
----
import collections, inspect
print(hasattr(collections, "abc"), issubclass(list, collections.abc.Iterable))
----
from typing import List
import collections
print(List[int], issubclass(list, collections.abc.Iterable))
----
import atexit; atexit.register(print, "bye"); raise SystemExit(300)
----
import sys; print("x"); sys.exit("said")
----
exit(True)
----
exit(-1)
----
exit(2 ** 70)
----
class Gone:
    def __init__(self, name): self.name = name
    def __del__(self): print("gone", self.name)
def keep(): return a
a, _b = Gone("a"), Gone("_b")
a.loop = [a]
----
import sys; print("x"); sys.stdout.close()
----
import sys; print("x"); sys.stdout = None
----
import sys; print("x", end=""); sys.stdout = 5
----
import os; print("x"); os.close(1)
----
import threading, time
threading.Thread(target=lambda: (time.sleep(0.05), print("late"))).start()
print("early")
----
import threading, time
threading.Thread(target=time.sleep, args=(99,), daemon=True).start()
print("done")
----
import os, sys
child = os.fork()
if child: print(os.waitpid(child, 0)[1])
else: print("child"); sys.exit(4)
----
import atexit
class Last:
    def __call__(self): raise ValueError("late")
    def __repr__(self): return "last"
atexit.register(Last()); atexit.register(exit, 5)
----
import os, threading
print("x")
threading.Thread(target=os._exit, args=(3,)).start()
----
import atexit, os, sys
print("one"); sys.stderr.write("two")
atexit.register(os.write, 1, b"three"); atexit.register(os.write, 2, b"four")
----
import atexit, os
print("x")
atexit.register(os.fork)
----
import io, sys
print("a"); sys.stdout = io.StringIO(); print("b")
----
import ctypes
ctypes.CDLL(None).printf(b"from c"); print("from python")
----
def f():
    raise ValueError("in f")
import atexit
atexit.register(print, "bye")
f()
----
import gc, os, sys
gc.collect = os._exit = None
sys.modules.clear()
print("x")
----
import tempfile
folder = tempfile.TemporaryDirectory()
def f():
    try: yield print("in")
    finally: print("out")
g = f(); next(g)
----
import sys
sys.stderr.write("e"); sys.stdout.write("o")
sys.excepthook = lambda *_: print("hook")
x
"""
    ),
    ".r": split(
        r"""
cat(1); stop('own')
----
quit(status = 3)
----
x <- 1
y <- 2
z <- )
----
x <- ((
----
tools::pskill(Sys.getpid(), 9); Sys.sleep(9)
----
f <- function(x) warning('w')
f(1)
5
invisible(6)
as.integer('x')
cat('no newline')
----
f <- function(n) if (n == 0) 0 else 1 + f(n - 1)
f(500)
nowhere(1)
----
reg.finalizer(globalenv(), function(e) cat('end'), onexit = TRUE)
.Last <- function() cat('l')
----
print(list(search(), commandArgs(), sys.calls(), ls(all.names = TRUE), getwd(), interactive()))
Sys.getenv('R_TESTS')
exists('.Random.seed')
f <- tempfile()
cat(1, file = f)
scan(f)
----
readline()
readLines('stdin')
set.seed(1)
runif(1)
loadedNamespaces()
options()$warn
----
setClass('P', representation(x = 'numeric'))
new('P', x = 1)
stopifnot(FALSE)
"""
    ),
    ".rb": split(
        r"""
raise 'own'
----
exit 3
----
exit! 3
----
def x(
----
x = 1
y = (1
----
Process.kill(9, $$); sleep 9
----
puts $0, ARGV, __FILE__ == $0, caller.inspect, $!.inspect, Object.constants.size; print 1
----
at_exit { puts 'end'; exit 4 }; warn 'w'; abort 'a'
----
p DATA.pos, DATA.lineno, DATA.fileno, DATA.read; DATA.rewind; p DATA.gets
__END__
data
----
def f(n) n == 0 ? 0 : 1 + f(n - 1) end; p f(5000); def g(n) g(n + 1) end; g(0)
----
p defined?(Fiddle), defined?(Set), Gem.loaded_specs.keys; require 'fiddle'; p Fiddle::Function
----
# frozen_string_literal: true
p 'a'.frozen?, __ENCODING__, $stdin.read, $stdout.sync; Set.new
----
Thread.new { sleep 0.01; puts 1 }.join; trap('USR1') { puts 2 }; Process.kill('USR1', $$)
sleep 0.01; fork { puts 3 }; Process.wait; puts `echo 4`; p $?.exitstatus, Thread.list.size
----
require 'timeout'; Timeout.timeout(0.05) { loop {} }
----
p Dir.children('/proc/self/fd').size, Process.getrlimit(:SIGPENDING).uniq.size
"""
    ),
    ".rkt": split(
        r"""
#lang racket
(display 1) (error "own")
----
#lang racket
(exit 3)
----
#lang racket
(define (f x) (g x)) (f 1)
----
#lang racket
(foo (
----
x
----
#lang racket
(car 1) (module+ main (display 2))
----
#lang racket/base
(string-trim 1)
----
#lang racket
(define ns (make-base-namespace)) (eval '(+ 1 2) ns) (eval '(+ 1 2))
----
#lang racket
(list (current-command-line-arguments) (find-system-path 'run-file))
(list (namespace-mapped-symbols) (length (directory-list "/proc/self/fd")))
(thread-wait (thread (lambda () (sleep 0.01) (displayln 1)))) (sync/timeout 0.01 never-evt)
----
#lang racket
(require racket/system rackunit) (system "echo 1; exit 3") (check-equal? 1 2)
(exit-handler (lambda (n) (display 2))) (module+ main (display 3) (exit 4))
"""
    ),
    ".tcl": split(
        r"""
error own
----
exit 3
----
puts $argv0; undefined 1
----
set x "
----
puts [info script]$argv
----
puts [lsort [info globals]][info level]
----
proc f n { if {$n} { f [expr {$n - 1}] } }
for {set n 900} {$n < 1010 && ![catch {f $n}]} {incr n} {}
puts $n
"""
    ),
}
"""No completions of any problem: how they end is what is compared."""

SEEDS = {
    ".lua": "print(math.random(1 << 60))",
    ".php": "<?php echo mt_rand(), ' ', random_int(0, 1 << 60), ' ', lcg_value();",
    ".pl": "print rand",
    ".py": "import random; print(random.random())",
    ".r": "runif(1)",
    ".rb": "puts rand, Random.rand",
    ".rkt": "#lang racket\n(random)",
    ".tcl": "puts [expr rand()]",
}
"""What prints a number that chance made."""

LOOPS = {
    ".lua": "while true do end",
    ".php": "<?php while (1);",
    ".pl": "1 while 1",
    ".py": "while True: pass",
    ".r": "repeat {}",
    ".rb": "loop {}",
    ".rkt": "#lang racket/base\n(let loop () (loop))",
    ".tcl": "while 1 {}",
}

SPOILERS = {
    ".pl": r"""use POSIX ();
for my $n (0 .. 80) {
    POSIX::lseek($n, 3, 0); POSIX::read($n, my $text, 100) if $n > 4;
    fcntl($b, 4, 2048) if open $b, "+<&=", $n;
    POSIX::write($n, "x" x 9999, 9999); POSIX::close($n);
}
chdir "/"; kill 9, $$;
""",
    ".rb": r"""Dir.chdir "/"
(0..80).each do |n|
  io = IO.for_fd(n, autoclose: false) rescue next
  (io.sysseek(3) rescue 0)
  (io.read_nonblock(100) rescue 0) if n > 4
  (io.write_nonblock("x" * 99999) rescue 0)
  (io.close rescue 0) if n > 6
end
Process.kill 9, $$
""",
    ".php": r"""<?php
chdir("/");
for ($n = 0; $n < 80; $n++) {
    foreach (["r", "w"] as $mode)
        if ($n != 3 && $file = @fopen("php://fd/$n", $mode)) {
            stream_set_blocking($file, false); fseek($file, 3); fread($file, 9); fwrite($file, "x");
            FFI::cdef("long lseek(int, long, int); int close(int);")->lseek($n, 7, 0);
        }
    if ($n > 6) FFI::cdef("int close(int);")->close($n);
}
posix_kill(getmypid(), 9);
""",
    ".r": r"""Sys.chmod('/tmp'); unlink(tempdir(), recursive = TRUE); setwd('/')
for (n in 5:9) try({f <- file(paste0('/dev/fd/', n), 'w'); cat(1, file = f)})
tools::pskill(Sys.getpid(), 9)""",
    ".rkt": r"""#lang racket
(for ([n 80]) (with-handlers ([void void]) (call-with-output-file
(format "/dev/fd/~a" n) #:exists 'append (lambda (out) (write-string "x" out)))))
(current-directory "/") (exit 1)""",
}
"""What reads, writes, moves and closes all that it finds open, leaves its folder, and is killed."""
