"""`--unsafe`: the same interface and the same verdict channel, without isolation."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from newtongue.sandbox.base import Command
from newtongue.sandbox.pool import Pool
from tests.sandbox.programs import ANSWER, SMALL, python, running, shell


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(1, unsafe=True) as pool:
        assert pool.tier == "unsafe"
        yield pool


def test_the_channel(pool: Pool) -> None:
    right = pool.execute(python(ANSWER % 2, assertions=2))
    assert (right.ready, right.answered, right.exit_code) == (2, True, 0)
    wrong = pool.execute(python(ANSWER % 2, assertions=3))
    assert (wrong.ready, wrong.answered, wrong.exit_code) == (2, False, 0)
    early = pool.execute(python("", assertions=3))
    assert (early.ready, early.answered, early.exit_code) == (None, False, 0)


def test_the_streams_as_channel(pool: Pool) -> None:
    text = "print('ready 1', flush=True); print('nonce', input())"
    assert pool.execute(replace(python(text, assertions=1), streams=True)).answered


def test_limits(pool: Pool) -> None:
    assert pool.execute(python("while True: pass")).limit == "timeout"
    assert pool.execute(python("import time; time.sleep(9)", wall=0.2)).limit == "timeout"
    assert pool.execute(python("while True: print('x' * 999)", cpu=9)).limit == "output"
    bomb = pool.execute(python("x = []\nwhile True: x.append(bytearray(8 << 20))", cpu=9))
    assert "MemoryError" in bomb.stderr


def test_build_and_run(pool: Pool) -> None:
    build = Command(("/bin/sh", "-c", "printf '#!/bin/sh\\ncat a' > b; chmod +x b"), SMALL)
    job = replace(shell(""), build=build, files={"a": b"x"}, run=Command(("/scratch/b",), SMALL))
    assert pool.execute(job).stdout == "x"
    failed = pool.execute(replace(job, build=Command(("/bin/sh", "-c", "exit 3"), SMALL)))
    assert (failed.stage, failed.exit_code) == ("build", 3)


def test_what_stays_in_the_group_dies(pool: Pool) -> None:
    execution = pool.execute(shell("sleep 987.125 & echo done"))
    assert execution.stdout == "done\n"
    time.sleep(0.05)
    assert not running(b"987.125")


def test_the_environment_is_clean(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    execution = pool.execute(shell("env; pwd"))
    assert "PYTHONPATH" not in execution.stdout
    assert "HOME=/" in execution.stdout
    assert "newtongue-" in execution.stdout.splitlines()[-1]


def test_a_missing_interpreter_is_our_failure(pool: Pool) -> None:
    job = replace(shell(""), run=Command(("/usr/bin/nonesuch",), SMALL))
    assert "/usr/bin/nonesuch" in str(pool.execute(job).infrastructure)
