"""Racket's own: #f for None, ints of any size, names that hide the language's."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from newtongue import languages
from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import parse_type
from newtongue.languages.base import PROBE
from tests.languages.run import program, run
from tests.languages.test_base import signature

racket = languages.get("racket")

FOREIGN = """\
(require rackunit)

(define (test-humaneval)

  (let (( candidate total))
    (check-within (candidate (list 1 2 3)) 6 0.001)
    (check-within (candidate (list )) 0 0.001)
))

(test-humaneval)"""


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ([], "list[int]", "(list)"),
        ((1, [None, "a"]), "any", '(list 1 (list #f "a"))'),
        ({"a": [1]}, "dict[str, list[int]]", '(hash "a" (list 1))'),
        ({2, 1}, "set[int]", "(set 1 2)"),
        (5, "float", "5"),
        (1e300, "float", "1e+300"),
        (-math.inf, "float", "-inf.0"),
        (2**70, "int", "1180591620717411303424"),
        ('a"\\\n\0é', "str", '"a\\"\\\\\\n\\U00000000é"'),
    ],
)
def test_values(value: Any, kind: str, text: str) -> None:
    assert racket.value(value, parse_type(kind)) == text


@pytest.mark.parametrize("value", [2**10_001, "\ud800"])
def test_what_cannot_be_said(value: Any) -> None:
    with pytest.raises(Unsupported):
        racket.value(value, parse_type("any"))


def test_prompt() -> None:
    s = signature("xs: list[int]; end: int", "int", "lambda")
    assert racket.prompt("Say it.\n\nTwice.", s) == (
        "#lang racket\n\n;; Say it.\n;;\n;; Twice.\n(define (lambda_ xs end)\n"
    )


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "expected", "tolerance", "failed"),
    [
        ("5.0", 5, None, None),
        ("6/5", 1.2, None, None),
        ("1/2", 0, None, "0 1/2"),
        ('"5"', 5, None, '0 "5"'),
        ("5", "5", None, "0 5"),
        ("'a", "a", None, "0 'a"),
        ("#\\a", "a", None, "0 #\\a"),
        ('(string-append "a" "\\n")', "a", None, '0 "a\\n"'),
        ("1", True, None, "0 1"),
        ("#f", None, None, None),
        ("(list 2 1)", [1, 2], None, "0 '(2 1)"),
        ("(vector 1 2)", [1, 2], None, "0 '#(1 2)"),
        ("(cons 1 2)", [1, 2], None, "0 '(1 . 2)"),
        ("(set 2.0 1)", {1, 2}, None, None),
        ("(mutable-set 1)", {1, 2}, None, "0 (mutable-set 1)"),
        ('(make-hash (list (cons "b" 1.25) (cons "a" 2)))', {"a": 2, "b": 1.0}, 0.5, None),
        ("(hash)", {"a": 1}, None, "0 '#hash()"),
        ("(struct e () #:property prop:equal+hash (list void void void)) (e)", "a", None, "0 #<e>"),
        ("(list +nan.0 1+2i)", [math.nan, 1], None, "0 '(+nan.0 1+2i)"),
    ],
)
def test_equality(
    body: str, expected: Any, tolerance: float | None, failed: str | None, tmp_path: Path
) -> None:
    problem = Problem("p", "", signature("x: int", "any"), (Case((1,), expected, tolerance),))
    execution = run(racket, program(racket, problem, f"  {body})\n"), tmp_path, 1).execution
    assert execution.failed == failed, execution.stderr
    assert execution.answered is (failed is None)


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("(+ x", Outcome.SYNTAX),
        ("(if x))", Outcome.SYNTAX),
        ("(let ([x]) x))", Outcome.SYNTAX),
        ("(missing x))", None),
        ("(car x))", None),
        ('(error "main.rkt:1:2: read-syntax: no"))', None),
    ],
)
def test_messages(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "any"), (Case((1,), 0),))
    execution = run(racket, program(racket, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.exit_code == 1
    assert racket.reading(execution) is outcome, execution.stderr


@pytest.mark.toolchain
def test_names_may_be_those_of_the_language(tmp_path: Path) -> None:
    for name in ("length", "car", "error", "exit", "cond", "list"):
        sig = signature("list: list[int]; hash: int", "list[int]", name)
        problem = Problem("p", "", sig, (Case(([1], 2), [1]),))
        stub = racket.stub(problem.signature, problem.cases)
        execution = run(racket, program(racket, problem, stub), tmp_path, 1).execution
        assert execution.answered, (name, execution.stderr)


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "failed"),
    [("(apply + xs))", None), ("6)", "1 "), ("(if (null? xs) (car xs) 6))", None)],
)
def test_foreign_tests_speak_the_channel(body: str, failed: str | None, tmp_path: Path) -> None:
    tests, count = racket.adapt(FOREIGN)
    prompt = racket.prompt(PROBE.doc, PROBE.signature)
    execution = run(racket, f"{prompt}  {body}\n{tests}", tmp_path, count).execution
    assert count == 2
    assert execution.failed == failed
    assert execution.answered is ("apply" in body), execution.stderr
    assert execution.answered or execution.exit_code == 1
