"""Nouns go to JSON and back unchanged; wrong fields are named."""

from __future__ import annotations

import math
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newtongue.core.completion import (
    Outcome,
    completion_from_json,
    completion_to_json,
    cut,
)
from newtongue.core.errors import UsageError
from newtongue.core.problem import Case, Problem, decode, encode, problem_from_json, problem_to_json
from newtongue.core.signature import Param, Signature, Type, parse_type

LEAF = st.sampled_from(["int", "float", "bool", "str", "none", "any"]).map(Type)
TYPES = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["list", "set", "optional"]), inner).map(
            lambda p: Type(p[0], (p[1],))
        ),
        st.tuples(inner, inner).map(lambda p: Type("dict", p)),
        st.lists(inner, min_size=1, max_size=3).map(lambda p: Type("tuple", tuple(p))),
        inner.map(lambda t: Type("tuple", (t, Type("...")))),
        st.lists(inner, min_size=2, max_size=3).map(lambda p: Type("union", tuple(p))),
    ),
    max_leaves=6,
)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text())
HASHABLE = st.one_of(st.booleans(), st.integers(), st.text())
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.sets(HASHABLE, max_size=3),
        st.dictionaries(HASHABLE, inner, max_size=3),
    ),
    max_leaves=8,
)


def same(a: Any, b: Any) -> bool:
    """Equal, of equal types, nan equal to nan."""
    return repr(a) == repr(b) if not isinstance(a, set) else a == b


@given(TYPES)
def test_types_are_read_as_they_are_written(t: Type) -> None:
    assert parse_type(str(t)) == t


@pytest.mark.parametrize(
    "text",
    [
        *("", "List[int]", "list[int, int]", "int(", "dict[int]", "1", "...", "list[...]"),
        *("tuple[...]", "tuple[..., int]", "tuple[int, int, ...]", "union[int, ...]"),
    ],
)
def test_what_is_no_type_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a type|no type|takes"):
        parse_type(text)


@given(VALUES)
def test_values_survive_json(value: Any) -> None:
    back = decode(encode(value))
    assert type(back) is type(value)
    assert encode(back) == encode(value)


def test_inf_and_nan_survive_json() -> None:
    assert decode(encode(math.inf)) == math.inf
    assert math.isnan(decode(encode(math.nan)))


def test_a_problem_survives_json() -> None:
    signature = Signature("f", (Param("xs", parse_type("list[float]")),), Type("float"))
    cases = (Case(([1.0],), 1.0), Case(([],), math.inf, 1e-6))
    problem = Problem("p", "Say it.\n>>> f([1.0])\n1.0", signature, cases, "mine", "def f(xs): ...")
    assert problem_from_json(problem_to_json(problem)) == problem


ROW = {"name": "p", "language": "lua", "output_id": 0, "output_text": "x", "benchmark": "starter"}


def test_unknown_fields_of_a_completion_are_kept() -> None:
    row = ROW | {"colour": "blue", "stop_tokens": ["\n\n"]}
    completion = completion_from_json(row)
    assert completion.extra == {"colour": "blue"}
    assert completion_from_json(completion_to_json(completion)) == completion


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"output_id": "0"}, "output_id"),
        ({"output_id": True}, "output_id"),
        ({"output_id": -1}, "output_id"),
        ({"output_text": None}, "output_text"),
        ({"stop_tokens": "x"}, "stop_tokens"),
        ({"stop_tokens": [""]}, "stop_tokens"),
        ({"benchmark": ""}, "prompt"),
        ({"temperature": "warm"}, "temperature"),
    ],
)
def test_a_wrong_field_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(UsageError) as caught:
        completion_from_json(ROW | change, file="c.jsonl", line=7)
    assert (caught.value.file, caught.value.line, caught.value.field) == ("c.jsonl", 7, field)


def test_errors_cross_a_process_boundary() -> None:
    error = UsageError("no", file="a", line=3, field="f", hint="h")
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is UsageError
    assert back.as_dict() == error.as_dict()
    assert str(back) == "a:3: f: no"


@given(st.text(alphabet="ab\n"), st.lists(st.text(alphabet="ab\n", min_size=1), max_size=3))
def test_cut_leaves_no_stop_sequence(text: str, stops: list[str]) -> None:
    left = cut(text, tuple(stops))
    assert text.startswith(left)
    assert not any(s in left for s in stops)
    if left != text:
        assert any(text[len(left) :].startswith(s) for s in stops)


def test_outcomes_are_in_the_order_of_judging() -> None:
    assert next(iter(Outcome)) is Outcome.INFRASTRUCTURE
    assert list(Outcome)[-1] is Outcome.PASSED
    assert len(Outcome) == 12
