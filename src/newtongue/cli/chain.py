"""train, teach, quickstart, report: models, the whole chain, its page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from newtongue.cli import call
from newtongue.cli.options import Fresh, Json, Limit, Out, Quiet, Seed, Verbose, Words, Workers
from newtongue.core.progress import clock


def train(
    words: Words = None,
    seed: Seed = None,
    out: Out = None,
    fresh: Fresh = False,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Tune a model, or train a small one from scratch: full or LoRA, with replay, resumable.

    newtongue train codegen-350m-lua-lora data.0.path=my-lua.jsonl --out tuned

    A data set is JSONL: {"language": "lua", "prompt": "...", "completion": "..."} a line.
    """
    from newtongue.train import stage as room
    from newtongue.train.recipe import TrainRecipe

    recipe = call.recipe(TrainRecipe, "train", "train", words, call.flags(locals(), ("seed",)))
    run = call.run(recipe, room.plan(recipe), room.train, out, fresh, call.progress(quiet, verbose))
    counts = run.manifest["counts"]
    made = "model" if (run.outputs / "model").is_dir() else "adapter"
    answer = {"model": str(run.outputs / made), "counts": counts}
    spent = run.manifest["cost"]["wall_seconds"]
    lines = [*(f"{name.replace('_', ' ')}: {value}" for name, value in counts.items())]
    lines += [f"in {clock(spent)}: {answer['model']}", f"newtongue evaluate -m {run.folder} ..."]
    call.answer("train", run, answer, as_json, lines)


def teach(
    words: Words = None,
    workers: Workers = None,
    limit: Limit = None,
    seed: Seed = None,
    out: Out = None,
    fresh: Fresh = False,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """The whole chain as one plan: train, sample, judge, keep, tune, evaluate, report.

    newtongue teach lab
    """
    from newtongue import teach as room

    flags = call.flags(locals(), ("workers", "seed", "limit"))
    recipe = call.recipe(room.TeachRecipe, "teach", "teach", words, flags, needed=True)
    run = call.run(recipe, room.plan(recipe), room.teach, out, fresh, call.progress(quiet, verbose))
    pages = run.folder / "report"
    answer = json.loads((pages / "report.json").read_text(encoding="utf-8"))
    lines = [(pages / "report.txt").read_text(encoding="utf-8")]
    lines.append(f"report: {pages / 'report.html'}")
    call.answer("teach", run, {"report": answer}, as_json, lines)


def quickstart(
    workers: Workers = None,
    seed: Seed = None,
    out: Out = None,
    fresh: Fresh = False,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """A small model learns Lua from data that execution validated, in minutes on two CPU cores.

    Two tiny models are trained from scratch: a student that knows Python and a teacher that knows
    some Lua. The teacher writes Lua, the judge keeps what passes, the student is tuned on it, and
    everything is measured before and after, with error bars.
    """
    teach(
        ["lab"],
        workers=workers,
        seed=seed,
        out=out,
        fresh=fresh,
        as_json=as_json,
        quiet=quiet,
        verbose=verbose,
    )


def report(
    runs: Annotated[list[Path], typer.Argument(help="run folders of evaluate, teach or curate")],
    out: Out = None,
    as_json: Json = False,
) -> None:
    """One self-contained page, and Markdown and JSON, from run folders.

    newtongue report runs/evaluate-* --out report
    """
    from newtongue import report as room

    folder = out or Path("report")
    written = room.build(runs, folder)
    answer = {"files": [str(path) for path in written]}
    call.answer("report", None, answer, as_json, answer["files"])
