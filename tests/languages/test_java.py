"""Java's own: boxed types, tuples, limits of size, escapes that come before the lexer."""

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

java = languages.get("java")


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ([], "list[int]", "new ArrayList<Long>()"),
        ([1, -2], "list[int]", "new ArrayList<Long>(Arrays.asList(1L, -2L))"),
        (5, "optional[int]", "Optional.of(5L)"),
        (None, "optional[int]", "Optional.empty()"),
        (1, "float", "1.0"),
        (1e300, "float", "1e+300"),
        (math.nan, "float", "Double.NaN"),
        (-(2**63), "int", "-9223372036854775808L"),
        (("a", True), "tuple[str, bool]", 'Pair.with("a", true)'),
        ({"a": 1}, "dict[str, int]", 'new HashMap<String, Long>(Map.of("a", 1L))'),
        ({2, 1}, "set[int]", "new HashSet<Long>(Arrays.asList(1L, 2L))"),
        ([None], "list[any]", "new ArrayList<Object>(Arrays.asList((Object) null))"),
        ([4, {}, "a"], "list[any]", None),
        ((1, 2), "tuple[int, ...]", "new ArrayList<Long>(Arrays.asList(1L, 2L))"),
        ('"\\\n\u000b\u202e😀', "str", '"\\"\\\\\\n\\013\\u202e😀"'),
    ],
)
def test_values(value: Any, kind: str, text: str | None) -> None:
    wanted = text or (
        'new ArrayList<Object>(Arrays.asList(4L, new HashMap<Object, Object>(), "a"))'
    )
    assert java.value(value, parse_type(kind)) == wanted


def test_types() -> None:
    s = signature(
        "a: int; b: list[int]; c: dict[str, list[float]]; d: tuple[int, str, bool]; "
        "e: union[int, str]",
        "optional[bool]",
        "new",
    )
    assert java.head(s) == (
        "    public static Optional<Boolean> new_(long a, ArrayList<Long> b, "
        "HashMap<String, ArrayList<Double>> c, Triplet<Long, String, Boolean> d, Object e) {\n"
    )


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (tuple(range(11)), f"tuple[{', '.join(['int'] * 11)}]"),
        ({"a": None}, "dict[str, any]"),
        ("x" * 30_000, "str"),
        (2**63, "int"),
    ],
)
def test_refused(value: Any, kind: str) -> None:
    with pytest.raises(Unsupported):
        java.value(value, parse_type(kind))


def test_a_check_too_long_for_a_method_is_refused() -> None:
    case = Case((list(range(5000)),), 1)
    with pytest.raises(Unsupported, match="too many literals"):
        java.check(signature("xs: list[int]", "int"), case, 0)


@pytest.mark.toolchain
def test_pitfalls_compile_and_hold(tmp_path: Path) -> None:
    """One program: the largest check, a big map, Unicode escapes in text and comment."""
    kind = "tuple[list[int], dict[int, str], list[tuple[any, optional[int]]], str, any]"
    value = (
        list(range(1900)),
        {i: str(i) for i in range(40)},
        [(1, None), ("a", 2)],
        "\\u0041 \\\\u0041 \u2028\u0085",
        [1, [2.5, None], {"k": []}],
    )
    problem = Problem(
        "p",
        "C:\\users \\u0041 \\\\u and */",
        signature(f"x: {kind}", kind),
        (Case((value,), value),),
    )
    ran = run(java, program(java, problem, "        return x;\n"), tmp_path, 1)
    assert ran.execution.answered, ran.execution.stderr


@pytest.mark.toolchain
def test_objects_compare_by_number_and_show_what_was_got(tmp_path: Path) -> None:
    """`any` is an Object: an Integer equals a Long there, and 5 equals 5.0; a String does not."""
    body = """\
        if (x == 0) return 5;
        if (x == 1) return new ArrayList<Object>(Arrays.asList(1, 2.0f));
        if (x == 2) return new LinkedList<Long>(Arrays.asList(1L));
        return "5\\n";
"""
    cases = (Case((0,), 5), Case((1,), [1.0, 2]), Case((2,), [1]), Case((3,), 5))
    problem = Problem("p", "", signature("x: int", "any"), cases)
    execution = run(java, program(java, problem, body), tmp_path, 4).execution
    assert execution.failed == '3 "5?"', execution.stderr


@pytest.mark.toolchain
def test_a_tuple_where_none_is_wanted(tmp_path: Path) -> None:
    problem = Problem(
        "p", "", signature("x: int", "optional[tuple[int, int]]"), (Case((1,), None),)
    )
    body = "        return Optional.of(Pair.with(x, 2L));\n"
    execution = run(java, program(java, problem, body), tmp_path, 1).execution
    assert execution.failed == "0 Optional[[1, 2]]", execution.stderr


@pytest.mark.toolchain
def test_memory_and_foreign_assertions(tmp_path: Path) -> None:
    tests = (
        "    }\n    public static void main(String[] args) {\n"
        "    assert(f((0l)) == (0l));\n    assert(f((1l)) == (0l));\n    }\n\n}\n"
    )
    adapted, count = java.adapt(tests)
    assert count == 2
    prompt = java.prompt("", signature("x: int", "int"))
    first = run(java, f"{prompt}        return x;\n{adapted}", tmp_path, 2).execution
    assert first.failed == "1 "
    assert java.reading(first) is Outcome.ASSERTION
    body = "        long[] a = new long[1 << 30]; return a[0];\n"
    second = run(java, f"{prompt}{body}\n{adapted}", tmp_path, 2).execution
    assert java.reading(second) is Outcome.MEMORY


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("return x", Outcome.SYNTAX),
        ('return "a";', Outcome.TYPE),
        ("return missing; }{ int y = 1.5;", None),
    ],
)
def test_messages_of_the_compiler(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "", signature("x: int", "int"), (Case((1,), 0),))
    execution = run(java, program(java, problem, f"        {body}\n"), tmp_path, 1).execution
    assert execution.stage == "build"
    assert java.reading(execution) is outcome, execution.stderr
    assert java.line(execution) == 10


@pytest.mark.parametrize(
    ("message", "outcome"),
    [
        ("Problem.java:3: error: ';' expected", Outcome.SYNTAX),
        ("Problem.java:3: error: reached end of file while parsing", Outcome.SYNTAX),
        ("Problem.java:3: error: <identifier> expected", Outcome.SYNTAX),
        ("Problem.java:3: error: 'else' without 'if'", Outcome.SYNTAX),
        ("Problem.java:3: error: incompatible types: int cannot be converted", Outcome.TYPE),
        (
            "Problem.java:3: error: method f in class P cannot be applied to given types;",
            Outcome.TYPE,
        ),
        ("Problem.java:3: error: cannot find symbol", None),
        ("Problem.java:3: error: missing return statement", None),
        ("Problem.java:3: error: unreported exception X; must be caught", None),
    ],
)
def test_readings(message: str, outcome: Outcome | None) -> None:
    assert java.reading(Execution("build", 1, stderr=f"warning: x\n{message}\n  y\n")) is outcome


def test_foreign_tests_with_other_statements_are_refused() -> None:
    frame = "    }}\n    public static void main(String[] args) {{\n{}    }}\n\n}}\n"
    with pytest.raises(Unsupported):
        java.adapt(frame.format("    for (;;) assert(f(1l) == 1l);\n"))
    with pytest.raises(Unsupported):
        java.adapt("assert(f(1l) == 1l);\n")
