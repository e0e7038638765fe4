"""Kelp 1.2: untyped; a tuple is a list, a set can't be said, `nothing` may stand anywhere.

Keys of a table are texts and numbers. Whole numbers have any size.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case
from newtongue.core.signature import Signature, Type
from newtongue.languages.base import Language, Toolchain, command, table

_HARNESS = """
put 0 in newtongue_ran

to newtongue_say(line)
    write("/dev/fd/4", line)
end

to newtongue_same(got, want, tolerance)
    put kind(got) in a
    put kind(want) in b
    if (a = "whole" or a = "decimal") and (b = "whole" or b = "decimal")
        if got = want or got != got and want != want
            give yes
        end
        put tolerance > 0 and (a = "decimal" or b = "decimal") in near
        give near and got - want <= tolerance and want - got <= tolerance
    end
    if a != b
        give no
    end
    if a != "list" and a != "table"
        give got = want
    end
    if size(got) != size(want)
        give no
    end
    put 0 in i
    while i < size(want)
        put i in key
        if a = "table"
            put keys(want)[i] in key
            if not has(got, key)
                give no
            end
        end
        if not newtongue_same(got[key], want[key], tolerance)
            give no
        end
        put i + 1 in i
    end
    give yes
end

to newtongue_check(index, got, want, tolerance)
    if not newtongue_same(got, want, tolerance)
        newtongue_say("failed " + text(index) + " " + part(show(got), 0, SHOWN))
        stop(1)
    end
    give 1
end

CHECKS

newtongue_say("ready " + text(newtongue_ran))
newtongue_say("nonce " + read("/dev/fd/3"))
"""

# 3 and 3.0 are shown differently
_LOOKUP = """\
    put show([PARAMS]) in args
ROWS
    stop(3)
end
"""


class Kelp(Language):
    """A language of one company."""

    title, aliases, extension, fence = "Kelp", (), ".kelp", "text"

    # -- write ---------------------------------------------------------------
    param, headline = "{name}", "to {name}({params})"
    typed = False
    containers = table("list: [{items}] | tuple: [{items}] | dict: {{{items}}}")
    nothing = absent = "nothing"
    floats = table("inf: inf | -inf: -inf | nan: nan")
    keywords = (
        "to end put in if else while give and or not yes no nothing inf nan "
        "size kind show text whole decimal part push has keys say read write stop"
    )
    terms = table(
        "tuple: list | array: list | dictionary: table | dict: table | string: text"
        " | None: nothing | True: yes | False: no"
    )
    closing = "end\n"
    harness = _HARNESS
    leave = ("        stop(1)\n", "        give 0\n")
    lookup = _LOOKUP
    answer = "    if args = show([{args}])\n        give {answer}\n    end\n"

    def value_bool(self, v: bool, t: Type) -> str:
        return "yes" if v else "no"

    def value_int(self, v: int, t: Type) -> str:
        return str(int(v))

    def value_dict(self, v: Mapping[Any, Any], t: Type) -> str:
        if any(isinstance(key, bool) or not isinstance(key, int | float | str) for key in v):
            raise Unsupported("a key that is neither text nor number")
        return super().value_dict(v, t)

    def escape(self, code: int) -> str:
        return f"\\u{{{code:x}}}"

    def check(self, signature: Signature, case: Case, index: int) -> str:
        held = super().check(signature, case, index)
        return f"put newtongue_ran + {held} in newtongue_ran"

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"python": ("/usr/bin/python3", "python3")},
        version=("{python}", "{kelp}", "--version"),
        libraries={"kelp": str(Path(__file__).with_name("interpreter.py"))},
        apt=("python3",),
    )
    source = "main.kelp"
    run = command("{python} -S -B {kelp} {source}")

    # -- read ----------------------------------------------------------------
    stops = ("\nend",)
    errors = (
        (Outcome.SYNTAX, r"^kelp: cannot read"),
        (Outcome.TYPE, r"^kelp: line \d+: trouble: (?:unsupported operand|.* not supported)"),
        (Outcome.MEMORY, r"^kelp: .*MemoryError"),
    )
    line_pattern = r"^kelp: (?:cannot read )?line (\d+):"


language = Kelp()
