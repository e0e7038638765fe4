"""The small process beside a worker that starts cold programs."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from newtongue.sandbox.cloner import RIGHTS
from newtongue.sandbox.pool import Pool
from tests.sandbox.programs import (
    ANSWER,
    ROOT,
    TIERS,
    TWIN,
    children,
    is_small,
    opened,
    python,
    running,
    shell,
)

_ALONE = """
import newtongue.sandbox.worker as worker, newtongue.sandbox.box as box
box.start_small = lambda: None
worker.main()
"""
_BROKEN = """
import os, newtongue.sandbox.worker as worker, newtongue.sandbox.box as box
start = box.start_small
def start_and_end():
    small = start()
    os.kill(small.pid, 9)
    return small
box.start_small = start_and_end
worker.main()
"""


@pytest.fixture(scope="module", params=TIERS)
def pool(request: pytest.FixtureRequest) -> Iterator[Pool]:
    with opened(request.param) as pool:
        yield pool


def small(pool: Pool) -> list[str]:
    """The small processes of a pool's one worker."""
    (worker,) = pool.pids
    held = Path(f"/proc/{worker}/task/{worker}/children").read_text().split()
    return [pid for pid in held if is_small(pid)]


def status(pid: str) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return dict(line.split(":\t", 1) for line in lines)


def test_it_is_small_and_starts_every_program(pool: Pool) -> None:
    (one,) = small(pool)
    for _ in range(3):
        assert pool.execute(python(ANSWER % 0)).answered
    assert small(pool) == [one]
    assert int(status(one)["VmRSS"].split()[0]) < 4096  # kB
    assert int(status(one)["RssAnon"].split()[0]) < 1024


def test_it_keeps_nothing_of_many_programs(pool: Pool) -> None:
    (one,) = small(pool)
    used = []
    for _ in range(2):
        for _ in range(100):
            assert pool.execute(shell("exit 3")).exit_code == 3
        used.append(int(status(one)["RssAnon"].split()[0]))
    assert used[1] <= used[0]


@pytest.mark.skipif(not ROOT, reason="another user's rights can't be read")
def test_it_has_the_rights_that_a_clone_takes_and_nothing_open(pool: Pool) -> None:
    (one,) = small(pool)
    rights = sum(1 << number for number in RIGHTS)
    assert {int(status(one)[name], 16) for name in ("CapPrm", "CapEff", "CapBnd")} == {rights}
    assert {link.name for link in Path(f"/proc/{one}/fd").iterdir()} == {"0", "1", "2", "63"}


def test_another_worker_with_another_one_takes_its_place(pool: Pool) -> None:
    (worker,) = pool.pids
    (one,) = small(pool)
    os.kill(int(one), signal.SIGKILL)
    execution = pool.execute(python(ANSWER % 0))
    assert (execution.infrastructure, execution.answered) == (None, True)
    (other,) = small(pool)
    assert other != one
    (now,) = pool.pids
    assert now != worker
    assert children(now) == []


def test_a_program_outlives_it(pool: Pool) -> None:
    (worker,) = pool.pids
    job = shell("sleep 1.7531; exit 4")
    with ThreadPoolExecutor() as threads:
        execution = threads.submit(pool.execute, job)
        deadline = time.monotonic() + 20
        while not running(b"1.7531"):
            assert time.monotonic() < deadline
        os.kill(int(small(pool)[0]), signal.SIGKILL)
        assert execution.result().exit_code == 4
        assert pool.pids == [worker]
    assert pool.execute(shell("exit 5")).exit_code == 5


def test_a_command_too_long_is_said(pool: Pool) -> None:
    execution = pool.execute(shell("exit 0", environment={f"V{n}": "" for n in range(5000)}))
    assert execution.infrastructure == "isolation: command: Argument list too long"
    assert pool.execute(shell("exit 5")).exit_code == 5


@pytest.mark.parametrize("code", [_ALONE, _BROKEN], ids=["none", "one that does not answer"])
def test_without_it_the_worker_clones_itself(code: str) -> None:
    with Pool(1, command=(sys.executable, "-S", "-P", "-c", code)) as pool:
        assert "launcher in C" in pool.state.detail
        assert ("can't be executed" in pool.state.detail) == (code == _ALONE)
        assert small(pool) == []
        assert pool.execute(python(ANSWER % 0)).answered
        assert pool.execute(shell("exit 5")).exit_code == 5


def test_it_ends_with_its_worker() -> None:
    with opened(TIERS[0]) as pool:
        (one,) = small(pool)
        os.kill(pool.pids[0], signal.SIGKILL)
        deadline = time.monotonic() + 20
        while Path(f"/proc/{one}").exists():
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_the_twin_has_none() -> None:
    with opened(TIERS[0] + TWIN) as pool:
        assert pool.execute(shell("exit 5")).exit_code == 5
        assert small(pool) == []
