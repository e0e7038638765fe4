"""All that touches Ray: joining a cluster, an actor on a node, its answers and its end.

Ray is imported inside functions: without it everything else works, and no worker ever loads it.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from newtongue.core.errors import MissingError, NewtongueError
from newtongue.sandbox.cpus import processors
from newtongue.sandbox.node import Check, Node

OPENING = 1800.0
"""Seconds for a node to start its sandbox and run the caller's check."""
PATIENCE = 10.0
"""Seconds that a node waits for an execution before it answers that there is none yet."""
GRACE = 60.0
"""Seconds beyond that after which a node that did not answer counts as lost."""
_CLOSING = 5.0  # seconds for a node to end its workers itself
_KNOCK = 10.0  # seconds for the cluster's head to take a connection
_STORE = 100 << 20  # bytes of shared memory of a Ray of our own; messages are small


class Gone(Exception):
    """A node's actor is no more, or does not answer; says why."""


def require_ray() -> None:
    """Raises MissingError, with the line that installs it, where Ray is not here."""
    if importlib.util.find_spec("ray") is None:
        raise MissingError("many machines need ray", hint="pip install 'newtongue[ray]'")


def join(address: str) -> bool:
    """Join the cluster at the address; False where this process was in one already.

    With `auto` and no cluster here, start a Ray of our own. Raises NewtongueError when nothing
    answers at another address.
    """
    ray = _ray()
    if ray.is_initialized():
        return False
    main = threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGTERM)
    if address == "auto":
        address = os.environ.get("RAY_ADDRESS", address)  # as Ray itself does, but knocked at first
    try:
        _knock(address)
        try:
            _init(ray, address)
        except ConnectionError as error:
            if address != "auto":
                raise _nobody(address, _last_line(error)) from None
            # whatever Ray's own default is, newtongue sends no usage statistics
            os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
            settings = {"num_cpus": processors(), "object_store_memory": _STORE}
            _init(ray, "local", include_dashboard=False, **settings)
    finally:
        if main:
            signal.signal(signal.SIGTERM, before)  # Ray put its own in its place
    return True


def leave() -> None:
    """Leave the cluster, and end it where we started it."""
    _ray().shutdown()
    _talk(True)


@dataclass(eq=False)
class Actor:
    """What runs on one node of the cluster, and what we last asked it."""

    node_id: str
    name: str
    """The node's address and the start of its id: two nodes may be on one machine."""
    workers: int
    handle: Any = None
    asked: Any = None
    deadline: float = 0.0

    def start(self, unsafe: bool, check: Check | None) -> None:
        """Start it on its node, and ask whether the node can do the work."""
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        kind = _ray().remote(Node)
        actor = kind.options(
            num_cpus=0,  # it only waits; its workers use what the node has
            max_concurrency=3,  # take, add and close at one time
            scheduling_strategy=NodeAffinitySchedulingStrategy(self.node_id, soft=False),
        )
        self.handle = actor.remote(self.workers, unsafe)
        self.open(check)

    def open(self, check: Check | None) -> None:
        self._ask(self.handle.open.remote(check), OPENING)

    def add(self, batch: bytes) -> None:
        self.handle.add.remote(batch)

    def take(self, most: int) -> None:
        self._ask(self.handle.take.remote(most, PATIENCE), PATIENCE + GRACE)

    def answer(self) -> Any:
        """What it answered. Raises Gone."""
        ray = _ray()
        reference, self.asked = self.asked, None
        try:
            return json.loads(ray.get(reference, timeout=0.1))
        except ray.exceptions.GetTimeoutError:
            raise Gone("it does not answer") from None
        except ray.exceptions.RayError as error:
            raise Gone(_last_line(error)) from None

    def end(self, *, lost: bool = False) -> None:
        """End it and its workers; a lost one is not asked first."""
        ray = _ray()
        handle, self.handle, self.asked = self.handle, None, None
        if handle is None or not ray.is_initialized():
            return
        if not lost:
            with suppress(ray.exceptions.RayError):
                ray.get(handle.close.remote(), timeout=_CLOSING)
        with suppress(ray.exceptions.RayError):
            ray.kill(handle)

    def _ask(self, reference: object, seconds: float) -> None:
        self.asked, self.deadline = reference, time.monotonic() + seconds


def actors(workers: int | None) -> list[Actor]:
    """One for each living node that offers CPUs, with `workers` or as many as the CPUs."""
    found = []
    for row in sorted(_ray().nodes(), key=lambda row: str(row["NodeID"])):
        cpus = int(row["Resources"].get("CPU", 0))
        if row["Alive"] and cpus:
            name = f"{row['NodeManagerAddress']} ({row['NodeID'][:8]})"
            found.append(Actor(row["NodeID"], name, workers or cpus))
    return found


def answered(waiting: Iterable[Actor]) -> list[Actor]:
    """Wait for the first that has answered; if none does in time, those that should have."""
    asked = {actor.asked: actor for actor in waiting if actor.asked is not None}
    first = min((actor.deadline for actor in asked.values()), default=0.0)
    seconds = max(0.0, first - time.monotonic())
    ready, _ = _ray().wait(list(asked), num_returns=1, timeout=seconds)
    now = time.monotonic()
    return [asked[one] for one in ready] or [a for a in asked.values() if a.deadline <= now]


def _ray() -> ModuleType:
    return importlib.import_module("ray")


def _init(ray: ModuleType, address: str, **settings: object) -> None:
    """Standard output stays ours, and standard error for lines to the user."""
    _talk(False)
    try:
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, **settings)
    except ConnectionError:
        _talk(True)
        raise
    except Exception as error:  # Ray raises plain ones, too
        _talk(True)
        raise NewtongueError(f"Ray does not start: {_last_line(error)}") from None


def _knock(address: str) -> None:
    """Raises NewtongueError where nobody listens: Ray itself would try for ten minutes and more."""
    place = urlsplit(address if "://" in address else f"//{address}")
    try:
        if place.port is not None:
            socket.create_connection((place.hostname or "", place.port), _KNOCK).close()
    except (OSError, ValueError) as error:
        raise _nobody(address, str(error)) from None


def _nobody(address: str, why: str) -> NewtongueError:
    return NewtongueError(
        f"no Ray cluster answers at {address}: {why}",
        hint="ray start --head here, ray start --address=... on the other machines",
    )


def _talk(aloud: bool) -> None:
    """Ray prints what it has to say of nodes, pages of it, to standard output, log_to_driver or
    not; standard output is for answers. There is no public switch.
    """
    talker: Any = importlib.import_module("ray._private.worker")
    if hasattr(talker, "_worker_logs_enabled"):
        talker._worker_logs_enabled = aloud


def _last_line(error: Exception) -> str:
    """Of what Ray says, the cause."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1][:300] if lines else type(error).__name__
