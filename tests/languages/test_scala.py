"""Scala's own: Either for a union of two, names before a colon, characters that are no numbers."""

from __future__ import annotations

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
from tests.languages.test_contract import reading

scala = languages.get("scala")

FOREIGN = """\
    }
    def main(args: Array[String]) = {
    assert(total((List[Long](1L.toLong, 2L.toLong, 3L.toLong))) == (6L));
    assert(total((List[Long]())) == (0L));
    }

}
"""


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (1, "union[int, str]", "Left(1L)"),
        ("a", "union[int, str]", 'Right("a")'),
        (1.5, "union[int, float]", "Right(1.5)"),
        (["a"], "union[list[int], list[str]]", 'Right(List[String]("a"))'),
        ("a", "union[int, str, bool]", '"a"'),
        ({"a": None}, "any", 'Map[String, None.type]("a" -> None)'),
        ("\n\u000b\u202e😀\\u", "str", '"\\n\\u000b\\u202e😀\\\\u"'),
    ],
)
def test_values(value: Any, kind: str, text: str) -> None:
    assert scala.value(value, parse_type(kind)) == text


def test_prompt() -> None:
    s = signature("xs: list[int]; list_: dict[str, any]; type: union[int, str]", "tuple[int, bool]")
    assert scala.prompt("Say \\u it.", s) == (
        "import scala.math._\nimport scala.collection.mutable\n\nobject Problem {\n"
        "    // Say \\\\u it.\n"
        "    def f(xs: List[Long], list_ : Map[String, Any], type_ : Either[Long, String])"
        ": (Long, Boolean) = {\n"
    )


ITEMS = "override def size = 1; override def equals(o: Any) = true; def iterator = Iterator.empty"
SEQUENCE = """\
def length = 1
                def apply(i: Int) = 2
                override def lengthCompare(n: Int) = 0"""
MEMBERS = """\
def contains(x: Any) = true
                def +(x: Any) = this
                def -(x: Any) = this
                override def exists(p: Any => Boolean) = true"""
EQUAL: list[tuple[str, Any]] = [
    ("5", 5),
    ("5.0", 5),
    ("'a'", "a"),
    ("'a'", 97),
    ("Right(2.0)", 2),
    ("Vector(1, 2L, BigInt(3))", [1, 2, 3]),
    ("(1, 2)", [1, 2]),
    ('Set("a", Double.NaN)', {"a", float("nan")}),
    ("mutable.Map(1 -> Some(2))", {1: 2}),
    ("null", None),
    ("true", 1),
    ("2.0f", 2),
    # objects of their own that equal everything
    ("new Object { override def equals(o: Any) = true }", "a"),
    (f"new Seq[Any] {{ {ITEMS}; {SEQUENCE} }}", [1]),
    (f"new Set[Any] {{ {ITEMS}; {MEMBERS} }}", {1}),
    ("Stream.from(1)", [1]),
    ("Stream.from(1).take(2)", [1, 2]),
]


@pytest.mark.toolchain
def test_equality(tmp_path: Path) -> None:
    problem = Problem(
        "p", "", signature("x: int", "any"), tuple(Case((i,), v) for i, (_, v) in enumerate(EQUAL))
    )
    bodies = "\n".join(f"            case {i} => {text}" for i, (text, _) in enumerate(EQUAL))
    tests = scala.lenient(scala.tests(problem))
    prompt = scala.prompt(problem.doc, problem.signature)
    ran = run(scala, f"{prompt}        x match {{\n{bodies}\n        }}\n{tests}", tmp_path, 1)
    assert ran.failures == (2, 3, 4, 6, 8, 9, 10, 12, 13, 14, 15), ran.execution


@pytest.mark.toolchain
@pytest.mark.parametrize(("probe", "passes"), [("right", True), ("wrong", False)])
def test_foreign_tests_speak_the_channel(probe: str, passes: bool, tmp_path: Path) -> None:
    tests, count = scala.adapt(FOREIGN)
    body = cut((languages.probes("scala") / f"{probe}.scala").read_text(), scala.stops)
    prompt = scala.prompt(PROBE.doc, PROBE.signature)
    execution = run(scala, f"{prompt}{body}\n{tests}", tmp_path, count).execution
    assert count == 2
    assert execution.answered is passes, execution
    assert reading(scala, execution) is (Outcome.PASSED if passes else Outcome.ASSERTION)


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("xs.sum(", Outcome.SYNTAX),
        ('val a = "x\na', Outcome.SYNTAX),
        ('"a"', Outcome.TYPE),
        ("total(1, 2)", Outcome.TYPE),
        ("missing", None),
        ("new Array[Long](1 << 30).length", Outcome.MEMORY),
    ],
)
def test_messages(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    execution = run(scala, program(scala, PROBE, f"        {body}\n"), tmp_path, 3).execution
    assert scala.reading(execution) is outcome, execution.stderr
