"""Optimizers and the course of the learning rate."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import torch

from newtongue.core.errors import MissingError
from newtongue.train.recipe import TrainRecipe

MUON_RATE = 5.0
"""Muon's rate over AdamW's."""
TAIL = 0.5
"""The part of a trapezoid's steps in which the rate falls."""


class Pair(torch.optim.Optimizer):  # type: ignore[misc]
    """Two optimizers that step as one; the groups are those of both, so one schedule sets both."""

    def __init__(self, first: torch.optim.Optimizer, second: torch.optim.Optimizer) -> None:
        super().__init__([*first.param_groups, *second.param_groups], {})
        self.both = (first, second)
        self._share()

    def _share(self) -> None:
        first, second = self.both
        self.param_groups = [*first.param_groups, *second.param_groups]

    def step(self, closure: Callable[[], float] | None = None) -> float | None:
        loss = None if closure is None else closure()
        for optimizer in self.both:
            optimizer.step()
        return loss

    def state_dict(self) -> dict[str, Any]:
        first, second = self.both
        return {"first": first.state_dict(), "second": second.state_dict()}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        first, second = self.both
        first.load_state_dict(state_dict["first"])
        second.load_state_dict(state_dict["second"])
        self._share()  # loading replaces the groups


def optimizer(recipe: TrainRecipe, network: Any) -> torch.optim.Optimizer:
    """The recipe's optimizer over the network's trainable weights."""
    rate, decay = recipe.learning_rate, recipe.weight_decay
    named = [(n, p) for n, p in network.named_parameters() if p.requires_grad]
    if recipe.optimizer == "adamw":
        decayed = [p for _, p in named if p.ndim >= 2]
        others = [p for _, p in named if p.ndim < 2]
        groups = [
            {"params": decayed, "weight_decay": decay},
            {"params": others, "weight_decay": 0.0},
        ]
        return _adamw([group for group in groups if group["params"]], rate)
    if not hasattr(torch.optim, "Muon"):
        raise MissingError(
            f"torch {torch.__version__} has no Muon",
            field="optimizer",
            hint="pip install 'torch>=2.9', or optimizer=adamw",
        )
    matrices = [p for n, p in named if p.ndim == 2 and "embed" not in n and "lm_head" not in n]
    inside = {id(p) for p in matrices}
    muon = torch.optim.Muon(
        matrices,
        lr=rate * MUON_RATE,
        momentum=0.95,
        weight_decay=decay,
        adjust_lr_fn="original",
    )
    return Pair(muon, _adamw([{"params": [p for _, p in named if id(p) not in inside]}], rate))


def _adamw(groups: list[dict[str, Any]], rate: float) -> torch.optim.Optimizer:
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98), weight_decay=0.0, fused=True)


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
