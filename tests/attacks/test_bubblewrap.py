"""The attacks in Python against the tier of the program bwrap.

They end there as in the other tiers; those of OTHERWISE see or get more, and none gets out.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from newtongue.sandbox.pool import Pool
from tests.attacks import in_python
from tests.attacks.base import Attack, Watch, ended
from tests.attacks.test_attacks import require, watch
from tests.sandbox.programs import WRAPPED, attack, opened

__all__ = ["watch"]
pytestmark = pytest.mark.sandbox
OTHERWISE = {
    "takes every watch on files": "nothing bounds them but the user's own limit",
    "searches for what is not its own": "there is no /.host",
    "looks into processes through /proc": "bwrap's init belongs to the program's user",
    "writes to the kernel's files": "as before: those of init can be opened, too",
    "reads secrets from environments": "as before: init has an environment, which is empty",
    "puts links where the next program's files go": "as before: init's root is the program's",
}
"""Attacks that print something else than in the other tiers, and why."""


@pytest.fixture(scope="module", params=WRAPPED)
def pool(request: pytest.FixtureRequest, watch: Watch) -> Iterator[Pool]:
    """One pool of one worker for all attacks; `watch` has put a secret in our environment."""
    with opened(request.param) as pool:
        yield pool


@pytest.mark.parametrize("one", in_python.ATTACKS, ids=lambda one: one.name.replace(" ", "_"))
def test_an_attack_comes_to_nothing(pool: Pool, watch: Watch, one: Attack) -> None:
    require(in_python)
    execution = attack(pool, in_python.job(watch.fill(one.text), one))
    assert watch.found(execution) == []
    if one.open:
        return
    assert ended(execution) in one.ends.split(" or "), execution
    if one.name in OTHERWISE:
        assert execution.stdout != one.out, "as in the other tiers, now"
    elif one.out is not None:
        assert execution.stdout == one.out, execution
    assert one.err in execution.stderr
