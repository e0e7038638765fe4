"""Completions that fake success, judged in default mode: what is accepted is what the docs list.

Harness and candidate share a process here. What is accepted so is refused in strict mode, where
the expected values are in no process of theirs, and flagged by a look at the source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
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
from tests.attacks import (
    cheats_bash,
    cheats_cpp,
    cheats_javascript,
    cheats_lua,
    cheats_python,
    cheats_racket,
    cheats_strict,
)
from tests.attacks.cheats import DOUBLED, Cheat
from tests.conftest import need

TABLES = {
    table.LANGUAGE: table
    for table in (
        *(cheats_bash, cheats_cpp, cheats_javascript, cheats_lua, cheats_python, cheats_racket),
    )
}
DOCS = Path(__file__).parents[2] / "docs" / "security.md"
CONTROLS = ("solves it", "does not solve it")
ASLEEP = ("takes the nonce and fails", "mutes the channel")
"""They leave the harness of strict mode waiting for a second answer, or with none."""
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


def strictly(language: languages.Language, cheat: Cheat) -> judge.Program:
    """The program that strict mode makes of it: always by the problem's own tests."""
    assert cut(cheat.text, language.stops) == cheat.text, "a model's completion would end sooner"
    return judge.of_problem(cheat.problem, language, cheat.text, strict=True)


@pytest.fixture(scope="module")
def verdicts() -> Mapping[tuple[str, str], Verdict]:
    """(name, language) -> the verdict, where its toolchain is here; all are judged at once."""
    return judged({key: cheats(table) for key, table in TABLES.items()}, program)


@pytest.fixture(scope="module")
def strict_verdicts() -> Mapping[tuple[str, str], Verdict]:
    """The same in strict mode, with the cheats against it."""
    chosen = {
        key: [replace(c, wall=2.0) if c.name in ASLEEP else c for c in strict_cheats(key)]
        for key in languages.strict_names()
        if key in TABLES
    }
    return judged(chosen, strictly)


def strict_cheats(key: str) -> list[Cheat]:
    """A language's cheats, and those that are written against strict mode."""
    return [*cheats(TABLES[key]), *cheats_strict.CHEATS.get(key, ())]


def judged(
    chosen: Mapping[str, Sequence[Cheat]],
    program: Callable[[languages.Language, Cheat], judge.Program],
) -> Mapping[tuple[str, str], Verdict]:
    """(name, language) -> the verdict, where its toolchain is here; all are judged at once."""
    asked: dict[str, list[tuple[str, str]]] = {}
    programs: dict[str, judge.Program] = {}
    jobs = []
    for key, few in chosen.items():
        language = languages.get(key)
        try:
            found = toolchains.find(language)
        except MissingError:
            continue
        for cheat in few:
            made = program(language, cheat)
            # in strict mode two are one where only the tests differ that their files brought
            assert made.sha256 not in asked or made.strict is not None
            if made.sha256 not in asked:
                jobs.append(job(made, found, cheat))
            asked.setdefault(made.sha256, []).append((cheat.name, key))
            programs[made.sha256] = made
    with Pool() as pool:
        return {
            name: judge.verdict(programs[ran.id], execution)
            for ran, execution in pool.run(jobs)
            for name in asked[ran.id]
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


@pytest.mark.sandbox
@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("key", "cheat"),
    [
        pytest.param(key, cheat, id=f"{key}-{cheat.name.replace(' ', '_')}")
        for key in languages.strict_names()
        if key in TABLES
        for cheat in strict_cheats(key)
    ],
)
def test_strict_mode_accepts_none(
    key: str, cheat: Cheat, strict_verdicts: Mapping[tuple[str, str], Verdict]
) -> None:
    got = strict_verdicts.get((cheat.name, key))
    need(f"the {key} toolchain", got, f"newtongue languages install {key}")
    assert got is not None
    honest = dict(zip(CONTROLS, (Outcome.PASSED, Outcome.ASSERTION), strict=True))
    if cheat in cheats_strict.CHEATS.get(key, ()) or cheat.name in honest:
        assert got.outcome is honest.get(cheat.name, cheat.comes_to), got
    assert (got.outcome is Outcome.PASSED) == (cheat.name == CONTROLS[0]), got


@pytest.mark.parametrize(("name", "key"), sorted(ACCEPTED))
def test_what_is_accepted_is_flagged(name: str, key: str) -> None:
    [cheat] = [one for one in TABLES[key].CHEATS if one.name == name]
    assert program(languages.get(key), cheat).suspect


def test_the_cheats_that_strict_mode_is_there_for() -> None:
    """Languages with neither strict mode nor honest words about it would be overlooked."""
    assert {"python", "javascript", "lua", "racket"} <= set(TABLES) & set(languages.strict_names())
    assert all(any(key == one for _, one in ACCEPTED) for key in TABLES)


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
