"""The tier of the program bwrap, as root and as nobody.

What test_box.py says of every tier is run here again, but for the few tests that ask for what this
tier has not; they follow with what it has.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from newtongue.core.errors import SandboxRefused
from newtongue.sandbox import bubblewrap, folder, tier
from newtongue.sandbox.base import Command
from newtongue.sandbox.pool import Pool
from tests.conftest import need
from tests.sandbox import test_box, test_pool
from tests.sandbox.programs import (
    ANSWER,
    AS_NOBODY,
    BWRAP,
    ROOT,
    SMALL,
    WRAPPED,
    at_work,
    attack,
    children,
    healthy,
    opened,
    python,
    running,
    shell,
)
from tests.sandbox.test_tier import COMMAND

pytestmark = pytest.mark.sandbox
OTHERWISE = {
    "test_the_disk_fills_and_is_fresh_again": "a watch ends the program; no write fails",
    "test_inodes_run_out": "a watch ends the program; no open fails",
    "test_secrets_are_not_there": "there is no /.host to list",
    "test_only_init_and_the_program_are_in_sight": "bwrap's init belongs to the program's user",
}
"""Tests of test_box.py that do not hold here, and why."""


def _shared() -> dict[str, Callable[..., None]]:
    named = {n: f for n, f in vars(test_box).items() if n.startswith("test_")}
    assert set(OTHERWISE) < set(named)
    return {name: test for name, test in named.items() if name not in OTHERWISE}


globals().update(_shared())


@pytest.fixture(scope="module", params=WRAPPED)
def pool(request: pytest.FixtureRequest) -> Iterator[Pool]:
    """One pool of one worker for all tests; a secret is in our environment."""
    os.environ["NEWTONGUE_SECRET"] = "s3cr3t"
    with opened(request.param) as pool:
        yield pool


def scratches() -> set[Path]:
    """The scratch folders that are there, but for those that another process's workers hold:
    tests beside this one make some, too.
    """
    places = map(Path, folder._PLACES)
    found = {path for place in places for path in place.glob(folder.PREFIX + "*")}
    return {path for path in found if holders(path) <= ours()}


def holders(path: Path) -> set[int]:
    """Who has its lock; a process that is none (0) when it is gone."""
    try:
        inode = path.stat().st_ino
    except OSError:
        return {0}
    locks = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
    return {int(line[4]) for line in locks if line[5].endswith(f":{inode}")}


def ours() -> set[int]:
    """This process and all below it."""
    return {os.getpid(), *(one.pid for one in psutil.Process().children(recursive=True))}


def soon(condition: Callable[[], object]) -> bool:
    """Whether something becomes true within a minute."""
    deadline = time.monotonic() + 60
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return bool(condition())


# -- disk --------------------------------------------------------------------
ONE_FILE = "f = open('x', 'wb')\nwhile True: f.write(b'x' * (1 << 20))"
MANY = "i = 0\nwhile True: open(f'/tmp/{i}', 'wb').write(b'x' * (1 << 20)); i += 1"
CLOSED = "import os\nos.mkdir('d'); os.chdir('d'); os.chmod('.', 0o300)\n" + MANY.replace(
    "/tmp/", ""
)
UNLINKED = """
import os
x = []
while len(x) < 100:
    x.append(open('y', 'wb')); os.unlink('y'); x[-1].write(b'x' * (1 << 20)); x[-1].flush()
import time; time.sleep(9)
"""


@pytest.mark.parametrize("text", [MANY, CLOSED, UNLINKED])
def test_a_full_disk_ends_the_program(pool: Pool, text: str) -> None:
    before = scratches()
    assert attack(pool, python(text, cpu=5, wall=9)).limit == "output"
    assert soon(lambda: scratches() <= before)


def test_one_file_is_bounded_by_the_kernel(pool: Pool) -> None:
    assert "File too large" in attack(pool, python(ONE_FILE, cpu=5)).stderr


@pytest.mark.parametrize(
    "text",
    [
        "i = 0\nwhile True: open(str(i), 'wb').close(); i += 1",
        "import os\nwhile True: os.mkdir('x'); os.chdir('x')",
    ],
)
def test_files_and_depth_are_bounded(pool: Pool, text: str) -> None:
    before = scratches()
    assert attack(pool, python(text, cpu=30, wall=90)).limit == "output"
    assert soon(lambda: scratches() <= before)


def test_what_the_disk_holds_is_counted_once(pool: Pool) -> None:
    text = """
