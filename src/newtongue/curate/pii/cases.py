"""The labelled mini-benchmark: programs and documents written by hand, and what is to be found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import get_args

from newtongue.core.errors import UsageError
from newtongue.curate.pii.span import KINDS, Kind, Span

HALVES = ("seen", "unseen")
SEAM = "‖"
MARK = re.compile(r"⟦(?P<kind>\w+):(?P<value>[^⟦⟧]*)⟧")


@dataclass(frozen=True, slots=True)
class Case:
    """A text with the spans that a perfect search finds in it."""

    name: str
    language: str
    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """How a search did on one kind, over many cases."""

    right: int
    """Spans found that touch a labelled one of the kind."""
    wrong: int
    hit: int
    """Labelled spans that are touched by one found."""
    missed: int
    whole: int = 0
    """Labelled spans of which no character was left out."""

    @property
    def precision(self) -> float:
        """Right ones of those found; 1 where nothing was."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Labelled ones that were found; 1 where there are none."""
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else 1.0


def load_cases(half: str) -> list[Case]:
    """The cases of one half, `seen` or `unseen`; the files say how they were written."""
    file = files("newtongue.curate.pii") / "cases" / f"{half}.txt"
    return parse_cases(file.read_text(encoding="utf-8"), file=f"{half}.txt")


def parse_cases(text: str, *, file: str) -> list[Case]:
    """Read cases in the form that the head of unseen.txt tells. Raises UsageError."""
    cases = []
    line = 1
    for number, part in enumerate(re.split(r"^%%% ", text, flags=re.MULTILINE)):
        if number:
            cases.append(_case(part, file, line))
        line += part.count("\n")
    return cases


def _case(part: str, file: str, line: int) -> Case:
    head, _, body = part.partition("\n")
    language, colon, name = head.partition(": ")
    if not colon:
        raise UsageError("a case opens with `%%% language: what it shows`", file=file, line=line)
    body = body.rstrip("\n").replace(SEAM, "") + "\n"
    texts: list[str] = []
    spans: list[Span] = []
    done = size = 0
    for mark in MARK.finditer(body):
        kind = mark["kind"]
        if kind not in get_args(Kind):
            raise UsageError(
                f"no kind {kind!r}; there are {', '.join(KINDS)}", file=file, line=line
            )
        texts += [body[done : mark.start()], mark["value"]]
        start = size + mark.start() - done
        size = start + len(mark["value"])
        spans.append(Span(start, size, kind))  # type: ignore[arg-type]
        done = mark.end()
    return Case(name, language, "".join([*texts, body[done:]]), tuple(spans))


def score(
    cases: Sequence[Case],
    search: Callable[[Case], Iterable[Span]],
    kinds: Sequence[Kind] = KINDS,
    *,
    also: Sequence[Kind] = (),
) -> dict[Kind, Score]:
    """Precision and recall per kind: a span counts when it touches one of its kind.

    With `also`, a span of one of those kinds may answer for another of them: for tools that tell
    secrets apart by how they were found, not by what they are.
    """
    found = [(case, sorted(search(case))) for case in cases]
    return {kind: _score(found, kind, also if kind in also else (kind,)) for kind in kinds}


def _score(found: Sequence[tuple[Case, list[Span]]], kind: Kind, alike: Sequence[Kind]) -> Score:
    right = wrong = hit = missed = whole = 0
    for case, spans in found:
        labelled = [span for span in case.spans if span.kind == kind]
        answers = [span for span in case.spans if span.kind in alike]
        asked = [span for span in spans if span.kind in alike]
        for span in spans:
            if span.kind == kind:
                ok = any(touch(span, one) for one in answers)
                right, wrong = right + ok, wrong + (not ok)
        for one in labelled:
            ok = any(touch(span, one) for span in asked)
            hit, missed = hit + ok, missed + (not ok)
            whole += any(span.start <= one.start and one.end <= span.end for span in asked)
    return Score(right, wrong, hit, missed, whole)


def touch(one: Span, other: Span) -> bool:
    """Whether two spans share a character."""
    return one.start < other.end and other.start < one.end
