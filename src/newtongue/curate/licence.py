"""Licences: found in headers and licence files, and decided by the recipe's policy.

A file's licence is, first that is there: the SPDX header in its first lines; the notice in its
head (notices.yaml); the licence file of the nearest folder below the repository's root; what the
source says (a package's metadata); the licence file of the root, or where there is none, what a
package manifest there says (package.json, Cargo.toml, pyproject.toml, setup.cfg). A folder's
licence holds below it, as in The Stack v2 (arXiv 2402.19173), until a nearer one says otherwise.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Literal

from pydantic import ConfigDict, field_validator, model_validator

from newtongue.core.dataset import File
from newtongue.core.errors import MissingError, UsageError
from newtongue.curate.collect import manifests, metadata
from newtongue.curate.notices import notice
from newtongue.curate.spdx import all_of, canonical, is_id, permissive, permits
from newtongue.curate.step import Drop, Step
from newtongue.recipes import Group

UNIDENTIFIED = "LicenseRef-unidentified"
"""The licence of a folder whose licence file is none that is known."""
LEAST_SCORE = 0.9
"""Below this share of common words (Sorensen-Dice) a text is no known licence."""
_LONGEST = 100_000
"""Characters: longer files are collections of licences, which no single one describes."""
_HEAD = 4096
"""Characters of a file in which a header may stand."""
_HEADER = re.compile(r"^[^\w\n]*(?:dnl |rem )?SPDX-License-Identifier:[ \t]*(\S.*)$", re.M | re.I)
_CLOSER = re.compile(r"\s*(?:\*/|\*\)|-->|#\}|#>|\]\]|-\}|%>|\"\"\"|'''|;+\s*$).*$")
_OWN = re.compile(r"(?i)^(?:(?:mit|bsd|apache|gpl)[-_.])?(?:un)?licen[cs]es?\b|^copying\b")
_OTHERS = re.compile(r"(?i)third|3rd|part(?:y|ies)|vendor|bundl|depend|notice")
_PACKAGE = re.compile(r"^(.*?)[^/]+\.(?:dist|egg)-info(?:/licenses)?/(.*)$", re.I)
_SHELF = re.compile(r"^(.*?)licen[cs]es/[^/]+$", re.I)
_COPYRIGHT = re.compile(r"(?i)^\W*(?:copyright|\(c\)|©|portions copyright|all rights reserved)")
_OF_OTHERS = re.compile(
    r"(?i)bundle|third.part|(?:taken|copied|derived|adapted) from|vendored|distribution of|includes"
)
_LICENCE_END = re.compile(
    r"(?i)possibility\s+of\s+such\s+damages?\.|dealings\s+in\s+the\s+software\.|"
    r"^[ \t]*[-=*_]{10,}[ \t]*$",
    re.M,
)
_NONE = frozenset(("", "none", "noassertion", "unknown"))
LONGEST = 200
"""Characters that are kept of what is no expression."""
ANY = "any"
"""Another word for no limit on licences."""
_FORMS = (
    "`permissive`, one or several identifiers, or `any` (null) are allowed: "
    "permissive, MIT, [MIT, Apache-2.0], any"
)


class Policy(Group):
    """Which licences files may have."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    allow: str | list[str] | None = "permissive"
    """`permissive`: the Blue Oak Council's list from bronze up, and the public domain
    (permissive.yaml); or an SPDX identifier or a list of them, each with or without
    ` WITH exception`; or None (`any`): every file stays, and what was found is recorded."""
    unlicensed: Literal["keep", "drop"] = "drop"
    """What happens to files for which no licence was found; where every licence is allowed they
    stay, too, unless this is said to be `drop`."""

    @model_validator(mode="before")
    @classmethod
    def _every(cls, said: Any) -> Any:
        """Whoever allows every licence and says no more means the files without one as well."""
        if isinstance(said, Mapping) and said.get("allow", "") in (None, ANY):
            return {"unlicensed": "keep", **said, "allow": None}
        return said

    @field_validator("allow", mode="before")
    @classmethod
    def _named(cls, said: Any) -> Any:
        """Here, so that a slip is told when the recipe is read, in one line for both forms."""
        several = isinstance(said, list)
        if said == []:
            raise ValueError(f"an empty list would drop every file; {_FORMS}")
        for one in said if several else (said,):
            known = isinstance(one, str) and ((one == "permissive" and not several) or is_id(one))
            if said is not None and not known:
                raise ValueError(f"{one!r} is no SPDX identifier; {_FORMS}")
        return said


def step(policy: Policy, folders: Mapping[str, str]) -> Step:
    """A step for the files of one repository: sets each one's licence, and keeps what the policy
    allows.

    `folders` is what `licences_of` gives. An expression is allowed by OR when a part is, by AND
    when all parts are; `X WITH exception` where X is, as an exception only adds permissions, and
    `X-or-later` where `X-only` is. Where every licence is allowed, what is no expression is taken
    down as it was written. Raises UsageError for an identifier that is not SPDX's.
    """
    every, allowed = policy.allow is None, _allowed(policy)

    def licences(files: Iterable[File]) -> Iterator[File | Drop]:
        for file in files:
            said = licence_of(file, folders)
            found = canonical(said)
            file = replace(file, licence=found or said[:LONGEST])
            if not said:
                keep = policy.unlicensed == "keep"
                yield file if keep else Drop(file, "licence", "no licence")
            elif every:
                yield file
            elif found is None:
                yield Drop(file, "licence", "licence not understood", said[:LONGEST])
            elif permits(found, allowed):
                yield file
            elif UNIDENTIFIED in found:
                yield Drop(file, "licence", "licence not identified", found)
            else:
                yield Drop(file, "licence", "not permissive", found)

    return licences


