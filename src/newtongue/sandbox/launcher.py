"""The launcher in C, where a compiler built it. Its twins in Python: init.py is launcher.c's,
stage.py and channel.py are attend.c's.

A library of the C compiler's, not of Python's: the worker calls it through ctypes, and warm
interpreters load it by their own means. This file finds it, and packs what it is asked.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import struct
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from newtongue.sandbox.channel import Channel
from newtongue.sandbox.init import FILES, STACK, Launch, environment
from newtongue.sandbox.root import HOST, INODES
from newtongue.sandbox.stage import KEPT, Abandoned, Capture, Course, Pipes, Seen

VERSION = 2
"""Of the request's form; a library that was built from other sources is passed over."""
LIBRARY = Path(__file__).with_name("_launcher.abi3.so")
SOURCES = tuple(Path(__file__).with_name(n) for n in ("launcher.h", "launcher.c", "attend.c"))
_HEAD = struct.Struct("=12I3Qd")
_SIZE = struct.Struct("=I")
_SWITCH, _ADDRESS_SPACE, _CHANNEL, _STREAMS = 1, 2, 4, 8
_PIPES = 6
_LIMITS = (None, "output", "timeout")
_SLICE = 1 << 20  # bytes of records that are looked at at a time


class _Stream(ctypes.Structure):
    """A struct stream of attend.c."""

    _fields_ = (
        ("total", ctypes.c_uint64),
        ("head", ctypes.c_uint32),
        ("tail", ctypes.c_uint32),
        ("first", ctypes.c_char * KEPT),
        ("last", ctypes.c_char * KEPT),
    )

    def kept(self) -> Capture:
        """As stage.py has it."""
        at = ctypes.addressof(self)
        first = ctypes.string_at(at + _Stream.first.offset, self.head)
        return Capture(self.total, first, ctypes.string_at(at + _Stream.last.offset, self.tail))


class _Course(ctypes.Structure):
    """A struct course of attend.c."""

    _fields_ = (
        ("wall", ctypes.c_double),
        ("output", ctypes.c_uint64),
        ("guard", ctypes.c_int32),
        ("cloner", ctypes.c_int32),
        ("assertions", ctypes.c_uint32),
        ("limit", ctypes.c_int32),
        ("abandoned", ctypes.c_int32),
        ("torn", ctypes.c_int32),
        ("took", ctypes.c_double),
        ("cpu", ctypes.c_double),
        ("status_size", ctypes.c_uint64),
        ("records_size", ctypes.c_uint64),
        ("records", ctypes.c_void_p),
        ("nonce", ctypes.c_char * 33),
        ("status", ctypes.c_char * 4096),
        ("out", _Stream),
        ("err", _Stream),
    )


@cache
def _course() -> _Course:
    """One for all: a worker runs one stage at a time."""
    return _Course()


@cache
def _library() -> ctypes.CDLL | str:
    """The library, or why there is none."""
    try:
        library = ctypes.CDLL(str(LIBRARY))
    except OSError:
        return "it was not built (no C compiler?)"
    if not _of_these_sources(library):
        return "it was built from other sources: install newtongue again"
    return library


def _of_these_sources(library: ctypes.CDLL) -> bool:
    """Whether the library speaks the request's form, and, where the sources lie here, was built
    from those very texts.
    """
    if library.newtongue_version() != VERSION or not hasattr(library, "newtongue_source"):
        return False
    library.newtongue_source.restype = ctypes.c_char_p
    try:
        text = b"".join(path.read_bytes() for path in SOURCES)
    except OSError:
        return True
    said: bytes = library.newtongue_source()
    return said == hashlib.sha256(text).hexdigest()[:16].encode()


@cache
def image() -> bytes:
    """The library's file, for interpreters to load where its folder can't be seen."""
    return LIBRARY.read_bytes()


def lacking() -> str | None:
    """Why the launcher in C can't be used; None when it can."""
    library = _library()
    if isinstance(library, str):
        return library
    image()
    return None


