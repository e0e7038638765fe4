"""Golden literals: a list of difficult values as each language writes them.

A mistake in a literal stands on both sides of a check, so that running it shows nothing; here a
reviewer reads it. `pytest tests/languages/test_literals.py --snapshot-update` writes them anew.
"""

from __future__ import annotations

import math
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from newtongue import languages
from newtongue.core.errors import Unsupported
from newtongue.core.signature import parse_type
from newtongue.languages.base import Language

VALUES: list[tuple[str, list[Any]]] = [
    ("int", [0, -1, 2**31, 2**53 + 1, 2**63 - 1, -(2**63), 2**64]),
    ("float", [0.0, -0.0, 1.5, -2, 1e16, 1e300, 5e-324, math.inf, -math.inf, math.nan]),
    ("bool", [True, False]),
    ("none", [None]),
    ("str", ["", "a b", "'\"`\\", "$x ${x} #{x} %d %s @x", "a\nb\r\tc", "\0", "\x01\x7f\x9b"]),
    ("str", ["\u00e9\u4e2d", "\U0001f600", "\u202e", "\ud800", "--]] */ -}", "?" * 3]),
    ("list[int]", [[], [1], [-1, 2]]),
    ("list[list[str]]", [[], [[]], [["a"], []]]),
    ("list[optional[int]]", [[None, 1]]),
    ("optional[int]", [None, 0]),
    ("optional[list[float]]", [None, [], [1, 2.5]]),
    ("tuple[int, str]", [(1, "a")]),
    ("tuple[int]", [(1,)]),
    ("tuple[float, ...]", [(), (1, 2.5)]),
    ("tuple[list[int], tuple[bool, str]]", [([], (True, ""))]),
    ("set[int]", [set(), {3, 1, 2}]),
    ("set[tuple[int, str]]", [{(1, "a")}]),
    ("dict[str, int]", [{}, {"a": 1, "": -1}]),
    ("dict[int, list[float]]", [{1: [], 2: [0.5]}]),
    ("dict[tuple[int, int], bool]", [{(1, 2): True}]),
    ("dict[float, str]", [{0.5: "a"}]),
    ("union[int, str]", [1, "a"]),
    ("list[union[int, str]]", [[1, "a"]]),
    ("any", [1, 1.0, "a", None, [1, "a"], {"a": [None]}, (1, 2)]),
]


def literals(language: Language) -> str:
    """A line for each value: its type, itself, and how the language says it."""
    lines = []
    for kind, values in VALUES:
        for value in values:
            try:
                text = language.value(value, parse_type(kind))
            except Unsupported as reason:
                text = f"({reason.message})"
            lines.append(f"{kind}\t{value!a}\t{text}\n")
    return "".join(lines)


@pytest.mark.parametrize("key", languages.names())
def test_literals_are_as_they_were(key: str, snapshot: SnapshotAssertion) -> None:
    class Golden(SingleFileSnapshotExtension):
        _write_mode = WriteMode.TEXT
        file_extension = "tsv"

    assert literals(languages.get(key)) == snapshot(extension_class=Golden)
