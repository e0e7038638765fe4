"""From the words of a call to a recipe, and from a run to its answer."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from newtongue import __version__
from newtongue.core.errors import UsageError
from newtongue.core.progress import Plain, Progress, Silent

if TYPE_CHECKING:
    from newtongue.core.run import Plan, Run
    from newtongue.recipes import Recipe

R = TypeVar("R", bound="Recipe")


def flags(values: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The flags that were given, as recipe settings."""
    given: dict[str, Any] = {}
    for name in names:
        value: Any = values.get(name)
        if value is None or value == []:
            continue
        if isinstance(value, Path):
            value = str(value)
        if isinstance(value, list):
            value = [str(part) for part in value]
            if name in ("benchmark", "language"):
                value = split(value)
        if name == "batch_size" and value != "auto":
            value = whole(value, "batch_size")
        given[name] = value
    return given


def recipe(
    kind: type[R],
    stage: str,
    folder: str,
    words: list[str] | None,
    flags: dict[str, Any],
    needed: bool = False,
) -> R:
    """The recipe that a call means: a file or none, then key=value, then flags."""
    from newtongue import recipes

    words = list(words or [])
    path = None
    if needed and (not words or "=" in words[0]):
        raise UsageError("name a recipe", hint=f"one of: {', '.join(recipes.known(folder))}")
    if words and "=" not in words[0]:
        path = recipes.find(words.pop(0), folder)
    overrides = [f"{key}={json.dumps(value)}" for key, value in flags.items()]
    return recipes.load(kind, stage, path, [*words, *overrides])


def run(
    recipe: R,
    plan: Plan,
    function: Callable[[R, Run], None],
    out: Path | None,
    fresh: bool,
    progress: Progress,
) -> Run:
    from newtongue.core.run import open_run

    with open_run(plan, out=out, fresh=fresh, progress=progress) as run:
        if run.finished:
            progress.note(f"already done: {run.folder} (--fresh does it again)")
        function(recipe, run)
    return run


def progress(quiet: bool, verbose: bool) -> Progress:
    if quiet:
        return Silent()
    if sys.stderr.isatty():
        from newtongue.bars import Bars

        return Bars()
    return Plain(2.0 if verbose else 10.0)


def answer(
    command: str, run: Run | None, answer: dict[str, Any], as_json: bool, lines: Sequence[str]
) -> None:
    """Exactly one JSON object, or lines for people."""
    if as_json:
        where = None if run is None else str(run.folder)
        head = {"schema": 1, "newtongue": __version__, "command": command, "run": where}
        print(json.dumps(head | answer))
    else:
        for line in lines:
            print(line)


def split(values: Sequence[str]) -> list[str]:
    parts = (part.strip() for value in values for part in value.split(","))
    return list(dict.fromkeys(filter(None, parts)))


def whole(text: str, field: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise UsageError(f"must be a whole number, not {text!r}", field=field) from None
