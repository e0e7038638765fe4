"""Which languages a machine may judge for another: only where everything about them is the same."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from newtongue import toolchains
from newtongue.core.completion import Execution
from newtongue.judge import nodes as room
from newtongue.sandbox.base import Job
from newtongue.sandbox.pool import Pool
from newtongue.sandbox.ray import Nodes
from tests.judge.programs import toolchain

pytestmark = pytest.mark.toolchain
KEY = "lua"


class Liar:
    """A sandbox in which everything passes."""

    canaries: Any = None

    def prove(self, canaries: Any) -> None:
        self.canaries = canaries

    def run(self, jobs: list[Job]) -> Iterator[tuple[Job, Execution]]:
        for job in jobs:
            yield job, Execution("run", 0, answered=True, ready=job.assertions)


LIAR: Any = Liar()


@pytest.fixture
def found() -> toolchains.Found:
    return toolchain(KEY)


def asked(found: toolchains.Found) -> dict[str, tuple[str, str]]:
    return {KEY: (found.fingerprint, room.way(KEY, found))}


def test_the_same_machine_may(found: toolchains.Found) -> None:
    with Pool() as pool:
        assert room.unfit(asked(found), pool) == {}


def test_canaries_run_there(found: toolchains.Found) -> None:
    assert "gives wrong verdicts" in room.unfit(asked(found), LIAR)[KEY]


def test_another_toolchain_may_not(found: toolchains.Found) -> None:
    why = room.unfit(asked(replace(found, fingerprint="another")), LIAR)[KEY]
    assert why == f"its toolchain is not the same ({found.version})"


def test_other_folders_or_limits_may_not(found: toolchains.Found) -> None:
    other = replace(found, readable=("/opt/elsewhere",))
    assert "other files" in room.unfit(asked(other), LIAR)[KEY]


def test_a_machine_without_the_language_says_so(
    found: toolchains.Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = asked(found) | {"klingon": ("", "")}
    monkeypatch.setattr(
        toolchains, "look", lambda _: toolchains.Missing(KEY, "no lua here", "install it")
    )
    whys = room.unfit(wanted, LIAR)
    assert whys[KEY] == f"{KEY}: no lua here"
    assert "klingon" in whys["klingon"]


def test_what_nodes_are_asked_travels_and_covers_every_language(found: toolchains.Found) -> None:
    asked_of: list[Any] = []

    class Recording(Nodes):
        def admit(self, *arguments: Any) -> None:
            asked_of.extend(arguments)

    room.admit(Recording(), {KEY: found}, lambda _: KEY)
    check, kinds, _ = asked_of
    assert kinds == [KEY]
    travelled = pickle.loads(pickle.dumps(check))
    assert "gives wrong verdicts" in travelled(LIAR)[KEY]
