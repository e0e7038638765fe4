"""The one training loop, for every method: transformers' Trainer, our optimizer, our loss."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import PrinterCallback, Trainer, TrainerCallback, TrainingArguments

from newtongue.core.errors import NewtongueError
from newtongue.core.progress import Progress, Step
from newtongue.models.transformers.memory import peak_bytes
from newtongue.train import checkpoint
from newtongue.train.data import IGNORED, Encoded, lay
from newtongue.train.network import precision
from newtongue.train.optimizer import optimizer, schedule
from newtongue.train.recipe import TrainRecipe


@dataclass(frozen=True, slots=True)
class Fit:
    """What a training did: `losses` are (step, mean loss since the entry before)."""

    steps: int
    tokens: int
    losses: tuple[tuple[int, float], ...]
    wall: float
    """Seconds of this call (a resumed run had others before), and its CPU seconds and tokens."""
    cpu: float
    tokens_now: int
    peak: int
    """Bytes of memory at most: on the GPU, or of this process."""


def steps_of(recipe: TrainRecipe, items: int) -> int:
    """Optimizer steps that the recipe asks for."""
    if recipe.steps is not None:
        return recipe.steps
    batches = math.ceil(items / recipe.batch_size)
    return max(1, round(math.ceil(batches / recipe.gradient_accumulation) * (recipe.epochs or 1)))


def fit(
    recipe: TrainRecipe,
    network: Any,
    items: Sequence[Encoded],
    *,
    device: torch.device,
    folder: Path,
    progress: Progress,
) -> Fit:
    """Train `network` in place, from the last checkpoint in `folder` where there is one.

    Raises NewtongueError when the loss is no number any more, or the disk is full.
    """
    steps = steps_of(recipe, len(items))
    found = checkpoint.last(folder)
    done = found[1] if found else 0
    own = optimizer(recipe, network)
    rows = [{"input_ids": item.ids, "labels": item.labels} for item in items]
    batches = steps * recipe.gradient_accumulation
    order = lay([len(item.ids) for item in items], recipe.batch_size, batches, recipe.seed)
    with progress.track(f"train ({recipe.method})", steps, done) as step:
        trainer = Trainer(
            model=network,
            args=_arguments(recipe, steps, folder, device),
            train_dataset=[rows[n] for n in order],
            data_collator=collate,
            optimizers=(own, schedule(recipe, steps, own)),
            compute_loss_func=loss,
            callbacks=[_Watch(step, folder, progress)],
        )
        trainer.remove_callback(PrinterCallback)
        began, cpu = time.monotonic(), time.process_time()
        with checkpoint.writing(folder):
            trainer.train(resume_from_checkpoint=str(found[0]) if found else None)
    tokens = int(trainer.state.num_input_tokens_seen)
    logs = [entry for entry in trainer.state.log_history if "loss" in entry]
    return Fit(
        steps=trainer.state.global_step,
        tokens=tokens,
        losses=tuple((entry["step"], round(entry["loss"], 4)) for entry in logs),
        wall=time.monotonic() - began,
        cpu=time.process_time() - cpu,
        tokens_now=tokens - int(trainer._initial_num_input_tokens_seen),
        peak=peak_bytes(device),
    )


def collate(rows: Sequence[Mapping[str, list[int]]]) -> dict[str, torch.Tensor]:
    """Rows padded on the right to the longest: ids, mask and labels (rows x columns)."""
    width = max(len(row["input_ids"]) for row in rows)
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    mask = torch.zeros(len(rows), width, dtype=torch.long)
    labels = torch.full((len(rows), width), IGNORED)
    for n, row in enumerate(rows):
        length = len(row["input_ids"])
        ids[n, :length] = torch.tensor(row["input_ids"])
        labels[n, :length] = torch.tensor(row["labels"])
        mask[n, :length] = 1
    return {"input_ids": ids, "attention_mask": mask, "labels": labels}


def loss(
    outputs: Any, labels: torch.Tensor, num_items_in_batch: torch.Tensor | int | None = None
) -> torch.Tensor:
    """Mean negative log-likelihood (nats) of the labelled tokens of a step.

    Only labelled positions are widened to float32, so prompts cost no memory here.
    """
    wanted = labels[:, 1:]
    kept = wanted != IGNORED
    total = torch.nn.functional.cross_entropy(
        outputs.logits[:, :-1][kept].float(), wanted[kept], reduction="sum"
    )
    return total / (kept.sum() if num_items_in_batch is None else num_items_in_batch)


class _Watch(TrainerCallback):  # type: ignore[misc]
    """Moves the bar, marks whole checkpoints, and stops when the loss is no number."""

    def __init__(self, step: Step, folder: Path, progress: Progress) -> None:
        self.step, self.folder, self.progress = step, folder, progress

    def on_step_end(self, args: Any, state: Any, control: Any, **rest: Any) -> None:  # noqa: ARG002
        self.step()

    def on_save(self, args: Any, state: Any, control: Any, **rest: Any) -> None:  # noqa: ARG002
        checkpoint.complete(self.folder, state.global_step)

    def on_log(self, args: Any, state: Any, control: Any, **rest: Any) -> None:  # noqa: ARG002
        value = (rest.get("logs") or {}).get("loss")
        if value is not None and not math.isfinite(value):
            raise NewtongueError(
                f"the loss is {value} at step {state.global_step}",
                hint="lower learning_rate, raise warmup_steps, or use another precision",
            )


def _arguments(
    recipe: TrainRecipe, steps: int, folder: Path, device: torch.device
) -> TrainingArguments:
    form = precision(recipe, device)
    log = min(recipe.log_every, steps)
    return TrainingArguments(
        output_dir=str(folder),
        max_steps=steps,
        per_device_train_batch_size=recipe.batch_size,
        gradient_accumulation_steps=recipe.gradient_accumulation,
        train_sampling_strategy="sequential",  # `lay` has set the order
        max_grad_norm=recipe.clip,
        fp16=form == "fp16",
        bf16=form == "bf16",
        gradient_checkpointing=recipe.gradient_checkpointing,
        gradient_checkpointing_kwargs={"use_reentrant": False},
        seed=recipe.seed,
        data_seed=recipe.seed,
        logging_steps=log,
        logging_nan_inf_filter=False,
        include_num_input_tokens_seen="non_padding",
        # a multiple of log_every: an entry that spans a kill would lose its first steps
        save_steps=math.ceil(recipe.save_every / log) * log,
        save_total_limit=2,
        remove_unused_columns=False,
        dataloader_pin_memory=device.type == "cuda",
        use_cpu=device.type == "cpu",
        disable_tqdm=True,
        report_to=[],
    )
