"""What the sandbox and a resident compiler say to each other; nothing that one says is trusted.

A frame is its length and so many bytes; lengths and counts are four bytes, the highest first.
  first words   an empty frame, once the resident waits
  request       the number of files, then each one's name and bytes, each after its length
  answer        exit code, standard output, standard error, then files in the same way; an exit
                code of UNSURE says that only the ordinary build can decide
"""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from newtongue.sandbox.base import inside

LARGEST = 64 << 20
"""Bytes of an answer."""
UNSURE = 255
MANY = 4096
"""Files of an answer."""
_SAID = 300
_NUMBER = struct.Struct(">I")


class Failed(Exception):
    """Why a resident is of no use (any more)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was said."""

    code: int
    out: bytes
    err: bytes
    files: Mapping[str, bytes]


def request(files: Mapping[str, bytes]) -> bytes:
    """The frame that asks for a build."""
    parts = [_NUMBER.pack(len(files))]
    for name, data in files.items():
        parts += [_block(os.fsencode(inside(name))), _block(data)]
    return _block(b"".join(parts))


def _block(data: bytes) -> bytes:
    return _NUMBER.pack(len(data)) + data


def read_answer(frame: bytes) -> Answer:
    """Take an answer apart. Raises Failed where it is of no known form."""
    at = 0

    def number() -> int:
        nonlocal at
        if len(frame) - at < _NUMBER.size:
            raise ValueError("it ends too early")
        at += _NUMBER.size
        value: int = _NUMBER.unpack_from(frame, at - _NUMBER.size)[0]
        return value

    def block() -> bytes:
        nonlocal at
        size = number()
        if len(frame) - at < size:
            raise ValueError("it ends too early")
        at += size
        return frame[at - size : at]

    try:
        code, out, err, count = number(), block(), block(), number()
        if count > MANY:
            raise ValueError("too many files")
        files = {}
        for _ in range(count):
            name = _checked(block())
            if name in files:
                raise ValueError(f"file {name!r} twice")
            files[name] = block()
        if at != len(frame):
            raise ValueError("more behind its end")
    except (ValueError, OSError) as error:
        raise Failed(f"its answer is of no known form: {error}") from error
    return Answer(code, out, err, files)


def _checked(raw: bytes) -> str:
    """A file's name below the scratch folder. Raises ValueError or OSError."""
    name = raw.decode("utf-8")
    if "\0" in name or inside(name) != name:
        raise ValueError(f"a file named {name[:_SAID]!r}")
    return name


def take(unread: bytearray) -> bytes | None:
    """Cut the first frame off what was read, if it is whole. Raises Failed when it is too large."""
    if len(unread) < _NUMBER.size:
        return None
    (size,) = _NUMBER.unpack_from(unread)
    if size > LARGEST:
        raise Failed("its answer is too large")
    end = _NUMBER.size + size
    if len(unread) < end:
        return None
    frame = bytes(unread[_NUMBER.size : end])
    del unread[:end]
    return frame
