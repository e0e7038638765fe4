"""Jobs over a real cluster of two nodes, one of which is killed; and its rules, with made-up nodes.

Every job has exactly one execution, the same as on this machine alone.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from newtongue.core.completion import Execution
from newtongue.core.errors import MissingError, NewtongueError, SandboxRefused
from newtongue.sandbox import cluster, ray
from newtongue.sandbox.base import Job
from newtongue.sandbox.node import edition
from newtongue.sandbox.pool import RETRIES, Pool
from newtongue.sandbox.ray import AHEAD, BATCH, Nodes
from newtongue.sandbox.wire import execution_to_json, job_from_json
from tests.sandbox import clusters
from tests.sandbox.programs import TIERS, opened, shell

MEASURED = {"cpu": 0.0, "wall": 0.0, "peak_memory": 0}
ENDINGS = ("echo {0}", "exit {0}", "kill -9 $$", "echo {0} >&2; exit 1", "sleep 0.0{0}; echo late")


def jobs(count: int) -> Iterator[Job]:
    """Short programs that end in several ways, each with its number in what it says."""
    for number in range(count):
        text = ENDINGS[number % len(ENDINGS)].format(number % 100)
        yield replace(shell(text), id=str(number))


def seen(run: Iterable[tuple[Job, Execution]]) -> dict[str, Execution]:
    """Executions by job, without what is measured; each job at most once."""
    found: dict[str, Execution] = {}
    for job, execution in run:
        assert job.id not in found
        found[job.id] = replace(execution, **MEASURED)
    return found


# -- a real cluster ----------------------------------------------------------------


@pytest.fixture(scope="module")
def head() -> Iterator[Any]:
    with clusters.cluster() as found:
        clusters.another(found)
        yield found


@pytest.fixture(scope="module")
def nodes(head: Any) -> Iterator[Nodes]:
    with Nodes(head.address, batch=20) as opened:
        yield opened


@pytest.fixture
def notes(nodes: Nodes, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    lines: list[str] = []
    monkeypatch.setattr(nodes, "_note", lines.append)
    return lines


@pytest.fixture
def used(nodes: Nodes, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    return watched(nodes, monkeypatch)


def watched(nodes: Nodes, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Fills with the jobs that each node answers."""
    used: dict[str, list[str]] = {}
    settle = nodes._settle

    def watch(node: Any, attempt: Any, execution: Execution) -> None:
        used.setdefault(node.name, []).append(attempt.job.id)
        settle(node, attempt, execution)

    monkeypatch.setattr(nodes, "_settle", watch)
    return used


@pytest.fixture(scope="module")
def local() -> dict[str, Execution]:
    with opened(TIERS[0], 2) as pool:
        return seen(pool.run(jobs(300)))


@pytest.mark.sandbox
def test_two_nodes_give_what_one_machine_gives(
    nodes: Nodes, local: dict[str, Execution], used: dict[str, list[str]]
) -> None:
    assert len(nodes.names) == 2
    assert nodes.tier == TIERS[0]
    assert seen(nodes.run(jobs(300))) == local
    assert set(used) == set(nodes.names), "both worked"
    job, execution = next(iter(nodes.run(jobs(100))))
    assert replace(execution, **MEASURED) == local[job.id]
    assert nodes.execute(shell("exit 5")).exit_code == 5, "what was stopped early is forgotten"


@pytest.mark.sandbox
def test_a_failure_of_the_sandbox_is_tried_on_another_node_and_then_reported(
    nodes: Nodes, used: dict[str, list[str]]
) -> None:
    execution = nodes.execute(replace(shell("true"), id="1", readable=("/nowhere",)))
    assert "/nowhere" in str(execution.infrastructure)
    assert used == {name: ["1"] for name in nodes.names}


