"""Muon, AdamW and the course of the rate, each against its definition."""

from __future__ import annotations

import copy
import itertools

import pytest
import torch

from newtongue.train.optimizer import BETAS, MuonAdamW, orthogonal, part


@pytest.mark.parametrize("shape", [(3, 16, 16), (2, 8, 40), (2, 40, 8)])
def test_orthogonal_moves_singular_values_near_one_and_keeps_the_directions(
    shape: tuple[int, ...],
) -> None:
    torch.manual_seed(0)
    stack = torch.randn(shape)
    left, _, right = torch.linalg.svd(stack, full_matrices=False)
    found = orthogonal(stack)
    values = torch.linalg.svdvals(found)
    assert values.max() < 1.3
    assert values.min() > 0.3
    seen = left.mT @ found @ right.mT
    assert (seen - torch.diag_embed(seen.diagonal(dim1=-2, dim2=-1))).abs().max() < 1e-3


def test_muon_is_torchs_own_but_for_bfloat16() -> None:
    if not hasattr(torch.optim, "Muon"):
        pytest.skip("torch.optim.Muon is not here: pip install 'torch>=2.9'")
    torch.manual_seed(0)
    mine = [torch.nn.Parameter(torch.randn(s)) for s in [(16, 16), (16, 16), (8, 24), (24, 8)]]
    theirs = copy.deepcopy(mine)
    ours = MuonAdamW(mine, [], 2e-3, 0.1)
    other = torch.optim.Muon(
        theirs, lr=1e-2, momentum=0.95, weight_decay=0.1, adjust_lr_fn="original"
    )
    for _ in range(3):
        for a, b in zip(mine, theirs, strict=True):
            a.grad = torch.randn_like(a)
            b.grad = a.grad.clone()
        ours.step()
        other.step()
    for a, b in zip(mine, theirs, strict=True):
        assert (a - b).abs().max() < 2e-3, "three steps of 1e-2, in 8 bits of mantissa there"


def test_the_rest_is_adamw() -> None:
    torch.manual_seed(0)
    mine = [torch.nn.Parameter(torch.randn(5))]
    theirs = copy.deepcopy(mine)
    ours = MuonAdamW([], mine, 1e-2, 0.0)
    other = torch.optim.AdamW(theirs, lr=1e-2, betas=BETAS, weight_decay=0.0)
    for _ in range(5):
        mine[0].grad = torch.randn(5)
        theirs[0].grad = mine[0].grad.clone()
        ours.step()
        other.step()
    assert torch.allclose(mine[0], theirs[0], atol=1e-6)


def test_the_state_goes_on_where_it_was() -> None:
    torch.manual_seed(0)
    first = [torch.nn.Parameter(torch.randn(8, 8)), torch.nn.Parameter(torch.randn(8))]
    one = MuonAdamW(first[:1], first[1:], 1e-2, 0.1)
    gradients = [[torch.randn_like(p) for p in first] for _ in range(4)]

    def steps(parameters: list[torch.nn.Parameter], by: MuonAdamW, some: slice) -> None:
        for grads in gradients[some]:
            for p, g in zip(parameters, grads, strict=True):
                p.grad = g.clone()
            by.step()

    steps(first, one, slice(0, 2))
    second = [torch.nn.Parameter(p.detach().clone()) for p in first]
    two = MuonAdamW(second[:1], second[1:], 1e-2, 0.1)
    two.load_state_dict(copy.deepcopy(one.state_dict()))
    steps(first, one, slice(2, 4))
    steps(second, two, slice(2, 4))
    assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def test_courses_of_the_rate() -> None:
    def course(kind: str) -> list[float]:
        return [part(n, kind=kind, steps=100, warmup=9) for n in range(101)]

    for kind in ("cosine", "linear", "constant", "trapezoid"):
        rates = course(kind)
        assert rates[:10] == pytest.approx([(n + 1) / 10 for n in range(10)], abs=1e-3)
        assert max(rates) <= 1
        assert all(b <= a + 1e-12 for a, b in itertools.pairwise(rates[9:]))
    assert course("constant")[-1] == 1
    assert course("linear")[-1] == pytest.approx(0)
    assert course("cosine")[-1] == pytest.approx(0)
    assert course("cosine")[54] == pytest.approx(0.5, abs=0.02)
    assert course("trapezoid")[49] == 1
    assert course("trapezoid")[99] == pytest.approx(0.03, abs=1e-6)
