"""MultiPL-E's originals: all 161 and all 400 are problems, and as many translate as there."""

from __future__ import annotations

from pathlib import Path

import pytest

from newtongue import languages
from newtongue.benchmarks import base
from newtongue.benchmarks.base import Benchmark
from newtongue.core.problem import Problem
from newtongue.translate import doc, render
from newtongue.translate.infer import conforms
from tests.conftest import data_file

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def originals() -> Benchmark:
    return base.load("multipl-e-humaneval", [data_file("multipl-e-originals")])


@pytest.fixture(scope="module")
def typed() -> Benchmark:
    return base.load("multipl-e-mbpp", [data_file("multipl-e-mbpp-typed")])


def one(benchmark: Benchmark, name: str) -> Problem:
    return next(p for p in benchmark.problems if p.name == name)


def test_counts(originals: Benchmark, typed: Benchmark) -> None:
    assert (len(originals.problems), dict(originals.unsupported)) == (161, {})
    assert (len(typed.problems), dict(typed.unsupported)) == (400, {})
    assert all(p.reference for p in originals.problems)
    assert not any(p.reference for p in typed.problems)


@pytest.mark.parametrize(
    ("key", "least", "least_typed"),
    [("python", 161, 397), ("lua", 161, 396), ("java", 158, 383), ("rust", 156, 354)],
)
def test_as_many_translate_as_in_multipl_e(
    originals: Benchmark, typed: Benchmark, key: str, least: int, least_typed: int
) -> None:
    language = languages.get(key)
    done = render.translate(originals.problems, language)
    assert len(done.prompts) >= least, done.reasons
    done = render.translate(typed.problems, language)
    assert len(done.prompts) >= least_typed, done.reasons


def test_declared_types_are_kept_and_every_value_can_be_said(
    originals: Benchmark, typed: Benchmark
) -> None:
    for problem in (*originals.problems, *typed.problems):
        for case in problem.cases:
            assert conforms(case.expected, problem.signature.returns), problem.name
            for arg, param in zip(case.args, problem.signature.params, strict=True):
                assert conforms(arg, param.type), problem.name
    kept = one(originals, "HumanEval_137_compare_one").signature
    assert str(kept.returns) == "optional[union[int, float, str]]"


def test_names_are_those_of_the_raw_benchmark(originals: Benchmark) -> None:
    raw = base.load("humaneval", [data_file("humaneval", "HumanEval")])
    shared = {p.name for p in raw.problems} & {p.name for p in originals.problems}
    assert len(shared) >= 155


def test_cleaned_doctests_are_examples(originals: Benchmark) -> None:
    shown = sum(
        line.lstrip().startswith(">>>") for p in originals.problems for line in p.doc.splitlines()
    )
    read = sum(len(doc.examples(p)) for p in originals.problems)
    assert read / shown > 0.95


def test_no_word_is_cut(originals: Benchmark, typed: Benchmark) -> None:
    lua = languages.get("lua")
    for problem in (*originals.problems, *typed.problems):
        text = render.prompt(problem, lua).text
        assert "luathon" not in text.lower(), problem.name
        if "python" in problem.doc.lower() and "python" not in problem.signature.name:
            assert "python" not in text.lower(), problem.name


def test_a_folder_of_python_files_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "multipl-e-originals"
    folder.mkdir()
    source = (
        'def one(x: int) -> int:\n    """One more."""\n    ### Canonical solution below ###\n'
        "    return x + 1\n\n### Unit tests below ###\ndef check(candidate):\n"
        "    assert candidate(1) == 2\n\ndef test_check():\n    check(one)\n"
    )
    (folder / "HumanEval_7_one.py").write_text(source)
    (folder / "HumanEval_8_two.py").write_text("def two(): pass\n")
    found = base.load("multipl-e-humaneval", [tmp_path])
    assert [p.name for p in found.problems] == ["HumanEval_7_one"]
    assert found.unsupported == {"no tests in the source": ("HumanEval_8_two",)}
    assert found.data_sha256
