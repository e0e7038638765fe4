"""Warm interpreters: a program that goes on in a clone of one is as isolated as any other."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from newtongue import judge, languages, toolchains
from newtongue.core.completion import Execution
from newtongue.sandbox.base import Command, Job, Warm
from newtongue.sandbox.pool import Pool
from tests.sandbox.programs import ANSWER, PYTHON, SMALL, TIERS, TWIN, children, opened

pytestmark = pytest.mark.sandbox
WARM = Warm(
    (PYTHON, "-s", "-S", "-P", "-B", "{boot}", "{launcher}", "main.py"),
    languages.boot("python"),
    ".py",
)


FORKS = """
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
"""


@pytest.fixture(scope="module", params=TIERS)
def pool(request: pytest.FixtureRequest) -> Iterator[Pool]:
    """One worker, whose interpreter stays between tests."""
    with opened(request.param) as pool:
        yield pool


def warm(text: str, *, assertions: int = 0, **changes: object) -> Job:
    """A job for the warm interpreter."""
    cold = Command((PYTHON, "main.py"), replace(SMALL, **changes))  # type: ignore[arg-type]
    return Job("test", {"main.py": text.encode()}, cold, warm=WARM, assertions=assertions)


def ran(pool: Pool, text: str, **changes: object) -> Execution:
    """What a warm program came to; the interpreter that it left is none the worse for it."""
    execution = pool.execute(warm(text, **changes))
    assert execution.infrastructure is None, execution
    assert execution.cold is None, execution
    after = pool.execute(warm("import os; print(os.listdir())" + ANSWER % 1, assertions=1))
    assert (after.cold, after.answered, after.exit_code) == (None, True, 0), after
    assert after.stdout in ("['.tmp', 'main.py']\n", "['main.py', '.tmp']\n")
    (worker,) = pool.pids
    assert len(children(worker)) == 1  # the interpreter
    return execution


def test_nothing_stays_between_programs(pool: Pool) -> None:
    text = "import builtins, sys; print(hasattr(builtins, 'mine')); builtins.mine = sys.mine = 1"
    assert ran(pool, text).stdout == "False\n"
    assert ran(pool, text).stdout == "False\n"


def test_a_program_has_no_rights(pool: Pool) -> None:
    text = "print(open('/proc/self/status').read())"
    lines = dict(line.split(":\t") for line in ran(pool, text).stdout.splitlines() if ":\t" in line)
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(lines[name], 16) == 0, name
    assert (lines["NoNewPrivs"], lines["Seccomp"]) == ("1", "2")
    assert "0" not in lines["Uid"].split()
    assert lines["Pid"] == "2"


def test_a_program_sees_no_other(pool: Pool) -> None:
    text = "import os; print(sorted(x for x in os.listdir('/proc') if x.isdigit()), os.getppid())"
    assert ran(pool, text).stdout == "['1', '2'] 1\n"


def test_the_interpreters_socket_is_gone(pool: Pool) -> None:
    text = """
import os
for number in range(5, 512):
    try:
        print(os.readlink(f"/proc/self/fd/{number}"))
    except OSError:
        pass
"""
    seen = ran(pool, text).stdout
    assert "socket" not in seen
    assert "pipe" not in seen


@pytest.mark.parametrize("name", [n for n in languages.names() if languages.get(n).warm])
def test_a_clone_has_no_descriptor_that_another_shares(name: str) -> None:
    """What an interpreter opened is one offset, one buffer, one set of flags for all its clones."""
    language = languages.get(name)
    job = judge.job(judge.Program(name, "", 0), toolchains.find(language))
    text = {
        ".py": "import os; print(sorted(os.listdir('/proc/self/fd'), key=int))",
        ".lua": "os.execute('ls /proc/$PPID/fd')",
        ".tcl": "puts [lsort -integer [glob -tails -directory /proc/self/fd *]]",
    }[language.extension]
    with opened(TIERS[0]) as pool:
        execution = pool.execute(replace(job, files={language.source: text.encode()}))
    seen = [int(word) for word in re.findall(r"\d+", execution.stdout)]
    assert execution.cold is None
    assert set(range(5)) <= set(seen), execution
    assert len(seen) <= 6, "the five of every program, and the listing's own"
    assert max(seen) <= 5, execution


def test_the_text_of_an_earlier_program_is_not_in_memory(pool: Pool) -> None:
    secret = "the text of another " + "program"
    assert ran(pool, f"x = {secret!r}").exit_code == 0
    # the searched text is put together at run time, and stands in this program's memory only so
    text = """
