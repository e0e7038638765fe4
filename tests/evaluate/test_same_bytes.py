"""The same 3,000 programs give the same bytes, whatever workers, machines and kills it takes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from newtongue import recipes
from newtongue.core.errors import MissingError
from newtongue.core.progress import Step
from newtongue.core.run import Run, open_run
from newtongue.core.store import read_parquet, write_jsonl, write_parquet
from newtongue.evaluate import stage
from newtongue.evaluate.judging import VERDICTS
from newtongue.evaluate.recipe import EvaluateRecipe
from tests.conftest import need_program
from tests.sandbox import clusters
from tests.sandbox.programs import TIERS, opened

pytestmark = [pytest.mark.sandbox, pytest.mark.toolchain, pytest.mark.slow]
PROGRAMS = 3000
PROBLEM = "starter_1_is_freezing"
BODIES = {
    "python": (
        "return celsius <= 0",
        "return celsius < 0",
        "return object()",
        "import os; os._exit(0)",
        "raise KeyError(object())",
        "import time, sys; sys.exit(str(time.time()))",
        "return ((",
    ),
    "lua": (
        "return celsius <= 0",
        "return celsius < 0",
        "return {}",
        "os.exit(0)",
        "error({})",
        "error(tostring({}) .. os.clock())",
        "return ((",
    ),
}
"""Right, wrong, an address for a value, an early exit, errors that say what changes, no program."""
LOOP = {"python": "while True: pass", "lua": "while true do end"}
LOOP_EVERY = 1000
FIRST = PROGRAMS // 2
"""Verdicts after which a process or a node is killed."""


def rows() -> Iterator[dict[str, Any]]:
    """Completions of one problem, no two with the same text."""
    marks = {"python": "    # {}\n    {}", "lua": "  -- {}\n  {}"}
    for number in range(PROGRAMS):
        key = "lua" if number % 4 else "python"  # which costs five times as much
        body = BODIES[key][number // 4 % len(BODIES[key])]
        if number % LOOP_EVERY == LOOP_EVERY // 2:
            body = LOOP[key]
        text = marks[key].format(number, body)
        yield {
            "name": PROBLEM, "benchmark": "starter", "language": key,
            "output_id": number, "output_text": text,
        }  # fmt: skip


class Watch:
    """Calls `at` once, when the step that judges has come to FIRST; keeps the notes."""

    def __init__(self, at: Callable[[], None] = lambda: None) -> None:
        self.at = at
        self.notes: list[str] = []
        self.steps = 0

    @contextmanager
    def track(self, label: str, *_: int) -> Iterator[Step]:
        def step(count: int = 1, said: str = "") -> None:
            self.steps += count
            if label == "judging" and self.steps == FIRST:
                self.at()

        yield step

    def note(self, line: str) -> None:
        self.notes.append(line)


@pytest.fixture(scope="module")
def completions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need_program("lua5.4", "newtongue languages install lua")
    with opened(TIERS[0]):  # or the reason why programs can't be isolated here
        pass
    path = tmp_path_factory.mktemp("completions") / "completions.jsonl"
    write_jsonl(path, rows())
    return path


def recipe(completions: Path, **settings: Any) -> EvaluateRecipe:
    data = {"stage": "evaluate", "completions": [str(completions)], "cpu_seconds": 1.0}
    return recipes.check(EvaluateRecipe, data | settings)


def evaluate(completions: Path, out: Path, watch: Watch, **settings: Any) -> Run:
    asked = recipe(completions, **settings)
    with open_run(stage.plan(asked), out=out, progress=watch) as run:
        stage.evaluate(asked, run)
    return run


@pytest.fixture(scope="module")
def one_worker(completions: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    run = evaluate(completions, tmp_path_factory.mktemp("one") / "run", Watch(), workers=1)
    assert len(read_parquet(run.outputs / "verdicts.parquet")) == PROGRAMS
    outcomes = {row["outcome"] for row in read_parquet(run.outputs / "verdicts.parquet")}
    assert outcomes == {"passed", "assertion", "exit", "exception", "syntax", "timeout"}
    return run


def same(run: Run | SimpleNamespace, as_run: Run) -> None:
    """Equal sha256 of every output; first where they differ, for whoever reads the failure."""
    ours, theirs = (read_parquet(one.outputs / "verdicts.parquet") for one in (run, as_run))
    assert [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]] == []
    assert run.manifest["outputs"] == as_run.manifest["outputs"]
    assert len(run.manifest["outputs"]) >= 3


def test_two_workers(completions: Path, one_worker: Run, tmp_path: Path) -> None:
    same(evaluate(completions, tmp_path / "run", Watch(), workers=2), one_worker)


def test_two_ray_nodes_one_of_which_is_killed(
    completions: Path, one_worker: Run, tmp_path: Path
) -> None:
    with clusters.cluster() as head:
        doomed = clusters.another(head)
        watch = Watch(lambda: clusters.kill(head, doomed))
        run = evaluate(completions, tmp_path / "run", watch, engine="ray", ray_address=head.address)
    same(run, one_worker)
    assert any(doomed.node_id[:8] in note and "was lost" in note for note in watch.notes)


def test_kill_and_resume(completions: Path, one_worker: Run, tmp_path: Path) -> None:
    out = tmp_path / "run"
    argv = [sys.executable, "-m", "newtongue", "evaluate", "-c", str(completions), "-o", str(out)]
    process = subprocess.Popen([*argv, "-w", "2", "-q", "cpu_seconds=1.0"])
    store = out / "partial" / "verdicts.jsonl"
    try:
        while not store.exists() or store.read_bytes().count(b"\n") < FIRST:
            assert process.poll() is None, "it ended before it was killed"
            time.sleep(0.05)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    left = store.read_bytes().count(b"\n")
    assert FIRST <= left < PROGRAMS
    watch = Watch()
    same(evaluate(completions, out, watch, workers=2), one_worker)
    assert watch.steps <= PROGRAMS - left + 1, "what was judged is not judged again"


def test_what_differs_is_seen(one_worker: Run, tmp_path: Path) -> None:
    """The broken twins: one verdict is another, and one file."""
    verdicts = read_parquet(one_worker.outputs / "verdicts.parquet")
    for twin, line in (("same", {}), ("other", {"line": 999})):
        changed = [*verdicts[:-1], verdicts[-1] | line]
        write_parquet(tmp_path / twin / "verdicts.parquet", changed, VERDICTS)
    outputs = one_worker.manifest["outputs"]
    as_it_was = SimpleNamespace(outputs=tmp_path / "same", manifest={"outputs": outputs})
    same(as_it_was, one_worker)
    another = SimpleNamespace(outputs=tmp_path / "other", manifest={"outputs": outputs})
    a_file = SimpleNamespace(
        outputs=tmp_path / "same", manifest={"outputs": outputs | {"scores.csv": "0"}}
    )
    for twin in (another, a_file):
        with pytest.raises(AssertionError):
            same(twin, one_worker)


def test_the_engine_makes_no_other_run(completions: Path) -> None:
    clusters.need_ray()
    plans = [
        stage.plan(recipe(completions, **settings))
        for settings in ({}, {"engine": "ray", "ray_address": "10.0.0.1:6379", "ray_batch": 7})
    ]
    assert plans[0].identity == plans[1].identity


def test_without_ray_the_call_ends_before_anything_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    data = {"stage": "evaluate", "model": "nowhere", "engine": "ray"}
    with pytest.raises(MissingError) as caught:
        stage.plan(recipes.check(EvaluateRecipe, data))
    assert caught.value.hint == "pip install 'newtongue[ray]'"
