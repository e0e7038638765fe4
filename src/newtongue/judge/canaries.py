"""A language's probes on its real toolchain: with wrong verdicts on these, none is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from newtongue import languages, toolchains
from newtongue.core.completion import Outcome, cut
from newtongue.core.errors import NewtongueError
from newtongue.judge.program import job, of_problem
from newtongue.judge.verdict import Judged, judged
from newtongue.languages.base import PROBE
from newtongue.sandbox.pool import Pool

EXPECTED: Mapping[str, tuple[Outcome, ...]] = {
    "right": (Outcome.PASSED,),
    "wrong": (Outcome.ASSERTION,),
    "broken": (Outcome.SYNTAX, Outcome.COMPILE),
    "slow": (Outcome.TIMEOUT,),
    "exits_early": (Outcome.EXIT,),
}
"""What each probe must come to (INTERFACES, section 7)."""

HANGING = 0.5, 2.0
"""CPU and wall seconds of the probe that never ends."""


def run_probes(
    name: str, found: toolchains.Found, pool: Pool, which: Sequence[str] = tuple(EXPECTED)
) -> dict[str, Judged]:
    """Judge a language's probes on its real toolchain."""
    language = languages.get(name)
    programs = {}
    for probe in which:
        path = languages.probes(name) / f"{probe}{language.extension}"
        text = cut(path.read_text(encoding="utf-8"), language.stops)
        programs[probe] = of_problem(PROBE, language, text)
    by_id = {program.sha256: probe for probe, program in programs.items()}
    jobs = []
    for probe, program in programs.items():
        one = job(program, found)
        if probe == "slow":
            # compiling keeps its own limits: only the run hangs
            cpu, wall = HANGING
            run = replace(one.run, limits=replace(one.run.limits, cpu=cpu, wall=wall))
            one = replace(one, run=run)
        jobs.append(one)
    return {
        by_id[ran.id]: judged(programs[by_id[ran.id]], e, found.fingerprint)
        for ran, e in pool.run(jobs)
    }


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
    if wrong := surprises(run_probes(name, found, pool)):
        raise NewtongueError(
            f"the {name} toolchain gives wrong verdicts, so none is given: {'; '.join(wrong)}",
            hint=f"newtongue languages check {name}",
        )
