"""A warm start changes no verdict: every program comes to the same by both ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from newtongue import judge, languages, toolchains
from newtongue.core.completion import Execution, cut
from newtongue.languages.base import PROBE
from newtongue.sandbox.pool import Pool
from tests.conftest import need
from tests.sandbox.programs import TIERS, opened

pytestmark = [pytest.mark.toolchain, pytest.mark.sandbox]
WARM = [name for name in languages.names() if languages.get(name).warm]
ENDS = {
    ".lua": (
        *("error('own')", "os.exit(3)", "local x = ((", "x = nil + 1", "io.write(arg[0], #arg)"),
        "print(...) print(package.loaded.os == os) print(debug.getinfo(1).short_src)",
    ),
    ".py": (
        *("raise ValueError('own')", "exit(3)", "x = ((", "print(__name__, __file__, y)", "\tx"),
        "import sys; print(sys.argv, sys.stdout.seekable(), sys.flags); raise KeyboardInterrupt",
        "print(math.pi)",
        "if __name__ == '__main__': print(sorted(globals()))",
    ),
    ".tcl": (
        *("error own", "exit 3", "puts $argv0; undefined 1", 'set x "', "puts [info script]$argv"),
        "puts [lsort [info globals]][info level]",
    ),
}
"""Programs by extension, no completions of any problem: how they end is what is compared."""


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """One worker for all."""
    with opened(TIERS[0]) as pool:
        yield pool


def both(name: str, program: judge.Program, pool: Pool) -> list[tuple[judge.Judged, Execution]]:
    """What a program comes to by a warm and by a cold start."""
    language = languages.get(name)
    found = toolchains.find(language)
    job = judge.job(program, found)
    run = replace(job.run, limits=replace(job.run.limits, cpu=2 * language.time_factor))
    results = []
    for each in (replace(job, run=run), replace(job, run=run, warm=None)):
        ((_, execution),) = pool.run([each])
        assert execution.cold is None, execution.cold
        verdict = judge.verdict(program, execution)
        results.append((judge.Judged(verdict, stdout=execution.stdout), execution))
    return results


def test_which_are_warm() -> None:
    assert {languages.get(name).extension.lower() for name in WARM} == set(ENDS)


@pytest.mark.parametrize("name", WARM)
def test_probes(name: str, pool: Pool) -> None:
    language = languages.get(name)
    need(f"the {name} toolchain", isinstance(toolchains.look(language), toolchains.Found), "make")
    for probe, wanted in judge.EXPECTED.items():
        path = languages.probes(name) / f"{probe}{language.extension}"
        text = cut(path.read_text(encoding="utf-8"), language.stops)
        program = judge.of_problem(PROBE, language, text)
        (warm, _), (cold, _) = both(name, program, pool)
        assert warm == cold, probe
        assert warm.verdict.outcome in wanted


@pytest.mark.parametrize("name", WARM)
def test_how_programs_end(name: str, pool: Pool) -> None:
    for text in ENDS[languages.get(name).extension.lower()]:
        program = judge.Program(name, text + "\n", 0)
        (warm, one), (cold, other) = both(name, program, pool)
        assert warm == cold, text
        assert (one.exit_code, one.signal) == (other.exit_code, other.signal), text
