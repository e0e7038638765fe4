"""Every attack of the tables, as root and as an ordinary user; those in a language with a warm
start also where a clone of its waiting interpreter runs them, as in the product.

Of each: how it ended and what it said, that it reached and left nothing outside, and (in
`programs.attack`) that the same worker then runs the next program as if nothing had been. An attack
that only a control group holds says so in its table, and must get through where there is none: once
it is held there too, its `open` line has to go.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from newtongue import languages, toolchains
from newtongue.core.completion import Execution
from newtongue.sandbox.base import Job, Warm
from newtongue.sandbox.pool import Pool
from tests.attacks import in_bash, in_c, in_javascript, in_lua, in_python
from tests.attacks.base import Attack, Watch, ended, worker_state
from tests.conftest import need
from tests.sandbox.programs import SMALL, TIERS, TWIN, attack, children, opened

pytestmark = pytest.mark.sandbox
TABLES = (in_python, in_c, in_javascript, in_bash, in_lua)
WARM = ((in_python, "python"), (in_lua, "lua"))
Entry = tuple[ModuleType, Attack]


def entries(tables: Sequence[ModuleType] = TABLES, bare: bool = False) -> list[object]:
    """Each attack as a parameter of a test; only those that do something without a sandbox."""
    chosen = []
    for table in tables:
        for one in table.ATTACKS:
            name = f"{table.__name__.rpartition('in_')[2]}-{one.name.replace(' ', '_')}"
            if not bare or one.bare:
                chosen.append(pytest.param((table, one), id=name))
    return chosen


@pytest.fixture(scope="module")
def watch() -> Iterator[Watch]:
    """What lies outside, and a secret in our environment."""
    watch = Watch()
    os.environ["NEWTONGUE_SECRET"] = watch.secret
    yield watch
    del os.environ["NEWTONGUE_SECRET"]
    watch.close()


@pytest.fixture(scope="module", params=(*TIERS, TIERS[-1] + TWIN))
def pool(request: pytest.FixtureRequest, watch: Watch) -> Iterator[Pool]:
    """One pool of one worker for all attacks of a tier."""
    with opened(request.param) as pool:
        yield pool


@pytest.fixture(scope="module")
def bare(watch: Watch) -> Iterator[Pool]:
    """No sandbox at all."""
    with opened("unsafe") as pool:
        yield pool


def require(table: ModuleType) -> None:
    for path, how in table.NEEDS.items():
        need(path, Path(path).exists(), how)


@pytest.mark.parametrize("entry", entries())
def test_an_attack_comes_to_nothing(pool: Pool, watch: Watch, entry: Entry) -> None:
    table, one = entry
    require(table)
    (worker,) = pool.pids
    before = worker_state(worker)
    execution = attack(pool, table.job(watch.fill(one.text), one))
    if one.open and "no control group" in pool.state.detail:
        assert ended(execution) not in one.ends.split(" or "), "held without one, too"
        return
    assert ended(execution) in one.ends.split(" or "), execution
    if one.out is not None:
        assert execution.stdout == one.out, execution
    assert one.err in execution.stderr
    assert watch.found(execution) == []
    if not execution.violation:  # else another worker stands in its place
        assert worker_state(worker) == before


@pytest.fixture(scope="module", params=TIERS)
def waiting(request: pytest.FixtureRequest, watch: Watch) -> Iterator[Pool]:
    """The same, whose interpreters stay between attacks."""
    with opened(request.param) as pool:
        yield pool


@pytest.mark.parametrize("entry", entries([table for table, _ in WARM]))
def test_nor_does_it_in_a_clone_of_an_interpreter(
    waiting: Pool, watch: Watch, entry: Entry
) -> None:
    table, one = entry
    require(table)
    language = languages.get(dict(WARM)[table])
    found = toolchains.look(language)
    need(language.name, isinstance(found, toolchains.Found), getattr(found, "hint", ""))
    assert isinstance(found, toolchains.Found)
    boot = languages.boot(language.name)
    warm = Warm(toolchains.warm_command(language, found), boot, language.extension)

    def ran(job: Job) -> Execution:
        execution = waiting.execute(replace(job, warm=warm))
        assert (execution.infrastructure, execution.cold) == (None, None), execution
        return execution

    harmless = table.job('print("well")\n', replace(one, limits=SMALL))
    assert ran(harmless).stdout == "well\n"
    (worker,) = waiting.pids
    before, there = worker_state(worker), children(worker)
    execution = ran(table.job(watch.fill(one.text), one))
    if not one.open or "no control group" not in waiting.state.detail:
        assert ended(execution) in one.ends.split(" or "), execution
        assert (one.warm_out or one.out) in (None, execution.stdout), execution
        assert one.err in execution.stderr
        assert watch.found(execution) == []
    if execution.violation:
        assert not Path(f"/proc/{worker}").exists()
    else:
        assert ran(harmless).stdout == "well\n"
        assert waiting.pids == [worker]
        assert (worker_state(worker), children(worker)) == (before, there), "the same interpreter"


@pytest.mark.parametrize("entry", entries(bare=True))
def test_without_a_sandbox_it_is_real_and_seen(bare: Pool, watch: Watch, entry: Entry) -> None:
    """The control: these programs do harm where nothing holds them, and the watch sees it."""
    table, one = entry
    require(table)
    try:
        execution = bare.execute(table.job(watch.fill(one.text), one))
        found = watch.found(execution)
        deadline = time.monotonic() + 10  # a daemon may come after its parent's end
        while not found and time.monotonic() < deadline:
            found = watch.found(execution)
        assert found == one.bare.split()
    finally:
        watch.mend()
    assert watch.found(execution) in ([], ["secret"])


def test_the_watch_sees_a_worker_s_mounts_descriptors_and_company(bare: Pool) -> None:
    """What `worker_state` compares is not empty: it would see one mount or descriptor more."""
    (worker,) = bare.pids
    mounts, descriptors, others = worker_state(worker)
    assert mounts
    assert descriptors > 2
    assert str(os.getpid()) in others  # without a sandbox it shares our network
