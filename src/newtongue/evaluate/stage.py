"""The stages generate, judge and evaluate: each reads a recipe and files, and leaves a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from newtongue import languages, toolchains
from newtongue.benchmarks import base as benchmarks
from newtongue.benchmarks.multipl_e_files import holds_prompts, results_files
from newtongue.core.completion import Completion, Key, Outcome, Verdict
from newtongue.core.errors import UsageError
from newtongue.core.run import Plan, Run
from newtongue.core.store import sha256_file, write_json, write_text
from newtongue.evaluate import exchange
from newtongue.evaluate import generate as sampling
from newtongue.evaluate.judging import judge_completions, outcome_counts
from newtongue.evaluate.recipe import EvaluateRecipe, GenerateRecipe, JudgeRecipe, Judging, Sampled
from newtongue.evaluate.rows import benchmarks_of, ours_wanted, problems_of, read_rows
from newtongue.evaluate.scores import Group, score, to_csv
from newtongue.judge import Judged, Problems
from newtongue.models.location import fingerprint
from newtongue.models.replay import completion_files
from newtongue.sandbox.cluster import require_ray

VERSION = 4
GROWING = (
    *("n", "k", "csv", "export", "workers", "concurrency", "cache", "reruns"),
    *("engine", "ray_address", "ray_batch"),
)
"""Settings that only add to a run, or change nothing in its outputs."""


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
    needed = benchmarks_of(rows, recipe)
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
    judged, found = judge_completions(completions, recipe, problems, run)
    verdicts = [one.verdict for one in judged.values()]
    counts = outcome_counts(verdicts)
    write_json(run.outputs / "outcomes.json", counts)
    run.finish(
        counts={
            "completions": len(completions),
            "duplicates": repeated["duplicates"],
            "outcomes": counts,
            **found,
            "suspect": sum(verdict.suspect is not None for verdict in verdicts),
            "recorded": exchange.compare(recipe.completions, completions, judged, run),
            "not_exported": _export(recipe, completions, problems, judged),
        },
        toolchains=_versions(verdicts),
        incomplete=_failed_here(verdicts) or found.get("rerun_failed", 0) > 0,
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
    judged, found = judge_completions(completions, recipe, problems, run)
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
            **found,
            "unsupported": {**unsupported, **found["unsupported"]},
            "recorded": exchange.compare(recipe.completions, scored, judged, run),
            "not_exported": _export(recipe, scored, problems, judged),
        },
        toolchains=_versions(verdicts),
        summary={"model": model, "scores": scores},
        incomplete=_failed_here(verdicts) or found.get("rerun_failed", 0) > 0,
    )


def _export(
    recipe: Judging,
    completions: Iterable[Completion],
    problems: Problems,
    judged: dict[Key, Judged],
) -> dict[str, int]:
    return exchange.export(recipe.export, completions, problems, judged, ours=ours_wanted(recipe))


def _failed_here(verdicts: Iterable[Verdict]) -> bool:
    """The sandbox failed on some: the next equal call judges them again."""
    return any(verdict.outcome is Outcome.INFRASTRUCTURE for verdict in verdicts)


def _versions(verdicts: Iterable[Verdict]) -> dict[str, str]:
    names = sorted({verdict.language for verdict in verdicts})
    return {name: toolchains.find(languages.get(name)).version for name in names}
