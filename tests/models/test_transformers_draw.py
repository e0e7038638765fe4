"""Draws follow the distribution, the nucleus and the row's own numbers."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from newtongue.models.transformers.draw import GOLDEN, WORD, draw, mix, stream, uniforms

WORDS = st.integers(0, WORD)


def test_mix_is_splitmix64() -> None:
    """The first three outputs of SplitMix64 from seed 0, as its authors' program prints them."""
    outputs = [mix((n * GOLDEN) & WORD) for n in (1, 2, 3)]
    assert outputs == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]


@given(WORDS, st.integers(0, 200_000))
def test_uniforms_are_the_same_in_torch_as_in_python(seed: int, token: int) -> None:
    expected = ((mix((seed + token * GOLDEN) & WORD) >> 11) + 0.5) * 2.0**-53
    assert uniforms([seed], torch.tensor([[token]])).item() == expected


def counts(logits: list[float], temperature: float, top_p: float, draws: int = 20_000) -> list[int]:
    rows = torch.tensor([logits]).expand(draws, -1)
    tokens = draw(rows, [stream(7, n) for n in range(draws)], temperature, top_p)
    return [tokens.count(n) for n in range(len(logits))]


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_frequencies_are_the_probabilities(temperature: float) -> None:
    logits = [2.0, 1.0, 0.0, -1.0, 0.5]
    expected = torch.softmax(torch.tensor(logits) / temperature, -1) * 20_000
    found = torch.tensor(counts(logits, temperature, 1.0))
    chi = ((found - expected) ** 2 / expected).sum().item()
    assert chi < 23.5  # the 0.9999 quantile with 4 degrees of freedom


def test_the_nucleus_is_the_smallest_set_and_keeps_its_proportions() -> None:
    found = counts([0.5, 0.3, 0.15, 0.05], 1.0, 1.0)
    assert all(found)
    logs = torch.tensor([0.5, 0.3, 0.15, 0.05]).log().tolist()
    found = counts(logs, 1.0, 0.75)
    assert found[2] == found[3] == 0
    assert abs(found[0] / sum(found) - 0.625) < 0.02


def test_a_nucleus_wider_than_the_first_look() -> None:
    flat = torch.zeros(1, 1000).expand(4000, -1)
    tokens = draw(flat, [stream(1, n) for n in range(4000)], 1.0, 0.9)
    # 900 of 1000 equal tokens; 4000 draws see nearly all of them and never a 901st
    assert 850 < len(set(tokens)) <= 901


def test_however_small_the_nucleus_the_likeliest_token_stays() -> None:
    assert set(draw(torch.tensor([[0.0, 1.0, 0.5]] * 50), list(range(50)), 1.0, 1e-9)) == {1}


def test_temperature_zero_is_greedy() -> None:
    assert draw(torch.tensor([[0.0, 3.0, 1.0], [5.0, 3.0, 1.0]]), [1, 2], 0.0, 0.95) == [1, 0]


def test_barred_tokens_are_never_drawn() -> None:
    logits = torch.tensor([[0.0, float("-inf"), 0.0]] * 500)
    for top_p in (0.9, 1.0):
        assert 1 not in draw(logits, list(range(500)), 1.0, top_p)


@given(st.lists(WORDS, min_size=1, max_size=8), st.integers(0, 7))
def test_a_draw_depends_on_no_other_row(seeds: list[int], pick: int) -> None:
    logits = torch.linspace(-2, 2, 300).repeat(len(seeds), 1)
    pick %= len(seeds)
    together = draw(logits, seeds, 0.8, 0.95)
    assert draw(logits[pick : pick + 1], [seeds[pick]], 0.8, 0.95) == [together[pick]]
