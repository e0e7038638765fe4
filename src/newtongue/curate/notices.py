"""What a file says of its own licence in its head: tags aside, in words (notices.yaml)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from newtongue.curate.spdx import all_of, canonical

NOTICE = "LicenseRef-notice"
"""The licence of a file with a notice that restricts it, but is none that has an identifier."""
_NOTICE_HEAD, _NOTICE_LINES = 6000, 80
"""Characters and lines of a file in which a notice may stand."""
_WORDS = ("licen", "gpl", "copyright", "rights reserved", "proprietary")
"""A head without one of them has no notice."""
_NEAR = 12
"""Lines before the first and after the last of these words that belong to a notice."""
_MARKS = str.maketrans(dict.fromkeys("#*/;%!|\"'`,<>~=\\", " "))
_LITERAL = re.compile(
    r"[=(\[{,:]\s*[a-z]{0,2}(\"{3}|'{3}).*?(?:\1|\Z)"
    r"|(?:[=(\[{,:][ \t]*|^[ \t]*)[a-z]{0,2}(?:\"(?!\")[^\"\n]*\"|'(?!')[^'\n]*')",
    re.S | re.M,
)
"""Strings of code, which are no comments: assigned, passed, or alone on a line."""
_FIELD = re.compile(
    r"(?:[^\w\n\"']|\"{3}|'{3})*"
    r"(?:licen[cs]e[ \t]*::?|(?<=@)licen[cs]e[ \t]|__licen[cs]e__[ \t]*=)[ \t]*(\S[^\n]{0,200})"
)
_ALONE = re.compile(
    r"[ \t]*(?:#|//|/?\*|;|%|--)[^\w\n]*("
    r"(?:(?:gnu (?:lesser |affero )?general public licen[cs]e|[al]?gpl)"
    r"[ ,-]{0,2}(?:version |v)?[123][\d.]*(?:\+|[- ]or[- ]later|-only)?|mit licen[cs]e|"
    r"apache licen[cs]e[ ,]{0,2}(?:version )?2[.0]*))[ .]*(?:\([^\n]*)?\s*"
)
"""A line of a comment that is a licence's name and no more."""
_EXPRESSION = re.compile(r"\(?[\w.+-]+\)?(?: (?:and|or|with) \(?[\w.+-]+\)?)*")
_UNDER = re.compile(
    r"(?:licen[cs]ed|released|distributed|available|provided|published|redistributed?|covered|"
    r"governed|subject|terms|conditions|use|used|shared)(?: only)?(?: to you)? "
    r"(?:under|by|of|to)(?: either| both)?(?: the)?(?: terms(?: and conditions)? of)?"
    r"(?: the| an?)? "
    r"(?=(\S.{0,80}))"
)
_GNU = re.compile(
    r"\b(?:gnu )?(?P<kind>lesser |library |affero )?(?:gnu )?general public licen[cs]e|"
    r"\b(?P<short>[al]?)gpl(?=v?[ \d.+)-]|$)"
)
_VERSION = re.compile(r"[^\d.]{0,60}?(?:version |v\.? ?|[- (])([123](?:\.[01])?)(?![\d])")
_VERSION_BEFORE = re.compile(r"version ([123](?:\.[01])?)(?: only)? of the $")
_LATER = re.compile(r"\bany later|\bor[- ](?:any )?(?:later|newer|above)|[123](?:\.[01])?\+")
_GRANT = re.compile(
    r"\bunder\b|\bterms of|copy of|covered by|governed by|subject to|licen[cs]ed? ?:|licen[cs]e is"
)
_DENIED = re.compile(r"\b(?:not|isn t|never|nor|without|unlike|compatible|instead of)\b")
_CC = re.compile(
    r"(?:\bcc[- ]by|creative commons attribution)((?:[- ](?:nc|sa|nd|non[- ]?commercial|"
    r"share[- ]?alike|no[- ]?deriv(?:ative)?s?(?: works)?)\b)*)(?:[^\d]{0,40}?\b([1-4]\.[05]))?"
)
_RESERVED = re.compile(
    r"^(?:[^\w\n\"']|\"{3}|'{3})*"
    r"(?:__copyright__|copyright|c\)|all rights reserved|spdx-file)"
    r"[^\n]*(?:\n[^\w\n]*(?:all rights|rights|reserved)[^\n]*)?",
    re.M,
)
_GRANTED = (
    "licen",
    "permission",
    "permitted",
    "redistribut",
    "public domain",
    "free software",
    "copying",
    "freely",
    "subject to",
    "may be used",
)


