"""A run is a folder that explains itself, goes on after a kill, and is reused when it is done.

    manifest.json recipe.yaml log.jsonl outputs/ measurements.parquet partial/

`manifest.json` is written when the run starts (`"finished": null`) and again when it ends. What
grows lives in `partial/`, which goes at the end; what others read lives in `outputs/`, each file
with its sha256 in the manifest.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
import os
import platform
import re
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newtongue import __version__
from newtongue.core.errors import LockedError, UsageError
from newtongue.core.progress import Progress, Silent
from newtongue.core.store import (
    Appender,
    require_space,
    sha256_file,
    write_json,
    write_parquet,
    write_text,
)

if sys.platform != "win32":
    import fcntl
    import resource

SCHEMA = 1
"""Raised by one whenever an older newtongue could misread a manifest."""

MINIMUM_SPACE = 200 << 20
"""Bytes that must be free before a stage starts, where the stage names no figure of its own."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides a run: two equal plans are one run.

    `inputs` are the bytes that the stage reads, by name (a path shown to people) and sha256.
    `version` is the stage's own number, raised when its outputs change for equal inputs.
    `growing` names the settings that may change without making another run, because the stage
    only adds to what is there (`n` completions a problem) or gives the same bytes (`workers`).
    """

    stage: str
    version: int
    recipe: Mapping[str, Any]
    inputs: Mapping[str, str] = field(default_factory=dict)
    growing: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """The first 12 digits of the sha256 of recipe, inputs and version."""
        fixed = {key: value for key, value in self.recipe.items() if key not in self.growing}
        essence = [self.stage, self.version, fixed, sorted(self.inputs.values())]
        text = json.dumps(essence, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def folder(self, root: Path) -> Path:
        """Where the run lives when the user names no folder."""
        return root / f"{self.stage}-{self.identity}"


class Run:
    """An open run folder. Stages write to `partial` and `outputs`, and call `finish` once."""

    def __init__(self, folder: Path, plan: Plan, progress: Progress) -> None:
        self.folder = folder
        self.plan = plan
        self.progress = progress
        self.partial = folder / "partial"
        self.outputs = folder / "outputs"
        self.measurements = folder / "measurements.parquet"
        self._began = time.monotonic()
        self._cpu = _cpu_seconds()
        _forget_peak_memory()

    @property
    def manifest(self) -> dict[str, Any]:
        return read_manifest(self.folder)

    @property
    def finished(self) -> bool:
        """True when an earlier call ended well; the stage then has nothing to do."""
        return bool(self.manifest.get("finished"))

    def log(self, event: str, **fields: Any) -> None:
        """Add a line to log.jsonl."""
        with Appender(self.folder / "log.jsonl") as file:
            file.append({"time": _now(), "event": event, **fields})

    def measure(self, rows: list[dict[str, Any]], columns: Mapping[str, str]) -> None:
        """Write measurements.parquet: times and memory, which no two runs share."""
        write_parquet(self.measurements, rows, columns)

    def finish(
        self,
        *,
        incomplete: bool = False,
        counts: Mapping[str, Any] | None = None,
        toolchains: Mapping[str, str] | None = None,
        summary: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Hash the outputs, write the manifest, drop `partial/`. Returns the manifest.

        An `incomplete` run (infrastructure errors, say) is opened again by the next equal call.
        """
        files = sorted(p for p in self.outputs.rglob("*") if p.is_file())
        manifest = self.manifest | {
            "finished": _now(),
            "incomplete": incomplete,
            "outputs": {str(p.relative_to(self.outputs)): sha256_file(p) for p in files},
            "counts": dict(counts or {}),
            "toolchains": dict(toolchains or {}),
            "summary": dict(summary or {}),
            "cost": {
                "wall_seconds": round(time.monotonic() - self._began, 3),
                "cpu_seconds": round(_cpu_seconds() - self._cpu, 3),
                "peak_memory_bytes": _peak_memory(),
            },
        }
        write_json(self.folder / "manifest.json", manifest)
        self.log("finished", **manifest["cost"])
        shutil.rmtree(self.partial, ignore_errors=True)
        return manifest


