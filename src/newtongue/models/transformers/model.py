"""Completions from a network in this process: rows in batches whose size follows the memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import torch

from newtongue.core.completion import Completion
from newtongue.core.errors import NewtongueError
from newtongue.core.progress import Progress
from newtongue.models.base import Request, Sampling
from newtongue.models.pieces import heads, pieces
from newtongue.models.transformers.batch import start, step
from newtongue.models.transformers.memory import first_size, is_exhaustion, peak_bytes
from newtongue.models.transformers.row import Row, new_row

Size = int | Literal["auto"]


class TransformersModel:
    """A causal language model with its tokenizer. See `open_model`."""

    def __init__(
        self,
        network: Any,
        tokenizer: Any,
        *,
        name: str,
        revision: str | None,
        batch_size: Size,
        progress: Progress,
    ) -> None:
        self.network = network.eval()
        self.tokenizer = tokenizer
        self.name = name
        self.revision = revision
        self.batch_size = batch_size
        self.progress = progress
        self.most: int | None = None
        """Rows that memory was enough for, once it was not enough for more."""
        self.said = ""
        self.pieces = pieces(tokenizer, _end_tokens(network))

    @property
    def context(self) -> int | None:
        """The most tokens that the network can read, or None when it doesn't say."""
        length = getattr(self.network.config.get_text_config(), "max_position_embeddings", None)
        return None if length is None else int(length)

    def complete(self, requests: Sequence[Request], sampling: Sampling) -> Iterator[Completion]:
        """Yield a completion for each request, each as soon as its row ends.

        When memory runs out the batch is halved and its unfinished rows begin again; as each row
        has its own random numbers, they become the same completions.
        """
        rows = self._rows(requests, sampling)
        full = [row for row in rows if row.finish is not None]
        if full:
            names = ", ".join(sorted({row.request.prompt.name for row in full})[:3])
            self.progress.note(f"{len(full)} prompts fill the context ({names}): left empty")
            yield from (row.completion(sampling, self.name, self.revision) for row in full)
        waiting = [row.request for row in rows if row.finish is None]
        if not waiting:
            return
        longest = len(rows[0].head.ids) + sampling.max_new_tokens
        auto = self.batch_size == "auto"
        size = first_size(self.network, longest) if auto else int(self.batch_size)
        size = min(size, self.most or size)
        while waiting:
            ended: set[Request] = set()
            exhausted = False
            now = waiting[:size]
            try:
                for row in self._batch(self._rows(now, sampling), sampling):
                    ended.add(row.request)
                    yield row.completion(sampling, self.name, self.revision)
            except RuntimeError as error:
                if not is_exhaustion(error):
                    raise
                exhausted = True
            waiting = [r for r in now if r not in ended] + waiting[size:]
            if exhausted:
                size = self._halve(size, len(now))
        peak = peak_bytes(self.network.device) / 1e9
        self._say(f"batch size {size}, peak memory {peak:.1f} GB")

    def _rows(self, requests: Sequence[Request], sampling: Sampling) -> list[Row]:
        """New rows, equal heads together, longest first: memory is short at once or never."""
        prompts = list(dict.fromkeys(r.prompt.text for r in requests))
        cut = dict(zip(prompts, heads(self.tokenizer, self.pieces, prompts), strict=True))
        rows = [new_row(r, cut[r.prompt.text], sampling, self.context) for r in requests]
        return sorted(rows, key=lambda row: (-len(row.head.ids), row.head.ids))

    def _batch(self, rows: Sequence[Row], sampling: Sampling) -> Iterator[Row]:
        batch = start(self.network, rows)
        while batch.rows:
            yield from step(self.network, batch, self.pieces, sampling)

    def _say(self, line: str) -> None:
        """Note what is new: a run calls this once for every chunk."""
        if line != self.said:
            self.progress.note(line)
            self.said = line

    def _halve(self, size: int, used: int) -> int:
        if used == 1:
            raise NewtongueError(
                "memory runs out with a single completion at a time",
                hint="lower max_new_tokens, use a smaller model, or dtype=float16 on a GPU",
            )
        size = self.most = min(size, used) // 2
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        self.progress.note(f"out of memory: batch size {size} from here")
        return size


def _end_tokens(network: Any) -> tuple[int, ...]:
    """The end tokens that a model's generation settings name besides its tokenizer's."""
    settings = getattr(network, "generation_config", None)
    end = getattr(settings, "eos_token_id", None)
    return () if end is None else tuple(end) if isinstance(end, list) else (end,)
