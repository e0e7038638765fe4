"""The Linux calls that Python's os module lacks, through ctypes. Policy stands in root and init.

Every function raises OSError naming the call. Needs Linux 5.12 (mount_setattr) on x86_64 or
aarch64; a call that an older kernel lacks fails with ENOSYS, which the tier probe reports.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from contextlib import suppress
from functools import cache

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
MS_NOSUID, MS_NODEV, MS_NOEXEC = 2, 4, 8
MS_BIND, MS_REC, MS_PRIVATE = 1 << 12, 1 << 14, 1 << 18
MNT_DETACH = 2
ATTR_RDONLY, ATTR_NOSUID, ATTR_NODEV = 1, 2, 4
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_RESOLVE_IN_ROOT = 0x10
_SIGCHLD = 17
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_PR_CAPBSET_READ, _PR_CAPBSET_DROP = 23, 24
_PR_SET_CHILD_SUBREAPER = 36
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 2, 4
_CAPABILITY_VERSION = 0x20080522
_SECCOMP_SET_MODE_FILTER = 1

# name -> number on x86_64, on aarch64
_NUMBERS = {
    "clone": (56, 220),
    "pivot_root": (155, 41),
    "seccomp": (317, 277),
    "close_range": (436, 436),
    "openat2": (437, 437),
    "mount_setattr": (442, 442),
}
MACHINES = ("x86_64", "aarch64")

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


@cache
def _number(name: str) -> int:
    machine = platform.machine()
    if machine not in MACHINES:
        raise OSError(f"{name}: no system call table for {machine}")
    return _NUMBERS[name][MACHINES.index(machine)]


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def _syscall(name: str, *arguments: int | bytes | ctypes.Array[ctypes.c_char] | None) -> int:
    words = (ctypes.c_long(a) if isinstance(a, int) else a for a in arguments)
    return _checked(_libc.syscall(ctypes.c_long(_number(name)), *words), name)


def clone(flags: int) -> int:
    """Fork into new namespaces; 0 in the child. Only for a process with a single thread."""
    return _syscall("clone", flags | _SIGCHLD, 0, 0, 0, 0)


def unshare(flags: int, what: str) -> None:
    """Enter new namespaces; `what` names them in the error."""
    _checked(_libc.unshare(ctypes.c_int(flags)), f"unshare({what})")


def sethostname(name: str) -> None:
    raw = name.encode()
    _checked(_libc.sethostname(raw, ctypes.c_size_t(len(raw))), "sethostname")


def mount(source: str, target: str, kind: str | None, flags: int, options: str = "") -> None:
    """mount(2); `kind` is the file system's type, None for a bind or a change of flags."""
    result = _libc.mount(
        os.fsencode(source),
        os.fsencode(target),
        kind.encode() if kind else None,
        ctypes.c_ulong(flags),
        options.encode() if options else None,
    )
    _checked(result, f"mount {kind or 'bind'} on {target}")


def umount(target: str) -> None:
    """Detach a mount and all below it."""
    _checked(_libc.umount2(os.fsencode(target), ctypes.c_int(MNT_DETACH)), f"umount {target}")


def restrict(target: str, attributes: int, *, recursive: bool) -> None:
    """Add attributes (ATTR_*) to a mount, and to those below it; never takes one away."""
    how = ctypes.create_string_buffer(struct.pack("=QQQQ", attributes, 0, 0, 0), 32)
    flags = _AT_RECURSIVE if recursive else 0
    _syscall("mount_setattr", _AT_FDCWD, os.fsencode(target), flags, how, 32)


def pivot_root(new: str, old: str) -> None:
    _syscall("pivot_root", os.fsencode(new), os.fsencode(old))


def close_on_exec(first: int) -> None:
    """Mark every descriptor from `first` up close-on-exec."""
    _syscall("close_range", first, 0xFFFFFFFF, 4)


def close_from(first: int) -> None:
    """Close every descriptor from `first` up."""
    _syscall("close_range", first, 0xFFFFFFFF, 0)


