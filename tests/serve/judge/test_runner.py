"""Equal programs run once, canaries come first, and failures of ours are told as such."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from newtongue.core.errors import SandboxRefused
from newtongue.serve.judge.answers import HEAD, Refusal, Row
from newtongue.serve.judge.judgements import Judgement
from newtongue.serve.judge.service import Service
from newtongue.serve.judge.settings import Settings
from tests.serve.judge.scripted import Script, item, problem

Rows = list[dict[str, Any]]


def with_service(
    script: Script, work: Callable[[Service], Awaitable[None]], **settings: Any
) -> None:
    async def run() -> None:
        async with Service(Settings(**{"workers": 2, **settings}), script.pool) as service:
            async with asyncio.timeout(60):
                await work(service)

    asyncio.run(run())


async def submit(service: Service, *items: dict[str, Any], **batch: Any) -> Judgement:
    return await service.submit(json.dumps({"items": items, **batch}).encode())


async def rows(judgement: Judgement) -> Rows:
    """Its verdicts by item, when it has ended."""
    await judgement.wait(60)
    assert judgement.state == "done"
    found = [json.loads(row) for row in judgement.rows]
    for row in found:
        Row.model_validate(row)
    return sorted(found, key=lambda row: int(row["item"]))


async def until(holds: Callable[[], bool]) -> None:
    while not holds():
        await asyncio.sleep(0.005)


def outcomes(found: Rows) -> list[str]:
    return [row["outcome"] for row in found]


def test_verdicts_come_with_their_evidence_and_costs(script: Script) -> None:
    async def work(service: Service) -> None:
        texts = ["return 1 end", "@fail", "@exit", "@sleep", "@broken", "@boom"]
        found = await rows(await submit(service, *(item(text) for text in texts)))
        assert outcomes(found) == [
            "passed", "assertion", "exit", "timeout", "infrastructure", "infrastructure",
        ]  # fmt: skip
        passed, failed, left, _, broken, boom = found
        assert (passed["cpu_seconds"], passed["wall_seconds"]) == (0.25, 0.5)
        assert passed["toolchain"] == "lua-1"
        assert (failed["assertion"], failed["got"]) == (0, "7")
        assert failed["expected"]
        assert left["stdout"] == ("bye" * 2000)[:HEAD]
        assert left["stderr"] == "\ud800"
        assert broken["message"] == "no memory for a worker"
        assert "boom" in boom["message"]

    with_service(script, work)


def test_equal_programs_run_once_within_a_batch_and_later(script: Script) -> None:
    async def work(service: Service) -> None:
        found = await rows(await submit(service, *(item(output_id=n) for n in range(5))))
        assert len(script.ran) == 1
        assert [row["output_id"] for row in found] == [0, 1, 2, 3, 4]
        assert [row["reused"] for row in found].count(False) == 1
        again = await submit(service, item(output_id=9))
        assert again.state == "done"
        assert (await rows(again))[0]["reused"]
        assert len(script.ran) == 1
        await rows(await submit(service, item(limits={"cpu_seconds": 3})))
        assert len(script.ran) == 2  # other limits may come to another verdict

    with_service(script, work)


def test_a_program_that_runs_already_is_waited_for(script: Script) -> None:
    async def work(service: Service) -> None:
        first = await submit(service, item("@hold"))
        await asyncio.to_thread(script.held.wait, 30)
        second = await submit(service, item("@hold"))
        script.gate.set()
        assert outcomes(await rows(first) + await rows(second)) == ["passed", "passed"]
        assert len(script.ran) == 1

    with_service(script, work)


def test_the_oldest_verdicts_are_forgotten(script: Script) -> None:
    async def work(service: Service) -> None:
        for text in ("one", "two", "one", "three", "one", "two"):
            await rows(await submit(service, item(text)))
        said = [one for text in script.ran for one in ("one", "two", "three") if f"  {one}" in text]
        assert said == ["one", "two", "three", "two"]

    with_service(script, work, max_cached=2)


@pytest.mark.parametrize("text", ["@broken", "@boom", "@sleep"])
def test_what_may_have_been_the_machine_is_judged_again(script: Script, text: str) -> None:
    async def work(service: Service) -> None:
        await rows(await submit(service, item(text)))
        await rows(await submit(service, item(text)))
        assert len(script.ran) == 2

    with_service(script, work)


def test_a_busy_loop_is_not_judged_again(script: Script) -> None:
    async def work(service: Service) -> None:
        await rows(await submit(service, item("@spin")))
        assert outcomes(await rows(await submit(service, item("@spin")))) == ["timeout"]
        assert len(script.ran) == 1

    with_service(script, work)


def test_canaries_run_once_before_a_languages_first_program(script: Script) -> None:
    async def work(service: Service) -> None:
        batch = [item(f"{n}") for n in range(6)] + [item("1", language="python")]
        await rows(await submit(service, *batch))
        await rows(await submit(service, item("7")))
        assert sorted(script.checked) == ["lua", "python"]

    with_service(script, work)


def test_a_toolchain_that_lies_gives_no_verdict_until_it_is_mended(script: Script) -> None:
    async def work(service: Service) -> None:
        script.lies = True
        found = await rows(await submit(service, item("one"), item("two")))
        assert outcomes(found) == ["infrastructure"] * 2
        assert {row["message"] for row in found} == {"the lua toolchain gives wrong verdicts"}
        assert len({row["program_sha256"] for row in found}) == 2
        assert not script.ran
        script.lies = False
        assert outcomes(await rows(await submit(service, item("one")))) == ["passed"]

    with_service(script, work)


def test_what_a_language_cannot_say_has_a_reason_and_no_outcome(script: Script) -> None:
    async def work(service: Service) -> None:
        big = problem(cases=[{"args": [2**70], "expected": 1}])
        own = {"language": "lua", "output_text": "", "problem": big}
        judgement = await submit(service, own, item())
        said, judged = await rows(judgement)
        assert (said["outcome"], said["unsupported"]) == (None, "an int beyond 64 bits")
        assert (judged["outcome"], judged["unsupported"]) == ("passed", None)
        assert judgement.head()["unsupported"] == 1

    with_service(script, work)


def test_cancelling_ends_what_runs_and_what_waits(script: Script) -> None:
    async def work(service: Service) -> None:
        judgement = await submit(service, *(item(f"@hold {n}") for n in range(8)))
        await until(lambda: len(script.ran) == 2)
        service.cancel(judgement)
        assert judgement.state == "cancelled"
        assert service.health()["waiting"] == 0
        await until(lambda: script.ended == 2)
        assert outcomes(await rows(await submit(service, item()))) == ["passed"]
        assert len(script.ran) == 3
        assert len(judgement.rows) == 0

    with_service(script, work)


def test_cancelling_leaves_what_others_wait_for(script: Script) -> None:
    async def work(service: Service) -> None:
        first = await submit(service, item("@hold 1"), item("@hold 2"), item("@hold 3"))
        await until(lambda: len(script.ran) == 2)
        second = await submit(service, *(item(f"@hold {n}") for n in (2, 3)))
        service.cancel(first)
        await until(lambda: script.ended == 1)
        script.gate.set()
        assert outcomes(await rows(second)) == ["passed", "passed"]
        assert script.ended == 1

    with_service(script, work)


def test_a_full_queue_says_when_to_come_again(script: Script) -> None:
    async def work(service: Service) -> None:
        waiting = await submit(service, *(item(f"@hold {n}") for n in range(3)))
        with pytest.raises(Refusal, match="3 items wait already") as refused:
            await submit(service, item("a"), item("b"))
        assert refused.value.status == 429
        assert int(refused.value.headers["Retry-After"]) >= 1
        await submit(service, item("@hold 1"))  # one more fits, and equal ones count too
        with pytest.raises(Refusal):
            await submit(service, item("@hold 1"))
        script.gate.set()
        await rows(waiting)
        await rows(await submit(service, item("a"), item("b")))

    with_service(script, work, max_queued=4, max_items=4)


def test_programs_that_take_too_much_room_have_to_wait(script: Script) -> None:
    long = "-- " + "x" * 10_000

    async def work(service: Service) -> None:
        waiting = await submit(service, item(f"@hold\n{long}"))
        with pytest.raises(Refusal) as refused:
            await submit(service, item(f"2\n{long}"))
        assert refused.value.status == 429
        await submit(service, item(f"@hold\n{long}"))  # it takes no more room
        script.gate.set()
        await rows(waiting)
        await rows(await submit(service, item(f"2\n{long}")))

    with_service(script, work, max_queued_bytes=18_000)


def test_no_more_slots_than_workers_and_no_more_than_needed(script: Script) -> None:
    made = 0
    pool = script.pool

    def counted() -> Any:
        nonlocal made
        made += 1
        return pool()

    script.pool = counted  # type: ignore[method-assign]

    async def work(service: Service) -> None:
        await rows(await submit(service, item()))
        assert made == 1
        judgement = await submit(service, *(item(f"@hold {n}") for n in range(9)))
        await until(lambda: len(script.ran) == 4)
        assert made == 3
        script.gate.set()
        await rows(judgement)
        assert made == 3
        assert len(script.ran) == 10

    with_service(script, work, workers=3)
    assert script.closed == 3


def test_a_sandbox_that_goes_away_is_told_and_comes_back(script: Script) -> None:
    async def work(service: Service) -> None:
        assert service.health()["status"] == "ok"
        await rows(await submit(service, item("@boom")))  # the slot gives its worker back
        script.refuses = True
        (row,) = await rows(await submit(service, item()))
        assert row["outcome"] == "infrastructure"
        assert row["message"] == "no namespaces"
        assert service.health()["status"] == "refused"
        assert service.health()["detail"] == "no namespaces"
        script.refuses = False
        assert outcomes(await rows(await submit(service, item()))) == ["passed"]
        assert service.health()["status"] == "ok"

    with_service(script, work, workers=1)


def test_without_a_sandbox_the_service_does_not_open(script: Script) -> None:
    script.refuses = True

    async def work(service: Service) -> None:
        raise AssertionError("it opened")

    with pytest.raises(SandboxRefused, match="no namespaces"):
        with_service(script, work)


def test_leaving_ends_everything(script: Script) -> None:
    kept: list[Judgement] = []

    async def work(service: Service) -> None:
        kept.append(await submit(service, *(item(f"@hold {n}") for n in range(4))))
        await until(lambda: len(script.ran) == 2)
        service.stop()
        with pytest.raises(Refusal) as refused:
            await submit(service, item())
        assert refused.value.status == 503

    with_service(script, work)
    assert kept[0].state == "cancelled"
    assert script.ended == 2
    assert script.closed == 2
    assert script.proven == 2


def test_a_large_batch_does_not_hold_up_a_small_one(script: Script) -> None:
    async def work(service: Service) -> None:
        large = await submit(service, item("@hold"), *(item(f"{n}") for n in range(20)))
        await asyncio.to_thread(script.held.wait, 30)
        small = await submit(service, item("small"))
        script.gate.set()
        await rows(large)
        await rows(small)
        order = [n for n, text in enumerate(script.ran) if "  small" in text]
        assert order[0] < 5

    with_service(script, work, workers=1)
