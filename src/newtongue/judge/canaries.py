"""A language's probes on its real toolchain: with wrong verdicts on these, none is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from newtongue import languages, toolchains
from newtongue.core.completion import Execution, Outcome, cut
from newtongue.core.errors import NewtongueError
from newtongue.judge.program import Program, job, of_problem
from newtongue.judge.verdict import Judged, judged
from newtongue.languages.base import PROBE
from newtongue.sandbox.base import Canaries, Canary, Job
from newtongue.sandbox.pool import Pool

EXPECTED: Mapping[str, tuple[Outcome, ...]] = {
    "right": (Outcome.PASSED,),
    "wrong": (Outcome.ASSERTION,),
    "broken": (Outcome.SYNTAX, Outcome.COMPILE),
    "slow": (Outcome.TIMEOUT,),
    "exits_early": (Outcome.EXIT,),
}
"""What each probe must come to (INTERFACES, section 7)."""

EACH = ("right", "wrong", "exits_early")
"""What each worker is asked, a fresh one too; the others, which hang or don't compile, only once
for all.
"""
HANGING = 0.5, 2.0
"""CPU and wall seconds of the probe that never ends."""


def run_probes(
    name: str, found: toolchains.Found, pool: Pool, which: Sequence[str] = tuple(EXPECTED)
) -> dict[str, Judged]:
    """Judge a language's probes on its real toolchain."""
    programs = {probe: _program(name, probe) for probe in which}
    by_id = {program.sha256: probe for probe, program in programs.items()}
    jobs = [_job(probe, program, found) for probe, program in programs.items()]
    return {
        by_id[ran.id]: judged(programs[by_id[ran.id]], e, found.fingerprint)
        for ran, e in pool.run(jobs)
    }


def _program(name: str, probe: str) -> Program:
    language = languages.get(name)
    path = languages.probes(name) / f"{probe}{language.extension}"
    text = cut(path.read_text(encoding="utf-8"), language.stops)
    return of_problem(PROBE, language, text)


def _job(probe: str, program: Program, found: toolchains.Found) -> Job:
    """Of no kind, since it is no canary's turn before a canary."""
    one = replace(job(program, found), kind="")
    if probe == "slow":
        # compiling keeps its own limits: only the run hangs
        cpu, wall = HANGING
        run = replace(one.run, limits=replace(one.run.limits, cpu=cpu, wall=wall))
        one = replace(one, run=run)
    return one


def each_worker(find: Callable[[str], toolchains.Found]) -> Canaries:
    """What every worker must judge right before its first program of a language (Pool.prove)."""

    @cache
    def canaries(name: str) -> Sequence[Canary]:
        if not name:
            return ()
        found = find(name)
        return [_canary(name, probe, found) for probe in EACH]

    return canaries


def _canary(name: str, probe: str, found: toolchains.Found) -> Canary:
    program = _program(name, probe)

    def require(execution: Execution) -> None:
        _require(name, {probe: judged(program, execution, found.fingerprint)})

    return Canary(_job(probe, program, found), require)


def surprises(results: Mapping[str, Judged]) -> list[str]:
    """What the probes came to where that is not what they must come to."""
    lines = []
    for probe, one in sorted(results.items()):
        verdict = one.verdict
        if verdict.outcome not in EXPECTED[probe]:
            wanted = " or ".join(EXPECTED[probe])
            why = verdict.message or one.stderr.strip()[-200:]
            if verdict.assertion is not None:
                why = f"check {verdict.assertion} got {verdict.got}; {why}".removesuffix("; ")
            tail = f" ({why})" if why else ""
            lines.append(f"{probe}: {verdict.outcome} instead of {wanted}{tail}")
    return lines


def require_canaries(name: str, found: toolchains.Found, pool: Pool) -> None:
    """Raise NewtongueError when a language's probes don't come out right on this machine."""
    _require(name, run_probes(name, found, pool))


def _require(name: str, results: Mapping[str, Judged]) -> None:
    if wrong := surprises(results):
        raise NewtongueError(
            f"the {name} toolchain gives wrong verdicts, so none is given: {'; '.join(wrong)}",
            hint=f"newtongue languages check {name}",
        )
