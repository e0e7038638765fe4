"""A place in a text where personal data or a secret stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["email", "ip", "key", "password", "username"]
KINDS: tuple[Kind, ...] = ("email", "ip", "key", "password", "username")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` (excluded) of a text."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Claim:
    """What a rule says of a stretch of text. Rules asked later have no say over it."""

    start: int
    end: int
    kind: Kind | None
    """None: harmless, and it stays."""
    weak: bool = False
    """Counts only where a password stands near."""
