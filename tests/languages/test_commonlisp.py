"""Common Lisp's own: nil, doubles, names that shadow, strings that only `format` can say."""

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
from tests.languages.run import program, run
from tests.languages.test_base import signature

lisp = languages.get("commonlisp")

SEQUENCE = """\
(progn
    (eval '(defclass e (sequence standard-object) ()))
    (eval '(defmethod sb-sequence:length ((x e)) 1))
    (eval '(defmethod sb-sequence:elt ((x e) i) 5))
    (eval '(defmethod print-object ((x e) stream) (princ "E" stream)))
    (make-instance 'e))"""


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ([], "list[int]", "nil"),
        ({"a": [1]}, "dict[str, list[int]]", '(list (cons "a" (list 1)))'),
        ({2, 1}, "set[int]", "(list 1 2)"),
        (False, "bool", "nil"),
        (-math.inf, "float", "sb-ext:double-float-negative-infinity"),
        ('"~\\é', "str", '"\\"~\\\\é"'),
        ("~\n\0\ud800", "str", '(format nil "~~~%~c~c" (code-char 0) (code-char 55296))'),
    ],
)
def test_values(value: Any, kind: str, text: str) -> None:
    assert lisp.value(value, parse_type(kind)) == text


def test_prompt() -> None:
    s = signature("xs: list[int]; t: int", "int", "gcd")
    assert lisp.prompt('Say "it".\n\n\\', s) == (
        "(setf *read-default-float-format* 'double-float)\n(shadow 'gcd)\n\n"
        '(defun gcd (xs t_)\n  "Say \\"it\\".\n\n\\\\"\n'
    )
    with pytest.raises(Unsupported):
        lisp.prompt("", signature("N: int; n: int", "int"))


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "expected", "tolerance", "failed"),
    [
        ("5.0", 5, None, None),
        ("6/5", 1.2, None, None),
        ("1/2", 0, None, "0 1/2"),
        ('"5"', 5, None, '0 "5"'),
        ("'a", "a", None, "0 A"),
        ("#\\a", "a", None, "0 #\\a"),
        ("1", True, None, "0 1"),
        ("nil", [], None, None),
        ("(list 2 1)", [1, 2], None, "0 (2 1)"),
        ("(vector 1 2)", [1, 2], None, "0 #(1 2)"),
        ("(cons 1 2)", [1, 2], None, "0 (1 . 2)"),
        ("(list 2.0 1)", {1, 2}, None, None),
        ("(list 1 1)", {1, 2}, None, "0 (1 1)"),
        ("'#1=(1 . #1#)", {1, 2}, None, "0 #1=(1 . #1#)"),
        ('\'(("b" . 1.25) ("a" . 2))', {"a": 2, "b": 1.0}, 0.5, None),
        ("(list (list 1 2))", [{1: 2}], None, "0 ((1 2))"),
        ("(list sb-ext:double-float-positive-infinity 1)", [math.inf, 1], None, None),
        ("#c(1 2)", 1, None, "0 #C(1 2)"),
        ("0.1f0", 0.1, None, "0 0.1f0"),
        (SEQUENCE, [5], None, "0 E"),
        (SEQUENCE, "5", None, "0 E"),
    ],
)
def test_equality(
    body: str, expected: Any, tolerance: float | None, failed: str | None, tmp_path: Path
) -> None:
    problem = Problem("p", "", signature("x: int", "any"), (Case((1,), expected, tolerance),))
    execution = run(lisp, program(lisp, problem, f"  {body})\n"), tmp_path, 1).execution
    assert execution.failed == failed, execution.stderr
    assert execution.answered is (failed is None)


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("(+ x", Outcome.SYNTAX),
        ('"a', Outcome.SYNTAX),
        ("(if))", Outcome.SYNTAX),
        ("(let ((x 1 2)) x))", Outcome.SYNTAX),
        ("x))", Outcome.SYNTAX),
        ("(missing x))", None),
        ("(car x))", None),
        ("(assert (= x 2)))", Outcome.ASSERTION),
    ],
)
def test_messages(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "any"), (Case((1,), 0),))
    execution = run(lisp, program(lisp, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.exit_code == 1
    assert lisp.reading(execution) is outcome, execution.stderr


@pytest.mark.toolchain
def test_names_may_be_those_of_the_language(tmp_path: Path) -> None:
    for name in ("length", "car", "error", "equal", "vector", "cond", "list", "some", "quit"):
        sig = signature("list: list[int]; Cons: int", "dict[int, int]", name)
        problem = Problem("p", "", sig, (Case(([1], 2), {1: 2}),))
        stub = lisp.stub(problem.signature, problem.cases)
        execution = run(lisp, program(lisp, problem, stub), tmp_path, 1).execution
        assert execution.answered, (name, execution.stderr)
