"""The benchmarks that are looked for: found, named by their data's hash, and read.

What newtongue can't judge (a test draws random numbers) is looked for all the same: its text and
its solution are taken from the row.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import hashlib
import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newtongue.benchmarks import base
from newtongue.core.errors import MissingError, Unsupported, UsageError
from newtongue.core.problem import Problem
from newtongue.core.signature import Param, Signature, Type
from newtongue.curate.decontaminate.settings import Decontaminate
from newtongue.translate.constants import parse

_ANY = Type("any")


@dataclass(frozen=True, slots=True)
class Source:
    """A benchmark that is on this machine."""

    name: str
    file: Path | None
    """None where its module brings its own."""
    sha256: str


class _FoundError(Exception):
    """Ends the loading of a benchmark at the moment when its file is known."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


def sources(settings: Decontaminate) -> tuple[list[Source], dict[str, str]]:
    """The benchmarks, none of them read, and those that are known and not here, with the reason.

    What the settings name must be here (or come from the hub): raises UsageError or MissingError.
    """
    folders = tuple(map(Path, settings.data))
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"no such folder: {folder}", field="decontaminate.data")
    if settings.benchmarks is not None:
        return [_asked_for(name, folders) for name in settings.benchmarks], {}
    found, missing = [], {}
    for name in _held_out():
        try:
            found.append(_source(name, folders, hub=False))
        except MissingError as error:
            missing[name] = error.message
    return found, missing


def _held_out() -> list[str]:
    """Every benchmark but the splits that models are trained and tuned on (lab-train)."""
    names = base.names()
    splits = [f"{name}-{split}" for name in names for split in ("train", "validation")]
    return [name for name in names if name not in splits]


def _asked_for(name: str, folders: tuple[Path, ...]) -> Source:
    try:
        return _source(name, folders, hub=True)
    except MissingError as error:
        hint = (error.hint or "").replace("--data", "decontaminate.data=[FOLDER]")
        raise MissingError(error.message, field=error.field, hint=hint or None) from None


def _source(name: str, folders: tuple[Path, ...], *, hub: bool) -> Source:
    module = base._modules().get(name)
    if module is None:  # a file of problems, or a name that nobody has
        benchmark = base.load(name)
        return Source(name, None, benchmark.data_sha256)
    known = getattr(module, "HUB", {}).get(name) if hub else None

    def find(stems: tuple[str, ...]) -> Path:
        raise _FoundError(base._find(name, folders, known, stems))

    try:
        module.load(name, find)
    except _FoundError as found:
        return Source(name, found.path, base.digest(found.path))
    return Source(name, None, _of_module(inspect.getfile(module)))


@functools.cache
def _of_module(file: str) -> str:
    """What stands for the data of a module that needs no file: all that lies beside it."""
    digest = hashlib.sha256()
    for path in sorted(Path(file).parent.glob("*.*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def load(source: Source) -> tuple[list[Problem], list[str]]:
    """The problems of a benchmark, and the names of those of which nothing could be read."""
    module = base._modules().get(source.name)
    if module is None:
        benchmark: base.Benchmark = base.load(source.name)
    else:
        benchmark = module.load(source.name, lambda _stems: source.file)
    names = [name for group in benchmark.unsupported.values() for name in group]
    others = dict(_others(source, names)) if names else {}
    return [*benchmark.problems, *others.values()], [name for name in names if name not in others]


# -- problems that can't be judged ---------------------------------------------


def _others(source: Source, names: Sequence[str]) -> Iterator[tuple[str, Problem]]:
    if source.file is None:
        return
    for _, row in base.rows(source.file):
        of_row = [name for name in names if _is_of(name, row)]
        with contextlib.suppress(Unsupported, LookupError, TypeError):
            for name in of_row:
                yield name, _problem(name, source.name, row)


def _is_of(name: str, row: Mapping[str, Any]) -> bool:
    """Whether a name, such as mbpp_601_max_chain_length, is the row's."""
    if "task_id" not in row:
        return bool(row.get("name") == name)
    number = re.escape(re.sub(r"\W", "_", str(row["task_id"])))
    return re.search(rf"(?:^|_){number}(?:_|$)", name) is not None


def _problem(name: str, benchmark: str, row: Mapping[str, Any]) -> Problem:
    """The row without cases. Its function is the one whose name the problem's ends with."""
    code = row.get("code") or row.get("source") or row["prompt"] + row["canonical_solution"]
    defined = [n for n in parse(code).body if isinstance(n, ast.FunctionDef)]
    # a name without its function is that of a row whose tests call none
    node = next((n for n in defined[::-1] if name.endswith(f"_{n.name}")), defined[-1])
    text = row.get("text") or (row["prompt"] if "code" in row else ast.get_docstring(node)) or ""
    signature = Signature(node.name, tuple(Param(a.arg, _ANY) for a in node.args.args), _ANY)
    return Problem(name, text, signature, (), benchmark, code)
