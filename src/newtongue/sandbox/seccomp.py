"""Which system calls a program may not make, as a classic BPF filter.

A denylist: run times need nearly every ordinary call, so what is named here is what reaches
outside the sandbox or widens the kernel's attack surface. Two tables: calls that no honest
program makes end it with SIGSYS (a violation); calls that run times probe, or that models write
in good faith (sockets), fail with an errno.
"""

from __future__ import annotations

import errno
import platform
import struct
from collections.abc import Sequence
from itertools import chain

# name -> number on x86_64, on aarch64, on i386 (None: not there)
_FORBIDDEN: dict[str, tuple[int | None, int | None, int | None]] = {
    "ptrace": (101, 117, 26),
    "process_vm_readv": (310, 270, 347),
    "process_vm_writev": (311, 271, 348),
    "pidfd_getfd": (438, 438, 438),
    "kcmp": (312, 272, 349),
    "mount": (165, 40, 21),
    "umount2": (166, 39, 52),
    "pivot_root": (155, 41, 217),
    "chroot": (161, 51, 61),
    "open_tree": (428, 428, 428),
    "move_mount": (429, 429, 429),
    "fsopen": (430, 430, 430),
    "fsconfig": (431, 431, 431),
    "fsmount": (432, 432, 432),
    "fspick": (433, 433, 433),
    "mount_setattr": (442, 442, 442),
    "open_by_handle_at": (304, 265, 342),
    "unshare": (272, 97, 310),
    "setns": (308, 268, 346),
    "swapon": (167, 224, 87),
    "swapoff": (168, 225, 115),
    "reboot": (169, 142, 88),
    "init_module": (175, 105, 128),
    "finit_module": (313, 273, 350),
    "delete_module": (176, 106, 129),
    "kexec_load": (246, 104, 283),
    "kexec_file_load": (320, 294, None),
    "bpf": (321, 280, 357),
    "add_key": (248, 217, 286),
    "request_key": (249, 218, 287),
    "keyctl": (250, 219, 288),
    "acct": (163, 89, 51),
    "settimeofday": (164, 170, 79),
    "clock_settime": (227, 112, 264),
    "sethostname": (170, 161, 74),
    "setdomainname": (171, 162, 121),
    "iopl": (172, None, 110),
    "ioperm": (173, None, 101),
    "modify_ldt": (154, None, 123),
    "uselib": (134, None, 86),
    "vhangup": (153, 58, 111),
    "umount": (None, None, 22),
    "vm86": (None, None, 166),
    "vm86old": (None, None, 113),
    "clock_settime64": (None, None, 404),
    "stime": (None, None, 25),
}
_REFUSED: dict[str, tuple[int | None, int | None, int | None, int]] = {
    "socket": (41, 198, 359, errno.EACCES),
    "perf_event_open": (298, 241, 336, errno.EPERM),
    "userfaultfd": (323, 282, 374, errno.EPERM),
    "name_to_handle_at": (303, 264, 341, errno.EPERM),
    "fanotify_init": (300, 262, 338, errno.EPERM),
    "quotactl": (179, 60, 131, errno.EPERM),
    "quotactl_fd": (443, 443, 443, errno.EPERM),
    "lookup_dcookie": (212, 18, 253, errno.EPERM),
    "syslog": (103, 116, 103, errno.EPERM),
    "adjtimex": (159, 171, 124, errno.EPERM),
    "clock_adjtime": (305, 266, 343, errno.EPERM),
    "io_uring_setup": (425, 425, 425, errno.ENOSYS),
    "io_uring_enter": (426, 426, 426, errno.ENOSYS),
    "io_uring_register": (427, 427, 427, errno.ENOSYS),
    # The flags of clone3 lie in memory, out of a filter's sight; the C library falls back to clone.
    "clone3": (435, 435, 435, errno.ENOSYS),
    # Memory that no rlimit counts.
    "memfd_create": (319, 279, 356, errno.ENOSYS),
    "memfd_secret": (447, 447, 447, errno.ENOSYS),
    "shmget": (29, 194, 395, errno.ENOSYS),
    "msgget": (68, 186, 399, errno.ENOSYS),
    "semget": (64, 190, 393, errno.ENOSYS),
    "mq_open": (240, 180, 277, errno.ENOSYS),
    "clock_adjtime64": (None, None, 405, errno.EPERM),
    # i386 has one call for everything of sockets, and one for everything of System V's ipc
    "socketcall": (None, None, 102, errno.EACCES),
    "ipc": (None, None, 117, errno.ENOSYS),
}
_CLONE, _IOCTL, _PRLIMIT = (56, 220, 120), (16, 29, 54), (302, 261, 340)
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7, "i386": 0x40000003}
_SECOND = {"x86_64": ("i386",)}
"""Which other system-call tables a machine's kernel has, for programs that ask for one."""
_NAMESPACES = 0x7E020000  # every CLONE_NEW* flag that clone takes
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C
_X32 = 0x40000000

