"""Near-deduplication: how fast beside its peers, how its cost grows, and what it gets wrong.

Each measurement is a process of its own (dedup_peers.py). The bars are the issue's: CONTENDERS
below. Nothing here runs or imports what is in the corpus.
"""

from __future__ import annotations

import hashlib
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from newtongue.core.store import read_json, whole_file
from newtongue.curate.near_dedup import NearDedup, near_dedup
from newtongue.similarity.banding import sure
from newtongue.similarity.quality import missed, removals, similar_pairs

BARS = {"mb_per_cpu_second": 150.0, "times_the_fastest_peer": 8.0, "two_threads": 1.1}
BARS |= {"missed": 0.02, "growth": 1.25}
"""`growth`: CPU seconds per MB at the largest size, at most so many times those at 100 MB."""
PEERS = ("gaoya", "rensa", "datasketch", "datatrove", "text-dedup")
SIZES = (10, 32, 100, 320, 1000)
"""MB."""
_TOOL = Path(__file__).with_name("dedup_peers.py")
_GROUP = 500
_MB = 1e6


def size(shards: Sequence[Path]) -> int:
    """Bytes of text."""
    total = 0
    for shard in shards:
        for batch in pq.ParquetFile(shard).iter_batches(1000, columns=["text"]):
            total += pc.sum(pc.binary_length(batch.column(0))).as_py() or 0
    return total


def measure(tool: str, shards: Sequence[Path], python: str = sys.executable) -> dict[str, Any]:
    """One tool over some shards: what dedup_peers.py says, and MB per CPU second; `lacking` says
    why it could not run.
    """
    line = [python, str(_TOOL), tool, *map(str, shards)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"tool": tool, "lacking": (done.stderr.strip().splitlines() or ["?"])[-1][:200]}
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    megabytes = size(shards) / _MB
    return found | {"mb": megabytes, "mb_per_cpu_second": megabytes / found["cpu"]}


def contenders(
    shards: Sequence[Path],
    python: str,
    before: Sequence[dict[str, Any]] = (),
    slice_mb: float = 65,
    rounds: int = 3,
) -> list[dict[str, Any]]:
    """Ours over all shards, on one and two threads, ours and every peer over the first ones, up to
    so many MB, and the fastest peer over all. `python` has the peers. The round with the least CPU
    time counts, of peers slower than 5 MB a CPU second the first. `before` are rows of an earlier
    call: of peers that were slower than that the row stays.
    """
    slow = {row["tool"]: row for row in before if row.get("mb_per_cpu_second", 9) < 5}
    rows = []
    for tool in ("newtongue", "newtongue on two threads"):
        rows.append(_best(tool, shards, sys.executable, rounds) | {"corpus": "all"})
    some = first(shards, slice_mb)
    for tool in ("newtongue", *PEERS):
        interpreter = sys.executable if tool == "newtongue" else python
        found = slow.get(tool) or _best(tool, some, interpreter, rounds)
        rows.append(found | {"corpus": "slice"})
    peers = [row for row in rows if row["tool"] in PEERS and "lacking" not in row]
    if peers:
        fastest = max(peers, key=lambda row: row["mb_per_cpu_second"])["tool"]
        rows.append(_best(fastest, shards, python, 2) | {"corpus": "all"})
    return rows


def _best(tool: str, shards: Sequence[Path], python: str, rounds: int) -> dict[str, Any]:
    found = [measure(tool, shards, python)]
    if "lacking" in found[0] or found[0]["mb_per_cpu_second"] < 5:
        return found[0]
    found += [measure(tool, shards, python) for _ in range(rounds - 1)]
    return min(found, key=lambda row: row["cpu"])


def first(shards: Sequence[Path], megabytes: float) -> list[Path]:
    """The first shards with at most so many MB, but one at least."""
    chosen: list[Path] = []
    total = 0.0
    for shard in shards:
        total += size([shard]) / _MB
        if chosen and total > megabytes:
            break
        chosen.append(shard)
    return chosen


