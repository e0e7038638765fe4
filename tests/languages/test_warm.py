"""A warm start changes no verdict: every program comes to the same by both ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from newtongue import judge, languages, toolchains
from newtongue.benchmarks import base as benchmarks
from newtongue.core.completion import Execution, Outcome, cut
from newtongue.languages.base import PROBE
from newtongue.sandbox.pool import Pool
from tests.conformance import right, twin
from tests.conftest import data_file, need
from tests.languages.warm_programs import ENDS, SEEDS, SPOILERS
from tests.sandbox.programs import TIERS, opened

pytestmark = [pytest.mark.toolchain, pytest.mark.sandbox]
WARM = [name for name in languages.names() if languages.get(name).warm]


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """One worker for all."""
    with opened(TIERS[0]) as pool:
        yield pool


def both(name: str, program: judge.Program, pool: Pool) -> list[tuple[judge.Judged, Execution]]:
    """What a program comes to by a warm and by a cold start."""
    language = languages.get(name)
    found = toolchains.find(language)
    job = judge.job(program, found)
    run = replace(job.run, limits=replace(job.run.limits, cpu=2 * language.time_factor))
    results = []
    for each in (replace(job, run=run), replace(job, run=run, warm=None)):
        ((_, execution),) = pool.run([each])
        assert execution.cold is None, execution.cold
        verdict = judge.verdict(program, execution)
        results.append((judge.Judged(verdict, stdout=execution.stdout), execution))
    return results


def test_which_are_warm() -> None:
    assert {languages.get(name).extension.lower() for name in WARM} == set(ENDS)


@pytest.mark.parametrize("name", WARM)
def test_probes(name: str, pool: Pool) -> None:
    language = languages.get(name)
    need(f"the {name} toolchain", isinstance(toolchains.look(language), toolchains.Found), "make")
    for probe, wanted in judge.EXPECTED.items():
        path = languages.probes(name) / f"{probe}{language.extension}"
        text = cut(path.read_text(encoding="utf-8"), language.stops)
        program = judge.of_problem(PROBE, language, text)
        (warm, _), (cold, _) = both(name, program, pool)
        assert warm == cold, probe
        assert warm.verdict.outcome in wanted


@pytest.mark.parametrize("name", WARM)
def test_how_programs_end(name: str, pool: Pool) -> None:
    for text in ENDS[languages.get(name).extension.lower()]:
        program = judge.Program(name, text + "\n", 0)
        (warm, one), (cold, other) = both(name, program, pool)
        assert warm == cold, text
        assert (one.exit_code, one.signal) == (other.exit_code, other.signal), text
        assert one.stderr == other.stderr, text


@pytest.mark.parametrize("name", WARM)
def test_chance_is_another_one_for_each_program(name: str, pool: Pool) -> None:
    language = languages.get(name)
    text = SEEDS[language.extension.lower()] + "\n"
    job = judge.job(judge.Program(name, text, 0), toolchains.find(language))
    seen = {pool.execute(job).stdout for _ in range(3)}
    assert len(seen) == 3, seen


@pytest.mark.parametrize(
    "name", [n for n in WARM if languages.get(n).extension.lower() in SPOILERS]
)
def test_one_program_can_not_spoil_the_next(name: str, pool: Pool) -> None:
    language = languages.get(name)
    found = toolchains.find(language)
    ends = ENDS[language.extension.lower()]
    first, spoiler = (
        judge.job(judge.Program(name, text + "\n", 0), found)
        for text in (ends[0], SPOILERS[language.extension.lower()])
    )
    before = pool.execute(first)
    spoilt = pool.execute(spoiler)
    assert spoilt.cold is None
    assert spoilt.infrastructure is None
    for _ in range(2):
        after = pool.execute(first)
        assert after.cold is None
        assert (after.stdout, after.stderr) == (before.stdout, before.stderr)
        assert (after.exit_code, after.signal) == (before.exit_code, before.signal)


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.parametrize("name", WARM)
def test_stubs(name: str, pool: Pool) -> None:
    """The look-up stubs of twenty problems, right and wrong, come to the same by both ways."""
    data_file("multipl-e-originals")
    language = languages.get(name)
    outcomes = []
    for problem in benchmarks.load("multipl-e-humaneval").problems[::8][:20]:
        for program in filter(None, (right(problem, language), twin(problem, language))):
            (warm, _), (cold, _) = both(name, program, pool)
            assert warm == cold, problem.name
            outcomes.append(warm.verdict.outcome)
    assert len(outcomes) > 20
    assert {Outcome.PASSED, Outcome.ASSERTION} <= set(outcomes)
