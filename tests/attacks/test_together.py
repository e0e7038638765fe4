"""Two programs at the same time, on two workers: neither sees, signals or changes the other."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from newtongue.sandbox.base import Command, Job, Limits
from tests.sandbox.programs import SMALL, TIERS, attack, opened, python, running, shell

pytestmark = pytest.mark.sandbox
SEARCH = """
import os, signal
for pid in {pids}:
    try: os.kill(pid, signal.SIGKILL); print("killed", pid)
    except ProcessLookupError: pass
    for path in ("root/scratch/mine", "cwd/mine", "environ", "cmdline"):
        try: print(open(f"/proc/{{pid}}/{{path}}").read())
        except OSError: pass
for folder, folders, files in os.walk("/", onerror=None):
    if folder == "/":
        folders[:] = [f for f in folders if f not in ("usr", "proc", "etc", "dev")]
    for name in files: print(folder, name)
for name in ("/scratch/mine", "/tmp/mine"):
    with open(name, "w") as file: file.write("theirs")
"""
SLOW = Limits(cpu=9, wall=300, memory=SMALL.memory, disk=SMALL.disk)


def wait_for(condition: Callable[[], object]) -> None:
    """Until it holds, or a minute has passed."""
    deadline = time.monotonic() + 60
    while not condition() and time.monotonic() < deadline:
        pass


@pytest.mark.parametrize("kind", TIERS)
def test_a_program_does_not_reach_another_one_s_scratch_folder_or_processes(kind: str) -> None:
    mark = "298.75"
    text = f"echo ours > mine; echo ours > /tmp/mine; exec sleep {mark}"
    first = Job("first", {}, Command(("/bin/sh", "-c", text), SLOW))
    with opened(kind, workers=2) as theirs, opened(kind) as pool:
        both = theirs.run([first, shell("true")])
        assert next(both)[0].id == "test"  # the other one sleeps on
        wait_for(lambda: running(mark.encode()))
        pids = running(mark.encode())
        execution = attack(pool, python(SEARCH.format(pids=pids)))
        assert execution.exit_code == 0, execution
        assert execution.stdout == "/scratch main.py\n"
        assert running(mark.encode()) == pids, "it slept through all of this"
        for name in ("mine", ".tmp/mine"):
            assert Path(f"/proc/{pids[0]}/root/scratch/{name}").read_text() == "ours\n"
        both.close()
    wait_for(lambda: not running(mark.encode()))  # a killed worker's programs take a moment to go
    assert not running(mark.encode())
