"""Processes beside a worker that clone programs off when they are asked: launcher.c's serve.

Warm interpreters are such (warm.py), and so is the small process that starts cold programs: to copy
the page tables of the worker, some megabytes of Python, and to take them down again, would cost
more than all else that isolates a program.
"""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import struct
from dataclasses import dataclass
from typing import NoReturn

from newtongue.sandbox import launcher, linux
from newtongue.sandbox.init import Launch
from newtongue.sandbox.root import HOST
from newtongue.sandbox.stage import HIGH, Course

RIGHTS = frozenset({0, 1, 5, 6, 7, 8, 19, 21})
"""The capabilities that a clone's isolation takes (capabilities(7)): CHOWN and DAC_OVERRIDE for the
program's files, KILL and SYS_PTRACE for its init, SETGID, SETUID and SETPCAP to give its rights up,
SYS_ADMIN for its mounts and namespaces."""
SOCKET = 63
"""Where such a process finds its worker: launcher.c looks there."""
START = 30.0
"""Seconds until one must wait."""
_ANSWER = struct.Struct("=i")


@dataclass
class Cloner:
    """One that waits."""

    pid: int
    connection: socket.socket

    def run(self, launch: Launch, request: bytes, assertions: int) -> Course:
        """Have it clone a program off, and attend to that. Raises OSError, Abandoned.

        After an OSError what it says next can't be told: whoever asked must end, and so do its
        programs.
        """
        return launcher.run(launch, request, assertions, self.connection.fileno())

    def ready(self) -> None:
        """Wait until it waits. Raises OSError."""
        self.connection.settimeout(START)
        data = self.connection.recv(_ANSWER.size, socket.MSG_WAITALL)
        if len(data) < _ANSWER.size:
            raise ConnectionError("it ended")
        if _ANSWER.unpack(data)[0]:
            raise ConnectionError("it spoke out of turn")

    def close(self) -> None:
        self.connection.close()
        _end(self.pid)


def start_small() -> Cloner | None:
    """Execute the launcher itself, in this process's namespaces; None where that can't be done."""
    if not launcher.can_be_executed():
        return None
    try:
        path = HOST + linux.resolve(HOST, str(launcher.LIBRARY))
        ours, theirs = socket.socketpair()
    except OSError:
        return None
    with theirs:
        try:
            pid = linux.clone(0)
        except OSError:
            ours.close()
            return None
        if pid == 0:
            _become_small(path, theirs.fileno())
    cloner = Cloner(pid, ours)
    try:
        cloner.ready()
    except OSError:
        cloner.close()
        return None
    return cloner


def _become_small(path: str, connection: int) -> NoReturn:
    try:
        linux.die_with_parent()
        os.setsid()
        linux.end_early(500)
        null = os.open("/dev/null", os.O_RDWR)
        place({0: null, 1: null, 2: null, SOCKET: connection})
        linux.keep_capabilities(RIGHTS)
        os.execve(path, [path], {})
    finally:
        os._exit(250)


def place(wanted: dict[int, int]) -> None:
    """Put descriptors at their numbers, SOCKET the last of them, and close all others."""
    high = {number: fcntl.fcntl(fd, fcntl.F_DUPFD, HIGH) for number, fd in wanted.items()}
    for number, fd in high.items():
        os.dup2(fd, number)
    os.closerange(max(n for n in wanted if n != SOCKET) + 1, SOCKET)
    linux.close_from(SOCKET + 1)


def _end(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
