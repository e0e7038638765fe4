"""Compilers that stay: each starts once, and then builds one program after the other.

A resident stands behind the very walls of a program's build: its own namespaces and scratch folder,
no rights, no network, the filter, the same limits, only that its CPU time is bounded for each
program and not for its life. It is not trusted: what it says is read with bounds on every size, its
files are written under checked names as the program's user would have, and it is replaced after
LIFE programs, when it has grown, and after anything unforeseen. Then, and whenever it comes to
anything but plain success or failure, the program is built again by its ordinary command, which
alone decides.

They talk in frames (sandbox.frames), through the descriptors 3 (to it) and 4 (from it). In between
it keeps nothing of a program, and nothing in its folder. On standard output and standard error it
says nothing at all.
"""

from __future__ import annotations

import json
import os
import select
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from newtongue.core.completion import Execution
from newtongue.sandbox.base import Command, Job, Limits
from newtongue.sandbox.frames import UNSURE, Failed, read_answer, request, take
from newtongue.sandbox.stage import Abandoned, Capture, Pipes

LIFE = 200
"""Programs that one resident builds; then another takes its place."""
MOST = 3
"""Residents that one worker keeps at a time: each is as large as its compiler."""
GROWN = 0.5
"""A resident that holds this share of its memory limit after a program is replaced."""
_STARTS = 3  # starts that may fail, one after the other, before there are no more
_LAST_WORDS = 5.0  # seconds in which an init may report
_TICK = 0.05  # seconds between two looks at its CPU time
_SAID = 300
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")

Begin = Callable[[Job, Command, dict[str, str]], tuple[int, Pipes]]
"""Starts a command as a program is started; the process id of its init, and the near ends."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a resident's build came to, and the files that it left."""

    execution: Execution
    files: Mapping[str, bytes]


@dataclass
class Resident:
    """One that waits. Its pipes are the near ends."""

    init: int
    pipes: Pipes
    guard: int
    """A descriptor whose other end belongs to whoever waits for the execution."""
    compiler: int = 0
    served: int = 0
    unread: bytearray = field(default_factory=bytearray)

    def hello(self, seconds: float) -> None:
        """Wait until it waits. Raises Failed."""
        if self._exchange(b"", seconds, None):
            raise Failed("its first words are of no known form")
        try:
            path = Path(f"/proc/{self.init}/task/{self.init}/children")
            self.compiler = int(path.read_text().split()[0])
        except (OSError, IndexError, ValueError) as error:
            raise Failed(f"its process is not to be found: {error}") from error

    def build(self, files: Mapping[str, bytes], limits: Limits, seconds: float) -> Built:
        """Have it build these files. Raises Failed where the ordinary command has to decide."""
        began, before = time.monotonic(), self.cpu()
        answer = read_answer(self._exchange(request(files), seconds, limits.cpu + before))
        cpu = self.cpu() - before
        if answer.code >= UNSURE:
            raise Failed("it can't decide this program")
        if len(answer.out) + len(answer.err) > limits.output:
            raise Failed("it printed more than a build may")
        if set(answer.files) & set(files):
            raise Failed("it wrote over the program's own files")
        self.served += 1
        streams = [Capture(), Capture()]
        for stream, text in zip(streams, (answer.out, answer.err), strict=True):
            stream.add(text)
        execution = Execution(
            "build",
            answer.code,
            cpu=cpu,
            wall=time.monotonic() - began,
            peak_memory=self.memory(),
            stdout=streams[0].text(),
            stderr=streams[1].text(),
        )
        return Built(execution, answer.files)

    def alive(self) -> bool:
        """Whether it still waits, in silence."""
        ends = (self.pipes.status[0], self.pipes.out[0], self.pipes.err[0], self.pipes.record[0])
        return not select.select(ends, (), (), 0)[0]

    def cpu(self) -> float:
        """CPU seconds of its processes so far, as the kernel counts them. Raises Failed."""
        ended = sum(map(int, self._proc("stat").rpartition(")")[2].split()[13:15]))
        children = self._proc(f"task/{self.compiler}/children").split()
        try:
            own = time.clock_gettime(_clock(self.compiler))
        except OSError as error:
            raise Failed(how_it_ended(self._last_words())) from error
        for child in map(int, children):
            with suppress(OSError):  # its time is in the next sum, then
                own += time.clock_gettime(_clock(child))
        return own + ended / _TICKS

    def memory(self) -> int:
        """Bytes that it holds."""
        return int(self._proc("statm").split()[1]) * _PAGE

    def threads(self) -> int:
        """Processes and threads that count for the user that programs are."""
        with suppress(Failed):
            return int(self._proc("stat").rpartition(")")[2].split()[17]) + 1
        return 1

    def close(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.init, signal.SIGKILL)
        os.waitpid(self.init, 0)
        self.pipes.close()

    def _proc(self, name: str) -> str:
        try:
            return Path(f"/proc/{self.compiler}/{name}").read_text()
        except OSError as error:
            raise Failed(how_it_ended(self._last_words())) from error

    def _exchange(self, data: bytes, seconds: float, cpu: float | None) -> bytes:
        """Send bytes and read one frame, within these seconds and until this CPU time.

        Raises Failed, and Abandoned when the guard's other end is gone.
        """
        deadline = time.monotonic() + seconds
        rest = memoryview(data)
        poll = self._poll(sending=bool(rest))
        while (left := deadline - time.monotonic()) > 0:
            for fd, _ in poll.poll(1000 * min(left, _TICK)):
                if fd != self.pipes.nonce[1]:
                    self._hear(fd)
                    continue
                rest = rest[os.write(fd, rest[: select.PIPE_BUF]) :]
                if not rest:
                    poll.unregister(fd)
            if (frame := take(self.unread)) is not None:
                if rest or self.unread:
                    raise Failed("it spoke out of turn")
                return frame
            if cpu is not None and self.cpu() > cpu:
                raise Failed("it reached the CPU limit of a build")
        raise Failed("it reached the wall limit of a build" if data else "it did not start in time")

    def _poll(self, *, sending: bool) -> select.poll:
        poll = select.poll()
        poll.register(self.guard, 0)
        pipes = self.pipes
        for fd in (pipes.record[0], pipes.status[0], pipes.out[0], pipes.err[0]):
            poll.register(fd, select.POLLIN)
        if sending:
            poll.register(pipes.nonce[1], select.POLLOUT)
        return poll

    def _hear(self, fd: int) -> None:
        if fd == self.guard:
            raise Abandoned
        data = os.read(fd, 1 << 16)
        if fd == self.pipes.record[0] and data:
            self.unread += data
            return
        if data and fd != self.pipes.status[0]:
            said = data.decode("utf-8", "replace").strip()[:_SAID]
            raise Failed(f"it said {said!r}")
        raise Failed(how_it_ended(data or self._last_words()))

    def _last_words(self) -> bytes:
        """What its init reports; the pipes of one that ends close one after the other."""
        status = self.pipes.status[0]
        ended = select.select([status], (), (), _LAST_WORDS)[0]
        return os.read(status, 1 << 16) if ended else b""


