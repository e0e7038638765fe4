"""The stages generate, judge and evaluate: each reads a recipe and files, and leaves a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from newtongue import languages, toolchains
from newtongue.benchmarks import base as benchmarks
from newtongue.benchmarks.multipl_e_files import benchmark_of, holds_prompts, results_files
from newtongue.core.completion import Completion, Key, Outcome, Verdict
from newtongue.core.errors import Unsupported, UsageError
from newtongue.core.home import cache_folder
from newtongue.core.problem import Problem
from newtongue.core.run import Plan, Run
from newtongue.core.store import read_parquet, sha256_file, write_json, write_parquet, write_text
from newtongue.evaluate import exchange
from newtongue.evaluate import generate as sampling
from newtongue.evaluate.recipe import EvaluateRecipe, GenerateRecipe, JudgeRecipe, Judging, Sampled
from newtongue.evaluate.scores import Group, score, to_csv
from newtongue.judge import Judged, Problems, Program, assemble, by_problem, judge_all
from newtongue.models.location import fingerprint
from newtongue.models.replay import completion_files, read_completions
from newtongue.sandbox.base import Limits
from newtongue.sandbox.cache import Cache
from newtongue.sandbox.cluster import require_ray
from newtongue.sandbox.pool import Pool
from newtongue.sandbox.ray import Nodes

VERSION = 2
GROWING = (
    *("n", "k", "csv", "export", "workers", "concurrency", "cache"),
    *("engine", "ray_address", "ray_batch"),
)
"""Settings that only add to a run, or change nothing in its outputs."""

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
}


def plan(recipe: GenerateRecipe | JudgeRecipe | EvaluateRecipe) -> Plan:
    """What decides the run of a recipe: its settings and the bytes it reads.

    Files, benchmarks and local models count by their bytes, whatever their paths.
    """
    if isinstance(recipe, Judging) and recipe.engine == "ray":
        require_ray()  # before anything is sampled
    aside = {"completions", "data"}
    if isinstance(recipe, JudgeRecipe) or (isinstance(recipe, Judging) and recipe.completions):
        inputs = _given(recipe)
        # how these completions were sampled is in their rows, not in this recipe's defaults
        aside |= set(Sampled.model_fields) - {"stage", "limit", "seed"} - recipe.model_fields_set
    else:
        inputs = _asked(recipe)
        aside |= set() if recipe.server else {"model", "tokenizer"}
    settings = {k: v for k, v in recipe.model_dump(mode="json").items() if k not in aside}
    return Plan(recipe.stage, VERSION, settings, inputs, GROWING)


def _given(recipe: JudgeRecipe | EvaluateRecipe) -> dict[str, str]:
    """The sha256 of the completions that a recipe names, and of the benchmarks they need."""
    if not recipe.completions:
        raise UsageError("name a file or folder of completions", field="completions")
    files = [file for path in recipe.completions for file in completion_files(path)]
    files += [file for path in recipe.completions for file in results_files(path)]
    rows = read_rows(recipe)
    for key in {row.language for row in rows} if recipe.strict else ():
        languages.strict(key)
    needed = _benchmarks_of(rows, recipe)
    return {str(file): sha256_file(file) for file in files} | _data(needed, recipe.data)


def _asked(recipe: Sampled) -> dict[str, str]:
    """The sha256 of benchmarks and of a local model. What can't be is refused here, before work."""
    for key in recipe.language:
        languages.get(key)
        if isinstance(recipe, Judging) and recipe.strict:
            languages.strict(key)
    inputs = _data(set(recipe.benchmark), recipe.data)
    wanted = max(recipe.k, default=1) if isinstance(recipe, EvaluateRecipe) else 1
    if wanted > recipe.n:
        raise UsageError(
            f"pass@{wanted} needs {wanted} completions of every problem, and n is {recipe.n}",
            field="k",
            hint=f"-n {wanted}",
        )
    specs = {"model": recipe.model, "tokenizer": recipe.tokenizer}
    local = {name: spec for name, spec in specs.items() if spec and recipe.server is None}
    return inputs | {f"{name} {spec}": fingerprint(spec) for name, spec in local.items()}


def _data(names: set[str], data: list[Path]) -> dict[str, str]:
    def digest(name: str) -> str:
        if holds_prompts(Path(name)):
            return sha256_file(Path(name))
        return benchmarks.load(name, data=data, limit=1).data_sha256

    return {f"benchmark {name}": digest(name) for name in sorted(names)}


