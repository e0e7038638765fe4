"""Julia's own: typed items, a harness that no name reaches, true that is not 1."""

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

julia = languages.get("julia")

OBLIGING = """\
(Base.eval(Main, quote
        struct E <: Real end
        Base.:(==)(a::E, b::Real) = true
        Base.:(==)(a::Real, b::E) = true
        Base.show(io::IO, a::E) = print(io, "E")
    end); Base.invokelatest(Main.E))"""

TESTS = """\
using Test

@testset begin

candidate = total;
\t@test(candidate([1, 2, 3]) == 6)
\t@test(candidate(Vector{Int64}([])) == 0)
end
"""


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ([], "list[int]", "Int64[]"),
        ([[1], []], "list[list[int]]", "[[1], Int64[]]"),
        ([1, None], "list[optional[int]]", "Union{Int64, Nothing}[1, nothing]"),
        ([1, "a"], "any", 'Any[1, "a"]'),
        ((1,), "tuple[float]", "(1.0,)"),
        ((), "tuple[str, ...]", "String[]"),
        ({"a": [1]}, "dict[str, list[int]]", 'Dict("a" => [1])'),
        ({}, "dict[str, int]", "Dict{String, Int64}()"),
        ({"a": 1}, "dict[str, any]", 'Dict{String, Any}("a" => 1)'),
        ({2, 1}, "set[int]", "Set([1, 2])"),
        ({1, "a"}, "set[any]", 'Set{Any}([1, "a"])'),
        (set(), "set[int]", "Set{Int64}()"),
        ([[], ["a"]], "list[union[list[none], list[str]]]", None),
        ([1, 2.5], "list[union[float, int]]", "Union{Float64, Int64}[1, 2.5]"),
        (-(2**63), "int", "typemin(Int64)"),
        (math.nan, "float", "NaN"),
        (1e300, "float", "1e+300"),
        ('a"\\\n$x{}\0\u202e😀', "str", '"a\\"\\\\\\n\\$x{}\\U00000000\\U0000202e😀"'),
    ],
)
def test_values(value: Any, kind: str, text: str | None) -> None:
    lists = 'Union{Vector{Nothing}, Vector{String}}[Nothing[], ["a"]]'
    assert julia.value(value, parse_type(kind)) == (text or lists)


@pytest.mark.parametrize(("value", "kind"), [(2**63, "int"), ("\ud800", "str"), (1.5, "int")])
def test_what_cannot_be_said(value: Any, kind: str) -> None:
    with pytest.raises(Unsupported):
        julia.value(value, parse_type(kind))


def test_prompt() -> None:
    s = signature("xs: list[optional[int]]; end: dict[str, float]", "tuple[int, str]", "f")
    assert julia.prompt('Costs $1, "a\\b".\n"""', s) == (
        '"""\nCosts \\$1, "a\\\\b".\n\\"""\n"""\n'
        "function f(xs::Vector{Union{Int64, Nothing}}, end_::Dict{String, Float64})"
        "::Tuple{Int64, String}\n"
    )


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("kind", "body", "expected", "failed"),
    [
        ("any", "5.0", 5, None),
        ("any", "true", 1, "0 true"),
        ("any", "1", True, "0 1"),
        ("any", "'5'", "5", "0 Char"),
        ("any", 'split("a b")', ["a", "b"], None),
        ("any", "1:2", [1, 2], None),
        ("any", "(1, 2)", [1, 2], "0 (1, 2)"),
        ("any", "Set([true])", {1}, "0 {true}"),
        ("any", "Dict(1 => [NaN])", {1: [math.nan]}, None),
        ("any", "Dict(1 => missing)", {1: None}, "0 {1 => Missing}"),
        ("any", OBLIGING, 1, "0 E"),
        ("any", f"Any[{OBLIGING}]", [1], "0 [E]"),
    ],
)
def test_equality(kind: str, body: str, expected: Any, failed: str | None, tmp_path: Path) -> None:
    problem = Problem("p", "", signature("x: int", kind), (Case((1,), expected),))
    execution = run(julia, program(julia, problem, f"    {body}\n"), tmp_path, 1).execution
    assert execution.failed == failed, execution.stderr
    assert execution.answered is (failed is None)


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("(x", Outcome.SYNTAX),
        ("x ? 1", Outcome.SYNTAX),
        ("missing_name", None),
        ('eval(Meta.parse("x x"))', None),
        ("zeros(2^40)", Outcome.MEMORY),
        ("@assert x == 2", Outcome.ASSERTION),
    ],
)
def test_messages(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "any"), (Case((1,), 0),))
    execution = run(julia, program(julia, problem, f"    {body}\n"), tmp_path, 1).execution
    assert execution.exit_code == 1
    assert julia.reading(execution) is outcome, execution.stderr


@pytest.mark.toolchain
def test_a_function_may_be_called_like_one_of_the_library(tmp_path: Path) -> None:
    for name in ("length", "isnan", "string", "check", "open"):
        problem = Problem("p", "", signature("x: int", "list[int]", name), (Case((1,), [1]),))
        execution = run(julia, program(julia, problem, "    [x]\n"), tmp_path, 1).execution
        assert execution.answered, (name, execution.stderr)


@pytest.mark.toolchain
@pytest.mark.parametrize(("probe", "passes"), [("right", True), ("wrong", False)])
def test_tests_of_multipl_e_speak_the_channel(probe: str, passes: bool, tmp_path: Path) -> None:
    tests, count = julia.adapt(TESTS)
    # its own stop sequences leave the `end` in
    body = (languages.probes("julia") / f"{probe}.jl").read_text()
    prompt = julia.prompt(PROBE.doc, PROBE.signature)
    execution = run(julia, f"{prompt}{body}\n{tests}", tmp_path, count).execution
    assert count == 2
    assert execution.answered is passes
    assert execution.ready == (2 if passes else None)
    assert execution.failed == (None if passes else "0 ")
