"""Which Parquet files a path means: a data set, a run, or a folder of runs."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from newtongue.core.errors import UsageError
from newtongue.core.run import read_manifest
from newtongue.core.store import read_json

_LISTS = ("dropped.parquet", "duplicates.parquet")
"""What a curation says of files: what was left out is not trained on."""


def tables(dataset: Path) -> list[Path]:
    """The Parquet files of a data set, in the order of their paths.

    A run means the data set among its outputs; a folder with runs in it means those of all
    finished ones. What a run left out (dropped.parquet, duplicates.parquet) and what it is still
    working on (partial) is never read. Raises UsageError where nothing is left, or for a run that
    is not finished.
    """
    if dataset.is_file():
        if dataset.name in _LISTS:
            why = "says what was left out of a data set, and is none"
            raise UsageError(why, file=str(dataset), field="dataset")
        return [dataset]
    if (around := _around(dataset)) and not _finished(around):
        raise _unfinished(around)
    runs = [run for run in _runs(dataset) if run.absolute() != around]
    if around is None and runs:
        loose = [file for file in _below(dataset) if not {*runs} & {*file.parents}]
        return _of_runs(dataset, runs, loose)
    if around == dataset.absolute():
        found = _data(around) or _of_runs(dataset, runs)
    else:
        found = _below(_home(dataset))
    if not found:
        why = "has no Parquet files" if dataset.is_dir() else "no such file or folder"
        raise UsageError(why, file=str(dataset), field="dataset")
    return found


def _of_runs(dataset: Path, runs: list[Path], loose: Sequence[Path] = ()) -> list[Path]:
    """The data sets of those runs that are finished and have one, and what lies beside them."""
    found = [*loose, *(file for run in runs if _finished(run) for file in _data(run))]
    going_on = [run for run in runs if not _finished(run)]
    if not found and going_on:
        raise _unfinished(going_on[0])
    if not found and runs:
        why = f"none of its {len(runs)} runs made a data set"
        raise UsageError(why, file=str(dataset), field="dataset")
    return found


def _data(run: Path) -> list[Path]:
    return _below(run / "outputs" / "data")


def _home(dataset: Path) -> Path:
    inside = (dataset / "outputs" / "data", dataset / "data")
    return next((folder for folder in inside if folder.is_dir()), dataset)


def _below(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*.parquet") if file.name not in _LISTS)


def _runs(folder: Path) -> list[Path]:
    found = sorted(file.parent for file in folder.rglob("manifest.json"))
    return [run for run in found if _manifest(run)]


def _around(path: Path) -> Path | None:
    """The run that a folder is, or stands in."""
    at = path.absolute()
    for folder in (at, *at.parents):
        if (folder / "manifest.json").is_file() and _manifest(folder):
            return folder
    return None


def _manifest(folder: Path) -> Mapping[str, Any]:
    """A run's manifest; empty for a file of this name that something else wrote."""
    try:
        said: Any = read_json(folder / "manifest.json")
    except (UsageError, OSError):
        return {}
    if not isinstance(said, dict) or not isinstance(said.get("stage"), str):
        return {}
    return read_manifest(folder)


def _finished(run: Path) -> bool:
    return bool(_manifest(run).get("finished"))


def _unfinished(run: Path) -> UsageError:
    words = ["newtongue", _manifest(run)["stage"], str(run / "recipe.yaml"), "--out", str(run)]
    return UsageError(
        "this run is not finished", file=str(run), hint=f"this goes on with it: {shlex.join(words)}"
    )
