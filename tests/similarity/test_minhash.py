"""Signatures: C and numpy give the same bits, tokens are re.split's, estimates are unbiased."""

from __future__ import annotations

import ctypes
import hashlib
import re
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newtongue.similarity import kernel, twin
from newtongue.similarity.cluster import rows_of, runs_of, same
from newtongue.similarity.minhash import Signed, sign, sign_arrow, sign_texts
from newtongue.similarity.quality import shingles_of, true_jaccard
from newtongue.similarity.scheme import Scheme, permutations
from tests.conftest import need

USUAL = Scheme(42, 6)
TEXTS = (
    "def f(a):\n    return a  # the argument\n",
    "x",
    "",
    "é = 'ü' + \"日本\" if a else b_9\n" * 9,
)
GOLDEN = {
    Scheme(42, 6): "99ef7b599afb43d5",
    Scheme(8, 4, permutations=32, gram=3, seed=7): "63294aff989ec49b",
}


@pytest.fixture
def in_numpy(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Signed]:
    """`sign` without the kernel in C."""

    def signed(*arguments: Any) -> Signed:
        with monkeypatch.context() as patch:
            patch.setattr(kernel, "lacking", lambda: "a test")
            return sign(*arguments)

    return signed


def laid_out(texts: Sequence[bytes], width: type[Any] = np.int64) -> tuple[Any, Any]:
    offsets = np.cumsum([0, *map(len, texts)], dtype=width)
    return np.frombuffer(b"".join(texts), np.uint8), offsets


def equal(one: Signed, other: Signed) -> bool:
    fields = ("signatures", "keys", "shingles", "sizes")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in fields)


def digest(signed: Signed) -> str:
    parts = (signed.signatures, signed.keys, signed.shingles, signed.sizes)
    return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()[:16]


def test_the_kernel_is_here() -> None:
    need("the MinHash kernel in C", kernel.lacking() is None, "install a C compiler, then make")


code = st.text("ab_9Z .(\n\té日\U0001f600", max_size=400).map(lambda text: text.encode())
words = st.lists(st.sampled_from([b"", b"if", b"a", b"x" * 8, b"y" * 9, b"z" * 17, b"w" * 600]))
documents = st.one_of(st.binary(max_size=300), code, words.map(b" ".join))


@settings(max_examples=150)
@given(st.lists(documents, max_size=6), st.integers(1, 16), st.booleans())
def test_c_and_numpy_give_the_same_bits(texts: list[bytes], gram: int, wide: bool) -> None:
    scheme = Scheme(5, 3, permutations=16, gram=gram, seed=gram)
    data, offsets = laid_out(texts, np.int64 if wide else np.int32)
    multipliers, masks = permutations(4, gram)
    by_numpy = Signed(*twin.sign(data, offsets, scheme, multipliers, masks))
    assert equal(sign(data, offsets, scheme), by_numpy)


def test_large_texts_have_the_same_bits(in_numpy: Callable[..., Signed]) -> None:
    draw = np.random.default_rng(3)
    random = draw.integers(0, 256, 300_000, np.uint8).tobytes()
    common = draw.choice([b"if", b"", b"the_name", b"x1"], 60_000).tolist()
    texts = [random, b" ".join(common), b"q" * 2_000_001, b"\0" * 50_000, "é".encode() * 30_000]
    given = laid_out(texts)
    assert equal(sign(*given, USUAL), in_numpy(*given, USUAL))


@pytest.mark.parametrize("scheme", GOLDEN)
def test_the_format_is_frozen(scheme: Scheme, in_numpy: Callable[..., Signed]) -> None:
    """New bits need a new scheme.FORMAT."""
    given = laid_out([text.encode() for text in TEXTS])
    assert digest(sign(*given, scheme)) == GOLDEN[scheme]
    assert digest(in_numpy(*given, scheme)) == GOLDEN[scheme]


@given(st.text("ab_9 .(\né日\U0001f600", max_size=200))
def test_tokens_are_those_of_a_split(text: str) -> None:
    tokens = re.split("[^A-Za-z_0-9]", text)
    hashes = twin._hashes(np.frombuffer(text.encode(), np.uint8)).tolist()
    assert len(hashes) == len(tokens)
    assert len(set(hashes)) == len(set(tokens))
    assert len(set(zip(hashes, tokens, strict=True))) == len(set(tokens))
    distinct = np.unique(sign_texts([text], USUAL).shingles)
    assert len(distinct) == len(shingles_of(text))


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.binary(), pa.large_binary()])
def test_arrow_arrays_of_all_kinds(kind: Any) -> None:
    texts = ["not this", *TEXTS, None, "nor that"]
    values = [text if text is None else text.encode() for text in texts]
    array = pa.array(values, pa.large_binary()).cast(pa.large_string()).cast(kind).slice(1, 5)
    assert equal(sign_arrow(array, USUAL), sign_texts([*TEXTS, ""], USUAL))
    assert len(sign_arrow(array.slice(0, 0), USUAL).sizes) == 0
    assert sign_arrow(pa.nulls(2, kind), USUAL).sizes.tolist() == [0, 0]


