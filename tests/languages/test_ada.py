"""Ada's own: arrays and vectors, records that GNAT fails on, names, floats along the type."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from newtongue import languages
from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import Type, parse_type
from newtongue.translate.render import stub
from tests.languages.run import program, run
from tests.languages.test_base import signature

ada = languages.get("ada")
TEXT = "To_Unbounded_String"


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ([], "list[int]", "[]"),
        (["a"], "list[str]", f'[{TEXT} ("a")]'),
        ({"a": ["b"]}, "dict[str, list[str]]", f'["a" => [{TEXT} ("b")]]'),
        ((1, [2, 3]), "tuple[int, list[int]]", "(1, [2, 3])"),
        ([[(1, 2)]], "list[list[tuple[int, int]]]", None),
        (None, "optional[int]", "(Kind => 0)"),
        (5, "optional[int]", "(Kind => 1, Item_1 => 5)"),
        ("a", "union[int, str]", f'(Kind => 2, Item_2 => {TEXT} ("a"))'),
        (True, "union[int, bool]", "(Kind => 2, Item_2 => true)"),
        (5, "union[int, float]", "5.0"),
        (1e300, "float", "1.0e+300"),
        (math.nan, "float", '(0.0 * Long_Float\'Value ("1.0E+999"))'),
        ('a"é\n', "str", '"a""é" & Character\'Val (10) & ""'),
    ],
)
def test_values(value: Any, kind: str, text: str | None) -> None:
    pair = "Long_Integer_Long_Integer_Tuple_2"
    assert ada.value(value, parse_type(kind)) == (text or f"[[{pair} ({pair}'(1, 2))]]")


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (1, "any"),
        ({(1, 2): 3}, "dict[tuple[int, int], int]"),
        ((1,), "tuple[int]"),
        ([None], "list[list[int]]"),
        ("a", "union[int, list[int]]"),
        (2**63, "int"),
    ],
)
def test_what_cannot_be_said(value: Any, kind: str) -> None:
    with pytest.raises(Unsupported):
        ada.type(parse_type(kind))
        ada.value(value, parse_type(kind))


@pytest.mark.parametrize("params", ["a: int; A: int", "n_x: int; n__x: int"])
def test_parameters_that_are_refused(params: str) -> None:
    with pytest.raises(Unsupported, match="differ by capitals"):
        ada.head(signature(params, "int"))


def test_a_call_has_a_space_before_its_parenthesis() -> None:
    s = signature("x: int; t: str", "tuple[int, int]", "by_initial")
    case = Case((1, "a (b"), (1, 2))
    assert ada.example(s, case) == '>>> By_Initial (1, "a (b")\n(1, 2)'
    assert ':= By_Initial (1, "a (b");' in ada.check(s, case, 0)


@pytest.mark.toolchain
def test_a_function_without_parameters(tmp_path: Path) -> None:
    problem = Problem("p", "", signature("", "int", "f"), (Case((), 5),))
    assert ada.head(problem.signature) == "   function F return Long_Integer is\n"
    assert ada.call(problem.signature, ()) == "F"
    for i, body in enumerate(("   begin\n      return 5;", stub(problem, ada))):
        folder = tmp_path / str(i)
        folder.mkdir()
        execution = run(ada, program(ada, problem, body), folder, 1).execution
        assert execution.answered, execution.stderr


def test_prompt() -> None:
    s = signature("end: list[list[int]]; minSum: dict[str, int]", "optional[float]", "find_Odd")
    prompt = ada.prompt("Say it.\n\nTwice.", s)
    assert prompt.endswith(
        """
procedure Main is

   package Long_Integer_Vectors is new Ada.Containers.Vectors (Positive, Long_Integer);
   use Long_Integer_Vectors;
   subtype Long_Integer_Vector is Long_Integer_Vectors.Vector;
   type Long_Integer_Vector_Array is array (Positive range <>) of Long_Integer_Vector;
   package String_Long_Integer_Maps is new Ada.Containers.Indefinite_Ordered_Maps """
        """(String, Long_Integer);
   use String_Long_Integer_Maps;
   subtype String_Long_Integer_Map is String_Long_Integer_Maps.Map;
   type Long_Float_Choice_1 (Kind : Natural := 0) is record  --  0 is none
      case Kind is
         when 1 => Item_1 : Long_Float;
         when others => null;
      end case;
   end record;

   --  Say it.
   --
   --  Twice.
   function Find_Odd (My_End : Long_Integer_Vector_Array; MinSum : String_Long_Integer_Map) """
        """return Long_Float_Choice_1 is
"""
    )


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("kind", "body", "expected", "tolerance", "failed"),
    [
        ("float", "return 0.1 + 0.2 * Long_Float (X);", 0.3, None, "0  3.00000000000000E-01"),
        ("float", "return 0.1 + 0.2 * Long_Float (X);", 0.3, 1e-6, None),
        ("list[float]", "return [0.0 / Long_Float (X - 1)];", [math.nan], None, None),
        (
            "union[list[float], dict[str, float], str]",
            'return (Kind => 2, Item_2 => ["a" => 1.5]);',
            {"a": 1.6},
            0.2,
            None,
        ),
        ("union[list[float], int]", "return (Kind => 2, Item_2 => 2);", [2.0], None, "0 "),
        ("list[str]", 'return [To_Unbounded_String ("😀")];', [], None, "0 (no image)"),
        ("str", 'return "a" & Character\'Val (10);', "", None, '0 "a'),
        ("int", "return Long_Integer'Last + X;", 1, None, None),
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
    text = program(ada, problem, f"   begin\n      {body}\n")
    execution = run(ada, text, tmp_path, 1).execution
    raised = kind == "int"
    assert (execution.failed or "").startswith(failed or ""), execution.stderr
    assert execution.answered is (failed is None and not raised), execution.stderr
    assert ("CONSTRAINT_ERROR" in execution.stderr) is raised


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "stage", "outcome"),
    [
        ("return X +;", "build", Outcome.SYNTAX),
        ("return X;;", "build", Outcome.SYNTAX),
        ("while X loop null end loop;", "build", Outcome.SYNTAX),
        ("return Missing;", "build", None),
        ("null;", "build", None),
        ("return X + 1.0;", "build", Outcome.TYPE),
        ("return F;", "build", Outcome.TYPE),
        ("pragma Assert (X = 5); return X;", "run", Outcome.ASSERTION),
    ],
)
def test_messages(body: str, stage: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "int"), (Case((2,), 0),))
    text = program(ada, problem, f"   begin\n      {body}\n")
    execution = run(ada, text, tmp_path, 1).execution
    assert execution.stage == stage, execution.stderr
    assert ada.reading(execution) is outcome, execution.stderr
    assert ada.line(execution) is not None


def test_an_inside_list_is_a_vector() -> None:
    assert ada.shape(parse_type("dict[str, list[str]]")) == Type(
        "dict", (Type("str"), Type("vector", (Type("text"),)))
    )
