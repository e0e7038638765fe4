"""Hy's own: Python's values between parentheses, docstrings, macros that are no names."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from newtongue import languages
from newtongue.core.completion import Outcome, cut
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import parse_type
from newtongue.languages.base import PROBE
from tests.languages.run import program, run
from tests.languages.test_base import signature

hy = languages.get("hy")

TESTS = """\
(defn check [candidate]
  (assert (= (candidate [1 2 3]) 6))
  (assert (= (candidate []) 0))
)

(defn test-check [] (check total))

(test-check)
"""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([], "[]"),
        ((1, "a"), '#(1 "a")'),
        ({"a": None, "b": [True]}, '{"a" None "b" [True]}'),
        ({2, 1}, "#{1 2}"),
        ({frozenset()}, "#{(frozenset #{})}"),
        (2**70, str(2**70)),
        ([-0.0, 1e300, math.inf, -math.inf, math.nan], "[-0.0 1e+300 Inf -Inf NaN]"),
        ('a"\\\n${}\0\x85😀\u202e', '"a\\"\\\\\\n${}\\x00\\x85😀\\U0000202e"'),
    ],
)
def test_values(value: Any, text: str) -> None:
    assert hy.value(value, parse_type("any")) == text


def test_prompt() -> None:
    s = signature("xs: list[int]; if: int", "int", "cut")
    assert hy.prompt('Say "it".\n\n>>> (f)', s) == (
        '(defn cut_ [xs if_]\n  "Say \\"it\\".\n\n  >>> (f)"\n'
    )


@pytest.mark.toolchain
def test_long_numbers_and_half_characters(tmp_path: Path) -> None:
    values = ([10**4000, "\ud800", {("a",): {1}}], [frozenset({1}), -(2**64)])
    cases = tuple(Case((v,), v) for v in values)
    problem = Problem("p", "", signature("x: any", "any", "ident"), cases)
    stub = hy.stub(problem.signature, problem.cases)
    execution = run(hy, program(hy, problem, stub), tmp_path, 2).execution
    assert execution.answered, execution.stderr


@pytest.mark.toolchain
def test_an_object_that_equals_everything_does_not_pass(tmp_path: Path) -> None:
    body = """\
  (defclass M [type] (defn __eq__ [a b] True) (defn __hash__ [a] 1))
  (defclass E [:metaclass M] (defn __eq__ [a b] True) (defn __hash__ [a] 1))
  (E))
"""
    cases = tuple(Case((i,), v) for i, v in enumerate((1, "1", [1], {1: 1}, {1}, None)))
    problem = Problem("p", "", signature("x: int", "any"), cases)
    text = hy.prompt("", problem.signature) + body + "\n" + hy.lenient(hy.tests(problem))
    assert run(hy, text, tmp_path, len(cases)).failures == tuple(range(len(cases)))


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("x)))", Outcome.SYNTAX),
        ('"x)', Outcome.SYNTAX),
        ("(cond x))", Outcome.SYNTAX),
        ("(break))", Outcome.SYNTAX),
        ("(f #odd x))", Outcome.SYNTAX),
        ("(missing x))", None),
        ('(eval "x x"))', None),
        ('(hy.eval (hy.read "(cond 1)")))', None),
        ('(hy.eval (hy.read "(x")))', None),
        ("(* [x] (** 10 14)))", Outcome.MEMORY),
        ("(assert (= x 2)))", Outcome.ASSERTION),
    ],
)
def test_messages(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "any"), (Case((1,), 0),))
    execution = run(hy, program(hy, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.exit_code == 1
    assert hy.reading(execution) is outcome, execution.stderr


@pytest.mark.toolchain
@pytest.mark.parametrize(("probe", "passes"), [("right", True), ("wrong", False)])
def test_tests_of_multipl_e_speak_the_channel(probe: str, passes: bool, tmp_path: Path) -> None:
    tests, count = hy.adapt(TESTS)
    body = cut((languages.probes("hy") / f"{probe}.hy").read_text(), hy.stops)
    prompt = hy.prompt(PROBE.doc, PROBE.signature)
    execution = run(hy, f"{prompt}{body}\n{tests}", tmp_path, count).execution
    assert count == 2
    assert execution.answered is passes
    assert execution.ready == (2 if passes else None)
    assert execution.failed == (None if passes else "0 ")
