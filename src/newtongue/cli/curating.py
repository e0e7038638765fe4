"""curate, attribute, optout: training data, where a text comes from, what must go."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newtongue.cli import call
from newtongue.cli.options import (
    Engine,
    Fresh,
    Json,
    Limit,
    Out,
    Quiet,
    RayAddress,
    Seed,
    Verbose,
    Words,
)
from newtongue.core.errors import UsageError

if TYPE_CHECKING:
    from newtongue.curate.affected import Found
    from newtongue.curate.attribute import Hit, Lines
    from newtongue.curate.recipe import CurateRecipe

Processes = Annotated[
    int | None, typer.Option("--workers", "-w", help="processes at one time (one a processor)")
]


def curate(
    words: Words = None,
    limit: Limit = None,
    workers: Processes = None,
    engine: Engine = None,
    ray_address: RayAddress = None,
    seed: Seed = None,
    out: Out = None,
    fresh: Fresh = False,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Real code in; clean, licensed, traceable training data out: Parquet, a card, a page.

    newtongue curate installed-python

    newtongue curate my-recipe.yaml near_dedup.threshold=0.6 sample.budget=1000000

    Sources are folders, git repositories, archives, Parquet or JSONL, data sets of the hub, or the
    Python on this machine. Files pass opt-out, licence, filters, near-deduplication,
    decontamination and redaction of personal data; functions may be taken out of them, or code
    paired with its tests. What a step drops is counted by reason and listed in
    outputs/dropped.parquet.
    """
    from newtongue.curate import stage
    from newtongue.curate.recipe import CurateRecipe
    from newtongue.report import curation

    flags = call.flags(locals(), ("limit", "workers", "engine", "ray_address", "seed"))
    recipe = call.recipe(CurateRecipe, "curate", "curate", words, flags, needed=True)
    progress = call.progress(quiet, verbose)
    run = call.run(recipe, stage.plan(recipe), stage.curate, out, fresh, progress)
    report = json.loads((run.outputs / "inspect.json").read_text(encoding="utf-8"))
    page = curation.write(run.folder, run.folder / "report")
    answer = {"data": str(run.outputs / "data"), "page": str(page), "counts": report["steps"]}
    told = ("languages", "licences", "repositories", "near_dedup", "pii", "benchmarks")
    doubts = _doubts(recipe, report)
    answer |= {name: report[name] for name in told} | {"warnings": doubts}
    lines = [*curation.lines(report), *doubts]
    lines += [f"data set: {run.outputs}", f"page: {page}"]
    call.answer("curate", run, answer | {"splits": report["splits"]}, as_json, lines)
    if not report["splits"]:
        raise typer.Exit(1)


def _doubts(recipe: CurateRecipe, report: dict[str, Any]) -> list[str]:
    """What the user would want to know before the data set is used."""
    lines = []
    if not report["splits"]:
        lines.append("nothing is left: the table says which step took it, dropped.parquet why")
    asked = {} if recipe.split is None else {"validation": recipe.split.validation}
    asked |= {} if recipe.split is None else {"test": recipe.split.test}
    for name, share in asked.items():
        if share and report["splits"] and name not in report["splits"]:
            lines.append(
                f"no {name} split: no group of repositories is as small as {share:.0%} of the "
                "tokens, and none is parted"
            )
    first = report["steps"][0]["dropped"]
    for reason, count in first.items():
        if reason.startswith("damaged") or reason == "no such revision":
            lines.append(f"{reason}: {count} (dropped.parquet names them)")
    return lines