def growth(
    shards: Sequence[Path], folder: Path, sizes: Sequence[int] = SIZES
) -> list[dict[str, Any]]:
    """Ours over corpora of so many MB, made from the shards by `grown`."""
    rows = []
    for megabytes in sizes:
        made = grown(shards, folder / f"{megabytes}", megabytes)
        rows.append(measure("newtongue", made) | {"size": megabytes})
    return rows


def grown(shards: Sequence[Path], folder: Path, megabytes: int, shard_mb: int = 100) -> list[Path]:
    """A corpus of so many MB: the files in the order of their ids' hashes, then again and again,
    each time with up to 30 % of their tokens edited. Smaller ones are the beginning of larger ones.
    """
    done = folder / "grown.json"
    if not done.exists():
        folder.mkdir(parents=True, exist_ok=True)
        names, rows, held, total = [], [], 0, 0  # type: list[str], list[tuple[str, str]], int, int
        for name, text in _again_and_again(shards):
            rows.append((name, text))
            held += len(text.encode())
            full = total + held >= megabytes * _MB
            if full or held >= shard_mb * _MB:
                names.append(f"{len(names):03}.parquet")
                _write(folder / names[-1], rows)
                total, held, rows = total + held, 0, []
            if full:
                break
        with whole_file(done) as partial:
            partial.write_text(json.dumps(names))
    return [folder / name for name in read_json(done)]


def _again_and_again(shards: Sequence[Path]) -> Iterator[tuple[str, str]]:
    tables = [pq.read_table(shard, columns=["id", "text"]) for shard in shards]
    table = pa.concat_tables(tables)
    names = table["id"].to_pylist()
    texts = table["text"]
    order = sorted(range(len(names)), key=lambda i: hashlib.sha256(names[i].encode()).digest())
    number = 0
    while True:
        for i in order:
            text = texts[i].as_py()
            yield f"{names[i]}~{number}", edited(text, f"{names[i]}~{number}") if number else text
        number += 1


def edited(text: str, seed: str) -> str:
    """The text with a word put into it at some places: for 0 to 30 % of its words, as the seed has
    it.
    """
    digest = hashlib.sha256(seed.encode()).digest()
    draw = np.random.default_rng(int.from_bytes(digest[:8], "big"))
    places = int(draw.uniform(0, 0.3) * len(text) / 10)  # a word and what parts it from the next
    at = np.sort(draw.integers(0, len(text) + 1, places)).tolist()
    parts = [text[a:b] for a, b in zip([0, *at], [*at, len(text)], strict=True)]
    return f" e{digest.hex()[:6]} ".join(parts)


def _write(path: Path, rows: Sequence[tuple[str, str]]) -> None:
    table = pa.table({"id": [name for name, _ in rows], "text": [text for _, text in rows]})
    pq.write_table(table, path, compression="zstd", row_group_size=_GROUP)


def all_removals(
    shards: Sequence[Path],
    folder: Path,
    settings: NearDedup = NearDedup(),  # noqa: B008
) -> dict[str, Any]:
    """Near-deduplicate the shards, and look at every file that went: its true Jaccard index to the
    file kept in its place. Slow: some milliseconds each.
    """
    made = near_dedup(shards, folder, settings)
    rows = pq.read_table(made, columns=["id", "kept_id", "kind"]).to_pylist()
    gone = [(row["id"], row["kept_id"]) for row in rows if row["id"] != row["kept_id"]]
    texts = _texts(shards, {name for pair in gone for name in pair})
    found = removals(((texts[a], texts[b]) for a, b in gone), settings.threshold, settings.gram)
    return asdict(found) | {"counts": read_json(folder / "counts.json")}


