"""Rust's own: typed empties, Some, floats along the type, keys that can be hashed."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from newtongue import languages
from newtongue.core.completion import Execution, Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import parse_type
from tests.languages.run import program, run
from tests.languages.test_base import signature

rust = languages.get("rust")


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ([], "list[int]", "Vec::<isize>::new()"),
        ([[]], "list[list[str]]", "vec![Vec::<String>::new()]"),
        (5, "optional[int]", "Some(5)"),
        (None, "optional[int]", "None"),
        (5, "float", "5.0"),
        (-0.0, "float", "-0.0"),
        (math.inf, "float", "f64::INFINITY"),
        (1e300, "float", "1e+300"),
        (-(2**63), "int", "-9223372036854775808"),
        ((1,), "tuple[int]", "(1,)"),
        ({"a": []}, "dict[str, list[int]]", None),
        (set(), "set[int]", "HashSet::<isize>::new()"),
        ({(1, "a")}, "set[tuple[int, str]]", 'HashSet::from([(1, String::from("a"))])'),
        ("{}\0\x7f\u202e😀", "str", 'String::from("{}\\0\\u{7f}\\u{202e}😀")'),
        (True, "int", "1"),
    ],
)
def test_values(value: Any, kind: str, text: str | None) -> None:
    wanted = text or 'HashMap::from([(String::from("a"), Vec::<isize>::new())])'
    assert rust.value(value, parse_type(kind)) == wanted


@pytest.mark.parametrize(
    "kind",
    [
        "any",
        "union[int, str]",
        "list[any]",
        "set[float]",
        "dict[float, int]",
        "set[tuple[int, float]]",
        f"tuple[{', '.join(['int'] * 13)}]",
        "list",
    ],
)
def test_types_that_are_refused(kind: str) -> None:
    with pytest.raises(Unsupported):
        rust.type(parse_type(kind))


def test_prompt() -> None:
    s = signature("xs: dict[str, int]; match: set[int]", "tuple[list[float], str]")
    assert rust.prompt("Say it.\n\nTwice.", s) == (
        "use std::collections::HashMap;\nuse std::collections::HashSet;\n\n"
        "/// Say it.\n///\n/// Twice.\n"
        "fn f(xs: HashMap<String, isize>, match_: HashSet<isize>) -> (Vec<f64>, String) {\n"
    )


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("kind", "body", "expected", "tolerance", "failed"),
    [
        ("float", "0.1 + 0.2", 0.3, None, "0 0.30000000000000004"),
        ("float", "0.1 + 0.2", 0.3, 1e-6, None),
        (
            "list[optional[tuple[float, str]]]",
            'vec![Some((f64::NAN, String::from("a"))), None]',
            [(math.nan, "a"), None],
            None,
            None,
        ),
        ("dict[str, float]", 'HashMap::from([("a".into(), 1.5)])', {"a": 1.6}, 0.2, None),
        (
            "list[dict[str, int]]",
            'vec![HashMap::from([("b".into(), 1), ("a".into(), 2), ("c".into(), 3)])]',
            [],
            None,
            '0 [["a": 2, "b": 1, "c": 3]]',
        ),
    ],
)
def test_equality_along_the_type(
    kind: str,
    body: str,
    expected: Any,
    tolerance: float | None,
    failed: str | None,
    tmp_path: Path,
) -> None:
    problem = Problem("p", "", signature("x: int", kind), (Case((1,), expected, tolerance),))
    execution = run(rust, program(rust, problem, f"    {body}\n"), tmp_path, 1).execution
    assert execution.failed == failed, execution.stderr
    assert execution.answered is (failed is None)


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "stage", "outcome"),
    [
        ("x +", "build", Outcome.SYNTAX),
        ('"a"', "build", Outcome.TYPE),
        ("missing", "build", None),
        ("let v = vec![1]; let w = v; v.len() as isize", "build", None),
        ("x * isize::MAX + 5", "run", None),
        ("assert_eq!(x, 5); x", "run", Outcome.ASSERTION),
        ("Vec::<u8>::with_capacity(1 << 50).len() as isize", "run", Outcome.MEMORY),
    ],
)
def test_messages(body: str, stage: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "int"), (Case((2,), 0),))
    execution = run(rust, program(rust, problem, f"    {body}\n"), tmp_path, 1).execution
    assert execution.exit_code != 0
    assert execution.stage == stage
    assert rust.reading(execution) is outcome, execution.stderr


@pytest.mark.parametrize(
    ("stage", "message", "outcome"),
    [
        (
            "run",
            "thread 'main' panicked at 'assertion failed: `(left == right)`",
            Outcome.ASSERTION,
        ),
        ("run", "thread 'main' panicked at main.rs:3:5:\nassertion failed: x", Outcome.ASSERTION),
        ("run", "thread 'main' panicked at 'attempt to add with overflow', main.rs:3:5", None),
        ("build", "error: this arithmetic operation will overflow", None),
        ("build", "error[E0308]: mismatched types\nerror: expected x", Outcome.TYPE),
        ("build", "error[E0425]: cannot find value\nerror[E0308]: mismatched", None),
    ],
)
def test_readings(stage: str, message: str, outcome: Outcome | None) -> None:
    assert rust.reading(Execution(stage, 1, stderr=message)) is outcome
