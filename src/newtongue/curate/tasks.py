"""What is done with one shard: gather, clean, harvest. A shard that is done is not done again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from newtongue.core.dataset import File, Function
from newtongue.core.store import read_json, write_json
from newtongue.curate import decontaminate, filters, licence, optout, pii, shards
from newtongue.curate.collect import LICENCE_TEXT, Unit, read
from newtongue.curate.decontaminate import known
from newtongue.curate.extract import Refused, check, extract
from newtongue.curate.funnel import DROPPED, HEAD, Funnel, dropped_columns, with_heads
from newtongue.curate.recipe import CurateRecipe
from newtongue.curate.step import Drop, Step, run_steps

DUPLICATES = "near-duplicates"

Origin = tuple[str, str, str]
"""Source, repository and revision of a file."""


@dataclass(frozen=True, slots=True)
class Task:
    """One shard of one phase: its number, what it is told, and where its files go."""

    number: int
    recipe: CurateRecipe
    folder: Path
    units: tuple[Unit, ...] = ()
    shard: Path | None = None
    removed: Path | None = None
    """duplicates.parquet, which says which files near-deduplication removes."""
    repeats: frozenset[int] = frozenset()
    """Rows of the shard that an earlier row of some shard equals in all."""
    index: Path | None = None
    homes: Mapping[Origin, int] = field(default_factory=dict, hash=False)
    """Of repositories that lie in several shards, this one among them: the number of the first."""
    beside: tuple[Path, ...] = ()
    """The other shards that hold files of repositories of which this one is the first."""

    @property
    def made(self) -> Path:
        """The shard that it writes."""
        return self.folder / f"{self.number:05}.parquet"

    @property
    def dropped(self) -> Path:
        """The rows of what it drops."""
        return self.folder / f"{self.number:05}.dropped.parquet"

    @property
    def note(self) -> Path:
        """Where it is, for whoever finds its process dead: a parser's crash says nothing itself."""
        return self.folder / f"{self.number:05}.at"

    def at(self) -> str:
        """The file that its process was at when it died; empty where it did not."""
        try:
            return self.note.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""


def gather(task: Task) -> dict[str, Any]:
    """Read units, and pass their files through all that looks at one file by itself."""
    recipe = task.recipe
    on = {
        "opt-out": recipe.optout,
        "licence": recipe.licence,
        "filters": recipe.filters,
        "decontaminate": recipe.decontaminate,
        "pii": recipe.pii,
    }
    funnel = Funnel(["collect", *(name for name, settings in on.items() if settings)])
    seen: Counter[str] = Counter()
    last = _last_steps(task, seen)

    def files() -> Iterator[File]:
        with _noting(task) as note:
            for unit in task.units:
                yield from _counted(_of_unit(unit, recipe, last, note), funnel)

    return once(task, funnel, lambda: shards.write(task.made, File, files()), seen)


def clean(task: Task) -> dict[str, Any]:
    """Drop what is there twice, and what near-deduplication removes."""
    steps = [_at_once(task.repeats)]
    if task.removed is not None:
        steps.append(_without(task.removed))
    funnel = Funnel([DUPLICATES])
    files: Iterable[File | Drop] = shards.read(_of(task), File)
    for step in steps:
        files = step(files)
    passed = _counted(files, funnel)
    return once(task, funnel, lambda: shards.write(task.made, File, passed))


def harvest(task: Task) -> dict[str, Any]:
    """Take the functions out of files, and check their types."""
    recipe = task.recipe
    assert recipe.extract is not None
    names = ["extract", *(["type check"] if recipe.check is not None else [])]
    funnel = Funnel(names)
    funnel.read = 0

    def files() -> Iterator[File]:
        with _noting(task) as note:
            for file in shards.read(_of(task), File):
                funnel.read = (funnel.read or 0) + len(file.text)
                note(file)
                yield file

    found: Iterable[Function | Refused] = extract(files(), recipe.extract)
    functions = _functions(found, "extract", funnel)
    if recipe.check is not None:
        places: dict[tuple[str, int], File] = {}
        checked = check(_noted(functions, places), recipe.check)
        functions = _functions(checked, "type check", funnel, places)
    return once(task, funnel, lambda: shards.write(task.made, Function, functions))


