"""The stage curate: sources to a data set, shard by shard, each phase resumable.

gather (collect, opt-out, licence, filters) > near-duplicates over all shards > clean (copies out,
decontaminate, personal data) > harvest (functions, type check) or pair (code and its tests) >
weigh (tokens) > draw > publish.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TypeVar

from newtongue import __version__
from newtongue.core.errors import UsageError
from newtongue.core.run import Plan, Run
from newtongue.core.store import sha256_file, whole_file, write_json, write_text
from newtongue.curate import collect, filters, optout, pairing, shards
from newtongue.curate.card import Facts, card
from newtongue.curate.choose import choose
from newtongue.curate.clusters import Clusters, remove
from newtongue.curate.collect import Unit
from newtongue.curate.decontaminate import known
from newtongue.curate.decontaminate import sources as benchmarks
from newtongue.curate.funnel import examples
from newtongue.curate.inspect import inspected
from newtongue.curate.publish import Dealing, chosen_of, concatenate, deal, join
from newtongue.curate.recipe import CurateRecipe
from newtongue.curate.tasks import Task, clean, gather, harvest
from newtongue.curate.weigh import Weighing, weigh
from newtongue.curate.workers import ProcessDied, RunAll, processes, ray_tasks
from newtongue.models.location import fingerprint
from newtongue.sandbox.cpus import processors

VERSION = 2
NEUTRAL = {"workers", "engine", "ray_address"}
"""Settings that change nothing in a run's outputs, and are no part of it."""
LIBRARIES = (
    *("enry-python", "pyaskalono", "license-expression", "tree-sitter", "google-re2", "pyarrow"),
    *("tree-sitter-language-pack", "detect-secrets", "pyrefly", "dulwich", "numpy", "xxhash"),
)
"""What decides outputs beside our own code: another version is another run."""

T = TypeVar("T")
R = TypeVar("R")


def plan(recipe: CurateRecipe) -> Plan:
    """What decides the run of a recipe: its settings, and the bytes of all that it reads."""
    inputs = {source.label: collect.fingerprint(source) for source in recipe.sources}
    if len(inputs) < len(recipe.sources):
        counts = Counter(source.label for source in recipe.sources)
        (name, _), *_ = counts.most_common(1)
        raise UsageError(
            f"two sources have the same name: {name}",
            field="sources",
            hint="give one a `name` of its own",
        )
    optout.read(Path(path) for path in recipe.optout)  # a bad line is said before any work
    for path in recipe.optout:
        inputs[path] = sha256_file(Path(path))
    if recipe.filters is not None:
        inputs |= filters.inputs(recipe.filters)
    if recipe.tokenizer is not None:
        inputs[recipe.tokenizer] = fingerprint(recipe.tokenizer)
    if recipe.decontaminate is not None:
        found, _ = benchmarks.sources(recipe.decontaminate)
        inputs |= {one.name: one.sha256 for one in found}
    inputs |= _versions()
    settings = recipe.model_dump(mode="json", exclude=NEUTRAL)
    return Plan(recipe.stage, VERSION, settings, inputs)


def _versions() -> dict[str, str]:
    found = {}
    for name in LIBRARIES:
        with suppress(PackageNotFoundError):
            found[name] = f"{name} {version(name)}"
    return found


def curate(recipe: CurateRecipe, run: Run) -> None:
    """Follow the recipe to a data set in the run's outputs. Does nothing where that was done."""
    if run.finished:
        return
    with _workers(recipe) as run_all:
        work = Work(recipe, run, run_all)
        gathered = work.phase("gather", gather, _gathering(work), recipe.limit)
        taken, limits = _limited(work, gathered)
        folder = run.partial / "clusters"
        clusters = remove(recipe.near_dedup, taken.shards, folder, work.near)
        phases = [taken, work.phase("clean", clean, _cleaning(work, taken, clusters))]
        if recipe.extract is not None:
            phases.append(work.phase("extract", harvest, _harvesting(work, phases[-1])))
        if recipe.pairs is not None:
            todo = pairing.tasks(recipe, run.partial / "pairs", phases[-1].shards)
            phases.append(work.phase("pairs", pairing.pair, todo))
        report = _publish(work, clusters, phases, limits)
    # the processes have ended, so that their CPU time is in the run's cost
    run.finish(counts=_counts(report), toolchains=_versions(), summary={"splits": report["splits"]})


@dataclass(frozen=True, slots=True)
class Phase:
    """What the tasks of a phase left behind."""

    shards: list[Path]
    dropped: list[Path]
    results: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Work:
    """A run that goes on: what it was told, where it writes, and who does the tasks."""

    recipe: CurateRecipe
    run: Run
    run_all: RunAll

    def phase(
        self,
        name: str,
        function: Callable[[Task], dict[str, Any]],
        todo: Sequence[Task],
        enough: int | None = None,
    ) -> Phase:
        """Do one task for each shard, with progress, in their order, until there is enough."""
        results: list[dict[str, Any]] = []
        try:
            for result in self.each(name, function, todo):
                results.append(result)
                if enough is not None and sum(one["items"] for one in results) >= enough:
                    break
        except ProcessDied:
            raise ProcessDied([at for task in todo if (at := task.at())]) from None
        done = todo[: len(results)]
        return Phase([task.made for task in done], [task.dropped for task in done], results)

    def near(self, function: Callable[[T], R], arguments: Sequence[T], /) -> Iterator[R]:
        """What near-deduplication has done, with progress too."""
        name = function.__name__.replace("_", " ")
        yield from self.each(f"near-duplicates: {name}", function, arguments, "")

    def each(
        self, name: str, function: Callable[[T], R], todo: Sequence[T], what: str = " shards"
    ) -> Iterator[R]:
        with self.run.progress.track(f"{name}{what}", len(todo)) as step:
            for result in self.run_all(function, todo):
                step()
                yield result


