"""Many jobs on many workers: each gets exactly one execution, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from newtongue.core.completion import Execution
from newtongue.core.errors import NewtongueError, SandboxRefused
from newtongue.sandbox.base import Canaries, Canary, Command, Job
from newtongue.sandbox.pool import KILLS, RETRIES, Pool
from newtongue.sandbox.process import Attempt, Worker
from tests.sandbox.programs import KINDS, LUA, SMALL, children, opened, python, running, shell

pytestmark = pytest.mark.sandbox
LUA_OR_SH = (LUA, "main") if Path(LUA).exists() else ("/bin/sh", "main")


@pytest.fixture(scope="module", params=KINDS)
def pool(request: pytest.FixtureRequest) -> Iterator[Pool]:
    """A pool of two workers."""
    with opened(request.param, 2) as pool:
        yield pool


def numbered(count: int, text: str = "exit 0") -> Iterator[Job]:
    for number in range(count):
        yield replace(shell(text), id=str(number))


def test_every_job_once(pool: Pool) -> None:
    job = Job("", {"main": b""}, Command(LUA_OR_SH, SMALL))
    seen = Counter(j.id for j, _ in pool.run(replace(job, id=str(i)) for i in range(60)))
    assert seen == Counter(map(str, range(60)))
    assert len(pool.pids) == 2


def test_with_the_last_answer_nothing_is_left(pool: Pool) -> None:
    for _ in range(5):
        assert len(list(pool.run(numbered(20)))) == 20
        assert [children(pid) for pid in pool.pids] == [[]] * len(pool.pids)


def test_jobs_are_drawn_as_workers_get_free(pool: Pool) -> None:
    drawn = 0

    def endless() -> Iterator[Job]:
        nonlocal drawn
        while True:
            drawn += 1
            yield shell("exit 0")

    for done, _ in enumerate(pool.run(endless()), 1):
        assert drawn <= done + 6  # two run, two wait beside them, two are dealt on the way
        if done == 20:
            break
    assert pool.execute(shell("exit 5")).exit_code == 5  # what was stopped early is forgotten


def test_no_jobs_at_all(pool: Pool) -> None:
    assert list(pool.run([])) == []


def test_a_killed_worker_costs_nothing(pool: Pool) -> None:
    killed: set[int] = set()
    seen: Counter[str] = Counter()
    for job, execution in pool.run(numbered(40, "sleep 0.02; echo done")):
        seen[job.id] += 1
        assert execution.infrastructure is None
        assert execution.stdout == "done\n"
        if len(seen) in (5, 12, 20):
            victim = pool.pids[len(seen) % 2]
            os.kill(victim, signal.SIGKILL)
            killed.add(victim)
    assert seen == Counter(map(str, range(40)))
    assert len(killed) == 3
    assert not killed & set(pool.pids)
    assert not running(b"sleep 0.02; echo done")


def test_a_worker_that_saw_a_forbidden_call_is_replaced() -> None:
    with opened(KINDS[0]) as pool:
        before = pool.pids
        bad = pool.execute(python("import ctypes; ctypes.CDLL(None).unshare(0)"))
        assert bad.violation
        assert pool.execute(shell("exit 5")).exit_code == 5
        assert pool.pids != before


def test_a_worker_serves_for_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newtongue.sandbox.pool.LIFE", 3)
    with opened(KINDS[0]) as pool:
        seen = [(pool.pids, execution.exit_code) for _, execution in pool.run(numbered(8))]
    assert [code for _, code in seen] == [0] * 8
    assert len({pid for pids, _ in seen for pid in pids}) >= 2


def test_a_job_whose_worker_always_dies_is_reported(pool: Pool) -> None:
    """Kill every worker that takes the job, from the outside; the others go on."""
    stop = threading.Event()
    kills = 0

    def killer() -> None:
        nonlocal kills
        while not stop.is_set():
            for pid in running(b"987.5"):
                init = _parent(pid)
                worker = _parent(init)
                if worker in pool.pids:
                    os.kill(worker, signal.SIGKILL)
                    kills += 1
                    time.sleep(0.1)
            time.sleep(0.02)

    thread = threading.Thread(target=killer)
    thread.start()
    try:
        doomed = Job("doomed", {}, Command(("/bin/sleep", "987.5"), SMALL))
        found = {job.id: execution for job, execution in pool.run([doomed, *numbered(5)])}
    finally:
        stop.set()
        thread.join()
    assert kills == KILLS + RETRIES + 1
    assert "ended with exit code -9" in str(found.pop("doomed").infrastructure)
    assert [e.exit_code for e in found.values()] == [0] * 5
    assert not running(b"987.5")


def _parent(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return int(status.split("PPid:")[1].split()[0])


def test_our_own_failures_are_tried_again_and_then_reported(pool: Pool) -> None:
    execution = pool.execute(replace(shell("true"), readable=("/nowhere",)))
    assert "/nowhere" in str(execution.infrastructure)


def test_a_sleeper_is_run_once_more_and_a_busy_one_is_not(
    pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Execution] = []
    settle = Pool._settle

    def spy(self: Pool, attempt: object, execution: Execution, *rest: object) -> None:
        taken.append(execution)
        settle(self, attempt, execution, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Pool, "_settle", spy)
    assert pool.execute(python("import time; time.sleep(9)", wall=0.2)).limit == "timeout"
    assert len(taken) == 2
    taken.clear()
    assert pool.execute(python("while True: pass", cpu=9, wall=0.4)).limit == "timeout"
    assert pool.execute(python("while True: pass", cpu=0.3, wall=9)).limit == "timeout"
    assert len(taken) == 3  # nine CPU seconds were not to be had in 0.4


def test_who_was_killed_and_nobody_knows_why_is_run_once_more(pool: Pool) -> None:
    job = python("import os; os.kill(os.getpid(), 9)")
    with watched(pool) as begun:
        assert pool.execute(job).signal == signal.SIGKILL
    assert [doubted for doubted, _ in begun] == [False, True]


def test_who_may_have_had_no_cpu_runs_again_when_no_other_program_does() -> None:
    busy = replace(python("while True: pass", cpu=9, wall=0.4), id="busy")
    sleeper = replace(python("import time; time.sleep(9)", wall=0.4), id="sleeper")
    with opened(KINDS[0], 3) as pool, watched(pool) as begun:
        jobs = [busy, sleeper, busy, *numbered(60, "sleep 0.02")]
        assert len(list(pool.run(jobs))) == len(jobs)
    others = [beside for doubted, beside in begun if doubted]
    assert len(others) == 3
    assert sorted(others)[:2] == [0, 0], "the sleeper may have had company"
    assert sum(beside > 0 for _, beside in begun) > 30


@contextmanager
def watched(pool: Pool) -> Iterator[list[tuple[bool, int]]]:
    """Of each job that is begun: whether that is for once more, and how many others are then with
    the workers or wait for one.
    """
    begun: list[tuple[bool, int]] = []
    send = pool._send

    def spy(worker: Worker, attempt: Attempt, text: bytes) -> None:
        begun.append((attempt.doubted, sum(len(one.attempts) for one in pool._workers)))
        send(worker, attempt, text)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pool, "_send", spy)
        yield begun


_SICK = """
import os
from dataclasses import replace
from newtongue.sandbox import box, worker
try:
    os.close(os.open({place!r}, os.O_CREAT | os.O_EXCL))
