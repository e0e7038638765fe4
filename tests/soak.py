"""Very many programs through one pool, some of them hostile, while workers are killed at random.

Run by `make soak [PROGRAMS=100000]`; writes docs/soak.json. `make test` runs 3,000 (test_soak.py).
Each program's outcome is known beforehand: every one must get exactly one verdict, none wrong;
memory must stay flat; no process, mount, control group or file may be left.
"""

from __future__ import annotations

import argparse
import ctypes
import datetime
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from newtongue import judge, languages, toolchains
from newtongue.core.completion import Execution, Outcome
from newtongue.core.progress import Plain, Progress
from newtongue.core.store import write_json
from newtongue.languages.base import PROBE
from newtongue.sandbox.base import Job, Limits
from newtongue.sandbox.pool import Pool

RESULT = Path(__file__).parents[1] / "docs" / "soak.json"
LIMITS = Limits(cpu=1.0, wall=5.0, memory=256 << 20, disk=16 << 20, processes=32)
HOSTILE = 0.01
"""Share of programs that are attacks."""
KILL_EVERY = 400
"""Programs after which some worker is killed."""
_MOMENT = 3.0  # seconds in which a process that was killed must be gone
_PR_SET_CHILD_SUBREAPER = 36
FLAT = 1.15
"""Memory of the last fifth of the run over that of the second, at most: ours, and that of the
largest worker (its programs and interpreters apart).
"""

HONEST = {
    "lua": (
        ("local s = 0 for _, x in ipairs(xs) do s = s + x end return s", Outcome.PASSED),
        ("return 6", Outcome.ASSERTION),
        ("os.exit(0)", Outcome.EXIT),
        ("return xs.none.more", Outcome.EXCEPTION),
        ("return ((", Outcome.SYNTAX),
    ),
    "python": (
        ("    return sum(xs)", Outcome.PASSED),
        ("    return len(xs) * 2", Outcome.ASSERTION),
        ("    import os; os._exit(0)", Outcome.EXIT),
        ("    raise KeyError(xs)", Outcome.EXCEPTION),
        ("    return ((", Outcome.SYNTAX),
    ),
}
"""Completions of the languages' probe."""
_FORKS = """import os
    while True:
        try: os.fork()
        except OSError: pass"""
_DAEMON = """import os, time
    if os.fork() == 0:
        os.setsid(); time.sleep(98765)
    os._exit(0)"""
ATTACKS = (
    ("while True: pass", {Outcome.TIMEOUT}),
    ("import signal; signal.pthread_sigmask(0, range(1, 65))\n    while 1: 1", {Outcome.TIMEOUT}),
    (_FORKS, {Outcome.TIMEOUT, Outcome.MEMORY}),
    ("x = []\n    while True: x.append(bytearray(1 << 24))", {Outcome.MEMORY}),
    ("while True: print('x' * 4096)", {Outcome.OUTPUT}),
    ("import ctypes; ctypes.CDLL(None).unshare(0x10000000)", {Outcome.VIOLATION}),
    ("import ctypes; ctypes.CDLL(None).ptrace(0, 0, 0, 0)", {Outcome.VIOLATION}),
    ("import os; os.kill(-1, 9)", {Outcome.EXCEPTION, Outcome.ASSERTION}),
    (_DAEMON, {Outcome.EXIT}),
    ("import socket; socket.create_connection(('127.0.0.1', 80))", {Outcome.EXCEPTION}),
    ("open('big', 'wb').write(bytes(1 << 26))", {Outcome.EXCEPTION}),
    ("import os\n    for i in range(1 << 20): os.mkdir(str(i))", {Outcome.EXCEPTION}),
)
"""Bodies of Python completions, and what may come of them."""


def programs(count: int, seed: int = 7) -> Iterator[tuple[judge.Program, frozenset[Outcome]]]:
    """`count` programs, no two with the same text, and what may come of each."""
    chance = random.Random(seed)
    for number in range(count):
        if chance.random() < HOSTILE:
            key, (body, allowed) = "python", chance.choice(ATTACKS)
            text, expected = f"    {body}", frozenset(allowed)
        else:
            key = chance.choice(tuple(HONEST))
            text, only = chance.choice(HONEST[key])
            expected = frozenset({only})
        language = languages.get(key)
        prompt = f"{language.comment} {number}\n{language.prompt(PROBE.doc, PROBE.signature)}"
        yield judge.of_problem(PROBE, language, text, prompt), expected


