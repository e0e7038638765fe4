"""Completions that fake success, judged in default mode: what is accepted is what the docs list.

Harness and candidate share a process here. Whatever judges otherwise (expected values outside the
process, a look at the source) is to be tested against the same tables: `ACCEPTED` is what it has
to refuse or to flag.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from newtongue import judge, languages, toolchains
from newtongue.core.completion import Completion, Outcome, Verdict, cut
from newtongue.core.errors import MissingError
from newtongue.languages.base import PROBE
from newtongue.sandbox.base import Job, Limits
from newtongue.sandbox.pool import Pool
from newtongue.translate import render
from tests.attacks import cheats_bash, cheats_cpp, cheats_javascript, cheats_lua, cheats_python
from tests.attacks.cheats import DOUBLED, Cheat
from tests.conftest import need

TABLES = {
    table.LANGUAGE: table
    for table in (cheats_bash, cheats_cpp, cheats_javascript, cheats_lua, cheats_python)
}
DOCS = Path(__file__).parents[2] / "docs" / "security.md"
CONTROLS = ("solves it", "does not solve it")
ACCEPTED = {
    (cheat.name, language)
    for language, table in TABLES.items()
    for cheat in table.CHEATS
    if cheat.comes_to is Outcome.PASSED
}
"""What default mode accepts today, and (by the last test) docs/security.md says so of."""


def cheats(table: ModuleType) -> list[Cheat]:
    """A language's cheats, after an honest completion of each kind."""
    right, wrong = CONTROLS
    return [
        Cheat(right, Outcome.PASSED, table.RIGHT),
        Cheat(wrong, Outcome.ASSERTION, table.WRONG),
        *table.CHEATS,
    ]


def program(language: languages.Language, cheat: Cheat) -> judge.Program:
    """The program that default mode makes of it."""
    assert cut(cheat.text, language.stops) == cheat.text, "a model's completion would end sooner"
    if not cheat.tests:
        return judge.of_problem(cheat.problem, language, cheat.text)
    prompt = render.prompt(cheat.problem, language).text
    name = cheat.problem.name
    brought = Completion(name, language.name, 0, cheat.text, prompt=prompt, tests=cheat.tests)
    return judge.assemble(brought, {})


def job(made: judge.Program, found: toolchains.Found, cheat: Cheat) -> Job:
    """Its job, with limits that fit the cheat; compiling may take as long as it likes."""
    one = judge.job(made, found, Limits(cpu=4, wall=cheat.wall, disk=16 << 20))
    compiling = Limits(cpu=60, wall=600)
    return replace(one, build=replace(one.build, limits=compiling) if one.build else None)


@pytest.fixture(scope="module")
def verdicts() -> Mapping[tuple[str, str], Verdict]:
    """(name, language) -> the verdict, where its toolchain is here; all are judged at once."""
    asked: dict[str, tuple[str, str]] = {}
    programs: dict[str, judge.Program] = {}
    jobs = []
    for key, table in TABLES.items():
        language = languages.get(key)
        try:
            found = toolchains.find(language)
        except MissingError:
            continue
        for cheat in cheats(table):
            made = program(language, cheat)
            assert made.sha256 not in asked
            asked[made.sha256], programs[made.sha256] = (cheat.name, key), made
            jobs.append(job(made, found, cheat))
    with Pool() as pool:
        return {
            asked[ran.id]: judge.verdict(programs[ran.id], execution)
            for ran, execution in pool.run(jobs)
        }


@pytest.mark.sandbox
@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("key", "cheat"),
    [
        pytest.param(key, cheat, id=f"{key}-{cheat.name.replace(' ', '_')}")
        for key, table in TABLES.items()
        for cheat in cheats(table)
    ],
)
def test_a_cheat_comes_to_what_is_said_of_it(
    key: str, cheat: Cheat, verdicts: Mapping[tuple[str, str], Verdict]
) -> None:
    got = verdicts.get((cheat.name, key))
    need(f"the {key} toolchain", got, f"newtongue languages install {key}")
    assert got is not None
    assert got.outcome is cheat.comes_to, got


def test_no_cheat_solves_its_problem_by_chance() -> None:
    """They are for problems whose cases differ, so that no constant passes."""
    for problem in (PROBE, DOUBLED):
        answers = [case.expected for case in problem.cases]
        assert all(answers.count(answer) == 1 for answer in answers)


def test_what_is_accepted_is_what_the_docs_list() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", DOCS.read_text(), re.MULTILINE)
    listed = {}
    for name, titles, why in rows:
        for title in titles.split(", "):
            for key in TABLES:
                if languages.get(key).title == title:
                    listed[name, key] = why
    assert set(listed) == ACCEPTED
    assert all(why.strip() for why in listed.values())
