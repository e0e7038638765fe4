"""Warm interpreters of one worker: each starts once and waits in the launcher's library.

A program then costs a clone in place of a start. The interpreter itself never sees a program: it
runs its boot script with the worker's rights inside the worker's namespaces, and every program
goes on in a child with fresh pid, mount and ipc namespaces, without rights, behind the filter.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import resource
import signal
import socket
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from newtongue.sandbox import launcher, linux
from newtongue.sandbox.base import BOOT, LIBRARY, Job, Warm, inside
from newtongue.sandbox.init import STACK, Launch, environment
from newtongue.sandbox.root import HOST, SCRATCH, User, expose, mount_scratch
from newtongue.sandbox.stage import HIGH

FOLDER = HOST
"""Where an interpreter finds the library and its boot script: the place is free once the machine's
root is detached."""
MOST = 12
"""Interpreters that one worker keeps at a time."""
_ANSWER = struct.Struct("=i")
_ROOM = 16 << 20  # bytes of an interpreter's own scratch folder
_START = 30.0  # seconds until an interpreter must wait
_SAID = 4096  # bytes of what an interpreter says that does not start to wait


@dataclass(frozen=True)
class Interpreter:
    """One that waits."""

    pid: int
    connection: socket.socket

    def launch(self, launch: Launch) -> int:
        """Have it clone the program off; the process id of the program's init, a child of ours.

        Raises OSError.
        """
        request = launcher.pack(
            launch, files={inside(n): data for n, data in launch.job.files.items()}
        )
        size = struct.calcsize("=I")
        socket.send_fds(self.connection, [request[:size]], launcher.far_ends(launch.pipes))
        self.connection.sendall(request[size:])
        pid = self._answer()
        if pid < 0:
            raise OSError(-pid, f"clone: {os.strerror(-pid)}")
        return pid

    def ready(self) -> None:
        """Wait until it waits. Raises OSError."""
        self._answer()

    def close(self) -> None:
        self.connection.close()
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def _answer(self) -> int:
        data = self.connection.recv(_ANSWER.size, socket.MSG_WAITALL)
        if len(data) < _ANSWER.size:
            raise ConnectionError("the warm interpreter ended")
        answer: int = _ANSWER.unpack(data)[0]
        return answer


class Interpreters:
    """Those of one worker, by what they were started with."""

    def __init__(self) -> None:
        self._waiting: dict[str, Interpreter | str] = {}

    def __len__(self) -> int:
        """How many processes they are."""
        return sum(isinstance(one, Interpreter) for one in self._waiting.values())

    def get(self, job: Job, warm: Warm, readable: dict[str, str]) -> Interpreter | str:
        """The interpreter for a job, started if need be, or why it doesn't start."""
        text = repr((warm, sorted(readable.items()), sorted(job.environment.items())))
        key = hashlib.sha256(text.encode()).hexdigest()[:12]
        if key not in self._waiting:
            if len(self._waiting) >= MOST:
                self._forget(next(iter(self._waiting)))
            try:
                self._waiting[key] = start(job, warm, readable)
            except OSError as error:
                self._waiting[key] = str(error)
        return self._waiting[key]

    def lost(self, interpreter: Interpreter) -> None:
        """It failed: the next job starts another."""
        for key, one in list(self._waiting.items()):
            if one is interpreter:
                self._forget(key)

    def _forget(self, key: str) -> None:
        interpreter = self._waiting.pop(key)
        if isinstance(interpreter, Interpreter):
            interpreter.close()


def start(job: Job, warm: Warm, readable: dict[str, str]) -> Interpreter:
    """Start an interpreter and wait until it waits. Raises OSError when it doesn't."""
    ours, theirs = socket.socketpair()
    heard, said = os.pipe()  # as a program's own streams will be
    pid = linux.clone(linux.CLONE_NEWNS)
    if pid == 0:
        _become_interpreter(job, warm, readable, theirs.fileno(), said)
    theirs.close()
    os.close(said)
    interpreter = Interpreter(pid, ours)
    ours.settimeout(_START)
    try:
        interpreter.ready()
    except OSError as error:
        interpreter.close()
        text = os.read(heard, _SAID).decode("utf-8", "replace").strip()
        raise OSError(
            f"{Path(warm.argv[0]).name} does not start to wait: {text or error}"
        ) from error
    finally:
        os.close(heard)
    return interpreter


def _become_interpreter(
    job: Job, warm: Warm, readable: dict[str, str], connection: int, said: int
) -> NoReturn:
    try:
        linux.die_with_parent()
        os.setsid()
        for target, real in readable.items():
            expose(HOST + real, target)
        linux.umount(HOST)
        flags = linux.MS_NOSUID | linux.MS_NODEV
        linux.mount("warm", FOLDER, "tmpfs", flags, "size=1m,mode=755")
        boot, library = f"{FOLDER}/boot{warm.extension}", f"{FOLDER}/launcher.so"
        for path, data in ((boot, warm.boot), (library, launcher.image())):
            with open(path, "wb") as file:  # noqa: PTH123 - imports less
                file.write(data)
        linux.restrict(FOLDER, linux.ATTR_RDONLY, recursive=False)
        linux.restrict("/", linux.ATTR_RDONLY, recursive=False)
        mount_scratch(User(os.geteuid(), switch=False), _ROOM)
        os.chdir(SCRATCH)  # some remember where they are; a program gets its own folder on top
        null = os.open("/dev/null", os.O_RDWR)
        places = (null, said, said, null, null, connection)
        high = [fcntl.fcntl(fd, fcntl.F_DUPFD, HIGH) for fd in places]
        for number, fd in enumerate(high):
            os.dup2(fd, number)
        linux.close_from(len(places))
        for number in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
        resource.setrlimit(
            resource.RLIMIT_STACK, (STACK, resource.getrlimit(resource.RLIMIT_STACK)[1])
        )
        linux.keep_capabilities()
        argv = [x.replace(BOOT, boot).replace(LIBRARY, library) for x in warm.argv]
        os.execve(argv[0], argv, environment(job))
    finally:
        os._exit(250)
