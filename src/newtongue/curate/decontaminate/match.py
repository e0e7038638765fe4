"""Where a text holds a problem's words, cases or solution, by runs that stand close together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from newtongue.curate.decontaminate.known import (
    LEAST_CASE,
    SUITE,
    TEXT,
    TOKENS,
    WORDS,
    Index,
    Table,
)
from newtongue.curate.decontaminate.settings import Decontaminate
from newtongue.similarity import lexer, ngrams
from newtongue.similarity.lexer import Places, Tokens
from newtongue.similarity.ngrams import Hits

Kind = Literal["docstring", "solution", "renamed solution", "tests"]

_CASE_SHARE = 0.9
"""Of a case's runs: all but for what some language puts between arguments and answer."""
_CASES = 2
_FAITHFUL = 0.9
"""Of a solution's names, how many must be what one renaming makes of them."""
_BITS = 32
_SHOWN = 200
"""Characters of a find that are shown."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A problem that a text holds."""

    benchmark: str
    problem: str
    kind: Kind
    line: int
    """The first line of the find, from 1."""
    share: float
    """Of the passage's runs, how many are there; of tests, the share of the first case's."""
    text: str
    """The beginning of what was found, as it stands in the file."""

    def __str__(self) -> str:
        return f"{self.benchmark} {self.problem} {self.kind} line {self.line}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An index with how many runs of each passage make a find."""

    index: Index
    words: npt.NDArray[np.int64]
    code: npt.NDArray[np.int64]
    least_bits: float


@dataclass(frozen=True, slots=True)
class _Spot:
    """The runs of one passage that stand together."""

    passage: int
    offsets: Places
    places: Places
    share: float


def wanted(settings: Decontaminate, index: Index) -> Wanted:
    """What the settings ask for."""
    words, code = index.words, index.code
    text = words.case == TEXT
    share = np.where(text, settings.text_share, _CASE_SHARE)
    least = np.where(text, settings.least_words, LEAST_CASE)
    return Wanted(
        index,
        _needed(words, WORDS, share, least),
        _needed(code, TOKENS, settings.solution_share, settings.least_tokens),
        settings.least_bits,
    )


def _needed(
    table: Table, n: int, share: npt.NDArray[np.float64] | float, least: npt.NDArray[np.int64] | int
) -> npt.NDArray[np.int64]:
    """Runs of each passage that must be there; more than it has where it is too short."""
    enough = table.kept >= least - n + 1
    need = np.maximum(np.ceil(table.kept * share - 1e-9), 1)
    return np.where(enough, need, table.kept + 1).astype(np.int64)


def hits(look_for: Wanted, text: str) -> list[Hit]:
    """Every problem that a text holds, each once, in the order of the lines."""
    known = look_for.index
    data = lexer.encoded(text)
    tokens = lexer.lex(data)
    words = lexer.only_words(tokens)
    found: dict[int, Hit] = {}

    def note(kind: Kind, table: Table, among: Tokens, n: int, spot: _Spot) -> None:
        owner = int(table.owner[spot.passage])
        first, last = int(spot.places[0]), int(spot.places[-1]) + n - 1
        start, end = int(among.starts[first]), int(among.ends[last])
        shown = data[start : min(end, start + 4 * _SHOWN)].decode("utf-8", "replace")[:_SHOWN]
        line = data.count(b"\n", 0, start) + 1
        found.setdefault(owner, Hit(*known.owners[owner], kind, line, spot.share, shown))

    runs = ngrams.find(known.words.runs, ngrams.plain(words.codes, WORDS))
    spots = list(_spots(known.words, WORDS, runs, look_for.words))
    for spot in spots:
        if known.words.case[spot.passage] == TEXT:
            note("docstring", known.words, words, WORDS, spot)
    for spot in _spots(known.code, TOKENS, _code_runs(known, tokens), look_for.code):
        if kind := _copied(known, spot, tokens):
            note(kind, known.code, tokens, TOKENS, spot)
    for spot in _tested(known.words, spots, look_for.least_bits):
        note("tests", known.words, words, WORDS, spot)
    return sorted(found.values(), key=lambda hit: (hit.line, hit.benchmark, hit.problem))


