"""A problem belongs to no language: a function to write, its text, and the cases that test it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from newtongue.core.signature import Param, Signature, parse_type


@dataclass(frozen=True, slots=True)
class Case:
    """One call and the value that it must return.

    `tolerance` is the absolute difference that floats anywhere in the answer may have; None asks
    for equality.
    """

    args: tuple[Any, ...]
    expected: Any
    tolerance: float | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A function to write: text, signature and cases in Python's terms, for no language yet."""

    name: str
    doc: str
    """The text as its author wrote it, doctests (`>>> f(1)`) included, indentation removed."""
    signature: Signature
    cases: tuple[Case, ...]
    benchmark: str = ""
    reference: str | None = None
    """A whole Python program part that defines the function (imports and helpers included)."""
    source: str = ""
    """Where the problem comes from: a URL, a data set and id, or a repository and path."""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model continues, in one language, and where it must stop."""

    name: str
    language: str
    text: str
    stop: tuple[str, ...]
    benchmark: str = ""
    tests: str | None = None
    """The tests that came with it, where it is not a problem's of ours (a file of MultiPL-E's)."""
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Fields of its file that newtongue does not know; kept as they are."""


def encode(value: Any) -> Any:
    """A Python value as JSON that `decode` brings back exactly: tuples, sets, nan and all."""
    match value:
        case float() if not math.isfinite(value):
            return {"float": repr(value)}
        case None | bool() | int() | float() | str():
            return value
        case list():
            return [encode(v) for v in value]
        case tuple():
            return {"tuple": [encode(v) for v in value]}
        case set() | frozenset():
            return {"set": [encode(v) for v in sorted(value, key=repr)]}
        case dict():
            return {"dict": [[encode(k), encode(v)] for k, v in value.items()]}
    raise ValueError(f"no JSON for a value of type {type(value).__name__}")


def decode(data: Any) -> Any:
    """The value that `encode` wrote. Raises ValueError on anything else."""
    match data:
        case None | bool() | int() | float() | str():
            return data
        case list():
            return [decode(v) for v in data]
        case {"float": str(text)} if len(data) == 1:
            return float(text)
        case {"tuple": list(items)} if len(data) == 1:
            return tuple(decode(v) for v in items)
        case {"set": list(items)} if len(data) == 1:
            return {decode(v) for v in items}
        case {"dict": list(items)} if len(data) == 1:
            return {decode(k): decode(v) for k, v in items}
    raise ValueError(f"not an encoded value: {data!r}")


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """One line of a benchmark file of our own form."""
    signature = problem.signature
    return {
        "name": problem.name,
        "doc": problem.doc,
        "function": signature.name,
        "params": [[p.name, str(p.type)] for p in signature.params],
        "returns": str(signature.returns),
        "cases": [
            {"args": [encode(a) for a in c.args], "expected": encode(c.expected)}
            | ({} if c.tolerance is None else {"tolerance": c.tolerance})
            for c in problem.cases
        ],
        "benchmark": problem.benchmark,
        "reference": problem.reference,
        "source": problem.source,
        "licence": problem.licence,
    }


def problem_from_json(row: Mapping[str, Any]) -> Problem:
    """Read `problem_to_json`'s form. Raises KeyError (a field is missing) or ValueError."""
    return Problem(
        name=row["name"],
        doc=row["doc"],
        signature=Signature(
            row["function"],
            tuple(Param(name, parse_type(kind)) for name, kind in row["params"]),
            parse_type(row["returns"]),
        ),
        cases=tuple(
            Case(tuple(decode(a) for a in c["args"]), decode(c["expected"]), c.get("tolerance"))
            for c in row["cases"]
        ),
        benchmark=row.get("benchmark") or "",
        reference=row.get("reference"),
        source=row.get("source") or "",
        licence=row.get("licence") or "",
    )
