"""Compilers that stay: none is trusted, and none has a right that a build has not."""

from __future__ import annotations

import os
import signal
import struct
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from newtongue.core.completion import Execution
from newtongue.sandbox import frames, resident
from newtongue.sandbox.base import Command, Job, Limits
from newtongue.sandbox.frames import Failed
from newtongue.sandbox.pool import Pool
from tests.sandbox.programs import KINDS, PYTHON, TIERS, children, opened

pytestmark = pytest.mark.sandbox
LIMITS = Limits(cpu=2, wall=20, memory=256 << 20, output=64 << 10, disk=8 << 20, processes=16)

# A compiler of a language in which `fail TEXT` is an error, and anything else a shell script. What
# the tests want of it beside that stands in the program's own text, as if that had got hold of it.
DRIVER = """
import os, struct, sys, time

def number(n): return struct.pack(">I", n)
def block(data): return number(len(data)) + data
def frame(*parts): return block(b"".join(parts))
def read(size):
    data = b""
    while len(data) < size:
        data += os.read(3, size - len(data)) or sys.exit("no more")
    return data
def read_block(): return read(struct.unpack(">I", read(4))[0])
def say(data):
    while data:
        data = data[os.write(4, data):]

def wait(): time.sleep(99)

seen = []
say(frame())
while True:
    read(4)
    files = {}
    for _ in range(struct.unpack(">I", read(4))[0]):
        name = read_block()
        files[name] = read_block()
    text = files[b"main.txt"].decode()
    seen.append(text)
    made, code, out, err = {b"main": b"#!/bin/sh\\n" + text.encode()}, 0, b"", b""
    if text.startswith("fail"):
        made, code, err = {}, 1, text.encode()
    if text.startswith("act"):
        exec(text[3:])
    parts = [number(code), block(out), block(err), number(len(made))]
    for name, data in made.items():
        parts += [block(name), block(data)]
    say(frame(*parts))
"""
COLD = "read x < main.txt; case $x in (fail*) echo cold >&2; exit 1;; esac; echo echo cold > main"


def build(text: str, driver: str = DRIVER, **changes: object) -> Job:
    """A job that a resident may build; built without one, it says so."""
    return replace(
        Job(
            "test",
            {"main.txt": text.encode()},
            Command(("/bin/sh", "main"), LIMITS),
            build=Command(("/bin/sh", "-c", COLD), LIMITS),
            resident=(PYTHON, "-I", "-S", "-c", driver),
        ),
        **changes,  # type: ignore[arg-type]
    )


@pytest.fixture(scope="module", params=KINDS)
def pool(request: pytest.FixtureRequest) -> Iterator[Pool]:
    """One worker, whose resident stays between tests."""
    with opened(request.param) as pool:
        yield pool


def ran(pool: Pool, text: str, **changes: object) -> Execution:
    """What became of a program; the next one is none the worse for it."""
    execution = pool.execute(build(text, **changes))
    assert execution.infrastructure is None, execution
    after = pool.execute(build("echo well; ls -A"))
    assert (after.cold, after.stdout) == (None, "well\n.tmp\nmain\nmain.txt\n"), after
    (worker,) = pool.pids
    assert len(children(worker)) == 1  # the resident's init
    return execution


def status(pool: Pool, act: str) -> str:
    """What a resident finds out about itself by this code, which leaves it in `found`."""
    text = f"act\nfound = ''\n{act}\nout, code, made = found.encode(), 1, {{}}"
    execution = ran(pool, text)
    assert (execution.stage, execution.cold) == ("build", None), execution
    return execution.stdout


def test_a_program_is_built_and_run(pool: Pool) -> None:
    execution = ran(pool, "echo ran; exit 3")
    assert (execution.stage, execution.exit_code) == ("run", 3)
    assert (execution.stdout, execution.cold) == ("ran\n", None)


def test_a_build_that_fails(pool: Pool) -> None:
    execution = ran(pool, "fail for a reason")
    assert (execution.stage, execution.exit_code, execution.signal) == ("build", 1, None)
    assert (execution.stdout, execution.stderr, execution.cold) == ("", "fail for a reason", None)
    assert execution.peak_memory > 1 << 20
    assert 0 <= execution.cpu < LIMITS.cpu
    assert execution.limit is None


