"""Opt-out: lists of what must not be trained on, and what such a list still touches.

A list is plain text, YAML or JSONL. A line of text, or a string in YAML, is one of

    owner/name         a repository, or the name of a package
    owner/*            all repositories of an owner
    owner/name:src/*   files of a repository by a shell pattern of paths (`*` matches slashes too)
    64 hex digits      the sha256 of a file's text in UTF-8
    32 hex digits      a file's `id` in a data set of ours

and what follows white space and `#` is the reason. YAML and JSONL may have mappings with `entry`,
`date` and `reason` in place of strings. Repositories are compared in lower case and without a last
`.git` or slash, with what the source calls them and with the first two parts of the path of their
link.
"""

from __future__ import annotations

import fnmatch
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import yaml

from newtongue.core.dataset import File
from newtongue.core.errors import UsageError
from newtongue.core.store import read_jsonl
from newtongue.curate.step import Drop, Step

_HASH = re.compile(r"(?:[0-9a-f]{32}|[0-9a-f]{64})\Z", re.I)
_NAME = re.compile(r"[^\s/:*#]+(?:/(?:[^\s/:*#]+/?(?::[^\s#][^#]*)?|\*/?))?\Z")
_COMMENT = re.compile(r"(?:\A|\s)#")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list."""

    entry: str
    """As it was written."""
    date: str = ""
    reason: str = ""
    place: str = ""
    """The list and the line or the number of the entry, from 1."""

    def __str__(self) -> str:
        more = ", ".join(part for part in (self.date, self.reason) if part)
        return f"{self.entry}{f' ({more})' if more else ''}, {self.place}"


@dataclass(frozen=True, slots=True)
class Optouts:
    """Entries by what they are about; the first of several equal ones counts."""

    hashes: Mapping[str, Entry]
    owners: Mapping[str, Entry]
    repositories: Mapping[str, tuple[tuple[str, Entry], ...]]
    """(pattern of paths, entry), by a repository's name in lower case."""
    entries: tuple[Entry, ...]
    """All of them, in the order of the lists."""

    @property
    def texts(self) -> bool:
        """Whether any entry is the hash of a text."""
        return any(len(digits) == 64 for digits in self.hashes)


class Item(NamedTuple):
    """What is asked about: a file, or a row of a data set."""

    repository: str
    path: str
    url: str
    text: str
    ids: tuple[str, ...]


def step(optouts: Optouts) -> Step:
    """A step that drops what a list names; the entry is the detail, as a trace."""

    def opted(files: Iterable[File]) -> Iterator[File | Drop]:
        for file in files:
            item = Item(file.repository, file.path, file.url, "", (file.id, file.sha256))
            entry = match(item, optouts)
            yield file if entry is None else Drop(file, "opt-out", "opted out", str(entry))

    return opted


def match(item: Item, optouts: Optouts) -> Entry | None:
    """The first entry that names an item, or None."""
    return next(matches(item, optouts), None)


def matches(item: Item, optouts: Optouts) -> Iterator[Entry]:
    """All entries that name an item: hashes first, then owners, then repositories."""
    for digits in item.ids:
        if entry := optouts.hashes.get(digits):
            yield entry
    if optouts.texts and item.text:
        digest = hashlib.sha256(item.text.encode("utf-8", "surrogatepass")).hexdigest()
        if entry := optouts.hashes.get(digest):
            yield entry
    for name in _names(item):
        owner, slash, _ = name.partition("/")
        if slash and (entry := optouts.owners.get(owner)):
            yield entry
        for pattern, entry in optouts.repositories.get(name, ()):
            if not pattern or fnmatch.fnmatchcase(item.path, pattern):
                yield entry


def read(paths: Iterable[Path]) -> Optouts:
    """Read lists (.yaml, .yml, .jsonl, .jsonl.gz, anything else is text).

    Raises UsageError naming file and line of what is no entry.
    """
    hashes: dict[str, Entry] = {}
    owners: dict[str, Entry] = {}
    repositories: dict[str, list[tuple[str, Entry]]] = {}
    every: list[Entry] = []
    for path in paths:
        for entry in _entries(path):
            name, _, pattern = entry.entry.partition(":")
            name = _plain(name.lower())
            if _HASH.match(name):
                kept = hashes.setdefault(name, entry)
            elif name.endswith("/*"):
                kept = owners.setdefault(name[:-2], entry)
            else:
                kept = entry
                repositories.setdefault(name, []).append((pattern, entry))
            if kept is entry:
                every.append(entry)
    named = {name: tuple(some) for name, some in repositories.items()}
    return Optouts(hashes, owners, named, tuple(every))


def _plain(name: str) -> str:
    """A repository's name without the `.git` and the slash that links end with."""
    name = name.rstrip("/")
    return name if name.endswith("/.git") else name.removesuffix(".git") or name


def _names(item: Item) -> Iterator[str]:
    if item.repository:
        yield _plain(item.repository.lower())
    try:
        parts = [part for part in urlsplit(item.url).path.split("/") if part]
    except ValueError:
        return
    if len(parts) >= 2:
        yield _plain(f"{parts[0]}/{parts[1]}".lower())


def _entries(path: Path) -> Iterator[Entry]:
    if path.suffix.lower() in (".yaml", ".yml"):
        said: Iterable[tuple[int, Any]] = enumerate(_yaml(path), 1)
    elif ".jsonl" in path.suffixes:
        said = read_jsonl(path)
    else:
        said = enumerate(_lines(path), 1)
    for number, one in said:
        if one is not None and one != "":
            yield _entry(one, path, number)


def _entry(said: Any, path: Path, number: int) -> Entry:
    place: dict[str, Any] = {"file": str(path), "line": number}
    if isinstance(said, str):
        said = dict(zip(("entry", "reason"), _commented(said), strict=True))
    if not isinstance(said, dict) or not isinstance(said.get("entry"), str):
        raise UsageError("an entry is a string, or a mapping with `entry`", **place)
    if unknown := sorted(map(str, said.keys() - {"entry", "date", "reason"})):
        raise UsageError("unknown key", field=unknown[0], hint="entry, date, reason", **place)
    name = said["entry"].strip()
    if not _HASH.match(name) and not _NAME.match(name):
        raise UsageError(
            f"{name!r} is no repository, owner or hash",
            hint="owner/name, owner/*, owner/name:path, or 64 or 32 hexadecimal digits"
            + ("; a comment stands after white space" if "#" in name else ""),
            **place,
        )
    date, reason = (str(said.get(key) or "").strip() for key in ("date", "reason"))
    return Entry(name, date, reason, f"{path.name}:{number}")


def _commented(line: str) -> tuple[str, str]:
    entry, *reason = _COMMENT.split(line, maxsplit=1)
    return entry.strip(), "".join(reason).strip()


def _lines(path: Path) -> Iterator[str]:
    for line in _text(path).splitlines():
        entry, _ = _commented(line)
        yield line if entry else ""


def _yaml(path: Path) -> list[Any]:
    try:
        said = yaml.safe_load(_text(path))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = None if mark is None else mark.line + 1
        raise UsageError("not YAML", file=str(path), line=line) from None
    if said is None:
        return []
    if not isinstance(said, list):
        raise UsageError("is no list of entries", file=str(path))
    return said


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UsageError("no such file", file=str(path), field="optout") from None
    except (IsADirectoryError, UnicodeDecodeError) as error:
        raise UsageError(f"is no list: {error}", file=str(path), field="optout") from None
