"""A batch's verdicts as they come, and how long they are kept."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from newtongue.serve.judge import judgements
from newtongue.serve.judge.judgements import Judgement, Shelf


def row(number: int, outcome: str | None = "passed", **fields: Any) -> dict[str, Any]:
    return {"item": number, "outcome": outcome, **fields}


def done(items: int = 1, **fields: Any) -> Judgement:
    judgement = Judgement(items)
    for number in range(items):
        judgement.add(row(number, **fields))
    return judgement


def test_the_last_verdict_ends_it() -> None:
    judgement = Judgement(3)
    judgement.add(row(2))
    judgement.add(row(0, "timeout"))
    assert judgement.head()["state"] == "running"
    judgement.add(row(1, None))
    head = judgement.head()
    assert (head["state"], head["items"], head["finished"]) == ("done", 3, 3)
    assert head["outcomes"] == {"passed": 1, "timeout": 1}
    assert head["unsupported"] == 1


def test_the_body_holds_the_head_and_the_rows_that_are_not_skipped() -> None:
    judgement = done(3)
    body = json.loads(judgement.body(1))
    assert [one["item"] for one in body.pop("verdicts")] == [1, 2]
    assert body == judgement.head()
    assert json.loads(judgement.body(9))["verdicts"] == []


def test_a_cancelled_one_keeps_its_verdicts_and_one_that_is_done_stays_done() -> None:
    judgement = Judgement(2)
    judgement.add(row(0))
    judgement.cancel()
    assert (judgement.state, len(judgement.rows)) == ("cancelled", 1)
    finished = done()
    finished.cancel()
    assert finished.state == "done"


def test_half_a_surrogate_pair_is_escaped() -> None:
    assert b"\\ud800" in done(stdout="\ud800").body()


def test_lines_come_as_verdicts_do_and_end_with_the_head() -> None:
    async def follow() -> list[dict[str, Any]]:
        judgement = Judgement(2)
        judgement.add(row(0))
        lines = judgement.lines()
        got = [await anext(lines)]
        later = asyncio.ensure_future(anext(lines))
        await asyncio.sleep(0)
        assert not later.done()
        judgement.add(row(1))
        got += [await later]
        got += [line async for line in lines]
        return [json.loads(line) for chunk in got for line in chunk.splitlines()]

    first, second, head = asyncio.run(follow())
    assert (first["item"], second["item"]) == (0, 1)
    assert head["state"] == "done"
    assert "item" not in head


def test_lines_go_on_behind_those_that_were_seen() -> None:
    async def follow() -> bytes:
        return b"".join([chunk async for chunk in done(3).lines(2)])

    rest, _head = asyncio.run(follow()).splitlines()
    assert json.loads(rest)["item"] == 2


def test_a_cancel_ends_the_lines_and_the_waiting() -> None:
    async def follow() -> list[bytes]:
        judgement = Judgement(2)
        lines = asyncio.ensure_future(anext(judgement.lines()))
        waiting = asyncio.ensure_future(judgement.wait(60))
        await asyncio.sleep(0)
        judgement.cancel()
        await waiting
        return [await lines]

    assert json.loads(asyncio.run(follow())[0])["state"] == "cancelled"


def test_waiting_is_bounded() -> None:
    async def wait() -> str:
        judgement = Judgement(1)
        await judgement.wait(0)
        await judgement.wait(0.001)
        return judgement.state

    assert asyncio.run(wait()) == "running"


def test_what_ended_is_kept_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(judgements.time, "monotonic", lambda: now)
    shelf = Shelf(60, 1 << 20)
    running, ended = Judgement(1), done()
    shelf.put(running)
    shelf.put(ended)
    now += 59
    assert shelf.get(ended.id) is ended
    now += 2
    assert shelf.get(ended.id) is None
    assert shelf.get(running.id) is running
    assert shelf.running() == [running]
    running.cancel()
    assert shelf.running() == []
    now += 59
    assert shelf.get(running.id) is running
    now += 2
    assert shelf.get(running.id) is None


def test_those_that_ended_first_go_when_room_is_needed() -> None:
    shelf = Shelf(60, 25_000)
    late = Judgement(1)
    shelf.put(late)
    kept = [done(stdout="x" * 10_000) for _ in range(3)]
    for one in kept:
        shelf.put(one)
    running = Judgement(2)
    running.add(row(0, stdout="x" * 50_000))
    shelf.put(running)
    assert [shelf.get(one.id) for one in kept] == [None, kept[1], kept[2]]
    assert shelf.get(running.id) is running
    late.add(row(0, stdout="x" * 10_000))
    assert [shelf.get(one.id) for one in (*kept, late)] == [None, None, kept[2], late]


def test_ids_are_not_to_be_guessed() -> None:
    ids = {Judgement(1).id for _ in range(100)}
    assert len(ids) == 100
    assert all(len(one) >= 20 for one in ids)