def _code_runs(known: Index, tokens: Tokens) -> Hits:
    named = ngrams.names(tokens, known.keywords)
    places = ngrams.likely(known.outlines, ngrams.outlines(tokens, named, TOKENS))
    return ngrams.find(known.code.runs, ngrams.blind_at(tokens, named, TOKENS, places), places)


def _spots(table: Table, n: int, runs: Hits, needed: npt.NDArray[np.int64]) -> Iterator[_Spot]:
    """The first place of each passage where enough different runs of it stand together."""
    if not len(runs.passage):
        return
    different = np.unique(runs.passage.astype(np.int64) << _BITS | runs.offset)
    passages, counts = np.unique(different >> _BITS, return_counts=True)
    passages = passages[counts >= needed[passages]]
    for passage in passages.tolist():
        start = int(np.searchsorted(runs.passage, passage, "left"))
        end = int(np.searchsorted(runs.passage, passage, "right"))
        offsets, places = runs.offset[start:end], runs.place[start:end]
        # twice its length: comments and blank words may stand between
        reach = np.searchsorted(places, places + 2 * (int(table.length[passage]) + n), "right")
        need = int(needed[passage])
        for first in np.flatnonzero(reach - np.arange(len(places)) >= need):
            part = slice(int(first), int(reach[first]))
            if (count := len(np.unique(offsets[part]))) >= need:
                yield _Spot(
                    passage, *_aligned(offsets[part], places[part]), count / table.kept[passage]
                )
                break


def _aligned(offsets: npt.NDArray[np.int32], places: Places) -> tuple[Places, Places]:
    """Each offset once, at the place that lies nearest to where most of the passage lies."""
    shift = places - offsets
    order = np.lexsort((np.abs(shift - int(np.median(shift))), offsets))
    _, first = np.unique(offsets[order], return_index=True)
    chosen = np.sort(order[first])
    return offsets[chosen].astype(np.int64), places[chosen]


def _copied(known: Index, spot: _Spot, tokens: Tokens) -> Kind | None:
    """Whether a find is the solution as it is, or what one renaming of its own names makes of it.

    Names that the solution does not choose (`len`, `append`, words in strings) must be the same.
    """
    along = np.arange(TOKENS)
    at = np.unique(
        np.stack([(spot.offsets[:, None] + along).ravel(), (spot.places[:, None] + along).ravel()]),
        axis=1,
    )
    ours = int(known.at[spot.passage]) + at[0]
    expected, got, free = known.codes[ours], tokens.codes[at[1]], known.free[ours]
    same = expected == got
    kind: Kind = "tests" if known.code.case[spot.passage] == SUITE else "solution"
    if same.all():
        return kind
    if free.any() and same[free].mean() < _FAITHFUL:
        return None
    pairs, counts = np.unique(np.stack([expected[~free], got[~free]]), axis=1, return_counts=True)
    if not len(counts):
        return None
    _, names = np.unique(pairs[0], return_inverse=True)
    best = np.zeros(names.max() + 1, dtype=np.int64)
    np.maximum.at(best, names, counts)
    if best.sum() < _FAITHFUL * counts.sum():
        return None
    return "renamed solution" if kind == "solution" else kind


def _tested(table: Table, spots: Sequence[_Spot], least: float) -> Iterator[_Spot]:
    """The first case of each problem of which several stand in the text."""
    cases: dict[int, dict[int, _Spot]] = defaultdict(dict)
    for spot in spots:
        if (case := int(table.case[spot.passage])) >= 0:
            cases[int(table.owner[spot.passage])].setdefault(case, spot)
    for found in cases.values():
        apart = list(_apart(found.values(), table))
        bits = sum(float(table.bits[spot.passage]) for spot in apart)
        if len(apart) >= _CASES and bits >= least:
            yield min(apart, key=lambda spot: int(spot.places[0]))


def _apart(spots: Iterable[_Spot], table: Table) -> Iterator[_Spot]:
    """The spots that share no word with a weightier one: [2, 3] is no second find in [2, 3, 5]."""
    taken: list[tuple[int, int]] = []
    for spot in sorted(spots, key=lambda s: (-float(table.bits[s.passage]), s.passage)):
        first, last = int(spot.places[0]), int(spot.places[-1]) + WORDS - 1
        if all(last < a or b < first for a, b in taken):
            taken.append((first, last))
            yield spot