def soak(count: int, progress: Progress, workers: int | None = None) -> dict[str, Any]:
    """Run `count` programs; what was seen, surprises among it."""
    expected: dict[str, frozenset[Outcome]] = {}
    by_id: dict[str, judge.Program] = {}
    found = {key: toolchains.find(languages.get(key)) for key in HONEST}
    outcomes: Counter[str] = Counter()
    surprises: list[str] = []
    memory: dict[str, list[float]] = {"caller": [], "worker": []}
    adopt_orphans()
    before, others = leftovers(), descendants()
    kills = 0
    groups: set[str] = set()
    chance = random.Random(11)

    def jobs() -> Iterator[Job]:
        for program, wanted in programs(count):
            asked = judge.job(program, found[program.language], LIMITS)
            by_id[asked.id], expected[asked.id] = program, wanted
            # a language's factor would lengthen what is only waited for
            yield replace(asked, run=replace(asked.run, limits=LIMITS))

    began = time.monotonic()
    with Pool(workers) as pool, progress.track("soaking", count, 0) as step:
        for done, (job, execution) in enumerate(pool.run(jobs()), 1):
            wrong = _surprise(by_id.pop(job.id, None), expected.pop(job.id, None), execution)
            if wrong:
                surprises.append(wrong)
            outcomes[_outcome(execution, job)] += 1
            if done % KILL_EVERY == 0:
                groups.update(pool.groups)
                os.kill(chance.choice(pool.pids), signal.SIGKILL)
                kills += 1
            if done % max(1, count // 100) == 0:
                memory["caller"].append(_resident([os.getpid()]))
                memory["worker"].append(_resident(pool.pids))
            step()
        groups.update(pool.groups)
    seconds = time.monotonic() - began
    left = leftovers() - before | {f"process {pid}" for pid in descendants() - others}
    left |= {f"group {path}" for path in groups if Path(path).exists()}
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "programs": count,
        "verdicts": outcomes.total(),
        "without_verdict": len(by_id),
        "workers_killed": kills,
        "outcomes": dict(sorted(outcomes.items())),
        "surprises": surprises,
        "control_groups": len(groups),
        "left": sorted(left),
        "memory_mb": {who: _growth(samples) for who, samples in memory.items()},
        "seconds": round(seconds, 1),
        "programs_per_second": round(count / seconds, 1),
    }


def faults(result: dict[str, Any]) -> list[str]:
    """What must not be in a result."""
    texts = list(result["surprises"])
    if result["verdicts"] != result["programs"] or result["without_verdict"]:
        texts.append(f"{result['verdicts']} verdicts for {result['programs']} programs")
    if result["left"]:
        texts.append(f"left behind: {', '.join(result['left'])}")
    texts += [
        f"memory of the {who} grows: {seen}"
        for who, seen in result["memory_mb"].items()
        if seen["late"] > FLAT * seen["early"]
    ]
    return texts


def leftovers() -> set[str]:
    """What a sandbox could leave on this machine beside processes and control groups."""
    seen = {f"mount {line.split()[4]}" for line in _lines("/proc/self/mountinfo")}
    return seen | {f"file {path}" for path in Path(tempfile.gettempdir()).glob("newtongue-*")}


def descendants() -> set[int]:
    """Our children that live, after a moment for those that are ending; orphans are ours, too."""
    deadline = time.monotonic() + _MOMENT
    while True:
        alive = set()
        for task in Path("/proc/self/task").iterdir():
            for pid in map(int, (task / "children").read_text(encoding="utf-8").split()):
                try:
                    ended, _ = os.waitpid(pid, os.WNOHANG)
                except ChildProcessError:
                    continue
                if not ended:
                    alive.add(pid)
        if not alive or time.monotonic() > deadline:
            return alive
        time.sleep(0.05)


def adopt_orphans() -> None:
    """From now on whoever loses its parent among our descendants becomes our child."""
    assert ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0


def _surprise(
    program: judge.Program | None, wanted: frozenset[Outcome] | None, execution: Execution
) -> str | None:
    if program is None or wanted is None:
        return "a program had two verdicts"
    verdict = judge.verdict(program, execution)
    if verdict.outcome in wanted:
        return None
    body = program.text.splitlines()[0]
    why = execution.infrastructure or verdict.message or execution.stderr[-200:]
    return f"{body}: {verdict.outcome} instead of {' or '.join(sorted(wanted))} ({why})"


def _outcome(execution: Execution, job: Job) -> str:
    key = "lua" if "main.lua" in job.files else "python"
    return str(judge.outcome(execution, languages.get(key)))


def _resident(pids: list[int]) -> float:
    """Megabytes of the largest of these processes; one that was killed has none."""
    sizes = [0.0]
    for pid in pids:
        with suppress(OSError):
            lines = _lines(f"/proc/{pid}/status")
            sizes += [int(x.split()[1]) / 1024 for x in lines if x.startswith("VmRSS:")]
    return max(sizes)


def _growth(samples: list[float]) -> dict[str, float]:
    """The most in the second fifth of a run, and in the last."""
    fifth = max(1, len(samples) // 5)
    early, late = max(samples[fifth : 2 * fifth] or samples), max(samples[-fifth:])
    return {"early": round(early, 1), "late": round(late, 1)}


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=None)
    arguments = parser.parse_args()
    result = soak(arguments.programs, Plain(), arguments.workers)
    sys.stdout.write(json.dumps(result, indent=1) + "\n")
    wrong = faults(result)
    if arguments.programs >= 100_000 and not wrong:
        write_json(RESULT, result)
    sys.exit("\n".join(wrong) if wrong else 0)


if __name__ == "__main__":
    main()
