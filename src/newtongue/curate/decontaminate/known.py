"""The benchmarks' passages in one index, built once and kept in the cache as plain arrays."""

from __future__ import annotations

import hashlib
import inspect
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import newtongue.translate
from newtongue import languages
from newtongue.core.errors import UsageError
from newtongue.core.home import cache_folder
from newtongue.core.problem import Problem
from newtongue.core.progress import Progress, Silent
from newtongue.core.store import whole_file
from newtongue.curate.decontaminate import says, sources
from newtongue.curate.decontaminate.settings import Decontaminate
from newtongue.curate.decontaminate.sources import Source
from newtongue.languages.base import Language
from newtongue.similarity import lexer, ngrams
from newtongue.similarity.lexer import Codes, Places
from newtongue.similarity.ngrams import Runs

WORDS = 6
"""Words of a run of a problem's text or of its cases' literals."""
TOKENS = 10
"""Tokens of a run of a solution."""
MOST = 8
"""A run that more problems have ("Write a function to find the ...") tells nothing of any."""
LEAST_CASE = 8
"""Words that a test case must have to be looked for."""
SOURCE = "python"
"""The language of the references."""
TEXT, SUITE = -1, -2
"""What stands for the number of a case: a problem's text or solution, all of its assertions."""


@dataclass(frozen=True, slots=True)
class Table:
    """The passages of one kind: an index of their runs, and a row for each."""

    runs: ngrams.Passages
    owner: npt.NDArray[np.int32]
    """Which problem it is of."""
    case: npt.NDArray[np.int32]
    """The number of the test case, TEXT, or SUITE."""
    bits: npt.NDArray[np.float32]
    length: npt.NDArray[np.int32]
    """Its tokens."""
    kept: npt.NDArray[np.int32]
    """Its runs that few enough problems have."""


@dataclass(frozen=True, slots=True)
class Index:
    """What is looked for, and what is not."""

    words: Table
    """Texts and cases."""
    code: Table
    """Solutions, and assertions as its source language writes them."""
    codes: Codes
    """The tokens of all solutions, end to end."""
    outlines: npt.NDArray[np.bool_]
    """Whether a run of a solution may have such an outline (`ngrams.likely`)."""
    free: npt.NDArray[np.bool_]
    """True where the solution does not choose the name itself."""
    at: Places
    """Where in `codes` each solution begins."""
    owners: tuple[tuple[str, str], ...]
    """(benchmark, problem); one that is in several benchmarks counts as the first one's."""
    keywords: Codes
    benchmarks: Mapping[str, int]
    """Problems of each benchmark."""
    missing: Mapping[str, str]
    """Benchmarks that are known and not on this machine, with the reason."""
    unread: Mapping[str, tuple[str, ...]]
    """Problems of which nothing could be read, and which are not looked for, by benchmark."""


def index(settings: Decontaminate) -> Index:
    """The index for some settings: from the cache, else built (a minute for all) and kept there.

    Raises UsageError or MissingError where a benchmark that the settings name can't be loaded.
    """
    return read(prepare(settings))


def prepare(settings: Decontaminate, progress: Progress | None = None) -> Path:
    """The file of the index for some settings, built if it is not there; `read` is quick."""
    found, missing = sources.sources(settings)
    spoken = [languages.get(key) for key in settings.languages or languages.names()]
    path = cache_folder() / "decontaminate" / f"{_key(settings, found, missing, spoken)}.npz"
    if not path.exists():
        data = _build(settings, found, missing, spoken, progress or Silent())
        with whole_file(path) as partial, partial.open("wb") as file:
            np.savez(file, **data)
    return path


def _key(
    settings: Decontaminate,
    found: Sequence[Source],
    missing: Mapping[str, str],
    spoken: Sequence[Language],
) -> str:
    """Changes with the benchmarks' data, the languages' files, the translators, and this code."""
    named = [[one.name, one.sha256] for one in found]
    least = [settings.least_words, settings.least_tokens]
    key = [least, named, sorted(missing), [language.name for language in spoken]]
    digest = hashlib.sha256(json.dumps(key).encode())
    kinds = {kind for language in spoken for kind in type(language).__mro__[:-1]}
    files = {Path(inspect.getfile(kind)) for kind in kinds}
    files |= set(Path(inspect.getfile(newtongue.translate)).parent.glob("*.py"))
    files |= {Path(inspect.getfile(module)) for module in (says, sources, lexer, ngrams)}
    files.add(Path(__file__))
    for text in sorted(file.read_bytes() for file in files):
        digest.update(hashlib.sha256(text).digest())
    return digest.hexdigest()[:32]


# -- build ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    owner: int
    tokens: lexer.Tokens
    case: int = TEXT
    bits: float = 0.0
    bound: frozenset[str] = frozenset()


