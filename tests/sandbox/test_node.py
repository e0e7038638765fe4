"""What runs on one machine of several, without Ray: jobs in, executions out, nothing left."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from newtongue.core.errors import SandboxRefused
from newtongue.sandbox import node as room
from newtongue.sandbox.node import Node
from newtongue.sandbox.pool import Pool
from newtongue.sandbox.wire import job_to_json
from tests.sandbox.programs import KINDS, opened, running, shell

pytestmark = pytest.mark.sandbox


@pytest.fixture
def node() -> Iterator[Node]:
    with opened(KINDS[0]):  # or the reason why programs can't be isolated here
        pass
    made = Node(2, unsafe=False)
    yield made
    made.close()


def batch(*texts: str, first: int = 0) -> bytes:
    rows = [
        {"number": number, "job": job_to_json(replace(shell(text), id=str(number)))}
        for number, text in enumerate(texts, first)
    ]
    return json.dumps(rows).encode()


def taken(node: Node, count: int) -> dict[int, int]:
    """Exit codes by number, once so many are there."""
    found: dict[int, int] = {}
    while len(found) < count:
        rows = json.loads(node.take(100, 30.0))
        assert rows, "nothing came for half a minute"
        for row in rows:
            assert row["number"] not in found
            found[row["number"]] = row["execution"]["exit_code"]
    return found


def test_jobs_of_several_batches_each_have_one_execution(node: Node) -> None:
    node.add(batch(*(f"exit {number}" for number in range(20))))
    node.add(batch(*(f"exit {number}" for number in range(20, 30)), first=20))
    assert taken(node, 30) == {number: number for number in range(30)}
    assert json.loads(node.take(100, 0.0)) == []


def test_an_answer_is_bounded(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    node.add(batch(*["exit 0"] * 6))
    assert len(json.loads(node.take(2, 30.0))) <= 2
    monkeypatch.setattr(room, "_MOST_BYTES", 1)
    assert len(json.loads(node.take(100, 30.0))) == 1


def test_it_says_what_it_is_and_what_the_check_found(node: Node) -> None:
    answer = json.loads(node.open(lambda pool: {"x": str(pool.execute(shell("exit 3")).exit_code)}))
    assert answer == {"edition": room.edition(), "tier": KINDS[0], "unfit": {"x": "3"}}


def test_a_refusal_is_an_answer(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(pool: Pool) -> Pool:
        raise SandboxRefused("no namespaces", hint="run as root")

    monkeypatch.setattr(Pool, "__enter__", refuse)
    assert json.loads(node.open())["refused"] == "no namespaces; run as root"
    node.add(batch("exit 0"))
    with pytest.raises(SandboxRefused, match="no namespaces"):
        node.take(1, 30.0)


def test_what_can_not_be_read_is_told_to_whoever_takes(node: Node) -> None:
    node.add(b"[{]")
    with pytest.raises(json.JSONDecodeError):
        node.take(1, 30.0)


def test_the_end_ends_what_runs(node: Node) -> None:
    node.add(batch("echo $$; sleep 987.25", "sleep 987.25"))
    deadline = time.monotonic() + 60
    while len(running(b"987.25")) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    pids = [pid for pool in node._pools for pid in pool.pids]
    node.close()
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
    assert not running(b"987.25")


def test_the_edition_is_of_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    before = room.edition()
    assert room.edition() == before
    monkeypatch.setattr(room, "__version__", "another")
    assert room.edition() != before
