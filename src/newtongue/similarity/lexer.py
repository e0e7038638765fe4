"""Code of any language cut into words and operators, as arrays of numbers.

No grammar is asked: a word is a run of letters, digits, underscores and whatever is not ASCII; an
operator is one character. White space is nothing, and so are the characters that a formatter adds
and takes away (brackets that only group, commas, semicolons, colons, quotes, braces), so that
two layouts of one text give the same tokens. Square brackets and dots stay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]

_SPACE, _WORD, _OPERATOR = 0, 1, 2
_DROPPED = b"(){},;:\"'`\\"
_PIECE = 1 << 19
"""Bytes that are cut up at once: the arrays of a piece stay within a processor's cache."""


def _kinds() -> npt.NDArray[np.uint8]:
    kinds = np.full(256, _OPERATOR, dtype=np.uint8)
    kinds[:33] = _SPACE
    kinds[127] = _SPACE
    kinds[list(_DROPPED)] = _SPACE
    for first, last in (b"09", b"AZ", b"az"):
        kinds[first : last + 1] = _WORD
    kinds[ord("_")] = _WORD
    kinds[128:] = _WORD
    return kinds


_KINDS = bytes(_kinds())
_DIGITS = np.arange(256) - ord("0")
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(8)] + [(1 << 64) - 1], dtype=np.uint64)
_TURN = np.uint64(0x9E3779B97F4A7C15)
_MORE = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text's tokens, in order."""

    codes: Codes
    """A number for each: equal tokens have equal numbers, different ones nearly never."""
    words: npt.NDArray[np.bool_]
    """True for a word, numbers included; False for an operator."""
    numbers: npt.NDArray[np.bool_]
    """True for a word that begins with a digit."""
    starts: Places
    """Offset of the first byte in UTF-8."""
    ends: Places

    def __len__(self) -> int:
        return len(self.codes)


def mixed(codes: Codes) -> Codes:
    """Numbers whose bits all depend on all bits of those given (a multiply and two shifts)."""
    codes = (codes ^ (codes >> _HALF)) * _MORE
    codes ^= codes >> _HALF
    return codes


def encoded(text: str) -> bytes:
    """The bytes that offsets count."""
    return text.encode("utf-8", "surrogatepass")


def lex(text: str | bytes) -> Tokens:
    """The tokens of a text (or of its `encoded` bytes)."""
    data = encoded(text) if isinstance(text, str) else text
    parts = [_piece(data[start:end], start) for start, end in _pieces(data)]
    if len(parts) == 1:
        return parts[0]
    return Tokens(
        np.concatenate([part.codes for part in parts]),
        np.concatenate([part.words for part in parts]),
        np.concatenate([part.numbers for part in parts]),
        np.concatenate([part.starts for part in parts]),
        np.concatenate([part.ends for part in parts]),
    )


def only_words(tokens: Tokens) -> Tokens:
    """The tokens without the operators."""
    at = np.flatnonzero(tokens.words)
    return Tokens(
        tokens.codes[at], tokens.words[at], tokens.numbers[at], tokens.starts[at], tokens.ends[at]
    )


def word_codes(words: list[str]) -> Codes:
    """The numbers of words, sorted, each once."""
    return np.unique(only_words(lex(" ".join(words))).codes)


def _pieces(data: bytes) -> list[tuple[int, int]]:
    """Where to cut: behind a character that is no word's, if one is near."""
    cuts, start = [], 0
    while len(data) - start > _PIECE:
        end = start + _PIECE
        while end > start + _PIECE // 2 and _KINDS[data[end - 1]] == _WORD:
            end -= 1
        cuts.append((start, end))
        start = end
    return [*cuts, (start, len(data))]


def _piece(data: bytes, offset: int) -> Tokens:
    kinds = np.frombuffer(b"\0" + data.translate(_KINDS) + b"\0", dtype=np.uint8)
    inside = kinds == _WORD
    turns = inside[1:] != inside[:-1]
    begins = turns & inside[1:]
    # inside[0] is what stands in front of the first byte, so turns[i] is about byte i
    starts = np.flatnonzero((begins | (kinds[1:] == _OPERATOR))[:-1])
    words = kinds[starts + 1] == _WORD
    ends = starts + 1
    ends[words] = np.flatnonzero(turns & inside[:-1])
    padded = np.frombuffer(data + bytes(16), dtype=np.uint8)
    codes = _numbers(padded, starts, ends - starts)
    digits = _DIGITS[padded[starts]]
    numbers = (digits >= 0) & (digits <= 9)
    return Tokens(codes, words, numbers, starts + offset, ends + offset)


def _numbers(data: npt.NDArray[np.uint8], starts: Places, sizes: Places) -> Codes:
    """A number for each token, of its first 16 bytes, its last 8 and its length."""
    eights: Codes = np.ndarray(
        (max(len(data) - 7, 0),), dtype="<u8", buffer=data.data, strides=(1,)
    )
    codes = mixed((eights[starts] & _MASKS[np.minimum(sizes, 8)]) * _TURN)
    at = np.flatnonzero(sizes > 8)
    begin, size = starts[at], sizes[at]
    second = eights[begin + 8] & _MASKS[np.minimum(size - 8, 8)]
    last = eights[begin + size - 8] * _MORE
    codes[at] = mixed((codes[at] + second) * _TURN + last + size.astype(np.uint64))
    return codes
