"""The filters that need no more than a few facts about a function, the same in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from newtongue.curate.extract.settings import Extract

_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Facts:
    """What an extractor says about a candidate."""

    text: str
    """The candidate's own, documentation included."""
    doc: str | None
    returns: bool
    """A return of its own has a value, or its language returns what it evaluated last."""
    arguments: int | None
    """None where its language does not say in its head."""
    statements: int
    kind: str = "function"
    variadic: bool = False
    asynchronous: bool = False
    generator: bool = False
    decorated: bool = False


def tokens(text: str) -> int:
    """Words and marks of a text: about what a tokenizer makes of code, within a factor of two."""
    return len(_TOKEN.findall(text))


def words_and_marks(text: str) -> list[str]:
    """What `tokens` counts."""
    return _TOKEN.findall(text)


def refusal(facts: Facts, settings: Extract) -> tuple[str, str] | None:
    """The first rule that a candidate breaks, as (reason, detail); None when it keeps all."""
    if facts.doc is None and settings.words:
        return "no documentation", ""
    shape = _shape(facts, settings) if facts.kind != "class" else None
    return shape or next(_text(facts, settings), None)


def _shape(facts: Facts, settings: Extract) -> tuple[str, str] | None:
    if settings.returns and not facts.returns:
        return "returns no value", ""
    unwanted = (
        (facts.asynchronous and not settings.asynchronous, "asynchronous"),
        (facts.generator and not settings.generators, "a generator"),
        (facts.decorated and not settings.decorated, "decorated"),
        (facts.variadic and not settings.variadic, "any number of arguments"),
    )
    for is_so, reason in unwanted:
        if is_so:
            return reason, ""
    if facts.arguments is not None and facts.arguments < settings.arguments:
        return "too few arguments", str(facts.arguments)
    return None


def _text(facts: Facts, settings: Extract) -> Iterator[tuple[str, str]]:
    words = len((facts.doc or "").split())
    if words < settings.words:
        yield "documentation too short", f"{words} words"
    if facts.statements < settings.statements:
        yield "trivial", f"{facts.statements} statements"
    if broken := unclean(facts.text, settings):
        yield broken
    length = tokens(facts.text)
    if length > settings.tokens:
        yield "too long", f"{length} tokens"


def unclean(text: str, settings: Extract) -> tuple[str, str] | None:
    """What no text may hold, a helper's neither."""
    for marker in settings.markers:
        if marker in text and re.search(rf"\b{re.escape(marker)}\b", text):
            return "unfinished", marker
    if settings.ascii and not text.isascii():
        return "not ASCII", ""
    return None
