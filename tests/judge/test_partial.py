"""Partial credit: how many cases held, by programs that go on after one that did not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newtongue import judge, languages
from newtongue.benchmarks import base as benchmarks
from newtongue.core.completion import Completion, Execution, Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case
from newtongue.languages.base import PROBE
from newtongue.sandbox.pool import Pool
from newtongue.translate import render
from tests.judge.programs import toolchain

COMPILED = ("cpp", "java")
WHICH = (*languages.strict_names(), *COMPILED)
LUA = judge.of_problem(PROBE, languages.get("lua"), "return 1", partial=True)
RAN = Execution("run", 0, answered=True, ready=3)


@pytest.mark.parametrize("key", languages.names())
def test_programs_go_on_where_that_is_asked_and_only_there(key: str) -> None:
    """Text only: what is left of the harness is all of it but the end at a failure."""
    language, made = languages.get(key), 0
    for problem in benchmarks.load("starter").problems:
        try:
            stub = render.stub(problem, language)
        except Unsupported:
            continue
        made += 1
        plain = judge.of_problem(problem, language, stub)
        going_on = judge.of_problem(problem, language, stub, partial=True)
        assert going_on.text == plain.text.replace(*language.leave)
        assert going_on.text != plain.text
        assert going_on.sha256 != plain.sha256
        assert going_on.cases == plain.cases
    assert made >= 10


@pytest.mark.sandbox
@pytest.mark.toolchain
@pytest.mark.parametrize("key", WHICH)
def test_cases_that_hold_are_counted(key: str) -> None:
    """Stubs with none, one and two of three answers wrong, and one that fails and then throws."""
    language, found = languages.get(key), toolchain(key)
    right = list(PROBE.cases)
    stubs = {}
    for wrong in ((), (1,), (0, 2), (0, 1, 2)):
        answers = [Case(c.args, 7 if i in wrong else c.expected) for i, c in enumerate(right)]
        stubs[wrong] = render.stub(PROBE, language, answers)
    asked = {}
    for wrong, text in stubs.items():
        for strict in (False, True) if key in languages.strict_names() else (False,):
            made = judge.of_problem(PROBE, language, text, strict=strict, partial=True)
            asked[made.sha256] = (wrong, made)
    with Pool() as pool:
        jobs = [judge.job(made, found) for _, made in asked.values()]
        for ran, execution in pool.run(jobs):
            wrong, made = asked[ran.id]
            verdict = judge.verdict(made, execution)
            assert (verdict.cases_passed, verdict.cases) == (3 - len(wrong), 3), execution
            assert verdict.outcome is (Outcome.ASSERTION if wrong else Outcome.PASSED)
            assert verdict.assertion == (wrong[0] if wrong else None)


@pytest.mark.parametrize(
    ("execution", "outcome", "right"),
    [
        (RAN, Outcome.PASSED, 3),
        (replace(RAN, failed="1 x", failures=(1, 2), answered=False), Outcome.ASSERTION, 1),
        (replace(RAN, failed="1 x", failures=(1,), answered=False, ready=2), Outcome.ASSERTION, 2),
        (replace(RAN, failed="0 x", failures=(0, 0, 9), answered=False), Outcome.ASSERTION, 2),
        # how far these came is not known
        (replace(RAN, exit_code=1, ready=None, answered=False), Outcome.EXCEPTION, 0),
        (replace(RAN, limit="timeout", ready=None, answered=False), Outcome.TIMEOUT, 0),
        (replace(RAN, ready=None, answered=False), Outcome.EXIT, 0),
        (
            replace(RAN, limit="timeout", ready=None, failed="0 x", failures=(0,)),
            Outcome.ASSERTION,
            0,
        ),
        (replace(RAN, failed="0 x", failures=(0,), ready=1), Outcome.ASSERTION, 0),
    ],
)
def test_what_is_known_to_have_held(execution: Execution, outcome: Outcome, right: int) -> None:
    verdict = judge.verdict(LUA, execution)
    assert (verdict.outcome, verdict.cases_passed, verdict.cases) == (outcome, right, 3)
    unasked = judge.verdict(replace(LUA, partial=False), execution)
    assert (unasked.cases_passed, unasked.cases) == (None, None)


def test_tests_that_a_file_brought_have_no_cases_to_count() -> None:
    tests = (
        "lu = require('luaunit')\n\nfunction test_f()\nlocal candidate = f\n"
        "    lu.assertEquals(candidate(1), 1)\nend\n\nos.exit(lu.LuaUnit.run())"
    )
    brought = Completion("f", "lua", 0, "  return 1\nend", prompt="function f(x)\n", tests=tests)
    made = judge.assemble(brought, {}, partial=True)
    assert judge.verdict(made, replace(RAN, ready=1)).cases is None
