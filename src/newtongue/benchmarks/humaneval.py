"""HumanEval in OpenAI's own form: 164 problems, prompt and solution and tests as Python text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from newtongue.benchmarks.base import Benchmark, Find, Hub, gather
from newtongue.core.problem import Problem
from newtongue.translate import parse

NAME = "humaneval"
STEMS = ("humaneval", "HumanEval")
HUB = {NAME: Hub("openai/openai_humaneval")}


def names() -> tuple[str, ...]:
    """The benchmarks of this module."""
    return (NAME,)


def load(name: str, find: Find) -> Benchmark:
    """The problems of HumanEval's file; those with random tests are counted, not read."""
    return gather(name, find(STEMS), _read)


def _read(row: Mapping[str, Any]) -> tuple[str, Callable[[], Problem]]:
    function = row["entry_point"]
    # MultiPL-E's names, so that completions of either form meet
    name = f"{row['task_id'].replace('/', '_')}_{function}"
    source = parse.Source(
        name=name,
        function=function,
        code=row["prompt"] + row["canonical_solution"],
        tests=row["test"],
        benchmark=NAME,
        source=f"openai/openai_humaneval {row['task_id']}",
        licence="MIT",
    )
    return name, lambda: parse.problem(source)
