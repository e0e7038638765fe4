"""The probes of every language on its real toolchain, and a sandbox that lies."""

from __future__ import annotations

import pytest

from newtongue import judge, languages
from newtongue.core.completion import Execution
from newtongue.core.errors import NewtongueError
from newtongue.sandbox.base import Job
from newtongue.sandbox.pool import Pool
from tests.judge.programs import toolchain

KEYS = languages.names()


@pytest.fixture(scope="module")
def pool() -> object:
    with Pool() as workers:
        yield workers


@pytest.mark.toolchain
@pytest.mark.parametrize("key", KEYS)
def test_probes_come_to_what_they_must(key: str, pool: Pool) -> None:
    results = judge.run_probes(key, toolchain(key), pool)
    assert set(results) == set(judge.EXPECTED)
    assert judge.surprises(results) == []
    wrong = results["wrong"].verdict
    assert wrong.assertion is not None
    assert wrong.got is not None
    assert wrong.expected is not None


@pytest.mark.toolchain
@pytest.mark.parametrize("key", KEYS)
def test_canaries_refuse_a_toolchain_that_lies(key: str) -> None:
    """The broken twin: a sandbox in which everything passes must not lead to verdicts."""

    class Liar:
        def run(self, jobs: list[Job]) -> list[tuple[Job, Execution]]:
            return [(j, Execution("run", 0, answered=True, ready=j.assertions)) for j in jobs]

    with pytest.raises(NewtongueError, match="wrong verdicts"):
        judge.require_canaries(key, toolchain(key), Liar())  # type: ignore[arg-type]


@pytest.mark.toolchain
def test_each_worker_is_asked_what_a_liar_gets_wrong(pool: Pool) -> None:
    canaries = judge.each_worker(toolchain)
    assert list(canaries("")) == []
    for canary in canaries("python"):
        assert canary.job.kind == ""
        canary.require(pool.execute(canary.job))
    lie = Execution("run", 0, answered=True, ready=3)
    for canary in canaries("python")[1:]:  # the first is the right one
        with pytest.raises(NewtongueError, match="wrong verdicts"):
            canary.require(lie)
