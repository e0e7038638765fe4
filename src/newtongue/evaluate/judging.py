"""Completions of a run to verdicts: assembled, judged by the pool that a recipe asks for, kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from functools import partial
from typing import Any

from newtongue.core.completion import Completion, Key, Outcome, Verdict
from newtongue.core.errors import Unsupported
from newtongue.core.home import cache_folder
from newtongue.core.run import Run
from newtongue.core.store import read_parquet, write_parquet
from newtongue.evaluate.recipe import Judging
from newtongue.evaluate.rows import ours_wanted
from newtongue.judge import Judged, Problems, Program, Renderings, assemble, judge_all, read_judged
from newtongue.sandbox.base import Limits
from newtongue.sandbox.cache import Cache
from newtongue.sandbox.pool import Pool
from newtongue.sandbox.ray import Nodes

VERDICTS: Mapping[str, str] = {
    "benchmark": "string",
    "language": "string",
    "name": "string",
    "output_id": "int64",
    "outcome": "string",
    "stage": "string",
    "assertion": "int64",
    "got": "string",
    "expected": "string",
    "message": "string",
    "line": "int64",
    "program_sha256": "string",
    "suspect": "string",
    "cases_passed": "int64",
    "cases": "int64",
}
MEASUREMENTS: Mapping[str, str] = {
    "program_sha256": "string",
    "cpu_seconds": "double",
    "wall_seconds": "double",
    "peak_memory_bytes": "int64",
    "stdout": "string",
    "stderr": "string",
    "toolchain": "string",
    "program_line": "int64",
    "unstable": "string",
}


def judge_completions(
    completions: Iterable[Completion], recipe: Judging, problems: Problems, run: Run
) -> tuple[dict[Key, Judged], dict[str, Any]]:
    """Judge all completions into the run; returns verdicts by key, and counts: `unsupported`, and
    where programs ran again `rerun` (programs that did), `rerun_failed` (completions where the
    sandbox failed then) and `unstable` (programs that came to another outcome).

    The verdict is that of the first time. What ran again is kept beside the outputs, so that each
    program runs so often again once, whatever else the run is asked for later.
    """
    programs: dict[Key, Program] = {}
    renderings: Renderings = {}
    dropped: Counter[str] = Counter()
    for completion in completions:
        try:
            programs[completion.key] = assemble(
                completion,
                problems,
                ours=ours_wanted(recipe),
                strict=recipe.strict,
                partial=recipe.partial_credit,
                renderings=renderings,
            )
        except Unsupported as reason:
            dropped[f"{completion.language}: {reason.message}"] += 1
    # what runs without isolation may have seen this machine, and says nothing of the next
    cached = recipe.cache and not recipe.unsafe
    judge = partial(
        judge_all,
        programs,
        pool=_pool(recipe, run),
        progress=run.progress,
        limits=Limits(
            cpu=recipe.cpu_seconds, wall=3 * recipe.cpu_seconds + 2, memory=recipe.memory_mb << 20
        ),
    )
    with Cache(cache_folder() / "executions.sqlite") if cached else nullcontext() as cache:
        judged = judge(known=_known(run), store=run.partial / "verdicts.jsonl", cache=cache)
    reruns, failed = run.folder / "reruns", 0
    for number in range(1, recipe.reruns + 1):
        reruns.mkdir(exist_ok=True)
        run.progress.note(f"rerun {number} of {recipe.reruns}")
        rerun = judge(known={}, store=reruns / f"{number}.jsonl")
        failed += sum(v.verdict.outcome is Outcome.INFRASTRUCTURE for v in rerun.values())
    again = _again(judged, [read_judged(path) for path in sorted(reruns.glob("*.jsonl"))])
    unstable = {sha: ", ".join(sorted(seen)) for sha, seen in again.items() if len(seen) > 1}
    ordered = {key: judged[key] for key in sorted(judged)}
    rows = [asdict(one.verdict) | {"outcome": str(one.verdict.outcome)} for one in ordered.values()]
    write_parquet(run.outputs / "verdicts.parquet", rows, VERDICTS)
    costs = {one.verdict.program_sha256: one for one in ordered.values()}
    measured = [_cost(sha, costs[sha]) | {"unstable": unstable.get(sha)} for sha in sorted(costs)]
    run.measure(measured, MEASUREMENTS)
    counts: dict[str, Any] = {"unsupported": dict(dropped)}
    if reruns.exists():
        counts |= {"rerun": len(again), "rerun_failed": failed, "unstable": len(unstable)}
    return ordered, counts


def _again(
    judged: Mapping[Key, Judged], reruns: Sequence[Mapping[str, Judged]]
) -> dict[str, set[Outcome]]:
    """The outcomes of each program that ran again with the same toolchain, by its sha256.

    A failure of the sandbox says nothing of a program.
    """
    first = {one.verdict.program_sha256: one for one in judged.values()}
    seen: dict[str, set[Outcome]] = {}
    for sha, one in (pair for rerun in reruns for pair in rerun.items()):
        before = first.get(sha)
        if before and before.toolchain == one.toolchain:
            outcomes = {before.verdict.outcome, one.verdict.outcome} - {Outcome.INFRASTRUCTURE}
            seen.setdefault(sha, set()).update(outcomes)
    return seen


def _pool(recipe: Judging, run: Run) -> Callable[[], Pool | Nodes]:
    """What runs the programs: this machine's cores, or those of many machines."""
    if recipe.engine == "local":
        return partial(Pool, workers=recipe.workers, unsafe=recipe.unsafe)
    return partial(
        Nodes,
        recipe.ray_address,
        workers=recipe.workers,
        unsafe=recipe.unsafe,
        batch=recipe.ray_batch,
        note=run.progress.note,
    )


def _cost(sha: str, judged: Judged) -> dict[str, Any]:
    return {
        "program_sha256": sha,
        "cpu_seconds": judged.cpu,
        "wall_seconds": judged.wall,
        "peak_memory_bytes": judged.peak_memory,
        "stdout": judged.stdout.encode("utf-8", "replace").decode(),
        "stderr": judged.stderr.encode("utf-8", "replace").decode(),
        "toolchain": judged.toolchain,
        "program_line": judged.program_line,
    }


def _known(run: Run) -> dict[str, Judged]:
    """Verdicts that an earlier, smaller call of this run left in its outputs."""
    path = run.outputs / "verdicts.parquet"
    if not path.exists():
        return {}
    costs = {row["program_sha256"]: row for row in read_parquet(run.measurements)}
    known: dict[str, Judged] = {}
    for row in read_parquet(path):
        what = Outcome(row["outcome"])
        if what is not Outcome.INFRASTRUCTURE:
            cost = costs.get(row["program_sha256"], {})
            known[row["program_sha256"]] = Judged(
                Verdict(**{**row, "outcome": what}),
                cpu=cost.get("cpu_seconds", 0.0),
                wall=cost.get("wall_seconds", 0.0),
                peak_memory=cost.get("peak_memory_bytes", 0),
                stdout=cost.get("stdout", ""),
                stderr=cost.get("stderr", ""),
                toolchain=cost.get("toolchain", ""),
                program_line=cost.get("program_line"),
            )
    return known


def outcome_counts(verdicts: Iterable[Verdict]) -> dict[str, dict[str, int]]:
    """Outcome counts by language, every outcome named."""
    counts: dict[str, Counter[str]] = {}
    for verdict in verdicts:
        counts.setdefault(verdict.language, Counter())[verdict.outcome] += 1
    return {name: {o.value: counts[name][o.value] for o in Outcome} for name in sorted(counts)}
