"""The sandbox of namespaces and seccomp: one job at a time, in a process given over to it.

Entering it is for good, so it lives in a worker (sandbox.worker); callers use sandbox.pool.
Each stage is cloned into fresh pid, mount and ipc namespaces; build and run share one scratch
folder. What happens inside the clone stands in launcher.c, and in init.py for want of a compiler.
Memory and CPU of the whole tree are watched by init, so that the same limits hold on every machine;
where the worker has a control group, that bounds what the watch can't see.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePosixPath

from newtongue.core.completion import Execution
from newtongue.sandbox import launcher, linux, seccomp, warm
from newtongue.sandbox.base import Command, Job, inside
from newtongue.sandbox.cgroup import Group
from newtongue.sandbox.channel import Channel
from newtongue.sandbox.cloner import Cloner, start_small
from newtongue.sandbox.execution import execution_of, short_of_memory, status_of, succeeded
from newtongue.sandbox.init import Launch, become_init
from newtongue.sandbox.resident import Residents
from newtongue.sandbox.root import SCRATCH, another_system, enter, locate, mount_scratch
from newtongue.sandbox.stage import Course, Pipes, attend
from newtongue.sandbox.warm import Interpreters


class Box:
    """Runs jobs in namespaces. Only for a process with a single thread and nothing else to do."""

    def __init__(
        self, mode: str, control: int, *, twin: bool = False, group: Group | None = None
    ) -> None:
        """`control` is the descriptor whose other end waits for answers; `twin`: without the
        launcher in C, even if it is there; `group`: the worker's own. Raises OSError.
        """
        self.tier = "userns" if mode == "own" else "full"
        self._filters: dict[str | None, bytes] = {None: seccomp.build()}
        self._control = control
        self._group = group
        self._in_c = not twin and launcher.lacking() is None
        self._user = enter(mode)
        self._interpreters = Interpreters() if self._in_c else None
        self.small = start_small() if self._in_c else None
        """What cold programs are cloned off; without it, the worker itself."""
        self._proven = False
        self._located: dict[str, tuple[str, str] | None] = {}
        self._unseen: dict[str, str] = {}
        self._systems: dict[str, dict[str, str]] = {}
        self._residents = Residents(self._begin, control)

    def execute(self, job: Job) -> Execution:
        stage = "build" if job.build else "run"
        try:
            readable = self._readable(job)
            waiting = self._interpreter(job, readable)
            if isinstance(waiting, Cloner):
                return self._stage("run", job, job.run, readable, waiting)
            built = self._built(job, readable)
            if isinstance(built, Execution):
                return built
            cold = waiting or built or self._unseen.get(job.prepared or "") or job.cold
            with self._scratch(job):
                execution = None
                if job.build:
                    execution = self._stage("build", job, job.build, readable)
                if not execution or succeeded(execution):
                    stage = "run"
                    execution = self._stage("run", job, job.run, readable)
                return replace(execution, cold=cold)
        except OSError as error:
            return Execution(stage, None, infrastructure=str(error))

    def close(self) -> None:
        """Nothing: all it holds goes with the process."""

    def _interpreter(self, job: Job, readable: dict[str, str]) -> Cloner | str | None:
        """The warm interpreter for a job, or why there is none; None where none is asked for."""
        if not job.warm:
            return None
        if self._interpreters is None:
            return "a warm start needs the launcher in C"
        return self._interpreters.get(job, job.warm, readable)

    def _built(self, job: Job, readable: dict[str, str]) -> Execution | str | None:
        """What the program comes to by the help of a resident, or why there is no help; None where
        none is asked for.
        """
        if not job.resident or job.prepared in self._unseen:
            return None
        if self._group:
            self._group.unbound()
        built = self._residents.build(job, readable)
        if isinstance(built, str):
            return built
        if not succeeded(built.execution):
            return built.execution
        try:
            with self._scratch(replace(job, files={**job.files, **built.files})):
                return self._stage("run", job, job.run, readable)
        except OSError as error:
            self._residents.lost(job, readable)
            return f"what a resident built can't be run: {error}"

    def _begin(self, job: Job, command: Command, readable: dict[str, str]) -> tuple[int, Pipes]:
        """Start what stays, as a program is started; its init, and the near ends of its pipes."""
        pipes = Pipes(channel=True, streams=False)
        try:
            pipes.give_to(self._user.id, self._user.id)
            rules, control = self._filters[job.abi], self._control
            company = self._company()
            launch = Launch(
                job, command, self._user, rules, True, False, control, readable, company
            )
            with self._scratch(job):
                init = self._start(launch, pipes)
            pipes.close_far_ends()
        except OSError:
            pipes.close()
            raise
        return init, pipes

    def _readable(self, job: Job) -> dict[str, str]:
        for path in job.readable:
            if path not in self._located:
                self._located[path] = locate(path)
        if job.root and job.root not in self._systems:
            self._systems[job.root] = another_system(job.root)
        if job.abi not in self._filters:
            self._filters[job.abi] = seccomp.build(job.abi)
        system = self._systems[job.root] if job.root else {}
        shown = dict(found for path in job.readable if (found := self._located[path]))
        return system | shown | (self._prepared(job.prepared) if job.prepared else {})

    def _prepared(self, path: str) -> dict[str, str]:
        """Looked for each time: it is in a cache, which may be cleared at any time."""
        self._unseen.pop(path, None)
        try:
            found = locate(path)
        except OSError as error:
            self._unseen[path] = str(error)
            found = None
        return dict([found]) if found else {}

    @contextmanager
    def _scratch(self, job: Job) -> Iterator[None]:
        mount_scratch(self._user, job.disk)
        try:
            write_files(job, SCRATCH, self._user.id)
            yield
        finally:
            linux.umount(SCRATCH)

    def _company(self) -> int:
        """How many processes wait beside the worker."""
        interpreters = len(self._interpreters) if self._interpreters is not None else 0
        return interpreters + (self.small is not None)

    def _stage(
        self,
        stage: str,
        job: Job,
        command: Command,
        readable: dict[str, str],
        waiting: Cloner | None = None,
    ) -> Execution:
        judged = stage == "run"
        launch = Launch(
            job,
            beside(command, self._residents.threads()),
            self._user,
            self._filters[job.abi],
            judged and not job.streams,
            judged and job.streams,
            self._control,
            readable,
            self._company(),
        )
        if self._group:
            starts = self._interpreters.starts if self._interpreters is not None else 0
            company = starts + (self._residents.turns << 16)
            most = command.limits.memory + job.disk
            self._group.bound(most, company)
            kills, hits = self._group.tally()
        course = self._course(launch, waiting)
        seen, record = course.seen, status_of(course.seen)
        if self._group:
            short = short_of_memory(self._group.tally(), (kills, hits), record)
            record |= short
            if "limit" in short:
                record["peak"] = max(record.get("peak", 0), most)  # the group saw that much
                if seen.limit == "timeout":
                    seen.limit = "memory"  # what was left of it waited for what was ended
        return execution_of(stage, command, seen, record, course.channel, course.cpu, course.wall)

    def _course(self, launch: Launch, waiting: Cloner | None) -> Course:
        """Start a stage and attend to it until it ended."""
        assertions = launch.job.assertions
        if waiting:
            return waiting.run(launch, warm.request(launch), assertions)
        if self._in_c:
            return self._start_cold(launch, launcher.pack_cold(launch), assertions)
        channel = Channel(assertions) if launch.channel or launch.streams else None
        pipes = Pipes(launch.channel, launch.streams)
        try:
            pipes.give_to(self._user.id, self._user.id)
            began = time.monotonic()
            init = self._start(launch, pipes)
            try:
                pipes.close_far_ends()
                seen = attend(pipes, launch.command.limits, channel, self._control)
            finally:
                os.kill(init, signal.SIGKILL)
                _, _, usage = os.wait4(init, 0)
            wall = time.monotonic() - began
        finally:
            pipes.close()
        return Course(seen, channel, usage.ru_utime + usage.ru_stime, wall)

    def _start_cold(self, launch: Launch, request: bytes, assertions: int) -> Course:
        """By the small process, where it can be had. Raises OSError, Abandoned.

        One that fails at the first program is given up; later it is a failure like any other, after
        which the pool takes another worker.
        """
        if self.small:
            try:
                course = self.small.run(launch, request, assertions)
            except OSError:
                if self._proven:
                    raise
                self.small.close()
                self.small = None
            else:
                self._proven = True
                return course
        return launcher.run(launch, request, assertions)

    def _start(self, launch: Launch, pipes: Pipes) -> int:
        """The process id of the program's init, which is a child of this process."""
        if self._in_c:
            return launcher.start(launch, pipes)
        init = linux.clone(linux.CLONE_NEWPID | linux.CLONE_NEWNS | linux.CLONE_NEWIPC)
        if init == 0:
            become_init(launch, pipes)
        return init


def beside(command: Command, others: int) -> Command:
    """The command with room for processes that count for its user, but are not its own."""
    limits = replace(command.limits, processes=command.limits.processes + others)
    return replace(command, limits=limits)


def write_files(job: Job, folder: str, uid: int = -1) -> None:
    """Write a job's files below a folder that no program has touched yet. Raises OSError."""
    for name, text in job.files.items():
        path = PurePosixPath(inside(name))
        for parent in reversed(path.parents[:-1]):
            os.makedirs(f"{folder}/{parent}", exist_ok=True)  # noqa: PTH103
            os.chown(f"{folder}/{parent}", uid, uid)
        fd = os.open(f"{folder}/{path}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        with open(fd, "wb") as file:  # noqa: PTH123
            os.fchown(fd, uid, uid)
            file.write(text)
