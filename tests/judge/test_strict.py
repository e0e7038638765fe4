"""Strict mode judges as default mode does, and its programs hold nothing of what is expected."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from newtongue import judge, languages
from newtongue.benchmarks import base as benchmarks
from newtongue.core.completion import Completion, Execution, Outcome
from newtongue.core.errors import Unsupported, UsageError
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import Param, Signature, Type, parse_type
from newtongue.judge import strict
from newtongue.languages.base import PROBE, SHOWN, Items, Language
from newtongue.sandbox.pool import Pool
from newtongue.translate import render
from tests.conftest import data_file
from tests.judge.programs import toolchain
from tests.judge.sides import STRICT, both, differing, probes, stubs
from tests.languages.test_values import draws, functions, sayable

SAMPLE = 5
BROKEN = {
    "javascript": ("['set\"'", "['list\"'"),
    "lua": ('"%.17g"', '"%.3g"'),
    "python": ('("tuple", b.tuple)', '("list", b.tuple)'),
    "racket": ('(items "set"', '(items "list"'),
    "typescript": ("['set\"'", "['list\"'"),
}
"""What a worse encoder would say: the drawn values must tell."""


def test_the_languages_of_strict_mode() -> None:
    assert {"python", "javascript", "lua", "racket"} <= set(STRICT)
    assert set(BROKEN) == set(STRICT)


@pytest.mark.sandbox
@pytest.mark.toolchain
@pytest.mark.parametrize("key", STRICT)
def test_both_modes_agree_on_probes_and_stubs(key: str) -> None:
    """The probes, problems of `starter`, and a seeded sample of MultiPL-E's."""
    toolchain(key)
    language, draw = languages.get(key), random.Random(key)
    made = dict(probes(language))
    problems = draw.sample(benchmarks.load("starter").problems, SAMPLE)
    made |= stubs(problems, language)
    with Pool() as pool:
        verdicts = both(made, language, pool)
    assert not differing(verdicts)
    outcomes = [strict.outcome for _, strict in verdicts.values()]
    assert outcomes.count(Outcome.PASSED) >= SAMPLE
    assert outcomes.count(Outcome.ASSERTION) >= SAMPLE - 2
    assert {Outcome.SYNTAX, Outcome.COMPILE} & set(outcomes)
    assert Outcome.EXIT in outcomes


@pytest.mark.sandbox
@pytest.mark.toolchain
@pytest.mark.data
@pytest.mark.parametrize("key", STRICT)
def test_both_modes_agree_on_a_sample_of_benchmarks(key: str) -> None:
    toolchain(key)
    data_file("multipl-e-originals")
    data_file("multipl-e-mbpp-typed")
    language, draw = languages.get(key), random.Random(key)
    made = {}
    for name in ("multipl-e-humaneval", "multipl-e-mbpp"):
        made |= stubs(draw.sample(benchmarks.load(name).problems, SAMPLE), language)
    with Pool() as pool:
        verdicts = both(made, language, pool)
    assert not differing(verdicts)
    assert {b.outcome for _, b in verdicts.values()} == {Outcome.PASSED, Outcome.ASSERTION}


# -- drawn values ----------------------------------------------------------------


def said(language: Language, drawn: Sequence[Any], pool: Pool, harness: str) -> list[str]:
    """What a program of strict mode says of drawn values, each the answer of a function."""
    heads = [Signature(f"f{i}", (Param("x", t),), t) for i, (t, _, _) in enumerate(drawn)]
    checks = [
        language.observe(s, Case((v,), v), i)
        for i, (s, (_, v, _)) in enumerate(zip(heads, drawn, strict=True))
    ]
    default = functions(language, [(t, v, v) for t, v, _ in drawn])
    suite = language.suite([], Problem("p", "", heads[0], ()))
    start = default.rindex(suite[: suite.index("newtongue")])
    text = default[:start] + language.observed(checks, harness)
    one = judge.Program(language.name, text, len(checks))
    e = pool.execute(judge.job(one, toolchain(language.name)))
    assert e.answered, e
    assert len(e.values) == len(checks), e
    return list(e.values)


