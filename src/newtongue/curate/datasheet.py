"""What a data set's card says to people: the sections of a datasheet, in Markdown.

The sections are those of Gebru et al., Datasheets for Datasets (2018, arXiv 1803.09010). They are
filled from counts and settings alone; what only the publisher knows is left to be written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import PurePosixPath
from typing import Any

import yaml

from newtongue.core.dataset import CodeTest, File, Function
from newtongue.curate.draw import SPLITS

HIDDEN = ("stage", "sources", "optout", "workers", "engine", "ray_address", "shard_bytes")
"""Settings that a reader of the data does not need: where it was read, and how fast."""
SECRET = {"pii": ("seed",)}
"""Settings that no reader may have: with the seed, guesses of replaced values can be tested."""

NOUNS = {"file": File, "function": Function, "pair": CodeTest}
"""What an item is, by its name in inspect.json."""
PLACED = ("extract", "pairs")
"""Steps that put something in place of files."""


def opening(inspect: Mapping[str, Any], version: str, run: str) -> str:
    """The first paragraph: what it is, how much, and what made it."""
    sums = {
        name: sum(part[name] for part in inspect["splits"].values()) for name in ("bytes", "tokens")
    }
    kind = "code and its test" if inspect["unit"] == "pair" else "source code"
    return (
        f"{items(inspect):,} {inspect['unit']}s of {kind}, {sums['bytes']:,} bytes, "
        f"{sums['tokens']:,} tokens ({_tokenizer(inspect)}), from {inspect['repositories']:,} "
        f"repositories. Made by newtongue {text(version)}, run `{run}`."
    )


def sections(inspect: Mapping[str, Any], recipe: Mapping[str, Any]) -> list[str]:
    """Headings, paragraphs and tables; some may be empty."""
    motivation = (
        "What this data set was made for, by whom, and who paid for it, the tool that wrote this "
        "card does not know. The publisher replaces this paragraph with the answers."
    )
    return [
        *("## Motivation", motivation),
        *_composition(inspect, recipe),
        *_collection(inspect),
        *_preprocessing(inspect, recipe),
        *_uses(inspect),
        *_distribution(inspect),
        *_maintenance(recipe),
    ]


def _tokenizer(inspect: Mapping[str, Any]) -> str:
    name = str(_pathless(inspect["tokenizer"]))
    return "words and single signs" if name == "lexical" else f"of {text(name)}"


def _composition(inspect: Mapping[str, Any], recipe: Mapping[str, Any]) -> list[str]:
    unit = inspect["unit"]
    head = ("", f"{unit}s", "bytes", "tokens")
    order = [split for split in SPLITS if split in inspect["splits"]]
    split = (
        "Splits were drawn by repository: all of a repository, and of the repositories that "
        "near-duplicates tie to it, stand on one side."
    )
    names = [field.name for field in fields(NOUNS[unit])]
    listed = ", ".join(f"`{name}`" for name in (*names, "cluster", "tokens"))
    return [
        "## Composition",
        f"An item is one {unit}. Columns: {listed}.",
        _table(("language", *head[1:]), _amounts(inspect["languages"], inspect["languages"])),
        _table(("split", *head[1:]), _amounts(inspect["splits"], order)),
        split if recipe.get("split") else "",
    ]


def _amounts(of: Mapping[str, Mapping[str, int]], order: Iterable[str]) -> list[tuple[str, ...]]:
    return [
        (text(name), *(f"{of[name][kind]:,}" for kind in ("items", "bytes", "tokens")))
        for name in order
    ]


def _collection(inspect: Mapping[str, Any]) -> list[str]:
    head = ("source", "kind", f"{inspect['unit']}s in the data set")
    rows = [
        (text(one["name"]), text(one["kind"]), f"{one['items']:,}") for one in inspect["sources"]
    ]
    return [
        "## Collection",
        "The items were read from these sources. Nothing in them was run, built or imported.",
        _table(head, rows, left=(0, 1)),
    ]


def _preprocessing(inspect: Mapping[str, Any], recipe: Mapping[str, Any]) -> list[str]:
    unit, rows = "file", []
    for step in inspect["steps"]:
        if step["step"] in PLACED:
            unit = inspect["unit"]
        row = (text(step["step"]), f"{unit}s", f"{step['seen']:,}", f"{step['kept']:,}")
        rows.append((*row, _counts(step["dropped"])))
    shown = {
        name: value for name, value in recipe.items() if name not in HIDDEN and value is not None
    }
    settings = yaml.safe_dump(_pathless(told(shown)), sort_keys=False, width=90).rstrip()
    return [
        "## Preprocessing",
        "Each item passed these steps, in this order; a step keeps an item or drops it.",
        _table(("step", "counts", "in", "kept", "dropped by reason"), rows, left=(0, 1, 4)),
        _near(inspect["near_dedup"]),
        _personal(inspect, recipe),
        "The settings of the steps, thresholds included:",
        "\n".join(f"    {line}" for line in settings.split("\n")) if shown else "",
    ]


def told(settings: Mapping[str, Any]) -> dict[str, Any]:
    """A recipe's settings without what is secret."""
    return {
        name: {key: part for key, part in value.items() if key not in SECRET.get(name, ())}
        if isinstance(value, Mapping)
        else value
        for name, value in settings.items()
    }