import os, time
open("a", "wb").write(b"x" * (5 << 20))
for i in range(9): os.link("a", f"b{i}"); os.symlink("/usr", f"c{i}")
os.truncate(os.open("sparse", os.O_CREAT | os.O_RDWR), 7 << 20)
time.sleep(0.5)
"""
    assert attack(pool, python(text)).exit_code == 0


# -- isolation ---------------------------------------------------------------
def test_secrets_are_not_in_sight(pool: Pool, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cr3t")
    paths = ["/etc/shadow", "/etc/ssh", "/root", "/home", "/var", "/work", "/sys", "/.host"]
    text = f"import os\nprint([p for p in {[*paths, str(tmp_path)]} if os.path.exists(p)])"
    assert attack(pool, python(text)).stdout == "[]\n"
    text = "print(open('/proc/1/environ').read(), open('/proc/1/cmdline').read().split(chr(0))[:4])"
    assert attack(pool, python(text)).stdout == " ['bwrap', '--args', '200', '--']\n"


def test_only_bwrap_and_the_program_are_in_sight(pool: Pool) -> None:
    text = """
import os
print(os.getpid(), [p for p in os.listdir("/proc") if p.isdigit()], os.getuid())
print(os.listdir("/proc/1/root"), [os.path.exists(f"/proc/1/fd/{i}") for i in range(200, 210)])
"""
    lines = attack(pool, python(text)).stdout.splitlines()
    assert lines[0] == "2 ['1', '2'] 65534"
    assert "scratch" in lines[1]
    assert "True" not in lines[1]


def test_a_shell_s_words_for_a_signal(pool: Pool) -> None:
    """bwrap says no more than a shell would: what exits so is taken for what a signal ended."""
    assert attack(pool, shell("kill -11 $$")).signal == signal.SIGSEGV
    assert attack(pool, shell("exit 139")).signal == signal.SIGSEGV
    assert attack(pool, shell("exit 255")).exit_code == 255
    assert attack(pool, shell("exit 159")).violation  # it harms nobody but itself


def test_the_init_of_bwrap_can_be_damaged_to_no_avail(pool: Pool) -> None:
    """Where the kernel lets a program write the memory of its namespace's first process."""
    text = """
maps = [line.split() for line in open("/proc/1/maps")]
with open("/proc/1/mem", "r+b", 0) as memory:
    for found in maps:
        if found[1].startswith("rw"):
            start, end = (int(x, 16) for x in found[0].split("-"))
            try: memory.seek(start); memory.write(bytes(end - start))
            except (OSError, OverflowError, ValueError): pass
"""
    before = scratches()
    attack(pool, python(text + ANSWER % 1, assertions=2))
    assert soon(lambda: scratches() <= before)


def test_a_build_can_t_lead_bwrap_astray(pool: Pool, tmp_path: Path) -> None:
    """What a build leaves in /tmp is where a readable folder below /tmp appears for the run."""
    need("a temporary folder in /tmp", tmp_path.is_relative_to("/tmp"), "unset TMPDIR")
    tool, there = tmp_path / "a" / "tool", tmp_path / "open"
    for made in (tool, there):
        made.mkdir(parents=True)
        made.chmod(0o777)
    above = [path for path in tmp_path.parents if Path("/tmp") in path.parents]
    for each in (tmp_path / "a", tmp_path, *above):
        each.chmod(0o755)
    (tool / "data").write_text("seen\n")
    first = tmp_path.relative_to("/tmp").parts[0]
    text = f"cd /tmp && mv {first} x && ln -s /oldroot{there} {first} && chmod 300 . && echo done"
    build = Command(("/bin/sh", "-c", text), SMALL)
    job = shell(f"cat {tool}/data", build=build, readable=(str(tool),))
    execution = attack(pool, job)
    assert (execution.stage, execution.stdout) == ("run", "seen\n")
    assert list(there.iterdir()) == []


# -- what is said ------------------------------------------------------------
def test_what_there_is_not_is_said(pool: Pool) -> None:
    assert pool.tier == "bubblewrap"
    for word in ("bubblewrap", "seccomp", "no control group", "no warm starts"):
        assert word in pool.state.detail
    job = python("print(1)")
    assert pool.execute(replace(job, prepared="/nowhere")).cold == bubblewrap._COLD
    assert pool.execute(job).cold is None
    assert "another system" in str(pool.execute(replace(job, root="/nowhere")).infrastructure)


def test_a_build_has_the_limits_too(pool: Pool) -> None:
    build = Command(("/bin/sh", "-c", "while :; do :; done"), SMALL)
    execution = attack(pool, shell("echo ran", build=build))
    assert (execution.stage, execution.limit, execution.stdout) == ("build", "timeout", "")


