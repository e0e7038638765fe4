"""Many machines, many jobs: the face of `Pool` over the nodes of a Ray cluster.

    with Nodes("auto") as nodes:
        for job, execution in nodes.run(jobs):
            ...

One actor on each node owns the workers there (`sandbox/node.py`). Jobs are drawn as nodes get free
and go out in batches; executions come back as they finish. A job's execution does not depend on
where it ran, so what a lost node had goes to others. A node that can't isolate programs, or has
another newtongue, is left out with a line that says so; so is, for one kind of jobs, a node that
fails the caller's check of them (`admit`).
"""

from __future__ import annotations

import itertools
import json
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from newtongue.core.completion import Execution
from newtongue.core.errors import NewtongueError, SandboxRefused
from newtongue.sandbox import cluster
from newtongue.sandbox.base import Job
from newtongue.sandbox.node import Check, edition
from newtongue.sandbox.pool import RETRIES
from newtongue.sandbox.wire import execution_from_json, job_to_json

BATCH = 200
"""Programs that go out in one message at most; a node holds at most two such batches."""
AHEAD = 2.0
"""Seconds of work that a node should hold: slow programs go out in smaller batches, so that no node
keeps many while another has none."""
_BATCH_BYTES = 8 << 20  # of programs in one message, unless one alone is larger
_TIERS = ("unsafe", "bubblewrap", "userns", "full")


@dataclass(eq=False)
class _Attempt:
    """A job and what became of it so far."""

    job: Job
    kind: str
    lost: int = 0
    failed_on: str = ""


@dataclass(eq=False)
class _Node:
    """A node and the jobs that it has."""

    actor: cluster.Actor
    window: int
    """How many jobs it may have."""
    opening: bool = True
    starts: int = 0
    tier: str = ""
    unfit: Mapping[str, str] = field(default_factory=dict)
    given: dict[int, _Attempt] = field(default_factory=dict)
    filled: float = 0.0

    @property
    def name(self) -> str:
        return self.actor.name


