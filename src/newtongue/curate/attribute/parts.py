"""An index over a curated data set: parts of bounded size on disk, the same bytes each time."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from newtongue import languages
from newtongue.core.errors import UsageError
from newtongue.core.home import cache_folder
from newtongue.core.store import full_disk_is_clear, read_json, sha256_file, write_json
from newtongue.curate.attribute.tables import tables
from newtongue.similarity import bm25, lexer, ngrams
from newtongue.similarity.lexer import Codes
from newtongue.similarity.ngrams import Runs

TOKENS = 14
"""Tokens of a run. Measured on functions of the standard library (docs/decisions/016): with 14,
copies with all names changed share at least 0.30 of their runs, functions that have nothing to do
with each other at most 0.06; with 10 it is 0.41 and 0.20, with 20 it is 0.16 and 0.00."""
WINDOW = 8
"""Of so many runs one is kept, so a copy of TOKENS + WINDOW - 1 = 21 tokens is always found."""
PART = 16 << 20
"""Characters of text that one part holds, about; what is in memory at once follows from it."""
FORM = 1
_KEYWORD_OF = 3
"""A word that so many languages keep for themselves is no name."""
_INDEX = "index.json"


@dataclass(frozen=True, slots=True)
class Index:
    """An index that is there, and the data set that it is of."""

    folder: Path
    files: tuple[Path, ...]
    """The data set's Parquet files, in the order that the index counts them."""
    parts: int
    texts: int
    keywords: Codes


def build(dataset: Path, folder: Path | None = None) -> Index:
    """The index of a data set, built where there is none yet for its present bytes.

    `dataset` is a folder of Parquet files with a column `text`, such a file, the folder of a
    curation run, or a folder of runs (tables.py). Without `folder` the index lies in the cache,
    named by the data set's hashes. Raises UsageError naming file and field.
    """
    files = tuple(tables(dataset))
    keywords = _keywords()
    key = _key(files, keywords)
    folder = folder or cache_folder() / "attribute" / key[:32]
    if not (folder / _INDEX).exists() or read_json(folder / _INDEX).get("key") != key:
        _write(folder, files, keywords, key)
    data = read_json(folder / _INDEX)
    return Index(folder, files, data["parts"], data["texts"], keywords)


def _keywords() -> Codes:
    counts = Counter(
        word for key in languages.names() for word in set(languages.get(key).keywords.split())
    )
    return lexer.word_codes(sorted(word for word, n in counts.items() if n >= _KEYWORD_OF))


def _key(files: tuple[Path, ...], keywords: Codes) -> str:
    digest = hashlib.sha256(f"{FORM} {TOKENS} {WINDOW} {PART}\n".encode())
    digest.update(keywords.tobytes())
    for file in files:
        digest.update(f"{sha256_file(file)}  {file.name}\n".encode())
    return digest.hexdigest()


def runs_of(tokens: lexer.Tokens, keywords: Codes) -> Runs:
    """The runs of a text, blind to names."""
    return ngrams.blind(tokens, keywords, TOKENS)


def _write(folder: Path, files: tuple[Path, ...], keywords: Codes, key: str) -> None:
    """Built beside its place and moved there: an index is whole or not there."""
    if folder.exists() and not (folder / _INDEX).exists() and any(folder.iterdir()):
        raise UsageError("is not empty, and no index", file=str(folder), field="folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        with full_disk_is_clear(folder):
            parts = texts = 0
            for part in _parts(files):
                _write_part(partial / f"{parts:05}", part, keywords)
                parts, texts = parts + 1, texts + len(part)
            write_json(partial / _INDEX, {"key": key, "parts": parts, "texts": texts})
            shutil.rmtree(folder, ignore_errors=True)
            partial.replace(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


_Text = tuple[int, int, str]
"""The number of its file, its row there, and the text."""


def _parts(files: tuple[Path, ...]) -> Iterator[list[_Text]]:
    part: list[_Text] = []
    size = 0
    for number, file in enumerate(files):
        for row, text in enumerate(_texts(file)):
            part.append((number, row, text))
            size += len(text)
            if size >= PART:
                yield part
                part, size = [], 0
    if part:
        yield part


def _texts(file: Path) -> Iterator[str]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(file) as table:
            if "text" not in table.schema_arrow.names:
                raise UsageError("is missing", file=str(file), field="text")
            for batch in table.iter_batches(batch_size=256, columns=["text"]):
                for text in batch.column(0).to_pylist():
                    if text is not None and not isinstance(text, str):
                        raise UsageError("is not text", file=str(file), field="text")
                    yield text or ""
    except pa.ArrowException as error:
        raise UsageError(f"not a Parquet file: {error}", file=str(file)) from None


def _write_part(folder: Path, part: list[_Text], keywords: Codes) -> None:
    prints, owners, words = [], [], []
    for number, (_, _, text) in enumerate(part):
        tokens = lexer.lex(text)
        runs = runs_of(tokens, keywords)
        chosen = np.unique(runs[ngrams.winnowed(runs, WINDOW)])
        prints.append(chosen)
        owners.append(np.full(len(chosen), number, dtype=np.int32))
        words.append(lexer.only_words(tokens).codes)
    bm25.write(folder, words)
    every, owner = np.concatenate(prints), np.concatenate(owners)
    order = np.lexsort((owner, every))
    for name, array in (
        ("prints", every[order]),
        ("owners", owner[order]),
        ("files", np.array([number for number, _, _ in part], dtype=np.int32)),
        ("rows", np.array([row for _, row, _ in part], dtype=np.int64)),
    ):
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
