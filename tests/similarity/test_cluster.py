"""Buckets, components and stars: against brute force, in C and in numpy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newtongue.similarity import alike_twin, cluster, kernel
from newtongue.similarity.cluster import Bounds, Rows, buckets, components, rows_of, runs_of, star

LANES = 16
Patch = Callable[[], Any]


@contextmanager
def in_numpy() -> Iterator[None]:
    """Without the kernel in C."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "lacking", lambda: "a test")
        yield


@st.composite
def families(draw: Any) -> Any:
    """A table of signatures, some of them much alike, and a key for each of three bands."""
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    count = draw(st.integers(1, 30))
    table = random.integers(0, 2, (count, LANES)).astype(np.uint32)
    for row in range(1, count):
        if random.random() < 0.7:
            table[row] = table[random.integers(0, row)]
            table[row, random.integers(0, LANES, random.integers(0, 6))] = 9 + row
    return table, random.integers(0, 4, (count, 3)).astype(np.uint64)


def share_a_key(keys: Any, one: int, other: int) -> bool:
    return bool(set(keys[one].tolist()) & set(keys[other].tolist()))


def grouped(keys: Any) -> tuple[Any, Any]:
    nodes = np.repeat(np.arange(len(keys)), keys.shape[1])
    once = np.unique(np.stack([keys.reshape(-1), nodes.astype(np.uint64)]), axis=1)
    return buckets(once[0], once[1].astype(np.int64))


def by_hand(table: Any, keys: Any, least: int) -> list[int]:
    """The least node that each can be reached from, every pair compared."""
    roots = list(range(len(table)))
    for _ in table:
        for one in range(len(table)):
            for other in range(one):
                alike = (table[one] == table[other]).sum() >= least
                if alike and share_a_key(keys, one, other):
                    roots[one] = roots[other] = min(roots[one], roots[other])
    return roots


@given(families(), st.integers(8, 16))
def test_components_are_those_of_all_pairs(family: Any, least: int) -> None:
    table, keys = family
    members, starts = grouped(keys)
    expected = by_hand(table, keys, least)
    assert cluster.connect(rows_of(table), members, starts, least).tolist() == expected
    with in_numpy():
        assert cluster.connect(rows_of(table), members, starts, least).tolist() == expected


def test_members_that_the_head_refuses_are_compared_with_each_other() -> None:
    """The head of a bucket is unlike 1, 2 and 3; 1 is like 2, and 2 like 3."""
    table = np.zeros((4, LANES), np.uint32)
    table[0] = 7
    table[2, :4], table[3, :8] = 1, 1
    bucket = np.arange(4), np.array([0, 4])
    assert cluster.connect(rows_of(table), *bucket, 12).tolist() == [0, 1, 1, 1]
    # 3 is unlike the head of the set that 2 is in, but like 2 itself
    table[1:] = table[[2, 1, 3]]
    table[3, :8] = 1
    table[1, :4], table[2] = 0, 0
    table[2, 12:] = 1
    table[1] = table[2]
    table[2, :4] = 1
    assert (table[1] == table[3]).sum() < 8 <= (table[2] == table[3]).sum()
    assert cluster.connect(rows_of(table), *bucket, 8).tolist() == [0, 1, 1, 1]


def test_edges_in_any_order_make_the_same_forest() -> None:
    random = np.random.default_rng(2)
    ones, others = random.integers(0, 60, (2, 40))
    expected = cluster.roots(np.arange(60))
    cluster.join(expected, ones, others)
    cluster.roots(expected)
    for _ in range(5):
        order = random.permutation(40)
        parents = np.arange(60)
        cluster.join(parents, others[order], ones[order])
        assert np.array_equal(cluster.roots(parents), expected)
    with in_numpy():
        parents = np.arange(60)
        cluster.join(parents, ones, others)
        assert np.array_equal(cluster.roots(parents), expected)
    nodes, starts = components(expected)
    for first, last in pairwise(starts.tolist()):
        assert last - first > 1
        assert set(expected[nodes[first:last]]) == {nodes[first]}
    alone = set(range(60)) - set(nodes.tolist())
    assert all(expected[node] == node for node in alone)


