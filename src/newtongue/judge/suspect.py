"""A look at a completion's text for what is written against a judge: it flags, and decides nothing.

Few honest completions name the harness, its channel, the file that they stand in, or what a
language has for looking into and changing what others defined. Some do: a flag asks for a look.
"""

from __future__ import annotations

import functools
import re

from newtongue.languages.base import SUSPICIOUS, Language

MOST = 3
"""Finds that a flag names."""
SHOWN = 40
"""Characters of each."""


def suspect(text: str, language: Language) -> str | None:
    """What was found in a completion's text, a few words; None where nothing was."""
    found = dict.fromkeys(
        re.sub(r"\s+", " ", match[0]).strip()[:SHOWN] for match in _pattern(language).finditer(text)
    )
    return ", ".join(list(found)[:MOST]) or None


@functools.cache
def _pattern(language: Language) -> re.Pattern[str]:
    """Everything that is suspicious in a language; the name of a program's file is in any."""
    stem, _, ending = language.source.rpartition(".")
    file = rf"(?<![\w.]){re.escape(stem)}\.{re.escape(ending)}\b"
    return re.compile("|".join((*SUSPICIOUS, file, *language.suspicious)), re.MULTILINE)
