"""Many programs: each runs once, not again if it was seen before, and a kill loses little.

Failures of the sandbox itself are `infrastructure`: counted, shown, asked again next time, never
the model's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from newtongue import languages, toolchains
from newtongue.core.completion import Execution, Key, Outcome, Verdict
from newtongue.core.progress import Progress
from newtongue.core.store import Appender, read_appended
from newtongue.judge.canaries import require_canaries
from newtongue.judge.program import Program, job
from newtongue.judge.verdict import Judged, judged
from newtongue.sandbox.base import Limits
from newtongue.sandbox.cache import Cache, lasting
from newtongue.sandbox.cache import key as key_of
from newtongue.sandbox.pool import Pool


def judge_all(
    programs: Mapping[Key, Program],
    *,
    known: Mapping[str, Judged],
    store: Path,
    pool: Callable[[], Pool],
    progress: Progress,
    limits: Limits = Limits(),
    cache: Cache | None = None,
) -> dict[Key, Judged]:
    """Run every program that `known` has no verdict for, each once, and judge all completions.

    New verdicts are appended to `store`, so that a killed call goes on where it was. What `cache`
    saw in any earlier run is judged without being run. Before the first program of a language that
    does run its canaries must pass: with a broken toolchain no verdict is given.
    """
    found = {p.language: toolchains.find(languages.get(p.language)) for p in programs.values()}
    unique = {program.sha256: program for program in programs.values()}
    done = {
        sha: one
        for sha, one in (dict(known) | read_judged(store)).items()
        if sha in unique and one.toolchain == found[unique[sha].language].fingerprint
    }
    waiting = [program for sha, program in sorted(unique.items()) if sha not in done]

    if waiting:
        counted = progress.track("judging", len(unique), len(unique) - len(waiting))
        with counted as step, Appender(store) as file:
            for program, execution in _executions(waiting, found, limits, pool, cache):
                one = judged(program, execution, found[program.language].fingerprint)
                done[program.sha256] = one
                if one.verdict.outcome is not Outcome.INFRASTRUCTURE:
                    file.append(asdict(one))
                step()
    return {key: _of(key, done[program.sha256]) for key, program in programs.items()}


def _executions(
    programs: Iterable[Program],
    found: Mapping[str, toolchains.Found],
    limits: Limits,
    pool: Callable[[], Pool],
    cache: Cache | None,
) -> Iterator[tuple[Program, Execution]]:
    """What the cache saw of the programs, then what the others come to."""
    waiting: dict[str, Program] = {}
    for program in programs:
        toolchain = found[program.language]
        seen = cache and cache.get(key_of(job(program, toolchain, limits), toolchain.fingerprint))
        if seen:
            yield program, seen
        else:
            waiting[program.sha256] = program
    if not waiting:
        return
    with pool() as workers:
        for name in sorted({program.language for program in waiting.values()}):
            require_canaries(name, found[name], workers)
        jobs = (job(one, found[one.language], limits) for one in waiting.values())
        for ran, execution in workers.run(jobs):
            program = waiting[ran.id]
            if cache and lasting(ran, execution):
                cache.put(key_of(ran, found[program.language].fingerprint), execution)
            yield program, execution


def _of(key: Key, one: Judged) -> Judged:
    benchmark, language, name, output_id = key
    mine = replace(
        one.verdict, benchmark=benchmark, language=language, name=name, output_id=output_id
    )
    return replace(one, verdict=mine)


def read_judged(path: Path) -> dict[str, Judged]:
    """The verdicts that an earlier call left, by program."""
    return {row["verdict"]["program_sha256"]: from_row(row) for row in read_appended(path)}


def from_row(row: Mapping[str, Any]) -> Judged:
    """A stored verdict."""
    fields = dict(row["verdict"])
    fields["outcome"] = Outcome(fields["outcome"])
    return Judged(**{**row, "verdict": Verdict(**fields)})