def attribute(
    file: Annotated[Path, typer.Argument(help="a file of code, or - for standard input")],
    dataset: Annotated[
        Path, typer.Option("--dataset", "-d", help="Parquet, a curation's run, or a folder of runs")
    ],
    k: Annotated[int, typer.Option("-k", help="how many files are shown")] = 5,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """The training files that a text is nearest to, with licence and link, and what is copied.

    newtongue attribute completion.py --dataset runs/curate-...

    Words that both have lead there (BM25), and runs of tokens that both have whatever their names
    are: a copy with other variables is found, however much other text stands around it, and a text
    that only looks alike is said to be none. The index is built once and kept in the cache. A run
    means its data set, a folder of runs those of all finished ones.
    """
    from newtongue.curate import attribute as room

    text = sys.stdin.read() if str(file) == "-" else _text(file)
    with call.progress(quiet, False).track("index of the data set", 1):
        index = room.build(dataset)
    hits = room.nearest(index, text, k)
    copied = sum(hit.copied for hit in hits)
    lines = [line for hit in hits for line in _hit(hit)]
    lines.append(f"{copied} of these hold a copy" if copied else "no copy is known among these")
    call.answer("attribute", None, {"hits": room.rows(hits)}, as_json, lines)


def optout(
    words: Annotated[
        list[Path],
        typer.Argument(help="LIST..., data sets and run folders", metavar="LIST PATH..."),
    ],
    as_json: Json = False,
) -> None:
    """What an opt-out list touches in data sets and runs: rows, and what was made from them.

    newtongue optout optout.txt runs

    A list has a line for each repository (owner/name), owner (owner/*) or hash. Name the folder
    that holds all runs to see every descendant of a data set. Near copies of what is affected,
    entries that match nothing and files that can't be read are named, too. To make a data set
    without them, put the list in the recipe: optout: [optout.txt]
    """
    from newtongue.curate import optout as lists
    from newtongue.curate.affected import affected
    from newtongue.report.words import counted

    listed, *paths = words
    if not paths:
        raise UsageError("name data sets or run folders after the list", field="LIST PATH...")
    found = affected(paths, lists.read([listed]))
    lines = [
        f"{row['file']}: row {row['row']}: {row['repository']} {row['path']}: {row['entry']}"
        for row in found.items
    ]
    lines += [f"{run['run']} ({run['stage']}): {run['because']}" for run in found.runs]
    lines += _beyond(found)
    rows, runs = counted(len(found.items), "row"), counted(len(found.runs), "run")
    lines.append(f"{rows} and {runs} are affected")
    call.answer("optout", None, asdict(found), as_json, lines)


def _beyond(found: Found) -> list[str]:
    """Near copies, and what was not looked at or matched nothing: ten of each."""
    from newtongue.report.words import counted

    lines = []
    if found.near_copies:
        places = dict.fromkeys(f"{row['repository']} {row['path']}" for row in found.near_copies)
        rows = counted(len(found.near_copies), "row")
        lines.append(f"near copies: {rows}: {_ten(list(places))}")
    lines += [f"not read: {each['file']}: {each['why']}" for each in found.unread[:10]]
    if len(found.unread) > 10:
        lines.append(f"not read: {len(found.unread) - 10:,} more")
    if found.unmatched:
        lines.append(f"matched nothing: {_ten(found.unmatched)}")
    return lines


def _ten(names: Sequence[str]) -> str:
    more = len(names) - 10
    return ", ".join(names[:10]) + (f", and {more:,} more" if more > 0 else "")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"not UTF-8: {error}", file=str(file)) from None


def _hit(hit: Hit) -> list[str]:
    """A training file in two lines, and one for each stretch of lines of what may be a copy."""
    licence = hit.licence or "no licence known"
    paths = f"{hit.path} with {hit.test_path}" if hit.test_path else hit.path
    what = f"{hit.name} (line {hit.line})" if hit.name and hit.line else hit.name
    item = "function" if hit.name else "pair" if hit.test_path else "file"
    alike = f"{100 * hit.share:.0f} % of your text, {100 * hit.of_item:.0f} % of the {item}"
    verdict = "copied" if hit.copied else "too short to tell" if hit.short else "alike"
    where = " ".join(word for word in (hit.repository, paths) if word)
    lines = [f"{verdict} ({alike}), score {hit.score:.1f}: {where}{f': {what}' if what else ''}"]
    lines.append(f"    {licence}{f', {hit.url}' if hit.url else ''}")
    if hit.copied or hit.short:
        lines += [f"    {_same(each, hit.path or 'the file', what or 'it')}" for each in hit.lines]
    return lines


def _same(lines: Lines, path: str, item: str) -> str:
    """Which lines are the user's, and which the file's; else those of the data set's item."""
    ours = f"your lines {lines.first}-{lines.last}"
    if lines.file_first is not None:
        return f"{ours} are lines {lines.file_first}-{lines.file_last} of {path}"
    return f"{ours}: {item}, in the data set its lines {lines.item_first}-{lines.item_last}"
