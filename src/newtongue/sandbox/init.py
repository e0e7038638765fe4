"""Pid 1 of one program: finishes the isolation, starts the program as pid 2, watches, reports.

It runs in a process that was cloned from the worker and never returns into the worker's code.
The program must not be pid 1 itself: the kernel shields pid 1 from the signals that abort() and
the CPU limit send. What it reports goes through the status pipe, one JSON object on a line:
{"wait", "cpu", "peak", "limit", "violation"}, or {"error"} when something failed before the
program's first instruction.
"""

from __future__ import annotations

import fcntl
import json
import math
import os
import resource
import select
import signal
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from newtongue.sandbox import linux
from newtongue.sandbox.base import Command, Job, Limits
from newtongue.sandbox.root import HOST, SCRATCH, User, expose, mount_proc
from newtongue.sandbox.stage import HIGH, Pipes

STACK = 8 << 20
"""Bytes of the main thread's stack."""
FILES = 512
"""Open files of one process."""
_PAUSE_MS = 50
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
    channel: bool
    """Whether the program finds the verdict channel at descriptors 3 and 4."""
    streams: bool
    """Whether the verdict channel is standard input and output."""
    control: int
    """The worker's connection, which must not stay open here."""
    readable: dict[str, str]
    """Where a folder appears -> the real one, below the machine's root."""
    waiting: int = 0
    """Processes beside the worker that wait: without a user of its own, they count for it."""


def become_init(launch: Launch, pipes: Pipes) -> NoReturn:
    """The body of the cloned process."""
    status = pipes.status[1]
    try:
        linux.die_with_parent()
        linux.end_early(500)  # the worker last of all
        linux.set_dumpable(False)
        os.setsid()
        os.close(launch.control)
        pipes.close_near_ends()
        mount_proc()
        for target, real in launch.readable.items():
            expose(HOST + real, target)
        linux.umount(HOST)
        linux.restrict("/", linux.ATTR_RDONLY, recursive=False)
        program = os.fork()
        if program == 0:
            _become_program(launch, pipes)
        status, stop = 3, 4
        waiting = fcntl.fcntl(pipes.stop[0], fcntl.F_DUPFD, HIGH)
        os.dup2(pipes.status[1], status)
        os.dup2(waiting, stop)
        linux.close_from(5)
        _report(status, _watch(program, launch.command.limits, stop))
        os._exit(0)
    except OSError as error:
        _report(status, {"error": f"isolation: {error}"})
    finally:
        os._exit(250)


def _report(status: int, record: dict[str, Any]) -> None:
    os.write(status, json.dumps(record).encode() + b"\n")


def _become_program(launch: Launch, pipes: Pipes) -> NoReturn:
    status = pipes.status[1]
    argv, limits = launch.command.argv, launch.command.limits
    try:
        os.setsid()
        first = pipes.place()
        linux.close_on_exec(first)
        os.chdir(SCRATCH)
        os.umask(0o022)
        linux.set_dumpable(True)  # else these files of /proc belong to root
        linux.end_early(1000)
        _drop(launch.user)
        # Without a user of their own, the worker and this init count among the processes.
        set_limits(limits, 0 if launch.user.switch else 2)
        for number in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
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
    """Become the program's user, without any capability, now and after any exec."""
    linux.drop_bounding_set()
    if user.switch:
        os.setgroups([])
        os.setresgid(user.id, user.id, user.id)
        os.setresuid(user.id, user.id, user.id)
    linux.drop_capabilities()


