"""Batches take turns."""

from __future__ import annotations

import asyncio
from typing import Any

from newtongue.judge import Program
from newtongue.serve.judge.turns import Task, Turns


def task(turn: str, text: str, *, wanted: bool = True) -> Task:
    waiters: Any = [(None, None)] if wanted else []
    return Task((text, "", None), Program("lua", text, 1), None, turn, waiters)  # type: ignore[arg-type]


def drain(turns: Turns, count: int) -> list[str]:
    async def take() -> list[str]:
        return [(await turns.take()).program.text for _ in range(count)]

    return asyncio.run(take())


def test_a_small_batch_overtakes_a_large_one() -> None:
    turns = Turns()
    for number in range(4):
        turns.put(task("large", f"large {number}"))
    turns.put(task("small", "small"))
    assert len(turns) == 5
    assert drain(turns, 5) == ["large 0", "small", "large 1", "large 2", "large 3"]
    assert len(turns) == 0


def test_what_had_its_turn_comes_first() -> None:
    turns = Turns()
    for number in range(3):
        turns.put(task("a", f"a{number}"))
        turns.put(task("b", f"b{number}"))
    turns.put_back([task("b", "back 1"), task("b", "back 2")])
    assert drain(turns, 3) == ["back 1", "a0", "back 2"]


def test_what_nobody_waits_for_is_swept() -> None:
    turns = Turns()
    turns.put(task("a", "kept"))
    turns.put(task("a", "gone", wanted=False))
    turns.put(task("b", "gone too", wanted=False))
    turns.sweep()
    assert len(turns) == 1
    assert drain(turns, 1) == ["kept"]


def test_who_takes_waits_until_there_is_something() -> None:
    async def both() -> str:
        turns = Turns()
        early = [asyncio.ensure_future(turns.take()) for _ in range(2)]
        await asyncio.sleep(0)
        turns.put(task("a", "first"))
        done, _ = await asyncio.wait(early, return_when=asyncio.FIRST_COMPLETED)
        assert len(done) == 1
        turns.put(task("a", "second"))
        return " ".join(sorted([(await one).program.text for one in early]))

    assert asyncio.run(both()) == "first second"
