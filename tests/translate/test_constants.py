"""Constant expressions: the same values as Python's, and bounded whatever the text says."""

from __future__ import annotations

import ast
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newtongue.core.errors import Unsupported
from newtongue.core.problem import encode
from newtongue.translate import constants

ATOMS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
)
KEYS = st.integers(-9, 9) | st.text(max_size=3) | st.tuples(st.integers(), st.booleans())
VALUES = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=3)
        | st.sets(KEYS, min_size=1, max_size=3)
    ),
    max_leaves=12,
)


def value(text: str) -> object:
    return constants.constant(constants.parse(text, "eval").body)


def reason(text: str) -> str:
    with pytest.raises(Unsupported) as refused:
        value(text)
    return refused.value.message


def exactly(a: object, b: object) -> bool:
    """Equal in value and in every type inside: 1 is not True and not 1.0."""
    return json.dumps(encode(a)) == json.dumps(encode(b))


@given(VALUES)
def test_literals_are_read_as_python_reads_them(literal: object) -> None:
    assert exactly(value(repr(literal)), ast.literal_eval(repr(literal)))


NUMBERS = st.integers(-50, 50) | st.sampled_from([0.5, -2.0, 1e300, 3.25])
OPERATORS = st.sampled_from(["+", "-", "*", "/", "//", "%", "**", "<<", ">>", "&", "|", "^"])
EXPRESSIONS = st.recursive(
    NUMBERS.map(repr),
    lambda inner: (
        st.tuples(inner, OPERATORS, inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})")
        | inner.map(lambda e: f"(-{e})")
        | st.tuples(inner, st.sampled_from(["<", "==", ">="]), inner).map(
            lambda t: f"(1 if {t[0]} {t[1]} {t[2]} else 2)"
        )
    ),
    max_leaves=5,
)


@given(EXPRESSIONS)
def test_arithmetic_agrees_with_python_or_is_refused(text: str) -> None:
    try:
        found = value(text)
    except Unsupported:
        return
    # only reached for what our own bounds let through, so this can't run away
    assert exactly(found, eval(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("float('inf')", float("inf")),
        ("[0] * 3 + [1]", [0, 0, 0, 1]),
        ("'abcde' + 'cade' + 'CADE'", "abcdecadeCADE"),
        ("list(range(-3, 9, 4))", [-3, 1, 5]),
        ("sum([i**2 for i in range(9) if i % 2 != 0 and i > 0])", 84),
        ("{c: ord(c) for c in 'ab'}", {"a": 97, "b": 98}),
        ("[(i, j) for i in range(2) for j in range(i, 2)]", [(0, 0), (0, 1), (1, 1)]),
        ("set()", set()),
        ("frozenset([1])", {1}),
        ("dict([(1, 2)])", {1: 2}),
        ("str(12) + chr(97)", "12a"),
        ("[*range(2), *'ab'][1:]", [1, "a", "b"]),
        ("round(2.0 / 3.0, 2)", 0.67),
        ("math.pi", 3.141592653589793),
    ],
)
def test_constructors_and_comprehensions(text: str, expected: object) -> None:
    assert exactly(value(text), expected)


@pytest.mark.parametrize(
    "text",
    [
        "10**10**10",
        "1 << 10**10",
        "'x' * 10**12",
        "[[[0] * 1000] * 1000] * 1000",
        "[[0] * 1000] * 1000 == [[0] * 1000] * 1000",
        "[i for i in range(10**9)]",
        "sum(range(10**9))",
        "[[0] * 90000 for i in range(10**4)]",
        "[a + a for a in [[0] * 40000] * 40000]",
        "round(5, -10**9)",
        "range(10**30)",
        "'%1000000000d' % 1",
        "int('9' * 5000)",
        "(" * 300 + ")" * 300,
        "-" * 5000 + "1",
    ],
)
def test_nothing_runs_away(text: str) -> None:
    began = time.process_time()
    reason(text)
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "().__class__.__mro__",
        "open('x')",
        "(lambda: 1)()",
        "print(1)",
        "sorted([1], key=len)",
        "'a'.upper()",
        "unknown",
        "1 / 0",
        "{[1]: 2}",
        "max([], key=print)",
        "f'{1}'",
        "(x := 1)",
    ],
)
def test_what_is_no_constant_is_refused(text: str) -> None:
    assert reason(text) in (constants.NO_CONSTANT, "a test calls another function")


def test_kinds_without_a_noun_have_their_own_reason() -> None:
    assert reason("1j") == reason("[(-8) ** 0.5]") == "a test has a complex number"
    assert reason("b'a'") == "a test has bytes"


def test_names_that_are_known_are_constants() -> None:
    node = constants.parse("lst[-1] + x", "eval").body
    assert constants.constant(node, {"lst": [1, 2], "x": 3}) == 5
    shadowed = constants.parse("len([1])", "eval").body
    with pytest.raises(Unsupported):
        constants.constant(shadowed, {"len": 7})
