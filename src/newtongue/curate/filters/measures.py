"""What a text is measured by: its lines, its letters and digits, in characters, cheaply.

The ASCII part is classified by one table look-up a byte, for all filters at once; characters
beyond ASCII are looked at one by one, where there are any.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import Any

import numpy as np

from newtongue.core.dataset import File

LETTER, DIGIT, BASE64, HEX, BACKSLASH, NEWLINE = 1, 2, 4, 8, 16, 32
"""Bits of a byte's class. HEX is what hexadecimal text is made of, white space included."""

_MEMBERS = (
    (LETTER, string.ascii_letters),
    (DIGIT, string.digits),
    (BASE64, string.ascii_letters + string.digits + "+/=\n"),
    (HEX, string.hexdigits + "x\\, \t\n\r\f\v"),
    (BACKSLASH, "\\"),
    (NEWLINE, "\n"),
)
_CLASSES = bytes(
    sum(bit for bit, members in _MEMBERS if code < 128 and chr(code) in members)
    for code in range(256)
)
_ASCII = bytes(range(128))


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A file with what several filters look at. Every kind of line end is a newline here."""

    file: File
    text: str
    data: bytes
    """In UTF-8."""
    classes: Any
    """A numpy array with the class of every byte."""


def look(file: File) -> Text:
    """Prepare a file for the filters."""
    text = file.text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    data = text.encode("utf-8", "surrogatepass")
    return Text(file, text, data, np.frombuffer(data.translate(_CLASSES), np.uint8))


def count_class(text: Text, bits: int) -> int:
    """How many bytes are of one of the classes."""
    return int(np.count_nonzero(text.classes & bits))


def longest_line(text: str, limit: int) -> int | None:
    """The characters of the longest line when it is longer than `limit`, else None.

    Goes from newline to newline in steps of at most `limit` characters, so that most of the text
    is never looked at.
    """
    at, end = 0, len(text)
    while end - at > limit:
        newline = text.rfind("\n", at, at + limit + 1)
        if newline < 0:
            return max(map(len, text.split("\n")))
        at = newline + 1
    return None


def lines(text: Text) -> tuple[int, float]:
    """How many lines, and their characters on average. A newline at the end opens none."""
    newlines = count_class(text, NEWLINE)
    count = newlines + (1 if text.text and not text.text.endswith("\n") else 0)
    return count, (len(text.text) - newlines) / count if count else 0.0


def alphanumeric(text: Text) -> float:
    """The share of characters that are letters or digits, as str.isalnum says; 0 of no text."""
    count = count_class(text, LETTER | DIGIT)
    count += sum(map(str.isalnum, _beyond_ascii(text)))
    return count / len(text.text) if text.text else 0.0


def alphabetic(text: Text) -> float:
    """The share of characters that are letters, as str.isalpha says; 0 of no text."""
    count = count_class(text, LETTER) + sum(map(str.isalpha, _beyond_ascii(text)))
    return count / len(text.text) if text.text else 0.0


def _beyond_ascii(text: Text) -> str:
    if text.text.isascii():
        return ""
    return text.data.translate(None, _ASCII).decode("utf-8", "surrogatepass")
