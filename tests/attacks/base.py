"""What an attack on the sandbox is, and the machine around it: what it must not reach or leave.

An attack is a whole program. Its text may name what lies outside:

    @MARK@    a word of this test run: the name of what it tries to leave, or an argument of it
    @SECRET@  a file of the machine that every user may read; @FOLDER@ a folder they may write to
    @PORT@    of a TCP listener, @UDP@ of a UDP one, on 127.0.0.1; @PATH@ a Unix datagram socket,
              and the abstract names @MARK@ (stream) and @MARK@-d (datagram)
    @PID@     a process of the machine
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from newtongue.core.completion import Execution
from newtongue.sandbox.base import Limits
from tests.sandbox.programs import SMALL, running

BUSY = replace(SMALL, cpu=0.2)
"""For what works until it is ended."""
ASLEEP = replace(SMALL, wall=0.3)
"""For what waits until it is ended; it is run twice."""
ASLEEP_AS_EVER = ("S", "0", "0")
"""State, nice value and scheduling policy of a process that waits and that nobody touched."""
WATCHED = ("/", "/tmp", "/var/tmp", "/dev", "/dev/shm", "/dev/mqueue", "/usr", "/etc", "/run")


@dataclass(frozen=True, slots=True)
class Attack:
    """A hostile program and what must become of it."""

    name: str
    """What it does, in words; the catalogue has them all."""
    text: str
    ends: str = "exit 0"
    """How it must end, in the words of `ended`; `or` between two ways."""
    out: str | None = None
    """Its whole standard output, where that says something."""
    err: str = ""
    """What its standard error must hold."""
    bare: str = ""
    """What the watch finds when it runs without a sandbox: the attack and the watch both work."""
    limits: Limits = SMALL
    warm_out: str | None = None
    """The same where a clone of an interpreter runs it, if that is something else."""
    open: str = ""
    """Why only a control group holds it; empty where the other walls do."""


def ended(execution: Execution) -> str:
    """How a program ended, in a word or two: `violation`, a limit, `signal 6`, `exit 0`."""
    if execution.infrastructure is not None:
        how = f"infrastructure ({execution.infrastructure})"
    elif execution.violation is not None:
        how = "violation"
    elif execution.limit is not None:
        how = execution.limit
    elif execution.signal is not None:
        how = f"signal {execution.signal}"
    else:
        how = f"exit {execution.exit_code}"
    return f"build: {how}" if execution.stage == "build" else how


class Watch:
    """Listeners, a secret and a process of this machine, and what attacks have done to them."""

    def __init__(self) -> None:
        self.mark = f"newtongue-{secrets.token_hex(6)}"
        self.secret = secrets.token_hex(16)
        self.folder = Path(tempfile.mkdtemp(prefix="newtongue-watch-"))
        self.folder.chmod(0o755)
        self.file = self.folder / "secret"
        self.file.write_text(self.secret)
        self.file.chmod(0o644)
        self.open = self.folder / "open"
        self.open.mkdir()
        self.open.chmod(0o777)
        self.listeners = {
            "tcp": _listener(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            "udp": _listener(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            "unix": _listener(socket.AF_UNIX, socket.SOCK_STREAM, f"\0{self.mark}"),
            "datagram": _listener(socket.AF_UNIX, socket.SOCK_DGRAM, f"\0{self.mark}-d"),
            "path": _listener(socket.AF_UNIX, socket.SOCK_DGRAM, str(self.folder / "socket")),
        }
        (self.folder / "socket").chmod(0o777)
        self._start()

    def _start(self) -> None:
        command = ["/bin/sh", "-c", "read x", self.mark]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE)
        deadline = time.monotonic() + 60
        while self._target() != ASLEEP_AS_EVER and time.monotonic() < deadline:
            pass  # it is about to read

    def fill(self, text: str) -> str:
        """An attack's text with the names of what lies outside."""
        names = {
            "MARK": self.mark,
            "SECRET": str(self.file),
            "FOLDER": str(self.open),
            "PORT": str(self.listeners["tcp"].getsockname()[1]),
            "UDP": str(self.listeners["udp"].getsockname()[1]),
            "PATH": str(self.folder / "socket"),
            "PID": str(self.process.pid),
        }
        for name, value in names.items():
            text = text.replace(f"@{name}@", value)
        return text

    def found(self, execution: Execution) -> list[str]:
        """What an attack reached or left: words, none when all is as it was."""
        found = [name for name, listener in self.listeners.items() if _reached(listener)]
        if self.secret in execution.stdout + execution.stderr:
            found.append("secret")
        if self._target() != ASLEEP_AS_EVER:
            found.append("target")
        if self.left():
            found.append("process")
        return found + ["file"] * bool(self.files())

    def left(self) -> list[int]:
        """Processes that carry the mark, but for our own."""
        return [pid for pid in running(self.mark.encode()) if pid != self.process.pid]

    def files(self) -> list[str]:
        """Files that carry the mark, where anyone may leave some."""
        folders = {*WATCHED, str(Path.cwd()), str(Path.home()), str(self.open)}
        names = []
        for folder in sorted(folders):
            with suppress(OSError):
                names += [str(path) for path in Path(folder).iterdir() if self.mark in path.name]
        return names

    def _target(self) -> tuple[str, str, str]:
        """As much of the process that attacks aim at."""
        self.process.poll()
        try:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return ("", "", "")
        return (fields[0], fields[16], fields[38])

    def mend(self) -> None:
        """Put right what an attack without a sandbox has done."""
        while left := self.left():  # a killed process takes a moment to go
            for pid in left:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        for path in self.files():
            Path(path).unlink()
        if self._target() != ASLEEP_AS_EVER:
            self._stop()
            self._start()

    def _stop(self) -> None:
        self.process.kill()
        self.process.communicate()

    def close(self) -> None:
        """Give everything back."""
        self._stop()
        for listener in self.listeners.values():
            listener.close()
        shutil.rmtree(self.folder)


def worker_state(pid: int) -> tuple[list[str], int, list[str]]:
    """A worker's mounts, how many descriptors it has open, and who else is on its network."""
    mounts = Path(f"/proc/{pid}/mountinfo").read_text().splitlines()
    network = Path(f"/proc/{pid}/ns/net").readlink()
    others = []
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # ended meanwhile, or another user's
            if path.name != str(pid) and (path / "ns/net").readlink() == network:
                others.append(path.name)
    return mounts, len(list(Path(f"/proc/{pid}/fd").iterdir())), others


def _listener(
    family: socket.AddressFamily, kind: socket.SocketKind, address: tuple[str, int] | str
) -> socket.socket:
    listener = socket.socket(family, kind)
    listener.bind(address)
    if kind == socket.SOCK_STREAM:
        listener.listen()
    listener.setblocking(False)
    return listener


def _reached(listener: socket.socket) -> bool:
    """Whether anyone connected or sent something since the last look."""
    reached = False
    with suppress(BlockingIOError):
        while True:
            if listener.type == socket.SOCK_STREAM:
                listener.accept()[0].close()
            else:
                listener.recv(1)
            reached = True
    return reached
