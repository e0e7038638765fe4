"""A CPU for each worker, once there are as many workers as CPUs."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from newtongue.sandbox import cpus
from newtongue.sandbox.base import Job
from newtongue.sandbox.pool import Pool
from tests.sandbox.programs import TIERS, opened, python

ASK = "import os; print(*sorted(os.sched_getaffinity(0)))"


@pytest.fixture(params=TIERS)
def pool(request: pytest.FixtureRequest) -> Iterator[Pool]:
    with opened(request.param, workers=cpus.processors()) as pool:
        yield pool


def busy(pool: Pool) -> None:
    """Have all workers started, by programs that take a while."""
    jobs: list[Job] = [python("import time; time.sleep(0.3)")] * (4 * cpus.processors())
    assert all(execution.exit_code == 0 for _, execution in pool.run(jobs))
    assert len(pool.pids) == cpus.processors()


def used(pid: int) -> set[int]:
    return os.sched_getaffinity(pid)


def own(pool: Pool) -> list[int]:
    """The one CPU of each worker."""
    return sorted(cpu for pid in pool.pids for (cpu,) in [used(pid)])


def test_the_least_taken_is_the_first_of_those() -> None:
    assert cpus.least_taken([2, 5], []) == 2
    assert cpus.least_taken([2, 5], [2, None]) == 5
    assert cpus.least_taken([2, 5, 7], [2, 5, 7, 5, 2]) == 7
    assert cpus.least_taken([2, 5], [5, 2]) == 2


def test_who_is_gone_is_passed_over() -> None:
    cpus.keep_to(cpus.usable()[0], 1 << 30)


def test_each_worker_has_its_own_with_all_that_it_starts(pool: Pool) -> None:
    busy(pool)
    assert own(pool) == list(cpus.usable())
    for pid in pool.pids:
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            assert used(int(child)) == used(pid)
    seen = {execution.stdout for _, execution in pool.run([python(ASK)] * 8)}
    assert seen <= {f"{cpu}\n" for cpu in cpus.usable()}


def test_one_that_takes_anothers_place_takes_its_cpu(pool: Pool) -> None:
    busy(pool)
    os.kill(pool.pids[0], signal.SIGKILL)
    busy(pool)
    assert own(pool) == list(cpus.usable())


def test_fewer_workers_may_use_all() -> None:
    if cpus.processors() == 1:
        return  # it can't be left free
    with opened(TIERS[0], workers=cpus.processors() - 1) as pool:
        assert set(map(int, pool.execute(python(ASK)).stdout.split())) == set(cpus.usable())
        assert all(used(pid) == set(cpus.usable()) for pid in pool.pids)


def test_one_program_alone_may_use_all(pool: Pool) -> None:
    if cpus.processors() > 1:
        assert set(map(int, pool.execute(python(ASK)).stdout.split())) == set(cpus.usable())
