"""`make bench-curate`: measure curation over one corpus, write the tables and the plot.

Parts: dedup (ours beside its peers), growth, quality (all removals, missed pairs), steps (filters
and personal data, decontamination), pii (precision and recall), extract. Exits with 1 below a bar.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from newtongue.core.store import read_json, write_json
from speed import page
from speed.bench_curate import corpus, dedup, extract, pii, steps, table

PARTS = ("dedup", "growth", "quality", "steps", "pii", "extract")
HOME = Path(__file__).parents[1]


def main(arguments: Sequence[str]) -> int:
    """Measure the parts asked for, write what was found, and say what is below its bar."""
    parser = argparse.ArgumentParser(prog="make bench-curate", description=__doc__)
    parser.add_argument("folder", type=Path, help="of the corpus and of scratch files (8 GB)")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--peers", default=sys.executable, help="a Python that has the peers")
    parser.add_argument("--again", action="store_true", help="slow peers too, not from before")
    parser.add_argument("--out", type=Path, default=HOME)
    given = parser.parse_args(arguments)
    corpus.download(given.folder)
    made = corpus.build(given.folder)
    shards = sorted(made.glob("*.parquet"))
    known = given.out / "bench_curate.json"
    found: dict[str, Any] = read_json(known) if known.exists() else {}
    work: Mapping[str, Callable[[], Any]] = {
        "dedup": lambda: dedup.contenders(shards, given.peers, _before(given, found)),
        "growth": lambda: dedup.growth(shards, given.folder / "grown"),
        "quality": lambda: {
            "all_removals": dedup.all_removals(shards, given.folder / "all"),
            "missed_pairs": dedup.missed_pairs(shards, given.folder / "missed"),
        },
        "steps": lambda: steps.measured(shards),
        "pii": pii.quality,
        "extract": lambda: extract.measure(extract.from_shards(shards), True),
    }
    for part in given.parts:
        sys.stderr.write(f"{part}\n")
        found[part] = {"machine": _machine(), "found": work[part]()}
        found["corpus"] = read_json(made / "corpus.json")
        write_json(known, found)
        page.put(given.out, "bench-curate", table.text(found))
    if "growth" in found:
        table.plot(found["growth"]["found"], given.out / "bench_curate.svg")
    missed = table.below(found)
    sys.stderr.write("".join(f"below the bar: {line}\n" for line in missed))
    return int(bool(missed))


def _before(given: argparse.Namespace, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of peers that are too slow to be run each time, where the corpus is the same."""
    same = found.get("corpus") == read_json(given.folder / "corpus" / "corpus.json")
    return found["dedup"]["found"] if same and "dedup" in found and not given.again else []


def _machine() -> str:
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    load = os.getloadavg()[0]
    return f"{today}, {os.cpu_count()} cores ({platform.machine()}), load {load:.1f} at the start"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
