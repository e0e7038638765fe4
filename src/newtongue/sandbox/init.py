"""Pid 1 of one program: finishes the isolation, starts the program as pid 2, watches, reports.

It runs in a process that was cloned from the worker and never returns into the worker's code.
The program must not be pid 1 itself: the kernel shields pid 1 from the signals that abort() and
the CPU limit send. What it reports goes through the status pipe, one JSON object on a line:
{"wait", "own", "peak", "limit", "violation"}, or {"error"} when something failed before the
program's first instruction.
"""

from __future__ import annotations

import json
import math
import os
import resource
import select
import signal
from dataclasses import dataclass
from typing import NoReturn

from newtongue.sandbox import linux
from newtongue.sandbox.base import Command, Job, Limits
from newtongue.sandbox.root import HOST, SCRATCH, User, expose, mount_proc
from newtongue.sandbox.stage import Pipes

STACK = 8 << 20
"""Bytes of the main thread's stack."""
FILES = 512
"""Open files of one process."""
_PAUSE = 0.05
_CANNOT_START = 127
_PAGE = resource.getpagesize()
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Launch:
    """One stage of a job, and the worker's means to isolate it."""

    job: Job
    command: Command
    user: User
    seccomp: bytes
    pipes: Pipes
    control: int
    """The worker's connection, which must not stay open here."""
    readable: dict[str, str]
    """Where a folder appears -> the real one, below the machine's root."""


def become_init(launch: Launch) -> NoReturn:
    """The body of the cloned process."""
    status = launch.pipes.status[1]
    try:
        linux.die_with_parent()
        linux.set_dumpable(False)
        os.setsid()
        pipes = launch.pipes
        for fd in (pipes.out[0], pipes.err[0], pipes.status[0], pipes.nonce[1], pipes.record[0]):
            os.close(fd)
        os.close(launch.control)
        mount_proc()
        for target, real in launch.readable.items():
            expose(HOST + real, target)
        linux.umount(HOST)
        linux.restrict("/", linux.ATTR_RDONLY, recursive=False)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        program = os.fork()
        if program == 0:
            _become_program(launch)
        os.dup2(status, 3)
        linux.close_from(4)
        status = 3
        _report(status, _watch(program, launch.command.limits, status))
        os._exit(0)
    except OSError as error:
        _report(status, {"error": f"isolation: {error}"})
    finally:
        os._exit(250)


def _report(status: int, record: dict[str, object]) -> None:
    os.write(status, json.dumps(record).encode() + b"\n")


def _become_program(launch: Launch) -> NoReturn:
    status = launch.pipes.status[1]
    argv, limits = launch.command.argv, launch.command.limits
    try:
        os.setsid()
        first = launch.pipes.place()
        linux.close_on_exec(first)
        os.chdir(SCRATCH)
        os.umask(0o022)
        linux.set_dumpable(True)  # else these files of /proc belong to root
        with open("/proc/self/oom_score_adj", "w") as score:  # noqa: PTH123 - imports less
            score.write("1000")
        _drop(launch.user)
        set_limits(limits, launch.user)
        for number in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, set())
        linux.no_new_privileges()
        linux.seccomp(launch.seccomp)
        try:
            os.execve(argv[0], argv, environment(launch.job))
        except OSError as error:
            if argv[0].startswith("/") and not argv[0].startswith(SCRATCH + "/"):
                raise
            # What the program's own build left: its fault, as a shell would put it.
            os.write(2, f"cannot start {argv[0]}: {error.strerror}\n".encode())
            os._exit(_CANNOT_START)
    except OSError as error:
        _report(status, {"error": f"cannot start {argv[0]}: {error}"})
    finally:
        os._exit(250)