def set_limits(limits: Limits, others: int, pid: int = 0) -> None:
    """The kernel's own limits, of this process or of another. CPU time and memory of the tree are
    `_watch`'s. `others`: processes that count with the program's, but are not its own.
    """
    seconds = math.ceil(limits.cpu) + 1
    bounds = [
        (resource.RLIMIT_CPU, seconds, seconds + 1),
        (resource.RLIMIT_FSIZE, limits.disk, limits.disk),
        (resource.RLIMIT_NOFILE, FILES, FILES),
        (resource.RLIMIT_STACK, STACK, STACK),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_MEMLOCK, 0, 0),
        (resource.RLIMIT_MSGQUEUE, 0, 0),
        (resource.RLIMIT_NPROC, *[limits.processes + others] * 2),
    ]
    kind = resource.RLIMIT_AS if limits.address_space else resource.RLIMIT_DATA
    bounds.append((kind, limits.memory, limits.memory))
    for name, soft, hard in bounds:
        _, highest = resource.prlimit(pid, name)
        if highest != resource.RLIM_INFINITY:
            soft, hard = min(soft, highest), min(hard, highest)
        resource.prlimit(pid, name, (soft, hard))


def _watch(program: int, limits: Limits, stop: int) -> dict[str, Any]:
    """Wait until the program ends, its tree is over a limit, or the worker says stop; end all."""
    events = select.poll()
    events.register(os.pidfd_open(program), select.POLLIN)
    events.register(stop, select.POLLIN)
    limit, peak, violation = None, 0, False
    while not events.poll(_PAUSE_MS):
        violation |= _bury_orphans(program)
        cpu, memory = _tree()
        peak = max(peak, memory)
        if cpu > limits.cpu or memory > limits.memory:
            limit = "timeout" if cpu > limits.cpu else "memory"
            break
    record = _end(program)
    violation |= record["violation"]
    return record | {"limit": limit, "peak": max(peak, record["peak"]), "violation": violation}


def _bury_orphans(program: int) -> bool:
    """Reap what daemons left, but not the program; says whether a forbidden call ended one."""
    forbidden = False
    while True:
        found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if not found or found.si_pid == program:
            return forbidden
        forbidden |= _forbidden(os.waitpid(found.si_pid, 0)[1])


def _forbidden(status: int) -> bool:
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGSYS


def _end(program: int) -> dict[str, Any]:
    """Kill whatever is left, bury it, and say how the program ended.

    A pid namespace would die with its init anyway, but then nobody would know its CPU time.
    """
    ended = os.waitid(os.P_PID, program, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    with suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)
    wait, violation, resident = 0, False, 0
    with suppress(ChildProcessError):
        while True:
            pid, status, usage = os.wait4(-1, 0)
            violation |= _forbidden(status)
            if pid == program:
                wait, resident = status, usage.ru_maxrss << 10
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "wait": wait if ended else None,
        "violation": violation,
        "peak": resident,
        "cpu": used.ru_utime + used.ru_stime,
    }


def _tree() -> tuple[float, int]:
    """CPU seconds of all that ran in this pid namespace, and bytes of memory that it holds."""
    past = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, memory = past.ru_utime + past.ru_stime, 0
    pids = [name for name in os.listdir("/proc") if name.isdigit() and name != "1"]  # noqa: PTH208
    for pid in pids:
        with suppress(OSError):  # ended meanwhile
            used, held = consumed(pid)
            seconds += used
            memory += held
    # Pages that forked processes share are counted once for each; only a busy tree pays for truth.
    return seconds, memory if len(pids) < 2 else fair(pids)


def consumed(pid: str) -> tuple[float, int]:
    """CPU seconds of a process and of the children that it buried, and bytes of its memory.

    Raises OSError when it is no more.
    """
    with open(f"/proc/{pid}/stat", "rb") as stat:  # noqa: PTH123
        fields = stat.read().rpartition(b")")[2].split()
    return sum(map(int, fields[11:15])) / _TICKS, int(fields[21]) * _PAGE


def fair(pids: list[str]) -> int:
    """Bytes of memory of these processes, each shared page counted once in all."""
    total = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/smaps_rollup", "rb") as rollup:  # noqa: PTH123
                total += sum(int(x.split()[1]) for x in rollup if x.startswith(b"Pss:")) << 10
        except OSError:
            continue
    return total
