"""One machine of several: what `sandbox/ray.py` starts on each. Knows nothing of Ray.

Programs come in batches and wait in a queue; executions are taken as they come. A pool draws its
jobs from one iterator and can't be told while it waits that more came, so there is one pool of one
worker for each program that may run at a time. The threads only wait; programs run in the workers.
"""

from __future__ import annotations

import hashlib
import json
import queue
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from newtongue import __version__
from newtongue.core.errors import SandboxRefused
from newtongue.sandbox.base import Canaries
from newtongue.sandbox.pool import Pool, no_canaries
from newtongue.sandbox.wire import execution_to_json, job_from_json

Check = Callable[[Pool], Mapping[str, str]]
"""Says of which kinds of jobs a machine must get none, and why. It may leave canaries with the
pool, which hold for all pools of the machine then. Travels by its module and name.
"""
LINGER = 0.05
"""Seconds that an answer waits for more executions after its first: few answers, and small."""
_MOST_BYTES = 4 << 20  # of executions in one answer


def edition() -> str:
    """What of newtongue decides an execution: two machines must have the same."""
    digest = hashlib.sha256(__version__.encode())
    for file in sorted(Path(__file__).parent.iterdir()):
        if file.suffix in (".py", ".c", ".h"):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


class Node:
    """The sandbox of one machine. Its methods may be called while others of them wait.

    Jobs and executions are JSON, in bytes: reading what came of a program executes nothing.
    """

    def __init__(self, workers: int, unsafe: bool) -> None:
        self._workers = workers
        self._unsafe = unsafe
        self._jobs: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[str | Exception] = queue.SimpleQueue()
        self._pools: list[Pool] = []
        self._canaries: Canaries = no_canaries

    def open(self, check: Check | None = None) -> bytes:
        """Try the sandbox, and the check if there is one: `tier` and `unfit`, or `refused`."""
        answer: dict[str, Any] = {"edition": edition()}
        try:
            with Pool(self._workers, unsafe=self._unsafe) as pool:
                answer |= {"tier": pool.tier, "unfit": dict(check(pool)) if check else {}}
                self._canaries = pool.canaries
        except SandboxRefused as error:
            answer["refused"] = f"{error.message}; {error.hint}" if error.hint else error.message
        return json.dumps(answer).encode()

    def add(self, batch: bytes) -> None:
        """More jobs: a list of `{"number", "job"}`."""
        try:
            if not self._pools:
                self._pools = [Pool(1, unsafe=self._unsafe) for _ in range(self._workers)]
                for pool in self._pools:
                    pool.prove(self._canaries)
                    threading.Thread(target=self._serve, args=(pool,), daemon=True).start()
            for row in json.loads(batch):
                self._jobs.put(row)
        except Exception as error:  # nobody waits for this call's answer
            self._done.put(error)

    def take(self, most: int, patience: float) -> bytes:
        """Up to `most` of what is finished: a list of `{"number", "execution"}`.

        Waits `patience` seconds for the first. Raises what ended a worker's thread.
        """
        rows: list[str] = []
        size = 0
        until = time.monotonic() + patience
        with suppress(queue.Empty):
            while len(rows) < most and size < _MOST_BYTES:
                row = self._done.get(timeout=max(0.0, until - time.monotonic()))
                if isinstance(row, Exception):
                    raise row
                if not rows:
                    until = time.monotonic() + LINGER
                rows.append(row)
                size += len(row)
        return f"[{','.join(rows)}]".encode()

    def close(self) -> None:
        """End all workers, and with them all that they run."""
        with suppress(queue.Empty):
            while True:
                self._jobs.get_nowait()
        for _ in self._pools:
            self._jobs.put(None)
        for pool in self._pools:
            pool.close()

    def _serve(self, pool: Pool) -> None:
        try:
            with pool:
                while (row := self._jobs.get()) is not None:
                    execution = pool.execute(job_from_json(row["job"]))
                    said = {"number": row["number"], "execution": execution_to_json(execution)}
                    self._done.put(json.dumps(said))
        except Exception as error:  # whatever it is, who takes must hear of it
            self._done.put(error)
