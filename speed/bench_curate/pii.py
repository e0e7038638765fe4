"""Personal data and secrets: precision and recall beside peers, and MB per CPU-second.

`python -m speed.bench_curate.pii [FOLDER]` prints both tables; the corpus for the speed is the
Python source in FOLDER, by default the packages of this interpreter.
"""

from __future__ import annotations

import sys
import sysconfig
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from newtongue.curate.pii import KINDS, find, find_plainly
from newtongue.curate.pii.cases import HALVES, Score, load_cases, score
from newtongue.curate.pii.detectors import detect_secrets
from newtongue.curate.pii.rules import HINTS
from newtongue.curate.pii.scan import bytes_of, hinted_pieces
from newtongue.curate.pii.span import Kind
from speed.bench_curate.pii_peers import SEARCHES

PUBLISHED = {"email": (0.88, 0.96), "ip": (0.80, 0.83), "key": (0.78, 0.53)}
"""Precision and recall of SantaCoder's pipeline on its own 400 files (arXiv 2301.03988)."""
OURS = "newtongue"
SECRETS: tuple[Kind, ...] = ("key", "password")
ROUNDS = 3
PLAIN, PEER = 3_000_000, 200_000
"""Characters that the search without hints, and detect-secrets, are timed on."""


def quality() -> list[dict[str, Any]]:
    """A row for each search, half and kind: precision, recall, and the counts behind them."""
    halves = {half: load_cases(half) for half in HALVES}
    halves["both"] = [case for half in HALVES for case in halves[half]]
    rows = []
    for half, cases in halves.items():
        rows += _rows(OURS, half, score(cases, lambda case: find(case.text, case.language)))
        for name, search in SEARCHES.items():
            # detect-secrets parts secrets by plugin, not by use: either answers for the other
            rows += _rows(name, half, score(cases, search, also=SECRETS))
    return [row for row in rows if row["found"] or row["search"] == OURS]


def _rows(name: str, half: str, scores: Mapping[Kind, Score]) -> list[dict[str, Any]]:
    return [
        {
            "search": name,
            "half": half,
            "kind": kind,
            "precision": round(one.precision, 3),
            "recall": round(one.recall, 3),
            "labelled": one.hit + one.missed,
            "found": one.right + one.wrong,
        }
        for kind, one in scores.items()
    ]


def below(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Where ours is not above SantaCoder's published figures or above a peer, on both halves.

    A peer is passed when ours has the higher mean of precision and recall (their F1).
    """
    both = {(row["search"], row["kind"]): row for row in rows if row["half"] == "both"}
    missed = []
    for (search, kind), row in both.items():
        ours = both[OURS, kind]
        if search != OURS and _f1(ours) <= _f1(row):
            missed.append(f"{kind}: F1 {_f1(ours):.3f}, {search} {_f1(row):.3f}")
    for kind, (precision, recall) in PUBLISHED.items():
        row = both[OURS, kind]
        if row["precision"] <= precision or row["recall"] <= recall:
            missed.append(f"{kind}: {row['precision']}, {row['recall']}: under SantaCoder's")
    return missed


def _f1(row: Mapping[str, Any]) -> float:
    total = row["precision"] + row["recall"]
    return float(2 * row["precision"] * row["recall"] / total) if total else 0.0


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Precision / recall by kind, a line for each search and half, as Markdown."""
    kinds = [str(kind) for kind in KINDS]
    lines = [f"| search | half | {' | '.join(kinds)} |", f"|{'---|' * (len(kinds) + 2)}"]
    cells = {(row["search"], row["half"], row["kind"]): row for row in rows}
    for search, half in dict.fromkeys((row["search"], row["half"]) for row in rows):
        shown = [_cell(cells.get((search, half, kind))) for kind in kinds]
        lines.append(f"| {search} | {half} | {' | '.join(shown)} |")
    published = [_pair(*PUBLISHED[kind]) if kind in PUBLISHED else "" for kind in kinds]
    lines.append(f"| SantaCoder, as published | its own | {' | '.join(published)} |")
    return "\n".join(lines) + "\n"


def _cell(row: Mapping[str, Any] | None) -> str:
    return "" if row is None else _pair(row["precision"], row["recall"])


def _pair(precision: float, recall: float) -> str:
    return f"{precision:.2f} / {recall:.2f}"


def texts_in(folder: Path, most: int = 100_000_000) -> list[str]:
    """Python source below a folder, in order of path, up to so many characters."""
    found, size = [], 0
    for path in sorted(folder.rglob("*.py")):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        found.append(text)
        size += len(text)
        if size >= most:
            break
    return found


def speed(texts: Sequence[str]) -> list[dict[str, Any]]:
    """A row for the search, its first pass alone, the search without hints, and detect-secrets."""
    return [
        _timed("find", texts, find),
        _timed("hints alone", texts, lambda text: list(_hinted(text))),
        _timed("find_plainly", _first(texts, PLAIN), find_plainly, rounds=1),
        _timed("detect-secrets", _first(texts, PEER), detect_secrets, rounds=1),
    ]


def _hinted(text: str) -> Any:
    return hinted_pieces(text, bytes_of(text), HINTS)


def _first(texts: Sequence[str], most: int) -> list[str]:
    """Every n-th text, so many characters of them."""
    step = max(1, sum(map(len, texts)) // most)
    return list(texts[::step])


def _timed(
    name: str, texts: Sequence[str], work: Callable[[str], Any], rounds: int = ROUNDS
) -> dict[str, Any]:
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)
    best, spans = float("inf"), 0
    for _ in range(rounds):
        began = time.process_time()
        spans = sum(len(work(text)) for text in texts)
        best = min(best, time.process_time() - began)
    row = {"search": name, "bytes": size, "cpu_seconds": round(best, 4), "spans": spans}
    return row | {"mb_per_cpu_second": round(size / best / 1e6, 2)}


def main(arguments: Sequence[str]) -> int:
    """Print both tables; 1 where a bar is missed."""
    rows = quality()
    sys.stdout.write(table(rows))
    folder = Path(arguments[0]) if arguments else Path(sysconfig.get_path("purelib"))
    for row in speed(texts_in(folder)):
        sys.stdout.write(f"{row}\n")
    missed = below(rows)
    sys.stderr.write("".join(f"below the bar: {line}\n" for line in missed))
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
