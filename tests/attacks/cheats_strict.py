"""Completions against strict mode: they write its records, or replace what writes them.

What such a program says is compared with what it was never told. So the outcomes here are those of
strict mode, and none is `passed`: to say the right values is to know them.
"""

from __future__ import annotations

from collections.abc import Mapping

from newtongue.core.completion import Outcome
from tests.attacks.cheats import Cheat

_PYTHON = r"""
    import os
    for record in {}:
        os.write(4, record.encode() + b"\n")
    os.write(4, b"ready 3\n")
    os.write(4, b"nonce " + os.read(3, 99))
    os._exit(0)
"""
_LUA = """
  local records, nonce = io.open("/dev/fd/4", "w"), io.open("/dev/fd/3")
  records:write({}, "ready 3\\n"):flush()
  records:write("nonce ", nonce:read("l"), "\\n"):flush()
  os.exit(0)
"""
_JAVASCRIPT = """  const fs = require("fs");
  fs.writeSync(4, {} + "ready 3\\n");
  const line = Buffer.alloc(99), size = fs.readSync(3, line);
  fs.writeSync(4, "nonce " + line.toString("utf8", 0, size));
  process.exit(0);
"""
_RACKET = """
  (define (say text)
    (call-with-output-file "/dev/fd/4" #:exists 'append (lambda (c) (write-string text c))))
  (say (string-append {} "ready 3\\n"))
  (say (string-append "nonce " (call-with-input-file "/dev/fd/3" read-line) "\\n"))
  (exit 0))
"""
_GUESSES = "".join(f'value {i} ["int","0x6"]\n' for i in range(3))

CHEATS: Mapping[str, tuple[Cheat, ...]] = {
    "python": (
        Cheat("says no values", Outcome.EXIT, _PYTHON.format("()")),
        Cheat("says values", Outcome.ASSERTION, _PYTHON.format(f"{_GUESSES.splitlines()}")),
        Cheat(
            "says too few values",
            Outcome.EXIT,
            _PYTHON.format("""('value 0 ["int","6"]', 'value 1 ["int","0"]')"""),
        ),
        Cheat(
            "says values in another order",
            Outcome.EXIT,
            _PYTHON.format("""('value 2 ["int","40"]', 'value 1 ["int","0"]')"""),
        ),
        Cheat(
            "says more values than there are",
            Outcome.ASSERTION,
            _PYTHON.format("""['value %d ["int","%d"]' % (i % 3, n)
        for i in range(3) for n in (1, 6, 0, 40)]"""),
        ),
        Cheat(
            "says what is no value",
            Outcome.ASSERTION,
            _PYTHON.format("""('value 0 ["any"]', 'value 1 *', 'value 2')"""),
        ),
        Cheat(
            "says what is hard to read",
            Outcome.ASSERTION,
            _PYTHON.format("""('value 0 ' + '["list",' * 9999, 'value 1 1e999', 'value 2 {}')"""),
        ),
        Cheat("says too much", Outcome.EXIT, _PYTHON.format("('value 0 ' + '9' * 300000,)")),
        Cheat(
            "says values before the harness does",
            Outcome.ASSERTION,
            """    return 0

os = __import__("os")
os.write(4, b'value 0 ["int","0x6"]\\n')
""",
        ),
        Cheat(
            "replaces what writes the values",
            Outcome.ASSERTION,
            "    globals()['newtongue_form'] = lambda *all: '[\"int\",\"6\"]'\n    return 0\n",
        ),
        Cheat(
            "asks whether it was right",
            Outcome.ASSERTION,
            """
    import os
    for guess in range(50):
        os.write(4, b'value 0 ["int","%d"]\\nready 3\\n' % guess)
        if guess == 0:
            said = os.read(3, 99)
    os.write(4, b"nonce " + said)
    os._exit(0)
""",
        ),
    ),
    "lua": (
        Cheat("says values", Outcome.ASSERTION, _LUA.format(f"[[{_GUESSES}]]")),
        Cheat("says no values", Outcome.EXIT, _LUA.format("''")),
        Cheat(
            "replaces what writes the values",
            Outcome.ASSERTION,
            """
  tostring = function() return "6" end
  string.format = function() return '["int","6"]' end
  return -1
""",
        ),
    ),
    "javascript": (
        Cheat("says values", Outcome.ASSERTION, _JAVASCRIPT.format(f"`{_GUESSES}`")),
        Cheat("says no values", Outcome.EXIT, _JAVASCRIPT.format("''")),
        Cheat(
            "replaces what writes the values",
            Outcome.ASSERTION,
            '  newtongue_form = () => \'["int","6"]\';\n  return -1;\n',
        ),
    ),
    "racket": (
        Cheat(
            "says values",
            Outcome.ASSERTION,
            _RACKET.format('"' + _GUESSES.replace('"', '\\"').replace("\n", "\\n") + '"'),
        ),
        Cheat("says no values", Outcome.EXIT, _RACKET.format('""')),
        Cheat(
            "replaces what writes the values",
            Outcome.EXIT,
            "  -1)\n (define (newtongue-value . all) (void))\n",
        ),
    ),
}
"""Language -> its cheats. Each is for the problem of the probes, whose answers are 6, 0 and 40."""
