"""Groovy's own: numbers of all its kinds, keys of maps, GStrings, arrays, capital names."""

from __future__ import annotations

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

groovy = languages.get("groovy")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([1, (2.0, None)], "[1, [2.0d, null]]"),
        ({"a": 1, 2: ()}, '["a": 1, (2): []]'),
        ({1, 2}, "([1, 2] as Set)"),
        (set(), "([] as Set)"),
        ({}, "[:]"),
        (2**63, "9223372036854775808"),
        (float("-inf"), "Double.NEGATIVE_INFINITY"),
        ('"\\$\n\u000b\u202e😀', '"\\"\\\\\\$\\n\\013\\u202e😀"'),
    ],
)
def test_values(value: Any, text: str) -> None:
    assert groovy.value(value, parse_type("any")) == text


def test_a_check_with_too_many_constants_is_refused() -> None:
    with pytest.raises(Unsupported, match="too many literals"):
        groovy.check(signature("xs: list[int]", "int"), Case((list(range(3000)),), 1), 0)


EQUAL: list[tuple[str, Any]] = [
    ("5", 5),
    ("5.0", 5),
    ("5.50G", 5.5),
    ("2 ** 70", 2**70),
    ("2 ** 70 + 1", 2**70),
    ('"${x}"', "5"),
    ("'a' as char", "a"),
    ("97", "a"),
    ("5", "13"),
    ("[1, 2] as int[]", [1, 2]),
    ("(1..2)", (1, 2)),
    ("[1, 2] as Set", [1, 2]),
    ("[2L, 1.0] as Set", {1, 2}),
    ('[("${x}".toString()): 0.0d]', {"13": -0.0}),
    ("[a: null]", {"b": None}),
    ("null", []),
    ("true", 1),
    ("Double.NaN", float("nan")),
    ("[1, 2, 2].sum() / 3", 5 / 3),  # 1.6666666667
    ("[2: -2 / 3]", {2: -2 / 3}),
    ("5 / 3", 1.6666666668),
    ("5 / 3", 1.6666666),
    ("1.666666667", 5 / 3),
    ("5 / 3", float("nan")),
    ("5 / 3", 2),
    ("[0.1G + 0.2G]", [0.3]),
]
OBLIGING = "boolean equals(Object o) { true }; int hashCode() { 5 }"
MEMBERS = "int size() { 1 }; boolean any(Closure c) { true }"


@pytest.mark.toolchain
def test_equality(tmp_path: Path) -> None:
    problem = Problem(
        "p",
        "Not \\u an escape.",
        signature("x: int", "any", "Find_Max"),
        tuple(Case((i,), v) for i, (_, v) in enumerate(EQUAL)),
    )
    bodies = "\n".join(f"    if (x == {i}) return {text}" for i, (text, _) in enumerate(EQUAL))
    prompt = groovy.prompt(problem.doc, problem.signature)
    tests = groovy.lenient(groovy.tests(problem))
    ran = run(groovy, f"{prompt}{bodies}\n{tests}", tmp_path, 1)
    assert ran.failures == (4, 7, 8, 11, 14, 15, 16, 20, 21, 22, 23, 24), ran.execution


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"new Object() {{ {OBLIGING} }}", (5, "5", [5], {5: 5}, {5}, None, True)),
        (f"[new Object() {{ {OBLIGING} }}]", ([5], ["5"])),
        (f"new HashSet() {{ {OBLIGING}; {MEMBERS} }}", ({5}, {"5"}, 5)),
        (f"new HashMap() {{ {OBLIGING}; {MEMBERS} }}", ({5: 5}, "5")),
    ],
)
def test_an_object_that_equals_everything_does_not_pass(
    body: str, expected: tuple[Any, ...], tmp_path: Path
) -> None:
    cases = tuple(Case((i,), v, 1e-6) for i, v in enumerate(expected))
    problem = Problem("p", "", signature("x: int", "any"), cases)
    prompt = groovy.prompt(problem.doc, problem.signature)
    text = f"{prompt}    {body}\n{groovy.lenient(groovy.tests(problem))}"
    ran = run(groovy, text, tmp_path, len(cases))
    assert ran.failures == tuple(range(len(cases))), ran.execution


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("xs.sum(", Outcome.SYNTAX),
        ("return 'a\n", Outcome.SYNTAX),
        ("new Missing()", None),
        ("missing(xs)", None),
        ("Eval.me('(')", None),
        ("assert xs == 5", Outcome.ASSERTION),
        ("new long[1 << 30]", Outcome.MEMORY),
    ],
)
def test_messages(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    execution = run(groovy, program(groovy, PROBE, f"    {body}\n"), tmp_path, 3).execution
    assert execution.exit_code == 1
    assert groovy.reading(execution) is outcome, execution.stderr


@pytest.mark.toolchain
@pytest.mark.parametrize(
    "name", ["sum", "find", "print", "with", "each", "run", "answer", "sleep", "is", "grep"]
)
def test_a_function_may_be_called_like_one_of_the_language(name: str, tmp_path: Path) -> None:
    problem = Problem("p", "", signature("x: int", "list[int]", name), (Case((1,), [1]),))
    execution = run(groovy, program(groovy, problem, "    [x]\n"), tmp_path, 1).execution
    assert execution.answered, execution.stderr
