"""Many workers, many jobs: the sandbox as the rest of newtongue uses it.

    with Pool(workers=4) as pool:
        for job, execution in pool.run(jobs):
            ...

Jobs are drawn only as workers get free, so a stream of any length fits; executions come as they
finish. A worker that dies is replaced, and so is one that served long or saw a forbidden call. What
is the sandbox's own failure is tried again, twice; a program that slept through the wall limit
without using its CPU time is run once more, since that may have been the machine. No thread is
started and nothing is left behind, whatever ends us.
"""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from newtongue.core.completion import Execution
from newtongue.core.errors import SandboxRefused
from newtongue.sandbox import cgroup, cpus, tier
from newtongue.sandbox.base import Canaries, Canary, Job
from newtongue.sandbox.tier import Tier, refused, unsupported
from newtongue.sandbox.wire import (
    Inbox,
    Message,
    execution_from_json,
    job_to_json,
    packed,
)

RETRIES = 2
"""How often a job is tried again after the sandbox itself failed."""
_GRACE = 60.0  # seconds beyond a job's wall limits before its worker counts as stuck
_START = 60.0  # seconds that a worker may take to say hello
_FAILED_STARTS = 3
_QUICK = 0.05  # seconds of a program after which its worker may have the next one waiting
_SMALL = 64 << 10  # bytes of a job that may wait: a connection takes them without being read
AHEAD = 3
"""Jobs for each worker that are drawn and whose executions are not yet read."""
LIFE = 5000
"""Programs that one worker runs; then another takes its place, as after a forbidden call."""
_SOURCE = Path(__file__).parents[2]


@dataclass(eq=False)
class _Attempt:
    """A job and what became of it so far."""

    job: Job
    failures: int = 0
    slept: bool = False
    canary: Canary | None = None


@dataclass(eq=False)
class _Worker:
    """One worker process and its connection."""

    process: subprocess.Popen[bytes]
    connection: socket.socket
    deadline: float
    ready: bool = False
    attempts: deque[_Attempt] = field(default_factory=deque)
    """What it has been given: the first one runs, another may wait at its side."""
    began: float = 0.0
    quick: bool = False
    """Whether its last program was short."""
    served: int = 0
    proven: set[str] = field(default_factory=set)
    """The kinds of jobs whose canaries it was given."""
    group: str | None = None
    cpu: int | None = None
    """The only one that it uses, where it has one to itself."""
    inbox: Inbox = field(default_factory=Inbox)

    def may_have_one_more(self) -> bool:
        """Whether a job beside the one that runs would not wait for long."""
        young = not self.attempts or time.monotonic() - self.began < _QUICK
        return self.ready and self.quick and young and len(self.attempts) < 2

    def expect(self) -> None:
        """The first of its attempts begins now."""
        job = self.attempts[0].job
        builds = (1 + bool(job.resident)) if job.build else 0  # by a resident, then without
        wall = job.run.limits.wall + (builds * job.build.limits.wall if job.build else 0)
        self.began = time.monotonic()
        self.deadline = self.began + wall + _GRACE

    def kill(self) -> None:
        """End it and all that it runs."""
        self.process.kill()
        self.process.wait()
        self.connection.close()
        if self.group:
            cgroup.remove(self.group)