# -- nothing is left ---------------------------------------------------------
@pytest.mark.parametrize("kind", WRAPPED)
@pytest.mark.parametrize("whom", ["the worker", "who works for it", "bwrap", "the init of bwrap"])
def test_whoever_is_killed_leaves_nothing(kind: str, whom: str) -> None:
    before = scratches()
    job = shell("sleep 987.75 & setsid sleep 987.75 & sleep 1; exit 3")
    with opened(kind) as pool:
        healthy(pool, None)
        work, (known,) = at_work(pool), pool.pids

        def kill() -> None:
            assert soon(lambda: len(running(b"987.75")) == 2)
            victims = {"the worker": known, "who works for it": work}
            bwrap = int(children(work)[0])
            init = int(children(bwrap)[0])
            os.kill(victims.get(whom, init if "init" in whom else bwrap), signal.SIGKILL)

        thread = threading.Thread(target=kill)
        thread.start()
        execution = pool.execute(job)
        thread.join()
        # of its init bwrap can't tell that from the program's own end: then, too, it runs once more
        assert (execution.exit_code, execution.infrastructure) == (3, None), execution
        healthy(pool, None)
    assert soon(lambda: not running(b"987.75"))
    if whom == "who works for it":  # a later worker takes it away
        assert soon(lambda: len(scratches() - before) == 1)
        folder.remove(str((scratches() - before).pop()))
    assert soon(lambda: scratches() <= before)


def test_many_jobs_on_workers_that_are_killed() -> None:
    with opened(BWRAP, 2) as pool:
        test_pool.test_every_job_once(pool)
        test_pool.test_a_killed_worker_costs_nothing(pool)


def test_a_pool_that_stops_early_leaves_nothing() -> None:
    before = scratches()
    with opened(BWRAP, 2) as pool:
        for _ in pool.run([shell("exit 0"), *[shell("sleep 987.875; exit 1")] * 2]):
            assert soon(lambda: running(b"987.875"))
            break
    assert soon(lambda: not running(b"987.875"))
    assert soon(lambda: scratches() <= before)


# -- when it is used ---------------------------------------------------------
def test_where_we_may_not_but_bwrap_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that refuses our own namespaces; bwrap makes its by another call."""
    with opened(BWRAP), Pool(1, command=COMMAND) as pool:
        assert pool.tier == "bubblewrap"
        assert pool.execute(shell("exit 3")).exit_code == 3
    monkeypatch.setattr(tier, "bubblewrap", lambda: None)
    with pytest.raises(SandboxRefused, match="unshare"):
        Pool(1, command=COMMAND).__enter__()


def test_a_bwrap_that_is_refused_too_says_so() -> None:
    need("bwrap", tier.bubblewrap(), "apt-get install bubblewrap")
    text = COMMAND[-1].replace("272", "56").replace("97}", "220}")  # clone in place of unshare
    with pytest.raises(SandboxRefused, match="bwrap: "):
        Pool(1, mode=BWRAP, command=(*COMMAND[:-1], text)).__enter__()


def test_without_bwrap_the_tier_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubblewrap, "bubblewrap", lambda: None)
    with pytest.raises(OSError, match="not installed"):
        bubblewrap.Bubblewrap(0)


@pytest.mark.skipif(not ROOT, reason="only root can make a program setuid")
def test_a_setuid_bwrap() -> None:
    """As where the machine's users may make no namespaces at all."""
    found = tier.bubblewrap()
    need("bwrap", found, "apt-get install bubblewrap")
    place = Path(tempfile.mkdtemp(prefix="newtongue-setuid-"))
    try:
        place.chmod(0o755)
        shutil.copy(str(found), place / "bwrap")
        (place / "bwrap").chmod(0o4755)
        start = f"from newtongue.sandbox import tier; tier._BWRAP = ({str(place / 'bwrap')!r},)"
        command = (*AS_NOBODY[:-1], start + AS_NOBODY[-1])
        with Pool(1, mode=BWRAP, command=command) as pool:
            assert "setuid" in pool.state.detail
            assert attack(pool, python(ANSWER % 2, assertions=2)).answered
            assert attack(pool, python("while True: pass")).limit == "timeout"
            assert attack(pool, python("import os; os.chroot('/')")).violation
            bomb = "x = []\nwhile True: x.append(bytearray(8 << 20))"
            assert "MemoryError" in attack(pool, python(bomb, cpu=5)).stderr
            test_box.test_a_memory_bomb_of_many_processes_is_stopped(pool)
            test_box.test_the_number_of_processes_is_bounded(pool)
            test_a_full_disk_ends_the_program(pool, MANY)
            test_box.test_kill_everything_reaches_nobody(pool)
            test_box.test_setuid_programs_give_nothing(pool)
    finally:
        shutil.rmtree(place)
