"""Warm interpreters: a program that goes on in a clone of one is as isolated as any other."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import re
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from newtongue import judge, languages, toolchains
from newtongue.core.completion import Execution
from newtongue.sandbox.base import Command, Job, Warm
from newtongue.sandbox.cloner import RIGHTS
from newtongue.sandbox.pool import Pool
from tests.languages.warm_programs import LOOPS
from tests.sandbox.programs import ANSWER, PYTHON, ROOT, SMALL, TIERS, TWIN, children, opened

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


@pytest.mark.toolchain
@pytest.mark.skipif(not ROOT, reason="only root may compare the descriptors of two processes")
@pytest.mark.parametrize("name", [n for n in languages.names() if languages.get(n).warm])
def test_a_clone_shares_no_descriptor_and_no_memory(name: str) -> None:
    """What an interpreter opened would be one offset, one buffer, one set of flags for all."""
    language = languages.get(name)
    job = judge.job(judge.Program(name, "", 0), toolchains.find(language))
    text = LOOPS[language.extension.lower()]
    with opened(TIERS[0]) as pool, ThreadPoolExecutor() as threads:
        running = threads.submit(pool.execute, replace(job, files={language.source: text.encode()}))
        interpreter, program = started(pool)
        ours, theirs, same = compared(program, interpreter)
        maps = Path(f"/proc/{program}/maps").read_text().splitlines()
        os.kill(int(program), signal.SIGKILL)
        again = started(pool, but=program)[1]  # it may have been the machine
        os.kill(int(again), signal.SIGKILL)
        execution = running.result()
    assert (execution.cold, execution.signal) == (None, signal.SIGKILL), execution
    assert set("01234") <= set(ours)
    assert not same
    both = set(ours.values()) & set(theirs.values())
    assert not [link for link in both if link.startswith(("pipe:", "socket:"))]
    assert not [line for line in maps if re.match(r"\S+ .w.s", line)]


def started(pool: Pool, but: str = "") -> tuple[str, str]:
    """The interpreter and its one program, once that runs behind the filter. An interpreter's own
    start has short-lived children (R's is a shell script), which may end while we look: look again.
    """
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(FileNotFoundError, ProcessLookupError):
            for worker in pool.pids:
                for init in children(worker):
                    for program in children(int(init)):
                        if (
                            program != but
                            and "Seccomp:\t2" in Path(f"/proc/{program}/status").read_text()
                        ):
                            (interpreter,) = set(children(worker)) - {init}
                            return interpreter, program
        time.sleep(0.02)
    raise AssertionError("no program was seen")


def compared(
    program: str, interpreter: str
) -> tuple[dict[str, str], dict[str, str], list[tuple[str, str]]]:
    """What both have open, and which of it is one open file. A program that just begins may close
    one while we look (Ruby makes its timer anew): then we look again.
    """
    for _ in range(200):
        try:
            ours, theirs = descriptors(program), descriptors(interpreter)
            same = [(x, y) for x in ours for y in theirs if same_file(program, x, interpreter, y)]
        except OSError as error:
            if error.errno not in (errno.EBADF, errno.ENOENT):
                raise
            time.sleep(0.02)
        else:
            return ours, theirs, same
    raise AssertionError("the program never stops opening and closing")


def descriptors(pid: str) -> dict[str, str]:
    """The open descriptors of a process, and what they lead to."""
    return {link.name: str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()}


def same_file(one: str, fd: str, other: str, number: str) -> bool:
    """Whether two descriptors are one open file. Raises OSError where one is closed by now."""
    call = {"x86_64": 312, "aarch64": 272}[platform.machine()]
    answer = ctypes.CDLL(None, use_errno=True).syscall(
        call, int(one), int(other), 0, ctypes.c_ulong(int(fd)), ctypes.c_ulong(int(number))
    )
    if answer < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return bool(answer == 0)


OPENED = b"""
import os, select, sys
pipe, counter, epoll = os.pipe(), os.eventfd(0, os.EFD_NONBLOCK), select.epoll()
os.set_blocking(pipe[0], False)
epoll.register(pipe[0], select.EPOLLIN)
place, script = open("main.py", "rb", 0), open(sys.argv[0], "rb", 0)
script.read(7)
sys.mine = (pipe, counter, epoll, place, script)
"""


def test_what_an_interpreter_opened_each_program_has_anew() -> None:
    text = """
import os, sys
pipe, counter, epoll, place, script = sys.mine
print(epoll.poll(0), place.read(4), script.read(9), os.get_inheritable(pipe[0]))
for read in (lambda: os.read(pipe[0], 9), lambda: os.eventfd_read(counter)):
    try:
        print(read())
    except BlockingIOError:
        print("empty")
os.write(pipe[1], b"x")
os.eventfd_write(counter, 5)
print(epoll.poll(0) == [(pipe[0], 1)], os.read(pipe[0], 9), os.eventfd_read(counter))
for file in (pipe[1], counter):
    os.set_blocking(file, True)
    os.write(file, b"12345678")
place.seek(9)
script.seek(0)
"""
    boot = replace(WARM, boot=OPENED + languages.boot("python"))
    job = replace(warm(text), warm=boot)
    with opened(TIERS[0]) as pool:
        for _ in range(2):
            execution = pool.execute(job)
            assert execution.cold is None
            assert execution.stdout == (
                "[] b'\\nimp' b' os, sele' False\nempty\nempty\nTrue b'x' 5\n"
            ), execution


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


def test_where_memory_ends_the_program_goes_first_and_the_worker_last(pool: Pool) -> None:
    text = "print([int(open(f'/proc/{p}/oom_score_adj').read()) for p in ('self', 1)])"
    assert ran(pool, text).stdout == "[1000, 500]\n"
    (worker,) = pool.pids
    scores = [Path(f"/proc/{pid}/oom_score_adj").read_text() for pid in (*children(worker), worker)]
    assert scores == ["500\n", Path("/proc/self/oom_score_adj").read_text()]


def test_what_an_earlier_init_said_is_not_in_memory(pool: Pool) -> None:
    """Its stack lies in the interpreter, and holds its report: what another program used."""
    assert pool.execute(warm("import time; time.sleep(0.2)")).exit_code == 0
    text = """
found = 0
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
    for line in maps:
        area, rights, *_ = line.split()
        start, end = (int(x, 16) for x in area.split("-"))
        if rights.startswith("rw") and not line.rstrip().endswith("]"):
            memory.seek(start)
            found += memory.read(end - start).count(bytes([110, 117, 108, 108]) + b', "violation')
print(found)
"""
    assert pool.execute(warm(text)).stdout == "0\n"


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
        assert pool.pids != [worker]


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


@pytest.mark.skipif(not ROOT, reason="another user's rights can't be read")
def test_an_interpreter_has_the_rights_that_a_clone_takes(pool: Pool) -> None:
    ran(pool, "pass")
    (worker,) = pool.pids
    (interpreter,) = children(worker)
    status = dict(
        line.split(":\t", 1)
        for line in Path(f"/proc/{interpreter}/status").read_text().splitlines()
    )
    rights = sum(1 << number for number in RIGHTS)
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(status[name], 16) == rights, name
    mounts = [x.split() for x in Path(f"/proc/{interpreter}/mounts").read_text().splitlines()]
    options = [fields[3].split(",")[0] for fields in mounts if fields[1].startswith("/proc")]
    assert set(options) == {"ro"}


def test_a_request_that_can_not_be_said_is_an_error() -> None:
    with opened(TIERS[0]) as pool:
        job = warm("pass")
        execution = pool.execute(replace(job, files={**job.files, "a\0b": b""}))
        assert execution.infrastructure is not None
        assert "NUL" in execution.infrastructure
        ran(pool, "pass")
