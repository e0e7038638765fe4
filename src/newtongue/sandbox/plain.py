"""What `--unsafe` means: an ordinary process in a temporary folder. It protects from nothing.

Same interface, same verdict channel, same clean environment, CPU, wall, output and address-space
limits; but the program sees the machine's files and network with the user's rights, and what
leaves its process group survives it. Only a worker may use it: it forks, single-threaded.
"""

from __future__ import annotations

import json
import math
import os
import resource
import signal
import tempfile
import time
from contextlib import suppress
from typing import Any, NoReturn

from newtongue.core.completion import Execution
from newtongue.sandbox.base import Command, Job
from newtongue.sandbox.box import write_files
from newtongue.sandbox.channel import Channel
from newtongue.sandbox.execution import execution_of, status_of, succeeded
from newtongue.sandbox.init import environment
from newtongue.sandbox.root import SCRATCH
from newtongue.sandbox.stage import Pipes, attend

_LAST = 4096


class Plain:
    """Runs jobs without isolation."""

    tier = "unsafe"

    def __init__(self, control: int) -> None:
        """`control` is the descriptor whose other end waits for answers."""
        self._control = control

    def execute(self, job: Job) -> Execution:
        stage = "build" if job.build else "run"
        if job.root:
            why = "a toolchain of another system needs the sandbox; it can't run with --unsafe"
            return Execution(stage, None, infrastructure=why)
        try:
            with tempfile.TemporaryDirectory(
                prefix="newtongue-", ignore_cleanup_errors=True
            ) as folder:
                write_files(job, folder)
                if job.build:
                    execution = self._stage("build", job, job.build, folder)
                    if not succeeded(execution):
                        return execution
                    stage = "run"
                return self._stage("run", job, job.run, folder)
        except OSError as error:
            return Execution(stage, None, infrastructure=str(error))

    def close(self) -> None:
        """Nothing is held between jobs."""

    def _stage(self, stage: str, job: Job, command: Command, folder: str) -> Execution:
        judged = stage == "run"
        pipes = Pipes(judged and not job.streams, judged and job.streams)
        channel = Channel(job.assertions) if judged else None
        record: dict[str, Any] = {}
        cpu = 0.0

        def reap(flags: int) -> bool:
            nonlocal cpu
            pid, wait, usage = os.wait4(program, flags)
            if pid:
                record.update(wait=wait, peak=usage.ru_maxrss << 10)
                cpu = usage.ru_utime + usage.ru_stime
            return pid == 0

        try:
            began = time.monotonic()
            program = os.fork()
            if program == 0:
                _become_program(job, command, pipes, folder)
            try:
                pipes.close_far_ends()
                seen = attend(
                    pipes, command.limits, channel, self._control, lambda: reap(os.WNOHANG)
                )
            finally:
                _kill(program)
                if "wait" not in record:
                    reap(0)
            wall = time.monotonic() - began
        finally:
            pipes.close()
        record |= status_of(seen)
        return execution_of(stage, command, seen, record, channel, cpu, wall)


def _kill(program: int) -> None:
    with suppress(ProcessLookupError, PermissionError):  # all of the group have ended
        os.killpg(program, signal.SIGKILL)


def _become_program(job: Job, command: Command, pipes: Pipes, folder: str) -> NoReturn:
    argv = [here(a, folder) for a in command.argv]
    status = pipes.status[1]
    try:
        os.setsid()
        os.closerange(pipes.place(), status)
        os.closerange(status + 1, _LAST)
        os.set_inheritable(status, False)
        os.chdir(folder)
        seconds = math.ceil(command.limits.cpu)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if command.limits.address_space:
            resource.setrlimit(resource.RLIMIT_AS, (command.limits.memory, command.limits.memory))
        for number in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
        variables = environment(job) | {"HOME": folder, "TMPDIR": folder} | dict(job.environment)
        os.execve(argv[0], argv, {k: here(v, folder) for k, v in variables.items()})
    except OSError as error:
        os.write(status, json.dumps({"error": f"cannot start {argv[0]}: {error}"}).encode() + b"\n")
    finally:
        os._exit(250)


def here(text: str, folder: str) -> str:
    """An argument that names the scratch folder, with this job's folder instead."""
    if text == SCRATCH or text.startswith(SCRATCH + "/"):
        return folder + text[len(SCRATCH) :]
    return text
