"""The step of curation that replaces personal data and secrets, or drops files that hold them."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from newtongue.core.dataset import File
from newtongue.curate.pii.detectors import Detector, detector_of
from newtongue.curate.pii.replace import redact
from newtongue.curate.pii.settings import Pii
from newtongue.curate.pii.span import Span
from newtongue.curate.step import Drop, Step

STEP = "pii"


def step(settings: Pii, seen: Counter[str] | None = None) -> Step:
    """The step, with its models loaded. `seen` counts the values replaced, by kind, as files pass.

    Raises MissingError where what the settings ask for is not installed.
    """
    find = detector_of(settings)

    def run(files: Iterable[File]) -> Iterator[File | Drop]:
        for file in files:
            yield _passed(file, find, settings, seen)

    return run


def redacted(text: str, settings: Pii, language: str = "") -> str:
    """A text with what the settings look for replaced."""
    return redact(text, _detector(settings.model_dump_json())(text, language), settings.seed)


@lru_cache(maxsize=4)
def _detector(settings: str) -> Detector:
    return detector_of(Pii.model_validate_json(settings))


def _passed(file: File, find: Detector, settings: Pii, seen: Counter[str] | None) -> File | Drop:
    spans = find(file.text, file.language)
    if not spans:
        return file
    if settings.action == "drop":
        return Drop(file, STEP, "personal data or secrets", _counts(spans))
    if seen is not None:
        seen.update(span.kind for span in spans)
    return dataclasses.replace(file, text=redact(file.text, spans, settings.seed))


def _counts(spans: list[Span]) -> str:
    counts = sorted(Counter(span.kind for span in spans).items())
    return ", ".join(f"{kind}: {count}" for kind, count in counts)
