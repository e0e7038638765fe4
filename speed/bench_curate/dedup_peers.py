"""Near-deduplication by one tool, in a process of its own: `python dedup_peers.py TOOL SHARD...`

Stands alone, so that an interpreter with the peers and without newtongue can run it. Every tool
gets the same Parquet shards (columns id and text), tokens as BigCode splits them where it takes
tokens, 5-grams, 256 permutations, 42 bands of 6 rows where it can be told, and threshold 0.7; what
each collision stands for is verified on its signature where the tool can. Prints one line of JSON:
files, files kept, CPU seconds from the first read to the last answer (this process,
its children), seconds, peak memory.

The peers' interpreter has pyarrow, numpy, datasketch, rensa, gaoya, text-dedup, datatrove,
tokenizers, spacy and "xxhash<4" (datatrove 0.10.1 hands later ones a text that they refuse).
"""

from __future__ import annotations

import json
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

GRAM, PERMUTATIONS, BANDS, ROWS, THRESHOLD = 5, 256, 42, 6, 0.7
SEPARATOR = re.compile(r"[^A-Za-z_0-9]")
Files = Iterator[tuple[str, str]]


def files(shards: list[str]) -> Files:
    """(id, text) of each file."""
    import pyarrow.parquet as pq

    for shard in shards:
        for batch in pq.ParquetFile(shard).iter_batches(256, columns=["id", "text"]):
            yield from zip(batch.column(0).to_pylist(), batch.column(1).to_pylist(), strict=True)


def shingles(text: str) -> set[str]:
    """5-grams of tokens."""
    tokens = SEPARATOR.split(text)
    return {" ".join(tokens[i : i + GRAM]) for i in range(len(tokens) - GRAM + 1)}


def datasketch(shards: list[str]) -> int:
    """MinHash and MinHashLSH; candidates verified by the estimate."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(params=(BANDS, ROWS), num_perm=PERMUTATIONS)
    known: dict[str, Any] = {}
    for name, text in files(shards):
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([one.encode() for one in shingles(text)])
        if any(known[other].jaccard(sketch) >= THRESHOLD for other in index.query(sketch)):
            continue
        known[name] = sketch
        index.insert(name, sketch, check_duplication=False)
    return len(known)


def rensa(shards: list[str]) -> int:
    """R-MinHash and its deduplicator, which verifies by the estimate."""
    from rensa import RMinHashDeduplicator

    tool = RMinHashDeduplicator(threshold=THRESHOLD, num_perm=PERMUTATIONS, use_lsh=True)
    return sum(tool.add_pairs((name, list(shingles(text))) for name, text in files(shards)))


def gaoya(shards: list[str]) -> int:
    """Its index of texts: its own tokens (words), candidates verified by the estimate."""
    from gaoya.minhash import MinHashStringIndex

    index = MinHashStringIndex(32, THRESHOLD, BANDS, ROWS, None, "word", False, (GRAM, GRAM))
    kept = 0
    for number, (_, text) in enumerate(files(shards)):
        if not index.query(text):
            index.insert_document(number, text)
            kept += 1
    return kept


def datatrove(shards: list[str]) -> int:
    """Its four stages, each an executor on this machine."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import (
        MinhashDedupBuckets,
        MinhashDedupCluster,
        MinhashDedupFilter,
        MinhashDedupSignature,
    )
    from datatrove.pipeline.dedup.minhash import MinhashConfig
    from datatrove.pipeline.readers import ParquetReader
    from datatrove.pipeline.writers.jsonl import JsonlWriter
    from datatrove.utils.hashing import HashConfig

    settings = MinhashConfig(
        hash_config=HashConfig(precision=64),
        num_buckets=BANDS,
        hashes_per_bucket=ROWS,
        n_grams=GRAM,
    )
    source = str(Path(shards[0]).parent)
    names = [Path(shard).name for shard in shards]
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "shards")
        listed.write_text("".join(name + "\n" for name in names))

        def reader() -> Any:
            return ParquetReader(source, paths_file=str(listed), doc_progress=False)

        stages: list[tuple[list[Any], int]] = [
            ([reader(), MinhashDedupSignature(f"{folder}/s", config=settings)], 1),
            ([MinhashDedupBuckets(f"{folder}/s", f"{folder}/b", config=settings)], BANDS),
            ([MinhashDedupCluster(f"{folder}/b", f"{folder}/c", config=settings)], 1),
            ([reader(), MinhashDedupFilter(f"{folder}/c"), JsonlWriter(f"{folder}/o")], 1),
        ]
        for number, (stage, tasks) in enumerate(stages):
            LocalPipelineExecutor(stage, tasks=tasks, logging_dir=f"{folder}/l{number}").run()
        return _lines(Path(folder, "o"))


