"""Where to look: one pass over a text finds the lines on which any rule could say something.

The rules are many and slow in `re`; most lines give them nothing to do. A hint is what every
value of a rule must look like at least. All hints are one alternation, which RE2 runs as one
automaton at 300 MB/s (google-re2, in the extra `curate`); `re`, which tries one after the other at
every letter, needs 400 times as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any

from newtongue.core.errors import MissingError

LONG = 4000
"""Characters; longer lines are cut, so that the rules' time is linear in a line's length."""
MARGIN = 400
"""Characters that a piece has in common with the next, for what stands across the cut."""
TOKEN = 6500
"""Characters; the longest token of the rules has some 6,000. No cut is made in one if it can."""
WORD = re.compile(rf"[\w+/=.%~-]{{0,{TOKEN}}}", re.ASCII)
"""A piece goes on to the end of the word that its margin ends in."""
CUT = re.compile(r"[ ,;{}<>\t]", re.ASCII)


def pieces(text: str, start: int, end: int, most: int) -> Iterator[tuple[int, int]]:
    """Cut a line into stretches of at most `most` characters, at spaces and the like if it can."""
    while end - start > most:
        at = start + most
        found = next(CUT.finditer(text, at - most // 4, at), None)
        stop = found.end() if found else at
        yield start, stop
        start = stop
    yield start, end


def overlapping(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a line into stretches as the rules read them, at spaces and the like if it can.

    Each begins some `LONG` characters behind the one before (`TOKEN` more at most, where there is
    no space), and has `MARGIN` or more of the next one at its end.
    """
    while end - start > LONG:
        at = start + LONG
        found = CUT.search(text, at - LONG // 4, min(end, at + TOKEN))
        stop = found.end() if found else min(end, at + TOKEN)
        word = WORD.match(text, min(end, stop + MARGIN), end)
        yield start, word.end() if word else end
        start = stop
    yield start, end


def all_pieces(text: str) -> Iterator[tuple[int, int]]:
    """Every stretch of a text: what a search without hints goes through."""
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield from overlapping(text, start, end)
        start = end + 1


def bytes_of(text: str) -> bytes:
    """A byte for every character, for hints: what is not in Latin-1 is a question mark."""
    return text.encode("latin-1", "replace")


def hinted_pieces(text: str, data: bytes, hints: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """The stretches of a text in which a hint matches, in order; `data` is its `bytes_of`.

    A hint is a regular expression of RE2 over bytes. It must not cross lines.
    """
    line: list[tuple[int, int]] = []  # the pieces of the line looked at
    at, stop = 0, -1  # the piece of it to look at next, and where it ends
    for hit in searcher(hints).finditer(data):
        first, last = hit.span()
        if first >= stop:
            start = text.rfind("\n", 0, first) + 1
            end = text.find("\n", first)
            stop = len(text) if end < 0 else end
            line, at = list(overlapping(text, start, stop)), 0
        # all pieces that the hint touches: it may hide another one's beginning
        while at < len(line) and line[at][0] < last:
            if line[at][1] > first:
                yield line[at]
            at += 1


COUNT = re.compile(r"\{(\d+)(,\d*)?\}\??")
FEW = 3
"""Of 2, 3 and 6 the fastest: fewer repetitions match more lines, more of them make more states."""


def loosened(*patterns: str) -> tuple[str, ...]:
    """Hints out of the patterns of rules: no names, and no counts over a few.

    They match wherever the patterns do; an automaton that counts to 40 at every letter is large.
    """
    return tuple(COUNT.sub(_looser, re.sub(r"\?P<\w+>", "", pattern)) for pattern in patterns)


def _looser(count: re.Match[str]) -> str:
    least = int(count[1])
    if count[2] is None and least <= FEW:
        return count[0]
    return "*" if least == 0 else f"{{{min(least, FEW)},}}"


@cache
def searcher(hints: tuple[str, ...]) -> Any:
    """RE2's pattern for any of the hints. Raises MissingError where it is not installed."""
    return _re2().compile(_either(hints), _options())


@cache
def sorter(groups: tuple[tuple[str, ...], ...]) -> Any:
    """RE2's set of patterns: which groups have a hint that matches. Raises as `searcher`."""
    found = _re2().Set.SearchSet(_options())
    for hints in groups:
        found.Add(_either(hints))
    found.Compile()
    return found


def _either(hints: tuple[str, ...]) -> bytes:
    return "|".join(f"(?:{hint})" for hint in hints).encode("ascii")


def _options() -> Any:
    options = _re2().Options()
    options.encoding = _re2().Options.Encoding.LATIN1
    # the automaton is made as it is needed, and takes under 20 MB after 190 MB of code in four
    options.max_mem = 1 << 26
    return options


def _re2() -> ModuleType:
    try:
        import re2
    except ImportError as error:
        hint = "pip install 'newtongue[curate]'"
        raise MissingError("google-re2 is not installed", hint=hint) from error
    found: ModuleType = re2
    return found
