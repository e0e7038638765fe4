"""OCaml's own: association lists in any order, small letters, comments that hold quotes."""

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

ocaml = languages.get("ocaml")

FOREIGN = """
let assertions =
 let candidate = total in
  (assert ((candidate [1; 2; 3]) = 6));
  (assert ((candidate []) = 0));
  ()
"""


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ([-1, 2], "list[int]", "[-1; 2]"),
        ([None, -5], "list[optional[int]]", "[None; Some (-5)]"),
        ((1, "a"), "tuple[int, str]", '(1, "a")'),
        ({"a": [1]}, "dict[str, list[int]]", '[("a", [1])]'),
        ({2, 1}, "set[int]", "[1; 2]"),
        (5, "float", "5.0"),
        (-math.inf, "float", "neg_infinity"),
        (-(2**62), "int", "-4611686018427387904"),
        ('a"\\\n\0é', "str", '"a\\"\\\\\\n\\u{0}é"'),
    ],
)
def test_values(value: Any, kind: str, text: str) -> None:
    assert ocaml.value(value, parse_type(kind)) == text


@pytest.mark.parametrize("kind", ["any", "union[int, str]", "tuple[int]", "list"])
def test_types_that_are_refused(kind: str) -> None:
    with pytest.raises(Unsupported):
        ocaml.type(parse_type(kind))


def test_ints_have_63_bits() -> None:
    with pytest.raises(Unsupported):
        ocaml.value(2**62, parse_type("int"))


def test_prompt() -> None:
    s = signature("N: int; end: dict[str, tuple[int, int]]", "optional[list[int]]", "Find_Max")
    assert ocaml.prompt("Say it.\n\nTwice.", s) == (
        "(** Say it.\n *\n * Twice.\n *)\n"
        "let find_Max (n : int) (end_ : (string * (int * int)) list) : int list option =\n"
    )
    assert ocaml.head(signature("", "int")) == "let f () : int =\n"
    with pytest.raises(Unsupported):
        ocaml.head(signature("N: int; n: int", "int"))


@pytest.mark.toolchain
def test_any_text_stays_inside_its_comment(tmp_path: Path) -> None:
    s = signature("x: int", "int")
    for text in ('a (* b "c" *) 5" \'"\' {|x', '")*)', "it's (*) ok", "\\", '"\\d" *', "{id|", ")"):
        problem = Problem("p", text, s, (Case((1,), 1),))
        execution = run(ocaml, program(ocaml, problem, "  x\n"), tmp_path, 1).execution
        assert execution.answered, (text, execution.stderr)


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("kind", "body", "expected", "tolerance", "failed"),
    [
        ("float", "0.1 +. 0.2", 0.3, None, "0 0.30000000000000004"),
        ("float", "0.1 +. 0.2", 0.3, 1e-6, None),
        ("dict[str, float]", '["b", 2.0; "a", 1.0]', {"a": 1.1, "b": 2.0}, 0.2, None),
        ("dict[str, int]", '["a", 1; "a", 1]', {"a": 1}, None, '0 [("a"; 1); ("a"; 1)]'),
        ("dict[str, int]", '["a", 1; "a", 1]', {"a": 1, "b": 1}, None, '0 [("a"; 1); ("a"; 1)]'),
        ("set[int]", "[2; 1]", {1, 2}, None, None),
        ("dict[float, float]", "[1., 2.; 0., 1.]", {-0.0: 1.1, 1.0: 2.0}, 0.2, None),
        ("list[int]", "[2; 1]", [1, 2], None, "0 [2; 1]"),
        ("list[optional[float]]", "[None; Some nan]", [None, math.nan], None, None),
        ("tuple[int, str]", '(1, "\\n")', (1, ""), None, '0 (1; "\\n")'),
        ("none", "ignore x", None, None, None),
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
    execution = run(ocaml, program(ocaml, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.failed == failed, execution.stderr
    assert execution.answered is (failed is None)


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "stage", "outcome"),
    [
        ("x +", "build", Outcome.SYNTAX),
        ('"a', "build", Outcome.SYNTAX),
        ('"a"', "build", Outcome.TYPE),
        ("x 1", "build", Outcome.TYPE),
        ("missing", "build", None),
        ("let y = x in", "build", Outcome.SYNTAX),
        ("List.hd []", "run", None),
        ("assert (x = 5); x", "run", Outcome.ASSERTION),
        ("raise Out_of_memory", "run", Outcome.MEMORY),
    ],
)
def test_messages(body: str, stage: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "int"), (Case((2,), 0),))
    execution = run(ocaml, program(ocaml, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.exit_code != 0
    assert execution.stage == stage
    assert ocaml.reading(execution) is outcome, execution.stderr


@pytest.mark.toolchain
def test_a_function_may_be_called_like_one_of_the_harness_uses(tmp_path: Path) -> None:
    for name in ("compare", "min", "exit", "ref", "incr", "failwith", "open_out", "string_of_int"):
        problem = Problem("p", "", signature("x: int", "int", name), (Case((1,), 1),))
        execution = run(ocaml, program(ocaml, problem, "  x\n"), tmp_path, 1).execution
        assert execution.answered, (name, execution.stderr)


@pytest.mark.toolchain
@pytest.mark.parametrize(("body", "passes"), [("List.fold_left (+) 0 xs", True), ("1", False)])
def test_foreign_tests_speak_the_channel(body: str, passes: bool, tmp_path: Path) -> None:
    tests, count = ocaml.adapt(FOREIGN)
    prompt = ocaml.prompt(PROBE.doc, PROBE.signature)
    execution = run(ocaml, f"{prompt}  {body}\n{tests}", tmp_path, count).execution
    assert count == 2
    assert execution.answered is passes
    assert passes or ocaml.reading(execution) is Outcome.ASSERTION