@pytest.mark.sandbox
def test_a_node_gets_only_what_its_check_allows(
    nodes: Nodes, used: dict[str, list[str]], notes: list[str]
) -> None:
    lacking = nodes._nodes[1].actor.node_id
    seven = shell("exit 7")

    def check(pool: Pool) -> Mapping[str, str]:
        import ray

        if ray.get_runtime_context().get_node_id() != lacking:
            return {}
        return {"odd": f"exit code {pool.execute(seven).exit_code}"}

    check.__module__ = "__main__"  # nodes can't import this file: it travels whole
    nodes.admit(check, ["odd", "even"], lambda job: ("even", "odd")[int(job.id) % 2])
    assert len(seen(nodes.run(jobs(60)))) == 60
    whole, half = ({int(i) % 2 for i in used[name]} for name in nodes.names)
    assert 1 in whole
    assert half == {0}
    assert notes == [f"node {nodes.names[1]} gets no odd: exit code 7"]


@pytest.mark.sandbox
def test_a_node_that_refuses_is_left_out(nodes: Nodes, notes: list[str]) -> None:
    refusing = nodes._nodes[0].actor.node_id

    def check(pool: Pool) -> Mapping[str, str]:
        import ray

        from newtongue.core.errors import SandboxRefused

        if ray.get_runtime_context().get_node_id() == refusing:
            raise SandboxRefused("no namespaces", hint="run as root")
        return {}

    check.__module__ = "__main__"
    nodes.admit(check, [""], lambda _: "")
    assert len(nodes.names) == 1
    assert nodes.execute(shell("exit 5")).exit_code == 5
    (note,) = notes
    assert note.endswith("is left out: no namespaces; run as root")


@pytest.mark.sandbox
def test_a_killed_node_costs_nothing(
    head: Any, local: dict[str, Execution], capfd: pytest.CaptureFixture[str]
) -> None:
    doomed = clusters.another(head)
    name = f"({doomed.node_id[:8]})"
    notes: list[str] = []

    def draw(nodes: Nodes) -> Iterator[Job]:
        for job in jobs(300):
            if job.id == "150":
                assert any(name in node.name and node.given for node in nodes._nodes)
                clusters.kill(head, doomed)
            yield job

    with Nodes(head.address, note=notes.append) as nodes:
        assert len(nodes.names) == 3
        assert seen(nodes.run(draw(nodes))) == local
    assert any(name in note and "was lost" in note for note in notes)
    assert capfd.readouterr().out == "", "standard output is for answers"


# -- without Ray -------------------------------------------------------------------


def test_without_ray_one_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingError) as caught, Nodes():
        pass
    assert caught.value.hint == "pip install 'newtongue[ray]'"


def test_ray_is_loaded_only_when_nodes_are_opened() -> None:
    code = (
        "import sys, newtongue.evaluate.stage, newtongue.sandbox.ray\n"
        "newtongue.sandbox.ray.Nodes()\n"
        "assert 'ray' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_address_where_nobody_listens_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clusters.need_ray()
    monkeypatch.setattr("ray.is_initialized", lambda: False)  # the tests above may be in a cluster
    with pytest.raises(NewtongueError, match=r"no Ray cluster answers at 127\.0\.0\.1:9"):
        Nodes("127.0.0.1:9").__enter__()


# -- made-up nodes, whose answers the test decides -----------------------------------


class Made(cluster.Actor):
    """A node that runs ten jobs at a time, at its own speed, unless it is told otherwise."""

    speed = 1e9
    """Jobs that it does in a second of the test's clock."""
    dies = False
    unfit: Mapping[str, str] = {}
    edition = ""
    now: list[float]
    ready = 0.0
    most = 0

    def start(self, unsafe: bool, check: object) -> None:  # noqa: ARG002
        self.handle, self.held = self, []
        self.open(check)

    def open(self, check: object) -> None:  # noqa: ARG002
        self.asked = "open"

    def add(self, batch: bytes) -> None:
        self.held += json.loads(batch)
        self.most = max(self.most, len(self.held))

    def take(self, most: int) -> None:
        self.asked = "take"
        self.ready = self.now[0] + min(most, 10, len(self.held)) / self.speed

    def answer(self) -> Any:
        asked, self.asked = self.asked, None
        if asked == "open":
            return {"edition": self.edition or edition(), "tier": "full", "unfit": self.unfit}
        if self.dies:
            raise cluster.Gone("the power went out")
        done, self.held = self.held[:10], self.held[10:]
        rows = []
        for row in done:
            said = Execution("run", 0, stdout=job_from_json(row["job"]).id)
            rows.append({"number": row["number"], "execution": execution_to_json(said)})
        return rows

    def end(self, *, lost: bool = False) -> None:  # noqa: ARG002
        self.handle = self.asked = None


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Made]:
    """Two made-up nodes; tests change them before they are opened."""
    now = [1.0]
    found = [Made("a" * 8, "a", 1), Made("b" * 8, "b", 1), Made("c" * 8, "c", 1)]
    for actor in found:
        actor.now = now

    def answered(waiting: Iterable[cluster.Actor]) -> list[cluster.Actor]:
        first = min((a for a in waiting if isinstance(a, Made) and a.asked), key=lambda a: a.ready)
        now[0] = max(now[0], first.ready)
        return [first]

    monkeypatch.setattr(cluster, "require_ray", lambda: None)
    monkeypatch.setattr(cluster, "join", lambda _: False)
    monkeypatch.setattr(cluster, "actors", lambda workers: found[: workers or 2])
    monkeypatch.setattr(cluster, "answered", answered)
    monkeypatch.setattr(ray.time, "monotonic", lambda: now[0])
    return found


