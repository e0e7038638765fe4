"""The sandbox of the program `bwrap`, for machines where it may make namespaces and we may not.

Every stage runs in a bwrap of its own, with the filter and the limits of the other tiers. No
control group, no launcher in C, no warm start; the scratch folder is a folder of ours (folder.py).
CPU time, memory and disk are watched from outside. What bwrap says of a program's end is an exit
code, as a shell would say it: 128 and the signal's number for a program that a signal ended.
"""

from __future__ import annotations

import os
import platform
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from newtongue.core.completion import Execution
from newtongue.sandbox import linux, seccomp
from newtongue.sandbox.base import Command, Job
from newtongue.sandbox.box import write_files
from newtongue.sandbox.channel import Channel
from newtongue.sandbox.execution import execution_of, succeeded
from newtongue.sandbox.folder import scratch, sweep
from newtongue.sandbox.outside import Bwrap
from newtongue.sandbox.root import NOBODY, SCRATCH
from newtongue.sandbox.stage import Abandoned, Pipes, Seen, attend
from newtongue.sandbox.tier import bubblewrap
from newtongue.sandbox.wrapping import FIRST, shown, system, walls

_COLD = "bubblewrap starts every program anew"
_SPACES = ("user", "pid", "net", "ipc", "uts")
_LAST = 4096
_LAST_WORDS = 4096  # bytes of what bwrap says when it fails
_CANNOT_START = 127
_SIGNALS = 128
_OWN_COUNT = (5, 14)  # from this kernel on, a user namespace counts its processes itself


def stand_in(control: int, parent: int) -> None:
    """Go on in a fork, which clears up when the process that the pool knows, and kills, is gone.

    That one only waits. `control`: the worker's connection; `parent`: as for the worker.
    """
    if parent:
        linux.die_with_parent()
    child = os.fork()
    if child:
        os.close(control)
        _, status = os.waitpid(child, 0)
        os._exit(abs(os.waitstatus_to_exitcode(status)))


