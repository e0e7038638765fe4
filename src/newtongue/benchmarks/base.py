"""Benchmarks by name: where their files lie, and what every benchmark module offers.

A module in this package (or one that another package names under the entry point group
`newtongue.benchmarks`) offers two functions, and may say in `HUB` what the hub calls its data:
  names() -> tuple[str, ...]                  the benchmarks that it knows
  load(name, find) -> Benchmark               `find(stems)` gives the path of its file
A benchmark is also a path: a file of problems in our own form (`core.problem.problem_from_json`).
"""

from __future__ import annotations

import difflib
import functools
import hashlib
import importlib
import logging
import os
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import newtongue.benchmarks
from newtongue.core.errors import MissingError, Unsupported, UsageError
from newtongue.core.home import data_folder
from newtongue.core.problem import Problem, problem_from_json
from newtongue.core.store import read_json, read_jsonl, sha256_file, write_jsonl

GROUP = "newtongue.benchmarks"
VARIABLE = "NEWTONGUE_DATA"
ENDINGS = (".jsonl", ".jsonl.gz", ".json", ".json.gz")

Find = Callable[[tuple[str, ...]], Path]
"""Stems, best first -> the path of the first file of one of them that is there."""
Read = Callable[[Mapping[str, Any]], tuple[str, Callable[[], Problem]]]
"""A row -> its name, and what makes its problem."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A set of problems, and the names of those that could not be said, by reason."""

    name: str
    problems: tuple[Problem, ...]
    unsupported: Mapping[str, tuple[str, ...]]
    data_sha256: str


@dataclass(frozen=True, slots=True)
class Hub:
    """A data set on the Hugging Face hub that has the same rows; `where` to get it otherwise."""

    dataset: str | None
    subset: str | None = None
    where: str = ""


def names() -> tuple[str, ...]:
    """Every benchmark's name, built in or plugged in, sorted."""
    return tuple(sorted(_modules()))


def load(
    name: str,
    data: Sequence[Path | str] = (),
    split: str | None = None,
    limit: int | None = None,
) -> Benchmark:
    """The benchmark of a name (with its split: `lab`, `train`), or the problems of a file.

    `data` are folders, or the file itself, to look in first; `limit` keeps the first problems.
    Raises UsageError (unknown name, bad file) or MissingError (no file, and no hub).
    """
    for path in map(Path, data):
        if not path.exists():
            raise UsageError("no such folder", file=str(path), field="data")
    if limit is not None and limit < 1:
        raise UsageError(f"must be at least 1, not {limit}", field="limit")
    modules = _modules()
    full = f"{name}-{split}" if split else name
    if split == "test" and full not in modules:
        full = name
    if full in modules:
        module = modules[full]
        hub: Hub | None = getattr(module, "HUB", {}).get(full)
        find = functools.partial(_find, full, tuple(map(Path, data)), hub)
        benchmark: Benchmark = module.load(full, find)
    elif split is None and (name.endswith(ENDINGS) or Path(name).is_file()):
        benchmark = _own_form(Path(name))
    else:
        raise unknown(full)
    return replace(benchmark, problems=benchmark.problems[:limit])


def unknown(name: str) -> UsageError:
    """What to raise where no benchmark has this name: it guesses which was meant."""
    near = difflib.get_close_matches(name, names(), n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(names())}, or a path"
    return UsageError(f"unknown benchmark: {name!r}", field="benchmark", hint=hint)


def gather(name: str, path: Path, read: Read) -> Benchmark:
    """The problems of a file in another form; what raises Unsupported is kept by its reason.

    A KeyError of `read` or of what it returns is a missing field: UsageError with file and line.
    """
    problems: list[Problem] = []
    unsupported: dict[str, tuple[str, ...]] = {}
    for line, row in rows(path):
        called = ""
        try:
            called, make = read(row)
            problems.append(make())
        except Unsupported as error:
            unsupported[error.message] = (*unsupported.get(error.message, ()), called)
        except (KeyError, TypeError, AttributeError) as error:
            raise _bad_row(error, path, line) from None
    return Benchmark(name, tuple(problems), unsupported, digest(path))