def test_it_stays(pool: Pool) -> None:
    first = status(pool, "found = str(os.getpid()) + ' ' + str(len(seen))").split()
    second = status(pool, "found = str(os.getpid()) + ' ' + str(len(seen))").split()
    assert second == [first[0], str(int(first[1]) + 2)]


def test_it_has_no_rights(pool: Pool) -> None:
    text = status(pool, "found = open('/proc/self/status').read()")
    lines = dict(line.split(":\t") for line in text.splitlines() if ":\t" in line)
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(lines[name], 16) == 0, name
    assert (lines["NoNewPrivs"], lines["Seccomp"], lines["Pid"]) == ("1", "2", "2")
    assert "0" not in lines["Uid"].split()


def test_it_sees_nothing_of_the_machine_or_of_programs(pool: Pool) -> None:
    act = "found = str([sorted(os.listdir(x)) for x in ('/', '/scratch', '/proc/self/fd')])"
    seen = status(pool, act)
    assert "'.host'" not in seen or status(pool, "found = str(os.listdir('/.host'))") == "[]"
    assert "['.tmp'], ['0', '1', '2', '3', '4', '5']" in seen
    act = "found = str(sorted(x for x in os.listdir('/proc') if x.isdigit()))"
    assert status(pool, act) == "['1', '2']"


def test_it_has_no_network(pool: Pool) -> None:
    act = "import socket\ntry: socket.socket()\nexcept OSError as e: found = str(e)"
    assert "Permission denied" in status(pool, act)


def test_a_program_does_not_see_it(pool: Pool) -> None:
    assert ran(pool, "echo /proc/[0-9]*; kill -9 -1; echo $?").stdout.startswith("/proc/1 /proc/2")


@pytest.mark.parametrize(
    ("act", "why"),
    [
        ("code = 255", "can't decide"),
        ("sys.exit(1)", "ended with 1"),
        ("os.abort()", "ended with -6"),
        ("print('hello', flush=True)", "it said 'hello'"),
        ("sys.stderr.write('oops\\n')", "it said 'oops'"),
        ("while True: pass", "the CPU limit"),
        ("x = bytearray(1 << 29)", "as a resident: it "),
        ("say(number(1 << 31))", "too large"),
        ("say(frame(b'abc')); wait()", "ends too early"),
        ("say(frame(number(0), number(0), number(0), number(1 << 30))); wait()", "too many files"),
        (
            "say(frame(number(0), number(0), number(0), number(0), b'more')); wait()",
            "behind its end",
        ),
        ("say(frame(number(0), number(0), number(1 << 31))); wait()", "ends too early"),
        ("say(frame(number(0), number(0), number(0), number(0)) * 2)", "out of turn"),
        ("made = {b'../up': b''}", "leaves the scratch folder"),
        ("made = {b'/etc/passwd': b''}", "leaves the scratch folder"),
        ("made = {b'a//b': b''}", "a file named"),
        ("made = {b'a\\0b': b''}", "a file named"),
        ("made = {b'\\xff': b''}", "of no known form"),
        ("made = {b'main.txt': b'other'}", "the program's own files"),
        ("made = {b'main': b'', b'main/main': b''}", "can't be run"),
        ("made = {b'x' * 300: b''}", "can't be run"),
        ("out = bytes(70000)", "more than a build may"),
        ("import ctypes; ctypes.CDLL(None).unshare(0)", "ended with -31"),
    ],
)
def test_what_is_unforeseen_is_decided_by_the_ordinary_build(
    act: str, why: str, pool: Pool
) -> None:
    execution = ran(pool, f"act\n{act}")
    assert (execution.stage, execution.stdout) == ("run", "cold\n"), execution
    assert execution.cold is not None
    assert why in execution.cold


def test_a_build_that_sleeps_ends_at_the_wall_limit(pool: Pool) -> None:
    short = replace(LIMITS, wall=1.5)
    job = build("act\ntime.sleep(99)")
    assert job.build
    execution = pool.execute(replace(job, build=replace(job.build, limits=short)))
    assert (execution.stdout, execution.limit) == ("cold\n", None)
    assert "the wall limit" in str(execution.cold)


def test_other_limits_of_time_need_no_other_one(pool: Pool) -> None:
    assert ran(pool, "echo").cold is None
    (worker,) = pool.pids
    before = children(worker)
    job = build("echo")
    assert job.build
    short = replace(LIMITS, wall=9, cpu=1, output=999)
    assert pool.execute(replace(job, build=replace(job.build, limits=short))).cold is None
    assert children(worker) == before


