"""The plan of a miniature MultiPL-T on the lab: which steps there are and what they read.

    data -> student, teacher -> sample -> judge -> select -> tunings -> evaluations -> report

Every step is a run folder under `steps/`. Nothing here computes a score or states an effect.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newtongue import languages
from newtongue.benchmarks import lab
from newtongue.core.completion import Completion, Outcome
from newtongue.core.dataset import Example, example_to_json
from newtongue.core.errors import NewtongueError
from newtongue.core.store import read_parquet, write_json, write_jsonl
from newtongue.models.replay import read_completions
from newtongue.teach.recipe import Size, TeachRecipe, Tuning
from newtongue.teach.workers import Inline, Stage
from newtongue.translate import render

BENCHMARK = "lab"
POOL = "lab-train"


@dataclass(frozen=True, slots=True)
class Places:
    """Where the steps of one run leave what others read."""

    steps: Path

    def data(self, name: str) -> Path:
        return self.steps / "data" / f"{name}.jsonl"

    def model(self, name: str) -> Path:
        return self.steps / name / "outputs" / "model"

    def output(self, step: str, file: str) -> Path:
        return self.steps / step / "outputs" / file


def steps(recipe: TeachRecipe, places: Places) -> list[Stage | Inline]:
    """The whole plan, in an order that a reader can follow."""
    plan: list[Stage | Inline] = [
        Inline("data", lambda: write_data(recipe, places)),
        _scratch("student", recipe.student, recipe, places),
        _scratch("teacher", recipe.teacher, recipe, places),
        Stage("sample", "generate", _sampling(recipe, places), needs=("teacher",)),
        Stage("judge", "judge", _judging(recipe, places), needs=("sample",)),
        Inline("select", lambda: select(recipe, places), needs=("judge",)),
    ]
    plan += [_evaluation(name, recipe, places) for name in ("student", "teacher")]
    for number, tuning in enumerate(recipe.tunings):
        name = tuned(number)
        plan.append(
            Stage(name, "train", _tuning(tuning, recipe, places), needs=("student", "select"))
        )
        plan.append(_evaluation(name, recipe, places))
    return plan


def tuned(number: int) -> str:
    """The step that makes the tuning at a place of the recipe's list."""
    return f"tuned-{number}"


def evaluated(step: str) -> str:
    """The step that evaluates what another step trained."""
    return f"evaluate-{step}"


# -- settings of the steps ---------------------------------------------------------


def _scratch(name: str, size: Size, recipe: TeachRecipe, places: Places) -> Stage:
    settings: dict[str, Any] = {
        "method": "scratch",
        "architecture": {
            "hidden": size.hidden,
            "layers": size.layers,
            "heads": size.heads,
            "vocab": recipe.vocabulary,
        },
        "data": [{"path": str(places.data(name))}],
        # one tokenizer for all, so that their numbers can be compared
        "tokenizer_data": [{"path": str(places.data("tokenizer"))}],
        "steps": size.steps,
        "batch_size": size.batch_size,
        "learning_rate": size.learning_rate,
        "schedule": "trapezoid",
        "warmup_steps": 20,
        "optimizer": "muon",
        "seed": recipe.seed,
        "threads": 1,
    }
    return Stage(name, "train", settings, needs=("data",))


def _sampling(recipe: TeachRecipe, places: Places) -> dict[str, Any]:
    return {
        "model": str(places.model("teacher")),
        "benchmark": [POOL],
        "language": [recipe.target],
        "n": recipe.synthesis.n,
        "temperature": recipe.synthesis.temperature,
        "top_p": 1.0,
        "max_new_tokens": recipe.synthesis.max_new_tokens,
        "limit": recipe.synthesis.problems,
        "seed": recipe.seed,
        "threads": 1,
    }


def _judging(recipe: TeachRecipe, places: Places) -> dict[str, Any]:
    return {
        "completions": [str(places.output("sample", "completions.jsonl.gz"))],
        "cpu_seconds": 5.0,
        "workers": recipe.workers,
    }


def _tuning(tuning: Tuning, recipe: TeachRecipe, places: Places) -> dict[str, Any]:
    data: list[dict[str, Any]] = [{"path": str(places.data(tuning.data))}]
    if tuning.replay:
        data.append({"path": str(places.data("replay")), "share": tuning.replay})
    return {
        "method": tuning.method,
        "base": str(places.model("student")),
        "data": data,
        "steps": tuning.steps,
        "batch_size": tuning.batch_size,
        "learning_rate": tuning.learning_rate,
        "schedule": "trapezoid",
        "warmup_steps": 20,
        "lora": {"rank": tuning.rank},
        "seed": recipe.seed,
        "threads": 1,
    }


