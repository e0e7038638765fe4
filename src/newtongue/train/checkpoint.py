"""Checkpoints in a run's partial folder: which to go on from, and what a full disk looks like."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from safetensors import SafetensorError

from newtongue.core.errors import NewtongueError
from newtongue.core.store import full_disk_is_clear

COMPLETE = "complete"
"""The file that is put into a checkpoint when everything else is in it."""
NEARLY_FULL = 1 << 20
"""Free bytes below which a failed write is taken for a full disk."""


def last(folder: Path) -> tuple[Path, int] | None:
    """The newest whole checkpoint and its step; torn ones, left by a kill, are removed."""
    found: list[tuple[int, Path]] = []
    for path in folder.glob("checkpoint-*"):
        if (path / COMPLETE).exists():
            state = json.loads((path / "trainer_state.json").read_text(encoding="utf-8"))
            found.append((int(state["global_step"]), path))
        else:
            shutil.rmtree(path)
    if not found:
        return None
    step, path = max(found)
    return path, step


def complete(folder: Path, step: int) -> None:
    """Mark the checkpoint of a step as whole."""
    (folder / f"checkpoint-{step}" / COMPLETE).touch()


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn what torch and safetensors raise on a full disk into one line."""
    try:
        with full_disk_is_clear(folder):
            yield
    except (RuntimeError, SafetensorError) as error:
        if shutil.disk_usage(folder).free > NEARLY_FULL:
            raise
        raise NewtongueError(
            "the disk is full; the last whole checkpoint is kept",
            file=str(folder),
            hint="free some space and run the same command again: it goes on from there",
        ) from error
