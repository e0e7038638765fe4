"""The heart: a problem and a completion become a program, an execution and a verdict.

A program has passed when it exited with 0, its harness gave the sandbox's nonce back after its
last assertion, and nothing forbidden was tried. Equal programs are run once. Failures of the
sandbox itself are `infrastructure`: counted, shown, asked again next time, never the model's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from newtongue import languages, toolchains
from newtongue.core.completion import (
    Completion,
    Execution,
    Key,
    Outcome,
    Verdict,
    cut,
    sha256_text,
)
from newtongue.core.errors import NewtongueError, UsageError
from newtongue.core.problem import Case, Problem
from newtongue.core.progress import Progress
from newtongue.core.store import Appender, read_appended
from newtongue.languages.base import PROBE, Language
from newtongue.sandbox.base import Command, Job, Limits, Warm
from newtongue.sandbox.cache import Cache, lasting
from newtongue.sandbox.cache import key as key_of
from newtongue.sandbox.pool import Pool
from newtongue.translate import render

Problems = Mapping[tuple[str, str], Problem]
"""(benchmark, name) -> problem."""
HARNESS = "newtongue"
"""How whatever our tests define is called; it tells them from others'."""


@dataclass(frozen=True, slots=True)
class Program:
    """A whole source text, ready to run, and how many assertions its harness must report."""

    language: str
    text: str
    assertions: int
    cases: tuple[Case, ...] = ()
    """What the assertions check, where the tests are our own."""

    @property
    def sha256(self) -> str:
        return sha256_text(f"{self.language}\0{self.assertions}\0{self.text}")


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on one program and what its execution cost."""

    verdict: Verdict
    cpu: float = 0.0
    wall: float = 0.0
    peak_memory: int = 0
    stdout: str = ""
    stderr: str = ""
    toolchain: str = ""
    """The fingerprint of the toolchain that it ran on: another one asks for another verdict."""
    cold: str | None = None
    """Why it started cold, where its language has a warm start."""


def assemble(completion: Completion, problems: Problems, *, ours: bool = False) -> Program:
    """The program of a completion: by the tests it brought, else (or if `ours`) by its problem's.

    Raises UsageError when there is no such problem, Unsupported when the language can't say it.
    """
    language = languages.get(completion.language)
    if completion.tests is not None and not by_problem(completion, ours=ours):
        tests, assertions = language.adapt(completion.tests)
        text = cut(completion.output_text, completion.stop_tokens or language.stops)
        return Program(
            language.name, render.program(completion.prompt or "", text, tests), assertions
        )
    problem = problems.get((completion.benchmark, completion.name))
    if problem is None:
        if not completion.benchmark:
            raise UsageError(
                f"the completion of {completion.name} names no benchmark whose tests it wants",
                field="benchmark",
                hint="say it with -b NAME",
            )
        raise UsageError(f"no problem {completion.name!r} in {completion.benchmark}", field="name")
    # another prompt's stop sequences may leave in what our tests put behind a completion
    text = cut(completion.output_text, (*(completion.stop_tokens or ()), *language.stops))
    return of_problem(problem, language, text, completion.prompt)


def by_problem(completion: Completion, *, ours: bool) -> bool:
    """Whether its problem's tests judge it: asked for, or it brought none, or a copy of them."""
    return ours or completion.tests is None or HARNESS in completion.tests


def of_problem(
    problem: Problem, language: Language, text: str, prompt: str | None = None
) -> Program:
    """The program of a text that continues the problem's prompt, with the problem's own tests."""
    shown = render.prompt(problem, language).text if prompt is None else prompt
    cases = render.cases(problem, language)
    whole = render.program(shown, text, render.tests(problem, language))
    return Program(language.name, whole, len(cases), cases)


