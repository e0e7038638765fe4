"""The launcher in C (launcher.c), where a compiler built it; init.py is its twin in Python.

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

from newtongue.sandbox.init import FILES, STACK, Launch, environment
from newtongue.sandbox.root import HOST, INODES
from newtongue.sandbox.stage import Pipes

VERSION = 1
"""Of the request's form; a library that was built from other sources is passed over."""
LIBRARY = Path(__file__).with_name("_launcher.abi3.so")
SOURCE = Path(__file__).with_name("launcher.c")
_HEAD = struct.Struct("=12I3Qd")
_SIZE = struct.Struct("=I")
_SWITCH, _ADDRESS_SPACE, _CHANNEL, _STREAMS = 1, 2, 4, 8
_PIPES = 6


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
    """Whether the library speaks the request's form, and, where launcher.c lies here, was built
    from that very text.
    """
    if library.newtongue_version() != VERSION or not hasattr(library, "newtongue_source"):
        return False
    library.newtongue_source.restype = ctypes.c_char_p
    try:
        text = SOURCE.read_bytes()
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


def start(launch: Launch) -> int:
    """Clone the init of a program, as `init.become_init` would be called; its process id.

    Raises OSError.
    """
    library = _library()
    assert not isinstance(library, str)
    readable = [text for to, real in launch.readable.items() for text in (HOST + real, to)]
    variables = [f"{name}={value}" for name, value in environment(launch.job).items()]
    request = pack(launch, readable=readable, argv=launch.command.argv, variables=variables)
    handed = (ctypes.c_int * _PIPES)(*far_ends(launch.pipes))
    pid: int = library.newtongue_launch(request, len(request), handed)
    if pid < 0:
        raise OSError(-pid, f"clone: {os.strerror(-pid)}")
    return pid


def far_ends(pipes: Pipes) -> tuple[int, ...]:
    """The descriptors that go with a request."""
    ends = (pipes.out[1], pipes.err[1], pipes.status[1], pipes.nonce[0], pipes.record[1])
    return (*ends, pipes.stop[0])


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
    flags |= (_CHANNEL * launch.pipes.channel) | (_STREAMS * launch.pipes.streams)
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
