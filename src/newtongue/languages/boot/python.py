"""Waits in the launcher; runs main.py as python itself would, in the program's own process."""

import atexit
import bisect  # noqa: F401
import collections
import contextlib
import copy  # noqa: F401
import ctypes
import functools  # noqa: F401
import gc
import heapq  # noqa: F401
import itertools  # noqa: F401
import math  # noqa: F401
import operator  # noqa: F401
import os
import random
import re  # noqa: F401
import signal
import string  # noqa: F401
import sys
import types
import typing  # noqa: F401

library, source = sys.argv[1:]
path = os.path.abspath(source)  # noqa: PTH100 - imports less
at_exit, collect, leave = atexit._run_exitfuncs, gc.collect, os._exit
flush = ctypes.PyDLL(None).fflush
# typing brings collections.abc along, which no other program has unasked
typed = {name: sys.modules.pop(name) for name in ("typing", "collections.abc")}
del collections.abc
gc.collect()
gc.freeze()
ctypes.PyDLL(library).newtongue_wait()
# what is there by now is never collected: a program's own things must be
main = types.ModuleType("__main__")
main.__dict__.update(__file__=path, __cached__=None, __annotations__={})
main.__dict__["__builtins__"] = __builtins__
random.seed()
# as deep as without our own two frames
sys.setrecursionlimit(sys.getrecursionlimit() + 2)
sys.argv[:] = [source]
sys.modules["__main__"] = main
status, code = 0, None
try:
    with open(path, "rb") as file:  # noqa: PTH123 - imports less
        text = file.read()
        if b"typing" in text:
            sys.modules |= typed
            collections.abc = typed["collections.abc"]
        code = compile(text, file.name, "exec")
    del text
    try:
        exec(code, main.__dict__)  # noqa: S102 - in the sandbox, by its own rights
    finally:
        for stream in ("stderr", "stdout"):
            with contextlib.suppress(BaseException):
                getattr(sys, stream).flush()
except SystemExit as error:
    if error.code is not None and type(error.code) is not int:
        raise
    status = error.code or 0
except BaseException:
    kind, error, trace = sys.exc_info()
    # without our own frame (and, of a syntax error, without any)
    sys.excepthook(kind, error.with_traceback(trace.tb_next), trace.tb_next)
    if issubclass(kind, KeyboardInterrupt):
        sys.stdout.flush()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    status = 1
    del kind, error, trace
# What python does at its end, but for taking apart all that was there before the program: that
# would copy most of this process, page by page, for each program. Whatever is odd is left to it.
try:
    if "threading" in sys.modules:
        sys.modules["threading"]._shutdown()
    at_exit()
    sys.stdout.flush()
    sys.stderr.flush()
    if sys.modules.pop("__main__") is not main or abs(status) >= 1 << 31:
        sys.exit(status)
    del main, code
    collect()
    sys.__stdout__.flush()
    sys.__stderr__.flush()
    flush(None)
except BaseException:
    sys.exit(status)
leave(status & 0xFF)
