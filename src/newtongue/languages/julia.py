"""Julia 1.5: dynamic, but containers know the type of their items, so literals say it.

A list is a Vector, None is `nothing`. The harness is a module of its own: what a completion calls
`sum` or `length` does not reach it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.signature import Type
from newtongue.core.values import natural
from newtongue.languages.base import Foreign, Language, Toolchain, command, table

_SAY = """
module newtongue
ran = 0
function say(line)
    open(channel -> println(channel, line), "/dev/fd/4", "w")
end
function answer()
    say("ready $ran")
    say("nonce " * open(readline, "/dev/fd/3"))
end
"""

# Nothing here is compiled anew for each type of answer, which would take longer than all the rest.
# To Julia, true equals 1 also as a key or a member, so hashes are of no use. What is of a program's
# own type could have any equality, so that it equals nothing.
_CHECK = """
function same(@nospecialize(got), @nospecialize(want), tolerance)
    Base.moduleroot(parentmodule(typeof(got))) === Main && return false
    if got isa Real && want isa Real
        (got isa Bool || want isa Bool) && return got === want
        near = tolerance > 0 && (got isa AbstractFloat || want isa AbstractFloat) &&
            abs(got - want) <= tolerance
        return near || got == want || (isnan(got) && isnan(want))
    elseif got isa AbstractString && want isa String
        return String(got) == want
    elseif got isa Tuple && want isa Tuple || got isa AbstractVector && want isa Vector
        length(got) == length(want) || return false
        for i in 1:length(want)
            same(got[i], want[i], tolerance) || return false
        end
        return true
    elseif got isa AbstractSet && want isa Set || got isa AbstractDict && want isa Dict
        length(got) == length(want) || return false
        for x in want
            found(got, x, tolerance) || return false
        end
        return true
    end
    got === nothing && want === nothing
end
function found(@nospecialize(got), @nospecialize(x), tolerance)
    for y in got
        if x isa Pair
            same(y.first, x.first, 0.0) && return same(y.second, x.second, tolerance)
        elseif same(y, x, 0.0)
            return true
        end
    end
    false
end
function shown(@nospecialize(x), depth)
    x isa AbstractString && return repr(String(x))
    x isa Union{Real, Nothing} && return string(x)
    x isa Pair && return shown(x.first, depth) * " => " * shown(x.second, depth)
    around = x isa Tuple ? "()" : x isa AbstractVector ? "[]" : "{}"
    x isa Union{Tuple, AbstractVector, AbstractSet, AbstractDict} || return string(typeof(x))
    depth > 8 && return "..."
    parts = String[]
    for y in x
        push!(parts, shown(y, depth + 1))
        length(parts) > SHOWN && break
    end
    around[1] * join(parts, ", ") * around[2]
end
function check(index, @nospecialize(got), @nospecialize(want), tolerance)
    if !same(got, want, tolerance)
        text = collect(Iterators.take(shown(got, 0), SHOWN))
        say("failed $index " * String(map(c -> isprint(c) ? c : '?', text)))
        exit(1)
    end
    global ran += 1
end
end
const newtongue_check = newtongue.check

"""

_HOLD = """
function hold(holds)
    if holds !== true
        say("failed $ran ")
        exit(1)
    end
    global ran += 1
end
end

macro test(holds)
    :(newtongue.hold($(esc(holds))))
end
macro testset(block)
    esc(block)
end
"""


class Julia(Language):
    title, aliases, extension, fence = "Julia", ("jl",), ".jl", "julia"

    # -- write ---------------------------------------------------------------
    param, headline = "{name}::{type}", "function {name}({params})::{returns}"
    types = table(
        "int: Int64 | float: Float64 | bool: Bool | str: String | none: Nothing | any: Any"
        " | union: Union{{{}}} | optional: Union{{{}, Nothing}} | list: Vector{{{}}}"
        " | set: Set{{{}}} | dict: Dict{{{}, {}}} | tuple: Tuple{{{}}}"
    )
    containers = table("set: Set([{items}]) | dict: Dict({items})")
    pair = "{} => {}"
    nothing = absent = "nothing"
    floats = table("inf: Inf | -inf: -Inf | nan: NaN")
    escapes = {**Language.escapes, "$": "\\$"}
    keywords = (
        "baremodule begin break catch const continue do else elseif end export false finally for "
        "function global if import in isa let local macro module quote return struct true try "
        "using while newtongue"
    )
    terms = table("list: vector | None: nothing | True: true | False: false")
    closing = "end\n"
    harness = f"{_SAY}{_CHECK}CHECKS\nnewtongue.answer()\n"
    leave = ("        exit(1)\n", "")
    # exact: to isequal, 3 and 3.0 are the same
    lookup = """\
    newtongue_same(a, b) = typeof(a) == typeof(b) && isequal(a, b) &&
        (!(a isa Vector{Any}) || all(map(newtongue_same, a, b)))
    newtongue = (PARAMS,)
ROWS
    error("no such case")
end
"""
    answer = "    newtongue_same(newtongue, ({args},)) && return {answer}\n"

    def value(self, v: Any, t: Type) -> str:
        # an empty list of a union is of the first type there that it can be
        for part in t.of if t.name == "union" and natural(v) not in t.of else ():
            with contextlib.suppress(Unsupported):
                return super().value(v, part)
        return super().value(v, t)

    def value_int(self, v: int, t: Type) -> str:
        return "typemin(Int64)" if v == -(2**63) else super().value_int(v, t)

    def escape(self, code: int) -> str:
        return f"\\U{code:08x}"

    def container(self, items: Sequence[str], t: Type) -> str:
        if t.name == "tuple":
            return f"({', '.join(items)}{',' * (len(items) == 1)})"
        # what is written says the type of its items, unless there is none, or a choice
        known = items and all(part.name not in ("any", "union", "optional") for part in t.walk())
        if t.name == "list":
            return f"{'' if known else self.type(t.of[0])}[{', '.join(items)}]"
        return super().container(items, t) if known else self._typed(items, t)

    def _typed(self, items: Sequence[str], t: Type) -> str:
        text = f"[{', '.join(items)}]" if t.name == "set" and items else ", ".join(items)
        return f"{self.type(t)}({text})"

    def doc(self, text: str) -> str:
        for special in ("\\", "$", '"""'):
            text = text.replace(special, "\\" + special)
        return f'"""\n{text}\n"""\n'

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"julia": ("/usr/bin/julia",)},
        version=("{julia}", "--version"),
        least=(1, 5),
        apt=("julia",),
        suite="bullseye",
        disk=390,
    )
    source = "main.jl"
    run = command("{julia} --startup-file=no --history-file=no -O0 {source}")
    environment = table("HOME: . | JULIA_NUM_THREADS: 1 | OPENBLAS_NUM_THREADS: 1")
    time_factor = 2.0
    address_space = False

    # -- read ----------------------------------------------------------------
    stops = ("\nend",)
    errors = (
        (Outcome.SYNTAX, r"^ERROR: LoadError: syntax: "),
        (Outcome.MEMORY, r"^ERROR: LoadError: OutOfMemoryError\(\)"),
        (Outcome.ASSERTION, r"^ERROR: LoadError: AssertionError: "),
    )
    line_pattern = r"main\.jl:(\d+)"
    foreign = Foreign(
        assertion=r"\s*@test\(",
        scaffold=r"using Test|@testset begin|candidate = \w+;|end|\s*",
        replace=(
            (r"^end$", "end\nnewtongue.answer()\n"),
            (r"^using Test$", f"{_SAY}{_HOLD}"),
        ),
    )


language = Julia()
