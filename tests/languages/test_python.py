"""Python's own: values keep their type, docstrings keep their text, equality can't be patched."""

from __future__ import annotations

import ast
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newtongue import languages
from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import parse_type
from tests.languages.run import program, run
from tests.languages.test_base import signature

python = languages.get("python")


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ([], "list[int]", "[]"),
        (5, "float", "5"),
        (5.0, "float", "5.0"),
        (math.inf, "float", "float('inf')"),
        ([math.nan], "list[float]", "[float('nan')]"),
        ((1,), "tuple[int]", "(1,)"),
        ({3, 1}, "set[int]", "{1, 3}"),
        (set(), "set[int]", "set()"),
        ({"a": {1}}, "dict[str, set[int]]", "{'a': {1}}"),
        (10**30, "int", "1" + "0" * 30),
        ("it's\n\0\ud800", "str", '"it\'s\\n\\x00\\ud800"'),
        (None, "optional[int]", "None"),
    ],
)
def test_values(value: Any, kind: str, text: str) -> None:
    assert python.value(value, parse_type(kind)) == text


def test_a_long_int_can_be_read_back() -> None:
    assert ast.literal_eval(python.value(10**5000, parse_type("int"))) == 10**5000


def test_objects_are_refused() -> None:
    with pytest.raises(Unsupported):
        python.value([object()], parse_type("list[any]"))


def test_prompt_imports_what_it_uses() -> None:
    s = signature("xs: list[optional[int]]; t: tuple[int, ...]", "union[str, int]")
    assert python.prompt("Do it.\n\n>>> f([], ())\n1", s) == (
        "from typing import List, Optional, Tuple, Union\n\n"
        "def f(xs: List[Optional[int]], t: Tuple[int, ...]) -> Union[str, int]:\n"
        '    """Do it.\n\n    >>> f([], ())\n    1\n    """\n'
    )
    assert python.opening(signature("x: int", "none")) == ""


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0\f"), min_size=1))
def test_docstring_says_the_text(text: str) -> None:
    tree = ast.parse(python.prompt(text, signature("x: int", "int")) + "    return x\n")
    function = tree.body[-1]
    assert isinstance(function, ast.FunctionDef)
    said = ast.get_docstring(function, clean=False)
    assert said is not None
    indented = "\n    ".join(text.split("\n"))
    assert [line.rstrip() for line in said.split("\n")] == [
        line.rstrip() for line in (indented + "\n    ").split("\n")
    ]


CHEATS = [
    """\
    class E(int):
        __eq__ = lambda a, b: True
        __hash__ = int.__hash__
    return E(0)
""",
    """\
    class E:
        __eq__ = lambda a, b: True
        __class__ = int
    return E()
""",
    """\
    class E(list):
        __eq__ = lambda a, b: True
        __len__ = lambda a: 1
        __iter__ = lambda a: iter([6])
    return E()
""",
    """\
    class M(type):
        __eq__ = lambda a, b: True
        __hash__ = type.__hash__
    class E(metaclass=M):
        __eq__ = __le__ = __ge__ = lambda a, b: True
        __hash__ = lambda a: 6
        __sub__ = lambda a, b: a
    return {E()} if x else E()
""",
]


@pytest.mark.toolchain
@pytest.mark.parametrize("body", CHEATS)
@pytest.mark.parametrize("expected", [6, [6], {6}, {6: 6}, "6"])
def test_an_object_with_an_obliging_eq_does_not_pass(
    body: str, expected: Any, tmp_path: Path
) -> None:
    x = int(isinstance(expected, set))
    problem = Problem("p", "", signature("x: int", "any"), (Case((x,), expected),))
    ran = run(python, program(python, problem, body), tmp_path, 1)
    assert not ran.execution.answered
    assert (ran.execution.failed or "").startswith("0 ")


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "expected", "same"),
    [
        ("return True", 1, True),
        ("return 1.0", 1, True),
        ("return '1'", 1, False),
        ("return (1, 2)", [1, 2], False),
        ("import collections; return collections.Counter('aab')", {"a": 2, "b": 1}, True),
        ("import collections; return collections.namedtuple('P', 'x')(1)", (1,), True),
        ("return {2, 1}", {1, 2}, True),
        ("return frozenset({1})", {1}, True),
        ("return [float('nan')]", [math.nan], True),
        ("return -0.0", 0.0, True),
        ("list = dict = len = all = type = None; return [1]", [1], True),
        ("return 10**5000", 0, False),
        ("return None", False, False),
    ],
)
def test_equality_is_pythons(body: str, expected: Any, same: bool, tmp_path: Path) -> None:
    problem = Problem("p", "", signature("x: int", "any"), (Case((1,), expected),))
    completion = f"    global list, dict, len, all, type\n    {body}\n"
    ran = run(python, program(python, problem, completion), tmp_path, 1)
    assert ran.execution.answered is same
    assert (ran.execution.failed is None) is same


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome", "line"),
    [
        ("return (", Outcome.SYNTAX, 4),
        ("eval('1 +')", None, 4),
        ("return [0] * 10**15", Outcome.MEMORY, 4),
        ("assert not x", Outcome.ASSERTION, 4),
        ("return undefined", None, 4),
        ("return x +\n", Outcome.SYNTAX, 4),
        ("if x:\n", Outcome.SYNTAX, None),
    ],
)
def test_messages(body: str, outcome: Outcome | None, line: int | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "int"), (Case((1,), 0),))
    execution = run(python, program(python, problem, f"    {body}\n"), tmp_path, 1).execution
    assert execution.exit_code == 1
    assert python.reading(execution) is outcome
    if line:
        assert python.line(execution) == line


def test_foreign_tests_with_assertions_that_cannot_be_counted_are_refused() -> None:
    frame = "def check(candidate):\n{}\ndef test_check():\n    check(f)\n\ntest_check()\n"
    text, count = python.adapt(frame.format("    assert candidate(1) == 1, 'no'\n"))
    assert count == 1
    assert text.index("assert candidate") < text.index("newtongue_ran.append") < text.index("ready")
    for body in (
        "    for i in range(3):\n        assert candidate(i) == i\n",
        "    if candidate(1):\n        assert True\n",
    ):
        with pytest.raises(Unsupported):
            python.adapt(frame.format(body))
    for tests in ("assert f(1) == 1\n", "def check(", "print(1)\n"):
        with pytest.raises(Unsupported):
            python.adapt(tests)