class Bubblewrap:
    """Runs jobs in bwrap. Only for a process with a single thread, no child and a stand-in; where
    that is root's, it becomes `nobody` for good.
    """

    tier = "bubblewrap"

    def __init__(self, control: int) -> None:
        """`control` is the descriptor whose other end waits for answers. Raises OSError."""
        program = bubblewrap()
        if program is None:
            raise OSError("bubblewrap (bwrap) is not installed")
        self._program = program
        self._control = control
        self._me, self._above = os.getpid(), os.getppid()
        if os.geteuid() == 0:  # bwrap would give programs root's own user id outside
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
        self._uid = os.geteuid()
        linux.set_dumpable(True)  # else a change of user has left our own /proc to root
        linux.adopt_orphans()
        if not Path(f"/proc/self/task/{os.getpid()}/children").exists():
            raise OSError("this kernel does not list a process's children in /proc")
        setuid = bool(Path(self._program).stat().st_mode & stat.S_ISUID)
        # Where the kernel has no user namespaces at all, a setuid bwrap does without.
        self._apart = not (setuid and _first("/proc/sys/user/max_user_namespaces") == "0")
        uid = NOBODY if self._apart else self._uid
        texts = (
            f"sandbox:x:{uid}:{uid}::{SCRATCH}:/bin/sh\n",
            f"sandbox:x:{uid}:\n",
            "127.0.0.1 localhost sandbox\n",
        )
        self._texts = [_memory(text.encode()) for text in texts]
        self._filters: dict[str | None, int] = {}
        self._always = walls(self._apart) + system()
        said = subprocess.run(
            [self._program, "--version"], capture_output=True, text=True, check=False
        )
        spaces = ", ".join((*_SPACES[not self._apart :], "mount"))
        self.detail = (
            f"{said.stdout.strip()} ({self._program}{', setuid' if setuid else ''}), {spaces}"
            " namespaces, seccomp, rlimits; no control group; no warm starts"
        )
        sweep()
        linux.die_with_parent()

    def execute(self, job: Job) -> Execution:
        stage = "build" if job.build else "run"
        if job.root:
            why = "a toolchain of another system can't be run in the bubblewrap tier"
            return Execution(stage, None, infrastructure=why)
        cold = _COLD if job.warm or job.resident or job.prepared else job.cold
        try:
            with self._awake(), scratch(job.disk) as folder:
                write_files(job, folder)
                execution = None
                if job.build:
                    execution = self._stage("build", job, job.build, folder, cold)
                if not execution or succeeded(execution):
                    stage = "run"
                    execution = self._stage("run", job, job.run, folder, cold)
                return execution
        except OSError as error:
            return Execution(stage, None, infrastructure=str(error))

    def close(self) -> None:
        """Nothing is held between jobs but memory."""

    @contextmanager
    def _awake(self) -> Iterator[None]:
        """While a job runs, the stand-in's end must not end us before we have cleared up."""
        linux.die_with_parent(False)
        try:
            yield
        finally:
            linux.die_with_parent()
            if os.getppid() != self._above:
                raise Abandoned

    def _stage(
        self, stage: str, job: Job, command: Command, folder: str, cold: str | None
    ) -> Execution:
        judged = stage == "run"
        channel = Channel(job.assertions) if judged else None
        arguments = _memory("\0".join([*self._always, *shown(job, folder)]).encode())
        pipes = Pipes(judged and not job.streams, judged and job.streams)
        try:
            began = time.monotonic()
            ours = Bwrap(self._above, command.limits, folder)
            try:
                far = [arguments, ours.told[1], ours.go[0], self._rules(job.abi), *self._texts]
                for fd in (arguments, *far[3:]):
                    os.lseek(fd, 0, os.SEEK_SET)  # bwrap reads from where the last one stopped
                ours.pid = os.fork()
                if ours.pid == 0:
                    self._become_bwrap(command, pipes, far)
                pipes.close_far_ends()
                seen = None
                if ours.begin(self._others()):
                    seen = attend(pipes, command.limits, channel, self._control, ours.alive)
            finally:
                cpu, peak = ours.end()
            if seen is None:
                seen = Seen()
                with suppress(BlockingIOError):
                    seen.err.add(os.read(pipes.err[0], _LAST_WORDS))
            wall = time.monotonic() - began
        finally:
            os.close(arguments)
            pipes.close()
        record = {"cpu": cpu, "peak": peak, "limit": ours.limit}
        if not (seen.limit or ours.limit):
            record |= _ending(ours.exit_code(), command.argv[0], seen)
        return replace(execution_of(stage, command, seen, record, channel, cpu, wall), cold=cold)

    def _become_bwrap(self, command: Command, pipes: Pipes, far: list[int]) -> NoReturn:
        try:
            linux.die_with_parent()  # bwrap sees to it for itself, a little later
            if os.getppid() != self._me:
                os._exit(1)
            linux.end_early(1000)
            for number, fd in enumerate(far, FIRST):
                os.dup2(fd, number)
            os.closerange(pipes.place(), FIRST)
            os.closerange(FIRST + len(far), _LAST)
            os.umask(0o022)
            for number in (signal.SIGPIPE, signal.SIGXFSZ):
                signal.signal(number, signal.SIG_DFL)
            # nothing in its own environment and arguments, which its init shows the program
            os.execve(self._program, ["bwrap", "--args", f"{FIRST}", "--", *command.argv], {})
        except OSError as error:
            os.write(2, f"cannot start {self._program}: {error}".encode())
        finally:
            os._exit(250)

    def _rules(self, abi: str | None) -> int:
        if abi not in self._filters:
            self._filters[abi] = _memory(seccomp.build(abi))
        return self._filters[abi]

    def _others(self) -> int:
        """Processes that the kernel counts with a program's: bwrap's init, and where the count is
        the user's and not the namespace's, all of that user.
        """
        if self._apart and _kernel() >= _OWN_COUNT:
            return 1
        count = 1
        for name in os.listdir("/proc"):  # noqa: PTH208 - imports less
            with suppress(OSError):
                if name.isdigit() and os.stat(f"/proc/{name}").st_uid == self._uid:  # noqa: PTH116
                    count += len(os.listdir(f"/proc/{name}/task"))  # noqa: PTH208
        return count


def _ending(code: int | None, program: str, seen: Seen) -> dict[str, Any]:
    """What a program's exit code says, in the words of an init's record.

    bwrap tells a signal as a shell does, so an exit code above 128 is taken for one.
    """
    if code is None:
        said = seen.err.text().strip()
        own = not program.startswith("/") or program.startswith(SCRATCH + "/")
        if own and said.startswith("bwrap: execvp "):
            return {"wait": _CANNOT_START << 8}  # what the program's own build left: its fault
        return {"error": f"cannot start {program}: {said or 'bwrap ended without a word'}"}
    number = code - _SIGNALS
    if 0 < number < signal.NSIG:
        return {"wait": number, "violation": number == signal.SIGSYS}
    return {"wait": code << 8}


def _memory(data: bytes) -> int:
    """A descriptor that reads as this."""
    fd = os.memfd_create("newtongue")
    os.write(fd, data)
    os.lseek(fd, 0, os.SEEK_SET)
    return fd


def _kernel() -> tuple[int, ...]:
    return tuple(int(part) for part in platform.release().split("-")[0].split(".")[:2])


def _first(path: str) -> str:
    with suppress(OSError):
        return Path(path).read_text().strip()
    return ""
