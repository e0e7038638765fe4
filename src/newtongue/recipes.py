"""YAML to a typed recipe: strict, with dotted overrides and a guess at what was meant.

Generic: each stage's recipe model stands in that stage's room and derives from `Recipe`.
"""

from __future__ import annotations

import difflib
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from newtongue.core.errors import UsageError

FOLDERS = ("teach", "curate", "synthesize", "train", "evaluate", "reproduce")


class Group(BaseModel):
    """A group of settings inside a recipe. Unknown keys are errors."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, protected_namespaces=(), use_attribute_docstrings=True
    )


class Recipe(Group):
    """Settings of one stage. Unknown keys are errors."""

    stage: str


R = TypeVar("R", bound=Recipe)


def load(kind: type[R], stage: str, path: Path | None = None, overrides: Sequence[str] = ()) -> R:
    """Read a recipe file (or none), apply `key=value` overrides, and check it against `kind`.

    Raises UsageError naming the file, the line and the field.
    """
    data: dict[str, Any] = {} if path is None else read(path)
    if data.setdefault("stage", stage) != stage:
        raise UsageError(
            f"is a recipe for {data['stage']!r}, not for {stage!r}",
            file=str(path),
            field="stage",
            hint=f"newtongue {data['stage']} {path}",
        )
    for override in overrides:
        _apply(data, override)
    return check(kind, data, path)


def check(kind: type[R], data: dict[str, Any], path: Path | None = None) -> R:
    """Validate settings. Raises UsageError for the first field that is wrong."""
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise _explain(kind, error, path) from None


def read(path: Path) -> dict[str, Any]:
    """A YAML file as a mapping. Raises UsageError with file and line."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError("no such recipe", file=str(path)) from None
    except (UnicodeDecodeError, IsADirectoryError) as error:
        raise UsageError(f"not a YAML file: {error}", file=str(path)) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = None if mark is None else mark.line + 1
        problem = getattr(error, "problem", None) or str(error)
        raise UsageError(f"not YAML: {problem}", file=str(path), line=line) from None
    if not isinstance(data, dict):
        raise UsageError("a recipe is a mapping of keys to values", file=str(path), line=1)
    return data


def find(argument: str, folder: str) -> Path:
    """A recipe by path, else by name in `folder` of the recipes that newtongue carries."""
    path = Path(argument)
    if path.is_file():
        return path
    home = home_of_recipes()
    for candidate in sorted(home.glob(f"{folder}/*.yaml")):
        if argument in (candidate.stem, candidate.name, f"{folder}/{candidate.stem}"):
            return candidate
    if argument.startswith("recipes/") and (home.parent / argument).exists():
        return home.parent / argument
    names = ", ".join(known(folder)) or "none"
    raise UsageError(f"no such recipe: {argument}", hint=f"a path, or one of: {names}")


def known(folder: str) -> list[str]:
    """The names of the recipes that newtongue carries for a stage."""
    return [path.stem for path in sorted(home_of_recipes().glob(f"{folder}/*.yaml"))]


def home_of_recipes() -> Path:
    """The folder `recipes/`: at the root of a checkout, else where the wheel put it."""
    checkout = Path(__file__).parents[2] / "recipes"
    installed = Path(sysconfig.get_path("data")) / "share" / "newtongue" / "recipes"
    return checkout if checkout.is_dir() else installed


def _apply(data: dict[str, Any], override: str) -> None:
    key, equals, text = override.partition("=")
    if not equals or not key:
        raise UsageError(f"not key=value: {override!r}")
    try:
        value = yaml.safe_load(text) if text else ""
    except yaml.YAMLError:
        value = text
    *parents, last = key.split(".")
    at: Any = data
    for part in parents:
        at = at.setdefault(part, {}) if isinstance(at, dict) else _item(at, part)
    if isinstance(at, dict):
        at[last] = value
    elif _item(at, last) is None:
        raise UsageError("is not a setting of this recipe", field=key)
    else:
        at[int(last)] = value


def _item(items: Any, number: str) -> Any:
    """The item of a list that `data.0` names, or None."""
    if isinstance(items, list) and number.isdecimal() and int(number) < len(items):
        return items[int(number)]
    return None


def _explain(kind: type[Recipe], error: ValidationError, path: Path | None) -> UsageError:
    first = error.errors()[0]
    where = [str(part) for part in first["loc"]]
    name = ".".join(where)
    hint = None
    message = str(first["msg"]).removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        message = "unknown key"
        near = difflib.get_close_matches(where[-1], _keys(kind), n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(_keys(kind))}"
    elif first["type"] == "missing":
        message = "is missing"
    file = None if path is None else str(path)
    return UsageError(message, file=file, line=_line_of(path, where), field=name, hint=hint)


def _keys(kind: type[BaseModel]) -> list[str]:
    """Every key of a recipe, nested ones included, for guesses."""
    keys: list[str] = []
    for name, info in kind.model_fields.items():
        keys.append(name)
        for part in (info.annotation, *get_args(info.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel):
                keys += _keys(part)
    return keys


def _line_of(path: Path | None, where: list[str]) -> int | None:
    """The line of the deepest key of `where` that the file has."""
    if path is None:
        return None
    node = yaml.compose(path.read_text(encoding="utf-8"))
    line = None
    for part in where:
        if isinstance(node, yaml.MappingNode):
            pairs = [(key, value) for key, value in node.value if key.value == part]
            if not pairs:
                break
            line, node = pairs[0][0].start_mark.line + 1, pairs[0][1]
        elif isinstance(node, yaml.SequenceNode) and part.isdigit() and int(part) < len(node.value):
            node = node.value[int(part)]
            line = node.start_mark.line + 1
    return line
