"""What else there is to know: many programs in one run, the scheduler alone, isolation's cost."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from newtongue import languages, toolchains
from newtongue.core.progress import Plain, clock
from newtongue.sandbox.pool import Pool
from newtongue.sandbox.wire import execution_to_json
from speed.bench_judge import ours, programs, resources
from speed.bench_judge.rounds import Rounds, Settings, entries_of, interleaved, spread

SAMPLES = 200
"""How often memory is looked at in a run of very many programs."""


@dataclass
class Memory:
    """Megabytes over a run: of the caller, of the pool's workers, of all that runs."""

    caller: list[float] = field(default_factory=list)
    workers: list[float] = field(default_factory=list)
    all: list[float] = field(default_factory=list)

    def sample(self, pool: Pool) -> None:
        """Look once."""
        self.caller.append(resources.resident([os.getpid()]) / 2**20)
        self.workers.append(resources.resident(pool.pids) / 2**20)
        self.all.append(resources.resident([os.getpid(), *resources.descendants()]) / 2**20)


def growth(samples: Sequence[float]) -> dict[str, float]:
    """The medians of the second and of the last tenth, in megabytes, and their ratio."""
    tenth = max(1, len(samples) // 10)
    early, late = median(samples[tenth : 2 * tenth] or samples), median(samples[-tenth:])
    return {"early_mb": round(early, 1), "late_mb": round(late, 1), "ratio": round(late / early, 3)}


def many(count: int) -> dict[str, Any]:
    """Short programs through one pool; none is kept, so memory should stay as it is."""
    memory, outcomes = Memory(), Counter[str]()
    every = max(100, count // SAMPLES)  # looking takes time itself
    before, began = resources.cpu(), time.monotonic()
    with Pool() as pool, Plain().track("many short programs", count) as step:
        for number, (_, outcome) in enumerate(ours.stream(pool, programs.short(count))):
            outcomes[str(outcome)] += 1
            step()
            if number % every == 0:
                memory.sample(pool)
    wall = time.monotonic() - began
    resources.bury_orphans()
    return {
        "programs": count,
        "outcomes": dict(outcomes),
        "seconds": round(wall, 1),
        "rate": round(count / wall, 1),
        "cpu_ms": round(1000 * (resources.cpu() - before) / count, 3),
        "memory": {name: growth(samples) for name, samples in vars(memory).items()},
    }


def overhead(count: int, rounds: int) -> dict[str, Any]:
    """Milliseconds that judge_all needs for a program whose sandbox answers at once.

    The canaries get the answers of a real sandbox, recorded before.
    """
    short = {("", one.language, str(n), 0): one for n, one in enumerate(programs.short(count))}
    recorder = ours.Recorder()
    ours.judged(dict(list(short.items())[:1]), lambda: recorder)
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder) / "answers.json"
        known = {key: execution_to_json(one) for key, one in recorder.answers.items()}
        answers.write_text(json.dumps(known))
        worker = Path(__file__).with_name("canned_worker.py")
        command = (sys.executable, "-S", "-P", str(worker), str(answers))
        found = [ours.judged(short, lambda: Pool(command=command))[0] for _ in range(rounds)]
    passed = sum(all(one.passed.values()) for one in found)
    return {
        "programs": count,
        "rounds": rounds,
        "all_passed": passed == rounds,
        "wall_ms": spread([1000 * one.wall / count for one in found]),
        "cpu_ms": spread([1000 * one.cpu / count for one in found]),
    }


def isolation(
    names: Sequence[str], settings: Settings, count: int, rounds: int
) -> list[dict[str, Any]]:
    """The same programs by the same judge, in the sandbox and in ordinary processes; both without
    the warm starts, which only the sandbox has.
    """
    rows = []
    for name in names:
        entries = entries_of(languages.get(name), settings, count)
        who = {
            "ours": lambda few: ours.ours(few, ours.Cold),
            "none": lambda few: ours.ours(few, lambda: Pool(unsafe=True)),
        }
        found: Rounds = interleaved(who, entries, rounds, _after(name))
        pairs = zip(found.measured["ours"], found.measured["none"], strict=True)
        rows.append(
            {
                "language": name,
                "programs": len(entries),
                "rounds": rounds,
                "rate": {who: spread(found.rates(who, len(entries))) for who in found.measured},
                "cpu_ms": {who: spread(found.cpu(who, len(entries))) for who in found.measured},
                "cost_ms": spread([1000 * (a.cpu - b.cpu) / len(entries) for a, b in pairs]),
                "agree": all(
                    one.passed == found.measured["ours"][0].passed
                    for every in found.measured.values()
                    for one in every
                ),
            }
        )
    return rows


def agreement(settings: Settings, count: int) -> list[dict[str, Any]]:
    """Every program of each language with a warm start, a resident compiler or prepared files, once
    by that and once without: whose verdict differs, in whatever field.
    """
    rows = []
    for name in languages.names():
        language = languages.get(name)
        found = toolchains.look(language)
        helped = language.warm or language.resident or language.prepare
        if not helped or isinstance(found, toolchains.Missing) or found.root:
            continue
        began = time.monotonic()
        entries = entries_of(language, settings, count)
        programs = {entry.key: entry.program for entry in entries}
        warm, cold = ours.judged(programs)[1], ours.judged(programs, ours.Cold)[1]
        started_cold = sum(one.cold is not None for one in warm.values())
        pairs = ((one.name, warm[one.key].verdict, cold[one.key].verdict) for one in entries)
        differ = [program for program, mine, theirs in pairs if mine != theirs]
        rows.append(
            {
                "language": name,
                "programs": len(entries),
                "started_cold": started_cold,
                "differ": differ,
            }
        )
        took = clock(time.monotonic() - began)
        sys.stderr.write(f"warm and cold: {name}: {len(differ)} verdicts differ; {took}\n")
    return rows


def _after(name: str) -> Callable[..., None]:
    def after(who: str, number: int, took: float) -> None:
        sys.stderr.write(f"isolation: {name}, round {number + 1}, {who}: {clock(took)}\n")

    return after