def _texts(shards: Sequence[Path], names: set[str]) -> dict[str, str]:
    found = {}
    wanted = pa.array(sorted(names), pa.string())
    for shard in shards:
        for batch in pq.ParquetFile(shard).iter_batches(1000, columns=["id", "text"]):
            some = batch.filter(pc.is_in(batch.column(0), wanted))
            found.update(zip(*(column.to_pylist() for column in some.columns), strict=True))
    return found


def missed_pairs(
    shards: Sequence[Path],
    folder: Path,
    settings: NearDedup = NearDedup(),  # noqa: B008
    files: int = 10_000,
    seeds: Sequence[int] = (1, 2, 3, 4, 5),
) -> dict[str, Any]:
    """Of a seeded sample of files: the pairs at threshold + 0.05 or above, by an exact join, that
    are both kept; for several seeds of the hash.
    """
    sample = _sample(shards, folder / "sample.parquet", files)
    table = pq.read_table(sample)
    names, texts = table["id"].to_pylist(), table["text"].to_pylist()
    pairs = similar_pairs(texts, sure(settings.threshold), settings.gram, settings.least)
    rows = []
    for seed in seeds:
        told = settings.model_copy(update={"seed": seed})
        made = pq.read_table(near_dedup([sample], folder / f"seed-{seed}", told)).to_pylist()
        gone = {row["id"] for row in made if row["id"] != row["kept_id"]}
        found = missed(pairs, [name not in gone for name in names])
        rows.append({"seed": seed, "missed": found.missed, "share": found.share})
    mean = statistics.mean(row["share"] for row in rows)
    return {"files": len(names), "pairs": len(pairs), "seeds": rows, "mean": mean}


def _sample(shards: Sequence[Path], path: Path, files: int) -> Path:
    """The files whose ids' hashes are least."""
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    names = [n for shard in shards for n in pq.read_table(shard, columns=["id"])["id"].to_pylist()]
    names.sort(key=lambda name: hashlib.sha256(b"sample " + name.encode()).digest())
    texts = _texts(shards, set(names[:files]))
    _write(path, [(name, texts[name]) for name in names[:files]])
    return path


def below(found: Mapping[str, Any]) -> list[str]:
    """What falls short of a bar, a line each. `found` has the answers of `contenders`, `growth`,
    `all_removals` and `missed_pairs` by these names; those that are missing are passed over.
    """
    lines = []
    if rows := found.get("contenders"):
        lines += _below_speed(rows)
    if rows := found.get("growth"):
        per_mb = {row["size"]: row["cpu"] / row["mb"] for row in rows}
        ratio = per_mb[max(per_mb)] / per_mb[min(per_mb, key=lambda mb: abs(mb - 100))]
        if ratio > BARS["growth"]:
            lines.append(f"a MB of the largest corpus costs {ratio:.2f} times one of 100 MB")
    if (wrong := found.get("all_removals")) and wrong["below"]:
        lines.append(f"{wrong['below']} removed files are below the threshold")
    if (miss := found.get("missed_pairs")) and miss["mean"] > BARS["missed"]:
        lines.append(f"{miss['mean']:.1%} of alike pairs were missed")
    return lines


def _below_speed(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    by = {(row["tool"], row["corpus"]): row for row in rows if "lacking" not in row}
    one, two = by["newtongue", "all"], by["newtongue on two threads", "all"]
    lines = []
    if one["mb_per_cpu_second"] < BARS["mb_per_cpu_second"]:
        lines.append(f"{one['mb_per_cpu_second']:.0f} MB per CPU second")
    if two["cpu"] > BARS["two_threads"] * one["cpu"]:
        lines.append(f"two threads use {two['cpu'] / one['cpu']:.2f} times the CPU seconds of one")
    if peers := [by[tool, "all"]["mb_per_cpu_second"] for tool in PEERS if (tool, "all") in by]:
        times = one["mb_per_cpu_second"] / max(peers)
        if times < BARS["times_the_fastest_peer"]:
            lines.append(f"{times:.1f} times the fastest peer")
    return lines