def job(program: Program, found: toolchains.Found, limits: Limits = Limits()) -> Job:
    """What the sandbox is asked to do for a program."""
    language = languages.get(program.language)
    build, run = toolchains.commands(language, found)
    scaled = replace(
        limits,
        cpu=limits.cpu * language.time_factor,
        wall=limits.wall * language.time_factor,
        address_space=language.address_space,
    )
    warm = None
    if argv := toolchains.warm_command(language, found):
        warm = Warm(argv, languages.boot(language.name), language.extension)
    return Job(
        id=program.sha256,
        files={language.source: program.text.encode("utf-8", "surrogatepass")},
        build=Command(build, scaled) if build else None,
        run=Command(run, scaled),
        warm=warm,
        readable=found.readable,
        root=found.root or None,
        abi=language.toolchain.abi or None,
        environment=language.environment,
        assertions=program.assertions,
        streams=language.streams,
    )


LIMITS = {"output": Outcome.OUTPUT, "memory": Outcome.MEMORY, "timeout": Outcome.TIMEOUT}


def outcome(execution: Execution, language: Language) -> Outcome:
    """What an execution means: the first outcome of INTERFACES, section 3, that holds."""
    e = execution
    if e.infrastructure is not None:
        return Outcome.INFRASTRUCTURE
    if e.violation is not None:
        return Outcome.VIOLATION
    if e.limit is not None:
        return LIMITS[e.limit]
    if e.failed is not None:
        return Outcome.ASSERTION
    if e.exit_code == 0 and e.stage == "run":
        return Outcome.PASSED if e.answered else Outcome.EXIT
    otherwise = Outcome.COMPILE if e.stage == "build" else Outcome.EXCEPTION
    return language.reading(e) or otherwise


def verdict(program: Program, execution: Execution) -> Verdict:
    """The verdict on a program, with its evidence; whose completion it is comes later."""
    language = languages.get(program.language)
    what = outcome(execution, language)
    index = got = expected = None
    if what is Outcome.ASSERTION and execution.failed is not None:
        index, got = _failed(execution.failed)
        if index is not None and index < len(program.cases):
            expected = repr(program.cases[index].expected)[:200]
    troubled = what not in (Outcome.PASSED, Outcome.EXIT, Outcome.OUTPUT)
    return Verdict(
        benchmark="",
        language=program.language,
        name="",
        output_id=0,
        outcome=what,
        stage=execution.stage,
        assertion=index,
        got=None if got is None else normalise(got),
        expected=expected,
        message=_message(execution, language) if troubled else None,
        line=language.line(execution) if troubled else None,
        program_sha256=program.sha256,
    )


def _failed(record: str) -> tuple[int | None, str | None]:
    index, _, got = record.partition(" ")
    return (int(index), got or None) if index.isdecimal() else (None, record)


_KIND = re.compile(r"\b[\w.]*(?:Error|Exception|Interrupt)\b")
_ERROR_LINE = re.compile(r"error|exception|panic|fail|abort|cannot|not found|overflow", re.I)


def _message(execution: Execution, language: Language) -> str | None:
    """One line that says what went wrong, the same in two runs of the same program.

    What a program itself says in an exception may hold a time or a random number: of a run only the
    kind of error is kept; the whole text is in the measurements.
    """
    if execution.infrastructure or execution.violation:
        return normalise(execution.infrastructure or execution.violation or "")
    if execution.limit:
        return None
    lines = [line.strip() for line in execution.stderr.splitlines() if line.strip()]
    patterns = [re.compile(pattern) for _, pattern in language.errors]
    said = [line for line in lines if any(pattern.search(line) for pattern in patterns)]
    found = said or [line for line in lines if _ERROR_LINE.search(line)]
    if not found:
        return None
    if execution.stage == "build":
        return normalise(found[0])  # a compiler's first error causes the others
    kind = _KIND.search(found[-1])  # a stack trace ends with what went wrong
    return kind[0] if kind else re.sub(r"\d+|\"[^\"]*\"|'[^']*'", "?", normalise(found[-1]))


def normalise(text: str) -> str:
    """A message without what differs between two runs of the same program."""
    text = re.sub(r"0x[0-9a-fA-F]+|@[0-9a-f]{5,}\b", "0x?", text)
    text = re.sub(r"/tmp/[\w.-]+|/scratch\b", "<scratch>", text)
    return text[:300]


