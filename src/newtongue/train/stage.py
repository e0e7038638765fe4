"""The stage `train`: data and a base go in, a model that others can load comes out.

outputs/model      weights (safetensors) and tokenizer; for adapters only where merged
outputs/adapter    the adapter and the tokenizer
outputs/training.json   steps, tokens, losses, parameters, what was cut or dropped
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from newtongue.core.errors import UsageError
from newtongue.core.run import Plan, Run
from newtongue.core.store import require_space, sha256_file, write_json
from newtongue.models import location
from newtongue.models.pieces import pieces
from newtongue.models.transformers.load import load_tokenizer, quiet
from newtongue.train import data
from newtongue.train.loop import Fit, fit
from newtongue.train.network import build, merges, precision, sizes_of
from newtongue.train.recipe import Source, TrainRecipe
from newtongue.train.tokenizer import train_tokenizer

VERSION = 1
"""Raised when equal recipes and inputs give other weights than before."""

MEASURED = {
    "part": "string",
    "wall_seconds": "float64",
    "cpu_seconds": "float64",
    "tokens": "int64",
    "tokens_per_cpu_second": "float64",
    "peak_memory_bytes": "int64",
}


def plan(recipe: TrainRecipe) -> Plan:
    """The recipe with the hashes of all that it reads. Raises UsageError for what is not there."""
    inputs: dict[str, str] = {}
    for source in [*recipe.data, *(recipe.tokenizer_data or ())]:
        path = Path(source.path).expanduser()
        if not path.is_file():
            raise UsageError("no such data set", file=str(path), field="data")
        inputs[source.path] = sha256_file(path)
    for spec in (recipe.base, recipe.tokenizer):
        if spec is not None:
            inputs[spec] = location.fingerprint(spec)
    return Plan("train", VERSION, recipe.model_dump(mode="json"), inputs)


def train(recipe: TrainRecipe, run: Run) -> None:
    """Follow the recipe in an open run; a finished run is left alone, a killed one goes on."""
    if run.finished:
        return
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    with _threads(recipe.threads), quiet():
        tokenizer = _tokenizer(recipe)
        items, counts = _items(recipe, tokenizer)
        network = build(recipe, tokenizer, device)
        sizes = sizes_of(network)
        form = precision(recipe, device)
        trainable = f"{sizes['trainable']:,} of {sizes['parameters']:,} parameters"
        run.progress.note(f"{recipe.method}: {len(items):,} items, {trainable}, {form}")
        require_space(run.folder, 4 * sizes["parameters"] + 3 * 12 * sizes["trainable"])
        with _interrupted(run):
            done = fit(
                recipe, network, items, device=device, folder=run.partial, progress=run.progress
            )
        _write(recipe, run, network, tokenizer)
    write_json(run.outputs / "training.json", _account(done, sizes, form, len(items), counts))
    run.measure([_measurement(done)], MEASURED)
    run.finish(
        counts=dict(counts),
        summary={"steps": done.steps, "tokens": done.tokens, "loss": done.losses[-1][1]} | sizes,
    )


def _tokenizer(recipe: TrainRecipe) -> Any:
    if recipe.method != "scratch":
        return load_tokenizer(str(recipe.base), recipe.tokenizer)
    if recipe.tokenizer is not None:
        return load_tokenizer(recipe.tokenizer)
    sources = recipe.tokenizer_data or recipe.data
    examples = [example for source in sources for example in data.read_source(source)]
    return train_tokenizer((e.prompt + e.completion for e in examples), recipe.architecture.vocab)


def _items(recipe: TrainRecipe, tokenizer: Any) -> tuple[list[data.Encoded], Counter[str]]:
    parts: list[tuple[Source, list[Any]]] = [(s, data.read_source(s)) for s in recipe.data]
    examples = data.mix(parts, recipe.seed)
    items, counts = data.encode(
        examples,
        tokenizer,
        pieces(tokenizer),
        loss_on=recipe.loss_on,
        # packed text is cut into blocks later, so no example is too long
        max_length=1 << 40 if recipe.pack else recipe.max_length,
    )
    counts["examples"] = len(examples)
    for example in examples:
        counts[f"examples_{example.language}"] += 1
    if not items:
        raise UsageError(
            f"every prompt is longer than max_length ({recipe.max_length} tokens)",
            field="max_length",
        )
    if recipe.pack:
        items = data.pack(items, recipe.max_length, recipe.seed)
    return items, counts


def _write(recipe: TrainRecipe, run: Run, network: Any, tokenizer: Any) -> None:
    network.config.use_cache = True
    folder = run.outputs / "model"
    if recipe.method == "lora":
        adapter = run.outputs / "adapter"
        network.save_pretrained(adapter)
        tokenizer.save_pretrained(adapter)
        _settle_adapter(adapter, str(recipe.base))
        if not merges(recipe, network):
            return
        network = network.merge_and_unload()
    network.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _settle_adapter(folder: Path, base: str) -> None:
    """Name the base as the recipe does, and put sets in order, so equal runs are equal bytes."""
    (folder / "README.md").unlink(missing_ok=True)  # peft's card is an empty form
    path = folder / "adapter_config.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    name, at, revision = base.partition("@")
    on_hub = bool(at) and not Path(base).is_dir()
    settings["base_model_name_or_path"] = name if on_hub else base
    settings["revision"] = revision if on_hub else None
    for key in ("target_modules", "modules_to_save"):
        if isinstance(settings.get(key), list):
            settings[key] = sorted(settings[key])
    write_json(path, settings)


def _account(
    done: Fit, sizes: dict[str, int], form: str, items: int, counts: Counter[str]
) -> dict[str, Any]:
    return {
        "schema": 1,
        "steps": done.steps,
        "tokens": done.tokens,
        "items": items,
        "precision": form,
        **sizes,
        "counts": dict(sorted(counts.items())),
        "losses": [list(entry) for entry in done.losses],
    }


def _measurement(done: Fit) -> dict[str, Any]:
    return {
        "part": "train",
        "wall_seconds": done.wall,
        "cpu_seconds": done.cpu,
        "tokens": done.tokens_now,
        "tokens_per_cpu_second": done.tokens_now / max(done.cpu, 1e-9),
        "peak_memory_bytes": done.peak,
    }


@contextmanager
def _threads(count: int | None) -> Iterator[None]:
    before = torch.get_num_threads()
    if count is not None:
        torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def _interrupted(run: Run) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        run.progress.note("stopped; the same command goes on from the last checkpoint")
        raise
