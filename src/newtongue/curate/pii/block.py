"""Private-key blocks: the base64 below a BEGIN line, however the file quotes and indents it.

The lines of a block stand in YAML behind a margin, in Java as `"...\\n" +`, in JSON on one line, in
a comment behind its sign. All of that is the gap between two runs of base64 and stays as it is.
The END line may be lacking (RFC 7468 wants one; files that were cut have none): a key goes on to
the end of its base64.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newtongue.curate.pii.span import Claim

MARK = "-----BEGIN "
BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]{0,24}PRIVATE KEY(?: BLOCK)?-----")
GAP = re.compile(
    r"(?:[\s\"'`,;.()\[\]{}]+|\\+[nrt]|\\|(?:[+*&]|//|\#|\||>|:|<<|--)(?=[\s\"'])){0,400}"
)
"""What stands between two runs and has no letters but those of escapes."""
SPELLED = re.compile(
    r"%0[aAdD]|&\#(?:1[03]|[xX][aAdD]);|<br ?/?>|\\[xX]0[aAdD]|\\u00[0-9a-fA-F]{2}|\\012"
    r"|(?:vbCrLf|vbLf|vbNewLine|PHP_EOL|Environment\.NewLine|endl|_)\b|System\.lineSeparator\(\)"
    r"|[bBrRuUfFL](?=[\"'])|[$@]?[A-Za-z_]\w{0,30} +[+.]=(?= *[\"'])"
)
"""Gaps with letters or digits, which must stay: the block is claimed in parts around them."""
HEAD = re.compile(r"(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset): ?[\w ,.:;()/@+-]{1,100}")
RUN = re.compile(r"=?(?:[A-Za-z0-9+/]+|\\/)+={0,2}")
END = re.compile(GAP.pattern + "-----END")
MOST = 20_000
"""Characters behind BEGIN; an RSA key of 16384 bits has 12,700."""
LEAST = 40
"""Characters; a key of Ed25519, the shortest in use, has 64."""
PART = 16
"""Characters of base64 that a part, or a line that no END follows, has at least."""


def find(text: str, start: int = 0) -> Iterator[Claim]:
    """Claims of the bodies of private keys behind a place in a text, in order. Linear in time."""
    at = text.find(MARK, start)
    while at >= 0:
        begin = BEGIN.match(text, at)
        at += len(MARK)
        if begin:
            parts = _parts(text, begin.end())
            if sum(last - first for first, last in parts) >= LEAST:
                at = parts[-1][1]
                yield from (Claim(*part, "key") for part in parts if part[1] - part[0] >= PART)
        at = text.find(MARK, at)


def _parts(text: str, at: int) -> list[tuple[int, int]]:
    """The stretches of base64, with the gaps between them where those have no letters."""
    stop = min(len(text), at + MOST)
    parts: list[tuple[int, int]] = []
    while True:
        at, spelled = _behind_gap(text, at, stop, first=not parts)
        run = RUN.match(text, at, stop)
        if run is None or not (_is_drawn(run[0]) or END.match(text, run.end())):
            return parts
        if spelled or not parts:
            parts.append(run.span())
        else:
            parts[-1] = (parts[-1][0], run.end())
        at = run.end()


def _behind_gap(text: str, at: int, stop: int, *, first: bool) -> tuple[int, bool]:
    """Where a gap ends, and whether anything in it is spelled with letters."""
    spelled = False
    while True:
        gap = GAP.match(text, at, stop)
        at = gap.end() if gap else at
        more = SPELLED.match(text, at, stop) or (HEAD.match(text, at, stop) if first else None)
        if more is None:
            return at, spelled
        at, spelled = more.end(), True


def _is_drawn(run: str) -> bool:
    """Whether a run is a line of base64 and no word of the program. A replacement is so too."""
    if len(run) < PART or run.isupper() or run.islower():
        return False
    return len(run) >= LEAST or any(map(str.isdigit, run))
