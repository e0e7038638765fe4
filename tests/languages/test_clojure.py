"""Clojure's own: numbers of any size, docstrings, names of the core that a program redefines."""

from __future__ import annotations

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
from tests.languages.test_contract import reading

clojure = languages.get("clojure")

FOREIGN = """\
(require '[clojure.test :refer [deftest is run-test]])

(def candidate total)

(deftest test-humaneval

  (is (= (candidate [1 2 3]) 6))
  (is (= (candidate []) 0))
)

(run-test test-humaneval)
"""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([1, [2.0, None]], "[1 [2.0 nil]]"),
        ({"a": 1, 2: ()}, '{"a" 1, 2 []}'),
        ({1, 2}, "#{1 2}"),
        (2**63, "9223372036854775808N"),
        ('"\\\n\u000b\u202e😀', '"\\"\\\\\\n\\u000b\\u202e😀"'),
    ],
)
def test_values(value: Any, text: str) -> None:
    assert clojure.value(value, parse_type("any")) == text


def test_prompt() -> None:
    s = signature("xs: list[int]; new: int", "int")
    assert clojure.prompt('Say "a\\n".\n\n>>> (f [1] 2)', s) == (
        '(defn f\n  "Say \\"a\\\\n\\".\n\n  >>> (f [1] 2)"\n  [xs new_]\n'
    )


EQUAL: list[tuple[str, Any]] = [
    ("5", 5),
    ("5.0", 5),
    ("10/2", 5),
    ("5N", 5),
    ("\\a", "a"),
    ("97", "a"),
    ("(range)", [0, 1]),
    ("(map inc [0 1])", (1, 2)),
    ("nil", []),
    ("(sorted-set 1 2)", {1.0, 2}),
    ("#{1}", [1]),
    ("{1.0 ##NaN}", {1: float("nan")}),
    ("{1 nil}", {2: None}),
    ("true", 1),
    (":a", "a"),
    ("(java.util.ArrayList. [1 2])", [1, 2]),
    ("(java.util.HashSet. [1])", {1}),
]
OBLIGING = "(equiv [_ o] true) (count [_] 1) (cons [t o] t) (empty [t] t) (seq [_] nil)"


@pytest.mark.toolchain
def test_equality(tmp_path: Path) -> None:
    problem = Problem(
        "p", "", signature("x: int", "any"), tuple(Case((i,), v) for i, (_, v) in enumerate(EQUAL))
    )
    bodies = " ".join(f"{i} {text}" for i, (text, _) in enumerate(EQUAL))
    text = f"  (case x {bodies}))\n"
    prompt = clojure.prompt(problem.doc, problem.signature)
    tests = clojure.lenient(clojure.tests(problem))
    ran = run(clojure, f"{prompt}{text}\n{tests}", tmp_path, 1)
    assert ran.failures == (4, 5, 6, 8, 10, 12, 13, 14), ran.execution


@pytest.mark.toolchain
@pytest.mark.parametrize(
    "body",
    [
        f"(reify clojure.lang.IPersistentCollection {OBLIGING})",
        f"[(reify clojure.lang.IPersistentCollection {OBLIGING})]",
        f"(reify clojure.lang.Sequential clojure.lang.IPersistentCollection {OBLIGING})",
        f"(reify clojure.lang.IPersistentSet {OBLIGING} (get [_ k] k) (contains [_ k] true))",
    ],
)
def test_an_object_that_equals_everything_does_not_pass(body: str, tmp_path: Path) -> None:
    expected: tuple[Any, ...] = (5, "5", True, None, [5], ["5"], {5}, {5: 5}, [[]])
    cases = tuple(Case((i,), v, 1e-6) for i, v in enumerate(expected))
    problem = Problem("p", "", signature("x: int", "any"), cases)
    prompt = clojure.prompt(problem.doc, problem.signature)
    text = f"{prompt}  {body})\n{clojure.lenient(clojure.tests(problem))}"
    ran = run(clojure, text, tmp_path, len(cases))
    assert ran.failures == tuple(range(len(cases))), ran.execution


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("(reduce + xs))", Outcome.PASSED),
        ("(count xs))", Outcome.ASSERTION),
        ("(assert false))", Outcome.ASSERTION),
        ("(/ 1 0))", None),
    ],
)
def test_foreign_tests_speak_the_channel(
    body: str, outcome: Outcome | None, tmp_path: Path
) -> None:
    tests, count = clojure.adapt(FOREIGN)
    prompt = clojure.prompt(PROBE.doc, PROBE.signature)
    execution = run(clojure, f"{prompt}  {body}\n{tests}", tmp_path, count).execution
    assert count == 2
    assert execution.answered is (outcome is Outcome.PASSED)
    assert reading(clojure, execution) is outcome, execution


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("(count xs)))", Outcome.SYNTAX),
        ("(let [a] a))", Outcome.SYNTAX),
        ("(missing xs))", None),
        ("(Missing. xs))", None),
        ('(read-string "("))', None),
        ("(assert (empty? xs)))", Outcome.ASSERTION),
        ("(throw (OutOfMemoryError.)))", Outcome.MEMORY),
    ],
)
def test_messages(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    execution = run(clojure, program(clojure, PROBE, f"  {body}\n"), tmp_path, 3).execution
    assert execution.exit_code == 1
    assert clojure.reading(execution) is outcome, execution.stderr


@pytest.mark.toolchain
@pytest.mark.parametrize("name", ["max", "count", "merge", "map", "list", "defn", "answer"])
def test_a_function_may_be_called_like_one_of_the_core(name: str, tmp_path: Path) -> None:
    problem = Problem("p", "", signature("x: int", "list[int]", name), (Case((1,), [1]),))
    execution = run(clojure, program(clojure, problem, "  [x])\n"), tmp_path, 1).execution
    assert execution.answered, execution.stderr
