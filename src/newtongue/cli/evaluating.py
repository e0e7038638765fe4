"""generate, judge, evaluate: completions, verdicts, scores."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newtongue.cli import call
from newtongue.cli.options import (
    BatchSize,
    Benchmarks,
    Chat,
    Completions,
    Data,
    Engine,
    Export,
    Fresh,
    Json,
    Languages,
    Limit,
    MaxNewTokens,
    Model,
    N,
    Out,
    PartialCredit,
    Quiet,
    RayAddress,
    Reruns,
    Seed,
    Server,
    Strict,
    Temperature,
    Tests,
    Tokenizer,
    TopP,
    Unsafe,
    Verbose,
    Words,
    Workers,
)

if TYPE_CHECKING:
    from newtongue.core.run import Run

SAMPLED = (
    "model",
    "benchmark",
    "language",
    "n",
    "temperature",
    "top_p",
    "max_new_tokens",
    "batch_size",
    "tokenizer",
    "server",
    "chat",
    "data",
    "limit",
    "seed",
    "export",
)
JUDGED = (
    *("tests", "strict", "partial_credit", "reruns"),
    *("data", "workers", "engine", "ray_address", "unsafe", "limit", "seed", "export"),
)


def generate(
    words: Words = None,
    model: Model = None,
    benchmark: Benchmarks = None,
    language: Languages = None,
    n: N = None,
    temperature: Temperature = None,
    top_p: TopP = None,
    max_new_tokens: MaxNewTokens = None,
    batch_size: BatchSize = None,
    tokenizer: Tokenizer = None,
    server: Server = None,
    chat: Chat = None,
    data: Data = None,
    limit: Limit = None,
    export: Export = None,
    seed: Seed = None,
    out: Out = None,
    fresh: Fresh = False,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write a model's completions (no judging: do that anywhere, with `evaluate --completions`).

    newtongue generate -m Salesforce/codegen-350M-mono -b humaneval -l lua,rust -n 20 --out run

    The same line with -n 200 samples only the 180 that are missing.
    """
    from newtongue.evaluate import stage
    from newtongue.evaluate.recipe import GenerateRecipe

    flags = call.flags(locals(), SAMPLED)
    recipe = call.recipe(GenerateRecipe, "generate", "evaluate", words, flags)
    run = call.run(
        recipe, stage.plan(recipe), stage.generate, out, fresh, call.progress(quiet, verbose)
    )
    path = run.outputs / "completions.jsonl.gz"
    answer = {"completions": str(path), "counts": run.manifest["counts"]}
    lines = [f"{answer['counts']['completions']} in {path}", *_exported(run, export)]
    call.answer("generate", run, answer, as_json, lines)


