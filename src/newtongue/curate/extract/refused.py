"""The record of a candidate that was not kept."""

from __future__ import annotations

from dataclasses import dataclass

from newtongue.core.dataset import File


@dataclass(frozen=True, slots=True)
class Refused:
    """A function, method, class or whole file that extraction did not keep."""

    file: File | None
    """None where a later step refuses a function and no longer has the file."""
    line: int
    """From 1; 0 for a whole file."""
    name: str
    """Empty for a whole file."""
    reason: str
    """A few words that many share: it is a counter."""
    detail: str = ""
    """What is its own: the figure measured, the name found."""
    file_id: str = ""
    """The `id` of the file, given or not."""


class Refusal(Exception):
    """Raised inside extraction where a candidate turns out not to be wanted."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail
