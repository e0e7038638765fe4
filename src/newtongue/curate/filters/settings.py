"""What a recipe may say of the filters, and what holds for a file: preset, rows, own words."""

from __future__ import annotations

import functools
import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from newtongue.core.dataset import File

Preset = Literal["preset"]
Count = Annotated[int, Field(ge=0)] | None | Preset
Figure = Annotated[float, Field(ge=0)] | None | Preset
Share = Annotated[float, Field(ge=0, le=1)] | None | Preset
Switch = bool | Preset


class Thresholds(BaseModel):
    """Each is `preset` (what the preset says), a figure, or null, which turns the filter off."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    max_line_length: Count = "preset"
    """Characters of the longest line."""
    mean_line_length: Figure = "preset"
    """Characters of a line at most, on average."""
    max_lines: Count = "preset"
    min_alphanumeric: Share = "preset"
    """The least share of letters and digits (of any script) among the characters."""
    min_alphabetic: Share = "preset"
    """The least share of letters."""
    min_comments: Share = "preset"
    """The least share of characters in comments and docstrings, for languages with a grammar."""
    max_comments: Share = "preset"
    min_stars: Count = "preset"
    """A repository whose stars are not known has none."""
    min_fertility: Figure = "preset"
    """Characters per token at least, by the recipe's `tokenizer`."""
    xml: Switch = "preset"
    """Drop what has an XML declaration in its first 100 characters."""
    min_visible_text: Count = "preset"
    """HTML: the characters outside tags, scripts and styles must be more than this."""
    min_visible_share: Share = "preset"
    """HTML: and more than this share of the file."""
    min_data_size: Count = "preset"
    """Characters of a JSON or YAML file at least."""
    max_data_size: Count = "preset"
    max_encoded_run: Count = "preset"
    """Characters of one piece of base64, hexadecimal or escaped text at most."""
    max_encoded_share: Share = "preset"
    """The share of the file that such pieces of a kind may have together."""
    generated: Switch = "preset"
    """Drop what says in its first five lines that it is generated, and what enry's rules know."""
    check_language: Switch = "preset"
    """Drop a file whose extension many languages share, when enry reads another one from it."""
    max_errors: Share = "preset"
    """The share of bytes that the language's grammar may fail to read; 0 for none."""
    leave_out: Switch = "preset"
    """Drop the file as it is (a preset's list of extensions)."""


class Filters(Thresholds):
    """The filters of a curation, by a published preset or by themselves."""

    preset: Literal["santacoder", "starcoder", "stack-v2"] | None = "stack-v2"
    """Whose thresholds hold where the recipe names none; null: what is not named is off."""
    by_language: dict[str, Thresholds] = {}
    """Thresholds for single languages, by key or linguist's name in lower case."""
    tokenizer: str | None = None
    """For `min_fertility`: a tokenizer.json, a folder that has one, or owner/name[@revision]."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The thresholds that hold for a file; None or False is off. Named as in `Thresholds`."""

    max_line_length: int | None = None
    mean_line_length: float | None = None
    max_lines: int | None = None
    min_alphanumeric: float | None = None
    min_alphabetic: float | None = None
    min_comments: float | None = None
    max_comments: float | None = None
    min_stars: int | None = None
    min_fertility: float | None = None
    xml: bool = False
    min_visible_text: int | None = None
    min_visible_share: float | None = None
    min_data_size: int | None = None
    max_data_size: int | None = None
    max_encoded_run: int | None = None
    max_encoded_share: float | None = None
    generated: bool = False
    check_language: bool = False
    max_errors: float | None = None
    leave_out: bool = False


def limits(settings: Filters) -> Callable[[File], Limits]:
    """A function that tells the limits of a file by its language and extension."""
    preset = {} if settings.preset is None else presets()[settings.preset]
    rows = preset.get("rows", [])

    @functools.cache
    def resolved(language: str, extension: str) -> Limits:
        own = settings.by_language.get(language)
        found = {name: value for name, value in preset.items() if name != "rows"}
        for row in rows:
            if language in row.get("languages", ()) or extension in row.get("extensions", ()):
                found |= {k: v for k, v in row.items() if k not in ("languages", "extensions")}
        return Limits(**found | _said(settings) | (_said(own) if own else {}))

    return lambda file: resolved(file.language, extension(file.path))


def extension(path: str) -> str:
    """What follows the last dot of a file's name, in lower case, without the dot."""
    return posixpath.splitext(path)[1][1:].lower()


@functools.cache
def presets() -> Mapping[str, Any]:
    """The published thresholds, by name."""
    text = Path(__file__).with_name("presets.yaml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


def _said(thresholds: Thresholds) -> dict[str, Any]:
    names = (field.name for field in fields(Limits))
    return {name: value for name in names if (value := getattr(thresholds, name)) != "preset"}