def generate(recipe: GenerateRecipe, run: Run) -> None:
    """Write outputs/completions.jsonl.gz."""
    if run.finished:
        return
    asked = sampling.prompts(recipe)
    completions = sampling.generate_into(recipe, run, asked)
    left_out = exchange.export(recipe.export, completions, asked.problems)
    run.finish(
        counts={
            "prompts": len(asked.prompts),
            "completions": len(completions),
            "unsupported": asked.unsupported,
            "not_exported": left_out,
        },
        summary={"model": recipe.model},
    )


def judge(recipe: JudgeRecipe, run: Run) -> None:
    """Write outputs/verdicts.parquet and outcomes.json; no score."""
    if run.finished:
        return
    repeated: Counter[str] = Counter()
    completions = read_rows(recipe, repeated)
    problems = problems_of(completions, recipe, recipe.data)
    judged, dropped = judge_completions(completions, recipe, problems, run)
    verdicts = [one.verdict for one in judged.values()]
    counts = outcome_counts(verdicts)
    write_json(run.outputs / "outcomes.json", counts)
    run.finish(
        counts={
            "completions": len(completions),
            "duplicates": repeated["duplicates"],
            "unsupported": dropped,
            "outcomes": counts,
            "suspect": sum(verdict.suspect is not None for verdict in verdicts),
            "recorded": exchange.compare(recipe.completions, completions, judged, run),
            "not_exported": _export(recipe, completions, problems, judged),
        },
        toolchains=_versions(verdicts),
        incomplete=_failed_here(verdicts),
    )


def evaluate(recipe: EvaluateRecipe, run: Run) -> None:
    """Write completions (where a model was asked), verdicts.parquet, scores.json and scores.csv."""
    if run.finished:
        return
    expected: dict[Group, set[str]] | None = None
    unsupported: Mapping[str, int] = {}
    repeated: Counter[str] = Counter()
    if recipe.completions:
        completions = read_rows(recipe, repeated)
        models = sorted({c.model for c in completions if c.model})
        model = models[0] if len(models) == 1 else (recipe.model or None)
    else:
        asked = sampling.prompts(recipe)
        completions = sampling.generate_into(recipe, run, asked)
        model, unsupported = recipe.model, asked.unsupported
        expected = {}
        for prompt in asked.prompts:
            expected.setdefault((prompt.benchmark, prompt.language), set()).add(prompt.name)
    if expected is None:
        expected = {}
        for each in completions:
            expected.setdefault((each.benchmark, each.language), set()).add(each.name)
    problems = problems_of(completions, recipe, recipe.data)
    judged, dropped = judge_completions(completions, recipe, problems, run)
    # an earlier call may have asked for more: what it left is kept, the first n are scored
    scored = [c for c in completions if recipe.completions or c.output_id < recipe.n]
    verdicts = [judged[c.key].verdict for c in scored if c.key in judged]
    scores = score(verdicts, expected, model=model, k=recipe.k or None, seed=recipe.seed)
    write_json(run.outputs / "scores.json", {"schema": 1, "scores": scores})
    write_text(run.outputs / "scores.csv", to_csv(scores))
    if recipe.csv is not None:
        write_text(recipe.csv, to_csv(scores))
    run.finish(
        counts={
            "completions": len(completions),
            "duplicates": repeated["duplicates"],
            "programs": len({v.program_sha256 for v in verdicts}),
            "unsupported": {**unsupported, **dropped},
            "recorded": exchange.compare(recipe.completions, scored, judged, run),
            "not_exported": _export(recipe, scored, problems, judged),
        },
        toolchains=_versions(verdicts),
        summary={"model": model, "scores": scores},
        incomplete=_failed_here(verdicts),
    )


def read_rows(
    recipe: JudgeRecipe | EvaluateRecipe, counts: Counter[str] | None = None
) -> list[Completion]:
    """The completions of the recipe's files and folders, once each, in the order of their keys.

    A benchmark or languages that the recipe names (and does not only have by default) say whose the
    rows without a benchmark are, and which languages are wanted.
    """
    named = recipe.model_fields_set & {"benchmark", "language"}
    given = "benchmark" in named and recipe.benchmark
    benchmark = _benchmark_named(recipe.benchmark[0]) if given else ""
    wanted = {languages.get(key).name for key in recipe.language} if "language" in named else None
    rows: dict[Key, Completion] = {}
    for path in recipe.completions:
        for completion in read_completions(path, counts, benchmark):
            if wanted is not None and completion.language not in wanted:
                continue
            earlier = rows.setdefault(completion.key, completion)
            if earlier.output_text != completion.output_text:
                raise UsageError(
                    f"completion {completion.output_id} of {completion.name} in "
                    f"{completion.language} was in an earlier file with another text",
                    file=str(path),
                    field="output_text",
                )
    ordered = [rows[key] for key in sorted(rows)]
    if not ordered:
        places = ", ".join(map(str, recipe.completions))
        raise UsageError("no completions to judge", file=places, field="completions")
    first = set(list(dict.fromkeys(c.key[:3] for c in ordered))[: recipe.limit])
    return [c for c in ordered if c.key[:3] in first]