def test_one_that_was_killed_is_replaced_without_a_word(pool: Pool) -> None:
    before = status(pool, "found = str(id(seen))")
    assert before
    (worker,) = pool.pids
    (init,) = children(worker)
    os.kill(int(init), signal.SIGKILL)
    deadline = time.monotonic() + 20
    while ") Z " not in Path(f"/proc/{init}/stat").read_text():  # and with it all that it started
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert ran(pool, "echo there").cold is None
    assert children(worker) != [init]


def test_it_is_replaced_after_so_many_programs() -> None:
    with opened(TIERS[0]) as pool:
        inits = set()
        for _ in range(resident.LIFE + 1):
            assert pool.execute(build("fail")).cold is None
            (worker,) = pool.pids
            inits |= set(children(worker))
    assert len(inits) == 2


def test_it_is_replaced_when_it_has_grown() -> None:
    with opened(TIERS[0]) as pool:
        assert pool.execute(build("act\nlarge = bytearray(150 << 20)\ncode = 1")).cold is None
        (worker,) = pool.pids
        assert children(worker) == []


def test_one_that_does_not_start_is_done_without() -> None:
    with opened(TIERS[0]) as pool:
        for _ in range(5):
            execution = pool.execute(build("x", "import sys; sys.exit('no such module')"))
            assert (execution.stdout, execution.exit_code) == ("cold\n", 0)
            assert "does not start to wait: it" in str(execution.cold)


def test_it_ends_with_the_pool() -> None:
    with opened(TIERS[0]) as pool:
        pool.execute(build("echo"))
        (worker,) = pool.pids
        (init,) = children(worker)
        (compiler,) = children(int(init))
    deadline = time.monotonic() + 20
    while Path(f"/proc/{init}").exists() or Path(f"/proc/{compiler}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_many_kinds_take_turns() -> None:
    with opened(TIERS[0]) as pool:
        for turn in range(2 * (resident.MOST + 1)):
            driver = DRIVER + f"\n# {turn % (resident.MOST + 1)}"
            assert pool.execute(build("echo", driver)).cold is None
            (worker,) = pool.pids
            assert len(children(worker)) <= resident.MOST


def test_the_forks_of_a_program_are_counted_without_it(pool: Pool) -> None:
    text = "i=0; while [ $i -lt 40 ]; do sleep 9 & i=$((i+1)); done; echo all"
    few = replace(LIMITS, wall=6)
    bomb = pool.execute(replace(build(text), run=Command(("/bin/sh", "main"), few)))
    assert "all" not in bomb.stdout, bomb
    ten = text.replace("40", "10")
    assert ran(pool, ten).stdout == "all\n"


def test_prepared_files_that_cannot_be_shown_are_done_without(pool: Pool) -> None:
    execution = pool.execute(build("echo", prepared="/nowhere/at/all"))
    assert (execution.stdout, execution.infrastructure) == ("cold\n", None)
    assert "/nowhere/at/all can't be made readable" in str(execution.cold)


def test_prepared_files_may_go_at_any_time(tmp_path: Path) -> None:
    folder = tmp_path / "prepared"
    folder.mkdir()
    see = Job("test", {}, Command(("/bin/ls", str(folder)), LIMITS), prepared=str(folder))
    with opened(TIERS[0]) as pool:
        for gone in (False, True, False):
            folder.rmdir() if gone else folder.mkdir(exist_ok=True)
            execution = pool.execute(see)
            assert execution.infrastructure is None
            assert (execution.exit_code == 0, execution.cold is None) == (not gone, not gone)


def test_frames() -> None:
    data = frames.request({"a/b": b"xyz"})
    unread = bytearray(data[:-1])
    assert frames.take(unread) is None
    unread += data[-1:] + b"rest"
    assert frames.take(unread) == b"\0\0\0\1\0\0\0\3a/b\0\0\0\3xyz"
    assert unread == b"rest"
    number = struct.Struct(">I").pack
    answer = number(1) + number(1) + b"o" + number(2) + b"er" + number(1) + data[8:]
    assert frames.read_answer(answer) == frames.Answer(1, b"o", b"er", {"a/b": b"xyz"})
    for end in range(len(answer)):
        with pytest.raises(Failed):
            frames.read_answer(answer[:end])
