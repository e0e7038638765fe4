"""What language a file is in, by linguist's rules (the library enry), in our words.

The extension decides where it belongs to one language; only where several share it is the content
looked at. So files of languages that nobody asked for are never opened.
"""

from __future__ import annotations

import difflib
import functools
import posixpath
import re

from newtongue import languages
from newtongue.core.errors import MissingError

LOOKED_AT = 20_000
"""Bytes that decide between languages which share an extension: the classifier counts words, and
takes a second for a megabyte."""
NOTEBOOK = "jupyter notebook"
_MODE = re.compile(r"[^\s:;]+(?: [^\s:;]+)*")
_VENDORED = re.compile(r"(?:^|/)_?vendor(?:ed|ized)?(?:_packages)?/")
"""Python's customs, which linguist's list lacks (`pip/_vendor/`)."""


def require() -> None:
    """Raise MissingError where the library is not here."""
    try:
        import enry  # noqa: F401
    except ImportError:
        raise MissingError(
            "recognising languages needs enry", hint="pip install 'newtongue[curate]'"
        ) from None


@functools.cache
def _ours() -> dict[str, str]:
    """Lower-case names of each of our languages -> its key; keys and titles before aliases."""
    found = {name: name for name in languages.names()}
    every = [languages.get(name) for name in languages.names()]
    for language in every:
        found.setdefault(language.title.lower(), language.name)
    for language in every:
        for alias in language.aliases:
            found.setdefault(alias.lower(), language.name)
    return found


def key(name: str) -> str:
    """Our key of a language that linguist or a data set names, else that name in lower case."""
    return _ours().get(name.lower(), name.lower())


def known(name: str) -> str:
    """Our key, or linguist's name in lower case, of a language by key, title, alias or linguist's
    name or alias, in any case; empty where it is none.
    """
    name = " ".join(name.lower().split())
    if name in _ours():
        return _ours()[name]
    require()
    import enry

    # the wrapper has no look-up by alias; a mode of Emacs is one, its blanks underscores
    if not name or not _MODE.fullmatch(name):
        return ""
    mode = f"-*- mode: {name.replace(' ', '_')} -*-\n"
    return key(enry.get_language_by_emacs_modeline(mode.encode()).language)


def near(name: str) -> str:
    """What may have been meant by a name that is no language's; empty where nothing is near."""
    names = (*languages.names(), *_ours())
    return next(iter(difflib.get_close_matches(name.lower().strip(), names, n=1)), "")


def by_path(path: str) -> tuple[str, ...]:
    """The languages that a file may be in, as far as its name tells; none: it tells nothing."""
    return _by_name(posixpath.basename(path)) or _by_extension(posixpath.splitext(path)[1].lower())


def bare(path: str) -> bool:
    """Whether a name has no extension, so that only a first line `#!` can tell the language."""
    return "." not in posixpath.basename(path)


@functools.lru_cache(maxsize=50_000)
def _by_name(name: str) -> tuple[str, ...]:
    import enry

    return tuple(key(found) for found in enry.get_languages_by_filename(name))


@functools.lru_cache(maxsize=10_000)
def _by_extension(extension: str) -> tuple[str, ...]:
    from enry import definitions
    from enry.utils import ffi, go_str_slice_to_py

    if not extension:
        return ()
    # the wrapper gives only the first in the alphabet; the library gives them all
    found = definitions.lib.GetLanguagesByExtension(
        f"x{extension}".encode("utf-8", "replace"), b"", 0, ffi.NULL
    )
    return tuple(key(name) for name in go_str_slice_to_py(definitions.lib, found))


def by_content(path: str, data: bytes, candidates: tuple[str, ...]) -> str:
    """The language of a file whose name leaves it open; empty where nothing tells."""
    import enry

    if not candidates and not data.startswith(b"#!"):
        return ""
    if candidates:
        name = enry.get_language(posixpath.basename(path), data[:LOOKED_AT])
    else:
        name = enry.get_language_by_shebang(data[:200]).language
    return key(name)


def extension(language: str) -> str:
    """How files of one of our languages end; empty for others."""
    return languages.get(language).extension if language in languages.names() else ""


def vendored(path: str) -> bool:
    """Whether a path says that this is a copy of another project's code."""
    import enry

    return bool(_VENDORED.search(path)) or bool(enry.is_vendor(path))


def generated(path: str, data: bytes) -> bool:
    """Whether linguist's rules say that a program wrote this."""
    import enry

    return bool(enry.is_generated(path, data))


_LICENCE = re.compile(r"(?i)licen[cs]e|copying|copyright|(?:^|[-_.])notice")
_FOLDER = re.compile(r"(?i)(?:^|/)licen[cs]es/[^/]+$")
_PROSE = ("", ".txt", ".md", ".rst", ".markdown")


def licence_text(path: str) -> bool:
    """Whether a file is named as licences are (`LICENSE`, `COPYING.LESSER`, `LICENSES/MIT.txt`),
    and not as code about licences is.
    """
    name = posixpath.basename(path)
    if not _LICENCE.search(name) and not _FOLDER.search(path):
        return False
    end = posixpath.splitext(name)[1].lower()
    return end in _PROSE or not _programming(end)


@functools.lru_cache(maxsize=10_000)
def _programming(extension: str) -> bool:
    return bool(_by_extension(extension))
