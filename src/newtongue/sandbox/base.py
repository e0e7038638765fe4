"""What a sandbox is asked and what it answers. It knows no language and no problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Protocol

from newtongue.core.completion import Execution


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one stage of one program. CPU time decides; wall time only ends what sleeps."""

    cpu: float = 15.0
    """CPU seconds of the whole process tree."""
    wall: float = 47.0
    """Wall seconds: three times CPU plus two, so that a loaded machine changes no verdict."""
    memory: int = 2 << 30
    """Bytes of memory."""
    output: int = 1 << 20
    """Bytes that standard output and standard error may carry together."""
    disk: int = 256 << 20
    """Bytes that the scratch folder may hold."""
    processes: int = 128
    """Processes and threads at one time."""
    address_space: bool = True
    """Bound memory by address space; off for run times that reserve far more than they use."""


@dataclass(frozen=True, slots=True)
class Command:
    """One stage: the program to start and its limits.

    argv[0] is an absolute path, or `./name` for what the build left in the scratch folder.
    """

    argv: tuple[str, ...]
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Warm:
    """An interpreter that starts once, loads the launcher's library and waits in it; each program
    goes on in a fresh process of its own, as isolated as any other.
    """

    argv: tuple[str, ...]
    """How it starts; BOOT and LIBRARY stand for the two files that it needs."""
    boot: bytes
    """The script that waits, and then runs the program in the scratch folder."""
    extension: str
    """Of the script's file."""


BOOT, LIBRARY = "{boot}", "{launcher}"


@dataclass(frozen=True, slots=True)
class Job:
    """One program to build (if it is to be built) and run, alone in a fresh scratch folder.

    `files` are written to the scratch folder, which is the working directory; `readable` are
    folders and files of this machine that the program sees, read-only, beside the base system.
    """

    id: str
    files: Mapping[str, bytes]
    run: Command
    build: Command | None = None
    warm: Warm | None = None
    """What may run the program in place of `run`, with its limits, where the machine can."""
    resident: tuple[str, ...] = ()
    """How a compiler starts that may build the program in place of `build`, with its limits: it
    waits in the sandbox and says what sandbox.resident asks for."""
    prepared: str | None = None
    """A folder of files that save work, shown like the readable ones; done without where it can't
    be shown."""
    cold: str | None = None
    """Why it has none of what was to save it work."""
    readable: tuple[str, ...] = ()
    root: str | None = None
    """A folder with another system, whose /usr and /etc the program sees in place of this one's."""
    abi: str | None = None
    """One more system-call table that the program may use (`i386`)."""
    environment: Mapping[str, str] = field(default_factory=dict)
    assertions: int = 0
    """What the harness must say after `ready` before the nonce is sent."""
    streams: bool = False
    """The verdict channel is standard input and output, not /dev/fd/3 and /dev/fd/4."""
    kind: str = ""
    """What is alike of jobs that are run in the same way; canaries are asked for each kind."""

    @property
    def disk(self) -> int:
        """Bytes of the scratch folder that its stages share."""
        return max(c.limits.disk for c in (self.build, self.run) if c)


@dataclass(frozen=True, slots=True)
class Canary:
    """A job whose execution is known beforehand; its own kind is none."""

    job: Job
    require: Callable[[Execution], None]
    """Raises NewtongueError unless the execution is the one that is known."""


Canaries = Callable[[str], Sequence[Canary]]
"""Those of a kind of jobs."""


def inside(name: str) -> str:
    """The name of a job's file, as it stands below the scratch folder. Raises OSError."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise OSError(f"file {name!r} leaves the scratch folder")
    return str(path)


class Sandbox(Protocol):
    """Runs one job at a time. Never raises for what a program does."""

    tier: str

    def execute(self, job: Job) -> Execution:
        """Run the job; a failure of the sandbox itself is in `Execution.infrastructure`."""

    def close(self) -> None:
        """Give back whatever the sandbox holds."""
