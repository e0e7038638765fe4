"""Entries to files: which are wanted, which are refused, and the reason for each.

The cheapest question is asked first: the name, the language by extension, vendored, the size; only
then is a file read, and asked for NUL bytes, its encoding, its language where several share the
extension, and whether a program wrote it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from newtongue.core.dataset import File
from newtongue.core.errors import NewtongueError
from newtongue.curate.collect import decode, linguist, manifests, notebook
from newtongue.curate.collect.settings import Archive, Hub, Rules, Table
from newtongue.curate.collect.unit import Entry, Provenance, Refused, Unit
from newtongue.curate.step import Drop

STEP = "collect"
LICENCE_TEXT = "licence text"
"""What stands for the language of licence files."""
MOST = 1_000_000
"""Files that a unit may have: a few kilobytes of git can name more than atoms exist."""


def recognised(entries: Iterable[Entry], unit: Unit, rules: Rules) -> Iterator[File | Drop]:
    """Each entry as a File or a Drop (with an empty text), in order, licence files left out.

    A path that came before in its repository is refused. Rows of a table may share one (functions
    of a file, a file at several revisions): there only the same text again is a repeat. Where one
    gives neither path nor language, a file is in the one language that is asked for. A source
    that breaks off is a last Drop; what came before it stands.
    """
    wanted = frozenset(rules.languages)
    rows = isinstance(unit.source, Table | Hub)
    seen: set[tuple[str, str] | str] = set()
    for number, entry in enumerate(_unbroken(entries, unit)):
        if number >= MOST:
            yield drop(unit, Entry(""), Refused("too many files", f"{MOST} were read"))
            return
        entry = _told(entry, rules)
        try:
            path = decode.path(entry.path) if entry.path else ""
            if path and linguist.licence_text(path) and not entry.refused:
                continue
            once = (entry.provenance.repository if entry.provenance else "", path)
            if entry.refused:
                raise Refused(entry.refused, entry.detail)
            if once in seen:
                raise Refused("path seen before")
            if not rows:
                seen.add(once)
            file = _file(unit, entry, path, *_read(entry, path, wanted, rules))
            if rows:
                if file.id in seen:
                    raise Refused("row seen before")
                seen.add(file.id)
            yield file
        except Refused as why:
            yield drop(unit, entry, why)


def licence_texts(entries: Iterable[Entry], unit: Unit, rules: Rules) -> Iterator[File | Drop]:
    """The licence files among the entries, or why one can't be read, and the package manifests at
    the root; what is wrong with other entries is told by `recognised`.
    """
    seen: set[str] = set()
    depth = 1 if isinstance(unit.source, Archive) else 0  # most have one folder that holds all
    for entry in _unbroken(entries, unit):
        try:
            path = decode.path(entry.path) if entry.path and not entry.refused else ""
        except Refused:
            continue
        manifest = manifests.named(path, depth)
        if path in seen or not path or not (manifest or linguist.licence_text(path)):
            continue
        seen.add(path)
        try:
            data = _load(entry, manifests.LONGEST if manifest else rules.max_bytes)
        except Refused as why:
            if not manifest:  # which is a file like others, too
                yield drop(unit, entry, why)
            continue
        text = data if isinstance(data, str) else data.decode("utf-8", "replace")
        yield _file(unit, entry, path, text, LICENCE_TEXT)


def _told(entry: Entry, rules: Rules) -> Entry:
    """An entry with neither path nor language, in the only language that is asked for."""
    if not entry.numbered or len(rules.languages) > 1:
        return entry
    (only,) = rules.languages
    name = f"{entry.path}{linguist.extension(only)}"
    return replace(entry, path=name, language=only, numbered=False)


def _unbroken(entries: Iterable[Entry], unit: Unit) -> Iterator[Entry]:
    """The entries; where reading them breaks off, a last one that says so."""
    try:
        yield from entries
    except Refused as why:
        yield Entry("", refused=why.reason, detail=why.detail)
    except NewtongueError:
        raise
    except PermissionError as error:
        yield Entry("", refused="can't be read", detail=error.strerror or "")
    except Exception as error:  # a damaged archive, table or repository may raise anything
        yield Entry("", refused=f"damaged {unit.source.kind}", detail=type(error).__name__)


def _read(entry: Entry, path: str, wanted: frozenset[str], rules: Rules) -> tuple[str, str]:
    """(text, language) of a wanted file. Raises Refused for all others."""
    said = linguist.key(entry.language) if entry.language else ""
    name = "" if entry.numbered else path  # a number of ours may end like some language's files
    may = (said,) if said else linguist.by_path(name)
    book = linguist.NOTEBOOK in may
    if book and rules.notebooks == "drop":
        raise Refused("notebook")
    if not book and (wanted.isdisjoint(may) if may else not linguist.bare(name)):
        raise Refused("other language", may[0] if len(may) == 1 else "")
    if not rules.vendored and linguist.vendored(path):
        raise Refused("vendored")
    limit = rules.max_bytes * (notebook.LARGER if book else 1)
    data = _load(entry, limit)
    language = may[0] if len(may) == 1 else _by_content(name, data, may, wanted)
    text = data if isinstance(data, str) else decode.text(data)
    if isinstance(data, str):
        _plain(text)
    if book:
        language, text = notebook.code(text)
        if language not in wanted:
            raise Refused("other language", language)
        if len(text) > rules.max_bytes:
            raise Refused("too large", f"{len(text)} characters")
    if not text.strip():
        raise Refused("empty")
    if not rules.generated and linguist.generated(path, _bytes(data)):
        raise Refused("generated")
    return text, language


def _load(entry: Entry, limit: int) -> bytes | str:
    if entry.size > limit:
        raise Refused("too large", f"{entry.size} bytes")
    if entry.load is None:
        raise Refused("can't be read")
    try:
        data = entry.load(limit)
    except (Refused, NewtongueError, MemoryError):
        raise
    except Exception as error:  # as above: one member of an archive
        raise Refused("damaged file", type(error).__name__) from None
    size = len(data) if isinstance(data, bytes) or data.isascii() else len(_bytes(data))
    if size > limit:
        raise Refused("too large", f"more than {limit} bytes")
    if not data:
        raise Refused("empty")
    return data


def _by_content(path: str, data: bytes | str, may: tuple[str, ...], wanted: frozenset[str]) -> str:
    raw = _bytes(data)
    if b"\0" in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused("binary", "NUL bytes")
    if not path and not raw.startswith(b"#!"):
        raise Refused("no path and no language")
    language = linguist.by_content(path, raw, may)
    if language not in wanted:
        raise Refused("other language", language)
    return language


def _bytes(data: bytes | str) -> bytes:
    return data if isinstance(data, bytes) else data.encode("utf-8", "replace")


def _plain(text: str) -> None:
    """What a table calls text. Raises Refused where UTF-8 could not hold it."""
    if "\0" in text:
        raise Refused("binary", "NUL characters")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise Refused("not UTF-8", "half of a surrogate pair") from None


def drop(unit: Unit, entry: Entry, why: Refused) -> Drop:
    """What is not taken, without its text; where the whole unit is meant, its name is the path."""
    path = decode.shown(entry.path) or unit.name
    return Drop(_file(unit, entry, path, "", ""), STEP, why.reason, why.detail)


def _file(unit: Unit, entry: Entry, path: str, text: str, language: str) -> File:
    said: Provenance = entry.provenance or unit.provenance
    url = said.url
    if "{path}" in url:
        from urllib.parse import quote

        url = url.replace("{path}", quote(path, errors="replace"))
    return File(
        text=text,
        path=path,
        source=unit.source.label,
        repository=said.repository,
        revision=said.revision,
        language=language,
        licence=said.licence or unit.source.licence,
        stars=said.stars,
        downloads=said.downloads,
        date=said.date,
        url=url,
    )