def prove(language: Language, change: Callable[[str], str] = str) -> None:
    """AssertionError where a drawn value is not its own answer, or its twin's."""
    harness = change(languages.strict(language.name).replace("ROOM", str(strict.ROOM)))
    with Pool(workers=1) as pool:
        for drawn in draws()[: 1 if language.build else 3]:
            trios = sayable(language, drawn)
            for (t, v, other), text in zip(
                trios, said(language, trios, pool, harness), strict=True
            ):
                wanted, twin = (Case((v,), expected) for expected in (v, other))
                assert strict.held(language, t, [wanted], [text]) == [True], (t, v, text)
                assert strict.held(language, t, [twin], [text]) == [False], (t, v, other, text)


@pytest.mark.sandbox
@pytest.mark.toolchain
@pytest.mark.parametrize("key", STRICT)
def test_each_value_comes_back_and_is_no_twin(key: str) -> None:
    toolchain(key)
    prove(languages.get(key))


@pytest.mark.sandbox
@pytest.mark.toolchain
@pytest.mark.parametrize("key", STRICT)
def test_a_worse_harness_is_found_out(key: str) -> None:
    toolchain(key)
    old, new = BROKEN[key]
    assert old in languages.strict(key)
    with pytest.raises(AssertionError):
        prove(languages.get(key), lambda text: text.replace(old, new))


# -- what a program may hold -----------------------------------------------------


@pytest.mark.parametrize("key", STRICT)
def test_no_expected_value_decides_a_word_of_the_program(key: str) -> None:
    """Whatever is expected, the program is the same, so it tells nothing of it."""
    language = languages.get(key)
    secret = "a sentence that no problem has 8157233"
    for problem in benchmarks.load("starter").problems:
        try:
            text = strict.tests(problem, language)
        except Unsupported:
            continue
        others = tuple(
            replace(c, expected=secret + repr(c.args)) for c in render.cases(problem, language)
        )
        head = replace(problem.signature, returns=Type("str"))
        told = strict.tests(replace(problem, cases=others, signature=head), language)
        if len(render.cases(problem, language)) == len(problem.cases):
            assert told == text
        assert secret not in told
        assert secret in language.tests(replace(problem, cases=others, signature=head))


@pytest.mark.parametrize("key", STRICT)
@pytest.mark.data
def test_no_expected_value_stands_in_a_benchmarks_programs(key: str) -> None:
    data_file("multipl-e-originals")
    language, seen = languages.get(key), 0
    for problem in benchmarks.load("multipl-e-humaneval").problems:
        try:
            text = strict.tests(problem, language)
        except Unsupported:
            continue
        bare = language.observed([], languages.strict(key).replace("ROOM", str(strict.ROOM)))
        known = render.cases(problem, language)
        asked = "".join(language.call(problem.signature, c.args) for c in known)
        for case in known:
            answer = language.value(case.expected, problem.signature.returns)
            if answer not in asked and answer not in bare and len(answer) > 3:
                seen += 1
                assert answer not in text
    assert seen > 300


def test_what_is_expected_tells_programs_apart() -> None:
    other = replace(PROBE, cases=(*PROBE.cases[:2], Case(([-5, 5, 40],), 41)))
    language = languages.get("lua")
    one, two = (judge.of_problem(p, language, "return 1", strict=True) for p in (PROBE, other))
    assert one.text == two.text
    assert one.sha256 != two.sha256
    assert judge.of_problem(PROBE, language, "return 1").sha256 != one.sha256


# -- refusals --------------------------------------------------------------------


def test_a_language_without_strict_mode_is_refused_with_those_that_have_it() -> None:
    without = next(key for key in languages.names() if key not in STRICT)
    with pytest.raises(UsageError, match="no strict mode") as refused:
        judge.of_problem(PROBE, languages.get(without), "", strict=True)
    assert all(key in str(refused.value.hint) for key in STRICT)


