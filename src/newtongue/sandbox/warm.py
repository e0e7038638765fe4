"""Warm interpreters of one worker: each starts once and waits in the launcher's library.

A program then costs a clone in place of a start. The interpreter itself never sees a program: it
runs its boot script inside the worker's namespaces, with the rights that isolating a clone takes,
and every program goes on in a child with fresh pid, mount and ipc namespaces, without rights,
behind the filter.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from newtongue.sandbox import launcher, linux
from newtongue.sandbox.base import BOOT, LIBRARY, Job, Warm, inside
from newtongue.sandbox.cloner import RIGHTS, SOCKET, Cloner, place
from newtongue.sandbox.init import STACK, Launch, environment
from newtongue.sandbox.root import HOST, SCRATCH, User, expose, mount_scratch

FOLDER = HOST
"""Where an interpreter finds the library and its boot script: the place is free once the machine's
root is detached."""
MOST = 12
"""Interpreters that one worker keeps at a time."""
RETRY = 200
"""Jobs that start cold before an interpreter that did not start is tried again."""
PLACE = b"\n"
"""What stands where programs will: an empty line, for those who look at the first one before they
wait (Ruby does, for `#!`) and would take an empty file for the end; their boot script skips it."""
_ROOM = 16 << 20  # bytes of an interpreter's own scratch folder
_SAID = 4096  # bytes of what an interpreter says that does not start to wait


_Start = tuple[Warm, tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]
"""What an interpreter was started with: its own, the readable folders, the environment."""


@dataclass
class Failure:
    """One that did not start."""

    reason: str
    jobs: int = RETRY
    """How many more do without it."""


class Interpreters:
    """Those of one worker, by what they were started with; the one used last stands last."""

    def __init__(self) -> None:
        self._known: dict[_Start, Cloner | Failure] = {}
        self.starts = 0
        """How many were started: each changes what they hold."""

    def __len__(self) -> int:
        """How many processes they are."""
        return sum(isinstance(one, Cloner) for one in self._known.values())

    def get(self, job: Job, warm: Warm, readable: dict[str, str]) -> Cloner | str:
        """The interpreter for a job, started if need be, or why it doesn't start."""
        key = (warm, tuple(sorted(readable.items())), tuple(sorted(job.environment.items())))
        one = self._known.pop(key, None)
        if one is None or (isinstance(one, Failure) and one.jobs <= 0):
            if len(self._known) >= MOST:
                self._forget(next(iter(self._known)))
            self.starts += 1
            try:
                one = start(job, warm, readable)
            except OSError as error:
                one = Failure(str(error))
        self._known[key] = one
        if isinstance(one, Cloner):
            return one
        one.jobs -= 1
        return one.reason

    def _forget(self, key: _Start) -> None:
        interpreter = self._known.pop(key)
        if isinstance(interpreter, Cloner):
            interpreter.close()


def request(launch: Launch) -> bytes:
    """What a warm program's clone is asked for. Raises OSError."""
    return launcher.pack(
        launch, files={inside(name): data for name, data in launch.job.files.items()}
    )


def start(job: Job, warm: Warm, readable: dict[str, str]) -> Cloner:
    """Start an interpreter and wait until it waits. Raises OSError when it doesn't."""
    ours, theirs = socket.socketpair()
    heard, said = os.pipe()  # as a program's own streams will be
    pid = linux.clone(linux.CLONE_NEWNS)
    if pid == 0:
        _become_interpreter(job, warm, readable, theirs.fileno(), said)
    theirs.close()
    os.close(said)
    interpreter = Cloner(pid, ours)
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
        linux.end_early(500)
        # once there is one on top for each program: nothing of the machine's can be set through it
        linux.restrict("/proc", linux.ATTR_RDONLY, recursive=True)
        os.chdir(SCRATCH)  # some remember where they are; a program gets its own folder on top
        _open_places(job, warm)
        null = os.open("/dev/null", os.O_RDWR)
        place({0: null, 1: said, 2: said, 3: null, 4: null, SOCKET: connection})
        for number in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
        resource.setrlimit(
            resource.RLIMIT_STACK, (STACK, resource.getrlimit(resource.RLIMIT_STACK)[1])
        )
        linux.keep_capabilities(RIGHTS)
        argv = [x.replace(BOOT, boot).replace(LIBRARY, library) for x in warm.argv]
        os.execve(argv[0], argv, environment(job))
    finally:
        os._exit(250)


def _open_places(job: Job, warm: Warm) -> None:
    """Files where the programs will have theirs: an interpreter may open its program before it
    waits; the launcher then opens the real one in its place, from the start.
    """
    for name in warm.argv:
        if name in job.files:
            path = Path(SCRATCH, inside(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(PLACE)
