"""Thousands of programs, attacks among them, workers killed: nothing lost, wrong or left."""

from __future__ import annotations

import pytest

from newtongue.core.progress import Silent
from tests.conftest import need_program
from tests.soak import ATTACKS, HONEST, faults, programs, soak

pytestmark = [pytest.mark.sandbox, pytest.mark.toolchain]


def test_the_programs_are_what_they_claim() -> None:
    drawn = list(programs(3000))
    assert len({program.sha256 for program, _ in drawn}) == 3000
    hostile = sum(any(body in program.text for body, _ in ATTACKS) for program, _ in drawn)
    assert 15 <= hostile <= 60
    assert {program.language for program, _ in drawn} == set(HONEST)
    assert drawn == list(programs(3000))


def test_three_thousand_programs() -> None:
    need_program("lua5.4", "newtongue languages install lua")
    result = soak(3000, Silent())
    assert faults(result) == []
    assert result["workers_killed"] == 7


def test_what_must_not_be_is_found() -> None:
    flat = {"early": 30.0, "late": 31.0}
    good = {
        "programs": 2,
        "verdicts": 2,
        "without_verdict": 0,
        "surprises": [],
        "left": [],
        "memory_mb": {"caller": flat, "worker": flat},
    }
    assert faults(good) == []
    for change in (
        {"verdicts": 1},
        {"without_verdict": 1},
        {"surprises": ["x"]},
        {"left": ["process 7"]},
        {"memory_mb": {"caller": {"early": 30.0, "late": 60.0}, "worker": flat}},
        {"memory_mb": {"caller": flat, "worker": {"early": 30.0, "late": 60.0}}},
    ):
        assert faults(good | change), change
