"""Runs, and which of them descend from touched files: by what they read, and by what they name.

A run knows its inputs by their sha256 and its outputs by theirs (core/run.py). A model counts by
the fingerprint that recipes' inputs give it (models/location.py); a run whose recipe only names the
folder of a touched run is touched, too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any


@dataclass(frozen=True, slots=True)
class Ran:
    folder: Path
    manifest: Mapping[str, Any]

    @property
    def finished(self) -> bool:
        return bool(self.manifest.get("finished"))

    @property
    def label(self) -> str:
        return f"{self.manifest['stage']}-{self.manifest.get('identity', '')}"

    @property
    def outputs(self) -> Mapping[str, str]:
        return self.manifest.get("outputs") or {}

    def file(self, name: str) -> Path:
        return self.folder / "outputs" / name


def walk(runs: Sequence[Ran], touched: dict[str, str]) -> Iterator[dict[str, Any]]:
    """The runs that touched files are in, then what descends from them, step by step."""
    left, labels, steps = list(runs), set[str](), 0
    reasons = {run.folder: _holds(run, touched) for run in left}
    while reasons:
        found = [run for run in left if reasons.get(run.folder)]
        if not found and steps:
            return
        for run in found:
            row = {"run": str(run.folder), "stage": str(run.manifest["stage"])}
            yield row | {"steps": steps, "because": reasons[run.folder]}
            labels.add(run.label)
            # of a run that only holds such rows, the files with them alone are touched
            if steps or _reads(run, touched, labels - {run.label}):
                touched |= {digest: str(run.file(name)) for name, digest in run.outputs.items()}
                touched |= _models(run)
        left = [run for run in left if run not in found]
        steps += 1
        reasons = {run.folder: _reads(run, touched, labels) for run in left}


def _holds(run: Ran, touched: Mapping[str, str]) -> str:
    held = [name for name, digest in sorted(run.outputs.items()) if digest in touched]
    return f"holds rows on the list: {', '.join(held)}" if held else ""


def _reads(run: Ran, touched: Mapping[str, str], labels: set[str]) -> str:
    for name, digest in sorted((run.manifest.get("inputs") or {}).items()):
        if digest in touched:
            return f"reads {name}: {touched[digest]}"
    for said in _strings(run.manifest.get("recipe")):
        for label in sorted(labels):
            if label in said:
                return f"its recipe names {said}"
    return ""


def _models(run: Ran) -> dict[str, str]:
    """Fingerprints of the models among a run's outputs, as `location.fingerprint` makes them."""
    folders: dict[str, list[str]] = {}
    for name, digest in sorted(run.outputs.items()):
        path = PurePosixPath(name)
        if path.suffix in (".json", ".safetensors"):
            folders.setdefault(str(path.parent), []).append(f"{path.name} {digest}\n")
    return {
        hashlib.sha256("".join(lines).encode()).hexdigest(): str(run.file(folder))
        for folder, lines in folders.items()
    }


def _strings(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, Mapping):
        for part in said.values():
            yield from _strings(part)
    elif isinstance(said, list):
        for part in said:
            yield from _strings(part)
