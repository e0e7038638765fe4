"""What a training recipe may say. The stage that follows it is in stage.py."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from newtongue.recipes import Recipe


class Group(BaseModel):
    """A group of settings inside a recipe; as strict as the recipe."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Source(Group):
    """A data set to train on: JSONL[.gz] of examples (language, prompt, completion)."""

    path: str
    share: float | None = Field(default=None, gt=0, lt=1)
    """The part of all examples that come from here. Sources without a share are taken whole, and
    those with one are drawn to fit; when every source has one, the first is taken whole."""
    languages: list[str] | None = None
    """Only examples of these languages (keys or aliases)."""
    limit: int | None = Field(default=None, ge=1)
    """Only the first so many examples (after `languages`)."""


class Architecture(Group):
    """The sizes of a Llama that is trained from scratch."""

    hidden: int = Field(default=128, ge=8)
    layers: int = Field(default=3, ge=1)
    heads: int = Field(default=4, ge=1)
    intermediate: int | None = None
    """Width of the MLP; by default 8/3 of `hidden`, rounded down to a multiple of 32."""
    vocab: int = Field(default=512, ge=300)
    """Tokens of the byte-level BPE that is trained on the data, when no tokenizer is named."""
    context: int = Field(default=512, ge=16)
    init_std: float = Field(default=0.08, gt=0)

    @model_validator(mode="after")
    def _divides(self) -> Self:
        if self.hidden % (2 * self.heads):
            raise ValueError("hidden must be an even multiple of heads")
        return self


class Lora(Group):
    """Low-rank adapters (peft)."""

    rank: int = Field(default=16, ge=1)
    alpha: int | None = None
    """By default twice the rank."""
    dropout: float = Field(default=0.0, ge=0, lt=1)
    targets: str | list[str] = "all-linear"
    """`all-linear` (without the output head), or names of modules."""
    modules_to_save: list[str] = []
    """Modules that are trained in full beside the adapters."""
    merge: bool | Literal["auto"] = "auto"
    """Write the merged model too; `auto`: when it has fewer than 200 million parameters."""


class TrainRecipe(Recipe):
    """Train a model from scratch, in full, or by adapters."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    stage: Literal["train"] = "train"
    method: Literal["scratch", "full", "lora"] = "full"
    base: str | None = None
    """The model to start from: a folder, a run, owner/name or owner/name@revision."""
    architecture: Architecture = Architecture()
    """For `scratch`."""
    tokenizer: str | None = None
    """A model whose tokenizer is used; by default the base's own, or one trained on the data."""
    tokenizer_data: list[Source] | None = None
    """For `scratch`: what the tokenizer is trained on, if not on `data`."""
    trust_remote_code: bool = False
    data: list[Source] = Field(min_length=1)
    steps: int | None = Field(default=None, ge=1)
    epochs: float | None = Field(default=None, gt=0)
    """Give `steps` or `epochs`."""
    batch_size: int = Field(default=16, ge=1)
    """Examples (or packed blocks) that go through the network at once."""
    gradient_accumulation: int = Field(default=1, ge=1)
    """Batches whose gradients make one step."""
    learning_rate: float = Field(default=5e-4, gt=0)
    schedule: Literal["cosine", "linear", "constant", "trapezoid"] = "cosine"
    """Where the rate goes after the warm-up: to 0 by a cosine or a line, nowhere, or (trapezoid)
    nowhere for half of the steps and then to 0 by a line."""
    warmup_steps: int = Field(default=0, ge=0)
    optimizer: Literal["adamw", "muon"] = "adamw"
    """`muon`: Muon at 5 times the rate for the matrices inside the layers, AdamW for the rest."""
    weight_decay: float = Field(default=0.0, ge=0)
    clip: float = Field(default=1.0, ge=0)
    """The norm that gradients are clipped to; 0 for never."""
    max_length: int = Field(default=512, ge=8)
    """Tokens; longer examples lose their end, and are left out when the prompt alone is longer."""
    pack: bool = False
    """Lay examples end to end and cut blocks of `max_length` tokens (each sees its forerunners)."""
    loss_on: Literal["completion", "all"] = "completion"
    lora: Lora = Lora()
    precision: Literal["auto", "fp32", "fp16", "bf16"] = "auto"
    """`auto`: fp32 on a CPU, bf16 on a GPU that computes in it, else fp16 (a T4)."""
    gradient_checkpointing: bool = False
    """Compute activations again instead of keeping them: less memory, a third more time."""
    seed: int = 0
    save_every: int = Field(default=200, ge=1)
    """Steps between checkpoints: what a kill can cost."""
    log_every: int = Field(default=10, ge=1)
    """Steps that one entry of training.json averages the loss over."""
    threads: int | None = Field(default=None, ge=1)
    """torch's threads; part of the recipe, as sums come out differently with another number."""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if (self.steps is None) == (self.epochs is None):
            raise ValueError("give either steps or epochs")
        if self.method != "scratch" and self.base is None:
            raise ValueError(f"method {self.method} needs `base`, the model to start from")
        if self.method == "scratch" and self.base is not None:
            raise ValueError("method scratch starts from `architecture`, not from a base")
        if self.method == "scratch" and self.max_length > self.architecture.context:
            raise ValueError("max_length is beyond architecture.context")
        if sum(s.share or 0 for s in self.data) >= 1 and None in [s.share for s in self.data]:
            raise ValueError("the shares leave nothing for the sources that have none")
        return self
