"""BM25 over texts that are given as numbers of their words: the library bm25s, arrays on disk.

One folder holds one part of a collection; how rare a word is counts within its part, as in search
engines that split an index. Arrays are .npy without pickle, and are mapped, not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from newtongue.core.errors import MissingError
from newtongue.similarity.lexer import Codes

K1, B = 1.5, 0.75
"""The usual constants (Robertson and Zaragoza, "The probabilistic relevance framework", 2009,
section 3.5 gives 1.2 < k1 < 2 and 0.5 < b < 0.8); the formula is Lucene's."""


@dataclass(frozen=True, slots=True)
class Part:
    """An opened folder."""

    library: Any
    words: Codes
    """Sorted; a word's place is its number in the library's arrays."""
    texts: int


def write(folder: Path, texts: Sequence[Codes]) -> None:
    """Index texts, each the numbers of its words, into a folder. Raises MissingError."""
    bm25s = _library()
    folder.mkdir(parents=True, exist_ok=True)
    words = np.unique(np.concatenate([np.zeros(0, dtype=np.uint64), *texts]))
    np.save(folder / "words.npy", words, allow_pickle=False)
    np.save(folder / "texts.npy", np.array([len(texts)]), allow_pickle=False)
    if not len(words):
        return
    index = bm25s.BM25(k1=K1, b=B, method="lucene", backend="numpy")
    index.vocab_dict = {}
    index.scores = index.build_index_from_ids(
        unique_token_ids=list(range(len(words))),
        corpus_token_ids=[np.searchsorted(words, text).tolist() for text in texts],
        show_progress=False,
    )
    index.save(folder, allow_pickle=False, show_progress=False)


def read(folder: Path) -> Part:
    """Open a folder that `write` made. Raises MissingError where the library is not here."""
    words = np.load(folder / "words.npy", mmap_mode="r", allow_pickle=False)
    texts = int(np.load(folder / "texts.npy", allow_pickle=False)[0])
    if not len(words):
        return Part(None, words, texts)
    library = _library().BM25.load(
        folder, mmap=True, load_vocab=False, allow_pickle=False, show_progress=False
    )
    return Part(library, words, texts)


def scores(part: Part, query: Codes) -> npt.NDArray[np.float32]:
    """How well each text of a part answers a query; a word counts once for each time it is there.

    0 for a text that shares no word with it.
    """
    nothing = np.zeros(part.texts, dtype=np.float32)
    if part.library is None:
        return nothing
    at = np.searchsorted(part.words, query)
    at[at == len(part.words)] = 0
    known = at[part.words[at] == query]
    if not len(known):
        return nothing
    found: npt.NDArray[np.float32] = part.library.get_scores_from_ids(known)
    return found


def _library() -> Any:
    try:
        import bm25s
    except ImportError:
        raise MissingError(
            "the library `bm25s` is not here", hint="pip install 'newtongue[curate]'"
        ) from None
    return bm25s
