"""What a recipe names to be judged: completions, and the problems whose own tests they need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from newtongue import languages
from newtongue.benchmarks import base as benchmarks
from newtongue.benchmarks.multipl_e_files import benchmark_of, holds_prompts
from newtongue.core.completion import Completion, Key
from newtongue.core.errors import UsageError
from newtongue.core.problem import Problem
from newtongue.evaluate.recipe import EvaluateRecipe, JudgeRecipe, Judging
from newtongue.judge import by_problem
from newtongue.models.replay import read_completions


def read_rows(
    recipe: JudgeRecipe | EvaluateRecipe, counts: Counter[str] | None = None
) -> list[Completion]:
    """The completions of the recipe's files and folders, once each, in the order of their keys.

    A benchmark or languages that the recipe names (and does not only have by default) say whose the
    rows without a benchmark are, and which languages are wanted.
    """
    named = recipe.model_fields_set & {"benchmark", "language"}
    given = "benchmark" in named and recipe.benchmark
    benchmark = _benchmark_named(recipe.benchmark[0]) if given else ""
    wanted = {languages.get(key).name for key in recipe.language} if "language" in named else None
    rows: dict[Key, Completion] = {}
    for path in recipe.completions:
        for completion in read_completions(path, counts, benchmark):
            if wanted is not None and completion.language not in wanted:
                continue
            earlier = rows.setdefault(completion.key, completion)
            if earlier.output_text != completion.output_text:
                raise UsageError(
                    f"completion {completion.output_id} of {completion.name} in "
                    f"{completion.language} was in an earlier file with another text",
                    file=str(path),
                    field="output_text",
                )
    ordered = [rows[key] for key in sorted(rows)]
    if not ordered:
        places = ", ".join(map(str, recipe.completions))
        raise UsageError("no completions to judge", file=places, field="completions")
    first = set(list(dict.fromkeys(c.key[:3] for c in ordered))[: recipe.limit])
    return [c for c in ordered if c.key[:3] in first]


def _benchmark_named(name: str) -> str:
    """What rows of this benchmark call it. Raises UsageError for a name that nothing has."""
    path = Path(name)
    if holds_prompts(path):
        return benchmark_of(path)
    if name not in benchmarks.names() and not path.is_file():
        raise benchmarks.unknown(name)
    return name


def problems_of(
    completions: Iterable[Completion], recipe: Judging, data: list[Path]
) -> dict[tuple[str, str], Problem]:
    """The problems whose own tests the completions are judged by."""
    return {
        (p.benchmark, p.name): p
        for name in sorted(benchmarks_of(completions, recipe))
        for p in benchmarks.load(name, data=data).problems
    }


def benchmarks_of(completions: Iterable[Completion], recipe: Judging) -> set[str]:
    """The benchmarks whose own tests are needed."""
    ours = ours_wanted(recipe)
    return {c.benchmark for c in completions if c.benchmark and by_problem(c, ours=ours)}


def ours_wanted(recipe: Judging) -> bool:
    """Whether a benchmark's own tests judge rows that brought others: strict mode has no others."""
    return recipe.tests == "ours" or recipe.strict