wanted = b"the text of another " + bytes([112, 114, 111, 103]) + b"ram"
found = 0
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
    for line in maps:
        area, rights, *_ = line.split()
        start, end = (int(x, 16) for x in area.split("-"))
        if rights.startswith("rw") and not line.rstrip().endswith("]") or "[heap]" in line:
            memory.seek(start)
            found += memory.read(end - start).count(b"x = 'the text of another " + wanted[20:])
print(found)
"""
    assert ran(pool, text).stdout == "0\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("raise SystemExit(3)", (3, None)),
        ("1 / 0", (1, None)),
        ("import os; os.kill(os.getpid(), 11)", (None, 11)),
        ("import os; os.abort()", (None, 6)),
        ("import os, signal; os.kill(1, signal.SIGINT)", (1, None)),
    ],
)
def test_how_a_program_ends(pool: Pool, text: str, expected: tuple[int | None, int | None]) -> None:
    execution = ran(pool, text)
    if "kill(1" in text:
        # by another user than init's it is refused; by the same one it is lost on init
        assert execution.exit_code in (0, 1)
    else:
        assert (execution.exit_code, execution.signal) == expected


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("while True: pass", "timeout"),
        ("import time; time.sleep(99)", "timeout"),
        ("while True: print('x' * 1000)", "output"),
        (FORKS, "timeout"),
    ],
)
def test_limits(pool: Pool, text: str, limit: str) -> None:
    assert ran(pool, text, wall=3.0).limit == limit


def test_memory(pool: Pool) -> None:
    execution = ran(pool, "x = bytearray(1 << 30)")
    assert "MemoryError" in execution.stderr


def test_forbidden_calls_and_network(pool: Pool) -> None:
    text = "import ctypes; ctypes.CDLL(None).unshare(0)"
    assert ran(pool, text).violation is not None
    assert "Permission" in ran(pool, "import socket; socket.socket()").stderr


def test_a_daemon_dies_with_its_program(pool: Pool) -> None:
    text = "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(98765)"
    assert ran(pool, text).exit_code == 0


def test_a_killed_interpreter_is_replaced() -> None:
    with opened(TIERS[0]) as pool:
        ran(pool, "pass")
        (worker,) = pool.pids
        (interpreter,) = children(worker)
        os.kill(int(interpreter), signal.SIGKILL)
        assert ran(pool, "print(1)").stdout == "1\n"
        assert children(worker) != [interpreter]


def test_an_interpreter_that_does_not_start_is_done_without() -> None:
    broken = replace(WARM, boot=b"import sys\nsys.exit('no library here')\n")
    with opened(TIERS[0]) as pool:
        execution = pool.execute(replace(warm("print(2)"), warm=broken))
    assert (execution.stdout, execution.exit_code) == ("2\n", 0)
    assert execution.cold == "python3 does not start to wait: no library here"


def test_the_twin_starts_cold() -> None:
    with opened(TIERS[0] + TWIN) as pool:
        execution = pool.execute(warm("print(3)"))
    assert (execution.stdout, execution.cold) == ("3\n", "a warm start needs the launcher in C")


def test_interpreters_end_with_the_pool() -> None:
    with opened(TIERS[0]) as pool:
        pool.execute(warm("pass"))
        (worker,) = pool.pids
        (interpreter,) = children(worker)
    deadline = time.monotonic() + 20
    while Path(f"/proc/{interpreter}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
