"""Values that are given to a name which says what they are: `db_password = "..."`, `apiKey: ...`.

The name decides by its last words what is looked for, and the value whether it is one: a key must
look drawn at random, a password must not be a word, a placeholder, a template or code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newtongue.curate.pii.entropy import looks_random
from newtongue.curate.pii.names import kind_of
from newtongue.curate.pii.scan import loosened
from newtongue.curate.pii.span import Claim, Kind
from newtongue.curate.pii.values import is_key, is_mixed, is_password, is_username

ENDS = (
    r"pass(?:w(?:or)?[dt])?|passphrase|pwd|psw|pw|secret|token|key|key_?base|keys|apikey|app_?id"
    r"|credentials?|auth|authorization|user(?:_?name)?|login|uid|user[_ ]?id|salt|secret_?token"
)
"""How a name ends that may hold something: it is asked about in full by `kind_of`."""
TYPE = r"(?:[ ]*:[ ]*[&'A-Za-z_][\w<>&' ]{0,30}?)?"
GAP = r"[\"'`\]]{0,2}" + TYPE + r"[ \t]*(?::=|=>|[=:,(]|[ ])[ \t]*(?:value[ ]?=[ ]?|new [\w.]+\()?"
SET = r"[ ]{0,2}(?::=|\?=|[:=])[ ]{0,4}"
QUOTE = r"(?:[bBrRuUfF@$]|base64:)?\\?[\"'`]"
VALUE = r"[^\"'`\\\n]{3,4096}+"
BARE = r"[^\s\"'`,;{}()<>$=][^\s\"'`,;{}()<>$]{3,159}+"
TAG = r"[\"']?>"
OPEN = r"[ ]{0,2}=[ ]{0,2}[(\\]"
HINTS = loosened(
    rf"(?i:{ENDS}){GAP}{QUOTE}(?:base64:)?[^\"'`\\\n]{{3}}",
    rf"(?i:{ENDS}){SET}(?:[A-Za-z_.]+=[^=\s]"
    r"|[A-Za-z_.]*[^A-Za-z_.\s\"'`,;{}()<>$=\[\]])",
    rf"(?i:user(?:_?name)?|login|uid|user[_ ]?id){SET}[a-z]\w",
    rf"(?i:{ENDS}){TAG}[^<>\n]{{4}}",
    rf"(?i:{ENDS}){OPEN}[ \t\r]*(?m:$)",
)
QUOTED = re.compile(
    rf"(?P<end>(?i:{ENDS}))(?![A-Za-z0-9_.\-])(?P<gap>{GAP})(?P<quote>{QUOTE})(?:base64:)?"
    rf"(?=(?P<value>{VALUE})\\?[\"'`])",
    re.ASCII,
)
UNQUOTED = re.compile(
    rf"(?P<end>(?i:{ENDS}))(?P<gap>{SET})(?:base64:)?(?=(?P<value>{BARE})"
    r"[ \t\r]*(?:$|[;\"']|\n|[,}][ \t]*$|[ ]))",
    re.ASCII | re.MULTILINE,
)
"""Values are looked at without being passed over: a name that tells more may stand in them."""
TAGGED = re.compile(
    rf"(?P<end>(?i:{ENDS}))(?P<gap>{TAG})(?P<value>[^<>\n]{{4,200}})(?=</)", re.ASCII
)
OPENED = re.compile(rf"(?P<end>(?i:{ENDS}))(?P<gap>{OPEN})(?=[ \t\r]*\n)", re.ASCII)
MIXED = re.compile(r"[A-Za-z_.]+=[^=]|[A-Za-z_.]*[^A-Za-z_.\[\]=]")
"""What a value without quotes needs for being more than a name in code."""
PATTERNS = ((QUOTED, True, ""), (UNQUOTED, False, ""), (TAGGED, True, "</"))
NAME = re.compile(r"[A-Za-z0-9_.\-]{1,80}\Z", re.ASCII)


def find(text: str, start: int, end: int) -> Iterator[Claim]:
    """Claims of values that are assigned to a telling name in a stretch of text."""
    ran = 0  # where the last run of strings ends: other names may stand in it
    for pattern, quoted, sign in PATTERNS:
        if sign and text.find(sign, start, end) < 0:
            continue
        for hit in pattern.finditer(text, start, end):
            name = _name(text, hit)
            kind = kind_of(name)
            if kind is None:
                continue
            if not quoted and kind[0] != "username" and not MIXED.match(hit["value"]):
                continue
            claim = _judge(hit, name, *kind, quoted=quoted)
            if claim is not None:
                yield claim
            if kind[0] == "key" and quoted and hit.end("value") >= ran:
                for more in _following(text, hit.end("value") + 1):
                    ran = more.end
                    yield more
    yield from _opened(text, start, end)


def _opened(text: str, start: int, end: int) -> Iterator[Claim]:
    """Keys below a line that ends in an open bracket or a backslash."""
    if text[start:end].rstrip()[-1:] not in ("(", "\\"):
        return
    for hit in OPENED.finditer(text, start, min(len(text), end + 1)):
        kind = kind_of(_name(text, hit))
        if kind and kind[0] == "key":
            yield from _following(text, hit.end())


def _name(text: str, hit: re.Match[str]) -> str:
    """The whole of the name that a match begins in the middle of."""
    if " " in hit["end"]:
        return hit["end"]
    found = NAME.search(text[max(0, hit.start("gap") - 80) : hit.start("gap")])
    return found[0] if found else ""


def _judge(hit: re.Match[str], name: str, kind: Kind, plain: bool, *, quoted: bool) -> Claim | None:
    first, last = hit.span("value")
    value = hit["value"]
    spaced = (hit["gap"].isspace() and not name.isupper()) or hit["gap"].strip(" \t\"'`]") in (
        ",",
        "(",
    )
    if kind == "key":
        if not is_key(value, plain):
            return None
    elif kind == "password":
        if not is_password(value, quoted=quoted) or (spaced and not is_mixed(value)):
            return None
    elif not is_username(value, quoted=quoted):
        return None
    if hit["gap"].isspace() and (name == "pass" or "`" in hit["quote"]):
        return None  # a sentence
    weak = kind == "username" and (
        spaced or not quoted or not plain or not re.search(r"[\d.]", value)
    )
    return Claim(first, last, kind, weak)


MORE = re.compile(
    r"(?:[ \t]*[+.\\]?[ \t]*\r?\n[ \t]*[+.]?|[ \t]*,)[ \t]*[\"']([\w+/=-]{12,120})[\"']", re.ASCII
)

MOST = 1000
"""Strings that may follow a key: a key of 16384 bits has 200 lines."""


def _following(text: str, at: int) -> Iterator[Claim]:
    """More strings behind it or on the lines below: other arguments, or the rest of it."""
    for _ in range(MOST):
        hit = MORE.match(text, at)
        if hit is None or not looks_random(hit[1], 12):
            return
        yield Claim(*hit.span(1), "key")
        at = hit.end()
