"""Reading, mixing, encoding, packing and laying out examples."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newtongue.core.dataset import Example
from newtongue.core.errors import UsageError
from newtongue.models.pieces import heads, pieces
from newtongue.train.data import IGNORED, Encoded, encode, lay, mix, pack, read_source
from newtongue.train.recipe import Source
from newtongue.train.tokenizer import train_tokenizer
from tests.train.small import examples, write

ROWS = [*examples("python"), *examples("lua")]
TOKENIZER = train_tokenizer([r.prompt + r.completion for r in ROWS], 320)
TABLE = pieces(TOKENIZER)


def test_languages_and_limit(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", ROWS)
    assert len(read_source(Source(path=path))) == 20
    assert {e.language for e in read_source(Source(path=path, languages=["lua"]))} == {"lua"}
    assert len(read_source(Source(path=path, languages=["py"], limit=3))) == 3
    with pytest.raises(UsageError, match="holds no examples"):
        read_source(Source(path=path, languages=["rust"]))


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"language": "lua", "prompt": "x"}, "completion"),
        ({"language": "lua", "prompt": 1, "completion": "x"}, "prompt"),
        ({"prompt": "x", "completion": "y"}, "language"),
        ({"language": "klingon", "prompt": "x", "completion": "y"}, "language"),
    ],
)
def test_bad_rows_name_file_line_and_field(
    tmp_path: Path, row: dict[str, object], field: str
) -> None:
    path = tmp_path / "a.jsonl"
    good = json.dumps({"language": "lua", "prompt": "x", "completion": "y"})
    path.write_text(good + "\n\n" + json.dumps(row) + "\n")
    with pytest.raises(UsageError) as caught:
        read_source(Source(path=str(path), languages=["lua"]))
    assert (caught.value.file, caught.value.line, caught.value.field) == (str(path), 3, field)


def part(path: str, share: float | None, count: int) -> tuple[Source, list[Example]]:
    rows = [Example(f"{path}{n}", path, "p", "c") for n in range(count)]
    return Source(path=path, share=share), rows


@given(st.integers(1, 400), st.integers(1, 50), st.floats(0.01, 0.9), st.integers(0, 3))
def test_a_share_is_its_part_of_the_whole(main: int, other: int, share: float, seed: int) -> None:
    mixed = mix([part("a", None, main), part("b", share, other)], seed)
    found = Counter(e.language for e in mixed)
    assert found["a"] == main
    assert len({e.name for e in mixed if e.language == "a"}) == main
    assert abs(found["b"] - share * len(mixed)) <= 1
    # no example comes again before every other has come as often
    times = Counter(e.name for e in mixed if e.language == "b")
    assert not times or max(times.values()) - min(times[f"b{n}"] for n in range(other)) <= 1


def test_shares_of_all_sources() -> None:
    mixed = mix([part("a", 0.5, 100), part("b", 0.3, 10), part("c", 0.2, 500)], 0)
    assert Counter(e.language for e in mixed) == {"a": 100, "b": 60, "c": 40}
    with pytest.raises(UsageError, match="add up to 1"):
        mix([part("a", 0.5, 100), part("b", 0.3, 10)], 0)


def test_the_seed_chooses() -> None:
    parts = [part("a", None, 20), part("b", 0.2, 100)]
    names = [[e.name for e in mix(parts, seed)] for seed in (1, 1, 2)]
    assert names[0] == names[1] != names[2]


@pytest.mark.parametrize("end", ["\n", "", "  ", "\n    "])
def test_labels_begin_where_sampling_begins(end: str) -> None:
    prompt = "def add_pear(x):" + end
    row = Example("e", "python", prompt, "    return x + 3\n")
    ((item,), _) = encode([row], TOKENIZER, TABLE, loss_on="completion", max_length=64)
    (head,) = heads(TOKENIZER, TABLE, [prompt])
    assert tuple(item.ids[: len(head.ids)]) == head.ids
    assert item.labels[: len(head.ids)] == [IGNORED] * len(head.ids)
    assert item.labels[len(head.ids) :] == item.ids[len(head.ids) :]
    labelled = b"".join(TABLE.text(t) for t in item.labels if t != IGNORED)
    assert labelled == head.rest + row.completion.encode()
    assert item.ids[-1] == TOKENIZER.eos_token_id


def test_an_empty_prompt_counts_whole_behind_a_start_token() -> None:
    row = Example("e", "python", "", "x = 1\n")
    for loss_on in ("completion", "all"):
        ((item,), _) = encode([row], TOKENIZER, TABLE, loss_on=loss_on, max_length=64)
        end = TOKENIZER.eos_token_id
        assert (item.ids[0], item.ids[-1]) == (end, end)
        assert item.labels[1:] == item.ids[1:]


def test_what_is_too_long_is_cut_or_left_out_and_counted() -> None:
    rows = [
        Example("a", "python", "x\n", "y = 1\n" * 40),
        Example("b", "python", "x = 1\n" * 40, "y\n"),
        Example("c", "python", "x\n", "y\n"),
    ]
    items, counts = encode(rows, TOKENIZER, TABLE, loss_on="completion", max_length=20)
    assert [len(item.ids) <= 20 for item in items] == [True, True]
    assert counts == {"cut": 1, "prompt_too_long": 1}


@given(st.lists(st.integers(1, 30), min_size=1, max_size=30), st.integers(8, 40))
def test_packing_keeps_every_token_but_the_tail(lengths: list[int], block: int) -> None:
    items = [Encoded([n] * k, [n] * k) for n, k in enumerate(lengths)]
    packed = pack(items, block, 0)
    if sum(lengths) >= block:
        assert {len(p.ids) for p in packed} == {block}
        assert sum(lengths) - block < sum(len(p.ids) for p in packed) <= sum(lengths)
    for p in packed:
        assert p.ids == p.labels


@given(
    st.lists(st.integers(1, 90), min_size=1, max_size=200), st.integers(1, 16), st.integers(1, 60)
)
@settings(deadline=None)
def test_each_epoch_has_each_item_once_in_full_batches(
    lengths: list[int], batch: int, count: int
) -> None:
    order = lay(lengths, batch, count, 3)
    assert len(order) == batch * count
    times = Counter(order)
    epochs = [times[n] for n in range(len(lengths))]
    # an item may be up to an epoch (and a remainder) ahead of another, as batches are shuffled
    assert max(epochs) - min(epochs) <= 2


def test_batches_have_items_of_equal_length_in_no_order_of_length() -> None:
    lengths = [n % 97 for n in range(3200)]
    order = lay(lengths, 16, 200, 0)
    batches = [order[at : at + 16] for at in range(0, len(order), 16)]
    spread = [max(lengths[n] for n in b) - min(lengths[n] for n in b) for b in batches]
    assert sum(spread) / len(spread) < 5
    means = [sum(lengths[n] for n in b) / 16 for b in batches]
    falls = sum(a > b for a, b in itertools.pairwise(means))
    assert 70 < falls < 130, "a sorted order would fall almost always or almost never"