# -- many programs -------------------------------------------------------------


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
        sha: judged
        for sha, judged in (dict(known) | read_judged(store)).items()
        if sha in unique and judged.toolchain == found[unique[sha].language].fingerprint
    }
    waiting = [program for sha, program in sorted(unique.items()) if sha not in done]

    if not waiting:
        return {key: _of(key, done[program.sha256]) for key, program in programs.items()}
    with (
        progress.track("judging", len(unique), len(unique) - len(waiting)) as step,
        Appender(store) as file,
    ):

        def settle(program: Program, execution: Execution) -> None:
            judged = _judged(program, execution, found[program.language].fingerprint)
            done[program.sha256] = judged
            if judged.verdict.outcome is not Outcome.INFRASTRUCTURE:
                file.append(asdict(judged))
            step()

        if cache:
            for program in waiting:
                toolchain = found[program.language]
                asked = job(program, toolchain, limits)
                if seen := cache.get(key_of(asked, toolchain.fingerprint)):
                    settle(program, seen)
        waiting = [program for program in waiting if program.sha256 not in done]
        if waiting:
            with pool() as workers:
                for name in sorted({program.language for program in waiting}):
                    require_canaries(name, found[name], workers)
                jobs = (job(program, found[program.language], limits) for program in waiting)
                for ran, execution in workers.run(jobs):
                    program = unique[ran.id]
                    settle(program, execution)
                    if cache and lasting(ran, execution):
                        cache.put(key_of(ran, found[program.language].fingerprint), execution)
    return {key: _of(key, done[program.sha256]) for key, program in programs.items()}


def _judged(program: Program, execution: Execution, toolchain: str) -> Judged:
    e = execution
    one = verdict(program, e)
    return Judged(one, e.cpu, e.wall, e.peak_memory, e.stdout, e.stderr, toolchain, e.cold)


def _of(key: Key, judged: Judged) -> Judged:
    benchmark, language, name, output_id = key
    mine = replace(
        judged.verdict, benchmark=benchmark, language=language, name=name, output_id=output_id
    )
    return replace(judged, verdict=mine)


def read_judged(path: Path) -> dict[str, Judged]:
    """The verdicts that an earlier call left, by program."""
    return {row["verdict"]["program_sha256"]: from_row(row) for row in read_appended(path)}


def from_row(row: Mapping[str, Any]) -> Judged:
    """A stored verdict."""
    fields = dict(row["verdict"])
    fields["outcome"] = Outcome(fields["outcome"])
    return Judged(**{**row, "verdict": Verdict(**fields)})


# -- canaries ------------------------------------------------------------------

EXPECTED: Mapping[str, tuple[Outcome, ...]] = {
    "right": (Outcome.PASSED,),
    "wrong": (Outcome.ASSERTION,),
    "broken": (Outcome.SYNTAX, Outcome.COMPILE),
    "slow": (Outcome.TIMEOUT,),
    "exits_early": (Outcome.EXIT,),
}
"""What each probe must come to (INTERFACES, section 7)."""

HANGING = Limits(cpu=0.5, wall=2.0)
"""The limits of the probe that never ends."""


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
            run = replace(one.run, limits=replace(one.run.limits, cpu=0.5, wall=2.0))
            one = replace(one, run=run)
        jobs.append(one)
    return {
        by_id[ran.id]: _judged(programs[by_id[ran.id]], e, found.fingerprint)
        for ran, e in pool.run(jobs)
    }


def surprises(results: Mapping[str, Judged]) -> list[str]:
    """What the probes came to where that is not what they must come to."""
    lines = []
    for probe, judged in sorted(results.items()):
        verdict = judged.verdict
        if verdict.outcome not in EXPECTED[probe]:
            wanted = " or ".join(EXPECTED[probe])
            why = verdict.message or judged.stderr.strip()[-200:]
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
