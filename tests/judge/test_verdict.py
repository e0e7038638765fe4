"""What an execution means, without a toolchain."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newtongue import judge, languages
from newtongue.core.completion import Execution, Outcome

RAN = Execution("run", 0, answered=True, ready=1)


@pytest.mark.parametrize(
    ("execution", "outcome"),
    [
        (RAN, Outcome.PASSED),
        (replace(RAN, answered=False), Outcome.EXIT),
        (replace(RAN, violation="seccomp: system call 101"), Outcome.VIOLATION),
        (replace(RAN, infrastructure="no memory for a worker"), Outcome.INFRASTRUCTURE),
        (replace(RAN, limit="output", violation="seccomp"), Outcome.VIOLATION),
        (replace(RAN, exit_code=1), Outcome.EXCEPTION),
        (replace(RAN, exit_code=None, signal=11), Outcome.EXCEPTION),
        (replace(RAN, exit_code=1, failed="0 5"), Outcome.ASSERTION),
        (replace(RAN, failed="0 5"), Outcome.ASSERTION),
        (replace(RAN, exit_code=None, signal=9, limit="timeout"), Outcome.TIMEOUT),
        (replace(RAN, exit_code=None, signal=9, limit="memory"), Outcome.MEMORY),
        (replace(RAN, exit_code=None, signal=9, limit="output"), Outcome.OUTPUT),
        (replace(RAN, stage="build", exit_code=1, answered=False), Outcome.COMPILE),
        (replace(RAN, stage="build"), Outcome.COMPILE),
    ],
)
def test_the_first_outcome_that_holds_wins(execution: Execution, outcome: Outcome) -> None:
    assert judge.outcome(execution, languages.get("lua")) is outcome


def test_messages_are_the_same_in_two_runs() -> None:
    for a, b in [
        ("at 0x7f3a of /tmp/box-1/main.lua", "at 0x55 of /tmp/box-22/main.lua"),
        ("Foo@1b2c3d4e", "Foo@5f6a7b8c"),
    ]:
        assert judge.normalise(a) == judge.normalise(b)


@pytest.mark.parametrize(("named", "line"), [(1, None), (2, None), (3, 1), (4, 2), (5, None)])
def test_a_line_is_one_of_the_completion(named: int, line: int | None) -> None:
    text = "-- a prompt\nfunction f()\n  x()\nend\nits(tests)\n"
    execution = replace(RAN, exit_code=1, stderr=f"lua5.4: main.lua:{named}: an error")
    program = judge.Program("lua", text, 1, opening=2, lines=2)
    assert judge.verdict(program, execution).line == line
    assert judge.verdict(judge.Program("lua", text, 1), execution).line == named, "taken as a whole"
    assert judge.judged(program, execution, "").program_line == named


@pytest.mark.parametrize("behind", ["", " "], ids=["right behind an address", "apart"])
def test_a_number_is_masked_whole(behind: str) -> None:
    """A clock of a fast run may say 9e-05 where a slower one says 0.000123."""
    program = judge.Program("lua", "", 1)
    messages = set()
    for address in ("0x55d39e1a", "0x7f30001c"):
        for clock in ("0.000123", "9e-05", "9.1e-05", "12", "1.5"):
            said = f"lua5.4: main.lua:12: an error at {address}{behind}{clock}"
            execution = replace(RAN, exit_code=1, stderr=said)
            messages.add(judge.verdict(program, execution).message)
    assert len(messages) == 1, messages
