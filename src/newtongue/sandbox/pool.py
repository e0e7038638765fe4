"""Many workers, many jobs: the sandbox as the rest of newtongue uses it.

    with Pool(workers=4) as pool:
        for job, execution in pool.run(jobs):
            ...

Jobs are drawn only as workers get free, so a stream of any length fits; executions come as they
finish. A worker that dies is replaced, and so is one that served long or saw a forbidden call. What
is the sandbox's own failure is tried again, twice, each time by another worker. What the machine
may have done to a program (the wall limit came before its CPU time was used; it was killed, and
nobody says why) is run once more, and unless it only slept, when no other program runs. No thread
is started and nothing is left behind, whatever ends us.
"""

from __future__ import annotations

import select
import signal
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from newtongue.core.completion import Execution
from newtongue.core.errors import SandboxRefused
from newtongue.sandbox import cpus, process, tier
from newtongue.sandbox.base import Canaries, Canary, Job
from newtongue.sandbox.process import QUICK, Attempt, Worker
from newtongue.sandbox.tier import Tier, refused, unsupported
from newtongue.sandbox.wire import Message, execution_from_json, job_to_json, packed

RETRIES = 2
"""How often a job is tried again after the sandbox itself failed."""
KILLS = 3
"""How many killed workers are not counted as that: it is seldom a job for which one is killed."""
_FAILED_STARTS = 3
_ASLEEP = 0.1  # share of its wall time: who used less CPU time slept, however busy the machine was
_SMALL = 64 << 10  # bytes of a job that may wait: a connection takes them without being read
AHEAD = 3
"""Jobs for each worker that are drawn and whose executions are not yet read."""
LIFE = 5000
"""Programs that one worker runs; then another takes its place, as after a forbidden call."""


