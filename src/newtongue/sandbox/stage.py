"""The pipes of one stage of one program, and the loop that drains them until it ends.

Used by the box and by the plain sandbox; it starts nothing and kills nothing. It never blocks
without a deadline, and never grows with what the program writes.
"""

from __future__ import annotations

import fcntl
import os
import select
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from newtongue.sandbox.base import Limits
from newtongue.sandbox.channel import Channel

KEPT = 16 << 10
"""Bytes kept of the head, and of the tail, of each stream."""
_CHUNK = 1 << 16
_TICK = 0.01
_LAST_WORDS = 2.0  # seconds in which an init may end and report
HIGH = 64
"""From here up, descriptors wait while the low numbers are dealt out."""


class Capture:
    """The head and the tail of a stream."""

    def __init__(self, total: int = 0, head: bytes = b"", tail: bytes = b"") -> None:
        self.total = total
        self._head = bytearray(head)
        self._tail = bytearray(tail)

    def add(self, data: bytes) -> None:
        self.total += len(data)
        room = KEPT - len(self._head)
        self._head += data[:room]
        self._tail += data[room:]
        del self._tail[: max(0, len(self._tail) - KEPT)]

    def text(self) -> str:
        """What was kept; a line says how many bytes were left out of the middle."""
        left_out = self.total - len(self._head) - len(self._tail)
        middle = f"\n[{left_out} bytes left out]\n".encode() if left_out else b""
        return bytes(self._head + middle + self._tail).decode("utf-8", "replace")


@dataclass
class Pipes:
    """Both ends of the pipes of a stage. `close` is safe at any time."""

    channel: bool
    """Whether the program finds the verdict channel at descriptors 3 and 4."""
    streams: bool
    """Whether the verdict channel is standard input and output."""
    out: tuple[int, int] = field(default_factory=os.pipe)
    err: tuple[int, int] = field(default_factory=os.pipe)
    status: tuple[int, int] = field(default_factory=os.pipe)
    nonce: tuple[int, int] = field(default_factory=os.pipe)
    record: tuple[int, int] = field(default_factory=os.pipe)
    stop: tuple[int, int] = field(default_factory=os.pipe)
    _open: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        both = (self.out, self.err, self.status, self.nonce, self.record, self.stop)
        self._open = {fd for ends in both for fd in ends}
        for fd in (self.out[0], self.err[0], self.status[0], self.record[0], self.nonce[1]):
            os.set_blocking(fd, False)

    def give_to(self, uid: int, gid: int) -> None:
        """Let another user reopen the pipes through /dev/fd."""
        for fd in (self.out[1], self.err[1], self.nonce[0], self.record[1]):
            os.fchown(fd, uid, gid)

    def close(self, *fds: int) -> None:
        """Close these descriptors, or all."""
        for fd in set(fds or self._open) & self._open:
            self._open.discard(fd)
            os.close(fd)

    def close_far_ends(self) -> None:
        """The program has its own copies by now; of the nonce's pipe we keep both ends, so that
        sending never fails when the program closed its copy.
        """
        self.close(self.out[1], self.err[1], self.status[1], self.record[1], self.stop[0])

    def close_near_ends(self) -> None:
        """In the program's process and in its init: what only the worker may hold."""
        self.close(
            self.out[0], self.err[0], self.status[0], self.record[0], self.nonce[1], self.stop[1]
        )

    def place(self) -> int:
        """In the program's process: put the descriptors where it finds them.

        Returns the first number that must not reach the program.
        """
        stdin = self.nonce[0] if self.streams else os.open("/dev/null", os.O_RDONLY)
        wanted = [stdin, self.out[1], self.err[1]]
        if self.channel:
            wanted += [self.nonce[0], self.record[1]]
        high = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, HIGH) for fd in wanted]
        for number, fd in enumerate(high):
            os.dup2(fd, number, inheritable=True)
        return len(high)


