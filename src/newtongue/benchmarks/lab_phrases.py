"""The words of the lab: each phrase as English, as Python, as Lua and as what it does.

Tables only. How phrases are put together stands in lab_forms; which of the compositions are for
training stands in lab. Templates take `{v}`, the value they speak of, and the constants `{k}`,
`{top}` and `{letter}`; reductions take `{e}`, the value that they add.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple


class Constants(NamedTuple):
    """The numbers and the letter that a phrase may use; `top` is greater than `k`."""

    k: int = 0
    top: int = 0
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A predicate or a map of one value."""

    words: str
    python: str
    lua: str
    apply: Callable[[Any, Constants], Any]
    largest: int = 9
    """The largest `k` that makes sense here."""


@dataclass(frozen=True, slots=True)
class Reduction:
    """How values become one answer: the variable `out` at the start, and with each value."""

    words: str
    returns: str
    python: tuple[str, str]
    lua: tuple[str, str]
    start: Any
    fold: Callable[[Any, Any], Any]
    ignores_value: bool = False
    """True where only the number of values counts, so that a map before it would be idle."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is walked through: a parameter, and the loop over it in both languages."""

    name: str
    param: str
    type: str
    variable: str
    words: str
    python: str
    lua: str
    lua_bind: str
    """A first line of the Lua loop's body that makes the variables those of Python, or nothing."""
    items: Callable[[Any], list[Any]]
    tests_index: bool = False
    """The predicate speaks of the position (from 0), not of the value."""


UNCHANGED = Phrase("", "{v}", "{v}", lambda v, _: v)
ALWAYS = Phrase("", "True", "true", lambda _v, _c: True)
NEVER = Phrase("", "False", "false", lambda _v, _c: False)

POWER = Phrase("raise it to the power {k}", "{v} ** {k}", "{v} ^ {k}", lambda v, c: v**c.k, 3)
"""Lua's `^` makes a float, which is equal to the int but prints another way."""

NUMBER_PREDICATES = (
    Phrase("even", "{v} % 2 == 0", "{v} % 2 == 0", lambda v, _: v % 2 == 0),
    Phrase("odd", "{v} % 2 == 1", "{v} % 2 == 1", lambda v, _: v % 2 == 1),
    Phrase("greater than {k}", "{v} > {k}", "{v} > {k}", lambda v, c: v > c.k),
    Phrase("less than {k}", "{v} < {k}", "{v} < {k}", lambda v, c: v < c.k),
    Phrase("not equal to {k}", "{v} != {k}", "{v} ~= {k}", lambda v, c: v != c.k),
    Phrase("divisible by {k}", "{v} % {k} == 0", "{v} % {k} == 0", lambda v, c: v % c.k == 0),
    Phrase("not divisible by {k}", "{v} % {k} != 0", "{v} % {k} ~= 0", lambda v, c: v % c.k != 0),
    Phrase(
        "between {k} and {top}",
        "{k} <= {v} and {v} <= {top}",
        "{k} <= {v} and {v} <= {top}",
        lambda v, c: c.k <= v <= c.top,
    ),
    Phrase(
        "below {k} or above {top}",
        "{v} < {k} or {v} > {top}",
        "{v} < {k} or {v} > {top}",
        lambda v, c: v < c.k or v > c.top,
    ),
)

