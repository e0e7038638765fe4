"""Ask a model for the completions that are missing, in fixed chunks, and keep each chunk.

A chunk is up to 64 problems times up to 4 completions of each. Where chunks begin does not depend
on what is there already, so a call after a kill draws the same batches as an uninterrupted one.
Ctrl-C keeps the part of a chunk that was done; the rest of it is then drawn in a smaller batch
(docs/decisions/004).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from newtongue import languages
from newtongue.benchmarks import base as benchmarks
from newtongue.benchmarks.multipl_e_files import holds_prompts, read_prompts
from newtongue.core.completion import (
    Completion,
    Key,
    completion_from_json,
    completion_to_json,
)
from newtongue.core.errors import UsageError
from newtongue.core.problem import Problem, Prompt
from newtongue.core.progress import Progress
from newtongue.core.run import Run
from newtongue.core.store import Appender, read_appended, read_jsonl, write_jsonl
from newtongue.evaluate.recipe import Sampled
from newtongue.models.base import Model, Request, Sampling
from newtongue.translate import render

FILE = "completions.jsonl.gz"
PROBLEMS_IN_CHUNK = 64
COMPLETIONS_IN_CHUNK = 4
FIELDS = {field.name for field in fields(Completion)}


@dataclass(frozen=True, slots=True)
class Asked:
    """The prompts of all benchmarks in all languages, and what could not be said."""

    prompts: tuple[Prompt, ...]
    problems: dict[tuple[str, str], Problem]
    unsupported: dict[str, int]


def prompts(recipe: Sampled) -> Asked:
    """Load the benchmarks and print their problems in every language of the recipe.

    A file of prompts brings its own, in its own languages, unless the recipe names some.
    """
    texts: list[Prompt] = []
    problems: dict[tuple[str, str], Problem] = {}
    unsupported: Counter[str] = Counter()
    named = "language" in recipe.model_fields_set
    for name in recipe.benchmark:
        if holds_prompts(Path(name)):
            keys = {languages.get(key).name for key in recipe.language} if named else None
            texts += read_prompts(Path(name), keys, recipe.limit)
            continue
        loaded = benchmarks.load(name, data=recipe.data, limit=recipe.limit)
        problems |= {(p.benchmark, p.name): p for p in loaded.problems}
        for key in recipe.language:
            done = render.translate(
                loaded.problems, languages.get(key), doctests=recipe.doctests, words=recipe.words
            )
            texts += done.prompts
            unsupported.update(done.unsupported)
    if not texts:
        raise UsageError("no problem of these benchmarks can be said in these languages")
    _refuse_twins(texts)
    return Asked(tuple(texts), problems, dict(unsupported))


def _refuse_twins(texts: Sequence[Prompt]) -> None:
    """Two prompts of one problem in one language would share their completions."""
    seen: set[tuple[str, str, str]] = set()
    for prompt in texts:
        key = (prompt.benchmark, prompt.language, prompt.name)
        if key in seen:
            raise UsageError(
                f"{prompt.name} of {prompt.benchmark} in {prompt.language} is asked for twice",
                field="benchmark",
                hint="give each file of prompts a call of its own",
            )
        seen.add(key)


def sampling(recipe: Sampled) -> Sampling:
    return Sampling(recipe.temperature, recipe.top_p, recipe.max_new_tokens, recipe.seed)


def open_model(recipe: Sampled, progress: Progress) -> Model:
    """The recipe's model: a server's, or one in this process. Raises UsageError, MissingError."""
    if recipe.model is None:
        raise UsageError("name a model, or give completions", field="model", hint="--model DIR")
    if recipe.server is not None:
        from newtongue.models.openai import Server, open_server

        server = Server(
            recipe.server, recipe.model, chat=recipe.chat, concurrency=recipe.concurrency
        )
        return open_server(server, progress)
    from newtongue.models.transformers import open_model as open_in_process

    return open_in_process(
        recipe.model,
        tokenizer=recipe.tokenizer,
        batch_size=recipe.batch_size,
        device=recipe.device,
        dtype=recipe.dtype,
        trust_remote_code=recipe.trust_remote_code,
        threads=recipe.threads,
        progress=progress,
    )


def generate_into(recipe: Sampled, run: Run, asked: Asked) -> list[Completion]:
    """Bring the run's completions to `n` of each prompt; returns all that are there, by key.

    What is there from an interrupted or another call is kept and not asked for again.
    """
    partial = run.partial / "completions.jsonl"
    have = {c.key: c for c in _present(run.outputs / FILE, partial)}
    chunks = list(cut_into_chunks(asked.prompts, recipe.n))
    total = sum(map(len, chunks))
    missing = sum(1 for chunk in chunks for r in chunk if _key(r) not in have)
    brought = {(p.benchmark, p.language, p.name): p for p in asked.prompts if p.tests is not None}
    if missing:
        model = open_model(recipe, run.progress)
        with (
            Appender(partial) as file,
            run.progress.track("sampling", total, total - missing) as step,
        ):
            for chunk in chunks:
                wanted = [r for r in chunk if _key(r) not in have]
                if not wanted:
                    continue
                fresh: list[dict[str, Any]] = []
                try:
                    for answer in model.complete(wanted, sampling(recipe)):
                        completion = _with_tests(answer, brought.get(answer.key[:3]))
                        have[completion.key] = completion
                        fresh.append(completion_to_json(completion))
                        step()
                finally:  # Ctrl-C in the middle of a chunk loses nothing
                    file.append_all(fresh)
    rows = [have[key] for key in sorted(have)]
    write_jsonl(run.outputs / FILE, map(completion_to_json, rows))
    return rows


def cut_into_chunks(texts: Sequence[Prompt], n: int) -> Iterator[list[Request]]:
    """Requests for `n` completions of every prompt, in chunks that growing `n` leaves in place."""
    for first in range(0, n, COMPLETIONS_IN_CHUNK):
        ids = range(first, min(first + COMPLETIONS_IN_CHUNK, n))
        for at in range(0, len(texts), PROBLEMS_IN_CHUNK):
            block = texts[at : at + PROBLEMS_IN_CHUNK]
            yield [Request(prompt, i) for prompt in block for i in ids]


def _key(request: Request) -> Key:
    prompt = request.prompt
    return (prompt.benchmark, prompt.language, prompt.name, request.output_id)


def _with_tests(completion: Completion, prompt: Prompt | None) -> Completion:
    """The completion with what its prompt's file says of it, tests first."""
    if prompt is None:
        return completion
    return replace(
        completion,
        prompt=prompt.text,
        tests=prompt.tests,
        stop_tokens=prompt.stop,
        extra={k: v for k, v in prompt.extra.items() if k not in FIELDS} | dict(completion.extra),
    )


def _present(whole: Path, partial: Path) -> Iterable[Completion]:
    if whole.exists():
        for line, row in read_jsonl(whole):
            yield completion_from_json(row, file=str(whole), line=line)
    for row in read_appended(partial):
        yield completion_from_json(row, file=str(partial))
