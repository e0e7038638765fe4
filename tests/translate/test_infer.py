"""Types from values: the laws of joining, and that every value can be said as its type."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newtongue.core.problem import Case
from newtongue.core.signature import Type, parse_type
from newtongue.translate import infer
from tests.translate.test_constants import VALUES

TYPES = st.lists(VALUES, max_size=3).map(lambda vs: infer.join_all(map(infer.type_of, vs)))


@given(TYPES, TYPES)
def test_join_is_commutative(a: Type, b: Type) -> None:
    assert infer.join(a, b) == infer.join(b, a)


@given(TYPES, TYPES, TYPES)
def test_join_is_associative(a: Type, b: Type, c: Type) -> None:
    assert infer.join(infer.join(a, b), c) == infer.join(a, infer.join(b, c))


@given(TYPES)
def test_join_is_idempotent_with_never_below_and_any_above(a: Type) -> None:
    assert infer.join(a, a) == a
    assert infer.join(a, infer.NEVER) == a
    assert infer.join(a, infer.ANY) == infer.ANY


@given(st.lists(VALUES, max_size=4))
def test_every_value_conforms_to_what_was_inferred(values: list[Any]) -> None:
    found = infer.settled(None, values)
    assert all(infer.conforms(v, found) for v in values)
    assert parse_type(str(found)) == found


@given(st.lists(VALUES, min_size=1, max_size=3), TYPES)
def test_a_contradicted_declaration_is_widened_not_dropped(
    values: list[Any], declared: Type
) -> None:
    found = infer.settled(declared, values)
    assert all(infer.conforms(v, found) for v in values)
    if infer.NEVER not in declared.walk() and all(infer.conforms(v, declared) for v in values):
        assert found == declared


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2], "int"),
        ([1, 2.5], "float"),
        ([True, False], "bool"),
        ([True, 1], "union[bool, int]"),
        ([None, 3], "optional[int]"),
        ([None], "none"),
        ([[], [1]], "list[int]"),
        ([[], []], "list[any]"),
        ([[[]], [[1.5], [2]]], "list[list[float]]"),
        ([(1, "a"), (2, "b")], "tuple[int, str]"),
        ([(1,), (1, 2)], "tuple[int, ...]"),
        ([(), (1, 2)], "tuple[int, ...]"),
        ([1, "a"], "union[int, str]"),
        ([1, "a", None, 2.0], "optional[union[float, str]]"),
        ([[1, "a"], [2]], "list[union[int, str]]"),
        ([{"a": 1}, {}], "dict[str, int]"),
        ([{"a": 1, "b": [2]}], "dict[str, union[int, list[int]]]"),
        ([{1}, set()], "set[int]"),
    ],
)
def test_inferred(values: list[Any], expected: str) -> None:
    assert str(infer.settled(None, values)) == expected
    assert infer.settled(None, values[::-1]) == infer.settled(None, values)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("List[float]", "list[float]"),
        ("typing.List[int]", "list[int]"),
        ("list[int] | None", "optional[list[int]]"),
        ("Optional[Tuple[str, int]]", "optional[tuple[str, int]]"),
        ("Tuple[Any, ...]", "tuple[any, ...]"),
        ("Union[int, float, str, None]", "optional[union[int, float, str]]"),
        ("Union[str, int]", "union[str, int]"),
        ("Union[int, Literal['Not Possible']]", "union[int, str]"),
        ("Dict[str, 'int']", "dict[str, int]"),
        ("'List[str]'", "list[str]"),
        ("Any", "any"),
        ("None", "none"),
        ("Set[Tuple[int, int]]", "set[tuple[int, int]]"),
    ],
)
def test_annotations(text: str, expected: str) -> None:
    assert str(infer.annotation(ast.parse(text, mode="eval").body)) == expected


def test_annotations_that_say_nothing_usable() -> None:
    for text in ("Callable[[int], int]", "np.ndarray", "Dict[int]", "f()"):
        assert infer.annotation(ast.parse(text, mode="eval").body) is None
    assert infer.annotation(None) is None


@pytest.mark.parametrize(
    ("annotation", "values", "expected"),
    [
        ("int", [3, 2.5], "float"),
        ("float", [3, 4], "float"),
        ("list", [[1], []], "list[int]"),
        ("List", [[]], "list[any]"),
        ("tuple", [(1, "a")], "tuple[int, str]"),
        ("tuple", [(1, 2), ()], "tuple[int, ...]"),
        ("List[int]", [(1, 2)], "union[tuple[int, int], list[int]]"),
        ("Any", [1], "any"),
        ("List[Any]", [[1], [2]], "list[any]"),
        ("int", [None, 1], "optional[int]"),
    ],
)
def test_a_declaration_is_kept_filled_or_widened(
    annotation: str, values: list[Any], expected: str
) -> None:
    declared = infer.annotation(ast.parse(annotation, mode="eval").body)
    assert str(infer.settled(declared, values)) == expected


def test_a_signature_is_read_off_the_cases() -> None:
    cases = (Case(([], 1), None), Case((["a"], 2.5), "a"))
    found = infer.signature("f", [("xs", None), ("k", Type("int"))], None, cases)
    assert [(p.name, str(p.type)) for p in found.params] == [("xs", "list[str]"), ("k", "float")]
    assert str(found.returns) == "optional[str]"