def environment(job: Job) -> dict[str, str]:
    """The whole environment of a program; nothing of the caller's gets in."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": SCRATCH,
        "TMPDIR": "/tmp",
        "USER": "sandbox",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": "0",
        "PERL_HASH_SEED": "0",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "GOMAXPROCS": "1",
        **job.environment,
    }


def _drop(user: User) -> None:
    """Become the program's user, without any capability."""
    if user.switch:
        os.setgroups([])
        os.setresgid(user.id, user.id, user.id)
        os.setresuid(user.id, user.id, user.id)
    linux.drop_capabilities()


def set_limits(limits: Limits, user: User) -> None:
    """The kernel's own limits. CPU time and memory of the tree are `_watch`'s."""
    seconds = math.ceil(limits.cpu) + 1
    bounds = [
        (resource.RLIMIT_CPU, seconds, seconds + 1),
        (resource.RLIMIT_FSIZE, limits.disk, limits.disk),
        (resource.RLIMIT_NOFILE, FILES, FILES),
        (resource.RLIMIT_STACK, STACK, STACK),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_MEMLOCK, 0, 0),
        (resource.RLIMIT_MSGQUEUE, 0, 0),
        # Without a user of their own, the worker and this init count among the processes.
        (resource.RLIMIT_NPROC, *[limits.processes + (0 if user.switch else 2)] * 2),
    ]
    kind = resource.RLIMIT_AS if limits.address_space else resource.RLIMIT_DATA
    bounds.append((kind, limits.memory, limits.memory))
    for name, soft, hard in bounds:
        _, highest = resource.getrlimit(name)
        if highest != resource.RLIM_INFINITY:
            soft, hard = min(soft, highest), min(hard, highest)
        resource.setrlimit(name, (soft, hard))


def _watch(program: int, limits: Limits, status: int) -> dict[str, object]:
    """Reap everything until the program ends or its tree is over a limit."""
    reader = select.poll()
    reader.register(status, 0)
    record: dict[str, object] = {"wait": None, "limit": None, "violation": False, "own": 0.0}
    peak = 0
    while True:
        while (ended := os.wait4(-1, os.WNOHANG))[0]:
            pid, wait, usage = ended
            if os.WIFSIGNALED(wait) and os.WTERMSIG(wait) == signal.SIGSYS:
                record["violation"] = True
            if pid == program:
                own = resource.getrusage(resource.RUSAGE_SELF)
                peak = max(peak, usage.ru_maxrss << 10)
                return record | {"wait": wait, "own": own.ru_utime + own.ru_stime, "peak": peak}
        if not signal.sigtimedwait({signal.SIGCHLD}, _PAUSE):
            if reader.poll(0):
                os._exit(0)  # the worker is gone
            cpu, memory = _tree()
            peak = max(peak, memory)
            if cpu > limits.cpu:
                return record | {"limit": "timeout", "peak": peak}
            if memory > limits.memory:
                return record | {"limit": "memory", "peak": peak}


def _tree() -> tuple[float, int]:
    """CPU seconds of all that ran in this pid namespace, and bytes of memory that it holds."""
    past = resource.getrusage(resource.RUSAGE_CHILDREN)
    ticks, pages = 0, 0
    pids = [name for name in os.listdir("/proc") if name.isdigit() and name != "1"]  # noqa: PTH208
    for pid in pids:
        try:
            with open(f"/proc/{pid}/stat", "rb") as stat:  # noqa: PTH123
                fields = stat.read().rpartition(b")")[2].split()
        except OSError:
            continue  # ended meanwhile
        ticks += sum(map(int, fields[11:15]))
        pages += int(fields[21])
    memory = pages * _PAGE
    # Pages that forked processes share are counted once for each; only a busy tree pays for truth.
    return past.ru_utime + past.ru_stime + ticks / _TICKS, memory if len(pids) < 2 else _fair(pids)


def _fair(pids: list[str]) -> int:
    """Bytes of memory of these processes, each shared page counted once in all."""
    total = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/smaps_rollup", "rb") as rollup:  # noqa: PTH123
                total += sum(int(x.split()[1]) for x in rollup if x.startswith(b"Pss:")) << 10
        except OSError:
            continue
    return total
