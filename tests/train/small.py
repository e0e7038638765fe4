"""A few examples in two languages, and recipes that train on them in a second."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch

from newtongue.core.dataset import Example, example_to_json
from newtongue.core.progress import Progress
from newtongue.core.run import open_run
from newtongue.recipes import check
from newtongue.train.recipe import TrainRecipe
from newtongue.train.stage import plan, train

torch.set_num_threads(1)

WORDS = ("apple", "pear", "grape", "plum", "fig")


def examples(language: str, count: int = 10) -> list[Example]:
    """Functions that differ in their words and numbers."""
    made = []
    for n in range(count):
        word = WORDS[n % len(WORDS)]
        if language == "python":
            prompt, body = f"def add_{word}(x):\n", f"    return x + {n}\n"
        else:
            prompt, body = f"local function add_{word}(x)\n", f"  return x + {n}\nend\n"
        made.append(Example(f"{language}{n}", language, prompt, body))
    return made


def write(path: Path, rows: Iterable[Example]) -> str:
    path.write_text("".join(json.dumps(example_to_json(row)) + "\n" for row in rows))
    return str(path)


def recipe(data: str | list[dict[str, Any]], **settings: Any) -> TrainRecipe:
    """A recipe from scratch of a tiny model, changed by `settings`."""
    sizes = {"hidden": 32, "layers": 2, "heads": 2, "vocab": 320, "context": 64, "init_std": 0.1}
    common: dict[str, Any] = {
        "method": "scratch",
        "architecture": sizes,
        "data": [{"path": data}] if isinstance(data, str) else data,
        "steps": 12,
        "batch_size": 4,
        "learning_rate": 3e-3,
        "max_length": 64,
        "log_every": 3,
        "save_every": 3,
        "threads": 1,
    }
    return check(TrainRecipe, common | settings)


def run(what: TrainRecipe, out: Path, progress: Progress | None = None) -> Path:
    """Train into `out` and return the folder of the model."""
    with open_run(plan(what), out=out, progress=progress) as opened:
        train(what, opened)
    return out / "outputs" / "model"