def test_room_is_used_again_and_grows() -> None:
    room = np.empty(4, np.uint32)
    first = sign_arrow(pa.array(TEXTS), USUAL, room)
    assert not np.shares_memory(first.shingles, room)
    room = np.empty(1000, np.uint32)
    second = sign_arrow(pa.array(TEXTS), USUAL, room)
    assert np.shares_memory(second.shingles, room)
    assert equal(first, second)


def test_an_estimate_is_unbiased_and_as_sure_as_it_should_be() -> None:
    """Over many seeds: the mean within four standard errors, the spread that of 256 coins."""
    draw = np.random.default_rng(1)
    tokens = [f"name{n}" for n in draw.integers(0, 400, 700)]
    edited = [*tokens]
    for at in draw.integers(0, len(edited), 22):
        edited[at] = f"other{at}"
    pair = [" ".join(tokens), " ".join(edited)]
    truth = true_jaccard(*pair)
    assert 0.6 < truth < 0.85
    estimates = []
    for seed in range(120):
        signed = sign_texts(pair, Scheme(1, 1, seed=seed))
        lanes = same(rows_of(signed.signatures), np.array([0]), np.array([1]))
        estimates.append(int(lanes[0]) / 256)
    expected = (truth * (1 - truth) / 256) ** 0.5
    spread = np.std(estimates, ddof=1)
    assert abs(np.mean(estimates) - truth) < 4 * spread / len(estimates) ** 0.5
    assert 0.75 * expected < spread < 1.3 * expected


def test_equal_bands_have_equal_keys_and_no_others() -> None:
    signed = sign_texts([*TEXTS, TEXTS[0], TEXTS[3] + "more of it"], USUAL)
    bands = signed.signatures[:, :252].reshape(6, 42, 6)
    for one in range(6):
        for other in range(6):
            alike = (bands[one] == bands[other]).all(axis=1)
            assert np.array_equal(signed.keys[one] == signed.keys[other], alike)


def test_texts_without_shingles_have_the_empty_signature() -> None:
    signed = sign_texts(["", "a b c d"], USUAL)
    assert signed.sizes.tolist() == [0, 0]
    assert (signed.signatures.reshape(2, -1, 2) == [0xFFFFFFFF, 0]).all()
    assert len(sign_texts([], USUAL).signatures) == 0


def test_bad_calls_are_refused() -> None:
    data = np.zeros(4, np.uint8)
    for offsets in ([0, 5], [2, 1], [-1, 2]):
        with pytest.raises(ValueError, match="offsets leave the data"):
            sign(data, np.array(offsets, np.int64), USUAL)
    for bad in (np.array([0.0, 1.0]), np.empty(0, np.int64)):
        with pytest.raises(ValueError, match="int32 or int64"):
            sign(data, bad, USUAL)
    with pytest.raises(ValueError, match="not an array of strings"):
        sign_arrow(pa.array([1]), USUAL)
    for bands, rows, lanes, gram in ((43, 6, 256, 5), (1, 1, 6, 5), (4, 4, 16, 17)):
        with pytest.raises(ValueError, match=r"shingle has|must fit"):
            Scheme(bands, rows, lanes, gram)


def test_a_library_of_other_sources_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    class Source:
        def __init__(self, text: bytes) -> None:
            self.said = hashlib.sha256(text).hexdigest()[:16].encode()

        def __call__(self) -> bytes:
            return self.said

    def library(text: bytes, version: int = kernel.VERSION) -> ctypes.CDLL:
        stands_in = SimpleNamespace(
            newtongue_version=lambda: version, newtongue_source=Source(text)
        )
        return cast(ctypes.CDLL, stands_in)

    text = b"".join(path.read_bytes() for path in kernel.SOURCES)
    assert kernel._of_these_sources(library(text))
    assert not kernel._of_these_sources(library(text + b"\n"))
    assert not kernel._of_these_sources(library(text, kernel.VERSION + 1))


def test_shingles_hold_each_at_least_once_and_few_twice() -> None:
    text = " ".join(f"t{n % 97}" for n in range(5000))
    signed = sign_texts([text], USUAL)
    assert len(np.unique(signed.shingles)) == len(shingles_of(text)) == 97
    runs = runs_of(signed.shingles, signed.sizes)
    assert len(runs[0]) < 2500
