"""A batch of rows on its way: shared prefill, one step at a time, finished rows dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from transformers import DynamicCache

from newtongue.models.base import Sampling
from newtongue.models.pieces import Pieces
from newtongue.models.transformers.draw import draw, stream
from newtongue.models.transformers.row import Row


@dataclass(slots=True)
class Batch:
    """Rows with the state of the network: cache, mask (rows x columns), positions, logits."""

    rows: list[Row]
    cache: Any
    mask: torch.Tensor
    position: torch.Tensor
    logits: torch.Tensor


def start(network: Any, rows: Sequence[Row]) -> Batch:
    """Read every distinct head once, left-padded, and hand its cache to each of its rows."""
    heads = list(dict.fromkeys(row.head.ids for row in rows))
    width = max(map(len, heads))
    device = network.device
    ids = torch.zeros(len(heads), width, dtype=torch.long)
    mask = torch.zeros(len(heads), width, dtype=torch.long)
    for n, head in enumerate(heads):
        ids[n, width - len(head) :] = torch.tensor(head)
        mask[n, width - len(head) :] = 1
    ids, mask = ids.to(device), mask.to(device)
    # explicit positions: GPTBigCode takes the column for the position otherwise
    position = (mask.cumsum(1) - 1).clamp(min=0)
    cache = DynamicCache(config=network.config)
    logits = _forward(network, ids, mask, position, cache)
    number = {head: n for n, head in enumerate(heads)}
    index = torch.tensor([number[row.head.ids] for row in rows], device=device)
    if len(heads) != len(rows):
        cache.batch_select_indices(index)
    return Batch(list(rows), cache, mask[index], position[index, -1:], logits[index])


def step(network: Any, batch: Batch, table: Pieces, sampling: Sampling) -> list[Row]:
    """Draw one token for each row, drop the rows that it finishes, and read on. Returns those."""
    logits = _restricted(batch, table)
    streams = [stream(row.seed, row.draws) for row in batch.rows]
    tokens = draw(logits, streams, sampling.temperature, sampling.top_p)
    done = [row.take(token, table) for row, token in zip(batch.rows, tokens, strict=True)]
    finished = [row for row, end in zip(batch.rows, done, strict=True) if end]
    keep = [n for n, end in enumerate(done) if not end]
    if finished and keep:
        index = torch.tensor(keep, device=logits.device)
        batch.cache.batch_select_indices(index)
        batch.mask, batch.position = batch.mask[index], batch.position[index]
    batch.rows = [batch.rows[n] for n in keep]
    if keep:
        ids = torch.tensor([[tokens[n]] for n in keep], device=logits.device)
        batch.mask = torch.cat([batch.mask, batch.mask.new_ones(len(keep), 1)], 1)
        batch.position = batch.position + 1
        batch.logits = _forward(network, ids, batch.mask, batch.position, batch.cache)
    return finished


def _forward(
    network: Any, ids: torch.Tensor, mask: torch.Tensor, position: torch.Tensor, cache: Any
) -> torch.Tensor:
    # here and not around a loop that yields, where the mode would leak to the caller
    with torch.inference_mode():
        logits: torch.Tensor = network(
            input_ids=ids,
            attention_mask=mask,
            position_ids=position,
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=1,
        ).logits[:, -1]
        return logits.float()


def _restricted(batch: Batch, table: Pieces) -> torch.Tensor:
    """The logits with everything ruled out that would not restate a row's rest."""
    owed: dict[bytes, list[int]] = {}
    for n, row in enumerate(batch.rows):
        if row.rest:
            owed.setdefault(row.rest, []).append(n)
    if not owed:
        return batch.logits
    logits = batch.logits.clone()
    for rest, rows in owed.items():
        barred = torch.ones(logits.shape[-1], dtype=torch.bool)
        barred[table.allowed(rest)] = False
        logits[rows] = logits[rows].masked_fill(barred.to(logits.device), float("-inf"))
    return logits