def can_be_executed() -> bool:
    """Whether the library has a beginning of its own: launcher.c knows the loaders of a few."""
    library = _library()
    return not isinstance(library, str) and hasattr(library, "newtongue_serve")


def start(launch: Launch, pipes: Pipes) -> int:
    """Clone the init of a program, as `init.become_init` would be called; its process id.

    Raises OSError.
    """
    library = _library()
    assert not isinstance(library, str)
    request = pack_cold(launch)
    handed = (ctypes.c_int * _PIPES)(*far_ends(pipes))
    pid: int = library.newtongue_launch(request, len(request), handed)
    if pid < 0:
        raise OSError(-pid, f"clone: {os.strerror(-pid)}")
    return pid


def run(launch: Launch, request: bytes, assertions: int, cloner: int = -1) -> Course:
    """Run one stage to its end: what `request` packs, by a clone of this process or of the cloner
    at the other end of a connection.

    Raises OSError (ConnectionError when the talk with the cloner broke off), Abandoned.
    """
    library, course = _library(), _course()
    assert not isinstance(library, str)
    limits = launch.command.limits
    course.wall, course.output = limits.wall, limits.output
    course.guard, course.cloner = launch.control, cloner
    course.assertions = assertions
    error: int = library.newtongue_run(request, len(request), ctypes.byref(course))
    if course.torn:
        raise ConnectionError(f"the process that clones programs off: {os.strerror(-error)}")
    if error:
        raise OSError(-error, f"the launcher: {os.strerror(-error)}")
    if course.abandoned:
        raise Abandoned
    status = ctypes.string_at(ctypes.addressof(course) + _Course.status.offset, course.status_size)
    seen = Seen(course.out.kept(), course.err.kept(), status, _LIMITS[course.limit])
    channel = None
    if launch.channel or launch.streams:
        channel = Channel(assertions, course.nonce.decode())
        for at in range(0, course.records_size, _SLICE):
            part = min(_SLICE, course.records_size - at)
            channel.feed(ctypes.string_at(course.records + at, part))
    return Course(seen, channel, course.cpu, course.took)


def far_ends(pipes: Pipes) -> tuple[int, ...]:
    """The descriptors that go with a request."""
    ends = (pipes.out[1], pipes.err[1], pipes.status[1], pipes.nonce[0], pipes.record[1])
    return (*ends, pipes.stop[0])


def pack_cold(launch: Launch) -> bytes:
    """The request of a program that is executed. Raises OSError."""
    readable = [text for to, real in launch.readable.items() for text in (HOST + real, to)]
    variables = [f"{name}={value}" for name, value in environment(launch.job).items()]
    return pack(launch, readable=readable, argv=launch.command.argv, variables=variables)


def pack(
    launch: Launch,
    *,
    readable: Sequence[str] = (),
    argv: Sequence[str] = (),
    variables: Sequence[str] = (),
    files: Mapping[str, bytes] = {},
) -> bytes:
    """A struct request of launcher.c with its tail. Raises OSError for what it can't hold."""
    limits, user = launch.command.limits, launch.user
    flags = _SWITCH * user.switch | _ADDRESS_SPACE * limits.address_space
    flags |= (_CHANNEL * launch.channel) | (_STREAMS * launch.streams)
    texts = b"".join(_text(each) for each in (*readable, *argv, *variables))
    tail = b"".join(_text(name) + _SIZE.pack(len(data)) + data for name, data in files.items())
    counts = (len(launch.seccomp), len(readable) // 2, len(argv), len(variables), len(files))
    size = _HEAD.size + len(launch.seccomp) + len(texts) + len(tail)
    processes = limits.processes + (0 if user.switch else launch.waiting)
    numbers = (size, VERSION, user.id, flags, FILES, processes, INODES)
    bounds = (limits.memory, limits.disk, STACK, limits.cpu)
    return _HEAD.pack(*numbers, *counts, *bounds) + launch.seccomp + texts + tail


def _text(text: str) -> bytes:
    data = os.fsencode(text)
    if b"\0" in data:
        raise OSError(f"a NUL in {text!r}")
    return data + b"\0"
