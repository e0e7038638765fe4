"""Programs, honest and hostile, that the sandbox's tests run, and how they start a worker."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from newtongue.core.completion import Execution
from newtongue.core.errors import SandboxRefused
from newtongue.sandbox import launcher
from newtongue.sandbox.base import Command, Job, Limits
from newtongue.sandbox.pool import Pool
from newtongue.sandbox.tier import bubblewrap
from tests.conftest import need

PYTHON, LUA, JAVA = "/usr/bin/python3", "/usr/bin/lua5.4", "/usr/bin/java"
GCC, NODE, BASH = "/usr/bin/gcc", "/usr/bin/node", "/usr/bin/bash"
ROOT = os.geteuid() == 0
TIERS = ("full", "userns") if ROOT else ("userns",)
TWIN = " by the twin"
KINDS = (*TIERS, *(tier + TWIN for tier in TIERS))
"""Each tier by the launcher in C and by its twin in Python."""
BWRAP = "bubblewrap"
WRAPPED = (BWRAP, BWRAP + " as nobody") if ROOT else (BWRAP,)
"""The tier of the program bwrap; root's worker becomes nobody by itself."""
SMALL = Limits(cpu=0.5, wall=5, memory=256 << 20, output=64 << 10, disk=8 << 20, processes=16)
# The interpreter may lie in a folder that other users can't enter, so it is loaded first.
_AS_NOBODY = """
import os, newtongue.sandbox.worker as worker, newtongue.sandbox.box, newtongue.sandbox.bubblewrap
newtongue.sandbox.launcher.lacking()
os.setgroups([]); os.setresgid(65534, 65534, 65534); os.setresuid(65534, 65534, 65534)
worker.main()
"""
AS_NOBODY = (sys.executable, "-S", "-P", "-c", _AS_NOBODY)
ANSWER = """
import os
with open("/dev/fd/4", "w") as records, open("/dev/fd/3") as nonce:
    records.write("ready %d\\n"); records.flush()
    records.write("nonce " + nonce.readline())
"""


def python(text: str, *, assertions: int = 0, limits: Limits = SMALL, **changes: float) -> Job:
    """A job that runs this text with the distribution's Python."""
    command = Command((PYTHON, "-I", "-S", "main.py"), replace(limits, **changes))  # type: ignore[arg-type]
    return Job("test", {"main.py": text.encode()}, command, assertions=assertions)


def shell(text: str, **changes: object) -> Job:
    """A job that runs this text with the system's shell."""
    job = Job("test", {}, Command(("/bin/sh", "-c", text), SMALL))
    return replace(job, **changes)  # type: ignore[arg-type]


@contextmanager
def opened(kind: str, workers: int = 1) -> Iterator[Pool]:
    """A pool of this kind, or a skip. `userns` is had by giving root's rights up."""
    tier, twin = kind.removesuffix(TWIN).removesuffix(" as nobody"), kind.endswith(TWIN)
    command = AS_NOBODY if kind.endswith(" as nobody") or (tier == "userns" and ROOT) else ()
    mode = ""
    if tier == BWRAP:
        need("bwrap", bubblewrap(), "apt-get install bubblewrap")
        mode = BWRAP
    pool = Pool(workers, unsafe=tier == "unsafe", twin=twin, mode=mode, command=command)
    try:
        pool.__enter__()
    except SandboxRefused as refused:
        need(f"sandbox tier {kind}", False, f"{refused}: {refused.hint}")
    try:
        in_c = pool.state.detail.endswith("launcher in C")
        without = twin or tier in ("unsafe", BWRAP)
        need("the launcher in C", in_c or without, "install a C compiler, then make")
        assert pool.tier == tier
        yield pool
    finally:
        pool.close()


def at_work(pool: Pool) -> int:
    """The process of a pool's one worker that starts programs; bubblewrap's has a stand-in."""
    (worker,) = pool.pids
    return int(children(worker)[0]) if pool.tier == BWRAP else worker


def children(pid: int) -> list[str]:
    """The processes that a process has started and not yet buried, but the small one (cloner.py),
    which stays as long as its worker.
    """
    all_of_them = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [child for child in all_of_them if not is_small(child)]


def is_small(pid: str) -> bool:
    """Whether a process is the launcher, executed."""
    try:
        return launcher.LIBRARY.name.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def running(*arguments: bytes) -> list[int]:
    """The processes of this machine that have all of these arguments."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if set(arguments) <= set(path.read_bytes().split(b"\0")):
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


def healthy(pool: Pool, worker: int | None) -> None:
    """The worker runs the next job as if nothing had been, and nothing of the last is left; None:
    another one than before.
    """
    job = python(
        "import os; print(sorted(os.listdir()), os.listdir('/tmp'))" + ANSWER % 3, assertions=3
    )
    execution = pool.execute(job)
    assert execution.stdout == "['.tmp', 'main.py'] []\n", execution
    assert execution.answered
    assert execution.exit_code == 0
    (now,) = pool.pids
    assert now == worker or worker is None
    assert children(at_work(pool)) == []


def attack(pool: Pool, job: Job) -> Execution:
    """Run a hostile job, then see that the worker is none the worse for it: another one, after a
    forbidden call.
    """
    (worker,) = pool.pids or [None]
    execution = pool.execute(job)
    assert execution.infrastructure is None, execution
    if execution.violation:
        assert not Path(f"/proc/{worker}").exists()
    healthy(pool, None if execution.violation else worker)
    return execution