class Pool:
    """Up to `workers` worker processes (default: as many as CPUs), started as they are needed."""

    def __init__(
        self,
        workers: int | None = None,
        *,
        unsafe: bool = False,
        twin: bool = False,
        mode: str = "",
        command: Sequence[str] = (),
    ) -> None:
        """`twin`: isolate by the launcher in Python even where the one in C is there. `mode`: a
        worker's, and no other (tests choose one). `command` starts a worker (tests start one as
        another user); three words are added.
        """
        self._cpus = cpus.usable()
        self._most = workers or len(self._cpus)
        self._unsafe = unsafe
        self._command = tuple(command) or (
            sys.executable, "-S", "-P", "-m", "newtongue.sandbox.worker",
        )  # fmt: skip
        self._chosen = mode
        self._mode = "unsafe" if unsafe else mode or "auto"
        self._launcher = "twin" if twin else "auto"
        self._workers: list[_Worker] = []
        self._failed_starts = 0
        self._running = False
        self.canaries: Canaries = no_canaries
        self.state = Tier("refused", "not opened")

    @property
    def tier(self) -> str:
        """The name of the tier: full, userns, bubblewrap or unsafe."""
        return self.state.name

    @property
    def pids(self) -> list[int]:
        """The worker processes that are alive."""
        return [w.process.pid for w in self._workers]

    @property
    def walls(self) -> str:
        """The tier, and whether a control group stands: both may decide what a program comes to."""
        return f"{self.tier}{' with a control group' if self.groups else ''}"

    @property
    def groups(self) -> list[str]:
        """The folders of their control groups, where they have any."""
        return [w.group for w in self._workers if w.group]

    def __enter__(self) -> Self:
        """Start the first worker. Raises SandboxRefused where programs can't be isolated."""
        try:
            self.state = self._open()
        except BaseException:
            self.close()
            raise
        if self.state.name == "refused":
            self.close()
            message = f"programs can't be isolated here, so none was run: {self.state.detail}"
            raise SandboxRefused(message, hint=f"{self.state.hint}; or --unsafe")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all workers, and with them all that they run."""
        while self._workers:
            self._workers.pop().kill()

    def prove(self, canaries: Canaries) -> None:
        """From now on each worker runs a kind's canaries before its first job of that kind.

        Where one comes to what it must not, `run` raises its error.
        """
        self.canaries = canaries
        for worker in self._workers:
            worker.proven.clear()

    def execute(self, job: Job) -> Execution:
        """Run one job."""
        ((_, execution),) = self.run([job])
        return execution

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Execution]]:
        """Each job with its execution, in the order in which they finish.

        One call at a time. When the caller stops early, what still runs is ended.
        """
        if self._running:
            raise RuntimeError("the pool is already running jobs")
        self._running = True
        source = iter(jobs)
        waiting: deque[_Attempt] = deque()
        finished: deque[tuple[Job, Execution]] = deque()
        try:
            more = True
            while True:
                more = self._deal(source, waiting, more, len(finished))
                if finished:
                    yield finished.popleft()
                    continue
                if not (more or waiting or any(w.attempts for w in self._workers)):
                    return
                self._await(waiting, finished)
        finally:
            self._running = False
            for worker in [w for w in self._workers if w.attempts]:
                self._remove(worker)

    def _open(self) -> Tier:
        if not self._unsafe and (lacking := unsupported()):
            return lacking
        why = ""
        while True:
            worker = self._start()
            answer = self._first_words(worker)
            if "tier" in answer:
                worker.ready = True
                worker.group = answer["group"]
                return Tier(answer["tier"], answer["detail"])
            self._remove(worker)
            said = answer.get("refused") or answer.get("crash") or "no answer"
            why = f"{why}; {self._mode}: {said}" if why else said
            mode = self._next_mode(answer)
            if not mode:
                return refused(why)
            self._mode = mode

    def _next_mode(self, answer: Message) -> str:
        """What to try after a worker has refused: as root without a user namespace, then bwrap."""
        if self._chosen or self._mode not in ("auto", "root"):
            return ""
        if self._mode == "auto" and answer.get("root"):
            return "root"
        return "bubblewrap" if tier.bubblewrap() else ""

    def _first_words(self, worker: _Worker) -> Message:
        worker.connection.settimeout(_START)
        try:
            while data := worker.connection.recv(1 << 16):
                for message in worker.inbox.feed(data):
                    return message
        except TimeoutError:
            return {"refused": "a worker did not answer"}
        return {"refused": f"a worker ended with exit code {worker.process.wait()}"}

    def _start(self) -> _Worker:
        ours, theirs = socket.socketpair()
        # The kernel takes the thread that starts a worker for its parent; only the main one stays.
        main = threading.current_thread() is threading.main_thread()
        parent = str(os.getpid() if main else 0)
        with theirs:
            process = subprocess.Popen(
                [*self._command, self._mode, self._launcher, parent],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={"PYTHONPATH": str(_SOURCE), "PATH": os.defpath, "LC_ALL": "C.UTF-8"},
                start_new_session=True,  # Ctrl-C is for us; the connection's end is for them
            )
        worker = _Worker(process, ours, time.monotonic() + _START)
        self._workers.append(worker)
        self._share_out()
        return worker

    def _share_out(self) -> None:
        """Give each worker a CPU of its own, once there are enough of them to use all."""
        if len(self._workers) < len(self._cpus):
            return
        for worker in self._workers:
            if worker.cpu is None:
                worker.cpu = cpus.least_taken(self._cpus, [w.cpu for w in self._workers])
                cpus.keep_to(worker.cpu, worker.process.pid)

    def _remove(self, worker: _Worker) -> None:
        worker.kill()
        self._workers.remove(worker)

    def _deal(
        self, source: Iterator[Job], waiting: deque[_Attempt], more: bool, unread: int
    ) -> bool:
        """Give jobs to idle workers, and start workers for the rest; False when none are left.

        Workers whose programs are short get one more, so that none waits for us in between. Many
        may finish in one moment: until their executions are read, no more are drawn than AHEAD.
        """
        idle = [w for w in self._workers if w.ready and not w.attempts]
        coming = sum(not w.ready for w in self._workers)
        room = self._most - len(self._workers)
        ahead = [w for w in self._workers if w.may_have_one_more()]
        held = unread + sum(not one.canary for w in self._workers for one in w.attempts)
        most = min(len(idle) + coming + room + len(ahead), AHEAD * self._most - held)
        while more and len(waiting) < most:
            job = next(source, None)
            if job is None:
                more = False
            else:
                waiting.append(_Attempt(job))
        while waiting and idle:
            self._give(idle.pop(), waiting)
        # none at the end, when it might wait behind a long one for nothing
        while more and ahead and len(waiting) > coming + room:
            self._give(ahead.pop(), waiting)
        for _ in range(min(room, len(waiting) - coming)):
            self._start()
        return more

    def _give(self, worker: _Worker, waiting: deque[_Attempt]) -> None:
        """Give a worker the next job, or before it what must prove that it can be trusted."""
        attempt = waiting.popleft()
        text = packed(job_to_json(attempt.job))
        kind = attempt.job.kind
        if kind in worker.proven and not (worker.attempts and len(text) > _SMALL):
            self._send(worker, attempt, text)
            return
        waiting.appendleft(attempt)
        if kind not in worker.proven and not worker.attempts:
            worker.proven.add(kind)
            for canary in self.canaries(kind):
                one = _Attempt(canary.job, canary=canary)
                self._send(worker, one, packed(job_to_json(one.job)))
            if not worker.attempts:
                self._give(worker, waiting)

    def _send(self, worker: _Worker, attempt: _Attempt, text: bytes) -> None:
        worker.attempts.append(attempt)
        if len(worker.attempts) == 1:
            worker.expect()
        with suppress(OSError):  # it died; the connection will say so
            worker.connection.sendall(text)

    def _await(self, waiting: deque[_Attempt], finished: deque[tuple[Job, Execution]]) -> None:
        """Wait for any worker, and take in what the workers say."""
        busy = {w.connection.fileno(): w for w in self._workers if w.attempts or not w.ready}
        poll = select.poll()
        for fd in busy:
            poll.register(fd, select.POLLIN)
        left = min((w.deadline for w in busy.values()), default=0.0) - time.monotonic()
        for fd, _ in poll.poll(max(0.0, left) * 1000):
            worker = busy[fd]
            try:
                data = worker.connection.recv(1 << 16)
            except OSError:
                data = b""
            if not data:
                code = worker.process.wait()
                self._lost(worker, f"a worker ended with exit code {code}", waiting, finished)
            for message in worker.inbox.feed(data):
                # after a forbidden call the rest of what it says is of no account
                if worker in self._workers:
                    self._take(worker, message, waiting, finished)
            del busy[fd]
        now = time.monotonic()
        for worker in [w for w in busy.values() if w in self._workers and now > w.deadline]:
            if worker.attempts or not worker.ready:
                self._lost(worker, "a worker did not answer", waiting, finished)

    def _take(
        self,
        worker: _Worker,
        message: Message,
        waiting: deque[_Attempt],
        finished: deque[tuple[Job, Execution]],
    ) -> None:
        if "tier" in message:
            worker.ready = True
            worker.group = message["group"]
        elif "execution" not in message or not worker.attempts:
            why = message.get("crash") or message.get("refused") or "a worker spoke out of turn"
            self._lost(worker, why, waiting, finished)
        else:
            attempt = worker.attempts.popleft()
            execution = execution_from_json(message["execution"])
            worker.served += 1
            self._failed_starts = 0
            worker.quick = time.monotonic() - worker.began < _QUICK
            if execution.violation or worker.served >= LIFE:
                self._take_back(worker, waiting)
                self._remove(worker)
            elif worker.attempts:
                worker.expect()
            if not attempt.canary:
                self._settle(attempt, execution, waiting, finished)
            elif execution.infrastructure and attempt.failures < RETRIES:
                attempt.failures += 1
                self._send(worker, attempt, packed(job_to_json(attempt.job)))
            else:
                attempt.canary.require(execution)

    def _lost(
        self,
        worker: _Worker,
        why: str,
        waiting: deque[_Attempt],
        finished: deque[tuple[Job, Execution]],
    ) -> None:
        """A worker is no more; its jobs go to another."""
        self._remove(worker)
        canary = bool(worker.attempts and worker.attempts[0].canary)
        if canary or not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= _FAILED_STARTS:
                raise SandboxRefused(f"workers of the sandbox no longer start: {why}")
        if worker.attempts and not canary:
            attempt = worker.attempts.popleft()
            stage = "build" if attempt.job.build else "run"
            execution = Execution(stage, None, infrastructure=why)
            self._settle(attempt, execution, waiting, finished)
        self._take_back(worker, waiting)

    def _take_back(self, worker: _Worker, waiting: deque[_Attempt]) -> None:
        """What a worker had not begun is for others; another one gets canaries of its own."""
        waiting.extendleft(one for one in reversed(worker.attempts) if not one.canary)
        worker.attempts.clear()

    def _settle(
        self,
        attempt: _Attempt,
        execution: Execution,
        waiting: deque[_Attempt],
        finished: deque[tuple[Job, Execution]],
    ) -> None:
        """Answer with this execution, or try the job again."""
        if execution.infrastructure and attempt.failures < RETRIES:
            attempt.failures += 1
            waiting.append(attempt)
        elif not attempt.slept and _slept(attempt.job, execution):
            attempt.slept = True
            waiting.append(attempt)
        else:
            finished.append((attempt.job, execution))


def no_canaries(kind: str) -> Sequence[Canary]:
    """Whoever knows no kind asks for none."""
    del kind
    return ()


def _slept(job: Job, execution: Execution) -> bool:
    """Whether the wall limit ended it with less than half of its CPU time used."""
    command = job.build if execution.stage == "build" and job.build else job.run
    return execution.limit == "timeout" and execution.cpu < command.limits.cpu / 2


def probe() -> Tier:
    """Start one worker, let it run a program that does nothing, and say how that went."""
    pool = Pool(1)
    try:
        with pool:
            return pool.state
    except SandboxRefused:
        return pool.state