def _benchmark_named(name: str) -> str:
    """What rows of this benchmark call it. Raises UsageError for a name that nothing has."""
    path = Path(name)
    if holds_prompts(path):
        return benchmark_of(path)
    if name not in benchmarks.names() and not path.is_file():
        raise benchmarks.unknown(name)
    return name


def problems_of(
    completions: Iterable[Completion], recipe: Judging, data: list[Path]
) -> dict[tuple[str, str], Problem]:
    """The problems whose own tests the completions are judged by."""
    return {
        (p.benchmark, p.name): p
        for name in sorted(_benchmarks_of(completions, recipe))
        for p in benchmarks.load(name, data=data).problems
    }


def judge_completions(
    completions: Iterable[Completion], recipe: Judging, problems: Problems, run: Run
) -> tuple[dict[Key, Judged], dict[str, int]]:
    """Judge all completions into the run; returns verdicts by key, and what couldn't be judged."""
    programs: dict[Key, Program] = {}
    dropped: Counter[str] = Counter()
    for completion in completions:
        try:
            programs[completion.key] = assemble(
                completion,
                problems,
                ours=_ours(recipe),
                strict=recipe.strict,
                partial=recipe.partial_credit,
            )
        except Unsupported as reason:
            dropped[f"{completion.language}: {reason.message}"] += 1
    # what runs without isolation may have seen this machine, and says nothing of the next
    cached = recipe.cache and not recipe.unsafe
    with Cache(cache_folder() / "executions.sqlite") if cached else nullcontext() as cache:
        judged = judge_all(
            programs,
            known=_known(run),
            store=run.partial / "verdicts.jsonl",
            pool=_pool(recipe, run),
            progress=run.progress,
            limits=Limits(
                cpu=recipe.cpu_seconds,
                wall=3 * recipe.cpu_seconds + 2,
                memory=recipe.memory_mb << 20,
            ),
            cache=cache,
        )
    ordered = {key: judged[key] for key in sorted(judged)}
    rows = [asdict(one.verdict) | {"outcome": str(one.verdict.outcome)} for one in ordered.values()]
    write_parquet(run.outputs / "verdicts.parquet", rows, VERDICTS)
    costs = {one.verdict.program_sha256: one for one in ordered.values()}
    run.measure([_cost(sha, costs[sha]) for sha in sorted(costs)], MEASUREMENTS)
    return ordered, dict(dropped)


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


def _export(
    recipe: Judging,
    completions: Iterable[Completion],
    problems: Problems,
    judged: dict[Key, Judged],
) -> dict[str, int]:
    return exchange.export(recipe.export, completions, problems, judged, ours=_ours(recipe))


def _cost(sha: str, judged: Judged) -> dict[str, Any]:
    return {
        "program_sha256": sha,
        "cpu_seconds": judged.cpu,
        "wall_seconds": judged.wall,
        "peak_memory_bytes": judged.peak_memory,
        "stdout": judged.stdout.encode("utf-8", "replace").decode(),
        "stderr": judged.stderr.encode("utf-8", "replace").decode(),
        "toolchain": judged.toolchain,
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
            )
    return known


def _benchmarks_of(completions: Iterable[Completion], recipe: Judging) -> set[str]:
    """The benchmarks whose own tests are needed."""
    ours = _ours(recipe)
    return {c.benchmark for c in completions if c.benchmark and by_problem(c, ours=ours)}


def _ours(recipe: Judging) -> bool:
    """Whether a benchmark's own tests judge rows that brought others: strict mode has no others."""
    return recipe.tests == "ours" or recipe.strict


def _failed_here(verdicts: Iterable[Verdict]) -> bool:
    """The sandbox failed on some: the next equal call judges them again."""
    return any(verdict.outcome is Outcome.INFRASTRUCTURE for verdict in verdicts)


def outcome_counts(verdicts: Iterable[Verdict]) -> dict[str, dict[str, int]]:
    """Outcome counts by language, every outcome named."""
    counts: dict[str, Counter[str]] = {}
    for verdict in verdicts:
        counts.setdefault(verdict.language, Counter())[verdict.outcome] += 1
    return {name: {o.value: counts[name][o.value] for o in Outcome} for name in sorted(counts)}


def _versions(verdicts: Iterable[Verdict]) -> dict[str, str]:
    names = sorted({verdict.language for verdict in verdicts})
    return {name: toolchains.find(languages.get(name)).version for name in names}
