"""From files of examples to tokens with labels: read, mix, encode, pack. Knows no torch."""

from __future__ import annotations

import bisect
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newtongue import languages
from newtongue.core.dataset import Example, example_from_json
from newtongue.core.errors import UsageError
from newtongue.core.store import read_jsonl
from newtongue.models.pieces import Head, Pieces, ends_of, heads, without_end
from newtongue.train.recipe import Source

IGNORED = -100
"""The label of a token that takes no part in the loss."""
POOL = 32
"""Batches that are sorted by length together."""
CHUNK = 1000
"""Examples that go through the tokenizer at once."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """Tokens and their labels (equal, or IGNORED); both lists have the same length."""

    ids: list[int]
    labels: list[int]


def read_source(source: Source) -> list[Example]:
    """The examples of a data set. Raises UsageError naming file, line and field."""
    wanted = None
    if source.languages is not None:
        wanted = {languages.get(name).name for name in source.languages}
    path = Path(source.path).expanduser()
    examples = []
    for line, row in read_jsonl(path):
        example = example_from_json(row, file=str(path), line=line)
        if wanted is not None and _key(example, str(path), line) not in wanted:
            continue
        examples.append(example)
        if len(examples) == source.limit:
            break
    if not examples:
        raise UsageError("holds no examples", file=str(path), hint="check `languages`")
    return examples


def mix(parts: Sequence[tuple[Source, Sequence[Example]]], seed: int) -> list[Example]:
    """Examples of all sources in the shares asked for, each source in a random order of its own.

    A source without a share is taken whole. One with share s gives the s-th part of the whole
    mixture, without repeats as long as it has enough, else in whole rounds and a remainder.
    """
    shares = [source.share for source, _ in parts]
    if None in shares:
        whole = sum(len(examples) for source, examples in parts if source.share is None)
        total = whole / (1 - sum(share for share in shares if share is not None))
    else:
        if abs(sum(share or 0 for share in shares) - 1) > 1e-9:
            raise UsageError("when every source has a share, they must add up to 1", field="data")
        total = len(parts[0][1]) / (shares[0] or 1)
    mixed: list[Example] = []
    for number, (source, examples) in enumerate(parts):
        count = len(examples) if source.share is None else round(source.share * total)
        mixed += _take(examples, count, random.Random(f"{seed} {number}"))
    return mixed


def encode(
    examples: Sequence[Example], tokenizer: Any, table: Pieces, *, loss_on: str, max_length: int
) -> tuple[list[Encoded], Counter[str]]:
    """Tokens of each example, ended by the end token, with what was cut or dropped, counted.

    With `loss_on` completion the labels begin where sampling would begin to draw (pieces.py).
    """
    end = tokenizer.eos_token_id
    items: list[Encoded] = []
    counts: Counter[str] = Counter()
    for at in range(0, len(examples), CHUNK):
        chunk = examples[at : at + CHUNK]
        texts = [e.prompt + e.completion for e in chunk]
        cuts = heads(tokenizer, table, [e.prompt for e in chunk])
        encoded = tokenizer(texts)["input_ids"]
        for text, head, ids in zip(texts, cuts, encoded, strict=True):
            whole, first = _whole(table, text, head, without_end(table, ids))
            whole.append(end)
            first = first if loss_on == "completion" else 0
            if first >= max_length:
                counts["prompt_too_long"] += 1
                continue
            counts["cut"] += len(whole) > max_length
            labels = [IGNORED] * first + whole[first:]
            items.append(Encoded(whole[:max_length], labels[:max_length]))
    return items, counts


def pack(items: Iterable[Encoded], length: int, seed: int) -> list[Encoded]:
    """Blocks of `length` tokens from items laid end to end in a random order; the tail is lost."""
    order = list(items)
    random.Random(f"{seed} pack").shuffle(order)
    ids = [token for item in order for token in item.ids]
    labels = [label for item in order for label in item.labels]
    if len(ids) < length:
        return [Encoded(ids, labels)]
    starts = range(0, len(ids) - length + 1, length)
    return [Encoded(ids[a : a + length], labels[a : a + length]) for a in starts]


def lay(lengths: Sequence[int], batch: int, count: int, seed: int) -> list[int]:
    """The items of `count` batches in turn: each epoch anew in random order, and the items of a
    batch of about equal length, so that little is padded.

    An epoch's remainder opens the next one, so every batch is full. Batches are shuffled too: in
    the order of their lengths they would pull the weights to and fro.
    """
    order = random.Random(f"{seed} order")
    waiting: list[int] = []
    laid: list[list[int]] = []
    while len(laid) < count:
        fresh = list(range(len(lengths)))
        order.shuffle(fresh)
        waiting += fresh
        full = len(waiting) // batch * batch
        now, waiting = waiting[:full], waiting[full:]
        made: list[list[int]] = []
        for at in range(0, full, batch * POOL):
            pool = sorted(now[at : at + batch * POOL], key=lambda item: lengths[item])
            made += [pool[k : k + batch] for k in range(0, len(pool), batch)]
        order.shuffle(made)
        laid += made
    return [item for group in laid[:count] for item in group]


def _whole(table: Pieces, text: str, head: Head, ids: list[int]) -> tuple[list[int], int]:
    """The tokens of a whole text and the number of those that the head keeps."""
    ends = ends_of(table, ids, text.encode("utf-8", "surrogatepass"))
    if ends is None:
        return ids, min(len(head.ids), len(ids))
    first = bisect.bisect_right(ends, head.kept)
    if head.kept == 0 and ids[: len(head.ids)] != list(head.ids):
        return [*head.ids, *ids], first + len(head.ids)
    return ids, first


def _take(examples: Sequence[Example], count: int, order: random.Random) -> list[Example]:
    taken: list[Example] = []
    while len(taken) < count:
        taken += order.sample(examples, min(count - len(taken), len(examples)))
    return taken


def _key(example: Example, file: str, line: int) -> str:
    try:
        return languages.get(example.language).name
    except UsageError as error:
        raise UsageError(
            error.message, file=file, line=line, field="language", hint=error.hint
        ) from None
