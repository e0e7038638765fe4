"""The whole chain as one resumable plan: train, sample, judge, keep, tune, evaluate, report."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from newtongue import report
from newtongue.core.run import Plan, Run, read_manifest
from newtongue.core.store import read_parquet, write_json, write_text
from newtongue.evaluate import scores
from newtongue.report import tables, words
from newtongue.report.data import Cost, Difference, Funnel, Report, Row, difference
from newtongue.teach import lab
from newtongue.teach.recipe import TeachRecipe
from newtongue.teach.workers import run_all

VERSION = 1

__all__ = ["TeachRecipe", "plan", "teach"]


def plan(recipe: TeachRecipe) -> Plan:
    """What decides the run; the number of workers does not."""
    settings = recipe.model_dump(mode="json")
    return Plan("teach", VERSION, settings, {}, ("workers", "budget_cpu_seconds"))


def teach(recipe: TeachRecipe, run: Run) -> None:
    """Run the plan, write outputs/scores.json and, with times and memory in it, report/."""
    if run.finished:
        return
    places = lab.Places(run.folder / "steps")
    run_all(lab.steps(recipe, places), places.steps, recipe.workers, run.progress)
    made = _report(recipe, places)
    plain = report.data.to_json(replace(made, costs=(), notes=(), provenance={}))
    write_json(run.outputs / "scores.json", plain)
    report.build(made, run.folder / "report")
    write_text(run.folder / "report" / "report.txt", tables.plain(made))
    cpu = sum(cost.cpu or 0 for cost in made.costs)
    run.finish(
        counts={"steps": len(made.costs)},
        summary={
            "cpu_seconds": round(cpu, 1),
            "budget_cpu_seconds": recipe.budget_cpu_seconds,
            "parents": [cost.label for cost in made.costs],
        },
    )


def _report(recipe: TeachRecipe, places: lab.Places) -> Report:
    models = {"untuned": "student", "teacher": "teacher"}
    models |= {tuning.label: lab.tuned(i) for i, tuning in enumerate(recipe.tunings)}
    verdicts = {
        label: read_parquet(places.output(lab.evaluated(step), "verdicts.parquet"))
        for label, step in models.items()
    }
    rows = []
    for label, step in models.items():
        found = json.loads(places.output(lab.evaluated(step), "scores.json").read_text())["scores"]
        by_language = {score["language"]: score for score in found}
        rows += [Row(label, key, by_language[key]) for key in (recipe.source, recipe.target)]
    costs = _costs(places)
    cpu = sum(cost.cpu or 0 for cost in costs)
    target = words.title(recipe.target)
    return Report(
        title=f"A small model learns {target}",
        rows=tuple(rows),
        differences=tuple(_differences(recipe, verdicts)),
        costs=tuple(costs),
        funnels=(_funnel(recipe, places),),
        notes=(
            f"Before tuning the student saw {recipe.hints} functions in {target}.",
            "One completion a problem, greedy. One seed: repeat with others before a claim.",
            (
                f"{cpu:.0f} CPU-seconds in the steps, of a budget of "
                f"{recipe.budget_cpu_seconds:.0f}; starting processes and this report come on top."
            ),
        ),
        provenance=_provenance(recipe, places),
        base="untuned",
        target=recipe.target,
        source=recipe.source,
    )


def _differences(
    recipe: TeachRecipe, verdicts: dict[str, list[dict[str, Any]]]
) -> list[Difference]:
    """The recipe's comparisons, and every tuning against the untuned student, in both languages."""
    found = []
    for each in recipe.comparisons:
        for compared in scores.compare(verdicts[each.before], verdicts[each.after]):
            found.append(difference(compared, each.label, each.before, each.after))
    named = {(d.before, d.after) for d in found}
    for tuning in recipe.tunings:
        if ("untuned", tuning.label) not in named:
            for compared in scores.compare(verdicts["untuned"], verdicts[tuning.label]):
                found.append(difference(compared, tuning.label, "untuned", tuning.label))
    return found


def _costs(places: lab.Places) -> list[Cost]:
    costs = []
    for folder in sorted(p.parent for p in places.steps.glob("*/manifest.json")):
        spent = read_manifest(folder)["cost"]
        costs.append(
            Cost(
                folder.name,
                spent["wall_seconds"],
                spent["cpu_seconds"],
                spent["peak_memory_bytes"],
            )
        )
    return costs


def _funnel(recipe: TeachRecipe, places: lab.Places) -> Funnel:
    counts = json.loads((places.steps / "data" / "funnel.json").read_text())
    steps = tuple((name, counts.get(name, 0)) for name in ("asked", "distinct", "passed", "kept"))
    return Funnel("teacher's completions", recipe.target, steps)


def _provenance(recipe: TeachRecipe, places: lab.Places) -> dict[str, str]:
    manifest = read_manifest(places.steps / lab.evaluated("student"))
    return {
        "newtongue": manifest["newtongue"],
        "python_version": manifest["python_version"],
        "machine": manifest["machine"],
        "seed": str(recipe.seed),
        **{f"{name} toolchain": version for name, version in manifest["toolchains"].items()},
    }
