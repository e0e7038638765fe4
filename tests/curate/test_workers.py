"""Tasks come back in their order, and a process that dies is one clear line."""

from __future__ import annotations

import os
import signal

import pytest

from newtongue.core.errors import NewtongueError, UsageError
from newtongue.curate.workers import one_by_one, processes


def square(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


def fail(number: int) -> int:
    if number == 3:
        raise UsageError("three is not wanted", field="number")
    return number


def die(number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_in_this_process() -> None:
    assert list(one_by_one(square, [2, 3])) == [(4, os.getpid()), (9, os.getpid())]
    with processes(1) as run_all:
        assert list(run_all(square, [5])) == [(25, os.getpid())]


def test_in_others() -> None:
    with processes(2) as run_all:
        found = list(run_all(square, list(range(20))))
        assert [value for value, _ in found] == [n * n for n in range(20)]
        assert os.getpid() not in {pid for _, pid in found}
        with pytest.raises(UsageError, match="three is not wanted"):
            list(run_all(fail, [1, 2, 3, 4]))


def test_a_killed_process_is_one_clear_line() -> None:
    with pytest.raises(NewtongueError, match="was killed"), processes(2) as run_all:
        list(run_all(die, [1]))
