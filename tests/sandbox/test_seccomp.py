"""The filter, run by a small BPF interpreter for each architecture: what it says of each call."""

from __future__ import annotations

import errno
import struct

import pytest

from newtongue.sandbox import seccomp

ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7, "i386": 0x40000003}


def run(code: bytes, arch: int, number: int, *arguments: int) -> int:
    """The filter's verdict on one call; every jump must stay inside."""
    padded = (*arguments, *([0] * (6 - len(arguments))))
    data = struct.pack("=IIQ6Q", number, arch, 0, *padded)
    program = list(struct.iter_unpack("=HBBI", code))
    value, at = 0, 0
    while True:
        kind, yes, no, k = program[at]
        at += 1
        if kind == 0x06:
            return int(k)
        if kind == 0x05:
            at += k
        elif kind == 0x20:
            (value,) = struct.unpack_from("=I", data, k)
        else:
            holds = {0x15: value == k, 0x35: value >= k, 0x45: bool(value & k)}[kind]
            at += yes if holds else no


@pytest.mark.parametrize("machine", ARCH)
def test_every_call_named_is_denied_and_others_pass(machine: str) -> None:
    code, which = seccomp.build(machine=machine), list(ARCH).index(machine)
    denied = {}
    for numbers in seccomp._FORBIDDEN.values():
        if (number := numbers[which]) is not None:
            denied[number] = KILL
    for *pair, error in seccomp._REFUSED.values():
        if (number := pair[which]) is not None:
            assert number not in denied
            denied[number] = ERRNO | error
    argued = {pair[which] for pair in (seccomp._CLONE, seccomp._IOCTL, seccomp._PRLIMIT)}
    for number in set(range(600)) - argued:
        assert run(code, ARCH[machine], number) == denied.get(number, ALLOW), number


@pytest.mark.parametrize("machine", ARCH)
def test_arguments_decide(machine: str) -> None:
    code, arch, which = seccomp.build(machine=machine), ARCH[machine], list(ARCH).index(machine)
    clone, ioctl = seccomp._CLONE[which], seccomp._IOCTL[which]
    prlimit = seccomp._PRLIMIT[which]
    refused = ERRNO | errno.EPERM
    threads = 0x3D0F00  # what pthread_create asks for
    assert run(code, arch, clone, threads) == run(code, arch, clone, 17) == ALLOW
    for flag in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
        assert run(code, arch, clone, flag | 17) == refused
    assert run(code, arch, ioctl, 0, 0x5401) == ALLOW
    assert run(code, arch, ioctl, 0, 0x5412) == run(code, arch, ioctl, 0, 0x541C) == refused
    assert run(code, arch, prlimit, 0, 7) == ALLOW
    assert run(code, arch, prlimit, 1, 7) == refused


def test_other_system_call_tables_are_not_a_way_around() -> None:
    code = seccomp.build(machine="x86_64")
    assert run(code, ARCH["i386"], 20) == KILL  # i386
    assert run(code, ARCH["x86_64"], 0x40000000 | 39) == KILL  # x32
    assert run(seccomp.build(machine="aarch64"), ARCH["x86_64"], 39) == KILL


def test_an_unknown_architecture_is_refused() -> None:
    with pytest.raises(OSError, match="no table for riscv64"):
        seccomp.build(machine="riscv64")


def test_one_more_table_is_there_for_who_asks_and_denies_the_same() -> None:
    both = seccomp.build("i386", "x86_64")
    for machine in ("x86_64", "i386"):
        alone = seccomp.build(machine=machine)
        for number in range(600):
            assert run(both, ARCH[machine], number) == run(alone, ARCH[machine], number)
    assert run(both, ARCH["aarch64"], 39) == KILL
    with pytest.raises(OSError, match="no system calls of i386"):
        seccomp.build("i386", "aarch64")
