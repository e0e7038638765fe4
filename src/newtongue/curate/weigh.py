"""What drawing has to know of each item of a shard: its size in tokens, where it is from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from newtongue.curate import shards

LEXICAL = re.compile(r"\w+|[^\w\s]")
"""A token where no tokenizer is named: a word or a single sign."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """A shard to be weighed."""

    number: int
    shard: Path
    folder: Path
    tokenizer: str | None

    @property
    def made(self) -> Path:
        return self.folder / f"{self.number:05}.parquet"


def weigh(task: Weighing) -> Path:
    """Write a row for each item of the shard; a shard that is done is not done again."""
    import pyarrow as pa

    if task.made.exists():
        return task.made
    count = counter(task.tokenizer)
    text, number = pa.string(), pa.int64()
    kinds = {"id": text, "language": text, "repository": text, "licence": text, "file_id": text}
    kinds |= {"test_id": text, "source": text, "body_hash": text, "text_hash": text}
    kinds |= {"stars": number, "bytes": number, "tokens": number}
    rows = (_row(row, count) for row in shards.read_rows(task.shard))
    shards.write_rows(task.made, kinds, ([row[name] for name in kinds] for row in rows))
    return task.made


def _row(row: dict[str, Any], count: Callable[[str], int]) -> dict[str, Any]:
    text = row["text"]
    data = text.encode("utf-8", "replace")
    found = {"bytes": len(data), "tokens": count(text), "text_hash": sha256(data).hexdigest()[:32]}
    return {"file_id": row["id"], "test_id": None, "body_hash": None} | row | found


@lru_cache(maxsize=2)
def counter(tokenizer: str | None) -> Callable[[str], int]:
    """Counts the tokens of a text. Raises MissingError where a tokenizer's library is not here."""
    if tokenizer is None:
        return lambda text: sum(1 for _ in LEXICAL.finditer(text))
    from newtongue.models.transformers.load import load_tokenizer

    encode = load_tokenizer(tokenizer)
    return lambda text: len(encode(text, add_special_tokens=False)["input_ids"])
