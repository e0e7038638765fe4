"""MinHash: texts to signatures whose equal lanes estimate the Jaccard index of their shingles.

Tokens are split off at every character but A-Z, a-z, 0-9 and _, empty ones included, so that
punctuation and indentation count (BigCode's near-deduplication); a shingle is `gram` tokens in a
row; lane i of a signature is the least value that permutation i gives to a shingle (Broder, On the
resemblance and containment of documents, 1997). The share of equal lanes is an unbiased estimate of
the Jaccard index J with standard error sqrt(J (1 - J) / lanes).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newtongue.similarity import kernel, twin
from newtongue.similarity.scheme import Scheme, permutations

Words = NDArray[np.uint32]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Signed:
    """What signing gives for n texts."""

    signatures: Words
    """n x permutations; that of no shingles is like no other."""
    keys: NDArray[np.uint64]
    """n x bands: equal keys are equal bands."""
    shingles: Words
    """Of one text after the other, each at least once, most of them just once."""
    sizes: Counts
    """How many of `shingles` each text has."""


def sign(
    data: NDArray[np.uint8], offsets: NDArray[Any], scheme: Scheme, room: Words | None = None
) -> Signed:
    """Sign the texts data[offsets[i] : offsets[i + 1]], UTF-8 or any bytes; int32 or int64 offsets.

    `room` is memory for the shingles, used again from call to call: as many as there are bytes,
    plus one for each text. Raises ValueError for offsets that leave the data.
    """
    count = len(offsets) - 1
    if offsets.dtype not in (np.int32, np.int64) or count < 0:
        raise ValueError("offsets are int32 or int64, one more than texts")
    if offsets[0] < 0 or offsets[-1] > len(data) or np.any(offsets[1:] < offsets[:-1]):
        raise ValueError("offsets leave the data")
    needed = int(offsets[-1] - offsets[0]) + count
    if room is None or len(room) < needed:
        room = np.empty(needed, np.uint32)
    multipliers, masks = permutations(scheme.permutations // 4, scheme.seed)
    if kernel.lacking() is not None:
        return Signed(*twin.sign(data, offsets, scheme, multipliers, masks))
    signed = Signed(
        np.empty((count, scheme.permutations), np.uint32),
        np.empty((count, scheme.bands), np.uint64),
        room,
        np.empty(count, np.int64),
    )
    data, offsets = np.ascontiguousarray(data), np.ascontiguousarray(offsets)
    job = kernel.structure(
        kernel.Signing,
        data=data,
        offsets=offsets,
        multipliers=multipliers,
        masks=masks,
        signatures=signed.signatures,
        keys=signed.keys,
        shingles=room,
        sizes=signed.sizes,
        count=count,
        width=offsets.itemsize,
        lanes=scheme.permutations,
        gram=scheme.gram,
        bands=scheme.bands,
        rows=scheme.rows,
    )
    kernel.call("sign", kernel.address(job))
    used = int(signed.sizes.sum())
    return Signed(signed.signatures, signed.keys, room[:used], signed.sizes)


def sign_arrow(texts: Any, scheme: Scheme, room: Words | None = None) -> Signed:
    """Sign an Arrow array of strings or bytes (also large ones, and slices); null is empty."""
    return sign(*buffers(texts), scheme, room)


def sign_texts(texts: Sequence[str], scheme: Scheme) -> Signed:
    """Sign some texts; a lone surrogate is a character as any other."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    offsets = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    return sign(np.frombuffer(b"".join(encoded), np.uint8), offsets, scheme)


def buffers(texts: Any) -> tuple[NDArray[np.uint8], NDArray[Any]]:
    """The bytes and the offsets of an Arrow array of strings or bytes, without a copy."""
    import pyarrow as pa

    if texts.null_count:
        texts = texts.fill_null("" if texts.type in (pa.string(), pa.large_string()) else b"")
    wide = texts.type in (pa.large_string(), pa.large_binary())
    if not wide and texts.type not in (pa.string(), pa.binary()):
        raise ValueError(f"not an array of strings or bytes: {texts.type}")
    if not len(texts):
        return np.empty(0, np.uint8), np.zeros(1, np.int32)
    _, offsets, data = texts.buffers()
    each = np.frombuffer(offsets, np.int64 if wide else np.int32)
    there = np.frombuffer(data, np.uint8) if data is not None else np.empty(0, np.uint8)
    return there, each[texts.offset : texts.offset + len(texts) + 1]