def _workers(recipe: CurateRecipe) -> AbstractContextManager[RunAll]:
    if recipe.engine == "ray":
        return ray_tasks(recipe.ray_address)
    return processes(recipe.workers or processors())


def _gathering(work: Work) -> list[Task]:
    """Consecutive units make a shard, as far as their estimates go."""
    recipe = work.recipe
    groups: list[list[Unit]] = [[]]
    size = 0
    for source in recipe.sources:
        for unit in collect.units(source):
            if groups[-1] and size + unit.bytes > recipe.shard_bytes:
                groups.append([])
                size = 0
            groups[-1].append(unit)
            size += unit.bytes
    whole = Task(0, recipe, work.run.partial / "gather", index=_index(work))
    return [replace(whole, number=n, units=tuple(group)) for n, group in enumerate(groups)]


def _index(work: Work) -> Path | None:
    """The benchmarks' index, beside the shards, where every node of a cluster sees it."""
    if work.recipe.decontaminate is None:
        return None
    made = known.prepare(work.recipe.decontaminate, work.run.progress)
    here = work.run.partial / "benchmarks.npz"
    with whole_file(here) as partial:
        shutil.copyfile(made, partial)
    return here


def _limited(work: Work, phase: Phase) -> tuple[Phase, list[dict[str, Any]]]:
    """The first so many files, where the recipe has a limit, and a line of the funnel for that."""
    left = work.recipe.limit
    if left is None:
        return phase, []
    seen = sum(result["items"] for result in phase.results)
    size = sum(result["bytes"] for result in phase.results)
    over = max(0, seen - left)
    line = {"step": "limit", "seen": seen, "bytes": size, "kept": seen - over}
    line |= {"dropped": {"beyond the limit": over} if over else {}}
    if over:
        last = work.run.partial / "gather" / "last.parquet"
        count = phase.results[-1]["items"] - over
        cut = [*phase.shards[:-1], shards.first(phase.shards[-1], last, count)]
        phase = replace(phase, shards=cut)
    return phase, [line]


def _cleaning(work: Work, gathered: Phase, clusters: Clusters) -> list[Task]:
    whole = Task(0, work.recipe, work.run.partial / "clean", removed=clusters.table)
    repeats = _repeats(gathered.shards)
    return [
        replace(whole, number=n, shard=shard, repeats=repeats.get(n, frozenset()))
        for n, shard in enumerate(gathered.shards)
    ]


def _repeats(paths: Sequence[Path]) -> dict[int, frozenset[int]]:
    """Rows whose id an earlier row has: the same file from two archives, say."""
    seen: set[str] = set()
    found: dict[int, set[int]] = {}
    for number, path in enumerate(paths):
        for row, one in enumerate(shards.read_rows(path, ("id",))):
            if one["id"] in seen:
                found.setdefault(number, set()).add(row)
            seen.add(one["id"])
    return {number: frozenset(rows) for number, rows in found.items()}


def _harvesting(work: Work, cleaned: Phase) -> list[Task]:
    folder = work.run.partial / "extract"
    whole = Task(0, work.recipe, folder)
    return [replace(whole, number=n, shard=shard) for n, shard in enumerate(cleaned.shards)]


def _publish(
    work: Work, clusters: Clusters, phases: list[Phase], limits: list[dict[str, Any]]
) -> dict[str, Any]:
    """Draw, write the data set, and say what became of everything: what is in inspect.json."""
    recipe, run, last = work.recipe, work.run, phases[-1].shards
    folder = run.partial / "weigh"
    weighing = [Weighing(n, shard, folder, recipe.tokenizer) for n, shard in enumerate(last)]
    weighed = list(work.each("weigh", weigh, weighing))
    choice = choose(weighed, recipe, clusters, last, run.partial, work.near)
    parts = run.partial / "parts"
    told = [
        chosen_of(one, parts / f"{n:05}.chosen.parquet", choice.sides, choice.clusters)
        for n, one in enumerate(weighed)
    ]
    dealing = [Dealing(n, last[n], parts, chosen) for n, chosen in enumerate(told)]
    dealt = [part for some in work.each("publish", deal, dealing) for part in some]
    written = join(dealt, parts, run.outputs / "data")
    dropped = [path for phase in phases for path in phase.dropped]
    concatenate(dropped, run.outputs / "dropped.parquet", without=("head",))
    report = inspected(
        recipe,
        clusters,
        [phase.results for phase in phases],
        phases[0].shards,
        last,
        limits,
        choice,
        examples(dropped),
        _benchmarks(recipe),
    )
    write_json(run.outputs / "inspect.json", report)
    files = [path.relative_to(run.outputs).as_posix() for path in written]
    facts = Facts(run=run.plan.identity, version=__version__, files=files, name="")
    write_text(run.outputs / "README.md", card(report, recipe.model_dump(mode="json"), facts))
    if clusters.table is not None:
        shutil.copyfile(clusters.table, run.outputs / "duplicates.parquet")
    return report


def _benchmarks(recipe: CurateRecipe) -> dict[str, list[str]]:
    if recipe.decontaminate is None:
        return {"checked": [], "missing": []}
    index = known.index(recipe.decontaminate)
    return {"checked": sorted(index.benchmarks), "missing": sorted(index.missing)}


def _counts(report: dict[str, Any]) -> dict[str, Any]:
    return {name: report[name] for name in ("steps", "splits", "pii", "benchmarks", "near_dedup")}