@dataclass(eq=False)
class _Call:
    """The jobs of one call of `run`, and where they are while no worker has them."""

    source: Iterator[Job]
    more: bool = True
    """Whether the source may have another one."""
    waiting: deque[Attempt] = field(default_factory=deque)
    alone: deque[Attempt] = field(default_factory=deque)
    """Those that run last, one at a time."""
    finished: deque[tuple[Job, Execution]] = field(default_factory=deque)


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
        self._workers: list[Worker] = []
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
        call = _Call(iter(jobs))
        try:
            while True:
                self._deal(call)
                if call.finished:
                    yield call.finished.popleft()
                elif call.more or call.waiting or any(w.attempts for w in self._workers):
                    self._await(call)
                elif call.alone:
                    call.waiting.append(call.alone.popleft())
                else:
                    return
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
            answer = worker.first_words()
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

    def _start(self) -> Worker:
        worker = process.start([*self._command, self._mode, self._launcher])
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

    def _remove(self, worker: Worker) -> None:
        worker.kill()
        self._workers.remove(worker)

    def _deal(self, call: _Call) -> None:
        """Give jobs to idle workers, and start workers for the rest.

        Workers whose programs are short get one more, so that none waits for us in between. Many
        may finish in one moment: until their executions are read, no more are drawn than AHEAD.
        """
        waiting = call.waiting
        idle = [w for w in self._workers if w.ready and not w.attempts]
        coming = sum(not w.ready for w in self._workers)
        room = self._most - len(self._workers)
        ahead = [w for w in self._workers if w.may_have_one_more()]
        given = sum(not one.canary for w in self._workers for one in w.attempts)
        held = len(call.finished) + given
        most = min(len(idle) + coming + room + len(ahead), AHEAD * self._most - held)
        while call.more and len(waiting) < most:
            job = next(call.source, None)
            if job is None:
                call.more = False
            else:
                waiting.append(Attempt(job))
        while waiting and idle:
            self._give(idle.pop(), waiting)
        # none at the end, when it might wait behind a long one for nothing
        while call.more and ahead and len(waiting) > coming + room:
            self._give(ahead.pop(), waiting)
        for _ in range(min(room, len(waiting) - coming)):
            self._start()

    def _give(self, worker: Worker, waiting: deque[Attempt]) -> None:
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
                one = Attempt(canary.job, canary=canary)
                self._send(worker, one, packed(job_to_json(one.job)))
            if not worker.attempts:
                self._give(worker, waiting)

    def _send(self, worker: Worker, attempt: Attempt, text: bytes) -> None:
        worker.attempts.append(attempt)
        if len(worker.attempts) == 1:
            worker.expect()
        with suppress(OSError):  # it died; the connection will say so
            worker.connection.sendall(text)

    def _await(self, call: _Call) -> None:
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
                killed = code == -signal.SIGKILL
                self._lost(worker, f"a worker ended with exit code {code}", call, killed=killed)
            for message in worker.inbox.feed(data):
                # when it is removed the rest of what it says is of no account
                if worker in self._workers:
                    self._take(worker, message, call)
            del busy[fd]
        now = time.monotonic()
        for worker in [w for w in busy.values() if w in self._workers and now > w.deadline]:
            if worker.attempts or not worker.ready:
                self._lost(worker, "a worker did not answer", call)

    def _take(self, worker: Worker, message: Message, call: _Call) -> None:
        if "tier" in message:
            worker.ready = True
            worker.group = message["group"]
        elif "execution" not in message or not worker.attempts:
            why = message.get("crash") or message.get("refused") or "a worker spoke out of turn"
            self._lost(worker, why, call)
        elif why := message["execution"]["infrastructure"]:
            self._lost(worker, why, call)  # whether the job or the worker is at fault: another one
        else:
            attempt = worker.attempts.popleft()
            execution = execution_from_json(message["execution"])
            worker.served += 1
            self._failed_starts = 0
            worker.quick = time.monotonic() - worker.began < QUICK
            if execution.violation or worker.served >= LIFE:
                self._take_back(worker, call)
                self._remove(worker)
            elif worker.attempts:
                worker.expect()
            if attempt.canary:
                attempt.canary.require(execution)
            else:
                self._settle(attempt, execution, call)

    def _lost(self, worker: Worker, why: str, call: _Call, *, killed: bool = False) -> None:
        """A worker is no more, or not to be trusted; its jobs go to another."""
        self._remove(worker)
        canary = bool(worker.attempts and worker.attempts[0].canary)
        if canary or not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= _FAILED_STARTS:
                raise SandboxRefused(f"workers of the sandbox no longer start: {why}")
        if worker.attempts and not canary:
            attempt = worker.attempts.popleft()
            stage = "build" if attempt.job.build else "run"
            if killed and attempt.killed < KILLS:
                attempt.killed += 1
                call.waiting.append(attempt)
            else:
                self._settle(attempt, Execution(stage, None, infrastructure=why), call)
        self._take_back(worker, call)

    def _take_back(self, worker: Worker, call: _Call) -> None:
        """What a worker had not begun is for others; another one gets canaries of its own."""
        call.waiting.extendleft(one for one in reversed(worker.attempts) if not one.canary)
        worker.attempts.clear()

    def _settle(self, attempt: Attempt, execution: Execution, call: _Call) -> None:
        """Answer with this execution, or try the job again."""
        if execution.infrastructure and attempt.failures < RETRIES:
            attempt.failures += 1
            call.waiting.append(attempt)
        elif not attempt.doubted and _doubtful(attempt.job, execution):
            attempt.doubted = True
            asleep = execution.limit and execution.cpu < _ASLEEP * execution.wall
            (call.waiting if asleep else call.alone).append(attempt)
        else:
            call.finished.append((attempt.job, execution))


def no_canaries(kind: str) -> Sequence[Canary]:
    """Whoever knows no kind asks for none."""
    del kind
    return ()


def _doubtful(job: Job, execution: Execution) -> bool:
    """Whether the machine, and not the program, may have ended it: the wall limit did before its
    CPU time was used, or somebody killed it whom we don't know (the kernel, for want of memory).
    """
    command = job.build if execution.stage == "build" and job.build else job.run
    if execution.limit == "timeout":
        return execution.cpu < command.limits.cpu
    killed = execution.signal == signal.SIGKILL and not execution.limit
    return killed and not (execution.violation or execution.infrastructure)


def probe() -> Tier:
    """Start one worker, let it run a program that does nothing, and say how that went."""
    pool = Pool(1)
    try:
        with pool:
            return pool.state
    except SandboxRefused:
        return pool.state