def judge(
    files: Annotated[
        list[str],
        typer.Argument(help="files or folders of completions, and key=value settings"),
    ],
    tests: Tests = None,
    strict: Strict = None,
    partial_credit: PartialCredit = None,
    reruns: Reruns = None,
    data: Data = None,
    workers: Workers = None,
    engine: Engine = None,
    ray_address: RayAddress = None,
    unsafe: Unsafe = None,
    limit: Limit = None,
    export: Export = None,
    seed: Seed = None,
    out: Out = None,
    fresh: Fresh = False,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Run completions in the sandbox and write a verdict for each, with outcome counts, no score.

    newtongue judge completions.jsonl.gz --out verdicts
    """
    from newtongue.evaluate import stage
    from newtongue.evaluate.recipe import JudgeRecipe

    words = [word for word in files if "=" in word and not Path(word).exists()]
    paths = [word for word in files if word not in words]
    flags = call.flags(locals(), JUDGED) | ({"completions": paths} if paths else {})
    recipe = call.recipe(JudgeRecipe, "judge", "evaluate", words, flags)
    run = call.run(
        recipe, stage.plan(recipe), stage.judge, out, fresh, call.progress(quiet, verbose)
    )
    counts = run.manifest["counts"]
    lines = [
        f"{name}: " + ", ".join(f"{outcome} {count}" for outcome, count in found.items() if count)
        for name, found in counts["outcomes"].items()
    ]
    if found := counts.get("suspect"):
        lines.append(f"{found} completions are suspect (the column says why)")
    lines += _unstable(run)
    lines += [*_recorded(run), *_exported(run, export)]
    answer = {"verdicts": str(run.outputs / "verdicts.parquet"), "counts": counts}
    call.answer("judge", run, answer, as_json, [*lines, str(answer["verdicts"])])


def evaluate(
    words: Words = None,
    completions: Completions = None,
    model: Model = None,
    benchmark: Benchmarks = None,
    language: Languages = None,
    n: N = None,
    k: Annotated[str | None, typer.Option("--k", help="1,10,100: which pass@k")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="MultiPL-E's table, with ours")] = None,
    temperature: Temperature = None,
    top_p: TopP = None,
    max_new_tokens: MaxNewTokens = None,
    batch_size: BatchSize = None,
    tokenizer: Tokenizer = None,
    server: Server = None,
    chat: Chat = None,
    tests: Tests = None,
    strict: Strict = None,
    partial_credit: PartialCredit = None,
    reruns: Reruns = None,
    data: Data = None,
    workers: Workers = None,
    engine: Engine = None,
    ray_address: RayAddress = None,
    unsafe: Unsafe = None,
    limit: Limit = None,
    export: Export = None,
    seed: Seed = None,
    out: Out = None,
    fresh: Fresh = False,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Score a model, or completions from a file: pass@k with 95 % intervals and outcome counts.

    newtongue evaluate -m ./model -b starter -l python,lua -n 20

    newtongue evaluate --completions completions.jsonl.gz
    """
    from newtongue.evaluate import stage
    from newtongue.evaluate.recipe import EvaluateRecipe
    from newtongue.evaluate.scores import interruption
    from newtongue.report.tables import scores_text

    flags = call.flags(locals(), (*SAMPLED, *JUDGED, "completions"))
    if k is not None:
        flags["k"] = [call.whole(part, "k") for part in k.split(",")]
    if csv is not None:
        flags["csv"] = str(csv)
    recipe = call.recipe(EvaluateRecipe, "evaluate", "evaluate", words, flags)
    run = call.run(
        recipe, stage.plan(recipe), stage.evaluate, out, fresh, call.progress(quiet, verbose)
    )
    scores = run.manifest["summary"]["scores"]
    lines = [scores_text(scores), *_marks(scores)]
    if n is not None or not recipe.completions:
        goes_on = "the `newtongue generate` that wrote them" if recipe.completions else _this_call()
        found = (interruption(score, recipe.n, goes_on) for score in scores)
        lines += [line for line in found if line]
    lines += [f"not judged: {count} x {why}" for why, count in _unsupported(run).items()]
    lines += _unstable(run)
    if repeated := run.manifest["counts"].get("duplicates"):
        lines.append(f"{repeated} rows repeat an earlier one and were skipped")
    lines += [*_recorded(run), *_exported(run, export), f"run: {run.folder}"]
    unsupported = _unsupported(run)
    recorded = run.manifest["counts"].get("recorded", {})
    answer = {"scores": scores, "unsupported": unsupported, "recorded": recorded}
    answer |= {
        k: v for k, v in run.manifest["counts"].items() if k.startswith(("rerun", "unstable"))
    }
    call.answer("evaluate", run, answer, as_json, lines)
    if unsupported and not any(score["problems"] for score in scores):
        raise typer.Exit(1)


def _unstable(run: Run) -> list[str]:
    """A line on programs that came to another outcome when they ran again, if they did run."""
    counts = run.manifest["counts"]
    if "rerun" not in counts:
        return []
    found = counts["unstable"]
    where = f"; the column `unstable` of {run.measurements} says which" if found else ""
    lines = [f"{counts['rerun']} programs ran again, {found} came to another outcome{where}"]
    if failed := counts["rerun_failed"]:
        lines.append(f"{failed} did not, as the sandbox failed: the same call tries them again")
    return lines


def _marks(scores: Sequence[Mapping[str, Any]]) -> list[str]:
    """A line for each score that has more to say than its table: suspects, partial credit."""
    lines = []
    for one in scores:
        where = f"{one['benchmark']} in {one['language']}"
        if share := one.get("partial"):
            lines.append(
                f"{where}: {100 * share['estimate']:.1f} % of the cases hold "
                f"[{100 * share['low']:.1f}, {100 * share['high']:.1f}], "
                f"{share['problems']} problems, {share['completions']} completions"
            )
        if one.get("suspect"):
            lines.append(
                f"{where}: {one['suspect']} of {one['completions']} completions are suspect "
                "(verdicts.parquet says why)"
            )
    return lines


def _recorded(run: Run) -> list[str]:
    """Whether verdicts that came with the completions agree with ours."""
    from newtongue.evaluate.exchange import agreement

    return agreement(run.manifest["counts"].get("recorded", {}))


def _exported(run: Run, folder: Path | None) -> list[str]:
    if folder is None:
        return []
    left_out = run.manifest["counts"].get("not_exported", {})
    lines = [f"not exported: {count} x {why}" for why, count in left_out.items()]
    return [*lines, f"MultiPL-E's files: {folder}"]


def _unsupported(run: Run) -> dict[str, int]:
    found: dict[str, int] = run.manifest["counts"].get("unsupported", {})
    return found


def _this_call() -> str:
    import shlex

    return "newtongue " + shlex.join(sys.argv[1:])
