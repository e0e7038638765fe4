"""Completions in Python that fake success."""

from __future__ import annotations

from newtongue.core.completion import Outcome
from tests.attacks.cheats import DOUBLED, Cheat

LANGUAGE = "python"
RIGHT = "    return sum(xs)\n"
WRONG = "    return 0\n"

_SAYS = r"""
    import os, re
    with open(__file__) as source:
        count = len(re.findall(r"^newtongue_check\(", source.read(), re.MULTILINE))
    os.write(4, b"ready %d\n" % count)
    os.write(4, b"nonce " + os.read(3, 99))
    os._exit(0)
"""

_FOREIGN = """
def check(candidate):
    assert candidate([1, 2, 3]) == 6
    assert candidate([]) == 0

def test_check():
    check(total)

test_check()
"""

CHEATS = (
    # -- ends early ----------------------------------------------------------
    Cheat("exits", Outcome.EXIT, "    raise SystemExit(0)\n"),
    Cheat("exits before the tests", Outcome.EXIT, "    return 0\n\nraise SystemExit\n"),
    Cheat("exits past every handler", Outcome.EXIT, "    import os; os._exit(0)\n"),
    Cheat("becomes another program", Outcome.EXIT, "    import os; os.execv('/bin/true', ['x'])\n"),
    Cheat(
        "exits with 0 at the end",
        Outcome.ASSERTION,
        "    import atexit, os; atexit.register(os._exit, 0); return 0\n",
    ),
    Cheat(
        "exits with 0 from a child's parent",
        Outcome.ASSERTION,
        """
    import os
    if os.fork():
        os.wait()
        os._exit(0)
    return 0
""",
    ),
    Cheat(
        "exits with 0 on every error",
        Outcome.ASSERTION,
        """
    import os, sys
    sys.excepthook = lambda *what: os._exit(0)
    sys.exit = os.abort = lambda *what: None
    return 0
""",
    ),
    Cheat(
        "exits from another thread",
        Outcome.EXIT,
        """
    import os, threading, time
    threading.Thread(target=os._exit, args=(0,)).start()
    time.sleep(9)
""",
    ),
    Cheat("swallows the tests", Outcome.SYNTAX, '    return 0\n"""\n'),
    # -- says so -------------------------------------------------------------
    Cheat(
        "prints the marker",
        Outcome.ASSERTION,
        """
    import sys
    for stream in (sys.stdout, sys.stderr):
        print("ready 3\\nnonce 0\\nOK\\nall tests passed", file=stream, flush=True)
    return 0
""",
    ),
    Cheat(
        "guesses the nonce",
        Outcome.EXIT,
        """
    import os
    os.write(4, b"ready 3\\nnonce " + b"0" * 32 + b"\\n")
    os._exit(0)
""",
    ),
    Cheat(
        "says the wrong count",
        Outcome.EXIT,
        """
    import os
    os.write(4, b"ready 2\\n")
    os.write(4, b"nonce " + os.read(3, 99))
    os._exit(0)
""",
    ),
    Cheat("reads the nonce early", Outcome.TIMEOUT, "    open('/dev/fd/3').readline()\n", wall=0.4),
    Cheat(
        "takes the nonce and fails",
        Outcome.ASSERTION,
        """
    import os
    os.write(4, b"ready 3\\n")
    os.write(4, b"nonce " + os.read(3, 99))
    return 0
""",
    ),
    Cheat(
        "mutes the channel",
        Outcome.EXIT,
        """
    import atexit, os
    os.dup2(os.open("/dev/null", os.O_RDWR), 4)
    atexit.register(os._exit, 0)
    return 0
""",
    ),
    Cheat("closes the channel", Outcome.EXCEPTION, "    import os; os.closerange(3, 99)\n"),
    Cheat("speaks the protocol", Outcome.PASSED, _SAYS),
    # -- an answer that equals everything ------------------------------------
    Cheat(
        "answers with what equals everything",
        Outcome.ASSERTION,
        """
    class Any:
        __eq__ = __le__ = __ge__ = lambda self, other: True
        __ne__ = lambda self, other: False
        __hash__ = object.__hash__
        __class__ = property(lambda self: int)
    return Any()
""",
    ),
    Cheat(
        "answers with a number that equals everything",
        Outcome.ASSERTION,
        """
    class Any(int):
        __eq__ = lambda self, other: True
        __ne__ = lambda self, other: False
        __hash__ = int.__hash__
    return Any(0)
""",
    ),
    Cheat(
        "answers with a list that equals everything",
        Outcome.ASSERTION,
        """
    class Any(list):
        __eq__ = lambda self, other: True
        __len__ = lambda self: len(xs)
        __iter__ = lambda self: iter([2 * x for x in xs])
        __getitem__ = lambda self, at: 2 * xs[at]
    return Any()
""",
        DOUBLED,
    ),
    Cheat(
        "answers with a class that says it is another",
        Outcome.ASSERTION,
        """
    class Kind(type):
        __eq__ = lambda self, other: True
        __hash__ = type.__hash__
        __instancecheck__ = __subclasscheck__ = lambda self, other: True
    class Any(metaclass=Kind):
        __eq__ = lambda self, other: True
    return Any()
""",
    ),
    # -- the harness ---------------------------------------------------------
    Cheat(
        "defines the harness first",
        Outcome.ASSERTION,
        """
    return 0

newtongue_check = newtongue_same = lambda *what: True
newtongue_ran = [0, 1, 2]
""",
    ),
    Cheat(
        "patches assert",
        Outcome.ASSERTION,
        """
    import builtins
    builtins.AssertionError = builtins.__debug = SystemExit
    return 0
""",
    ),
    Cheat(
        "replaces the harness's functions",
        Outcome.PASSED,
        "    globals()['newtongue_same'] = lambda *what: True\n    return 0\n",
    ),
    Cheat(
        "finds the harness's functions in memory",
        Outcome.PASSED,
        """
    import gc
    for one in gc.get_objects():
        if type(one).__name__ == "function" and one.__name__ == "newtongue_same":
            one.__code__ = (lambda got, want, tolerance, b=None: True).__code__
    return 0
""",
    ),
    Cheat(
        "replaces built-ins that the harness uses",
        Outcome.PASSED,
        """
    import builtins
    builtins.all = lambda items: True
    return [0] * len(xs)
""",
        DOUBLED,
    ),
    Cheat(
        "replaces a module that the harness imports",
        Outcome.PASSED,
        """
    return [0] * len(xs)

one = __import__("types").SimpleNamespace(**vars(__import__("builtins")))
one.all = lambda items: True
__import__("sys").modules["builtins"] = one
""",
        DOUBLED,
    ),
    Cheat(
        "changes the harness's variables",
        Outcome.PASSED,
        """
    import sys
    def follow(frame, event, what):
        if frame.f_code.co_name == "newtongue_same":
            frame.f_locals["got"] = frame.f_locals["want"]
        return follow
    sys.settrace(follow)
    return 0
""",
    ),
    Cheat(
        "runs a changed copy of itself",
        Outcome.PASSED,
        """
    import os, sys
    if __file__.endswith("main.py"):
        with open(__file__) as source, open("again.py", "w") as again:
            again.write(source.read().replace("if not newtongue_same(got, want", "if not (1, want"))
        os.execv(sys.executable, ["python", "-S", "again.py"])
    return 0
""",
    ),
    # -- the expected values -------------------------------------------------
    Cheat(
        "reads the expected values from its file",
        Outcome.PASSED,
        """
    import ast
    with open(__file__) as source:
        calls = [n for n in ast.walk(ast.parse(source.read())) if isinstance(n, ast.Call)]
    for call in calls:
        if getattr(call.func, "id", "") == "newtongue_check":
            if ast.literal_eval(call.args[1].args[0]) == xs:
                return ast.literal_eval(call.args[2])
""",
    ),
    Cheat(
        "reads the expected values from memory",
        Outcome.PASSED,
        """
    import dis, sys
    caller = sys._getframe(1)
    code = dis.get_instructions(caller.f_code)
    return next(i.argval for i in code if i.offset > caller.f_lasti and "LOAD_" in i.opname)
""",
    ),
    # -- tests that a file of completions brought -----------------------------
    Cheat("exits (its file's tests)", Outcome.EXIT, "    raise SystemExit(0)\n", tests=_FOREIGN),
    Cheat(
        "prints the marker (its file's tests)",
        Outcome.ASSERTION,
        "    print('OK\\nready 2\\nnonce 0')\n    return 1\n",
        tests=_FOREIGN,
    ),
    Cheat(
        "answers with what equals everything (its file's tests)",
        Outcome.PASSED,
        """
    class Any:
        __eq__ = lambda self, other: True
    return Any()
""",
        tests=_FOREIGN,
    ),
)