def once(
    task: Task,
    funnel: Funnel,
    write: Callable[[], shards.Tally],
    seen: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """Do the task's work, or say what an earlier call of it did."""
    done = task.folder / f"{task.number:05}.json"
    if done.exists():
        result: dict[str, Any] = read_json(done)
        return result
    tally = write()
    rows = _shown(with_heads(funnel.rows), task.recipe)
    shards.write_rows(
        task.dropped, dropped_columns(), ([r[name] for name in DROPPED] for r in rows)
    )
    result = {"items": tally.rows, "bytes": tally.bytes, "steps": funnel.lines()}
    result |= {"seen": dict(sorted((seen or {}).items()))}
    write_json(done, result)
    return result


def _of(task: Task) -> Path:
    assert task.shard is not None
    return task.shard


@contextmanager
def _noting(task: Task) -> Iterator[Callable[[File], None]]:
    """Keeps the place of the file that is being worked on in the task's note."""
    task.note.parent.mkdir(parents=True, exist_ok=True)
    with task.note.open("wb", buffering=0) as file:

        def note(one: File) -> None:
            place = f"{one.source}: {one.path}".encode("utf-8", "replace")
            file.seek(0)
            file.write(place)
            file.truncate()

        try:
            yield note
        finally:  # what ends with an error of Python's says itself where it was
            task.note.unlink(missing_ok=True)


def _unread(unit: Unit, behind: str) -> File:
    """What stands for the next file of a unit, whose name is not known while it is read."""
    place = f"{unit.name}, behind {behind}" if behind else unit.name
    return File("", place, unit.source.label, id="next")


def _of_unit(
    unit: Unit, recipe: CurateRecipe, last: Sequence[Step], note: Callable[[File], None]
) -> Iterator[File | Drop]:
    """The files of a unit, after all steps that look at one file by itself."""
    texts: list[tuple[str, str]] = []
    steps: list[Step] | None = None
    note(_unread(unit, ""))
    for one in read(unit, recipe.collect, licences=recipe.licence is not None):
        if isinstance(one, Drop):
            yield one
        elif one.language == LICENCE_TEXT:
            texts.append((one.path, one.text))
        else:
            if steps is None:  # licence files come first
                steps = [*_first_steps(recipe, texts), *last]
            note(one)
            yield from run_steps(steps, (one,))
            note(_unread(unit, one.path))


def _first_steps(recipe: CurateRecipe, texts: list[tuple[str, str]]) -> list[Step]:
    """Those that the unit's licence files decide, and what goes before."""
    steps: list[Step] = []
    if recipe.optout:
        steps.append(_optout(tuple(recipe.optout)))
    if recipe.licence is not None:
        steps.append(licence.step(recipe.licence, licence.licences_of(texts)))
    return steps


def _last_steps(task: Task, seen: Counter[str]) -> list[Step]:
    recipe = task.recipe
    steps: list[Step] = []
    if recipe.filters is not None:
        steps.append(filters.step(recipe.filters))
    if recipe.decontaminate is not None and task.index is not None:
        steps.append(decontaminate.step(recipe.decontaminate, _index(task.index)))
    if recipe.pii is not None:
        steps.append(pii.step(recipe.pii, seen))
    return steps


@lru_cache(maxsize=4)
def _optout(paths: tuple[str, ...]) -> Step:
    return optout.step(optout.read(Path(path) for path in paths))


@lru_cache(maxsize=2)
def _index(path: Path) -> known.Index:
    return known.read(path)


def _at_once(repeats: frozenset[int]) -> Callable[[Iterable[File | Drop]], Iterator[File | Drop]]:
    """Drops the rows that are there twice."""

    def step(files: Iterable[File | Drop]) -> Iterator[File | Drop]:
        for number, file in enumerate(files):
            twice = number in repeats and isinstance(file, File)
            yield Drop(file, DUPLICATES, "collected twice") if twice else file  # type: ignore[arg-type]

    return step


def _without(removed: Path) -> Callable[[Iterable[File | Drop]], Iterator[File | Drop]]:
    """Drops the files that near-deduplication removed."""
    gone = _gone(removed)

    def step(files: Iterable[File | Drop]) -> Iterator[File | Drop]:
        for file in files:
            if isinstance(file, File) and file.id in gone:
                kind, kept = gone[file.id]
                reason = "exact copy" if kind == "exact" else "near-duplicate"
                yield Drop(file, DUPLICATES, reason, f"kept {kept}")
            else:
                yield file

    return step


@lru_cache(maxsize=1)  # one table for all shards of a run
def _gone(removed: Path) -> dict[str, tuple[str, str]]:
    names = ("id", "kept_id", "kind")
    rows = (row for row in shards.read_rows(removed, names) if row["id"] != row["kept_id"])
    return {row["id"]: (row["kind"], row["kept_id"]) for row in rows}


def _counted(passed: Iterable[File | Drop], funnel: Funnel) -> Iterator[File]:
    for one in passed:
        if isinstance(one, Drop):
            funnel.drop(one)
        else:
            funnel.keep(one.text)
            yield one


def _functions(
    found: Iterable[Function | Refused],
    step: str,
    funnel: Funnel,
    places: Mapping[tuple[str, int], File] | None = None,
) -> Iterator[Function]:
    last = step == funnel.steps[-1]
    for one in found:
        if isinstance(one, Refused):
            file = one.file or (places or {})[one.file_id, one.line]
            funnel.refuse(Drop(file, step, one.reason, one.detail), one.name, one.line)
        else:
            if last:
                funnel.keep(one.text)
            yield one


def _noted(
    functions: Iterable[Function], places: dict[tuple[str, int], File]
) -> Iterator[Function]:
    """The functions; where each is from is kept, as a file that has only its text."""
    for one in functions:
        places[one.file_id, one.line] = File(
            "\n" * (one.line - 1) + one.text,
            one.path,
            one.source,
            one.repository,
            one.revision,
            one.language,
            id=one.file_id,
        )
        yield one


def _shown(rows: list[dict[str, Any]], recipe: CurateRecipe) -> list[dict[str, Any]]:
    """The rows as they are kept: nothing that is shown of dropped files is personal either."""
    for row in rows:
        if recipe.pii is not None:
            row["detail"] = pii.redacted(row["detail"], recipe.pii) if row["detail"] else ""
            if row["head"]:
                row["head"] = pii.redacted(row["head"], recipe.pii)
        if row["head"]:
            row["head"] = row["head"][:HEAD]
    return rows
