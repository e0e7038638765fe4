"""A worker process, as its pool sees it: how it starts, what it has been given, how it ends."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from newtongue.sandbox import cgroup
from newtongue.sandbox.base import Canary, Job
from newtongue.sandbox.wire import Inbox, Message

_GRACE = 60.0  # seconds beyond a job's wall limits before its worker counts as stuck
_START = 60.0  # seconds that a worker may take to say hello
QUICK = 0.05
"""Seconds of a program after which its worker may have the next one waiting."""
_SOURCE = Path(__file__).parents[2]


@dataclass(eq=False)
class Attempt:
    """A job and what became of it so far."""

    job: Job
    failures: int = 0
    killed: int = 0
    """How many workers were killed while they had it."""
    doubted: bool = False
    """Whether it is run once more, since the machine may have ended it."""
    canary: Canary | None = None


@dataclass(eq=False)
class Worker:
    """One worker process and its connection."""

    process: subprocess.Popen[bytes]
    connection: socket.socket
    deadline: float
    ready: bool = False
    attempts: deque[Attempt] = field(default_factory=deque)
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
        young = not self.attempts or time.monotonic() - self.began < QUICK
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

    def first_words(self) -> Message:
        """Wait for the first thing that it says."""
        self.connection.settimeout(_START)
        try:
            while data := self.connection.recv(1 << 16):
                for message in self.inbox.feed(data):
                    return message
        except TimeoutError:
            return {"refused": "a worker did not answer"}
        return {"refused": f"a worker ended with exit code {self.process.wait()}"}


def start(command: Sequence[str]) -> Worker:
    """Start one; the number of this process is added to the command."""
    ours, theirs = socket.socketpair()
    # The kernel takes the thread that starts a worker for its parent; only the main one stays.
    main = threading.current_thread() is threading.main_thread()
    parent = str(os.getpid() if main else 0)
    with theirs:
        process = subprocess.Popen(
            [*command, parent],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PYTHONPATH": str(_SOURCE), "PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            start_new_session=True,  # Ctrl-C is for us; the connection's end is for them
        )
    return Worker(process, ours, time.monotonic() + _START)
