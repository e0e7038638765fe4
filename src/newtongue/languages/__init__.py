"""One file per language, found by its name. The file's name is the language's key.

Other packages add languages through the entry point group `newtongue.languages` (name = key,
value = a module that has `language`). Nothing here is kept by hand.
"""

from __future__ import annotations

import difflib
import functools
import importlib
import pkgutil
import sys
from importlib.metadata import EntryPoints, entry_points
from pathlib import Path
from types import ModuleType

from newtongue.core.errors import UsageError
from newtongue.languages.base import Language

GROUP = "newtongue.languages"
TAGS = (
    "py js ts cpp cs java go_test.go rs swift scala d php pl rb lua luau r jl rkt sh ml hs elixir "
    "clj dart adb fs kt zig tcl hy fnl lisp scm"
)
"""What MultiPL-E calls the languages that it knows."""


@functools.cache
def _plugged_in() -> EntryPoints:
    """Read once: it opens the metadata of every installed package."""
    return entry_points(group=GROUP)


@functools.cache
def names() -> tuple[str, ...]:
    """The key of every language, built in or plugged in, sorted."""
    built_in = {m.name for m in pkgutil.iter_modules(__path__) if m.name != "base"}
    return tuple(sorted(built_in | {point.name for point in _plugged_in()}))


@functools.cache
def get(name: str) -> Language:
    """A language by key or alias (`rust`, `rs`). Raises UsageError with a guess at the name."""
    for key in (name, name.lower()):
        if key in names():
            return _load(key)
    broken = ""
    for key in names():
        try:
            if name in _load(key).aliases:
                return _load(key)
        except UsageError as error:
            broken = broken or error.message
    near = difflib.get_close_matches(name, names(), n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(names())}"
    raise UsageError(f"unknown language: {name!r}", field="language", hint=broken or hint)


def tag(name: str) -> str:
    """MultiPL-E's word for a language: the alias that it knows, or the key where that is one."""
    language = get(name)
    return next((alias for alias in language.aliases if alias in TAGS.split()), language.name)


def probes(name: str) -> Path:
    """The folder of a language's probes; a plug-in's stands beside its module."""
    module = _module(name)
    return Path(str(module.__file__)).parent / "probes" / name


@functools.cache
def boot(name: str) -> bytes:
    """The script of a language's warm start; a plug-in's stands beside its module, too."""
    return boot_file(name).read_bytes()


def functions_file(name: str) -> Path | None:
    """The tree-sitter query that finds a language's functions; a plug-in's stands beside its
    module, too. None where there is none."""
    language = get(name)
    stem = language.functions or f"{language.name}.scm"
    file = Path(str(_module(name).__file__)).parent / "functions" / stem
    return file if language.grammar is not None and file.is_file() else None


def boot_file(name: str) -> Path:
    """Where the script of a warm start, or the text that `prepare` works on, would be."""
    return _boot(name, get(name).extension)


def _boot(name: str, extension: str) -> Path:
    return Path(str(_module(name).__file__)).parent / "boot" / f"{name}{extension}"


@functools.cache
def strict(name: str) -> str:
    """The harness of strict mode, which stands beside the language's module or a parent's.

    Raises UsageError for a language that has none.
    """
    language = get(name)
    for parent in type(language).__mro__ if language.name in strict_names() else ():
        folder = Path(str(sys.modules[parent.__module__].__file__)).parent / "strict"
        if (folder / language.strict).is_file():
            return (folder / language.strict).read_text(encoding="utf-8")
    raise UsageError(
        f"no strict mode for {language.title}",
        field="strict",
        hint=f"languages that have it: {', '.join(strict_names())}",
    )


@functools.cache
def strict_names() -> tuple[str, ...]:
    """The languages that have a strict mode. A parent's harness is not inherited unsaid."""
    return tuple(key for key in names() if vars(type(get(key))).get("strict"))


def _load(name: str) -> Language:
    try:
        language = _module(name).language
        if not isinstance(language, Language):
            raise TypeError("`language` is not a Language")
        complete(language)
        if language.warm and language.build:
            raise TypeError("`warm` is for what needs no `build`")
        if language.resident and not (language.build and language.prepare):
            raise TypeError("`resident` needs a `build`, and a `prepare` that makes its driver")
        if language.warm and not (script := _boot(name, language.extension)).is_file():
            raise TypeError(f"`warm` needs the script {script}; `warm = ()` starts cold")
    except Exception as error:  # a plug-in's module may do anything
        why = f"{type(error).__name__}: {error}"
        raise UsageError(f"{name} can't be loaded: {why}", field="language") from error
    language.name = name
    return language


_NEEDED = {
    **dict.fromkeys(("title", "extension", "fence", "toolchain", "source", "run"), ""),
    "headline": "head",
    "harness": "suite",
    "lookup": "stub",
}
"""What a language must say -> the method that may say it in its place."""
_WORDS = frozenset(dir(Language)) | frozenset(Language.__annotations__)
"""Everything that a language may say."""


def complete(language: Language) -> None:
    """Raise TypeError where a language lacks something, or has a word that nothing asks for."""
    kind = type(language)
    for word, method in _NEEDED.items():
        own = method and getattr(kind, method) is not getattr(Language, method)
        if not hasattr(language, word) and not own:
            raise TypeError(f"it has no `{word}`")
    for word, value in vars(kind).items():
        if word.startswith("_") or callable(value) or word in _WORDS:
            continue
        if near := difflib.get_close_matches(word, _WORDS, n=1, cutoff=0.75):
            raise TypeError(f"nothing asks for `{word}`; did you mean `{near[0]}`?")


def _module(name: str) -> ModuleType:
    for point in _plugged_in():
        if point.name == name:
            return importlib.import_module(point.value)
    return importlib.import_module(f"{__name__}.{name}")
