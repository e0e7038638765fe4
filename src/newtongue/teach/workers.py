"""Run the steps of a plan in a few processes, each step a run folder of its own.

A step names its stage and settings; what it needs are other steps. Processes are started once and
keep their imports. Progress of every process is shown by the parent.
"""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import os
import queue
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing.connection import wait as wait_for_end
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

from newtongue import recipes
from newtongue.core.errors import NewtongueError
from newtongue.core.progress import Progress, Step
from newtongue.core.run import Plan, Run, open_run
from newtongue.evaluate import stage
from newtongue.evaluate.recipe import EvaluateRecipe, GenerateRecipe, JudgeRecipe
from newtongue.train import stage as training
from newtongue.train.recipe import TrainRecipe

STAGES: Mapping[str, tuple[Any, Callable[[Any], Plan], Callable[[Any, Run], None]]] = {
    "generate": (GenerateRecipe, stage.plan, stage.generate),
    "judge": (JudgeRecipe, stage.plan, stage.judge),
    "evaluate": (EvaluateRecipe, stage.plan, stage.evaluate),
    "train": (TrainRecipe, training.plan, training.train),
}
"""Stage -> its recipe, what decides its run, and the stage itself."""

Message = tuple[str, int, str, int, int]
"""(what, number of the bar, label or line, total or count, done)."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage in a process of its own, with its run in `folder`."""

    name: str
    stage: str
    settings: Mapping[str, Any]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inline:
    """A short step in this process: files in, files out, the same again when called again."""

    name: str
    work: Callable[[], None]
    needs: tuple[str, ...] = ()


def run_all(
    steps: Sequence[Stage | Inline], folder: Path, workers: int, progress: Progress
) -> None:
    """Run every step after what it needs; what an earlier call finished is reused at once.

    The first step that fails stops the rest; its error is raised here. Ctrl-C stops all.
    """
    context = multiprocessing.get_context("spawn")
    messages: Queue[Message] = context.Queue()
    waiting = {step.name: step for step in steps}
    done: set[str] = set()
    running: dict[Future[None], str] = {}
    bars = _Bars(progress)
    with (
        ProcessPoolExecutor(workers, context, _start, (messages,)) as pool,
        contextlib.ExitStack() as stack,
    ):
        stack.callback(bars.close)
        # on the way out: what was not started is not started, what runs is told to stop
        stack.callback(lambda: _stop(pool, running))
        overall = stack.enter_context(progress.track("plan", len(steps)))
        while waiting or running:
            for step in [s for s in waiting.values() if done.issuperset(s.needs)]:
                if isinstance(step, Inline):
                    del waiting[step.name]
                    step.work()
                    done.add(step.name)
                    overall()
                elif len(running) < workers:
                    del waiting[step.name]
                    future = pool.submit(_execute, step, folder / step.name)
                    running[future] = step.name
            finished, _ = wait(running, timeout=0.2, return_when=FIRST_COMPLETED)
            bars.show(messages)
            for future in finished:
                name = running.pop(future)
                _require_result(future, name)
                done.add(name)
                overall()


def _require_result(future: Future[None], name: str) -> None:
    try:
        future.result()
    except BrokenProcessPool:
        raise NewtongueError(
            f"the process of step {name} was killed, perhaps because memory ran out",
            hint="free memory or take workers=1, and run the same command again: it goes on",
        ) from None


def _stop(pool: ProcessPoolExecutor, running: Mapping[Future[None], str]) -> None:
    for future in running:
        future.cancel()
    if running:
        for process in list(pool._processes.values()):
            process.terminate()
    pool.shutdown(wait=True, cancel_futures=True)


# -- in the worker ---------------------------------------------------------------

_messages: Queue[Message] | None = None


def _start(messages: Queue[Message]) -> None:
    """Once in every worker process."""
    global _messages
    _messages = messages
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """However the parent ends, no worker goes on alone and holds the lock of a run."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for_end([parent.sentinel])
        os._exit(1)


def _execute(step: Stage, folder: Path) -> None:
    kind, plan, function = STAGES[step.stage]
    recipe = recipes.check(kind, {"stage": step.stage, **step.settings})
    assert _messages is not None
    with open_run(plan(recipe), out=folder, progress=_Sender(step.name, _messages)) as run:
        function(recipe, run)


@dataclass(slots=True)
class _Sender:
    """Progress in a worker: every call is a message to the parent."""

    name: str
    messages: Queue[Message]
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count())

    @contextlib.contextmanager
    def track(self, label: str, total: int, done: int = 0) -> Iterator[Step]:
        number = hash((self.name, label, next(self.numbers)))
        self.messages.put(("open", number, f"{self.name}: {label}", total, done))

        def step(count: int = 1, said: str = "") -> None:
            self.messages.put(("step", number, said, count, 0))

        try:
            yield step
        finally:
            self.messages.put(("close", number, "", 0, 0))

    def note(self, line: str) -> None:
        self.messages.put(("note", 0, f"{self.name}: {line}", 0, 0))


class _Bars:
    """The workers' bars in the parent's display."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.open: dict[int, tuple[contextlib.AbstractContextManager[Step], Step]] = {}

    def show(self, messages: Queue[Message]) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                what, number, text, count, done = messages.get_nowait()
                if what == "open":
                    bar = self.progress.track(text, count, done)
                    self.open[number] = (bar, bar.__enter__())
                elif what == "step" and number in self.open:
                    self.open[number][1](count, text)
                elif what == "close" and number in self.open:
                    self.open.pop(number)[0].__exit__(None, None, None)
                elif what == "note":
                    self.progress.note(text)

    def close(self) -> None:
        for bar, _ in self.open.values():
            bar.__exit__(None, None, None)
        self.open.clear()
