"""Run folders to a Report. It reads what the runs wrote and computes nothing but comparisons.

A run whose outputs hold `report.json` (as teach writes) is taken at its word; an evaluate run
gives its scores, and is compared, problem by problem, with the first evaluate run given; any other
run gives its cost.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from newtongue.core.errors import UsageError
from newtongue.core.run import read_manifest
from newtongue.core.store import read_parquet
from newtongue.curate.datasheet import told
from newtongue.evaluate import scores
from newtongue.report.data import Cost, Difference, Report, Row, difference, from_json

REPORT = "report.json"
SCORES = "scores.json"
VERDICTS = "verdicts.parquet"


def read(folders: Sequence[Path], title: str = "") -> Report:
    """One report of all the runs, in the order given.

    Raises UsageError where a folder holds no run, or one that has not ended.
    """
    rows: list[Row] = []
    costs: list[Cost] = []
    written: list[Report] = []
    evaluated: dict[str, Path] = {}
    provenance: dict[str, str] = {}
    for folder in folders:
        manifest = ended(folder)
        if (folder / "report" / REPORT).exists():
            written.append(_written(folder / "report" / REPORT))
            continue
        label = _label(folder, manifest, evaluated)
        cost = manifest.get("cost", {})
        costs.append(
            Cost(
                f"{manifest['stage']}: {label}",
                cost.get("wall_seconds", 0.0),
                cost.get("cpu_seconds"),
                cost.get("peak_memory_bytes"),
            )
        )
        provenance |= {f"{label}: {name}": v for name, v in provenance_of(manifest).items()}
        found = _scores(folder, manifest)
        if found:
            evaluated[label] = folder
            rows += [Row(label, score["language"], score) for score in found]
    here = Report(
        title=title or _title(written, evaluated),
        rows=tuple(rows),
        differences=tuple(_differences(evaluated)),
        costs=tuple(costs),
        provenance=provenance,
        base=next(iter(evaluated), ""),
    )
    return merge(here, written)


def ended(folder: Path) -> dict[str, Any]:
    """The manifest of a run. Raises UsageError where there is none, or the run has not ended."""
    manifest = read_manifest(folder)
    if not manifest.get("finished"):
        raise UsageError(
            "this run has not ended",
            file=str(folder),
            hint="run its command again: it goes on from where it was",
        )
    return manifest


def provenance_of(manifest: dict[str, Any]) -> dict[str, str]:
    """Name and value of what makes a run repeatable."""
    named = {
        "newtongue": manifest.get("newtongue"),
        "Python": manifest.get("python_version"),
        "machine": manifest.get("machine"),
        "recipe": json.dumps(told(manifest.get("recipe", {})), sort_keys=True),
        "toolchains": ", ".join(
            f"{name} {version}" for name, version in manifest.get("toolchains", {}).items()
        ),
        "run": manifest.get("identity"),
    }
    return {name: str(value) for name, value in named.items() if value}


def merge(first: Report, others: Sequence[Report]) -> Report:
    """One report after the other. What only one report can say is the first one's that says it."""
    reports = [first, *others]
    return Report(
        title=next((each.title for each in reports if each.title), ""),
        rows=tuple(row for each in reports for row in each.rows),
        differences=tuple(one for each in reports for one in each.differences),
        costs=tuple(cost for each in reports for cost in each.costs),
        funnels=tuple(funnel for each in reports for funnel in each.funnels),
        notes=tuple(note for each in reports for note in each.notes),
        provenance={k: v for each in reversed(reports) for k, v in each.provenance.items()},
        base=next((each.base for each in reversed(reports) if each.base), ""),
        target=next((each.target for each in reversed(reports) if each.target), ""),
        source=next((each.source for each in reversed(reports) if each.source), ""),
    )


def _written(path: Path) -> Report:
    try:
        return from_json(json.loads(path.read_text(encoding="utf-8")), file=str(path))
    except ValueError as error:
        raise UsageError(f"not JSON: {error}", file=str(path)) from None


def _label(folder: Path, manifest: dict[str, Any], taken: dict[str, Path]) -> str:
    """What people call the run: its recipe's label, its model, else its folder; never twice."""
    recipe, summary = manifest.get("recipe", {}), manifest.get("summary", {})
    named = recipe.get("label") or summary.get("model") or recipe.get("model")
    label = str(named or folder.name)
    return f"{label} ({folder.name})" if label in taken else label


def _scores(folder: Path, manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """The run's scores: written aside, in its manifest, or counted again from its verdicts."""
    aside = folder / "outputs" / SCORES
    if aside.exists():
        try:
            data = json.loads(aside.read_text(encoding="utf-8"))
        except ValueError as error:
            raise UsageError(f"not JSON: {error}", file=str(aside)) from None
        return list(data["scores"] if isinstance(data, dict) else data)
    if "scores" in manifest.get("summary", {}):
        return list(manifest["summary"]["scores"])
    verdicts = folder / "outputs" / VERDICTS
    return scores.score(read_parquet(verdicts)) if verdicts.exists() else []


def _differences(evaluated: dict[str, Path]) -> list[Difference]:
    """Every evaluate run against the first, where both kept their verdicts."""
    kept = {
        label: folder / "outputs" / VERDICTS
        for label, folder in evaluated.items()
        if (folder / "outputs" / VERDICTS).exists()
    }
    if len(kept) < 2:
        return []
    (base, path), *others = kept.items()
    before = read_parquet(path)
    return [
        difference(compared, f"Taking {label} instead of {base}", base, label)
        for label, other in others
        for compared in scores.compare(before, read_parquet(other))
        if compared["problems"]
    ]


def _title(written: Sequence[Report], evaluated: dict[str, Path]) -> str:
    if written:
        return ""
    return "Scores of " + ", ".join(evaluated) if evaluated else "Runs"
