"""The card of a data set: README.md, its head as the hub reads it, a datasheet below.

There is no time and no path of this machine in it, so equal runs have equal cards.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import yaml

from newtongue.curate import datasheet
from newtongue.curate.draw import SPLITS

HUB_LICENCES = (
    "afl-3.0 agpl-3.0 apache-2.0 artistic-2.0 bsd-2-clause bsd-3-clause bsd-3-clause-clear bsl-1.0 "
    "cc0-1.0 cc-by-2.0 cc-by-2.5 cc-by-3.0 cc-by-4.0 cc-by-sa-3.0 cc-by-sa-4.0 ecl-2.0 epl-1.0 "
    "epl-2.0 eupl-1.1 gpl-2.0 gpl-3.0 isc lgpl-2.1 lgpl-3.0 lppl-1.3c mit mpl-2.0 ms-pl ncsa "
    "ofl-1.1 osl-3.0 postgresql unlicense wtfpl zlib"
)
"""The hub's names that are SPDX's in small letters (its documentation, page Licenses)."""
SIZES = ("1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T")
"""The borders of the hub's size categories."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a card says besides counts and settings."""

    run: str
    """The identity of the run."""
    version: str
    """Of newtongue."""
    files: Sequence[str]
    """Paths of the Parquet files inside the data set: data/<language>/<split>-<number>.parquet."""
    name: str = ""
    """What people call the data set."""


def card(inspect: Mapping[str, Any], recipe: Mapping[str, Any], facts: Facts) -> str:
    """README.md of the data set: `inspect` is what is written to inspect.json, `recipe` the
    resolved settings as JSON has them.
    """
    name = facts.name or f"Curated code {facts.run}"
    head = yaml.safe_dump(_head(inspect, facts, name), sort_keys=False, width=1000)
    opening = datasheet.opening(inspect, facts.version, facts.run)
    title = f"# {datasheet.text(name)}"
    sections = [f"---\n{head}---", title, opening, *datasheet.sections(inspect, recipe)]
    return "\n\n".join(section for section in sections if section) + "\n"


def _head(inspect: Mapping[str, Any], facts: Facts, name: str) -> dict[str, Any]:
    """What the hub reads."""
    configs = _configs(facts.files, facts.run)
    spoken = sorted(datasheet.printable(language) for language in inspect["languages"])
    return {
        "pretty_name": datasheet.printable(name),
        **_licence(list(inspect["licences"])),
        "language": ["code"],
        "task_categories": ["text-generation"],
        "tags": ["code", "newtongue", *spoken],
        "size_categories": [_size_category(datasheet.items(inspect))],
        **({"configs": configs} if configs else {}),
    }


def _licence(found: Sequence[str]) -> dict[str, str]:
    """The hub's name of the only licence; `other` where there are several or it has none."""
    if not any(found):
        return {"license": "unknown"}
    if len(found) > 1:
        return {"license": "other", "license_name": "several"}
    plain = found[0].lower()
    short = re.sub(r"-(only|or-later)$", "", plain)
    if short in HUB_LICENCES.split():
        return {"license": short}
    return {"license": "other", "license_name": re.sub(r"[^a-z0-9.]+", "-", plain).strip("-")}


def _size_category(items: int) -> str:
    for power, border in enumerate(SIZES):
        if items < 1000 * 10**power:
            return f"{SIZES[power - 1]}<n<{border}" if power else f"n<{border}"
    return f"n>{SIZES[-1]}"


def _configs(files: Iterable[str], run: str) -> list[dict[str, Any]]:
    """All languages together, and each by itself, with the splits that it has."""
    folders: dict[str, set[str]] = {}
    for file in files:
        path = PurePosixPath(file)
        folders.setdefault(path.parent.name, set()).add(path.name.rpartition("-")[0])
    every = {split for there in folders.values() for split in there}
    found = [_config("default", "*", every, run)] if every else []
    for folder, there in sorted(folders.items()):
        # these signs would be refused in a name (datasets, naming.py)
        name = re.sub(r'[<>:/\\|?*"]', "_", folder)
        found.append(_config(name, glob.escape(folder), there, run))
    return found


def _config(name: str, pattern: str, there: Iterable[str], run: str) -> dict[str, Any]:
    """`description` is what tells two data sets apart in the cache of `datasets`, which goes by the
    folder's name and these lines: without it a second run's `outputs` opens as the first one's.
    """
    data = [
        {"split": split, "path": f"data/{pattern}/{split}-*.parquet"}
        for split in SPLITS
        if split in there
    ]
    return {"config_name": name, "description": f"run {run}", "data_files": data}