def licence_of(file: File, folders: Mapping[str, str]) -> str:
    """The licence that holds for a file, as it was written; empty where none was found."""
    if said := header(file.text) or notice(file.text):
        return said
    folder = posixpath.dirname(file.path)
    while folder:
        if folder in folders:
            return folders[folder]
        folder = posixpath.dirname(folder)
    said = " ".join(file.licence.split())  # speaks before the root's file, identified or not
    if said.lower() not in _NONE:
        return said
    home = folders.home if isinstance(folders, Folders) else ""
    return folders.get("", "") if file.path.startswith(home) else ""


def header(text: str) -> str:
    """The expression of the SPDX headers in the first lines; several are joined by AND."""
    if "icense-identifier:" not in text[:_HEAD].lower():
        return ""
    found = [_CLOSER.sub("", said).strip() for said in _HEADER.findall(text[:_HEAD])]
    every = list(dict.fromkeys(said for said in found if said.lower() not in _NONE))
    return all_of(every)


class Folders(Mapping[str, str]):
    """The licences of a repository's folders. A text is identified when it is first asked for."""

    def __init__(
        self,
        texts: Mapping[str, tuple[str, ...]],
        told: tuple[str, ...] = (),
        home: str = "",
    ) -> None:
        self.texts = {"": told, **texts} if told else texts
        self.told = bool(told) and "" not in texts
        """Whether of the root manifests speak alone."""
        self.home = f"{home}/" if self.told and home else ""
        """How paths begin that they speak of: an archive may hold more beside their folder."""
        self.known: dict[str, str] = {}

    def __getitem__(self, folder: str) -> str:
        if folder not in self.known:
            read = _spoken if self.told and not folder else identify
            every = sorted({read(text) or UNIDENTIFIED for text in self.texts[folder]})
            self.known[folder] = all_of(every)
        return self.known[folder]

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)


def licences_of(licence_files: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """The licence of each folder of a repository that has licence files: (path, text) in any order.

    What a package's `.dist-info` holds is about the folder that it stands in. A folder `LICENSES`
    counts for the one above it where that has no licence file; all of several licences hold.
    Notices and the licences of third parties say nothing of the folder. What manifests say is taken
    for the root where no licence file stands beside them.
    """
    own: dict[str, list[tuple[str, str]]] = {}
    shelved: dict[str, list[tuple[str, str]]] = {}
    told: dict[str, set[str]] = {}
    for path, text in licence_files:
        if manifests.named(path, 1):
            if said := manifests.licence(path, text):
                told.setdefault(posixpath.dirname(path), set()).add(said)
            continue
        if inside := _PACKAGE.match(path):
            path = inside[1] + inside[2].removeprefix("src/")
        folder, name = posixpath.split(path)
        if shelf := _SHELF.match(path):
            shelved.setdefault(shelf[1].rstrip("/"), []).append((name, text))
        elif _OWN.search(name) and not _OTHERS.search(name):
            own.setdefault(folder, []).append((name, text))
    every = {**shelved, **own}
    root = "" if "" in told or len(told) != 1 else min(told)  # an archive's folder that holds all
    alone = tuple(sorted(told.get(root, ()))) if root not in every else ()
    return Folders({k: tuple(t for _, t in sorted(every[k])) for k in sorted(every)}, alone, root)


def identify(text: str) -> str:
    """The SPDX expression of a licence file, by its header, else by its words; else nothing."""
    if said := header(text):
        return said
    if len(text) > _LONGEST or "commons clause" in text.lower():
        return ""
    return _identified(_bare(text)) or _opening(text)


def _spoken(said: str) -> str:
    """What a manifest says: an expression, one of its spellings, or the words of a licence."""
    return canonical(said) or metadata.expression(said) or identify(said)


def _bare(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(x for x in lines if x and not _COPYRIGHT.match(x))


def _opening(text: str) -> str:
    """The licence that a collection opens with, where it then says that the rest is of others."""
    end = _LICENCE_END.search(text)
    if end is None or not _OF_OTHERS.search(text[end.end() : end.end() + 400]):
        return ""
    return _identified(_bare(text[: end.end()]))


@lru_cache(maxsize=4096)
def _identified(text: str) -> str:
    """By askalono, which takes a quarter of a second; copyright lines would make texts differ."""
    try:
        import askalono
    except ImportError as error:
        raise MissingError(
            f"identifying licence files needs the library pyaskalono ({error})",
            hint="pip install 'newtongue[curate]', or licence=null to go without",
        ) from None
    found = askalono.identify(text)
    return str(found.name) if found.score >= LEAST_SCORE else ""


def _allowed(policy: Policy) -> frozenset[str]:
    if policy.allow == "permissive":
        return permissive()
    every = [policy.allow] if isinstance(policy.allow, str) else policy.allow or []
    for said in every:
        if not is_id(said):
            raise UsageError(f"{said!r} is no SPDX identifier", field="licence.allow")
    return frozenset(filter(None, map(canonical, every)))
