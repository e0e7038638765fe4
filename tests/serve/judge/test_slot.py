"""A slot on the real sandbox: what runs can be ended, and nothing is left."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import pytest

from newtongue.core.errors import SandboxRefused
from newtongue.sandbox.pool import Pool
from newtongue.serve.judge.slot import Ended, Slot
from tests.conftest import need
from tests.sandbox.programs import running, shell

pytestmark = pytest.mark.sandbox


def with_slot(work: Callable[[Slot], Awaitable[None]]) -> None:
    """Do something with a slot, and see that closing it leaves no worker."""

    async def run() -> list[int]:
        slot, pids = await opened()
        await work(slot)
        await slot.close()
        return pids

    pids = asyncio.run(run())
    assert not [pid for pid in running(b"newtongue.sandbox.worker") if pid in pids]


async def opened() -> tuple[Slot, list[int]]:
    """A slot and its worker, or a skip."""
    slot = Slot(lambda: Pool(1))
    try:
        return slot, await slot.call(lambda pool: pool.pids)
    except SandboxRefused as refused:
        need("the sandbox", False, str(refused.hint))
        raise


async def begun(*arguments: bytes) -> None:
    for _ in range(3000):
        if running(*arguments):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never began")


def test_calls_follow_each_other_on_one_worker() -> None:
    async def work(slot: Slot) -> None:
        first = await slot.call(lambda pool: pool.pids)
        execution = await slot.call(lambda pool: pool.execute(shell("exit 3")))
        assert execution.exit_code == 3
        assert await slot.call(lambda pool: pool.pids) == first

    with_slot(work)


def test_what_runs_is_ended_and_the_slot_goes_on() -> None:
    async def work(slot: Slot) -> None:
        call = asyncio.ensure_future(
            slot.call(lambda pool: pool.execute(shell("exec sleep 4321.5")))
        )
        await begun(b"4321.5")
        await slot.end()
        with pytest.raises(Ended):
            await call
        assert not running(b"4321.5")
        execution = await slot.call(lambda pool: pool.execute(shell("exit 5")))
        assert execution.exit_code == 5

    with_slot(work)


def test_ending_an_idle_slot_does_nothing() -> None:
    async def work(slot: Slot) -> None:
        before = await slot.call(lambda pool: pool.pids)
        await slot.end()
        assert await slot.call(lambda pool: pool.pids) == before

    with_slot(work)


def test_only_what_ran_when_it_was_asked_is_ended() -> None:
    async def work(slot: Slot) -> None:
        first = asyncio.create_task(slot.call(lambda pool: pool.execute(shell("exit 3"))))
        await asyncio.sleep(0)  # it has begun
        ending = slot.end()
        with contextlib.suppress(Ended):
            await first
        second = asyncio.create_task(slot.call(lambda pool: pool.execute(shell("exit 4"))))
        await asyncio.sleep(0)
        await ending
        assert (await second).exit_code == 4

    with_slot(work)


def test_closing_ends_what_runs() -> None:
    async def run() -> list[int]:
        slot, pids = await opened()
        call = asyncio.ensure_future(
            slot.call(lambda pool: pool.execute(shell("exec sleep 4321.25")))
        )
        await begun(b"4321.25")
        await slot.close()
        with pytest.raises(Ended):
            await call
        return pids

    pids = asyncio.run(run())
    assert not running(b"4321.25")
    assert not [pid for pid in running(b"newtongue.sandbox.worker") if pid in pids]


def test_an_error_reaches_the_caller_and_the_next_call_has_a_new_worker() -> None:
    async def work(slot: Slot) -> None:
        before = await slot.call(lambda pool: pool.pids)

        def fails(pool: Pool) -> None:
            raise KeyError("mine")

        with pytest.raises(KeyError, match="mine"):
            await slot.call(fails)
        assert await slot.call(lambda pool: pool.pids) != before

    with_slot(work)