@contextmanager
def open_run(
    plan: Plan,
    *,
    out: Path | None = None,
    root: Path = Path("runs"),
    fresh: bool = False,
    space: int = MINIMUM_SPACE,
    progress: Progress | None = None,
) -> Iterator[Run]:
    """Open the plan's run folder, new or as it was left, and hold its lock.

    Raises LockedError when another process holds it, UsageError when the folder belongs to
    another plan or to a newer newtongue, NewtongueError when the disk has less than `space` bytes.
    """
    folder = out or plan.folder(root)
    if folder.exists() and not folder.is_dir():
        raise UsageError("is a file; a run needs a folder", file=str(folder))
    if fresh and (folder / "manifest.json").exists():
        _move_aside(folder)
    folder.mkdir(parents=True, exist_ok=True)
    _require_room(folder)  # before a lock file is left among somebody's own
    with _lock(folder):
        _drop_torn_files(folder)
        run = Run(folder, plan, progress or Silent())
        if (folder / "manifest.json").exists():
            _require_same(run)
            _grow(run)
            made_here = False
        else:
            made_here = True
            _require_room(folder)
            _start(run)
        if not run.finished:
            require_space(folder, space)
            run.partial.mkdir(exist_ok=True)
            run.outputs.mkdir(exist_ok=True)
            run.log("opened", pid=os.getpid(), newtongue=__version__)
        try:
            yield run
        except UsageError:
            if made_here and not any((*run.outputs.iterdir(), *run.partial.iterdir())):
                shutil.rmtree(folder)  # nothing was done: the corrected call starts afresh
            raise


def read_manifest(folder: Path) -> dict[str, Any]:
    """A run's manifest. Raises UsageError when there is none or a newer newtongue wrote it."""
    path = folder / "manifest.json"
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError("holds no run (no manifest.json)", file=str(folder)) from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"not JSON: {error}", file=str(path)) from None
    if not isinstance(manifest, dict) or not isinstance(manifest.get("schema", 0), int):
        raise UsageError("not a run's: an object with a number `schema`", file=str(path))
    if manifest.get("schema", 0) > SCHEMA:
        raise UsageError(
            f"schema {manifest['schema']} was written by newtongue {manifest.get('newtongue')}; "
            f"this one ({__version__}) reads up to {SCHEMA}",
            file=str(path),
            field="schema",
            hint="upgrade newtongue",
        )
    return manifest


def _start(run: Run) -> None:
    write_json(
        run.folder / "manifest.json",
        {
            "schema": SCHEMA,
            "newtongue": __version__,
            "stage": run.plan.stage,
            "version": run.plan.version,
            "identity": run.plan.identity,
            "recipe": dict(run.plan.recipe),
            "inputs": dict(run.plan.inputs),
            "python_version": platform.python_version(),
            "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs",
            "started": _now(),
            "finished": None,
        },
    )
    # JSON is YAML: the recipe can be handed back to the command that made the run
    write_text(run.folder / "recipe.yaml", json.dumps(dict(run.plan.recipe), indent=2) + "\n")


def _require_same(run: Run) -> None:
    manifest = run.manifest
    if manifest.get("identity") != run.plan.identity:
        raise UsageError(
            f"holds a run of {manifest.get('stage')} with another recipe or other inputs",
            file=str(run.folder),
            hint="name another folder with --out, or --fresh to move this one aside",
        )


def _grow(run: Run) -> None:
    """Open a finished run again when it is incomplete, or a setting that may grow is another."""
    manifest = run.manifest
    before, now = manifest.get("recipe", {}), run.plan.recipe
    grown = any(before.get(key) != now.get(key) for key in run.plan.growing)
    if grown or manifest.get("incomplete"):
        write_json(run.folder / "manifest.json", manifest | {"recipe": dict(now), "finished": None})
        write_text(run.folder / "recipe.yaml", json.dumps(dict(now), indent=2) + "\n")


def _require_room(folder: Path) -> None:
    """The folder must hold a run, or nothing of anybody else's."""
    names = {path.name for path in folder.iterdir()} - {"lock"}
    torn = {name for name in names if name.startswith(".") and name.endswith(".partial")}
    if names - torn and "manifest.json" not in names:
        raise UsageError(
            "the folder is not empty and holds no run",
            file=str(folder),
            hint="name a new folder with --out",
        )


def _drop_torn_files(folder: Path) -> None:
    """Remove what a kill left of files that are written whole (see store.whole_file)."""
    for path in (*folder.glob(".*.partial"), *(folder / "outputs").rglob(".*.partial")):
        path.unlink(missing_ok=True)


def _move_aside(folder: Path) -> None:
    number = 1
    while (aside := folder.with_name(f"{folder.name}.old{number}")).exists():
        number += 1
    with _lock(folder):
        folder.rename(aside)


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; the kernel releases it when the process dies, however it dies."""
    path = folder / "lock"
    with path.open("a+") as file:
        try:
            if sys.platform != "win32":  # elsewhere two processes on one run are the user's care
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            pid = file.read().strip() or "another process"
            raise LockedError(
                f"process {pid} is working on this run",
                file=str(folder),
                hint="wait for it, or name another folder with --out",
            ) from None
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield


def _cpu_seconds() -> float:
    if sys.platform == "win32":
        return time.process_time()
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _forget_peak_memory() -> None:
    """A process that runs several stages measures each by itself (Linux)."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak_memory() -> int | None:
    """Bytes that this process held at most since the run was opened; None where unknown."""
    with contextlib.suppress(OSError):
        found = re.search(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.M)
        return int(found[1]) * 1024 if found else None
    return None


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
