"""The settings of the whole chain on the lab: sizes, rates, and which tunings to compare."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from newtongue.recipes import Group, Recipe


class Size(Group):
    """A model that is trained from scratch, and for how long."""

    hidden: int = 128
    layers: int = 3
    heads: int = 4
    steps: int = 700
    batch_size: int = 16
    learning_rate: float = 3e-3


class Synthesis(Group):
    """How the teacher writes the target language for training problems."""

    problems: int = Field(default=1500, ge=1, description="problems whose target nobody saw")
    n: int = Field(default=3, ge=1, description="completions of each")
    temperature: float = Field(default=0.6, gt=0)
    max_new_tokens: int = 110


class Tuning(Group):
    """One way to tune the student on what the teacher wrote."""

    label: str
    method: Literal["full", "lora"] = "full"
    data: Literal["kept", "unfiltered"] = "kept"
    learning_rate: float = 2e-3
    steps: int = 180
    batch_size: int = 16
    replay: float = Field(0.0, ge=0, lt=1, description="share of the source language's data")
    rank: int = Field(16, description="of LoRA")


class Comparison(Group):
    """Two rows whose paired difference is reported: after minus before."""

    label: str
    before: str
    after: str


class TeachRecipe(Recipe):
    """A miniature of MultiPL-T, from nothing to a report."""

    stage: Literal["teach"] = "teach"
    source: str = Field("python", description="the language that the student knows")
    target: str = Field("lua", description="the language that it is taught")
    functions: int = Field(9000, description="training functions in the source language")
    literals: int = Field(4000, description="problems that teach to copy a literal")
    hints: int = Field(0, description="functions of the target language that the student saw")
    teacher_repeats: int = Field(2, description="times that the teacher sees its target functions")
    vocabulary: int = 512
    student: Size = Size()
    teacher: Size = Size(hidden=160, steps=720)
    synthesis: Synthesis = Synthesis()
    tunings: list[Tuning] = Field(min_length=1)
    comparisons: list[Comparison] = Field([], description="what the report compares in pairs")
    max_new_tokens: int = Field(120, description="of the evaluations")
    limit: int | None = Field(None, ge=1, description="only the first test problems")
    budget_cpu_seconds: float = Field(800, description="what the whole may take; printed")
    workers: int = Field(2, ge=1, description="stages at one time, one thread each")
    seed: int = 7

    @model_validator(mode="after")
    def _labels_are_known(self) -> Self:
        labels = ["untuned", "teacher", *(tuning.label for tuning in self.tunings)]
        if twice := [label for label in labels if labels.count(label) > 1]:
            raise ValueError(f"two rows are called {twice[0]!r}")
        for each in self.comparisons:
            for label in (each.before, each.after):
                if label not in labels:
                    raise ValueError(f"comparison {each.label!r} names no row: {label!r}")
        return self