def resolve(root: str, path: str) -> str:
    """The real path of `path`, where absolute links count from `root`; absolute below `root`."""
    base = os.open(root, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        how = ctypes.create_string_buffer(
            struct.pack("=QQQ", os.O_PATH | os.O_CLOEXEC, 0, _RESOLVE_IN_ROOT), 24
        )
        found = _syscall("openat2", base, os.fsencode(path), how, 24)
    finally:
        os.close(base)
    try:
        real = os.readlink(f"/proc/self/fd/{found}")  # noqa: PTH115 - imports less
    finally:
        os.close(found)
    return real.removeprefix(root) or "/"


def _prctl(option: int, *arguments: int) -> int:
    words = [ctypes.c_ulong(a) for a in (*arguments, 0, 0, 0, 0)[:4]]
    result: int = _libc.prctl(ctypes.c_int(option), *words)
    return result


def die_with_parent(wanted: bool = True) -> None:
    """SIGKILL for this process when the thread that started it ends, or no longer."""
    _checked(_prctl(_PR_SET_PDEATHSIG, 9 if wanted else 0), "prctl(PR_SET_PDEATHSIG)")


def adopt_orphans() -> None:
    """What a descendant leaves behind becomes a child of this process."""
    _checked(_prctl(_PR_SET_CHILD_SUBREAPER, 1), "prctl(PR_SET_CHILD_SUBREAPER)")


def set_dumpable(value: bool) -> None:
    """Whether processes of the same user may look into this one through /proc."""
    _checked(_prctl(_PR_SET_DUMPABLE, int(value)), "prctl(PR_SET_DUMPABLE)")


def end_early(score: int) -> None:
    """Where memory ends, the kernel ends this process before those of a lower score (0 to 1000).

    A wish: nothing is raised where it can't be had. A higher score that it has already stays.
    """
    with suppress(OSError), open("/proc/self/oom_score_adj", "r+") as file:  # noqa: PTH123
        if int(file.read()) < score:
            file.seek(0)
            file.write(str(score))


def no_new_privileges() -> None:
    _checked(_prctl(_PR_SET_NO_NEW_PRIVS, 1), "prctl(PR_SET_NO_NEW_PRIVS)")


def drop_bounding_set() -> None:
    """No capability can ever come back, whatever is executed."""
    capability = 0
    while _prctl(_PR_CAPBSET_READ, capability) >= 0:
        _checked(_prctl(_PR_CAPBSET_DROP, capability), f"prctl(PR_CAPBSET_DROP, {capability})")
        capability += 1
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)


def drop_capabilities() -> None:
    """Clear the effective, permitted and inheritable sets."""
    _capabilities("capset", (0,) * 6)


def keep_capabilities(kept: frozenset[int]) -> None:
    """Of these numbers what this process may, it may after an exec too; all else never again."""
    _, permitted, _, _, permitted_high, _ = _capabilities("capget")
    may = [n for n in kept if (permitted | permitted_high << 32) >> n & 1]
    capability = 0
    while _prctl(_PR_CAPBSET_READ, capability) >= 0:
        if capability not in kept:
            _checked(_prctl(_PR_CAPBSET_DROP, capability), f"prctl(PR_CAPBSET_DROP, {capability})")
        capability += 1
    both = sum(1 << n for n in may)
    low, high = both & 0xFFFFFFFF, both >> 32
    _capabilities("capset", (low, low, low, high, high, high))
    for capability in may:
        raised = _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability)
        _checked(raised, f"prctl(PR_CAP_AMBIENT, {capability})")


def _capabilities(call: str, words: tuple[int, ...] = (0,) * 6) -> tuple[int, ...]:
    """capget or capset: effective, permitted and inheritable, the low words, then the high."""
    head = ctypes.create_string_buffer(struct.pack("=Ii", _CAPABILITY_VERSION, 0), 8)
    data = ctypes.create_string_buffer(struct.pack("=6I", *words), 24)
    _checked(_libc[call](head, data), call)
    return struct.unpack("=6I", data.raw)


def seccomp(program: bytes) -> None:
    """Install a classic BPF filter for this process and all that it starts."""
    code = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("=HxxxxxxQ", len(program) // 8, ctypes.addressof(code))
    fprog = ctypes.create_string_buffer(head, len(head))
    _syscall("seccomp", _SECCOMP_SET_MODE_FILTER, 0, fprog)
