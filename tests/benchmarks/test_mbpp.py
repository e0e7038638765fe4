"""MBPP as published and sanitized: under 5 % are not problems, each with its reason."""

from __future__ import annotations

import pytest

from newtongue import languages
from newtongue.benchmarks import base
from newtongue.benchmarks.base import Benchmark
from newtongue.core.problem import Problem
from newtongue.core.signature import parse_type
from newtongue.translate import render
from newtongue.translate.infer import conforms
from tests.conftest import data_file

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def published() -> Benchmark:
    return base.load("mbpp", [data_file("mbpp")])


@pytest.fixture(scope="module")
def sanitized() -> Benchmark:
    return base.load("mbpp-sanitized", [data_file("mbpp-sanitized", "sanitized-mbpp")])


def one(benchmark: Benchmark, number: int) -> Problem:
    return next(p for p in benchmark.problems if p.name.startswith(f"mbpp_{number}_"))


def ids(benchmark: Benchmark) -> dict[str, list[int]]:
    return {
        reason: [int(name.split("_")[1]) for name in names]
        for reason, names in benchmark.unsupported.items()
    }


def test_counts_of_the_published_form(published: Benchmark) -> None:
    assert len(published.problems) == 966
    assert ids(published) == {
        "a test has a complex number": [124, 590],
        "a test calls another function": [367, 596, 601, 927],
        "a test has a value that is no constant": [533],
        "a test converts the answer before it compares": [912],
    }


def test_counts_of_the_sanitized_form(sanitized: Benchmark) -> None:
    assert len(sanitized.problems) == 419
    assert ids(sanitized) == {
        "a test compares without order": [2, 7, 111, 140, 232],
        "a test has a complex number": [124, 590],
    }


def test_all_translate_to_the_language_that_they_come_from(published: Benchmark) -> None:
    done = render.translate(published.problems, languages.get("python"))
    assert len(done.prompts) / 974 > 0.95
    assert not done.unsupported


def test_every_value_can_be_said(published: Benchmark, sanitized: Benchmark) -> None:
    for problem in (*published.problems, *sanitized.problems):
        for case in problem.cases:
            assert conforms(case.expected, problem.signature.returns), problem.name
            for arg, param in zip(case.args, problem.signature.params, strict=True):
                assert conforms(arg, param.type), problem.name


def test_signature_from_code_and_values(published: Benchmark) -> None:
    cost = one(published, 1)
    assert cost.name == "mbpp_1_min_cost"
    assert [(p.name, str(p.type)) for p in cost.signature.params] == [
        ("cost", "list[list[int]]"),
        ("m", "int"),
        ("n", "int"),
    ]
    assert cost.signature.returns == parse_type("int")
    assert "\r" not in str(cost.reference)
    assert cost.licence == "CC-BY-4.0"


def test_relative_tolerance_becomes_absolute(sanitized: Benchmark) -> None:
    case = one(sanitized, 82).cases[0]
    assert case.tolerance == pytest.approx(0.001 * case.expected)


def test_defaults_that_no_test_gives_are_no_parameters(sanitized: Benchmark) -> None:
    assert [p.name for p in one(sanitized, 627).signature.params] == ["array"]
