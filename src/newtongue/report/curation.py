"""A curate run as one page, and as lines for a terminal: the funnel, shares, sizes, examples.

It reads what the run wrote (`outputs/inspect.json`) and counts nothing again. What sources said is
shown as text: no markup of theirs is markup here, and what can't be seen is spelled out.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from newtongue.core.errors import UsageError
from newtongue.core.progress import clock
from newtongue.core.store import read_json, write_text
from newtongue.report.blocks import parts
from newtongue.report.funnel import lines, summary, visible
from newtongue.report.page import render
from newtongue.report.runs import ended, provenance_of
from newtongue.report.words import memory

__all__ = ["html", "is_curation", "lines", "read", "write"]

INSPECT = Path("outputs", "inspect.json")
SCHEMA = 1
FIELDS: Mapping[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("unit", "tokenizer"), str),
    **dict.fromkeys(("languages", "licences", "splits", "pii", "benchmarks"), dict),
    **dict.fromkeys(("sources", "steps", "sizes", "tokens", "clusters", "kept", "dropped"), list),
    "repositories": int,
    "near_dedup": (dict, type(None)),
}
"""What `inspect.json` holds (decision 017)."""


def is_curation(folder: Path) -> bool:
    """True for the folder of a curate run that ended."""
    return (folder / INSPECT).is_file()


def read(folder: Path) -> dict[str, Any]:
    """What the curate run in the folder wrote for people to inspect.

    Raises UsageError naming the file and the field that is missing or wrong.
    """
    path = folder / INSPECT
    inspect = read_json(path)
    schema = inspect.get("schema") if isinstance(inspect, dict) else None
    if not isinstance(schema, int) or schema > SCHEMA:
        raise UsageError(
            "is not what this newtongue reads of a curation", file=str(path), field="schema"
        )
    for name, kind in FIELDS.items():
        if not isinstance(inspect.get(name), kind) or name not in inspect:
            raise UsageError("is missing or of another kind", file=str(path), field=name)
    return dict(inspect)


def html(
    inspect: Mapping[str, Any], title: str, provenance: Mapping[str, str] | None = None
) -> str:
    """The page. Raises MissingError where jinja2 is not installed; equal inputs, equal bytes."""
    safe = visible(inspect)
    return render(
        "curation.html",
        title=visible(title),
        sentences=summary(safe),
        sections=parts(safe),
        provenance=visible(provenance or {}),
    )


def write(folder: Path, out: Path) -> Path:
    """Write the page of a curate run into the folder `out`: curation-<identity>.html.

    Raises UsageError where the run has not ended or its inspect.json is not what curate writes.
    """
    manifest = ended(folder)
    inspect = read(folder)
    identity = manifest["identity"]
    page = out / f"curation-{identity}.html"
    try:
        text = html(inspect, f"Curation {identity}", provenance_of(manifest) | _cost(manifest))
    except (KeyError, TypeError) as error:
        message = f"is not what curate writes: {error!r}"
        raise UsageError(message, file=str(folder / INSPECT)) from None
    write_text(page, text + "\n")
    return page


def _cost(manifest: Mapping[str, Any]) -> dict[str, str]:
    cost = manifest.get("cost", {})
    named = {name: cost.get(f"{name}_seconds") for name in ("wall", "cpu")}
    found = {f"{name} time": clock(spent) for name, spent in named.items() if spent is not None}
    return found | {"peak memory": memory(cost.get("peak_memory_bytes"))}