@given(families(), st.integers(0, 1000))
def test_stars_are_the_same_in_c_and_numpy(family: Any, seed: int) -> None:
    table, _ = family
    random = np.random.default_rng(seed)
    sizes = random.integers(0, 30, len(table))
    runs = runs_of(random.integers(0, 12, sizes.sum()).astype(np.uint32), sizes)
    starts = np.unique([0, *random.integers(0, len(table) + 1, 3), len(table)])
    bounds = Bounds(0.6, 0.2)
    found = star(rows_of(table), runs, starts, bounds)
    with in_numpy():
        twin = star(rows_of(table), runs, starts, bounds)
    for name in ("keepers", "same", "jaccards"):
        assert np.array_equal(getattr(found, name), getattr(twin, name))
    assert (found.exact, found.refused) == (twin.exact, twin.refused)
    _holds(table, runs, starts, found)


def _holds(table: Any, runs: Rows, starts: Any, found: cluster.Stars) -> None:
    """A node that goes is alike its keeper, which stays and comes first; no two that stay are."""
    part = np.searchsorted(starts, np.arange(len(table)), side="right")
    kept = found.keepers == np.arange(len(table))
    for node, keeper in enumerate(found.keepers.tolist()):
        assert kept[keeper]
        assert keeper <= node
        assert part[keeper] == part[node]
        for other in np.flatnonzero(kept[:node]).tolist():
            alike = _alike(table, runs, node, other)
            if other == keeper:
                assert alike
            elif part[other] == part[node] and (kept[node] or other < keeper):
                assert not alike


def _alike(table: Any, runs: Rows, one: int, other: int) -> bool:
    lanes = (table[one] == table[other]).sum()
    if lanes < 10 or lanes >= 13:  # of 16: 0.6 and 0.8
        return bool(lanes >= 13)
    a, b = set(runs[one].tolist()), set(runs[other].tolist())
    return len(a & b) >= 0.6 * len(a | b)


@given(st.lists(st.integers(0, 40), max_size=60), st.lists(st.integers(0, 40), max_size=60))
def test_sets_of_shingles(one: list[int], other: list[int]) -> None:
    lists = np.array(one, np.uint32), np.array(other, np.uint32)
    a, b = set(one), set(other)
    expected = len(a), len(b), len(a & b)
    assert cluster.overlap(*lists) == alike_twin.overlap(*lists) == expected
    assert cluster.jaccard(*lists) == (len(a & b) / len(a | b) if a | b else 1)
    runs = runs_of(np.concatenate(lists), np.array([len(one), len(other)]))
    for most in (3, 1000):
        counts = [min(len(a), most), min(len(b), most)]
        assert cluster.distinct(runs, most).tolist() == counts
        with in_numpy():
            assert cluster.distinct(runs, most).tolist() == counts


def test_chance_can_lift_large_sets_only() -> None:
    assert alike_twin.chance_hits(1000, 1000) == 0
    assert alike_twin.chance_hits(20_000, 20_000) == 2
    assert 400 < alike_twin.chance_hits(1_000_000, 1_000_000) < 600


def test_runs_that_leave_their_part_are_refused() -> None:
    rows = Rows([np.zeros(8, np.uint32)], np.zeros(1, np.intp), np.array([4]), np.array([8]))
    with pytest.raises(ValueError, match="leaves its part"):
        rows.addresses()


def test_no_nodes_at_all() -> None:
    nothing = np.empty(0, np.int64)
    members, starts = buckets(np.empty(0, np.uint64), nothing)
    assert (len(members), starts.tolist()) == (0, [0])
    table = rows_of(np.empty((0, LANES), np.uint32))
    assert len(cluster.connect(table, members, starts, 9)) == 0
    found = star(table, table, np.zeros(1, np.int64), Bounds(0.7, 0.1))
    assert len(found.keepers) == found.exact == 0
    assert cluster.least_lanes(0.7, 256) == 180
