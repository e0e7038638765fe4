"""Rows of data sets to entries: which column is which, by the names that published ones use.

Known by their columns: The Stack v1 and smol (`max_stars_repo_name`, `lang`; `repository_name`),
v2 with contents (`star_events_count`, `detected_licenses`), v3 (a row a repository, `files` inside,
`github_metadata.stars`), starcoderdata (`max_stars_repo_path`, `content`), nuprl/MultiPL-T
(`content` alone; the split is the language) and our own shards. Sources: the data sets' cards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from newtongue.core.errors import UsageError
from newtongue.curate.collect import decode, linguist
from newtongue.curate.collect.settings import FIELDS, Hub, Table
from newtongue.curate.collect.unit import Entry, Provenance, Unit

COLUMNS = {
    "text": ("content", "text", "code"),
    "path": ("max_stars_repo_path", "path", "file_path"),
    "repository": (
        "max_stars_repo_name",
        "repo_name",
        "repository_name",
        "repository",
        "repo_path",
    ),
    "revision": ("max_stars_repo_head_hexsha", "revision_id", "commit_id", "revision"),
    "language": ("lang", "language"),
    "licence": (
        "max_stars_repo_licenses",
        "detected_licenses",
        "licenses",
        "license",
        "licence",
        "gha_license_id",
    ),
    "stars": ("max_stars_count", "star_events_count", "github_metadata.stars", "stars"),
    "downloads": ("downloads",),
    "date": ("revision_date", "committer_date", "date"),
    "url": ("url", "repo_url"),
}
"""Names that a field goes by, best first; a dot goes into a struct."""
_SECRET = re.compile(r"(?i)^((?:[a-z][\w+.-]*:)?//)[^/?#\s]*@|^[^/?#\s:@]+:[^/?#\s]*@")
"""`https://user:token@host`, `//user@host`, `user:token@host`: up to the last @ before a slash."""
Known = dict[tuple[str, ...], dict[str, str]]
KINDS = 1000
"""Kinds of rows that are remembered."""
FILES = "files"
"""The column that holds a repository's files, where a row is one."""


def columns(source: Table | Hub, present: Iterable[str], some: bool = False) -> dict[str, str]:
    """Field -> column (dotted), of a table that has the columns given (dotted, too); with `some`,
    of a row that may lack a few.

    Raises UsageError when there is none with the text of files, as in the lists of ids of The Stack
    v2, or when a column that the recipe names is not there.
    """
    names = set(present)
    if not some:
        require(source, names)
    found = {}
    for field in FIELDS:
        if named := source.columns.get(field):
            if named in names:
                found[field] = named
            continue
        inside = (f"{FILES}.{name}" for name in COLUMNS[field])
        choice = next((name for name in (*inside, *COLUMNS[field]) if name in names), None)
        if choice is not None:
            found[field] = choice
    if "text" not in found:
        raise UsageError(
            f"no column with the text of files among {', '.join(sorted(names)[:12])}",
            file=source.path,
            field="columns",
            hint="say which it is: columns: {text: NAME}; some data sets hold ids only",
        )
    return found


def require(source: Table | Hub, present: Iterable[str]) -> None:
    """Raise UsageError when a column that the recipe names is not there."""
    names = set(present)
    for field in FIELDS:
        if (named := source.columns.get(field)) and named not in names:
            listed = ", ".join(decode.shown(name)[:60] for name in sorted(names)[:12])
            raise UsageError(
                f"no column {named!r}",
                file=source.path,
                field="columns",
                hint=f"there are: {listed}" if listed else None,
            )


def of_row(source: Table | Hub, row: Any, known: Known) -> dict[str, str]:
    """The columns of a row that comes without a schema; empty where it has no text. `known` keeps
    what was found for rows alike.
    """
    names = tuple(names_of(row)) if isinstance(row, dict) else ()
    if names not in known:
        if len(known) > KINDS:
            known.clear()
        try:
            known[names] = columns(source, names, some=True)
        except UsageError:
            known[names] = {}
    return known[names]