@dataclass
class Seen:
    """What `attend` saw."""

    out: Capture = field(default_factory=Capture)
    err: Capture = field(default_factory=Capture)
    status: bytes = b""
    limit: str | None = None
    """`output`, or `timeout` for the wall clock."""


@dataclass
class Course:
    """A stage from its start to its end."""

    seen: Seen
    channel: Channel | None
    cpu: float
    """Seconds that its init and all below it used."""
    wall: float
    """Seconds."""


class Abandoned(Exception):
    """Whoever asked for this job is gone; stop everything."""


class _Drain:
    """Where the bytes of each pipe go."""

    def __init__(self, pipes: Pipes, channel: Channel | None, most: int) -> None:
        self.most = most
        self.pipes = pipes
        self.channel = channel
        self.seen = Seen()
        self.records = 0
        self.open = {pipes.out[0], pipes.err[0], pipes.record[0], pipes.status[0]}

    def over(self) -> bool:
        """More than the limit was written; the verdict's records count like any output."""
        if self.seen.out.total + self.seen.err.total + self.records > self.most:
            self.seen.limit = "output"
        return self.seen.limit is not None

    def rest(self) -> None:
        """Read what is left in the pipes of a program that ended."""
        for fd in tuple(self.open):
            while not self.over() and self.read(fd):
                pass

    def read(self, fd: int) -> bool:
        """Read once; False when there is nothing more (for now, or at all)."""
        try:
            data = os.read(fd, _CHUNK)
        except BlockingIOError:
            return False
        if not data:
            self.open.discard(fd)
            return False
        if fd == self.pipes.status[0]:
            self.seen.status += data
        elif fd == self.pipes.err[0]:
            self.seen.err.add(data)
        elif fd == self.pipes.out[0]:
            self.seen.out.add(data)
            if self.pipes.streams:
                self._records(data)
        else:
            self.records += len(data)
            if self.pipes.channel:
                self._records(data)
        return True

    def _records(self, data: bytes) -> None:
        reply = self.channel.feed(data) if self.channel else b""
        if reply:
            # the program itself may have filled the pipe: then it has no answer
            with suppress(BlockingIOError):
                os.write(self.pipes.nonce[1], reply)

    def wait_for_status(self, seconds: float) -> None:
        """Read only the status pipe, at most so long."""
        poll = select.poll()
        poll.register(self.pipes.status[0], select.POLLIN)
        deadline = time.monotonic() + seconds
        while not self.ended() and (left := deadline - time.monotonic()) > 0:
            if poll.poll(1000 * left):
                self.read(self.pipes.status[0])

    def ended(self) -> bool:
        """A status record is here, or none can come any more."""
        return b"\n" in self.seen.status or self.pipes.status[0] not in self.open


def attend(
    pipes: Pipes,
    limits: Limits,
    channel: Channel | None,
    guard: int,
    alive: Callable[[], bool] | None = None,
) -> Seen:
    """Drain the pipes until the program ended or reached the wall or output limit.

    The end is a line (or the end) of the status pipe, or `alive` saying no where it is given.
    `guard` is a descriptor whose other end belongs to whoever waits for the answer.

    At a limit the stop pipe's other end is told, and has a moment to report.
    Raises Abandoned when the guard's other end is gone.
    """
    drain = _Drain(pipes, channel, limits.output)
    deadline = time.monotonic() + limits.wall
    poll = select.poll()
    poll.register(guard, 0)
    for fd in drain.open:
        poll.register(fd, select.POLLIN)
    while (left := deadline - time.monotonic()) > 0:
        for fd, _ in poll.poll(1000 * (min(left, _TICK) if alive else left)):
            if fd == guard:
                raise Abandoned
            drain.read(fd)
            if fd not in drain.open:
                poll.unregister(fd)
        if drain.over():
            break
        if (not alive()) if alive else drain.ended():
            drain.rest()
            return drain.seen
    drain.seen.limit = drain.seen.limit or "timeout"
    pipes.close(pipes.stop[1])
    if not alive:
        drain.wait_for_status(_LAST_WORDS)
    return drain.seen
