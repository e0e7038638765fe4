"""Strict mode: the program says what its calls gave, and the comparison is made here.

The program's file has the calls with their arguments, and nothing of what they should give. So
whoever writes the records of the right values, by whatever means, knows them without having been
told. What a program says is hostile text: it is read into plain data, within bounds, or it is no
answer at all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from newtongue import languages
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import Type
from newtongue.languages.base import SHOWN, Items, Language
from newtongue.translate import render

ROOM = 64 << 10
"""Characters that one answer may take on the channel; far more than any benchmark's."""
ALL = 512 << 10
"""The same of all answers of a program: half of the least output limit that is usual."""


@dataclass(frozen=True, slots=True)
class Other:
    """What is no plain data, or could not be read: it equals nothing."""

    name: str


def tests(problem: Problem, language: Language) -> str:
    """The text after the completion in strict mode: calls, and no answers.

    Raises UsageError for a language without strict mode, Unsupported where a value can't be said
    or is larger than strict mode takes.
    """
    harness = languages.strict(language.name).replace("ROOM", str(ROOM))
    cases = render.cases(problem, language)
    sizes = [size(language.shaped(c.expected, problem.signature.returns)) for c in cases]
    if max(sizes, default=0) > ROOM or sum(sizes) > ALL:
        raise Unsupported("an answer too long for strict mode")
    checks = [language.observe(problem.signature, c, i) for i, c in enumerate(cases)]
    return language.observed(checks, harness)


def size(value: Any) -> int:
    """Characters that an answer takes on the channel, at most."""
    if isinstance(value, Items):
        pairs = value.kind in ("dict", "map")
        parts = [p for part in value.parts for p in part] if pairs else value.parts
        return 40 + sum(map(size, parts)) + 3 * len(value.parts)
    if isinstance(value, str):
        return 40 + 7 * len(value.encode("utf-16-le", "surrogatepass"))
    return 64 + (value.bit_length() // 2 if isinstance(value, int) else 0)


def held(
    language: Language, returns: Type, cases: Sequence[Case], values: Sequence[str]
) -> list[bool]:
    """Of each value that came, in order, whether it is what its case expects."""
    return [
        _holds(read(text), case, language, returns)
        for case, text in zip(cases, values, strict=False)
    ]


def _holds(got: Any, case: Case, language: Language, returns: Type) -> bool:
    want = language.shaped(case.expected, returns)
    try:
        return same(got, want, case.tolerance or 0.0, language.bool_is_int)
    except RecursionError:  # a key or member that is deeper than any expected one
        return False


def read(text: str) -> Any:
    """The value behind a record: leaves as Python's own, containers as Items, all else as Other."""
    try:
        return _value(json.loads(text))
    except (ValueError, TypeError, OverflowError, RecursionError):
        return Other("unreadable")


_LEAVES: Mapping[str, Callable[[str], Any]] = {
    "int": lambda text: int(text, 0),
    "float": float,
    "bytes": bytes.fromhex,
    "other": Other,
}


def _value(data: Any) -> Any:
    match data:
        case None | bool() | str():
            return data
        case [str(kind), str(text)] if kind in _LEAVES:
            return _LEAVES[kind](text)
        case ["codes", *codes]:
            return "".join(map(chr, codes))
        case [("list" | "tuple" | "set") as kind, *parts]:
            return Items(kind, tuple(map(_value, parts)))
        case [("dict" | "map") as kind, *parts]:
            return Items(kind, tuple((_value(key), _value(value)) for key, value in parts))
    raise ValueError("a record of no known form")


def same(got: Any, want: Any, tolerance: float, bool_is_int: bool = False) -> bool:
    """Whether an answer is the expected one, by the rules that every harness keeps."""
    numbers = (int, float, bool) if bool_is_int else (int, float)
    if type(want) in numbers:
        return type(got) in numbers and _near(got, want, tolerance)
    if not isinstance(want, Items):
        return type(got) is type(want) and bool(got == want)
    if not isinstance(got, Items) or got.kind != want.kind or len(got.parts) != len(want.parts):
        return False
    if want.kind in ("list", "tuple"):
        pairs = zip(got.parts, want.parts, strict=True)
        return all(same(x, y, tolerance, bool_is_int) for x, y in pairs)
    if want.kind == "set":
        members = [{frozen(x, bool_is_int) for x in one.parts} for one in (got, want)]
        return members[0] == members[1]
    found = {frozen(key, bool_is_int): x for key, x in got.parts}
    wanted = {frozen(key, bool_is_int): x for key, x in want.parts}
    return found.keys() == wanted.keys() and all(
        same(found[key], x, tolerance, bool_is_int) for key, x in wanted.items()
    )


def _near(got: float, want: float, tolerance: float) -> bool:
    if got == want or (got != got and want != want):
        return True
    try:
        return tolerance > 0 and float in (type(got), type(want)) and abs(got - want) <= tolerance
    except OverflowError:  # an int beyond every float
        return False


def frozen(x: Any, bool_is_int: bool) -> Any:
    """A member or a key so that Python's equality is that of `same` without a tolerance."""
    if isinstance(x, Items):
        if x.kind in ("dict", "map"):
            parts = [(frozen(k, bool_is_int), frozen(y, bool_is_int)) for k, y in x.parts]
        else:
            parts = [frozen(y, bool_is_int) for y in x.parts]
        return x.kind, tuple(parts) if x.kind in ("list", "tuple") else frozenset(parts)
    if isinstance(x, Other):
        return object()
    if isinstance(x, int | float) and (bool_is_int or not isinstance(x, bool)):
        if isinstance(x, float) and not x.is_integer():
            return "number", repr(x)
        # as text: many ints may be found whose hash is the same
        return "number", hex(int(x))
    return type(x).__name__, x


def shown(value: Any) -> str:
    """An answer as Python writes it, cut; what has no order is sorted."""
    try:
        text = _shown(value)
    except (RecursionError, ValueError):
        text = "a value too large to be shown"
    return "".join(c if c.isprintable() else "?" for c in text[:SHOWN])


def _shown(value: Any) -> str:
    if isinstance(value, Other):
        return f"<{value.name}>"
    if not isinstance(value, Items):
        return repr(value)
    if value.kind in ("dict", "map"):
        return f"{{{', '.join(sorted(f'{_shown(k)}: {_shown(x)}' for k, x in value.parts))}}}"
    parts = list(map(_shown, value.parts))
    match value.kind:
        case "list":
            return f"[{', '.join(parts)}]"
        case "tuple":
            return f"({', '.join(parts)}{',' * (len(parts) == 1)})"
    return f"{{{', '.join(sorted(parts))}}}" if parts else "set()"
