"""MultiPL-E's own originals, as Python source: HumanEval cleaned (161) and MBPP typed (400).

The files carry, for each problem, its source with the marker lines below; a folder of the .py
files as MultiPL-E publishes them is read as well.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from typing import Any

from newtongue.benchmarks.base import Benchmark, Find, Hub, gather
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Problem
from newtongue.translate import parse
from newtongue.translate.constants import parse as syntax

HUMANEVAL = "multipl-e-humaneval"
MBPP = "multipl-e-mbpp"
STEMS = {HUMANEVAL: ("multipl-e-originals",), MBPP: ("multipl-e-mbpp-typed",)}
FOLDERS = {HUMANEVAL: "datasets/originals-with-cleaned-doctests", MBPP: "datasets/mbpp-typed"}
REPOSITORY = "nuprl/MultiPL-E"
LICENCE = "BSD-3-Clause with a clause against training"
HUB = {
    # the hub's MultiPL-E holds translated prompts, not the originals that these are made from
    name: Hub(
        None,
        where=f"or copy the folder {folder} of github.com/{REPOSITORY} to "
        f"{STEMS[name][0]} in such a folder",
    )
    for name, folder in FOLDERS.items()
}
_TESTS = re.compile(r"^\s*### Unit tests below ###\s*$", re.MULTILINE)


def names() -> tuple[str, ...]:
    """The benchmarks of this module."""
    return (HUMANEVAL, MBPP)


def load(name: str, find: Find) -> Benchmark:
    """The problems of one of the two files."""
    return gather(name, find(STEMS[name]), lambda row: _read(name, row))


def _read(benchmark: str, row: Mapping[str, Any]) -> tuple[str, Callable[[], Problem]]:
    name = row["name"]
    return name, lambda: _problem(benchmark, name, row["source"])


def _problem(benchmark: str, name: str, source: str) -> Problem:
    code, *tests = _TESTS.split(source)
    if not tests:
        raise Unsupported("no tests in the source")
    function = _checked(tests[0])
    return parse.problem(
        parse.Source(
            name=name,
            function=function,
            code=code.rstrip() + "\n",
            tests=tests[0],
            benchmark=benchmark,
            source=f"{REPOSITORY} {FOLDERS[benchmark]}/{name}.py",
            licence=LICENCE,
        )
    )


def _checked(tests: str) -> str:
    """The function that `check` is called with; "" when there is none."""
    for node in ast.walk(syntax(tests)):
        match node:
            case ast.Call(func=ast.Name(id="check"), args=[ast.Name(id=name)]):
                return str(name)
    return ""