def _build(
    settings: Decontaminate,
    found: Sequence[Source],
    missing: Mapping[str, str],
    spoken: Sequence[Language],
    progress: Progress,
) -> dict[str, Any]:
    owners: dict[tuple[str, str], tuple[int, str]] = {}
    words: list[_Row] = []
    code: list[_Row] = []
    cases: dict[tuple[int, str], int] = {}
    loaded = {source.name: sources.load(source) for source in found}
    counts = {name: len(problems) for name, (problems, _) in loaded.items()}
    with progress.track("index of benchmarks, problems", sum(counts.values())) as step:
        for name, (problems, _) in loaded.items():
            for problem in problems:
                key = (problem.name, problem.signature.name)
                owner, _ = owners.setdefault(key, (len(owners), name))
                words += _word_rows(owner, problem, spoken, settings.least_words, cases)
                code += _code_rows(owner, problem)
                step()
    least = {TEXT: settings.least_words}
    words = [row for row in _once(words) if len(row.tokens) >= least.get(row.case, LEAST_CASE)]
    code = [row for row in _once(code) if len(row.tokens) >= settings.least_tokens]
    kept = _keywords()
    about = {
        "owners": [(benchmark, name) for (name, _), (_, benchmark) in owners.items()],
        "benchmarks": counts,
        "missing": dict(missing),
        "unread": {name: gone for name, (_, gone) in loaded.items() if gone},
    }
    data = {
        **_table("words", [ngrams.plain(r.tokens.codes, WORDS) for r in words], words, WORDS),
        **_table("code", [ngrams.blind(r.tokens, kept, TOKENS) for r in code], code, TOKENS),
        "codes": np.concatenate([np.zeros(0, np.uint64), *(row.tokens.codes for row in code)]),
        "free": np.concatenate([np.zeros(0, np.bool_), *map(_free, code)]),
        "about": np.frombuffer(json.dumps(about).encode(), dtype=np.uint8),
    }
    data["outlines"] = _outlines(code, kept, data["code.passage"], data["code.offset"])
    return data


def _word_rows(
    owner: int,
    problem: Problem,
    spoken: Sequence[Language],
    least: int,
    cases: dict[tuple[int, str], int],
) -> Iterable[_Row]:
    for text in says.texts(problem, spoken, least):
        yield _Row(owner, lexer.only_words(lexer.lex(text)))
    for number, text in says.case_texts(problem, spoken):
        case = problem.cases[number]
        # the same case of the same problem in another benchmark is the same
        known = cases.setdefault((owner, repr((case.args, case.expected))), len(cases))
        yield _Row(owner, lexer.only_words(lexer.lex(text)), known, says.bits(text))


def _code_rows(owner: int, problem: Problem) -> Iterable[_Row]:
    bodies, bound = says.solutions(problem)
    for body in bodies:
        yield _Row(owner, lexer.lex(body), bound=bound)
    suite = says.suite(problem)
    yield _Row(owner, lexer.lex(suite), SUITE, bound=frozenset({problem.signature.name}))


def _once(rows: Iterable[_Row]) -> list[_Row]:
    """Passages with other tokens than all before them."""
    found: dict[tuple[bool, bytes], _Row] = {}
    for row in rows:
        found.setdefault((row.case == TEXT, row.tokens.codes.tobytes()), row)
    return list(found.values())


def _outlines(
    code: Sequence[_Row], kept: Codes, passage: npt.NDArray[np.int32], offset: npt.NDArray[np.int32]
) -> Runs:
    """The outlines of the runs that are in the index, sorted, each once."""
    each = [
        ngrams.outlines(row.tokens, ngrams.names(row.tokens, kept), TOKENS)[offset[passage == n]]
        for n, row in enumerate(code)
    ]
    return np.unique(np.concatenate([np.zeros(0, np.uint32), *each]))


def _free(row: _Row) -> npt.NDArray[np.bool_]:
    bound = lexer.word_codes(sorted(row.bound))
    return ~np.isin(row.tokens.codes, bound)


def _keywords() -> Codes:
    return lexer.word_codes(languages.get(SOURCE).keywords.split())


def _table(name: str, runs: list[Runs], rows: Sequence[_Row], n: int) -> dict[str, Any]:
    found = ngrams.passages(n, runs, [row.owner for row in rows], MOST)
    made = {f"{name}.{part}": array for part, array in ngrams.arrays(found).items()}
    made[f"{name}.owner"] = np.array([row.owner for row in rows], dtype=np.int32)
    made[f"{name}.case"] = np.array([row.case for row in rows], dtype=np.int32)
    made[f"{name}.bits"] = np.array([row.bits for row in rows], dtype=np.float32)
    made[f"{name}.length"] = np.array([len(row.tokens) for row in rows], dtype=np.int32)
    made[f"{name}.kept"] = np.bincount(found.passage, minlength=len(rows)).astype(np.int32)
    return made


# -- read ----------------------------------------------------------------------


def read(path: Path) -> Index:
    """The index in a file that `prepare` made. Raises UsageError where it is damaged."""
    try:
        with np.load(path, allow_pickle=False) as file:
            data = {name: file[name] for name in file.files}
        about = json.loads(data["about"].tobytes())
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile) as error:
        raise UsageError(
            f"not an index: {error}", file=str(path), hint="newtongue cache clear"
        ) from None
    code = _rows("code", data)
    return Index(
        words=_rows("words", data),
        code=code,
        codes=data["codes"],
        outlines=ngrams.table(data["outlines"]),
        free=data["free"],
        at=np.cumsum(code.length, dtype=np.int64) - code.length,
        owners=tuple((benchmark, name) for benchmark, name in about["owners"]),
        keywords=_keywords(),
        benchmarks=about["benchmarks"],
        missing=about["missing"],
        unread={name: tuple(gone) for name, gone in about["unread"].items()},
    )


def _rows(name: str, data: Mapping[str, Any]) -> Table:
    inner = {part: data[f"{name}.{part}"] for part in ("n", "runs", "first", "passage", "offset")}
    columns = {part: data[f"{name}.{part}"] for part in ("owner", "case", "bits", "length", "kept")}
    return Table(ngrams.from_arrays(inner), **columns)
