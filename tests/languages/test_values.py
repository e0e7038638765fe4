"""Any value that a language can say equals itself under its harness, and differs from its twin.

Many drawn values stand in one program: each is the answer of a function of its own, which looks it
up by the value itself, and is checked against the value. Then each is checked against its twin by
tests that go on after a failure: every one of them must fail.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from newtongue import languages
from newtongue.core.completion import cut
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import Param, Signature, Type
from newtongue.core.values import leaves, natural
from newtongue.languages.base import Language
from tests.languages.run import run

VALUES = 210
"""Numbers, strings and so on in one program."""
HOLES = {"lua", "luau", "fennel"}
"""Languages where None in a tuple or a dict is no item at all, so that () is (None,)."""
BOUND = 2**63
LEAVES = ("int", "float", "bool", "str")
LOOSE = (Type("any"), *(Type("union", (Type("str"), Type(t))) for t in ("int", "float", "bool")))
TEXT = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("\"'\\\n$%{}\0\t#`😀")),
    max_size=8,
)


def kinds() -> st.SearchStrategy[Type]:
    """Types, nested."""
    simple = st.sampled_from([*map(Type, LEAVES * 3), *LOOSE])
    pair = Type("tuple", (Type("int"), Type("str")))
    keys = st.sampled_from([*map(Type, LEAVES), Type("int"), Type("str"), pair])

    def containers(inner: st.SearchStrategy[Type]) -> st.SearchStrategy[Type]:
        return st.one_of(
            st.builds(lambda t: Type("list", (t,)), inner),
            st.builds(lambda *t: Type("tuple", t), inner, inner),
            st.builds(lambda t: Type("tuple", (t, Type("..."))), inner),
            st.builds(lambda k, t: Type("dict", (k, t)), keys, inner),
            st.builds(lambda k: Type("set", (k,)), keys),
            st.builds(lambda t: Type("optional", (t,)), inner.filter(_certain)),
        )

    return st.recursive(simple, containers, max_leaves=5)


def _certain(t: Type) -> bool:
    return t.name != "optional"


INTS = st.integers(-BOUND, BOUND - 1) | st.sampled_from([0, -1, BOUND - 1, -BOUND, 2**31])
SIMPLE: dict[str, st.SearchStrategy[Any]] = {
    "int": INTS,
    "float": st.floats() | st.sampled_from([-0.0, 1e300, 5.0, 1e16, math.nan, math.inf]),
    "bool": st.booleans(),
    "str": TEXT,
}


# of no type that is said: any depth, and items of several types
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.one_of(*SIMPLE.values()),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3) | st.dictionaries(TEXT | INTS, inner, min_size=1)
    ),
    max_leaves=4,
)


def values(t: Type) -> st.SearchStrategy[Any]:
    """Values of a type."""
    if t.name in SIMPLE:
        return SIMPLE[t.name]
    if t.name == "any":
        return ANYTHING
    inner = [values(part) for part in t.of if part.name != "..."]
    items = st.lists(inner[0], max_size=4)
    whole: dict[str, st.SearchStrategy[Any]] = {
        "optional": st.none() | inner[0],
        "union": st.one_of(*inner),
        "list": items,
        "set": items.map(lambda found: set(filter(_sane, found))),
        "dict": st.dictionaries(inner[0].filter(_sane), inner[-1], max_size=4),
        "tuple": items.map(tuple) if t.variadic else st.tuples(*inner),
    }
    return whole[t.name]


def _sane(key: Any) -> bool:
    """Whether a value may be a key or a member: nan is not even its own."""
    return bool(key == key)


DRAWN = kinds().flatmap(lambda t: st.tuples(st.just(t), values(t)))


def twin(v: Any, t: Type) -> Any:
    """A value of the same type that differs in one place."""
    simple: dict[str, Callable[[], Any]] = {
        "int": lambda: v + 1 if v < BOUND - 1 else v - 1,
        "float": lambda: 0.25 if v != 0.25 else 0.5,
        "bool": lambda: not v,
        "str": lambda: v + "x",
        "optional": lambda: None if v is not None else least(t.of[0]),
        "set": lambda: v - {min(v, key=repr)} if v else {least(t.of[0])},
    }
    if t.name in ("any", "union"):
        return twin(v, natural(v))
    if t.name in simple:
        return simple[t.name]()
    part = t.of[0] if t.name == "list" or t.variadic else t.of[-1]
    if t.name == "dict":
        last = list(v)[-1] if v else least(t.of[0])
        return {**v, last: twin(v[last], part) if v else least(part)}
    return type(v)([*v[:-1], twin(v[-1], part)] if v else [least(part)])


def least(t: Type) -> Any:
    """Some value of a type."""
    simple: dict[str, Any] = {"int": 0, "float": 0.0, "bool": False, "str": "", "any": "x"}
    simple |= {"list": [], "set": set(), "dict": {}, "optional": None}
    if t.name == "union":
        return least(t.of[0])
    if t.name in simple:
        return simple[t.name]
    return () if t.variadic else tuple(map(least, t.of))


def sayable(language: Language, drawn: Sequence[tuple[Type, Any]]) -> list[tuple[Type, Any, Any]]:
    """As many of the drawn values as are enough and the language can say, with their twins."""
    pairs: list[tuple[Type, Any, Any]] = []
    for t, v in drawn:
        if leaves([said for _, said, _ in pairs]) >= VALUES:
            break
        other = twin(v, t)
        try:
            functions(language, [(t, v, other)])
            # where the language's type has fewer values, the twin may be the same
            if language.value(v, t) == language.value(other, t):
                continue
            if language.name in HOLES and without_none(v) == without_none(other):
                continue
        except Unsupported:
            continue
        pairs.append((t, v, other))
    return pairs


def without_none(v: Any) -> Any:
    """A value as a language sees it to which None is no item."""
    if isinstance(v, dict):
        return {k: without_none(x) for k, x in v.items() if x is not None}
    if isinstance(v, list | tuple):
        return type(v)(without_none(x) for x in v if x is not None)
    return v


def functions(language: Language, pairs: Sequence[tuple[Type, Any, Any]]) -> str:
    """A program with a look-up function for each pair's first value, and a check of its second."""
    signatures = [Signature(f"f{i}", (Param("x", t),), t) for i, (t, _, _) in enumerate(pairs)]
    parts = [
        language.head(s) + cut(language.stub(s, [Case((v,), v)]), language.stops)
        for s, (_, v, _) in zip(signatures, pairs, strict=True)
    ]
    everything = Signature("f", tuple(p for s in signatures for p in s.params), Type("int"))
    checks = [
        language.check(s, Case((v,), expected), i)
        for i, (s, (_, v, expected)) in enumerate(zip(signatures, pairs, strict=True))
    ]
    suite = language.suite(checks, Problem("p", "", signatures[0], ()))
    bodies = f"\n{language.closing}".join(parts)
    return f"{language.opening(everything)}{bodies}\n{suite}"


