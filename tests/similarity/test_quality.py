"""The tool that judges near-deduplication finds what is wrong with a broken one."""

from __future__ import annotations

import numpy as np

from newtongue.similarity.quality import (
    missed,
    removals,
    shingles_of,
    similar_pairs,
    true_jaccard,
)


def chain(links: int, seed: int = 0) -> list[str]:
    """Texts each of which has a few words more changed than the one before."""
    draw = np.random.default_rng(seed)
    words = [f"w{n}" for n in draw.integers(0, 500, 300)]
    texts = []
    for link in range(links):
        texts.append(" ".join(words))
        for at in draw.integers(0, len(words), 8):
            words[at] = f"new{link}_{at}"
    return texts


def test_the_index_of_two_texts() -> None:
    assert shingles_of("a b", gram=2) == {("a", "b")}
    assert true_jaccard("a b c", "a b d", gram=1) == 0.5
    assert true_jaccard("a", "b") == 1.0
    assert true_jaccard("a b c d e", "") == 0.0


def test_the_join_finds_every_pair() -> None:
    texts = [text for seed in range(4) for text in chain(12, seed)] + ["", "a b"] + ["x " * 30] * 2
    for least in (0.4, 0.75):
        expected = [
            (one, other)
            for one in range(len(texts))
            for other in range(one + 1, len(texts))
            if len(shingles_of(texts[one])) and true_jaccard(texts[one], texts[other]) >= least
        ]
        assert len(expected) > 20
        assert similar_pairs(texts, least) == [p for p in expected if shingles_of(texts[p[1]])]
    assert (50, 51) not in similar_pairs(texts, 0.75, shortest=8)
    assert similar_pairs([], 0.7) == []


def test_transitive_closure_is_found_out() -> None:
    """What published pipelines do: join over chains, and keep one of each component."""
    texts = chain(12)
    closed = removals(((text, texts[0]) for text in texts[1:]), 0.7)
    assert (closed.removed, closed.below) == (11, 10)
    assert closed.least is not None
    assert closed.least < 0.2
    verified = removals([(texts[1], texts[0])], 0.7)
    assert (verified.removed, verified.below) == (1, 0)
    assert removals([], 0.7).median is None


def test_missed_pairs() -> None:
    found = missed([(0, 1), (1, 2), (0, 2)], [True, False, True])
    assert (found.pairs, found.missed) == (3, 1)
    assert missed([], []).share == 0
