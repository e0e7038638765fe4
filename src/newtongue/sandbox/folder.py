"""A job's scratch folder where none can be mounted: a folder of ours, in memory where that can be.

What a program makes in it is hostile: nothing here follows a link, recurses, or trusts a mode.
A folder is locked while it is in use, so that what a killed worker left is known and removed.
"""

from __future__ import annotations

import fcntl
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from newtongue.sandbox.root import INODES

PREFIX = "newtongue-scratch-"
_INSIDE = "scratch"
_PLACES = ("/dev/shm", "/tmp", "/var/tmp")
_DEPTH = 256  # folders in folders; each costs a descriptor while we look
_YOUNG = 60.0  # seconds: a folder may not be locked yet
_BLOCK = 512
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@contextmanager
def scratch(size: int) -> Iterator[str]:
    """The path of a fresh folder with a `.tmp` in it, removed at the end.

    Raises OSError where no place has room for `size` bytes.
    """
    outer = tempfile.mkdtemp(prefix=PREFIX, dir=_place(size))
    lock = os.open(outer, _FOLDER)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        inner = f"{outer}/{_INSIDE}"
        for path in (inner, f"{inner}/.tmp"):
            os.mkdir(path, 0o700)  # noqa: PTH102 - imports less
        yield inner
    finally:
        os.close(lock)
        remove(outer)


def _place(size: int) -> str:
    for place in _PLACES:
        with suppress(OSError):
            found = os.statvfs(place)
            free = found.f_bavail * found.f_frsize
            if os.access(place, os.W_OK) and not found.f_flag & os.ST_NOEXEC and free > size:
                return place
    raise OSError(f"no room for {size} bytes of scratch: {', '.join(_PLACES)}")


def sweep() -> None:
    """Remove what workers that were killed have left."""
    for place in _PLACES:
        for path in Path(place).glob(PREFIX + "*"):
            with suppress(OSError):
                seen = path.lstat()
                if seen.st_uid != os.geteuid() or time.time() - seen.st_ctime < _YOUNG:
                    continue
                lock = os.open(path, _FOLDER)
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                finally:
                    os.close(lock)
                remove(str(path))


def overfull(path: str, most: int) -> bool:
    """Whether a folder in which a program works holds more than `most` bytes, or more files, or
    more folders in one another, than it may.
    """
    size, count, linked = 0, 0, set()
    at = [_enter(path, None)]
    names = [iter(os.listdir(at[0]))]  # noqa: PTH208
    try:
        while at:
            name = next(names[-1], None)
            if name is None:
                os.close(at.pop())
                names.pop()
                continue
            count += 1
            with suppress(OSError):  # gone meanwhile
                seen = os.stat(name, dir_fd=at[-1], follow_symlinks=False)
                if seen.st_nlink == 1 or seen.st_ino not in linked:
                    size += seen.st_blocks * _BLOCK
                if stat.S_ISDIR(seen.st_mode):
                    at.append(_enter(name, at[-1]))
                    names.append(iter(os.listdir(at[-1])))  # noqa: PTH208
                elif seen.st_nlink > 1:
                    linked.add(seen.st_ino)
            if size > most or count > INODES or len(at) > _DEPTH:
                return True
    finally:
        for fd in at:
            os.close(fd)
    return False


def unlinked(pids: list[str], path: str) -> int:
    """Bytes of files that these processes hold open though the folder no longer names them."""
    device, held = os.lstat(path).st_dev, {}
    for pid in pids:
        with suppress(OSError):  # ended meanwhile, or not ours to look at
            for name in os.listdir(f"/proc/{pid}/fd"):  # noqa: PTH208
                with suppress(OSError):
                    seen = os.stat(f"/proc/{pid}/fd/{name}")  # noqa: PTH116
                    if seen.st_dev == device and not seen.st_nlink:
                        held[seen.st_ino] = seen.st_blocks * _BLOCK
    return sum(held.values())


def _enter(name: str, above: int | None) -> int:
    """Open a folder, whatever its mode."""
    try:
        return os.open(name, _FOLDER, dir_fd=above)
    except PermissionError:
        closed = os.open(name, os.O_PATH | _FOLDER, dir_fd=above)
        try:
            os.chmod(f"/proc/self/fd/{closed}", 0o700)  # noqa: PTH101 - never follows a link
        finally:
            os.close(closed)
        return os.open(name, _FOLDER, dir_fd=above)


def remove(outer: str) -> None:
    """Delete a folder that no process works in any more. Raises OSError.

    Folders move up before they are emptied, so depth costs neither descriptors nor recursion.
    """
    top, number = _enter(outer, None), 0
    try:
        while names := os.listdir(top):  # noqa: PTH208
            for name in names:
                inner = _enter(name, top)
                try:
                    for child in os.listdir(inner):  # noqa: PTH208
                        try:
                            os.unlink(child, dir_fd=inner)
                        except IsADirectoryError:
                            os.close(_enter(child, inner))  # its mode lets it move, then
                            to = f"{number}"
                            os.rename(child, to, src_dir_fd=inner, dst_dir_fd=top)
                            number += 1
                finally:
                    os.close(inner)
                os.rmdir(name, dir_fd=top)
    finally:
        os.close(top)
    os.rmdir(outer)  # noqa: PTH106
