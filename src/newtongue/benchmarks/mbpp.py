"""MBPP: 974 problems as published, and the 426 that its authors checked by hand (sanitized).

Neither states types: they are inferred from the values of the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from newtongue.benchmarks.base import Benchmark, Find, Hub, gather
from newtongue.core.problem import Problem
from newtongue.translate import parse

NAME = "mbpp"
SANITIZED = "mbpp-sanitized"
STEMS = {NAME: ("mbpp",), SANITIZED: ("mbpp-sanitized", "sanitized-mbpp")}
DATASET = "google-research-datasets/mbpp"
HUB = {NAME: Hub(DATASET, "full"), SANITIZED: Hub(DATASET, "sanitized")}


def names() -> tuple[str, ...]:
    """The benchmarks of this module."""
    return (NAME, SANITIZED)


def load(name: str, find: Find) -> Benchmark:
    """The problems of one of the two files."""
    return gather(name, find(STEMS[name]), lambda row: _read(name, row))


def _read(benchmark: str, row: Mapping[str, Any]) -> tuple[str, Callable[[], Problem]]:
    code = _lines(row["code"])
    asserts = "\n".join(map(_lines, row["test_list"]))
    # the sanitized rows have prompt and test_imports instead
    text = row["text"] if "text" in row else row["prompt"]
    setup = _lines(row.get("test_setup_code") or "\n".join(row.get("test_imports") or ()))
    function = parse.tested(asserts, code)
    name = f"mbpp_{row['task_id']}_{function}"
    source = parse.Source(
        name=name,
        function=function,
        code=code,
        tests=f"{setup}\n{asserts}",
        doc=_lines(text),
        benchmark=benchmark,
        source=f"{DATASET} {row['task_id']}",
        licence="CC-BY-4.0",
    )
    return name, lambda: parse.problem(source)


def _lines(text: str) -> str:
    """The text with the line ends of Unix."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
