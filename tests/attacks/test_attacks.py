"""Every attack of the tables, as root and as an ordinary user.

Of each: how it ended and what it said, that it reached and left nothing outside, and (in
`programs.attack`) that the same worker then runs the next program as if nothing had been. An attack
that only a control group holds says so in its table, and must get through where there is none: once
it is held there too, its `open` line has to go.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from newtongue.sandbox.pool import Pool
from tests.attacks import in_bash, in_c, in_javascript, in_lua, in_python
from tests.attacks.base import Attack, Watch, ended, worker_state
from tests.conftest import need
from tests.sandbox.programs import TIERS, TWIN, attack, opened

pytestmark = pytest.mark.sandbox
TABLES = (in_python, in_c, in_javascript, in_bash, in_lua)
Entry = tuple[ModuleType, Attack]


def entries(bare: bool = False) -> list[object]:
    """Each attack as a parameter of a test; only those that do something without a sandbox."""
    chosen = []
    for table in TABLES:
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