except FileExistsError:
    pass
else:
    whole = box.Box.execute
    def execute(self, job):
        one = whole(self, job)
        return one if job.id == "hello" else replace(one, infrastructure="sick")
    box.Box.execute = execute
worker.main()
"""


def test_a_sick_worker_fails_no_program_that_another_can_run(tmp_path: Path) -> None:
    sick = _SICK.format(place=str(tmp_path / "taken"))
    with Pool(2, command=(sys.executable, "-S", "-P", "-c", sick)) as pool:
        (first,) = pool.pids
        found = list(pool.run(numbered(40)))
        assert [execution.infrastructure for _, execution in found] == [None] * 40
        assert first not in pool.pids


def test_the_sandboxs_failure_of_a_canary_is_no_wrong_answer(tmp_path: Path) -> None:
    sick = _SICK.format(place=str(tmp_path / "taken"))
    with Pool(1, command=(sys.executable, "-S", "-P", "-c", sick)) as pool:
        pool.prove(lambda kind: [singing(kind, 3)] if kind else [])
        assert pool.execute(replace(shell("exit 5"), kind="song")).exit_code == 5


def test_other_threads_may_own_a_pool() -> None:
    """A worker outlives the thread that started it."""
    with opened(KINDS[0], 1) as pool:
        (first,) = pool.pids
        found: list[int | None] = []

        def work() -> None:
            with Pool(1) as mine:
                found.append(mine.execute(shell("exit 3")).exit_code)
            os.kill(first, signal.SIGKILL)  # so that this thread starts the next
            found.append(pool.execute(shell("exit 4")).exit_code)

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        assert found == [3, 4]
        (second,) = pool.pids
        assert second != first
        assert pool.execute(shell("exit 5")).exit_code == 5
        assert pool.pids == [second]


def test_two_runs_at_a_time_are_refused(pool: Pool) -> None:
    run = pool.run(numbered(3))
    next(run)
    with pytest.raises(RuntimeError, match="already running"):
        next(pool.run(numbered(1)))
    assert len(list(run)) == 2


def test_an_error_among_the_jobs_reaches_the_caller(pool: Pool) -> None:
    def jobs() -> Iterator[Job]:
        yield shell("sleep 987.75")
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        list(pool.run(jobs()))
    assert not running(b"987.75")
    assert pool.execute(shell("exit 0")).exit_code == 0


CALLER = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where tests run behind a shell
from newtongue.sandbox.pool import Pool
from tests.sandbox.programs import shell
jobs = [shell("sleep 123.25 & exec sleep 123.25")] * 4
with Pool(2) as pool:
    print(*pool.pids, flush=True)
    for _ in pool.run(jobs):
        pass
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_when_the_caller_ends(number: int) -> None:
    with opened(KINDS[0]):
        pass  # skips where the sandbox can't be had
    mounts = Path("/proc/self/mountinfo").read_text()
    caller = subprocess.Popen(
        [sys.executable, "-c", CALLER],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert caller.stdout
    with caller:
        first = int(caller.stdout.readline())
        _until(lambda: len(running(b"123.25")) == 4)
        caller.send_signal(number)
        assert caller.wait(10) != 0
    _until(lambda: not running(b"123.25"))
    _until(lambda: not Path(f"/proc/{first}").exists())
    _until(lambda: not running(b"newtongue.sandbox.worker", str(caller.pid).encode()))
    assert Path("/proc/self/mountinfo").read_text() == mounts


def _until(holds: object, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    assert callable(holds)
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_worker_that_never_starts_is_refused_with_a_line() -> None:
    with pytest.raises(SandboxRefused, match="exit code 7") as refused:
        Pool(1, command=(sys.executable, "-c", "raise SystemExit(7)")).__enter__()
    assert "unsafe" in str(refused.value.hint)


def test_workers_import_little() -> None:
    """Forking is only safe with one thread, and only cheap while the worker is small."""
    text = "import sys, newtongue.sandbox.worker, newtongue.sandbox.box; print(*sys.modules)"
    source = str(Path(__file__).parents[2] / "src")
    found = subprocess.run(
        [sys.executable, "-S", "-P", "-c", text],
        env={"PYTHONPATH": source},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    heavy = {
        "subprocess",
        "threading",
        "numpy",
        "torch",
        "pydantic",
        "asyncio",
        "logging",
        "pickle",
    }
    assert not heavy & set(found)
    assert len(found) < 150


def test_who_waits_beside_a_forbidden_call_runs_elsewhere(pool: Pool) -> None:
    """A worker is replaced after a violation; the job that it had in stock is not lost by that."""
    bad = replace(python("import os; os.chroot('/')"), id="bad")
    jobs = [*numbered(30), bad, *(replace(job, id=f"after {job.id}") for job in numbered(30))]
    before = set(pool.pids)
    found = {job.id: execution for job, execution in pool.run(jobs)}
    assert len(found) == 61
    assert found.pop("bad").violation
    assert {e.exit_code for e in found.values()} == {0}
    assert set(pool.pids) != before


def test_only_the_job_that_ran_answers_for_a_dead_worker(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[str] = []
    settle = Pool._settle

    def spy(self: Pool, attempt: Any, execution: Execution, *rest: Any) -> None:
        if execution.infrastructure:
            failures.append(attempt.job.id)
        settle(self, attempt, execution, *rest)

    monkeypatch.setattr(Pool, "_settle", spy)
    run = pool.run(numbered(400))
    seen = [next(run)[0].id for _ in range(100)]
    assert all(len(worker.attempts) <= 2 for worker in pool._workers)
    victim = next(w for w in pool._workers if w.attempts)
    given = [one.job.id for one in victim.attempts]
    os.kill(victim.process.pid, signal.SIGKILL)
    seen += [job.id for job, _ in run]
    assert sorted(map(int, seen)) == list(range(400))
    # the first may have been answered already, and the second, if there is one, have begun
    assert failures in ([], *([name] for name in given)), "one at most, and none of another's"


def singing(kind: str, exit_code: int) -> Canary:
    def require(execution: Execution) -> None:
        if execution.exit_code != 3:
            raise NewtongueError(f"{kind}: exit code {execution.exit_code}")

    return Canary(replace(shell(f"exit {exit_code}"), id="canary"), require)


def test_each_worker_proves_itself_before_its_first_job_of_a_kind() -> None:
    """A fresh one, too, as after a forbidden call; whoever asks for no kind asks for nothing."""
    asked: list[str] = []

    def canaries(kind: str) -> list[Canary]:
        asked.append(kind)
        return [singing(kind, 3)] * 2 if kind else []

    with opened(KINDS[0], 1) as pool:
        pool.prove(canaries)
        jobs = [replace(job, kind="ab"[i % 2]) for i, job in enumerate(numbered(40))]
        assert {e.exit_code for _, e in pool.run(jobs)} == {0}
        assert asked == ["a", "b"]
        assert pool.execute(shell("exit 5")).exit_code == 5
        assert pool.execute(python("import os; os.chroot('/')")).violation
        assert asked == ["a", "b", ""]
        asked.clear()
        jobs = [replace(job, kind="a") for job in numbered(40)]
        assert {e.exit_code for _, e in pool.run(jobs)} == {0}
        assert asked == ["a"]


def test_no_job_of_a_kind_runs_on_a_worker_whose_canary_is_wrong() -> None:
    def canaries(kind: str) -> list[Canary]:
        return [singing(kind, 3), singing(kind, 4 if kind == "b" else 3)]

    ran: list[str] = []
    with opened(KINDS[0], 1) as pool:
        pool.prove(canaries)
        jobs = [replace(job, kind=kind) for job, kind in zip(numbered(9), "aaabbbaaa", strict=True)]
        with pytest.raises(NewtongueError, match="b: exit code 4"):
            ran.extend(job.kind for job, _ in pool.run(jobs))
        assert set(ran) == {"a"}
        assert pool.execute(replace(shell("exit 5"), kind="a")).exit_code == 5


def test_a_worker_that_dies_of_its_canaries_is_not_started_for_ever() -> None:
    fatal: Canaries = lambda _: [Canary(Job("c", {}, Command(("/bin/sleep", "9"), SMALL)), print)]  # noqa: E731
    with opened(KINDS[0], 1) as pool:
        pool.prove(fatal)
        stop = threading.Event()

        def killer() -> None:
            while not stop.is_set():
                for worker in list(pool._workers):
                    if worker.ready and worker.attempts:
                        os.kill(worker.process.pid, signal.SIGKILL)
                time.sleep(0.02)

        thread = threading.Thread(target=killer)
        thread.start()
        try:
            with pytest.raises(SandboxRefused, match="no longer start"):
                pool.execute(shell("exit 0"))
        finally:
            stop.set()
            thread.join()


@pytest.mark.parametrize("life", [7, 5000])
def test_what_a_replaced_worker_says_next_is_of_no_account(
    life: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have run the job in stock by then, after a forbidden call; others run that again."""
    monkeypatch.setattr("newtongue.sandbox.pool.LIFE", life)
    bad = python("import os; os.chroot('/')")
    jobs = [replace(bad, id=job.id) if i % 9 == 4 else job for i, job in enumerate(numbered(150))]
    seen: Counter[str] = Counter()
    with opened(KINDS[0], 3) as pool:
        for job, execution in pool.run(jobs):
            seen[job.id] += 1
            assert bool(execution.violation) is (int(job.id) % 9 == 4)
            time.sleep(0.004)  # so that answers come together
    assert seen == Counter(map(str, range(150)))