NUMBER_MAPS = (
    Phrase("add {k} to it", "{v} + {k}", "{v} + {k}", lambda v, c: v + c.k),
    Phrase("subtract {k} from it", "{v} - {k}", "{v} - {k}", lambda v, c: v - c.k),
    Phrase("multiply it by {k}", "{v} * {k}", "{v} * {k}", lambda v, c: v * c.k),
    Phrase("square it", "{v} * {v}", "{v} * {v}", lambda v, _: v * v),
    POWER,
    Phrase("negate it", "-{v}", "-{v}", lambda v, _: -v),
    Phrase("floor divide it by {k}", "{v} // {k}", "{v} // {k}", lambda v, c: v // c.k),
    Phrase("take it modulo {k}", "{v} % {k}", "{v} % {k}", lambda v, c: v % c.k),
    Phrase("take its absolute value", "abs({v})", "math.abs({v})", lambda v, _: abs(v)),
    Phrase("cap it at {k}", "min({v}, {k})", "math.min({v}, {k})", lambda v, c: min(v, c.k)),
    Phrase(
        "raise it to at least {k}", "max({v}, {k})", "math.max({v}, {k})", lambda v, c: max(v, c.k)
    ),
)

LETTER_PREDICATES = (
    Phrase(
        'equal to "{letter}"',
        "{v} == '{letter}'",
        "{v} == '{letter}'",
        lambda v, c: v == c.letter,
    ),
    Phrase(
        'different from "{letter}"',
        "{v} != '{letter}'",
        "{v} ~= '{letter}'",
        lambda v, c: v != c.letter,
    ),
    Phrase(
        "vowels", "{v} in 'aeiou'", "string.find('aeiou', {v}, 1, true)", lambda v, _: v in "aeiou"
    ),
    Phrase(
        "not vowels",
        "{v} not in 'aeiou'",
        "not string.find('aeiou', {v}, 1, true)",
        lambda v, _: v not in "aeiou",
    ),
    Phrase('after "{letter}"', "{v} > '{letter}'", "{v} > '{letter}'", lambda v, c: v > c.letter),
    Phrase('before "{letter}"', "{v} < '{letter}'", "{v} < '{letter}'", lambda v, c: v < c.letter),
)

WORD_PREDICATES = (
    Phrase(
        'containing "{letter}"',
        "'{letter}' in {v}",
        "{v}:find('{letter}', 1, true)",
        lambda v, c: c.letter in v,
    ),
    Phrase(
        'without "{letter}"',
        "'{letter}' not in {v}",
        "not {v}:find('{letter}', 1, true)",
        lambda v, c: c.letter not in v,
    ),
    Phrase(
        'starting with "{letter}"',
        "{v}[0] == '{letter}'",
        "{v}:sub(1, 1) == '{letter}'",
        lambda v, c: v[0] == c.letter,
    ),
    Phrase(
        'ending with "{letter}"',
        "{v}[-1] == '{letter}'",
        "{v}:sub(-1) == '{letter}'",
        lambda v, c: v[-1] == c.letter,
    ),
    Phrase("longer than {k}", "len({v}) > {k}", "#{v} > {k}", lambda v, c: len(v) > c.k, 5),
    Phrase("shorter than {k}", "len({v}) < {k}", "#{v} < {k}", lambda v, c: len(v) < c.k, 5),
)

LETTER_MAPS = (
    Phrase("in upper case", "{v}.upper()", "string.upper({v})", lambda v, _: v.upper()),
    Phrase("doubled", "{v} + {v}", "{v} .. {v}", lambda v, _: v + v),
    Phrase("repeated {k} times", "{v} * {k}", "string.rep({v}, {k})", lambda v, c: v * c.k),
    Phrase(
        'followed by "{letter}"',
        "{v} + '{letter}'",
        "{v} .. '{letter}'",
        lambda v, c: v + c.letter,
    ),
    Phrase(
        'preceded by "{letter}"',
        "'{letter}' + {v}",
        "'{letter}' .. {v}",
        lambda v, c: c.letter + v,
    ),
)

WORD_MAPS = (
    *LETTER_MAPS,
    Phrase("reversed", "{v}[::-1]", "string.reverse({v})", lambda v, _: v[::-1]),
    Phrase("cut to its first letter", "{v}[0]", "{v}:sub(1, 1)", lambda v, _: v[0]),
)

DIGITS_JOINED = Reduction(
    "return them joined as a string",
    "str",
    ("out = ''", "out += str({e})"),
    ("local out = ''", "out = out .. {e}"),
    "",
    lambda out, e: out + str(e),
)

NUMBER_REDUCTIONS = (
    Reduction(
        "return them as a list",
        "list[int]",
        ("out = []", "out.append({e})"),
        ("local out = {}", "table.insert(out, {e})"),
        [],
        lambda out, e: [*out, e],
    ),
    Reduction(
        "return the sum",
        "int",
        ("out = 0", "out += {e}"),
        ("local out = 0", "out = out + {e}"),
        0,
        lambda out, e: out + e,
    ),
    Reduction(
        "return how many there are",
        "int",
        ("out = 0", "out += 1"),
        ("local out = 0", "out = out + 1"),
        0,
        lambda out, _: out + 1,
        ignores_value=True,
    ),
    Reduction(
        "return whether there is any",
        "bool",
        ("out = False", "out = True"),
        ("local out = false", "out = true"),
        False,
        lambda _out, _e: True,
        ignores_value=True,
    ),
    Reduction(
        "return the largest of them and 0",
        "int",
        ("out = 0", "out = max(out, {e})"),
        ("local out = 0", "out = math.max(out, {e})"),
        0,
        max,
    ),
    Reduction(
        "return the smallest of them and 0",
        "int",
        ("out = 0", "out = min(out, {e})"),
        ("local out = 0", "out = math.min(out, {e})"),
        0,
        min,
    ),
    Reduction(
        "return the last one, or None",
        "optional[int]",
        ("out = None", "out = {e}"),
        ("local out = nil", "out = {e}"),
        None,
        lambda _, e: e,
    ),
    DIGITS_JOINED,
    Reduction(
        "return them as a list in reverse order",
        "list[int]",
        ("out = []", "out.insert(0, {e})"),
        ("local out = {}", "table.insert(out, 1, {e})"),
        [],
        lambda out, e: [e, *out],
    ),
)

TEXT_REDUCTIONS = (
    Reduction(
        "return them as a string",
        "str",
        ("out = ''", "out += {e}"),
        ("local out = ''", "out = out .. {e}"),
        "",
        lambda out, e: out + e,
    ),
    Reduction(
        "return them as a string in reverse order",
        "str",
        ("out = ''", "out = {e} + out"),
        ("local out = ''", "out = {e} .. out"),
        "",
        lambda out, e: e + out,
    ),
    Reduction(
        "return them as a list",
        "list[str]",
        ("out = []", "out.append({e})"),
        ("local out = {}", "table.insert(out, {e})"),
        [],
        lambda out, e: [*out, e],
    ),
    Reduction(
        "return how many there are",
        "int",
        ("out = 0", "out += 1"),
        ("local out = 0", "out = out + 1"),
        0,
        lambda out, _: out + 1,
        ignores_value=True,
    ),
    Reduction(
        "return the last one, or None",
        "optional[str]",
        ("out = None", "out = {e}"),
        ("local out = nil", "out = {e}"),
        None,
        lambda _, e: e,
    ),
)

LIST = Source(
    "list",
    "xs",
    "list[int]",
    "x",
    "number of xs",
    "for x in xs:",
    "for _, x in ipairs(xs) do",
    "",
    list,
)
RANGE = Source(
    "range",
    "n",
    "int",
    "i",
    "number from 1 to n",
    "for i in range(1, n + 1):",
    "for i = 1, n do",
    "",
    lambda n: list(range(1, n + 1)),
)
INDEX = Source(
    "index",
    "xs",
    "list[int]",
    "x",
    "number of xs",
    "for i, x in enumerate(xs):",
    "for j, x in ipairs(xs) do",
    "local i = j - 1",
    list,
    tests_index=True,
)
DIGITS = Source(
    "digits",
    "n",
    "int",
    "d",
    "digit of n",
    "for d in map(int, str(n)):",
    'for t in tostring(n):gmatch("%d") do',
    "local d = tonumber(t)",
    lambda n: [int(d) for d in str(n)],
)
CHARACTERS = Source(
    "characters",
    "s",
    "str",
    "c",
    "letters of s",
    "for c in s:",
    'for c in s:gmatch(".") do',
    "",
    list,
)
WORDS = Source(
    "words",
    "s",
    "str",
    "w",
    "words of s",
    "for w in s.split():",
    'for w in s:gmatch("%S+") do',
    "",
    str.split,
)
