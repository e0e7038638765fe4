"""Scheme's own: association lists and sets as lists, docstrings, a harness that can't be hidden."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from newtongue import languages
from newtongue.core.completion import Outcome
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import parse_type
from newtongue.languages.base import PROBE
from tests.languages.run import program, run
from tests.languages.test_base import signature

scheme = languages.get("scheme")

OBLIGING = """\
(begin
    (use-modules (oop goops))
    (eval
     '(begin
        (define-class <e> ())
        (define-method (= (a <e>) (b <top>)) #t)
        (define-method (= (a <top>) (b <e>)) #t)
        (define-method (equal? (a <e>) (b <top>)) #t)
        (define-method (equal? (a <top>) (b <e>)) #t)
        (define-method (write (a <e>) port) (display "E" port))
        (make <e>))
     (current-module)))"""

FOREIGN = """\
(import (srfi srfi-64))
(define candidate total)
(test-begin "HumanEval")
(test-equal (candidate (list 1 2 3)) 6)
(test-equal (candidate (list )) 0)
(test-end)
"""


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ([], "list[int]", "(list)"),
        ({"a": [1]}, "dict[str, list[int]]", '(list (cons "a" (list 1)))'),
        ({2, 1}, "set[int]", "(list 1 2)"),
        (None, "optional[int]", "#f"),
        (math.nan, "float", "+nan.0"),
        ("\0é", "str", '"\\U000000é"'),
    ],
)
def test_values(value: Any, kind: str, text: str) -> None:
    assert scheme.value(value, parse_type(kind)) == text


def test_prompt() -> None:
    s = signature("xs: list[int]; end: int", "int", "lambda")
    assert scheme.prompt('Say "it".\n\n\\', s) == (
        '(define (lambda_ xs end)\n  "Say \\"it\\".\n\n\\\\"\n'
    )


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "expected", "tolerance", "failed"),
    [
        ("5.0", 5, None, None),
        ("6/5", 1.2, None, None),
        ("1/2", 0, None, "0 1/2"),
        ('"5"', 5, None, '0 "5"'),
        ("'a", "a", None, "0 a"),
        ("1", True, None, "0 1"),
        ("(list 2 1)", [1, 2], None, "0 (2 1)"),
        ("(vector 1 2)", [1, 2], None, "0 #(1 2)"),
        ("(cons 1 2)", [1, 2], None, "0 (1 . 2)"),
        ("(list 2.0 1)", {1, 2}, None, None),
        ("(list 1 1)", {1, 2}, None, "0 (1 1)"),
        ('\'(("b" . 1.25) ("a" . 2))', {"a": 2, "b": 1.0}, 0.5, None),
        ('\'(("b" . 1) ("b" . 1))', {"a": 1, "b": 1}, None, '0 (("b" . 1) ("b" . 1))'),
        ("'((1 (2 . 3)))", {1: {2: 3}}, None, None),
        ("(list (list 1 2))", [{1: 2}], None, "0 ((1 2))"),
        ("(list +nan.0 1+2i)", [math.nan, 1], None, "0 (+nan.0 1.0+2.0i)"),
        (OBLIGING, 1, 0.5, "0 E"),
        (OBLIGING, "1", None, "0 E"),
        (f"(list {OBLIGING})", [True], None, "0 (E)"),
    ],
)
def test_equality(
    body: str, expected: Any, tolerance: float | None, failed: str | None, tmp_path: Path
) -> None:
    problem = Problem("p", "", signature("x: int", "any"), (Case((1,), expected, tolerance),))
    execution = run(scheme, program(scheme, problem, f"  {body})\n"), tmp_path, 1).execution
    assert (execution.failed or "").replace("1+2i", "1.0+2.0i") == (failed or ""), execution.stderr
    assert execution.answered is (failed is None)


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("(+ x", Outcome.SYNTAX),
        ('"a', Outcome.SYNTAX),
        ("(if))", Outcome.SYNTAX),
        ("(let ((x)) x))", Outcome.SYNTAX),
        ("(missing x))", None),
        ("(car x))", None),
        ('(read (open-input-string "(")))', None),
    ],
)
def test_messages(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "any"), (Case((1,), 0),))
    execution = run(scheme, program(scheme, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.exit_code == 1
    assert scheme.reading(execution) is outcome, execution.stderr


@pytest.mark.toolchain
def test_names_may_be_those_of_the_language(tmp_path: Path) -> None:
    for name in ("length", "car", "error", "display", "vector", "cond", "list", "exit"):
        sig = signature("list: list[int]; cons: int", "dict[int, int]", name)
        problem = Problem("p", "", sig, (Case(([1], 2), {1: 2}),))
        stub = scheme.stub(problem.signature, problem.cases)
        execution = run(scheme, program(scheme, problem, stub), tmp_path, 1).execution
        assert execution.answered, (name, execution.stderr)


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "failed"),
    [("(apply + xs))", None), ("6)", "1 "), ("(if (null? xs) (car xs) 6))", None)],
)
def test_foreign_tests_speak_the_channel(body: str, failed: str | None, tmp_path: Path) -> None:
    tests, count = scheme.adapt(FOREIGN)
    prompt = scheme.prompt(PROBE.doc, PROBE.signature)
    execution = run(scheme, f"{prompt}  {body}\n{tests}", tmp_path, count).execution
    assert count == 2
    assert execution.failed == failed
    assert execution.answered is ("apply" in body), execution.stderr
    assert execution.answered or execution.exit_code == 1