class Residents:
    """Those of one worker, by what they were started with."""

    def __init__(self, begin: Begin, guard: int) -> None:
        self._begin = begin
        self._guard = guard
        self._waiting: dict[str, Resident] = {}
        self._failures: dict[str, list[str]] = {}
        self.turns = 0
        """How often one was started or used: each may have changed what they hold."""

    def threads(self) -> int:
        """Processes and threads that count for the user that programs are."""
        return sum(one.threads() for one in self._waiting.values())

    def build(self, job: Job, readable: dict[str, str]) -> Built | str:
        """What the job's resident makes of it, or why its ordinary build has to decide."""
        assert job.build
        deadline = time.monotonic() + job.build.limits.wall
        key = _key(job, readable)
        self.turns += 1
        try:
            one = self._get(key, job, job.build.limits, readable)
            built = one.build(job.files, job.build.limits, deadline - time.monotonic())
            worn = one.served >= LIFE or one.memory() > GROWN * job.build.limits.memory
        except Failed as failure:
            self._forget(key)
            return f"{Path(job.resident[0]).name} as a resident: {failure}"
        if worn:
            self._forget(key)
        return built

    def lost(self, job: Job, readable: dict[str, str]) -> None:
        """What it answered is of no use: the next job starts another."""
        self._forget(_key(job, readable))

    def _get(self, key: str, job: Job, limits: Limits, readable: dict[str, str]) -> Resident:
        one = self._waiting.pop(key, None)
        if one and not one.alive():
            one.close()
            one = None
        self._waiting[key] = one or self._start(key, job, limits, readable)
        return self._waiting[key]  # the one used last stands last

    def _start(self, key: str, job: Job, limits: Limits, readable: dict[str, str]) -> Resident:
        failures = self._failures.setdefault(key, [])
        if len(failures) >= _STARTS:
            raise Failed(failures[-1])
        if len(self._waiting) >= MOST:
            self._forget(next(iter(self._waiting)))
        # a life's CPU time; that of each build is watched from here
        life = LIFE * max(limits.cpu, Limits().cpu)
        command = Command(job.resident, replace(limits, cpu=life))
        one = None
        try:
            init, pipes = self._begin(replace(job, files={}), command, readable)
            one = Resident(init, pipes, self._guard)
            one.hello(limits.wall)
        except (Failed, OSError) as error:
            if one:
                one.close()
            failures.append(f"it does not start to wait: {error}")
            raise Failed(failures[-1]) from error
        failures.clear()
        return one

    def _forget(self, key: str) -> None:
        if one := self._waiting.pop(key, None):
            one.close()


def _key(job: Job, readable: dict[str, str]) -> str:
    # CPU, wall and output are bounded for each build by itself
    limits = job.build and replace(job.build.limits, cpu=0, wall=0, output=0)
    environment = sorted(job.environment.items())
    return repr((job.resident, sorted(readable.items()), job.abi, environment, limits))


def _clock(pid: int) -> int:
    """The number of a process's CPU clock, as clock_getcpuclockid(3) makes it."""
    return (~pid << 3) | 2


def how_it_ended(record: bytes) -> str:
    """What an init's report means, in a few words."""
    try:
        said = json.loads(record)
    except ValueError:
        return "it ended"
    if said.get("limit"):
        return f"it ended at the {said['limit']} limit"
    if said.get("wait") is None:
        return f"it ended: {said.get('error', 'nobody knows how')}"
    return f"it ended with {os.waitstatus_to_exitcode(said['wait'])}"