def _near(near: Mapping[str, Any] | None) -> str:
    if near is None:
        return "Near-duplicates among files were not looked for."
    lowest = near["lowest_jaccard"]
    least = "" if lowest is None else f" The lowest Jaccard index of a removal is {lowest:.3f}."
    return (
        f"Near-duplicates: Jaccard index of at least {near['threshold']:g}, by {near['bands']} "
        f"bands of {near['rows']} rows; {near['clusters']:,} clusters, {near['removed']:,} files "
        f"removed, and {near['exact_copies']:,} exact copies.{least}"
    )


def _personal(inspect: Mapping[str, Any], recipe: Mapping[str, Any]) -> str:
    if not recipe.get("pii"):
        return "Personal data and secrets were not looked for."
    found = inspect["pii"]
    counts = "none were found"
    if found:
        counts = f"replaced in the files that reached that step: {_counts(found)}"
    return (
        f"Personal data and secrets were looked for by rules; {counts}. "
        "What the rules do not know is still there."
    )


def _uses(inspect: Mapping[str, Any]) -> list[str]:
    checked, missing = inspect["benchmarks"]["checked"], inspect["benchmarks"]["missing"]
    words = (
        "The items are meant for training and studying models of code. They stand as their authors "
        "published them, but for what is said above: whether they are right or safe was not tested."
    )
    if checked:
        words += f" Problems of these benchmarks were looked for and left out: {_names(checked)}."
    else:
        words += " Problems of benchmarks were not looked for."
    if missing:
        words += f" Not looked for, because they were not at hand: {_names(missing)}."
    return ["## Uses", words]


def _distribution(inspect: Mapping[str, Any]) -> list[str]:
    order = sorted(inspect["licences"].items(), key=lambda item: (-item[1], item[0]))
    rows = [(text(name) or "none found", f"{count:,}") for name, count in order]
    words = (
        "Each item stays under the licence of its authors: the column `licence` has it as an SPDX "
        "expression, and `repository`, `path`, `revision` and `url` say where it is from. Who "
        "passes items on keeps to these licences."
    )
    return ["## Distribution", words, _table(("licence", f"{inspect['unit']}s"), rows)]


def _maintenance(recipe: Mapping[str, Any]) -> list[str]:
    lists = len(recipe.get("optout") or ())
    given = {0: "No opt-out list was", 1: "One opt-out list was"}.get(
        lists, f"{lists} opt-out lists were"
    )
    words = (
        "Authors who do not want their code here ask the publisher, who puts the repository, owner "
        "or hash on a list, names it as `optout` in the recipe, and makes the data set again. "
        "`newtongue optout` tells which items, and which models trained on them, a list affects. "
        f"{given} given for this version."
    )
    return ["## Maintenance", words]


def items(inspect: Mapping[str, Any]) -> int:
    """How many items the data set has."""
    return sum(part["items"] for part in inspect["splits"].values())


def _names(names: Iterable[str]) -> str:
    return ", ".join(text(name) for name in names)


def _counts(counts: Mapping[str, int]) -> str:
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{text(name)} {count:,}" for name, count in order)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[int] = (0,)) -> str:
    """A table of Markdown, numbers to the right; nothing where there are no rows."""
    if not rows:
        return ""
    rule = [":--" if at in left else "--:" for at in range(len(head))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def text(said: str) -> str:
    """Text that Markdown shows as it is: no markup, no line of its own, nothing unseen."""
    return re.sub(r"([\\`*_{}\[\]<>|&#~])", r"\\\1", printable(said))


def printable(said: str) -> str:
    """The text with what can't be seen, or turns it around, spelled out."""
    return "".join(sign if sign.isprintable() else f"U+{ord(sign):04X}" for sign in said)


def _pathless(value: Any) -> Any:
    """Settings without the folders of this machine: of a path its last part stays."""
    if isinstance(value, Mapping):
        return {name: _pathless(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_pathless(part) for part in value]
    if isinstance(value, str) and value[:1] in ("/", "~", ".") and "/" in value:
        return PurePosixPath(value).name
    return value