@functools.cache
def draws() -> list[list[tuple[Type, Any]]]:
    """Lists of drawn types and values, the same for every language: to draw costs seconds."""
    lists: list[list[tuple[Type, Any]]] = []

    @settings(
        max_examples=3,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(DRAWN, min_size=160, max_size=160))
    def draw(drawn: list[tuple[Type, Any]]) -> None:
        assume(len(set(map(repr, drawn))) > len(drawn) // 2)  # the first: all the same
        lists.append(drawn)

    draw()
    return lists


def prove(language: Language, folder: Path) -> None:
    """Run the drawn values; AssertionError where one differs from itself or equals its twin."""
    # a compiler is slow: one large program of each kind
    for drawn in draws()[: 1 if language.build else 3]:
        pairs = sayable(language, drawn)
        assert leaves([v for _, v, _ in pairs]) >= VALUES, "too little to say"
        same = functions(language, [(t, v, v) for t, v, _ in pairs])
        ran = run(language, same, folder, len(pairs))
        assert ran.failures == (), (pairs[ran.failures[0]], ran.execution.failed)
        assert ran.execution.ready == len(pairs), ran.execution
        twins = language.lenient(functions(language, pairs))
        ran = run(language, twins, folder, len(pairs))
        equal = [pair for i, pair in enumerate(pairs) if i not in ran.failures]
        assert not equal, (equal, ran.execution.stderr)


@pytest.mark.toolchain
@pytest.mark.parametrize("name", languages.names())
def test_each_value_equals_itself_and_no_twin(name: str, tmp_path: Path) -> None:
    prove(languages.get(name), tmp_path)


def test_a_twin_differs() -> None:
    """The generator of twins itself, by Python's equality."""

    @settings(max_examples=200, derandomize=True, deadline=None, database=None)
    @given(DRAWN)
    def check(pair: tuple[Type, Any]) -> None:
        assert twin(pair[1], pair[0]) != pair[1]

    check()
