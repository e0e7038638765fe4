"""Runs the tasks of a step, here in processes or on the nodes of a Ray cluster, in their order.

A task is a function of this package and one argument; it writes files and returns a small summary.
With Ray the run's folder and the sources stand where every node sees them under the same path.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from typing import Any, Protocol, TypeVar

from newtongue.core.errors import NewtongueError
from newtongue.sandbox import cluster

T = TypeVar("T")
R = TypeVar("R")
_LOOK = 1.0
"""Seconds between two looks at whether the parent lives."""


class ProcessDied(NewtongueError):
    """A process of a step ended without a word; `places` says which files it may have read."""

    def __init__(self, places: Sequence[str] = ()) -> None:
        said = f", at one of: {', '.join(places)}" if places else ""
        super().__init__(
            f"a process of the step was killed (often for want of memory){said}",
            hint="run the same command again with fewer --workers: it goes on from here. Where it "
            "dies at the same file again, a parser crashed: `exclude` the file in its source",
        )


class RunAll(Protocol):
    """Calls the function with each argument, and yields what it returns in the order given."""

    def __call__(self, function: Callable[[T], R], arguments: Sequence[T], /) -> Iterator[R]: ...


def one_by_one(function: Callable[[T], R], arguments: Sequence[T], /) -> Iterator[R]:
    """In this process."""
    return map(function, arguments)


@contextmanager
def processes(count: int) -> Iterator[RunAll]:
    """On this machine. With one process, in this one."""
    if count == 1:
        yield one_by_one
        return
    # a fresh interpreter for each: libraries' threads do not survive a fork
    context = multiprocessing.get_context("spawn")
    mine = os.getpid()
    with ProcessPoolExecutor(count, context, initializer=_end_with, initargs=(mine,)) as pool:

        def run_all(function: Callable[[T], R], arguments: Sequence[T], /) -> Iterator[R]:
            try:
                yield from _in_order(lambda one: pool.submit(function, one), arguments, 2 * count)
            except BrokenProcessPool:
                raise ProcessDied() from None

        try:
            yield run_all
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


@contextmanager
def ray_tasks(address: str) -> Iterator[RunAll]:
    """On the nodes of a Ray cluster; one is started here where there is none."""
    cluster.require_ray()
    joined = cluster.join(address)
    ray = importlib.import_module("ray")

    def run_all(function: Callable[[T], R], arguments: Sequence[T], /) -> Iterator[R]:
        # a task of a node that is lost is run again: its files are written whole or not at all
        remote = ray.remote(max_retries=5, num_cpus=1)(function)
        most = 2 * max(1, int(ray.cluster_resources().get("CPU", 1)))
        try:
            yield from _in_order(lambda one: _Asked(ray, remote.remote(one)), arguments, most)
        except ray.exceptions.RayTaskError as error:
            raise (error.cause if isinstance(error.cause, NewtongueError) else error) from None
        except ray.exceptions.RayError as error:
            raise NewtongueError(
                f"a Ray task was lost: {str(error).strip().splitlines()[-1][:300]}",
                hint="run the same command again: it goes on from here",
            ) from None

    try:
        yield run_all
    finally:
        if joined:
            cluster.leave()


def _end_with(parent: int) -> None:
    """A process of the pool ends when the one that made it is killed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class _Asked:
    """A Ray task that was asked for, with a future's one method that is needed."""

    def __init__(self, ray: Any, reference: Any) -> None:
        self.ray, self.reference = ray, reference

    def result(self) -> Any:
        return self.ray.get(self.reference)


def _in_order(
    ask: Callable[[T], Future[Any] | _Asked], arguments: Sequence[T], most: int
) -> Iterator[Any]:
    """Keep at most so many tasks asked for, and yield their results in order."""
    waiting = iter(arguments)
    asked = deque(ask(one) for one in islice(waiting, most))
    while asked:
        result = asked.popleft().result()
        asked.extend(ask(one) for one in islice(waiting, 1))
        yield result
