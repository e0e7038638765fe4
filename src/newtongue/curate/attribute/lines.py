"""Lines of a text, of the item that has them, and of the file that the item was taken from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of the text that stand in the item, from 1, both ends included."""

    first: int
    last: int
    item_first: int
    """In the item, as the data set has its text."""
    item_last: int
    file_first: int | None
    """In the file that the item names; None where that can't be told from the item: an extracted
    function begins with imports and helpers from elsewhere in its file, or with a comment."""
    file_last: int | None


def lines(found: tuple[int, int, int, int], row: Mapping[str, Any]) -> Lines:
    """Lines of text and item, with those of the file where they follow from the item's row."""
    first, last, item_first, item_last = found
    begin = _begins(row)
    if begin is None or item_first < begin[0]:
        return Lines(first, last, item_first, item_last, None, None)
    more = begin[1] - begin[0]
    return Lines(first, last, item_first, item_last, item_first + more, item_last + more)


def _begins(row: Mapping[str, Any]) -> tuple[int, int] | None:
    """A line of the item and its line in the file; from there on both go on line by line."""
    if row.get("test_path"):
        return None  # two files
    line, name = row.get("line"), row.get("name")
    if not line:
        return None if name else (1, 1)  # a whole file
    at = _definition(row, str(name or "")) if isinstance(line, int) else None
    return None if at is None else (at, line)


def _definition(row: Mapping[str, Any], name: str) -> int | None:
    """The item's line on which the function itself begins, where there is no doubt.

    extract/closure.py puts imports first, then helpers, and the function last, unless a helper
    needs it; extract/by_tree.py takes a function with the comment above it. A function begins in
    the first column with a letter, and the line has its name.
    """
    if not name:
        return None
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    flush = [
        (number, line)
        for number, line in enumerate((row.get("text") or "").split("\n"), 1)
        if line[:1].isalpha() or line[:1] in ("_", "@")
    ]
    named = [number for number, line in flush if line[0] != "@" and word.search(line)]
    if not (row.get("imports") or row.get("helpers")):
        return 1 if named[:1] == [1] else None
    alone = len(named) == 1 and flush[-1][0] == named[0]
    return named[0] if alone else None
