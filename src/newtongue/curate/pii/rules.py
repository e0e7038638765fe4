"""All rules over one text: who speaks first has the say, and what was replaced stays."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence

from newtongue.curate.pii import address, assign, block, email, login, provider
from newtongue.curate.pii.replace import is_replacement
from newtongue.curate.pii.scan import (
    MARGIN,
    all_pieces,
    bytes_of,
    hinted_pieces,
    loosened,
    sorter,
)
from newtongue.curate.pii.span import Claim, Span

Rule = Callable[[str, int, int], Iterator[Claim]]
RULES: tuple[tuple[Rule, tuple[str, ...]], ...] = (
    (provider.find, provider.HINTS),
    (login.find, login.HINTS),
    (assign.find, assign.HINTS),
    (email.find, email.HINTS),
    (address.find, address.HINTS),
)
"""In order of precedence where their claims overlap; each with what its values look like."""
HINTS = (*loosened(block.BEGIN.pattern), *(hint for _, hints in RULES for hint in hints))
SHORT = 3
"""Fewer hints than that cost more to search than their rule."""
GROUPS = tuple(hints for _, hints in RULES if len(hints) >= SHORT)
Piece = tuple[int, int, Sequence[Rule]]
NEAR = 400
"""Characters between a user and a password that go together: about five lines."""


def find(text: str, language: str = "") -> list[Span]:  # noqa: ARG001
    """Where personal data and secrets stand in a program or document, in order, none overlapping.

    Kinds are those of `Kind`; what an earlier `redact` put in is not found again. The rules read
    all languages alike; the language is a parameter as every detector has it. Raises MissingError
    where google-re2 is not installed.
    """
    data = bytes_of(text)
    return _spans(
        text,
        ((start, end, _asked(data[start:end])) for start, end in hinted_pieces(text, data, HINTS)),
    )


def _asked(piece: bytes) -> list[Rule]:
    """The rules that may find something in a piece."""
    told = {GROUPS[number] for number in sorter(GROUPS).Match(piece) or ()}
    return [rule for rule, hints in RULES if len(hints) < SHORT or hints in told]


def find_plainly(text: str) -> list[Span]:
    """The same as `find`, asking every rule about every line: slow, for comparison."""
    rules = [rule for rule, _ in RULES]
    return _spans(text, ((start, end, rules) for start, end in all_pieces(text)))


def _spans(text: str, pieces: Iterable[Piece]) -> list[Span]:
    claims = list(_claims(text, pieces))
    passwords = sorted(claim.start for claim in claims if claim.kind == "password")
    found = []
    for claim in claims:
        if claim.kind is None or is_replacement(text[claim.start : claim.end], claim.kind):
            continue
        if claim.weak and not _near(claim.start, passwords):
            continue
        found.append(Span(claim.start, claim.end, claim.kind))
    return sorted(found)


def _near(start: int, passwords: Sequence[int]) -> bool:
    at = bisect_left(passwords, start - NEAR)
    return at < len(passwords) and passwords[at] <= start + NEAR


def _claims(text: str, pieces: Iterable[Piece]) -> Iterator[Claim]:
    """The claims that no earlier one overlaps. Private keys come first, wherever they end."""
    taken = _Taken()
    done = 0
    blocks = False
    for start, end, rules in pieces:
        if not blocks and text.find(block.MARK, start, end) >= 0:
            blocks = True
            for claim in block.find(text, start):
                taken.add(claim)
        if end <= done:
            continue
        cut = end < len(text) and text[end] != "\n"
        past = done
        for rule in rules:
            for claim in rule(text, start, end):
                # what ends with a cut piece may be half a value: the next one has it whole
                half = cut and claim.end == end and claim.start >= end - MARGIN
                if claim.start >= done and not half and taken.add(claim) and claim.end > end:
                    past = max(past, claim.end)
        done = past
    yield from taken.claims


class _Taken:
    """Claims in order of place, none overlapping another; asking takes O(log n)."""

    def __init__(self) -> None:
        self.claims: list[Claim] = []
        self.starts: list[int] = []

    def add(self, claim: Claim) -> bool:
        """Take a claim if its place is free."""
        at = bisect_left(self.starts, claim.end)
        if at and self.claims[at - 1].end > claim.start:
            return False
        self.claims.insert(at, claim)
        self.starts.insert(at, claim.start)
        return True