def _lines(folder: Path) -> int:
    import gzip

    count = 0
    for path in folder.glob("*.gz"):
        with gzip.open(path) as lines:
            count += sum(1 for _ in lines)
    return count


def text_dedup(shards: list[str]) -> int:
    """Its command: each collision is a duplicate, nothing is verified."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    from datasets import load_from_disk
    from text_dedup.minhash import main as command

    with tempfile.TemporaryDirectory() as folder:
        told = {"path": "parquet", "split": "train", "column": "text", "num_proc": 1}
        told |= {"cache_dir": f"{folder}/cache", "output": f"{folder}/out", "min_length": GRAM}
        told |= {"ngram": GRAM, "num_perm": PERMUTATIONS, "threshold": THRESHOLD}
        told |= {"b": BANDS, "r": ROWS, "hash_func": "xxh3"}
        line = [word for name, value in told.items() for word in (f"--{name}", str(value))]
        # of several files it reads the last one alone
        whole = f"{folder}/whole.parquet"
        tables = [pq.read_table(shard, columns=["id", "text"]) for shard in shards]
        pq.write_table(pa.concat_tables(tables), whole)
        data = ["--data_files", whole]
        command.main([*line, *data], standalone_mode=False)
        return len(load_from_disk(f"{folder}/out"))


def newtongue(shards: list[str]) -> int:
    """Ours, one thread."""
    return _ours(shards, 1)


def newtongue_on_two_threads(shards: list[str]) -> int:
    """Ours, two threads."""
    return _ours(shards, 2)


def _ours(shards: list[str], threads: int) -> int:
    from concurrent.futures import ThreadPoolExecutor

    import pyarrow.parquet as pq

    from newtongue.curate.near_dedup import NearDedup, near_dedup

    paths = [Path(shard) for shard in shards]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(threads) as pool:
        run_all: Any = map if threads == 1 else pool.map
        made = near_dedup(paths, Path(folder), NearDedup(threshold=THRESHOLD), run_all)
        table = pq.read_table(made)
        gone = sum(a != b for a, b in zip(table["id"], table["kept_id"], strict=True))
        return sum(pq.read_metadata(path).num_rows for path in paths) - gone


TOOLS: dict[str, Callable[[list[str]], int]] = {
    "newtongue": newtongue,
    "newtongue on two threads": newtongue_on_two_threads,
    "gaoya": gaoya,
    "rensa": rensa,
    "datasketch": datasketch,
    "datatrove": datatrove,
    "text-dedup": text_dedup,
}
_MODULES = {
    "text-dedup": ["text_dedup.minhash"],
    "newtongue": ["newtongue.curate.near_dedup", "pyarrow.compute", "xxhash"],
    "newtongue on two threads": ["newtongue.curate.near_dedup", "pyarrow.compute", "xxhash"],
}


def used() -> float:
    """CPU seconds of this process and its ended children."""
    total = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        times = resource.getrusage(who)
        total += times.ru_utime + times.ru_stime
    return total


def _peak() -> int:
    """KiB of memory at most. (What getrusage says begins with what the caller held.)"""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


def main(tool: str, shards: list[str]) -> None:
    """Run one tool; its modules are loaded before the clock starts."""
    import importlib

    import pyarrow as pa
    import pyarrow.parquet as pq

    for module in _MODULES.get(tool, [tool]):
        importlib.import_module(module)
    pa.array([b"x"], pa.binary(1))  # the first such call loads pandas, where it is installed
    metadata = [pq.read_metadata(shard) for shard in shards]
    began, before = time.monotonic(), used()
    kept = TOOLS[tool](shards)
    found = {"tool": tool, "files": sum(each.num_rows for each in metadata), "kept": kept}
    found |= {"cpu": used() - before, "seconds": time.monotonic() - began}
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    sys.stdout.write(json.dumps(found | {"peak_mb": max(_peak(), children) / 1024}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
