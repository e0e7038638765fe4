"""`starter`: 40 problems of our own, so that every command works offline on a fresh machine.

starter.jsonl holds them in our own form (core.problem.problem_from_json), from easy to hard. Every
type that a problem can speak of occurs; those that few languages can say are in four problems.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path

from newtongue.benchmarks.base import Benchmark
from newtongue.core.problem import problem_from_json
from newtongue.core.store import read_jsonl, sha256_file

FILE = Path(str(resources.files("newtongue"))) / "benchmarks" / "starter.jsonl"


def names() -> tuple[str, ...]:
    """The benchmarks that load here."""
    return ("starter",)


def load(name: str, find: Callable[[tuple[str, ...]], Path]) -> Benchmark:  # noqa: ARG001
    """The problems of the package's own file; nothing is looked up."""
    problems = tuple(problem_from_json(row) for _, row in read_jsonl(FILE))
    return Benchmark(name, problems, {}, sha256_file(FILE))