class Nodes:
    """All nodes of a Ray cluster that offer CPUs and can isolate programs."""

    def __init__(
        self,
        address: str = "auto",
        *,
        workers: int | None = None,
        unsafe: bool = False,
        batch: int = BATCH,
        note: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`address`: as `ray.init` takes it; with `auto` a Ray of our own starts where none runs.

        `workers`: programs at one time on each node; by default its CPUs, as Ray counts them.
        `note` gets a line for each node that is left out or lost.
        """
        self._address = address
        self._workers = workers
        self._unsafe = unsafe
        self._batch = batch
        self._note = note
        self._nodes: list[_Node] = []
        self._numbers = itertools.count()
        self._check: Check | None = None
        self._kind: Callable[[Job], str] = lambda _: ""
        self._reasons: list[str] = []
        self._waiting: deque[_Attempt] = deque()
        self._finished: deque[tuple[Job, Execution]] = deque()
        self._joined = self._running = False

    @property
    def tier(self) -> str:
        """The weakest of the nodes' tiers."""
        tiers = [node.tier for node in self._nodes if node.tier]
        return min(tiers, key=_TIERS.index, default="refused")

    @property
    def names(self) -> list[str]:
        """The nodes that are in use: address and the start of the id."""
        return [node.name for node in self._nodes]

    def __enter__(self) -> Self:
        """Join the cluster and start one actor on each node.

        Raises MissingError without Ray, NewtongueError without a cluster at the address, and
        SandboxRefused where no node can isolate programs.
        """
        cluster.require_ray()
        try:
            self._joined = cluster.join(self._address)
            for actor in cluster.actors(self._workers):
                self._nodes.append(_Node(actor, window=2 * actor.workers))
            self._open()
            if not self._nodes:
                why = "; ".join(self._reasons) or "none offers a CPU"
                raise SandboxRefused(f"no node of the Ray cluster can run programs: {why}")
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all workers on all nodes, and leave the cluster if we joined it."""
        while self._nodes:
            node = self._nodes.pop()
            node.actor.end(lost=node.opening)
        if self._joined:
            self._joined = False
            cluster.leave()

    def admit(self, check: Check, kinds: Sequence[str], kind: Callable[[Job], str]) -> None:
        """From now on a node gets only those kinds of jobs for which `check` found nothing on it.

        `check` runs on every node, with a pool there. Raises NewtongueError when a kind is left
        without a node.
        """
        self._check, self._kind = check, kind
        for node in self._nodes:
            if node.actor.handle is not None:
                node.opening = True
                node.actor.open(check)
        self._open()
        for name in kinds:
            self._require(name)

    def execute(self, job: Job) -> Execution:
        """Run one job."""
        ((_, execution),) = self.run([job])
        return execution

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Execution]]:
        """Each job with its execution, in the order in which they finish.

        One call at a time. When the caller stops early, what still runs is ended. Raises
        NewtongueError when a job is left without a node.
        """
        if self._running:
            raise RuntimeError("the nodes are already running jobs")
        self._running = True
        source = iter(jobs)
        try:
            self._open()
            more = True
            while True:
                for node in self._nodes:
                    more = self._fill(node, source, more)
                while self._finished:
                    yield self._finished.popleft()
                if not (more or self._waiting or any(node.given for node in self._nodes)):
                    return
                kinds = {attempt.kind for attempt in self._waiting}
                for kind in kinds if self._nodes else {""}:
                    self._require(kind)
                self._hear()
        finally:
            self._running = False
            self._waiting.clear()
            self._finished.clear()
            for node in self._nodes:
                if node.given:
                    node.given.clear()
                    node.actor.end()

    # -- nodes -----------------------------------------------------------------

    def _open(self) -> None:
        """Start the actors that don't run, and wait until all have said what they can do."""
        for node in self._nodes:
            if node.actor.handle is None:
                self._start(node)
        while any(node.opening for node in self._nodes):
            self._hear()

    def _start(self, node: _Node) -> None:
        node.opening, node.tier, node.filled = True, "", 0.0
        node.actor.start(self._unsafe, self._check)

    def _hear(self) -> None:
        """Wait for any node, and take in what it says, or that it is gone."""
        for actor in cluster.answered(node.actor for node in self._nodes):
            (node,) = (node for node in self._nodes if node.actor is actor)
            try:
                answer = actor.answer()
            except cluster.Gone as gone:
                self._lost(node, str(gone))
                continue
            if node.opening:
                self._welcome(node, answer)
                continue
            for row in answer:
                attempt = node.given.pop(row["number"])
                self._settle(node, attempt, execution_from_json(row["execution"]))
            if node.given:
                actor.take(self._batch)

    def _welcome(self, node: _Node, answer: Mapping[str, Any]) -> None:
        if answer["edition"] != edition():
            self._leave_out(node, "it has another newtongue than this machine")
        elif "refused" in answer:
            self._leave_out(node, answer["refused"])
        else:
            node.opening, node.tier, node.unfit = False, answer["tier"], answer["unfit"]
            for kind, why in sorted(node.unfit.items()):
                self._note(f"node {node.name} gets no {kind}: {why}")

    def _leave_out(self, node: _Node, why: str) -> None:
        self._reasons.append(f"{node.name}: {why}")
        self._note(f"node {node.name} is left out: {why}")
        self._nodes.remove(node)
        node.actor.end(lost=True)

    def _lost(self, node: _Node, why: str) -> None:
        """A node's actor is no more: its jobs go to others, and it is started anew, twice."""
        node.actor.end(lost=True)
        given = list(node.given.values())
        node.given.clear()
        if given:
            self._note(f"node {node.name} was lost; {len(given)} programs go elsewhere: {why}")
        for attempt in given:
            attempt.lost += 1
            if attempt.lost > RETRIES:
                stage = "build" if attempt.job.build else "run"
                said = f"{attempt.lost} nodes were lost with it: {why}"
                self._finished.append((attempt.job, Execution(stage, None, infrastructure=said)))
            else:
                self._waiting.append(attempt)
        if node.starts < RETRIES:
            node.starts += 1
            self._start(node)
        else:
            self._leave_out(node, why)

    def _require(self, kind: str) -> None:
        """Raises NewtongueError when no node is left for a kind of jobs."""
        if any(kind not in node.unfit for node in self._nodes):
            return
        whys = [f"{node.name}: {node.unfit[kind]}" for node in self._nodes]
        what = f"can judge {kind}" if kind else "is left"
        raise NewtongueError(
            f"no node of the Ray cluster {what}: {'; '.join([*self._reasons, *whys])}",
            hint="mend the nodes; the same call goes on where it was",
        )

    # -- jobs ------------------------------------------------------------------

    def _may(self, node: _Node, attempt: _Attempt) -> bool:
        """Whether a node may have a job; one on which it failed only if there is no other."""
        if attempt.kind in node.unfit:
            return False
        return attempt.failed_on != node.name or not self._others(node, attempt)

    def _others(self, node: _Node, attempt: _Attempt) -> bool:
        return any(n is not node and attempt.kind not in n.unfit for n in self._nodes)

    def _fill(self, node: _Node, source: Iterator[Job], more: bool) -> bool:
        """Give a node jobs when it has at most half of its window; False when none are left."""
        if node.opening or 2 * len(node.given) > node.window or not (more or self._waiting):
            return more
        now = time.monotonic()
        if node.filled and now - node.filled < AHEAD / 2:
            node.window = min(2 * node.window, max(2 * self._batch, 4 * node.actor.workers))
        elif now - node.filled > AHEAD:
            node.window = max(node.window // 2, 2 * node.actor.workers)
        chosen, more = self._draw(node, source, more)
        rows: list[str] = []
        size = 0
        for attempt in chosen:
            text = json.dumps(job_to_json(attempt.job))
            if rows and size + len(text) > _BATCH_BYTES:
                self._waiting.append(attempt)
                continue
            number = next(self._numbers)
            node.given[number] = attempt
            rows.append(f'{{"number":{number},"job":{text}}}')
            size += len(text)
        if rows:
            node.filled = now
            node.actor.add(f"[{','.join(rows)}]".encode())
            if node.actor.asked is None:
                node.actor.take(self._batch)
        return more

    def _draw(self, node: _Node, source: Iterator[Job], more: bool) -> tuple[list[_Attempt], bool]:
        """What a node gets: what waits, then new jobs; what it may not have waits for others."""
        wanted = min(node.window - len(node.given), self._batch)
        chosen: list[_Attempt] = []
        for _ in range(len(self._waiting)):
            attempt = self._waiting.popleft()
            fits = len(chosen) < wanted and self._may(node, attempt)
            (chosen if fits else self._waiting).append(attempt)
        while more and len(chosen) < wanted and len(self._waiting) < 2 * self._batch:
            job = next(source, None)
            if job is None:
                return chosen, False
            attempt = _Attempt(job, self._kind(job))
            (chosen if self._may(node, attempt) else self._waiting).append(attempt)
        return chosen, more

    def _settle(self, node: _Node, attempt: _Attempt, execution: Execution) -> None:
        """Answer with this execution; a failure of one node's sandbox is tried on another first."""
        if execution.infrastructure and not attempt.failed_on and self._others(node, attempt):
            attempt.failed_on = node.name
            self._waiting.append(attempt)
        else:
            self._finished.append((attempt.job, execution))
