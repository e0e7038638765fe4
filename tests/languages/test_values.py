"""Any value that a language can say equals itself under its harness, and differs from its twin.

Many drawn values stand in one program: each is printed as an argument of its own identity function
and compared with what the harness printed for the expected value. For the twins, the one `not` of
the harness is taken out, so the program passes only if every pair differs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from newtongue import languages
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import Param, Signature, Type
from newtongue.languages.base import Language
from tests.languages.run import run

BODIES = {"python": "    return x\n", "lua": "  return x\n", "java": "        return x;\n"}
INVERTED = {
    "python": ("if not newtongue_same(", "if newtongue_same("),
    "lua": ("if not newtongue.same(got, want, t", "if newtongue.same(got, want, t"),
    "java": ("if (!newtongueSame(", "if (newtongueSame("),
    "rust": ("        if !(", "        if ("),
}
ROUNDS = {"python": 8, "lua": 8, "java": 1, "rust": 1}
BOUND = 2**63
LEAVES = ("int", "float", "bool", "str")
TEXT = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("\"'\\\n$%{}\0\t#`😀")),
    max_size=8,
)


def kinds(name: str) -> st.SearchStrategy[Type]:
    """Types that the language has, nested."""
    leaves = st.sampled_from([Type(leaf) for leaf in LEAVES])
    keys = st.sampled_from([Type("int"), Type("str"), Type("bool")])
    if name != "lua":
        keys |= st.just(Type("tuple", (Type("int"), Type("str"))))

    def containers(inner: st.SearchStrategy[Type]) -> st.SearchStrategy[Type]:
        some = [
            st.builds(lambda t: Type("list", (t,)), inner),
            st.builds(lambda *t: Type("tuple", t), inner, inner),
            st.builds(lambda t: Type("tuple", (t, Type("..."))), inner),
            st.builds(lambda k, t: Type("dict", (k, t)), keys, inner),
            st.builds(lambda k: Type("set", (k,)), keys),
        ]
        if name != "lua":  # nil can't stand inside a table
            some.append(st.builds(lambda t: Type("optional", (t,)), inner.filter(_certain)))
        return st.one_of(some)

    return st.recursive(leaves, containers, max_leaves=5)


def _certain(t: Type) -> bool:
    return t.name != "optional"


INTS = st.integers(-BOUND, BOUND - 1) | st.sampled_from([0, -1, BOUND - 1, -BOUND, 2**31])
SIMPLE: dict[str, st.SearchStrategy[Any]] = {
    "int": INTS,
    "float": st.floats() | st.sampled_from([-0.0, 1e300, 5.0, 1e16]),
    "bool": st.booleans(),
    "str": TEXT,
}


def values(t: Type) -> st.SearchStrategy[Any]:
    """Values of a type."""
    if t.name in SIMPLE:
        return SIMPLE[t.name]
    inner = [values(part) for part in t.of if part.name != "..."]
    items = st.lists(inner[0], max_size=4)
    whole: dict[str, st.SearchStrategy[Any]] = {
        "optional": st.none() | inner[0],
        "list": items,
        "set": items.map(set) if t.name == "set" else items,
        "dict": st.dictionaries(inner[0], inner[-1], max_size=4),
        "tuple": items.map(tuple) if t.variadic else st.tuples(*inner),
    }
    return whole[t.name]


def twin(v: Any, t: Type) -> Any:
    """A value of the same type that differs in one place."""
    simple = {
        "int": lambda: v + 1 if v < BOUND - 1 else v - 1,
        "float": lambda: 0.25 if v != 0.25 else 0.5,
        "bool": lambda: not v,
        "str": lambda: v + "x",
        "optional": lambda: None if v is not None else least(t.of[0]),
        "set": lambda: v - {min(v, key=repr)} if v else {least(t.of[0])},
    }
    if t.name in simple:
        return simple[t.name]()
    part = t.of[0] if t.name == "list" or t.variadic else t.of[-1]
    if t.name == "dict":
        last = list(v)[-1] if v else least(t.of[0])
        return {**v, last: twin(v[last], part) if v else least(part)}
    return type(v)([*v[:-1], twin(v[-1], part)] if v else [least(part)])


def least(t: Type) -> Any:
    """Some value of a type."""
    simple: dict[str, Any] = {"int": 0, "float": 0.0, "bool": False, "str": ""}
    simple |= {"list": [], "set": set(), "dict": {}, "optional": None}
    if t.name in simple:
        return simple[t.name]
    return () if t.variadic else tuple(map(least, t.of))


def identities(language: Language, pairs: list[tuple[Type, Any, Any]]) -> str:
    """A program with an identity function for each type, and a check of each pair."""
    body = BODIES.get(language.name, "    x\n")
    signatures = [Signature(f"f{i}", (Param("x", t),), t) for i, (t, _, _) in enumerate(pairs)]
    parts = [language.head(s) + body for s in signatures]
    everything = Signature("f", tuple(p for s in signatures for p in s.params), Type("int"))
    checks = [
        language.check(s, Case((given,), expected), i)
        for i, (s, (_, given, expected)) in enumerate(zip(signatures, pairs, strict=True))
    ]
    suite = language.suite(checks, Problem("p", "", signatures[0], ()))
    return f"{language.opening(everything)}{language.closing.join(parts)}\n{suite}"


@pytest.mark.toolchain
@pytest.mark.parametrize("name", languages.names())
def test_each_value_equals_itself_and_no_twin(name: str, tmp_path: Path) -> None:
    language = languages.get(name)
    drawn = kinds(name).flatmap(lambda t: st.tuples(st.just(t), values(t)))

    @settings(
        max_examples=ROUNDS[name],
        derandomize=True,
        deadline=None,
        database=None,
        # to shrink is to compile again and again
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(drawn, min_size=60, max_size=60))
    def check(pairs: list[tuple[Type, Any]]) -> None:
        same = identities(language, [(t, v, v) for t, v in pairs])
        ran = run(language, same, tmp_path, len(pairs)).execution
        assert ran.answered, (ran.failed, ran.stderr)
        old, new = INVERTED[name]
        twins = identities(language, [(t, v, twin(v, t)) for t, v in pairs])
        assert old in twins
        ran = run(language, twins.replace(old, new), tmp_path, len(pairs)).execution
        assert ran.answered, (ran.failed, ran.stderr)

    check()


def test_a_twin_differs() -> None:
    """The generator of twins itself, by Python's equality."""

    @settings(max_examples=200, derandomize=True, deadline=None, database=None)
    @given(kinds("python").flatmap(lambda t: st.tuples(st.just(t), values(t))))
    def check(pair: tuple[Type, Any]) -> None:
        assert twin(pair[1], pair[0]) != pair[1]

    check()
