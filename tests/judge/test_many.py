"""Many programs on the real toolchains: stubs, their wrong twins, references; and none twice."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from newtongue import judge, languages, toolchains
from newtongue.benchmarks import base as benchmarks
from newtongue.core.completion import Execution, Key, Outcome, Verdict
from newtongue.core.errors import NewtongueError
from newtongue.core.progress import Silent
from newtongue.judge import many
from newtongue.sandbox.base import Job
from newtongue.sandbox.cache import Cache
from newtongue.sandbox.pool import Pool
from tests.conformance import another, right, twin
from tests.conftest import data_file
from tests.judge.programs import toolchain
from tests.languages.test_golden import CHOSEN

KEYS = languages.names()


@pytest.mark.toolchain
@pytest.mark.parametrize("key", KEYS)
def test_look_up_stubs_pass_and_their_wrong_twins_fail(key: str, tmp_path: Path) -> None:
    """The golden programs of `starter`, and three real problems that a seed chooses."""
    toolchain(key)
    data_file("multipl-e-mbpp-typed")
    language = languages.get(key)
    golden = [benchmarks.load("starter").problems[index] for index in CHOSEN]
    real = list(benchmarks.load("multipl-e-mbpp").problems)
    random.Random(key).shuffle(real)
    real = list(islice((problem for problem in real if twin(problem, language)), 3))
    programs = {}
    for problem in (*golden, *real):
        if (made := right(problem, language)) is not None:
            programs[(problem.benchmark, key, problem.name, 0)] = made
    for problem in (*golden[:3], *real):
        if (made := twin(problem, language)) is not None:
            programs[(problem.benchmark, key, problem.name, 1)] = made
    assert len(programs) >= 12
    judged = judge.judge_all(
        programs, known={}, store=tmp_path / "v.jsonl", pool=Pool, progress=Silent()
    )
    for found, one in judged.items():
        wanted = Outcome.ASSERTION if found[3] else Outcome.PASSED
        assert one.verdict.outcome is wanted, (found, one.verdict, one.stderr)


@pytest.mark.toolchain
@pytest.mark.data
@pytest.mark.parametrize("benchmark", ["humaneval", "mbpp", "multipl-e-humaneval"])
def test_references_pass_their_own_cases(benchmark: str, tmp_path: Path) -> None:
    """A seeded sample; `make conformance` judges all."""
    data_file({"multipl-e-humaneval": "multipl-e-originals"}.get(benchmark, benchmark))
    from newtongue.translate import render

    key = "python"
    toolchain(key)
    language = languages.get(key)
    problems = [p for p in benchmarks.load(benchmark).problems if p.reference]
    problems = [p for p in problems if "HumanEval_151_" not in p.name]  # edited tests
    programs = {}
    for problem in random.Random(11).sample(problems, 40):
        cases = render.cases(problem, language)
        text = render.reference_program(problem, language)
        programs[(benchmark, key, problem.name, 0)] = judge.Program(key, text, len(cases), cases)
    judged = judge.judge_all(
        programs, known={}, store=tmp_path / "v.jsonl", pool=Pool, progress=Silent()
    )
    wrong = {k[2]: j.verdict for k, j in judged.items() if j.verdict.outcome is not Outcome.PASSED}
    assert not wrong


def test_equal_programs_run_once_and_a_second_call_runs_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[str] = []

    def answer(one: Job) -> Execution:
        runs.append(one.id)
        return Execution("run", 0, answered=True, ready=one.assertions)

    program = judge.Program("lua", "print(1)", 1)
    other = judge.Program("lua", "print(2)", 1)
    programs = {("b", "lua", f"p{i}", 0): program for i in range(5)}
    programs[("b", "lua", "q", 0)] = other
    monkeypatch.setattr(many, "require_canaries", lambda *_: None)
    for _ in range(2):
        found = judged_by(answer, programs, tmp_path, monkeypatch)
        assert [one.key for one in found] == list(programs)
        assert all(one.outcome is Outcome.PASSED for one in found)
    assert sorted(runs) == sorted({program.sha256, other.sha256})


def judged_by(
    answer: Callable[[Job], Execution],
    programs: dict[Key, judge.Program],
    folder: Path,
    patch: pytest.MonkeyPatch,
) -> list[Verdict]:
    """What programs come to in a pool that gives these answers; the store lies in the folder."""

    class Answering:
        walls = ""

        def __enter__(self) -> Answering:
            return self

        def __exit__(self, *_: object) -> None: ...

        def prove(self, canaries: object) -> None: ...

        def run(self, jobs: list[Job]) -> list[tuple[Job, Execution]]:
            return [(one, answer(one)) for one in jobs]

    patch.setattr(toolchains, "find", lambda _: FOUND)
    patch.setattr(many, "plan", lambda *_: Job("", {"main": b""}, run=None))  # type: ignore[arg-type]
    store = folder / "v.jsonl"
    pool: Any = Answering
    found = judge.judge_all(programs, known={}, store=store, pool=pool, progress=Silent())
    return [one.verdict for one in found.values()]


def test_equal_programs_that_are_cut_differently_have_lines_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many, "require_canaries", lambda *_: None)
    said = Execution("run", 1, stderr="lua5.4: main.lua:2: no")
    places = ((0, 2), (1, 1), (0, 1))
    programs = {
        ("b", "lua", "p", number): judge.Program("lua", "a\nb\n", 1, opening=above, lines=lines)
        for number, (above, lines) in enumerate(places)
    }
    for _ in range(2):  # the second time they are read from the store
        found = judged_by(lambda _: said, programs, tmp_path, monkeypatch)
        assert [one.line for one in found] == [2, 1, None]


def test_a_language_with_a_broken_toolchain_has_no_verdict_and_others_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = ["lua"]

    def canaries(name: str, *_: object) -> None:
        if name in broken:
            raise NewtongueError(f"the {name} toolchain gives wrong verdicts", hint="check it")

    monkeypatch.setattr(many, "require_canaries", canaries)
    programs = {("b", key, "p", 0): judge.Program(key, key, 1) for key in ("lua", "ruby")}

    def outcomes() -> list[Outcome]:
        passed = Execution("run", 0, answered=True, ready=1)
        return [o.outcome for o in judged_by(lambda _: passed, programs, tmp_path, monkeypatch)]

    assert outcomes() == [Outcome.INFRASTRUCTURE, Outcome.PASSED]
    with pytest.raises(NewtongueError, match="the lua toolchain"):
        outcomes()  # only that one is left
    broken.clear()
    assert outcomes() == [Outcome.PASSED, Outcome.PASSED], "it was asked again"


FOUND = SimpleNamespace(fingerprint="one")


@pytest.mark.toolchain
def test_what_another_run_saw_is_not_run_again(tmp_path: Path) -> None:
    toolchain("lua")
    problem = benchmarks.load("starter").problems[0]
    made = right(problem, languages.get("lua"))
    assert made is not None
    programs = {(problem.benchmark, "lua", problem.name, 0): made}

    def judged(run: str, pool: Callable[[], Pool]) -> dict[Key, judge.Judged]:
        with Cache(tmp_path / "executions.sqlite") as cache:
            return judge.judge_all(
                programs,
                known={},
                store=tmp_path / run,
                pool=pool,
                progress=Silent(),
                cache=cache,
            )

    class Idle(Pool):
        def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Execution]]:
            assert not list(jobs), "a program was run"
            return iter(())

    def none() -> Pool:
        raise AssertionError("a pool was opened")

    first = judged("one", Pool)
    assert [one.verdict.outcome for one in first.values()] == [Outcome.PASSED]
    assert judged("two", Idle) == first
    assert judged("two", none) == first  # from the store this time


@pytest.mark.parametrize(
    ("value", "kind"),
    [(1, "int"), ([1], "list[int]"), (None, "optional[str]"), ({1: "a"}, "dict[int, str]")],
)
def test_another_value_is_another(value: object, kind: str) -> None:
    from newtongue.core.signature import parse_type

    assert another(value, parse_type(kind)) != value
