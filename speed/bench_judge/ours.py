"""Our judge: judge_all, as the product calls it; for very many programs, its parts on a stream."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from newtongue import judge, languages, toolchains
from newtongue.core.completion import Execution, Key, Outcome
from newtongue.core.progress import Step
from newtongue.judge import Program
from newtongue.sandbox.base import Job, Limits
from newtongue.sandbox.pool import Pool
from speed.bench_judge import resources
from speed.bench_judge.contenders import Measured
from speed.bench_judge.programs import Entry


def _pass_over(count: int = 1, said: str = "") -> None:
    del count, said


class Stopwatch:
    """judge_all tracks its progress from where the canaries have passed to the last verdict."""

    def __init__(self) -> None:
        self.made = time.monotonic()
        self.began = self.ended = self.before = 0.0

    @contextmanager
    def track(self, label: str, total: int, done: int = 0) -> Iterator[Step]:
        """Measure what happens inside."""
        del label, total, done
        self.before = resources.cpu()
        self.began = time.monotonic()
        yield _pass_over
        self.ended = time.monotonic()

    def note(self, line: str) -> None:
        """Show nothing."""


def judged(
    programs: Mapping[Key, Program], pool: Callable[[], Pool] = Pool
) -> tuple[Measured, dict[Key, judge.Judged]]:
    """Judge programs with an empty store and no known verdict."""
    pools: list[Pool] = []

    def started() -> Pool:
        pools.append(pool())
        return pools[-1]

    watch = Stopwatch()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "verdicts.jsonl"
        found = judge.judge_all(programs, known={}, store=store, pool=started, progress=watch)
    resources.bury_orphans()
    return Measured(
        wall=watch.ended - watch.began,
        cpu=resources.cpu() - watch.before,
        passed={key: one.verdict.outcome is Outcome.PASSED for key, one in found.items()},
        start=watch.began - watch.made,
        tier=pools[-1].tier,
    ), found


def ours(entries: Sequence[Entry], pool: Callable[[], Pool] = Pool) -> Measured:
    """The same for a language's programs."""
    return judged({entry.key: entry.program for entry in entries}, pool)[0]


def fails(entries: Sequence[Entry]) -> set[Key]:
    """Those programs whose answers are wrong; what does not end soon is left aside."""
    keys = {entry.program.sha256: entry.key for entry in entries}
    few = Limits(cpu=2, wall=8)
    jobs = (judge.job(entry.program, _found(entry.program), few) for entry in entries)
    with Pool() as pool:
        return {keys[job.id] for job, execution in pool.run(jobs) if execution.failed is not None}


def stream(pool: Pool, programs: Iterable[Program]) -> Iterator[tuple[Program, Outcome]]:
    """Judge programs as they come, and keep none of them."""
    running: dict[str, Program] = {}

    def jobs() -> Iterator[Job]:
        for program in programs:
            running[program.sha256] = program
            yield judge.job(program, _found(program))

    for job, execution in pool.run(jobs()):
        program = running.pop(job.id)
        yield program, judge.verdict(program, execution).outcome


class Cold(Pool):
    """A pool that does without warm starts."""

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Execution]]:
        """As a pool does."""
        return super().run(replace(job, warm=None, resident=(), prepared=None) for job in jobs)


class Recorder(Pool):
    """A pool that remembers what its sandbox answered."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[str, Execution] = {}

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Execution]]:
        """As a pool does."""
        for job, execution in super().run(jobs):
            self.answers[job.id] = execution
            yield job, execution


def _found(program: Program) -> toolchains.Found:
    return toolchains.find(languages.get(program.language))
