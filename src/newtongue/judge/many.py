"""Many programs: each runs once, not again if it was seen before, and a kill loses little.

Failures of the sandbox itself are `infrastructure`: counted, shown, asked again next time, never
the model's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

from newtongue import languages, toolchains
from newtongue.core.completion import Execution, Key, Outcome, Verdict
from newtongue.core.errors import NewtongueError, SandboxRefused
from newtongue.core.progress import Progress
from newtongue.core.store import Appender, read_appended
from newtongue.judge.canaries import each_worker, require_canaries
from newtongue.judge.nodes import admit
from newtongue.judge.program import Program, filled, plan
from newtongue.judge.verdict import Judged, judged, row
from newtongue.sandbox.base import Job, Limits
from newtongue.sandbox.cache import Cache, key, lasting, place
from newtongue.sandbox.pool import Pool
from newtongue.sandbox.ray import Nodes


def judge_all(
    programs: Mapping[Key, Program],
    *,
    known: Mapping[str, Judged],
    store: Path,
    pool: Callable[[], Pool | Nodes],
    progress: Progress,
    limits: Limits = Limits(),
    cache: Cache | None = None,
) -> dict[Key, Judged]:
    """Run every program that `known` has no verdict for, each once, and judge all completions.

    New verdicts are appended to `store`, so that a killed call goes on where it was. What `cache`
    saw in any earlier run is judged without being run. Before the first program of a language that
    does run its canaries must pass: a broken toolchain gives no verdict, so its programs come to
    `infrastructure`; where every language's is broken this raises NewtongueError.
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
        outcomes = Counter(one.verdict.outcome for one in done.values())
        with pool() as workers:
            # other machines are other places
            here = None if isinstance(workers, Nodes) else cache
            keys = _Keys(
                found, limits, place(workers.walls) if isinstance(workers, Pool) and here else ""
            )
            seen, left = _split(waiting, here, keys)
            broken = _broken(left, found, workers)
            for error in broken.values():
                progress.note(f"{error.message}; {error.hint}")
            refused = [
                (left.pop(sha), Execution("run", None, infrastructure=broken[one.language].message))
                for sha, one in list(left.items())
                if one.language in broken
            ]
            counted = progress.track("judging", len(unique), len(unique) - len(waiting))
            with counted as step, Appender(store) as file:
                for program, execution in chain(
                    seen, refused, _executions(left, workers, here, keys)
                ):
                    one = judged(program, execution, found[program.language].fingerprint)
                    done[program.sha256] = one
                    if one.verdict.outcome is not Outcome.INFRASTRUCTURE:
                        file.append(row(one))
                    outcomes[one.verdict.outcome] += 1
                    step(said=_told(outcomes))
    return {key: _of(key, done[one.sha256], one) for key, one in programs.items()}


def _told(outcomes: Counter[Outcome]) -> str:
    return ", ".join(f"{count} {word}" for word, count in outcomes.most_common())


@dataclass(frozen=True, slots=True)
class _Keys:
    """What programs are asked to be run as, and are known by in the cache."""

    found: Mapping[str, toolchains.Found]
    limits: Limits
    where: str
    plans: dict[str, Job] = field(default_factory=dict)

    def job(self, program: Program) -> Job:
        name = program.language
        if name not in self.plans:
            self.plans[name] = plan(name, self.found[name], self.limits)
        return filled(self.plans[name], program)

    def key(self, asked: Job, program: Program) -> str:
        return key(asked, self.found[program.language].fingerprint, self.where)


def _split(
    programs: Iterable[Program], cache: Cache | None, keys: _Keys
) -> tuple[list[tuple[Program, Execution]], dict[str, Program]]:
    """What the cache saw, and the programs that are left to be run."""
    seen, left = [], {}
    for program in programs:
        execution = cache.get(keys.key(keys.job(program), program)) if cache else None
        if execution:
            seen.append((program, execution))
        else:
            left[program.sha256] = program
    return seen, left


def _broken(
    programs: Mapping[str, Program],
    found: Mapping[str, toolchains.Found],
    workers: Pool | Nodes,
) -> dict[str, NewtongueError]:
    """Which of the programs' languages don't pass their canaries here, and why.

    Raises NewtongueError when none does, or no node judges one of them as this machine would.
    """
    names = sorted({program.language for program in programs.values()})
    if isinstance(workers, Nodes):
        admit(workers, {name: found[name] for name in names}, lambda one: programs[one.id].language)
        return {}
    broken: dict[str, NewtongueError] = {}
    for name in names:
        try:
            require_canaries(name, found[name], workers)
        except SandboxRefused:
            raise
        except NewtongueError as error:
            broken[name] = error
    if broken and len(broken) == len(names):
        raise broken[names[0]]
    workers.prove(each_worker(found.__getitem__))
    return broken


def _executions(
    programs: Mapping[str, Program], workers: Pool | Nodes, cache: Cache | None, keys: _Keys
) -> Iterator[tuple[Program, Execution]]:
    """Each program with what it came to, as they finish."""
    for ran, execution in workers.run(map(keys.job, programs.values())):
        program = programs[ran.id]
        if cache and lasting(ran, execution):
            cache.put(keys.key(ran, program), execution)
        yield program, execution


def _of(key: Key, one: Judged, program: Program) -> Judged:
    """The verdict of one completion, whoever's the same program was that ran."""
    benchmark, language, name, output_id = key
    mine = replace(
        one.verdict,
        benchmark=benchmark,
        language=language,
        name=name,
        output_id=output_id,
        suspect=program.suspect,
        line=program.line(one.program_line),
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