def names_of(row: Mapping[str, Any]) -> list[str]:
    """Names of a row's values, and of those inside them, with dots."""
    names = list(row)
    for name, value in row.items():
        inner = value[0] if isinstance(value, list) and value else value
        if isinstance(inner, dict):
            names += [f"{name}.{part}" for part in inner]
    return names


def entries(unit: Unit, chosen: Mapping[str, str], number: int, row: Any) -> Iterator[Entry]:
    """The file of a row, or the files. `number` stands for the path where there is none."""
    if not isinstance(row, dict):
        yield Entry(f"row {number}", refused="damaged row")
        return
    inside = f"{FILES}."
    if not chosen["text"].startswith(inside):
        yield _entry(unit, chosen, f"{number}", row)
        return
    files = row.get(FILES)
    if isinstance(files, Mapping):  # some readers give a struct of lists
        files = [dict(zip(files, one, strict=False)) for one in zip(*files.values(), strict=False)]
    for at, one in enumerate(files if isinstance(files, list) else ()):
        if isinstance(one, dict):
            yield _entry(unit, chosen, f"{number}.{at}", {**row, FILES: one})


def _entry(unit: Unit, chosen: Mapping[str, str], number: str, row: Mapping[str, Any]) -> Entry:
    values = {field: _value(row, column) for field, column in chosen.items()}
    text = values.get("text")
    source = unit.source
    assert isinstance(source, Table | Hub)
    path = _word(values.get("path"))
    if "://" in path:
        path = _public(path)
    path = path.lstrip("/")  # v2 begins all with one
    language = _word(values.get("language")) or ("" if path else _told(unit))
    said = Provenance(
        _public(values.get("repository")),
        _word(values.get("revision")),
        _licence(values.get("licence")),
        _count(values.get("stars")),
        _count(values.get("downloads")),
        _date(values.get("date")),
        _public(values.get("url")),
    )
    numbered = not path and not language
    if not path:
        path = f"{unit.name}/{number}{linguist.extension(linguist.key(language))}"
    if not isinstance(text, str):
        return Entry(path, provenance=said, refused="damaged row", detail="its text is none")
    return Entry(path, lambda _: text, len(text), said, language, numbered)


def _told(unit: Unit) -> str:
    """The language of a whole table: the setting, or a split that is called like one of ours."""
    assert isinstance(unit.source, Table | Hub)
    split = unit.source.split if isinstance(unit.source, Hub) else ""
    return unit.source.language or (split if linguist.extension(linguist.key(split)) else "")


def _value(row: Mapping[str, Any], column: str) -> Any:
    at: Any = row
    for part in column.split("."):
        if not isinstance(at, Mapping):
            return None
        at = at.get(part)
    return at


def _word(value: Any) -> str:
    """Text as UTF-8 can hold it, without NUL, which separates the parts of a file's id."""
    said = value if isinstance(value, str) else ""
    return said.encode("utf-8", "replace").decode("utf-8").replace("\0", "")[:2000]


def _public(value: Any) -> str:
    """An address without the user and password that may stand in it; other words as they are."""
    said = _word(value)
    return _SECRET.sub(r"\1", said.strip()) if "@" in said else said


def _count(value: Any) -> int | None:
    """A number of stars. Data frames have made floats of some, and NaN of those that lack."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value < 1e15 else None


def _licence(value: Any) -> str:
    """One expression of a list: all of them were found in the file's repository."""
    every = value if isinstance(value, list) else [value]
    words = sorted({_word(one).strip() for one in every} - {""})
    return " AND ".join(f"({one})" if " " in one and len(words) > 1 else one for one in words)


def _date(value: Any) -> str:
    """ISO 8601 in UTC; text is taken as it is, its blank made a T."""
    if isinstance(value, datetime):
        aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return aware.strftime("%Y-%m-%dT%H:%M:%SZ")
    return _word(value)[:30].replace(" ", "T")
