"""Comments in front of a function: which ones belong to it, and what they say without marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_OPEN = re.compile(
    r'^\s*(?:/\*[*!]?|//[/!]?|--\[=*\[|--+|#[\'|]|#+|;+|%+|\(\*+|\{-\s*\|?|"""|")\s?'
)
_MIDDLE = re.compile(r"^\s*\*(?!/)\s?")
_CLOSE = re.compile(r'\s*(?:\*+/|\]=*\]|\|#|\*+\)|-\}|"""|")\s*$')
_TAG = re.compile(r"</?(?:summary|param|returns?|remarks|para|example|see|c|code)\b[^<>]*>")
_RULE = re.compile(r"^[\s\W_]*$")
_DIRECTIVE = re.compile(r"^(?:!|(?:frozen_string_literal|-\*-|eslint|rubocop|@ts-|nolint|go:)\b)")


@dataclass(slots=True)
class Lines:
    """Which lines of a file hold a comment, and which an attribute of what follows."""

    _first: dict[int, tuple[int, int]] = field(default_factory=dict)
    """The last line of a comment -> its first line and where it begins, in bytes."""
    _passed: set[int] = field(default_factory=set)

    def comment(self, first: int, last: int, start: int) -> None:
        """A comment on some lines; a line comment may end at the start of the next."""
        self._first.setdefault(last, (first, start))

    def passed(self, first: int, last: int) -> None:
        """Lines of an attribute, which may stand between a comment and its function."""
        self._passed.update(range(first, last + 1))

    def above(self, row: int) -> tuple[int | None, list[int]]:
        """Where the comments right in front of a line begin, in bytes, and their lines in order."""
        start: int | None = None
        rows: list[int] = []
        at = row - 1
        while at in self._first or at in self._passed:
            if at in self._first:
                first, start = self._first[at]
                rows += range(at, first - 1, -1)
                at = first - 1
            else:
                at -= 1
        return start, rows[::-1]


def plain(raw: str) -> str | None:
    """What a comment says; None where it says nothing in words, or something to a tool alone."""
    said = []
    for line in raw.split("\n"):
        text = _CLOSE.sub("", line)
        text = _MIDDLE.sub("", text) if _MIDDLE.match(text) else _OPEN.sub("", text)
        text = _TAG.sub("", text).rstrip()
        if not _RULE.match(text) and not _DIRECTIVE.match(text.lstrip()):
            said.append(text)
        elif said and said[-1]:
            said.append("")
    return "\n".join(said).strip() or None


def shifted(text: str, margin: int) -> str:
    """The text as far to the left as its first line, which stood `margin` characters in."""
    return re.sub(rf"(?m)(?<=\n)[ \t]{{1,{margin}}}", "", text) if margin else text
