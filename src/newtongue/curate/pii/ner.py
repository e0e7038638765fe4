"""A model for token classification as a detector: StarPII and others of its kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from newtongue.core.errors import MissingError
from newtongue.curate.pii.replace import is_replacement
from newtongue.curate.pii.scan import pieces
from newtongue.curate.pii.settings import Ner
from newtongue.curate.pii.span import Span

WINDOW = 1500
"""Characters that the model reads at once: under the 1024 tokens of StarPII's encoder for code."""


def marker(settings: Ner) -> Callable[[str, str], list[Span]]:
    """Load the model; returns the search.

    Raises MissingError where transformers is not installed or the model is not to be had.
    """
    model = _pipeline(settings)

    def find(text: str, language: str = "") -> list[Span]:  # noqa: ARG001
        spans = []
        for start, end in windows(text):
            for mark in model(text[start:end]):
                span = _span(mark, start, text, settings)
                if span is not None:
                    spans.append(span)
        return spans

    return find


def windows(text: str) -> list[tuple[int, int]]:
    """A text in stretches of whole lines, as many as fit; a long line is cut."""
    found: list[tuple[int, int]] = []
    start = at = 0
    for line in text.splitlines(keepends=True):
        if at + len(line) - start > WINDOW and at > start:
            found.append((start, at))
            start = at
        at += len(line)
    found.append((start, at))
    return [piece for one in found for piece in pieces(text, *one, WINDOW) if piece[0] < piece[1]]


def _span(mark: Any, start: int, text: str, settings: Ner) -> Span | None:
    kind = settings.labels.get(str(mark["entity_group"]).lower())
    first, last = start + int(mark["start"]), start + int(mark["end"])
    while first < last and text[first].isspace():
        first += 1
    while first < last and text[last - 1].isspace():
        last -= 1
    if kind is None or float(mark["score"]) < settings.threshold or first == last:
        return None
    return None if is_replacement(text[first:last], kind) else Span(first, last, kind)


def _pipeline(settings: Ner) -> Any:
    try:
        from transformers import pipeline
    except ImportError as error:
        hint = "pip install 'newtongue[train]'"
        raise MissingError("transformers is not installed", hint=hint) from error
    try:
        return pipeline(
            "token-classification",
            model=settings.model,
            revision=settings.revision,
            aggregation_strategy="simple",
        )
    except (OSError, ValueError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise MissingError(f"no model for personal data at {settings.model}: {said}") from error