def rows(path: Path) -> Iterator[tuple[int | None, dict[str, Any]]]:
    """(line, row) of a JSONL file, (None, row) of a JSON list or of a folder of Python files."""
    if path.is_dir():
        for file in sorted(path.glob("*.py")):
            yield None, {"name": file.stem, "source": file.read_text(encoding="utf-8")}
        return
    if ".jsonl" in path.name:
        yield from read_jsonl(path)
        return
    found = read_json(path)
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise UsageError("not a list of JSON objects", file=str(path))
    for row in found:
        yield None, row


def digest(path: Path) -> str:
    """The SHA-256 of a file, or of all Python files of a folder with their names."""
    if not path.is_dir():
        return sha256_file(path)
    lines = (f"{sha256_file(file)}  {file.name}\n" for file in sorted(path.glob("*.py")))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _own_form(path: Path) -> Benchmark:
    name = path.name.split(".json")[0]
    problems = []
    for line, row in rows(path):
        try:
            problem = problem_from_json(row)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise _bad_row(error, path, line) from None
        problems.append(replace(problem, benchmark=problem.benchmark or name))
    return Benchmark(name, tuple(problems), {}, digest(path))


def _bad_row(error: Exception, path: Path, line: int | None) -> UsageError:
    if isinstance(error, KeyError):
        return UsageError("is missing", file=str(path), line=line, field=str(error.args[0]))
    return UsageError(f"not a problem: {error}", file=str(path), line=line)


# -- discovery ----------------------------------------------------------------


@functools.cache
def _modules() -> Mapping[str, ModuleType]:
    """Benchmark name -> its module; a module without `names` is a part of another."""
    home = newtongue.benchmarks
    paths = [f"{home.__name__}.{m.name}" for m in pkgutil.iter_modules(home.__path__)]
    paths = [path for path in paths if path != __name__]
    paths += [point.value for point in entry_points(group=GROUP)]
    modules = map(importlib.import_module, paths)
    return {
        name: module for module in modules if hasattr(module, "names") for name in module.names()
    }


# -- files --------------------------------------------------------------------


def _find(name: str, data: tuple[Path, ...], hub: Hub | None, stems: tuple[str, ...]) -> Path:
    from_variable = os.environ.get(VARIABLE, "").split(os.pathsep)
    folders = [*data, *(Path(part) for part in from_variable if part), _home()]
    files = [stem + ending for stem in stems for ending in ENDINGS]
    for folder in folders:
        if folder.name in files and folder.is_file():
            return folder
        for candidate in (*files, *stems):
            path = folder / candidate
            if path.is_file() or (path.is_dir() and any(path.glob("*.py"))):
                return path
    if hub is not None and hub.dataset is not None:
        return _download(name, hub, _home() / f"{stems[0]}.jsonl.gz")
    raise _missing(name, hub, stems[0], "is not here")


def _home() -> Path:
    """Where downloaded benchmarks lie."""
    return data_folder() / "benchmarks"


def _download(name: str, hub: Hub, path: Path) -> Path:
    """The data set's rows, all splits in the order of their ids, written to `path`."""
    stem = path.name.split(".json")[0]
    try:
        import datasets
    except ImportError:
        raise _missing(name, hub, stem, "needs the library `datasets`") from None
    # what goes wrong is said below, once; the library would say it for each of its retries
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    try:
        splits = datasets.load_dataset(hub.dataset, hub.subset)
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise _missing(name, hub, stem, f"can't be downloaded: {reason}") from None
    found = [dict(row) for split in splits.values() for row in split]
    found.sort(key=lambda row: row["task_id"] if isinstance(row["task_id"], int) else 0)
    write_jsonl(path, found)
    return path


def _missing(name: str, hub: Hub | None, stem: str, why: str) -> MissingError:
    places = [f"put {stem}.jsonl.gz into a folder and name it with --data or {VARIABLE}"]
    if hub is not None and hub.dataset is not None:
        subset = f" (subset {hub.subset})" if hub.subset else ""
        places.append(f"it is {hub.dataset}{subset} on the Hugging Face hub")
    if hub is not None and hub.where:
        places.append(hub.where)
    return MissingError(f"the data of {name!r} {why}", field="benchmark", hint="; ".join(places))