def _evaluation(model: str, recipe: TeachRecipe, places: Places) -> Stage:
    settings = {
        "model": str(places.model(model)),
        "benchmark": [BENCHMARK],
        "language": [recipe.source, recipe.target],
        "n": 1,
        "temperature": 0.0,
        "max_new_tokens": recipe.max_new_tokens,
        "limit": recipe.limit,
        "cpu_seconds": 5.0,
        "workers": 1,
        "seed": recipe.seed,
        "threads": 1,
    }
    return Stage(evaluated(model), "evaluate", settings, needs=(model,))


# -- data --------------------------------------------------------------------------


def write_data(recipe: TeachRecipe, places: Places) -> None:
    """Write what the student, the teacher and the tokenizer read, and the data for replay.

    The student sees the source language, literals, and `hints` functions of the target. The
    teacher sees the same and the target's solutions of the functions that have role `teacher`.
    No solution in the target language of a `source` function is in any file.
    """
    items = lab.generate("train", recipe.functions, recipe.seed)
    source = _examples(items, recipe.source)
    copying = _examples(lab.literals(recipe.literals, recipe.seed), recipe.source)
    shown = _examples((item for item in items if item.role == "teacher"), recipe.target)
    write_examples(places.data("student"), [*source, *copying, *shown[: recipe.hints]])
    write_examples(places.data("teacher"), [*source, *copying, *shown * recipe.teacher_repeats])
    write_examples(places.data("replay"), source)
    write_examples(places.data("tokenizer"), [*source[:3000], *shown[:1000]])


def _examples(items: Iterable[lab.LabItem], key: str) -> list[Example]:
    language = languages.get(key)
    return [
        Example(
            name=item.problem.name,
            language=language.name,
            prompt=render.prompt(item.problem, language).text,
            completion=item.solution(language.name),
            licence=item.problem.licence,
            parents={"problem": item.problem.name},
        )
        for item in items
    ]


def write_examples(path: Path, examples: Iterable[Example]) -> None:
    write_jsonl(path, map(example_to_json, examples))


def select(recipe: TeachRecipe, places: Places) -> None:
    """Keep what passed, once each; and, as a control, as many raw completions drawn at random.

    The control is drawn from all completions as they came, repeats included: distinct wrong
    answers would make the filter look better than it is.
    """
    completions = list(read_completions(places.output("sample", "completions.jsonl.gz")))
    verdicts = read_parquet(places.output("judge", "verdicts.parquet"))
    passed = {
        (row["name"], row["output_id"]): row["program_sha256"]
        for row in verdicts
        if row["outcome"] == Outcome.PASSED
    }
    kept: dict[str, Completion] = {}
    for completion in completions:
        sha = passed.get((completion.name, completion.output_id))
        if sha is not None:
            kept.setdefault(sha, completion)
    if not kept:
        raise NewtongueError(
            f"none of the teacher's {len(completions)} completions passed, so nothing is taught",
            hint="give the teacher more steps, or sample more: teacher.steps=... synthesis.n=...",
        )
    order = random.Random(f"control {recipe.seed}")
    control = order.sample(completions, min(len(kept), len(completions)))
    write_examples(places.data("kept"), _made(list(kept.values()), places))
    write_examples(places.data("unfiltered"), _made(control, places))
    counts = Counter(
        asked=len(completions),
        distinct=len({row["program_sha256"] for row in verdicts}),
        passed=len(passed),
        kept=len(kept),
        problems=len({c.name for c in completions}),
        solved=len({name for name, _ in passed}),
    )
    write_json(places.steps / "data" / "funnel.json", dict(counts))


def _made(completions: Sequence[Completion], places: Places) -> list[Example]:
    """Completions as examples: prompt and text as they were sampled, with their parents."""
    problems = {item.problem.name: item.problem for item in lab.generate("train")}
    examples = []
    for completion in completions:
        problem = problems[completion.name]
        language = languages.get(completion.language)
        prompt = render.prompt(problem, language).text
        examples.append(
            Example(
                name=f"{completion.name}_{completion.output_id}",
                language=completion.language,
                prompt=prompt,
                # a stop sequence cut the function's end; what is learned ends as it should
                completion=completion.output_text + "\n" + language.closing,
                licence=problem.licence,
                parents={"problem": problem.name, "model": str(places.model("teacher"))},
            )
        )
    return examples