def test_tests_that_a_file_brought_need_a_benchmark() -> None:
    brought = Completion("total", "lua", 0, "return 1", prompt="", tests="lu = require('luaunit')")
    with pytest.raises(UsageError, match="strict mode needs"):
        judge.assemble(brought, {}, strict=True)
    problems = {("b", "total"): PROBE}
    known = judge.assemble(replace(brought, benchmark="b"), problems, strict=True)
    assert "newtongue_value(" in known.text
    assert "luaunit" not in known.text


def test_an_answer_too_long_is_not_said() -> None:
    long = replace(PROBE, cases=(Case(([1],), 10 ** (2 * strict.ROOM)),))
    with pytest.raises(Unsupported, match="too long"):
        strict.tests(long, languages.get("python"))


# -- verdicts --------------------------------------------------------------------

LUA = judge.of_problem(PROBE, languages.get("lua"), "return 1", strict=True)
RAN = Execution("run", 0, answered=True, ready=3, values=('["int","6"]',) * 3)
SIX, NONE, FORTY = '["int","6"]', '["int","0"]', '["int","40"]'


@pytest.mark.parametrize(
    ("execution", "outcome", "index", "right"),
    [
        (replace(RAN, values=(SIX, NONE, FORTY)), Outcome.PASSED, None, 3),
        (replace(RAN, values=(SIX, NONE, SIX)), Outcome.ASSERTION, 2, 2),
        (replace(RAN, values=(NONE, SIX, FORTY)), Outcome.ASSERTION, 0, 1),
        (replace(RAN, values=(SIX, NONE, FORTY), answered=False), Outcome.EXIT, None, 3),
        (replace(RAN, values=(SIX, NONE)), Outcome.EXIT, None, 2),
        (replace(RAN, values=()), Outcome.EXIT, None, 0),
        (replace(RAN, values=("6", NONE, FORTY)), Outcome.ASSERTION, 0, 2),
        (replace(RAN, values=(SIX, NONE, FORTY), exit_code=1), Outcome.EXCEPTION, None, 3),
        (replace(RAN, values=(NONE,), exit_code=1), Outcome.ASSERTION, 0, 0),
        (replace(RAN, values=(NONE,), limit="timeout"), Outcome.ASSERTION, 0, 0),
        (replace(RAN, values=(SIX,), limit="timeout"), Outcome.TIMEOUT, None, 1),
        (replace(RAN, values=(NONE,), violation="x"), Outcome.VIOLATION, None, 0),
        (replace(RAN, values=(SIX, NONE, FORTY), failed="1 x"), Outcome.ASSERTION, 1, 3),
    ],
)
def test_what_answers_come_to(
    execution: Execution, outcome: Outcome, index: int | None, right: int
) -> None:
    verdict = judge.verdict(replace(LUA, partial=True), execution)
    assert (verdict.outcome, verdict.assertion) == (outcome, index)
    assert (verdict.cases_passed, verdict.cases) == (right, 3)
    assert judge.verdict(LUA, execution).cases is None


def test_an_infrastructure_error_has_no_cases() -> None:
    verdict = judge.verdict(replace(LUA, partial=True), replace(RAN, infrastructure="no memory"))
    assert (verdict.outcome, verdict.cases) == (Outcome.INFRASTRUCTURE, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "6",
        "[]",
        "{}",
        '["int"]',
        '["int",6]',
        '["int","six"]',
        '["int","' + "9" * 9999 + '"]',
        '["float","1e"]',
        '["list",1]',
        '["dict","ab",["k"]]',
        '["codes",-1]',
        '["codes","a"]',
        '["bytes","0"]',
        '["none"]',
        "[" * 50_000,
        '["list",' * 900 + "null" + "]" * 900,
        '["list",' * 50_000 + "null" + "]" * 50_000,
    ],
)
def test_hostile_records_are_no_answers(text: str) -> None:
    got = strict.read(text)
    assert not strict.same(got, 6, 0.0)
    assert not strict.same(got, Items("list", (None,)), 0.0)
    assert len(strict.shown(got)) <= SHOWN