_KILL, _ERRNO, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_LOAD, _JUMP, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x05, 0x15, 0x35, 0x45, 0x06
_AT_NUMBER, _AT_ARCH, _AT_ARGUMENTS = 0, 4, 16
_FEW = 2  # rules that are tried one after another


def _do(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)


def _argument(index: int) -> bytes:
    """Load the low word of an argument (both architectures are little-endian)."""
    return _do(_LOAD, _AT_ARGUMENTS + 8 * index)


def _when(number: int, body: list[bytes]) -> list[bytes]:
    """Run `body` for one system call; it must end in a return."""
    return [_do(_EQUAL, number, 0, len(body)), *body]


def supported() -> bool:
    """Whether there is a table for this machine's architecture."""
    return platform.machine() in _AUDIT_ARCH


def build(abi: str | None = None, machine: str | None = None) -> bytes:
    """The filter for this machine (or for the one named).

    `abi` names one more system-call table that programs may use, beside the machine's own.
    Raises OSError where the architecture has no table.
    """
    machine = machine or platform.machine()
    if machine not in _AUDIT_ARCH:
        known = ", ".join(_AUDIT_ARCH)
        raise OSError(f"seccomp: no table for {machine} (known: {known})")
    if abi and abi not in _SECOND.get(machine, ()):
        raise OSError(f"seccomp: {machine} has no system calls of {abi}")
    code = [_do(_LOAD, _AT_ARCH)]
    for architecture in filter(None, (machine, abi)):
        table = b"".join(_table(architecture))
        size = len(table) // len(_do(0, 0))
        code += [_do(_EQUAL, _AUDIT_ARCH[architecture], 1, 0), _do(_JUMP, size), table]
    return b"".join([*code, _do(_RETURN, _KILL)])


def _table(machine: str) -> list[bytes]:
    """What one architecture's programs may do; every way through ends in a return."""
    which = list(_AUDIT_ARCH).index(machine)
    kill, allow, refuse = _do(_RETURN, _KILL), _do(_RETURN, _ALLOW), _do(_RETURN, _ERRNO | 1)
    code = [_do(_LOAD, _AT_NUMBER)]
    if machine == "x86_64":
        code += [_do(_AT_LEAST, _X32, 0, 1), kill]
    rules: dict[int, list[bytes]] = {
        _CLONE[which]: [_argument(0), _do(_ANY_BIT, _NAMESPACES, 0, 1), refuse, allow],
        _IOCTL[which]: [
            _argument(1), _do(_EQUAL, _TIOCSTI, 1, 0), _do(_EQUAL, _TIOCLINUX, 0, 1), refuse, allow,
        ],
        # Its own limits only: without this a program of the same user could starve its own init.
        _PRLIMIT[which]: [_argument(0), _do(_EQUAL, 0, 1, 0), refuse, allow],
    }  # fmt: skip
    for numbers in _FORBIDDEN.values():
        if (number := numbers[which]) is not None:
            rules[number] = [kill]
    for *three, error in _REFUSED.values():
        if (number := three[which]) is not None:
            rules[number] = [_do(_RETURN, _ERRNO | error)]
    return code + _search(sorted(rules.items()), allow)


def _search(rules: Sequence[tuple[int, list[bytes]]], otherwise: bytes) -> list[bytes]:
    """Look a number up by halves: the kernel walks the filter for each call that there is whenever
    one is installed, and that is once for each program.
    """
    if len(rules) <= _FEW:
        return [*chain.from_iterable(_when(*rule) for rule in rules), otherwise]
    middle = len(rules) // 2
    low, high = _search(rules[:middle], otherwise), _search(rules[middle:], otherwise)
    below = [_do(_AT_LEAST, rules[middle][0], 0, 1), _do(_JUMP, len(low))]
    return [*below, *low, *high]