def numbered(count: int) -> Iterator[Job]:
    return (replace(shell("true"), id=str(number)) for number in range(count))


def test_quick_programs_go_in_large_batches_and_slow_ones_in_small(made: list[Made]) -> None:
    quick, slow, _ = made
    quick.speed, slow.speed = 1000.0, 5.0
    with Nodes() as nodes:
        found = Counter(job.id for job, execution in nodes.run(numbered(5000)))
    assert found == Counter(map(str, range(5000)))
    assert quick.most > BATCH
    assert quick.most <= 2 * BATCH
    assert slow.most <= 2 * slow.speed * AHEAD


def test_jobs_are_drawn_as_nodes_get_free(made: list[Made]) -> None:
    drawn = 0

    def endless() -> Iterator[Job]:
        nonlocal drawn
        for job in numbered(1 << 40):
            drawn += 1
            yield job

    with Nodes(batch=10) as nodes:
        for done, _ in enumerate(nodes.run(endless()), 1):
            assert drawn <= done + 2 * 2 * 10 + 10, "what they hold, and one answer"
            if done == 500:
                break
        assert not any(node.given for node in nodes._nodes)


def test_what_a_node_lost_goes_to_the_other(made: list[Made]) -> None:
    made[0].dies = True
    notes: list[str] = []
    with Nodes(note=notes.append) as nodes:
        found = Counter(job.id for job, _ in nodes.run(numbered(100)))
        assert nodes.names == ["b"]
    assert found == Counter(map(str, range(100)))
    assert len(notes) == RETRIES + 2, "lost at first, lost after each new start, and left out"


def test_without_a_node_left_the_call_ends_and_says_why(made: list[Made]) -> None:
    for actor in made:
        actor.dies = True
    with Nodes() as nodes, pytest.raises(NewtongueError, match="is left: a: the power went out; b"):
        list(nodes.run(numbered(100)))


def test_a_program_that_every_node_dies_of_is_reported(made: list[Made]) -> None:
    for actor in made:
        actor.dies = True
    with Nodes(workers=3) as nodes:
        said = nodes.execute(shell("true")).infrastructure
    assert said == f"{RETRIES + 1} nodes were lost with it: the power went out"


def test_a_kind_that_no_node_may_have_is_refused(
    made: list[Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    made[0].unfit, made[1].unfit = {"x": "too old", "y": "gone"}, {"x": "broken"}
    notes: list[str] = []
    with Nodes(note=notes.append) as nodes:
        with pytest.raises(NewtongueError, match="can judge x: a: too old; b: broken"):
            nodes.admit(lambda _: {}, ["y", "x"], lambda _: "y")
        used = watched(nodes, monkeypatch)
        list(nodes.run(numbered(50)))
    assert set(used) == {"b"}


def test_another_newtongue_is_left_out(made: list[Made]) -> None:
    made[0].edition = "0"
    notes: list[str] = []
    with Nodes(note=notes.append) as nodes:
        assert nodes.names == ["b"]
    assert notes == ["node a is left out: it has another newtongue than this machine"]
    made[0].edition = made[1].edition = "0"
    with pytest.raises(SandboxRefused, match="another newtongue"):
        Nodes().__enter__()
