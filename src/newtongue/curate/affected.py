"""What an opt-out list still touches: rows of data sets, and the runs that descend from them.

From the files that hold a row on the list the walk goes down: to runs that read one of them, to
what those wrote, and so on (descent.py).

Where a run has a table of near-duplicates, rows of the clusters of what is on the list are named as
near copies, also where the file on the list was dropped in favour of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newtongue.core.errors import UsageError
from newtongue.core.run import read_manifest
from newtongue.core.store import read_json, read_jsonl, sha256_file
from newtongue.curate import shards
from newtongue.curate.descent import Ran, walk
from newtongue.curate.optout import Entry, Item, Optouts, matches

_TABLES = (".parquet", ".jsonl", ".jsonl.gz")
_DROPPED, _DUPLICATES = _LISTS = ("dropped.parquet", "duplicates.parquet")
"""What a curation says of files, not a data set: a dropped row is no longer in it."""
_COLUMNS = (
    "id",
    "file_id",
    "sha256",
    "file_sha256",
    "repository",
    "revision",
    "path",
    "test_id",
    "test_sha256",
    "test_path",
    "url",
    "name",
    "language",
)
_FILES = ("id", "file_id", "test_id")
_SHOWN = ("id", "repository", "revision", "path", "name", "language")


@dataclass(frozen=True, slots=True)
class Found:
    """What a list touches, in order: rows of files, then runs, nearest first."""

    items: tuple[dict[str, Any], ...]
    """file, row (from 0), id, repository, revision, path, name, language; entry, date, reason,
    list."""
    runs: tuple[dict[str, Any], ...]
    """run (its folder), stage, steps (0 for one that holds such rows itself), because."""
    near_copies: tuple[dict[str, Any], ...] = ()
    """file, row, id, repository, revision, path, name, language; cluster, and of: the id of a file
    on the list that the cluster has."""
    unmatched: tuple[str, ...] = ()
    """Entries, as they were written, that name no row, not even one that a run dropped."""
    unread: tuple[dict[str, str], ...] = ()
    """file (or a run's folder), why: what was not looked at, or not to its end."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was noted on the way."""

    paths: Sequence[Path]
    """As they were named: what is wrong with one of them is an error."""
    unread: list[dict[str, str]] = field(default_factory=list)
    matched: set[Entry] = field(default_factory=set)
    ids: dict[Path, set[str]] = field(default_factory=dict)
    """Of files on the list, by the table that holds them or what was made of them."""

    def note(self, place: Path | str, why: str) -> None:
        one = {"file": str(place), "why": why}
        if one not in self.unread:  # a table may be read twice
            self.unread.append(one)

    @contextmanager
    def noting(self, place: Path) -> Iterator[None]:
        """Note what can't be read and go on, unless it was named itself."""
        try:
            yield
        except (UsageError, OSError) as error:
            if isinstance(error, OSError):
                error = UsageError(f"can't be read: {error.strerror}", file=str(place))
            if place in self.paths:
                raise error from None
            line = "" if error.line is None else f"line {error.line}: "
            self.note(error.file or place, line + error.message)


def affected(paths: Sequence[Path], optouts: Optouts) -> Found:
    """What a list touches in data sets (Parquet, JSONL), run folders, or folders with any of them.

    Only runs below the paths are known, so name the folder that holds all runs to see every
    descendant. What a folder holds that can't be read is in `unread`. Raises UsageError for a path
    that is not there, for a named file that can't be read, and where nothing can be looked at.
    """
    seen = _Seen(paths)
    runs = _runs(seen)
    items: list[dict[str, Any]] = []
    touched: dict[str, str] = {}  # sha256 of a file that holds such rows -> what it is called
    tables, broken = _tables(seen, runs), 0
    for file, digest in tables.items():
        before, noted = len(items), len(seen.unread)
        with seen.noting(file):
            for row in _rows(file, optouts, seen):  # what stands before a bad line counts
                items.append(row)
        broken += len(seen.unread) > noted
        if len(items) > before:
            touched[digest or sha256_file(file)] = str(file)
    if broken == len(tables) and not any(run.finished for run in runs):
        raise _nothing(seen)
    copies = tuple(copy for run in runs for copy in _near_copies(run, tables, optouts, seen))
    unmatched = tuple(one.entry for one in optouts.entries if one not in seen.matched)
    walked = tuple(walk(runs, touched))
    return Found(tuple(items), walked, copies, unmatched, tuple(seen.unread))


def _nothing(seen: _Seen) -> UsageError:
    first, *others = [f"{one['file']}: {one['why']}" for one in seen.unread] or [""]
    more = f" (and {len(others)} more)" if others else ""
    return UsageError(
        "no data set or run there" + (f" that can be read: {first}{more}" if first else ""),
        file=", ".join(map(str, seen.paths)),
        hint="name Parquet or JSONL files, folders of runs, or a folder that holds them",
    )


def _runs(seen: _Seen) -> list[Ran]:
    folders: set[Path] = set()
    for path in seen.paths:
        if not path.exists():
            raise UsageError("no such file or folder", file=str(path))
        if path.is_dir():
            folders |= {file.parent for file in path.rglob("manifest.json")}
    found = []
    for folder in sorted(folders):
        with seen.noting(folder):
            said = read_json(folder / "manifest.json")
            if isinstance(said, Mapping) and isinstance(said.get("stage"), str):
                found.append(Ran(folder, _sound(folder, read_manifest(folder))))
    for run in found:
        if not run.finished:
            part = ": looked at as it ended before" if run.outputs else ": not looked at"
            seen.note(run.folder, f"an unfinished run{part}")
    return found


def _sound(folder: Path, manifest: dict[str, Any]) -> dict[str, Any]:
    """A manifest whose inputs and outputs are names with hashes. Raises UsageError."""
    for name in ("inputs", "outputs"):
        said = manifest.get(name) or {}
        if not isinstance(said, dict) or not all(isinstance(one, str) for one in said.values()):
            raise UsageError("names with hashes are expected", file=str(folder), field=name)
    return manifest


def _tables(seen: _Seen, runs: Sequence[Ran]) -> dict[Path, str]:
    """Every data set once, with its sha256 where a manifest has it: the outputs of runs, and what
    lies about outside of runs.
    """
    found: dict[Path, str] = {}
    for run in runs:
        for name, digest in run.outputs.items():
            file = run.file(name)
            if file.is_file() and _is_table(file):
                found[file] = digest
            elif _is_table(file):
                seen.note(file, "not there, though the manifest of its run names it")
    folders = {run.folder for run in runs}
    for path in seen.paths:
        if path.is_file():
            found.setdefault(path, "")
            continue
        for file in sorted(path.rglob("*")):
            if folders.isdisjoint(file.parents) and _is_table(file) and file.is_file():
                found.setdefault(file, "")
    return found


def _is_table(file: Path) -> bool:
    return file.name.endswith(_TABLES) and file.name not in _LISTS


def _rows(file: Path, optouts: Optouts, seen: _Seen) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(_read(file, optouts.texts)):
        said = _with_parents(row)
        if entries := _entries(said, optouts):
            seen.matched.update(entries)
            seen.ids.setdefault(file, set()).update(_files(said))
            yield _shown(file, number, said) | _trace(entries[0])


def _with_parents(row: Mapping[str, Any]) -> Mapping[str, Any]:
    parents = row.get("parents")
    return {**parents, **row} if isinstance(parents, Mapping) else row


def _shown(file: Path, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    shown = {name: str(row.get(name) or "") for name in _SHOWN}
    return {"file": str(file), "row": number} | shown


def _files(row: Mapping[str, Any]) -> list[str]:
    return [str(row[name]) for name in _FILES if row.get(name)]


def _near_copies(
    run: Ran, tables: Iterable[Path], optouts: Optouts, seen: _Seen
) -> Iterator[dict[str, Any]]:
    """Rows of a run that its table of near-duplicates puts beside a file on the list."""
    mine = [file for file in tables if run.folder in file.parents]
    ids = {one for file in mine for one in seen.ids.get(file, ())}
    with seen.noting(run.file(_DROPPED)):
        ids |= set(_dropped(run, optouts, seen))
    if not ids or _DUPLICATES not in run.outputs:
        return
    clusters: dict[str, str] = {}
    with seen.noting(run.file(_DUPLICATES)):
        rows = _parquet(run.file(_DUPLICATES), ("id", "cluster_id"), needed=2)
        clusters = {str(row["id"]): str(row["cluster_id"]) for row in rows}
    of = {clusters[one]: one for one in sorted(ids & clusters.keys(), reverse=True)}
    for file in mine if of else ():
        with seen.noting(file):
            for number, row in enumerate(_read(file, False)):
                said = _with_parents(row)
                near = [clusters[one] for one in _files(said) if clusters.get(one) in of]
                if near and ids.isdisjoint(_files(said)):
                    yield _shown(file, number, said) | {"cluster": near[0], "of": of[near[0]]}


def _dropped(run: Ran, optouts: Optouts, seen: _Seen) -> Iterator[str]:
    """The ids of the files on the list that a run dropped, whatever for."""
    if _DROPPED not in run.outputs:
        return
    named = {one.entry.lower(): one for one in optouts.entries}
    columns = ("id", "repository", "path", "step", "detail")
    for row in _parquet(run.file(_DROPPED), columns, needed=1):
        entries = _entries(row, optouts)
        if row.get("step") == "opt-out":  # by a hash of its text, say: the detail begins with it
            said = str(row.get("detail")).rpartition(", ")[0].partition(" (")[0]
            entries += [named[said.lower()]] if said.lower() in named else []
        if entries:
            seen.matched.update(entries)
            yield str(row["id"])


def _entries(row: Mapping[str, Any], optouts: Optouts) -> list[Entry]:
    """The entries that name a row; a pair of code and test is named where either of them is."""
    item = _item(row)
    test = str(row.get("test_path") or "")
    found = list(matches(item, optouts))
    return found + (list(matches(item._replace(path=test, text=""), optouts)) if test else [])


def _item(row: Mapping[str, Any]) -> Item:
    repository, path, url = (str(row.get(name) or "") for name in ("repository", "path", "url"))
    names = ("id", "file_id", "sha256", "file_sha256", "test_id", "test_sha256")
    ids = tuple(str(row[name]) for name in names if row.get(name))
    return Item(repository, path, url, str(row.get("text") or ""), ids)


def _trace(entry: Entry) -> dict[str, str]:
    said = {"entry": entry.entry, "date": entry.date, "reason": entry.reason}
    return said | {"list": entry.place}


def _read(file: Path, texts: bool) -> Iterator[Mapping[str, Any]]:
    if not file.name.endswith(".parquet"):
        yield from (row for _, row in read_jsonl(file))
        return
    yield from _parquet(file, [*_COLUMNS, *(["text"] if texts else [])])


def _parquet(file: Path, names: Sequence[str], needed: int = 0) -> Iterator[Mapping[str, Any]]:
    """Rows with these columns, of which the first so many must be there."""
    try:
        there = shards.schema(file)
        if lacking := [name for name in names[:needed] if name not in there]:
            raise UsageError("no such column", file=str(file), field=lacking[0])
        yield from shards.read_rows(file, names)
    except (ValueError, OSError, NotImplementedError) as error:  # pyarrow's are among them
        raise UsageError(f"not a Parquet file: {error}", file=str(file)) from None
