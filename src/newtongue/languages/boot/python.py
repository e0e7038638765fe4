"""Waits in the launcher; runs main.py as python itself would, in the program's own process."""

import bisect  # noqa: F401
import collections  # noqa: F401
import copy  # noqa: F401
import ctypes
import functools  # noqa: F401
import gc
import hashlib  # noqa: F401
import heapq  # noqa: F401
import itertools  # noqa: F401
import math  # noqa: F401
import operator  # noqa: F401
import random
import re  # noqa: F401
import string  # noqa: F401
import sys
import types
import typing  # noqa: F401


def run(library, source):
    """Run the program; never returns before it ended."""
    main = types.ModuleType("__main__")
    main.__dict__.update(__file__=source, __builtins__=__builtins__, __annotations__={})
    gc.collect()
    gc.freeze()
    ctypes.PyDLL(library).newtongue_wait()
    random.seed()
    sys.argv[:] = [source]
    sys.modules["__main__"] = main
    try:
        with open(source, "rb") as file:  # noqa: PTH123 - imports less
            code = compile(file.read(), file.name, "exec")
        exec(code, main.__dict__)  # noqa: S102 - in the sandbox, by its own rights
    except SystemExit:
        raise
    except BaseException:
        kind, error, trace = sys.exc_info()
        # without our own frames: run (and, of a syntax error, all)
        sys.excepthook(kind, error, trace.tb_next)
        sys.exit(1)


run(*sys.argv[1:])
