"""Other values in the place of those found: of the same shape, the same for the same value.

A replacement is a function of the value, its kind and a seed (a keyed BLAKE2b), so that a value
that stands in two files is the same in both afterwards, and nobody can go back without the seed.
Each kind of replacement can be told from a real value, which makes a second pass change nothing:

  email      five letters at example.com (RFC 2606)
  ip         192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24 (RFC 5737) or 2001:db8::/32 (RFC 3849)
  key        as long as before; letters stay letters of their case, digits digits, hexadecimal
             hexadecimal, signs and a known prefix stay; the last characters are a check sum
  password   redacted_ and five letters or digits
  username   user_ and five letters or digits
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b
from string import ascii_lowercase, digits

from newtongue.curate.pii.entropy import HEX
from newtongue.curate.pii.span import Kind, Span

CHECK = 8
"""Letters and digits at the end of a key that follow from those before them. A real key is taken
for a replaced one less often than once in a million (6^8, if all are hexadecimal letters)."""
PREFIX = re.compile(
    r"(?:AKIA|ASIA|ABIA|ACCA|gh[pousr]_|github_pat_|gl[a-z]{2,5}-|xox[abeoprs]-|xapp-"
    r"|https://\S+?/(?:services|workflows|webhooks)/|[rs]k_(?:live|test)_|AIza|GOCSPX-|ya29\.|SG\."
    r"|(?:AC|SK)(?=[0-9a-f]{32}$)|key-|npm_|pypi-|sk-(?:proj-|svcacct-|admin-|ant-\w+?-|or-v1-)?"
    r"|hf_|gsk_|r8_|do[opr]_v1_|hv[sbr]\.|shp[a-z]{2}_|dapi|dckr_pat_|sq0[a-z]{3}-|glsa_|NRAK-"
    r"|PMAK-|ATATT3|lin_api_|sbp_|AGE-SECRET-KEY-1|[ps]k\.eyJ|eyJ)"
)
KNOWN = {
    "email": re.compile(r"[a-z]{5}\\?@example\.com"),
    "password": re.compile(r"redacted_[a-z0-9]{5}"),
    "username": re.compile(r"user_[a-z0-9]{5}"),
}
NETS = ("192.0.2", "198.51.100", "203.0.113")


def redact(text: str, spans: Sequence[Span], seed: int = 0) -> str:
    """The text with every span's value replaced; the spans must not overlap."""
    parts = []
    done = 0
    for span in sorted(spans):
        parts += [
            text[done : span.start],
            replacement(text[span.start : span.end], span.kind, seed),
        ]
        done = span.end
    return "".join([*parts, text[done:]])


def replacement(value: str, kind: Kind, seed: int = 0) -> str:
    """What stands in for a value of a kind under a seed."""
    drawn = _Drawn(f"{kind}\0{value}", seed)
    if kind == "email":
        at = r"\@" if r"\@" in value else "@"  # as strings of Perl have it
        return drawn.letters(5, ascii_lowercase) + at + "example.com"
    if kind == "ip":
        if ":" in value:
            return f"2001:db8::{drawn.number(16**4):x}:{drawn.number(16**4 - 1) + 1:x}"
        return f"{NETS[drawn.number(3)]}.{drawn.number(254) + 1}"
    if kind == "key":
        return _key(value, drawn)
    head = "redacted_" if kind == "password" else "user_"
    return head + drawn.letters(5, ascii_lowercase + digits)


def is_replacement(value: str, kind: Kind) -> bool:
    """Whether a value was put in by `redact`; those of IPs are never found in the first place."""
    if kind == "key":
        places = _places(value)
        return len(places) > CHECK and _checked(value, places) == value
    return kind in KNOWN and bool(KNOWN[kind].fullmatch(value))


class _Drawn:
    """Numbers that follow from a text and a seed, in turn."""

    def __init__(self, text: str, seed: int) -> None:
        self.key = str(seed).encode()[:64]
        self.text = text.encode("utf-8", "surrogatepass")
        self.count = 0

    def number(self, below: int) -> int:
        self.count += 1
        salt = self.count.to_bytes(8, "little")
        digest = blake2b(self.text, digest_size=8, key=self.key, salt=salt).digest()
        return int.from_bytes(digest, "little") % below

    def letters(self, size: int, alphabet: str) -> str:
        return "".join(alphabet[self.number(len(alphabet))] for _ in range(size))


def _alphabets(value: str, places: Sequence[int]) -> list[str]:
    """What each place may hold. One letter past f keeps a key from turning hexadecimal."""
    head = PREFIX.match(value)
    lower = "abcdef" if HEX.fullmatch(value[head.end() if head else 0 :]) else ascii_lowercase
    marked = lower == "abcdef"
    found = []
    for i in places:
        alphabet = digits if value[i].isdigit() else lower
        if alphabet is not digits and not marked:
            alphabet, marked = lower[6:], True
        found.append(alphabet.upper() if value[i].isupper() else alphabet)
    return found


def _places(value: str) -> list[int]:
    """Where a key's letters and digits may change.

    A known prefix stays, and letters after a backslash: they are escapes of a string.
    """
    head = PREFIX.match(value)
    return [
        i
        for i in range(head.end() if head else 0, len(value))
        if value[i].isascii() and value[i].isalnum() and value[i - 1 : i] != "\\"
    ]


def _key(value: str, drawn: _Drawn) -> str:
    places = _places(value)
    chars = list(value)
    for i, alphabet in zip(places, _alphabets(value, places), strict=True):
        chars[i] = drawn.letters(1, alphabet)
    return _checked("".join(chars), places)


def _checked(value: str, places: Sequence[int]) -> str:
    """The value with its last letters and digits set to the check sum of the others."""
    sum_of = _Drawn("check\0" + "".join(value[i] for i in places[:-CHECK]), 0)
    chars = list(value)
    for i, alphabet in list(zip(places, _alphabets(value, places), strict=True))[-CHECK:]:
        chars[i] = sum_of.letters(1, alphabet)
    return "".join(chars)