def notice(text: str) -> str:
    """The licence that the head of a file says it is under; empty where it says none.

    Several are joined by AND, as a head seldom says clearly that one may choose. A head that
    reserves all rights and grants none, or names a licence without an identifier, is
    `LicenseRef-notice`. What names no single licence ("BSD-style, see LICENSE") says nothing.
    """
    head = _near(text[:_NOTICE_HEAD].lower())
    if not head:
        return ""
    fields = (_FIELD.match(line) for line in head.split("\n") if "licen" in line)
    found = {_named(_plain(said[1])) for said in [x for x in fields if x][:_NEAR]}
    prose = _plain(_LITERAL.sub(" ", head))
    found |= {*_phrases(prose), *_gnu(prose), *_creative(prose)}
    for under in _UNDER.finditer(prose):
        if not _DENIED.search(prose, max(0, under.start() - 12), under.start()):
            found.add(_named(under[1], gnu=False))
    found.discard("")
    if not found:
        alone = (
            _ALONE.fullmatch(line) for line in head.split("\n") if "licen" in line or "gpl" in line
        )
        found = {_named(_plain(said[1])) for said in alone if said}
    if not found and "rights reserved" in head and not any(x in head for x in _GRANTED):
        found = {NOTICE for said in _RESERVED.finditer(head) if "rights reserved" in said[0]}
    return all_of(sorted(found))


def _near(head: str) -> str:
    """The lines near those with a word of notices: the rest of a head need not be searched."""
    firsts = [at for word in _WORDS if (at := head.find(word)) >= 0]
    if not firsts:
        return ""
    lines = head.split("\n", _NOTICE_LINES)[:_NOTICE_LINES]
    first = head.count("\n", 0, min(firsts))
    last = head.count("\n", 0, max(head.rfind(word) for word in _WORDS))
    return "\n".join(lines[max(0, first - _NEAR) : last + _NEAR])


def _plain(said: str) -> str:
    """Words alone, without comment marks."""
    said = said.replace("\ndnl ", " ").replace("\nrem ", " ").translate(_MARKS)
    return " ".join(said.replace("--", " ").split()).replace(" - ", " ")


def _phrases(prose: str) -> Iterator[str]:
    for literal, pattern, licence in _notices()[0]:
        if literal in prose and pattern.search(prose):
            yield _bsd(prose) if licence == "BSD" else licence


def _bsd(prose: str) -> str:
    """Which BSD licence: by its clauses; the one with three where its end can't be seen."""
    if "all advertising materials" in prose:
        return "BSD-4-Clause"
    whole = "this software is provided" in prose and "endorse or promote" not in prose
    return "BSD-2-Clause" if whole else "BSD-3-Clause"


def _gnu(prose: str) -> set[str]:
    """The GNU licences that a head grants. Without a version any one ever published is meant."""
    if "gpl" not in prose and "general public" not in prose:
        return set()
    found: dict[str, set[str]] = {}
    for name in _GNU.finditer(prose):
        before = prose[max(0, name.start() - 70) : name.start()]
        after = prose[name.end() : name.end() + 220]
        kind = (name["kind"] or name["short"] or "")[:2]
        denied = _DENIED.search(before[-40:]) or "rest of" in before or "compatible" in after[:14]
        if denied or not _GRANT.search(before):
            continue
        family = {"": "GPL", "le": "LGPL", "li": "LGPL", "l": "LGPL"}.get(kind, "AGPL")
        version = _VERSION.match(after) or _VERSION_BEFORE.search(before)
        later = "or-later" if _LATER.search(after) else "only"
        number = version[1] if version else ""
        number += ".0" if number and "." not in number else ""
        found.setdefault(family, set()).add(f"{number}-{later}" if number else "")
    least = {"GPL": "1.0", "LGPL": "2.0", "AGPL": "1.0"}
    every = {
        (k, said or f"{least[k]}-or-later") for k, v in found.items() for said in v - {""} or v
    }
    return {canonical(f"{family}-{said}") or NOTICE for family, said in every}


def _creative(prose: str) -> Iterator[str]:
    """The licences of Creative Commons that a head names."""
    if "creative commons a" in prose or "cc-by" in prose or "cc by" in prose:
        for said in _CC.finditer(prose):
            parts = {"nc": "nc" in said[1] or "commercial" in said[1]}
            parts |= {"sa": "sa" in said[1] or "alike" in said[1]}
            parts |= {"nd": "nd" in said[1] or "deriv" in said[1]}
            name = "-".join(["CC-BY", *(part.upper() for part, there in parts.items() if there)])
            yield canonical(f"{name}-{said[2]}") or NOTICE


def _named(said: str, gnu: bool = True) -> str:
    """The licence that a name at the start of the words given means; empty for none or several."""
    said = said.removeprefix("the ").strip("( ")
    if _EXPRESSION.fullmatch(said) and (whole := canonical(said)) and "LicenseRef" not in whole:
        return whole
    if found := _gnu(f"license: {said[:100]}"):
        return all_of(sorted(found)) if gnu else ""  # else it is found where the head is searched
    return next((licence or "" for pattern, licence in _notices()[1] if pattern.match(said)), "")


@cache
def _notices() -> tuple[list[tuple[str, re.Pattern[str], str]], list[tuple[re.Pattern[str], str]]]:
    """The phrases and the names in notices.yaml."""
    said = yaml.safe_load(Path(__file__).with_name("notices.yaml").read_text(encoding="utf-8"))
    phrases = [(str(a), re.compile(b), str(c)) for a, b, c in said["phrases"]]
    return phrases, [(re.compile(a), b) for a, b in said["names"]]