@pytest.mark.parametrize("depth", [200, 400, 600, 900, 950, 990, 2000])
def test_a_deep_member_is_no_answer(depth: int) -> None:
    deep = '["set",' + '["list",' * depth + "null" + "]" * depth + "]"
    cases = [Case((), {1}), Case((), {(1,): 1}), Case((), [1])]
    values = [deep, deep.replace("set", "dict", 1).replace("[", "[[", 2), deep]
    for key in STRICT:
        held = strict.held(languages.get(key), Type("any"), cases, values)
        assert held == [False, False, False]
    assert strict.shown(strict.read(deep))


@pytest.mark.parametrize(
    ("got", "want", "tolerance", "equal"),
    [
        ('["int","1"]', 1.0, 0.0, True),
        ("true", 1, 0.0, False),
        ('["float","nan"]', math.nan, 0.0, True),
        ('["float","-0.0"]', 0, 0.0, True),
        ('["float","1.05"]', 1.0, 0.1, True),
        ('["float","1.05"]', 1.0, 0.01, False),
        ('["int","' + hex(10**400) + '"]', 1.0, 0.1, False),
        ('["int","0x7b"]', 123, 0.0, True),
        ('["list",["int","1"]]', Items("tuple", (1,)), 0.0, False),
        ('["set",["int","1"],["int","1"]]', Items("set", (1,)), 0.0, False),
        ('["set",["int","2"],["int","1"]]', Items("set", (1, 2)), 0.0, True),
        ('["dict",["a",["float","1.5"]]]', Items("dict", (("a", 1.45),)), 0.1, True),
        ('["dict",["a",["float","1.5"]]]', Items("dict", (("b", 1.5),)), 0.1, False),
        ('["dict",[["list"],null]]', Items("dict", ((Items("list", ()), None),)), 0.0, True),
        ('["other","int"]', 1, 0.0, False),
        ("null", False, 0.0, False),
        ('"a"', "a", 0.0, True),
    ],
)
def test_answers_are_compared_by_the_rules_of_every_harness(
    got: str, want: Any, tolerance: float, equal: bool
) -> None:
    assert strict.same(strict.read(got), want, tolerance) is equal


def test_true_is_one_where_a_language_says_so() -> None:
    assert strict.same(True, 1, 0.0, bool_is_int=True)
    assert strict.same(Items("set", (True,)), Items("set", (1,)), 0.0, bool_is_int=True)


@pytest.mark.parametrize(
    ("key", "value", "kind", "shaped"),
    [
        ("lua", [3, 4], "list[int]", Items("dict", ((1, 3), (2, 4)))),
        ("lua", (None, 4), "tuple[none, int]", Items("dict", ((2, 4),))),
        ("lua", {5}, "set[int]", Items("dict", ((5, True),))),
        ("lua", {"a": None}, "dict[str, none]", Items("dict", ())),
        ("javascript", (1, 2), "tuple[int, int]", Items("list", (1, 2))),
        ("javascript", {1: 2, 1e21: 3, 0.5: 4, 1e-7: 5}, "dict[float, int]", None),
        ("javascript", {True: 1}, "dict[bool, int]", Items("map", ((True, 1),))),
        ("javascript", {}, "dict[bool, int]", Items("dict", ())),
        ("typescript", {"a": 1}, "dict[union[str, bool], int]", Items("map", (("a", 1),))),
        ("typescript", {"a": 1}, "optional[dict[str, int]]", Items("dict", (("a", 1),))),
        ("racket", None, "optional[int]", False),
        ("python", (), "tuple[int, ...]", Items("tuple", ())),
    ],
)
def test_expected_values_take_a_languages_shape(
    key: str, value: Any, kind: str, shaped: Any
) -> None:
    if shaped is None:
        names = ("1", "1e+21", "0.5", "1e-7")
        shaped = Items("dict", tuple(zip(names, (2, 3, 4, 5), strict=True)))
    assert languages.get(key).shaped(value, parse_type(kind)) == shaped


def test_every_strict_harness_is_in_the_package() -> None:
    folder = Path(languages.__file__).parent / "strict"
    named = {languages.get(key).strict for key in STRICT}
    assert {file.name for file in folder.iterdir() if file.suffix != ".pyc"} == named
