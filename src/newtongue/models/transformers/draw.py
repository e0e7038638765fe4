"""Draw the next token of each row from its logits, each row by its own random numbers.

The token whose log-probability plus Gumbel noise is largest is a draw from the distribution. The
noise of a token is a hash of (seed of the row, step, token), so a draw depends on nothing but its
row. The last bits of a logit do depend on the batch (matrix products of other shapes add in
another order); they matter here only when two tokens lie within those bits of each other, while an
inverted cumulative distribution has a border for every token that the same bits could move.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

NARROW = 128
"""Tokens looked at before the whole vocabulary is sorted to find the nucleus."""

GOLDEN, FIRST, SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
"""The constants of SplitMix64 (Steele, Lea and Flood, 2014)."""
WORD = (1 << 64) - 1


def draw(
    logits: torch.Tensor, streams: Sequence[int], temperature: float, top_p: float
) -> list[int]:
    """One token for each row of `logits` (rows x vocabulary, float32).

    `streams` has the `stream` of each row at its step. Temperature 0 takes the likeliest token.
    """
    if temperature == 0:
        return [int(token) for token in logits.argmax(-1).cpu()]
    scaled = logits.double() / temperature
    if top_p >= 1:
        ids = torch.arange(scaled.shape[-1], device=scaled.device).expand_as(scaled)
        best = (scaled + _gumbel(streams, ids)).argmax(-1)
        return [int(token) for token in best.cpu()]
    kept, ids = _nucleus(scaled, top_p)
    best = (kept + _gumbel(streams, ids)).argmax(-1, keepdim=True)
    return [int(token) for token in ids.gather(-1, best)[:, 0].cpu()]


def stream(seed: int, step: int) -> int:
    """The seed of one row's random numbers at one step."""
    return mix((seed + step * GOLDEN) & WORD)


def mix(word: int) -> int:
    """SplitMix64's finaliser on one 64-bit word."""
    word = ((word ^ (word >> 30)) * FIRST) & WORD
    word = ((word ^ (word >> 27)) * SECOND) & WORD
    return word ^ (word >> 31)


def uniforms(streams: Sequence[int], ids: torch.Tensor) -> torch.Tensor:
    """Numbers in (0, 1), one for each of `ids` (rows x any): `mix(stream + id * GOLDEN)`."""
    seeds = torch.tensor([_signed(s) for s in streams], device=ids.device)[:, None]
    word = seeds + ids * _signed(GOLDEN)
    word = (word ^ _shift(word, 30)) * _signed(FIRST)
    word = (word ^ _shift(word, 27)) * _signed(SECOND)
    word = word ^ _shift(word, 31)
    return (_shift(word, 11).double() + 0.5) * 2.0**-53


def _gumbel(streams: Sequence[int], ids: torch.Tensor) -> torch.Tensor:
    return -torch.log(-torch.log(uniforms(streams, ids)))


def _nucleus(scaled: torch.Tensor, top_p: float) -> tuple[torch.Tensor, torch.Tensor]:
    """The smallest set of tokens that holds `top_p` of the mass: (log-probabilities, ids)."""
    whole = scaled.logsumexp(-1, keepdim=True)
    count = min(NARROW, scaled.shape[-1])
    values, ids = scaled.topk(count)
    mass = (values - whole).exp()
    before = mass.cumsum(-1) - mass
    if count < scaled.shape[-1] and bool((before[:, -1] < top_p).any()):
        values, ids = scaled.sort(-1, descending=True)
        mass = (values - whole).exp()
        before = mass.cumsum(-1) - mass
    # the likeliest token stays, however small top_p is
    beyond = (before >= top_p) & (before > 0)
    return values.masked_fill(beyond, float("-inf")), ids


def _signed(word: int) -> int:
    """A 64-bit word as torch's int64 has it; its products and sums wrap as unsigned ones do."""
    return word - (1 << 64) if word >> 63 else word


def _shift(word: torch.Tensor, by: int) -> torch.Tensor:
    """A logical shift to the right: torch's own copies the sign."""
    return (word >> by) & ((1 << (64 - by)) - 1)
