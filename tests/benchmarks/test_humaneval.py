"""HumanEval's own file: 160 of 164 become problems, and four are counted by reason."""

from __future__ import annotations

import pytest

from newtongue import languages
from newtongue.benchmarks import base
from newtongue.benchmarks.base import Benchmark
from newtongue.core.problem import Problem
from newtongue.core.signature import parse_type
from newtongue.translate import doc, render
from newtongue.translate.infer import conforms
from tests.conftest import data_file

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def humaneval() -> Benchmark:
    return base.load("humaneval", [data_file("humaneval", "HumanEval")])


def one(benchmark: Benchmark, number: int) -> Problem:
    return next(p for p in benchmark.problems if p.name.startswith(f"HumanEval_{number}_"))


def test_counts(humaneval: Benchmark) -> None:
    assert len(humaneval.problems) == 160
    drawn = humaneval.unsupported["tests draw random numbers"]
    assert [name.split("_")[1] for name in drawn] == ["32", "38", "50", "53"]
    assert len(humaneval.unsupported) == 1


def test_every_value_can_be_said(humaneval: Benchmark) -> None:
    for problem in humaneval.problems:
        for case in problem.cases:
            assert conforms(case.expected, problem.signature.returns), problem.name
            for arg, param in zip(case.args, problem.signature.params, strict=True):
                assert conforms(arg, param.type), problem.name


def test_all_translate_to_the_language_that_they_come_from(humaneval: Benchmark) -> None:
    done = render.translate(humaneval.problems, languages.get("python"))
    assert len(done.prompts) >= 158
    assert not done.unsupported


def test_tolerance_fillers_and_wrappers(humaneval: Benchmark) -> None:
    fraction = one(humaneval, 2)
    assert [c.tolerance for c in fraction.cases] == [None, 1e-6, 1e-6]
    # the first three of seven compare the function with itself
    assert len(one(humaneval, 33).cases) == 4
    assert one(humaneval, 44).cases[-1].args == (7, 8)
    assert one(humaneval, 151).cases[-1].expected == 166650


def test_types_from_values(humaneval: Benchmark) -> None:
    any_int = one(humaneval, 92)
    assert [p.type for p in any_int.signature.params] == [parse_type("float")] * 3
    assert one(humaneval, 136).signature.returns == parse_type(
        "tuple[optional[int], optional[int]]"
    )
    assert one(humaneval, 90).signature.returns == parse_type("optional[int]")


def test_helpers_stay_with_the_reference_and_late_docstrings_are_found(
    humaneval: Benchmark,
) -> None:
    assert "def is_palindrome" in str(one(humaneval, 10).reference)
    assert one(humaneval, 10).doc.startswith("Find the shortest palindrome")
    assert "rectangular grid of wells" in one(humaneval, 115).doc
    assert len(doc.examples(one(humaneval, 51))) == 6
    assert all(p.doc and p.reference for p in humaneval.problems)
