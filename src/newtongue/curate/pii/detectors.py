"""Who looks for personal data: the rules, and what stands beside them if the settings say so."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from functools import cache
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from newtongue.core.errors import MissingError
from newtongue.curate.pii import rules
from newtongue.curate.pii.ner import marker
from newtongue.curate.pii.replace import is_replacement
from newtongue.curate.pii.settings import Pii
from newtongue.curate.pii.span import Kind, Span

Detector = Callable[[str, str], list[Span]]
"""Text and language to spans, in order, none overlapping another."""

PASSWORDS = ("Secret Keyword", "Basic Auth Credentials")
"""What detect-secrets calls the finds that are passwords rather than keys."""


def detector_of(settings: Pii) -> Detector:
    """The search that settings ask for; loads models once.

    Raises MissingError where detect-secrets or transformers is asked for and not installed.
    """
    found: list[Detector] = [rules.find]
    if settings.detector == "rules+detect-secrets":
        _detect_secrets()
        found.append(detect_secrets)
    if settings.ner is not None:
        found.append(marker(settings.ner))
    kinds = frozenset(settings.kinds)

    def find(text: str, language: str = "") -> list[Span]:
        return merged(
            span for detector in found for span in detector(text, language) if span.kind in kinds
        )

    return find


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans without those that overlap one given before them, in order of place."""
    kept: list[Span] = []
    for span in spans:
        at = bisect_left(kept, span)
        left = at == 0 or kept[at - 1].end <= span.start
        if left and (at == len(kept) or span.end <= kept[at].start):
            kept.insert(at, span)
    return kept


def detect_secrets(text: str, language: str = "") -> list[Span]:  # noqa: ARG001
    """What detect-secrets finds with its own plugins and filters.

    It reads files alone, so the text is written to one of the user's own for a moment.
    """
    scan, settings = _detect_secrets()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "text.txt"
        path.write_text(text, encoding="utf-8", errors="replace", newline="")
        with settings():
            finds = list(scan(str(path)))
    # lines as it counts them: those of a file opened as text
    lines = re.split("(?<=\n)|(?<=\r)(?!\n)", text)
    starts = [0, *accumulate(map(len, lines))]
    placed = (_placed(lines, starts, find) for find in finds)
    return merged(span for span in placed if span is not None)


def _placed(lines: list[str], starts: list[int], find: Any) -> Span | None:
    """Where a find stands; None for what is public, a mark, or put in by `redact`."""
    value = find.secret_value
    if not value or find.type == "Public IP (ipv4)" or "PRIVATE KEY" in value:
        return None
    if not 1 <= find.line_number <= len(lines):
        return None
    at = lines[find.line_number - 1].find(value)
    kind: Kind = "password" if find.type in PASSWORDS else "key"
    if at < 0 or is_replacement(value, kind) or is_replacement(value, "password"):
        return None
    start = starts[find.line_number - 1] + at
    return Span(start, start + len(value), kind)


@cache
def _detect_secrets() -> tuple[Any, Callable[[], AbstractContextManager[Any]]]:
    try:
        from detect_secrets.core.scan import scan_file
        from detect_secrets.settings import default_settings
    except ImportError as error:
        hint = "pip install 'newtongue[curate]'"
        raise MissingError("detect-secrets is not installed", hint=hint) from error
    return scan_file, default_settings
