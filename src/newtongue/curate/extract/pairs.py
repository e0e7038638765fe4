"""Code beside its tests: which test file of a repository belongs to which file of code.

After CAT-LM (arXiv 2310.01602, section 3.1), which pairs by names: `test_x.py` with `x.py`,
`XTest.java` with `X.java`. Where a name fits several files, imports and folders decide; a test
whose name says nothing is paired by what it imports, if that is one file alone and its folder is
named with it or the test's own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from newtongue.core.dataset import File
from newtongue.curate.extract.refused import Refused
from newtongue.curate.extract.rules import tokens
from newtongue.curate.extract.settings import Pairs

_MARK = re.compile(
    r"^(?:tests?[_.-](?P<behind>.+)|(?P<before>.+?)[_.-](?:unit)?(?:tests?|specs?)"
    r"|Test(?P<after>[A-Z0-9].*)|(?P<front>.+?)(?:Tests?|TestCase|Specs?|IT))$"
)
"""The stem of a test's file, as pytest, go, jest, rspec, JUnit, NUnit and busted have it."""
_FOLDERS = re.compile(r"^(?:tests?|specs?|__tests__|unit|t|testing|test-suite|testthat)$", re.I)
_PLAIN_FOLDERS = re.compile(r"^(?:src|source|sources|lib|main|app|inc|include)$", re.I)
"""Folders that an import does not name."""
LONG = "too long"
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_IMPORT = re.compile(
    r"^[ \t]*(?:from|import|use|using|require|require_relative|require_once|include|#[ \t]*include|"
    r"library|source|local|const|let|var|export|mod|\()[^\n]*$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A file of code and the file that tests it."""

    code: File
    test: File
    by: str
    """name: one file has the name that the test is called after; place: of several, this one is
    nearest; imports: the test imports this one."""
    text: str
    """The code, the separator on a line of its own, the test."""
    tokens: int
    """Of the text."""


def subject(path: str) -> str | None:
    """The name of what a test file tests, by its own name; None where it is no test's name."""
    stem = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    found = _MARK.match(stem)
    return next((part for part in found.groups() if part), None) if found else None


def pairs(
    files: Iterable[File], settings: Pairs, count: Callable[[str], int] = tokens
) -> Iterator[Pair | Refused]:
    """The pairs of one repository's files, by the test's path, then the files that are in none.

    A test is in one pair at most. `count` gives the tokens of a text: a tokenizer's, else words and
    marks. A pair with more than the settings allow is refused under the name of its test.
    """
    every = sorted(files, key=lambda f: (f.path, f.id))
    named: dict[tuple[str, str], list[File]] = defaultdict(list)
    for file in every:
        if not is_test(file.path):
            named[file.language, _plain(_stem(file.path))].append(file)
    paired: set[str] = set()
    lengths: dict[str, int] = {}  # code with many tests is counted once
    for test in every:
        if is_test(test.path) and (found := _match(test, named)):
            code, by = found
            paired |= {code.id, test.id}
            if code.id not in lengths:
                lengths[code.id] = count(code.text)
            length = lengths[code.id]
            if length > settings.tokens:
                yield Refused(
                    test, 0, "", LONG, f"{length} tokens without it: {code.path}", test.id
                )
            else:
                yield _pair(code, by, test, settings, count)
    for file in every:
        if file.id not in paired:
            yield Refused(file, 0, "", "in no pair", "", file.id)


def _pair(
    code: File, by: str, test: File, settings: Pairs, count: Callable[[str], int]
) -> Pair | Refused:
    if settings.separator in code.text or settings.separator in test.text:
        return Refused(test, 0, "", "holds the separator", f"with {code.path}", test.id)
    border = "" if code.text.endswith("\n") else "\n"
    text = f"{code.text}{border}{settings.separator}\n{test.text}"
    length = count(text)
    if length > settings.tokens:
        return Refused(test, 0, "", LONG, f"{length} tokens with {code.path}", test.id)
    return Pair(code, test, by, text, length)


def is_test(path: str) -> bool:
    """Whether a path is a test's: by the file's name, or a folder of tests around it."""
    *folders, name = path.split("/")
    helper = name.startswith(("conftest.", "__init__.", "index.", "setup.", "helper"))
    return not helper and (
        subject(path) is not None or any(_FOLDERS.match(folder) for folder in folders)
    )


def _match(test: File, named: Mapping[tuple[str, str], Sequence[File]]) -> tuple[File, str] | None:
    called = subject(test.path) or _stem(test.path)
    fit = named.get((test.language, _plain(called)), ())
    imported = _imported(test.text)
    if len(fit) == 1:
        return fit[0], "name"
    for by, score in (
        ("imports", lambda file: len(_parts(file.path) & imported)),
        ("place", lambda file: _shared(file.path, test.path)),
    ):
        if fit and (best := _best(fit, score)):
            return best, by
    if fit:
        return None
    candidates = [
        file
        for (language, stem), group in named.items()
        if language == test.language and stem in imported and len(stem) > 2
        for file in group
    ]
    if len(candidates) == 1 and _reachable(candidates[0].path, test.path, imported):
        return candidates[0], "imports"
    return None


def _reachable(path: str, test: str, imported: set[str]) -> bool:
    """Whether a file's folder is imported with it, or the test's own, or says nothing. Without it,
    every test that imports `replace` from anywhere would belong to `tools/replace.py`.
    """
    *_, folder = ("", *(part for part in path.split("/")[:-1] if not _PLAIN_FOLDERS.match(part)))
    return not folder or _plain(folder) in imported or folder in test.split("/")[:-1]


def _best(files: Sequence[File], score: Callable[[File], int]) -> File | None:
    """The one with the highest score; None where two have it."""
    ranked = sorted(files, key=score, reverse=True)
    return ranked[0] if score(ranked[0]) > score(ranked[1]) else None


def _imported(text: str) -> set[str]:
    """Every word of the lines that import something."""
    lines = (line.group() for line in _IMPORT.finditer(text))
    return {_plain(word) for line in lines for word in _WORD.findall(line)}


def _stem(path: str) -> str:
    return path.rsplit("/", 1)[-1].split(".", 1)[0]


def _plain(name: str) -> str:
    """A name in no particular case: `UserStore`, `user_store` and `user-store` are one."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _parts(path: str) -> set[str]:
    return {_plain(part) for part in path.split("/")[:-1]}


def _shared(one: str, other: str) -> int:
    """Folders that two paths have in common, wherever a folder of tests stands between."""
    plain = [[p for p in path.split("/")[:-1] if not _FOLDERS.match(p)] for path in (one, other)]
    return len(set(plain[0]) & set(plain[1]))
