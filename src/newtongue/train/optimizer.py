"""Optimizers and the course of the learning rate."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

import torch

from newtongue.train.recipe import TrainRecipe

MUON_RATE = 5.0
"""Muon's rate over AdamW's."""
MOMENTUM = 0.95
BETAS = (0.9, 0.98)
QUINTIC = (3.4445, -4.7750, 2.0315)
"""Newton-Schulz coefficients of Muon (K. Jordan, 2024): steepest at zero, not convergent to 1."""
ITERATIONS = 5
TAIL = 0.5
"""The part of a trapezoid's steps in which the rate falls."""


class MuonAdamW(torch.optim.Optimizer):  # type: ignore[misc]
    """Muon for matrices inside the layers, AdamW for all else, in one list of groups.

    torch's own Muon iterates in bfloat16, which takes ten times as long as the rest of a step on a
    CPU without bfloat16 units (549 ms against 40 ms for a 0.6M model); this one is in float32, and
    takes matrices of one shape together.
    """

    def __init__(self, matrices: Sequence[Any], others: Sequence[Any], rate: float, decay: float):
        groups = [
            {"params": list(matrices), "lr": rate * MUON_RATE, "weight_decay": decay, "muon": True},
            {"params": list(others), "lr": rate, "weight_decay": 0.0, "muon": False},
        ]
        super().__init__([group for group in groups if group["params"]], {})

    def step(self, closure: Callable[[], float] | None = None) -> None:
        """Take a step. A closure is not supported, as nothing here needs one."""
        del closure
        with torch.no_grad():
            for group in self.param_groups:
                wanted = [p for p in group["params"] if p.grad is not None]
                if group["muon"]:
                    self._muon(group, wanted)
                else:
                    self._adamw(group, wanted)

    def _muon(self, group: dict[str, Any], wanted: Sequence[Any]) -> None:
        shapes: dict[tuple[int, ...], list[Any]] = {}
        for p in wanted:
            shapes.setdefault(tuple(p.shape), []).append(p)
        for shape, same in shapes.items():
            pushed = []
            for p in same:
                state = self.state[p]
                if not state:
                    state["momentum"] = torch.zeros_like(p)
                state["momentum"].lerp_(p.grad, 1 - MOMENTUM)
                pushed.append(p.grad.lerp(state["momentum"], MOMENTUM))
            scale = max(1.0, shape[0] / shape[1]) ** 0.5
            for p, update in zip(same, orthogonal(torch.stack(pushed)), strict=True):
                p.mul_(1 - group["lr"] * group["weight_decay"])
                p.add_(update, alpha=-group["lr"] * scale)

    def _adamw(self, group: dict[str, Any], wanted: Sequence[Any]) -> None:
        for p in wanted:
            state = self.state[p]
            if not state:
                state |= {"mean": torch.zeros_like(p), "square": torch.zeros_like(p)}
                state["step"] = torch.zeros(())
            state["step"] += 1
            step = float(state["step"])
            state["mean"].lerp_(p.grad, 1 - BETAS[0])
            state["square"].lerp_(p.grad.square(), 1 - BETAS[1])
            spread = (state["square"] / (1 - BETAS[1] ** step)).sqrt_().add_(1e-8)
            p.mul_(1 - group["lr"] * group["weight_decay"])
            p.addcdiv_(state["mean"], spread, value=-group["lr"] / (1 - BETAS[0] ** step))


def orthogonal(stack: torch.Tensor) -> torch.Tensor:
    """Each matrix of a stack (n x rows x columns) with its singular values moved near 1."""
    tall = stack.shape[-2] > stack.shape[-1]
    x = stack.mT if tall else stack
    x = x / x.norm(dim=(-2, -1), keepdim=True).clamp(min=1e-7)
    a, b, c = QUINTIC
    for _ in range(ITERATIONS):
        gram = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x.mT if tall else x


def optimizer(recipe: TrainRecipe, network: Any) -> torch.optim.Optimizer:
    """The recipe's optimizer over the network's trainable weights."""
    rate, decay = recipe.learning_rate, recipe.weight_decay
    named = [(n, p) for n, p in network.named_parameters() if p.requires_grad]
    if recipe.optimizer == "muon":
        inside = [p for n, p in named if p.ndim == 2 and "embed" not in n and "lm_head" not in n]
        chosen = {id(p) for p in inside}
        return MuonAdamW(inside, [p for _, p in named if id(p) not in chosen], rate, decay)
    groups = [
        {"params": [p for _, p in named if p.ndim >= 2], "weight_decay": decay},
        {"params": [p for _, p in named if p.ndim < 2], "weight_decay": 0.0},
    ]
    groups = [group for group in groups if group["params"]]
    return torch.optim.AdamW(groups, lr=rate, betas=BETAS, fused=True)


def schedule(
    recipe: TrainRecipe, steps: int, over: torch.optim.Optimizer
) -> torch.optim.lr_scheduler.LambdaLR:
    """The rate of each step as a part of the recipe's."""
    course = functools.partial(part, kind=recipe.schedule, steps=steps, warmup=recipe.warmup_steps)
    return torch.optim.lr_scheduler.LambdaLR(over, course)


def part(step: int, *, kind: str, steps: int, warmup: int) -> float:
    """The part of the full rate that step `step` (from 0) of `steps` has."""
    rise = min(1.0, (step + 1) / (warmup + 1))
    done = min(1.0, max(step - warmup, 0) / max(steps - warmup, 1))
    match kind:
        case "constant":
            return rise
        case "linear":
            return rise * (1 - done)
        case "trapezoid":
            return rise * min(1.0, (1 - step / steps) / TAIL + 1 / steps)
    return rise * 0.5 * (1 + math.cos(math.pi * done))
