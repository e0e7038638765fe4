"""A benchmark in other languages: files of prompts, or one problem shown with its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

from newtongue import languages, toolchains
from newtongue.benchmarks import base as benchmarks
from newtongue.benchmarks import multipl_e_files as files
from newtongue.core.errors import Unsupported, UsageError
from newtongue.core.problem import Problem, Prompt
from newtongue.core.store import write_jsonl
from newtongue.judge import job, of_problem, verdict
from newtongue.languages.base import PROBE
from newtongue.sandbox.pool import Pool
from newtongue.translate import render
from newtongue.translate.doc import Doctests, Words

EVIDENCE = ("assertion", "got", "expected", "message", "line")
"""What a verdict says beside its outcome."""


@dataclass(frozen=True, slots=True)
class Form:
    """How prompts are worded, and whose form their file has."""

    multipl_e: bool = False
    doctests: Doctests = "transform"
    words: Words = "reworded"


def form(form: str, doctests: str, words: str) -> Form:
    """The form that three words name. Raises UsageError."""
    known = {"format": ("newtongue", "multipl-e"), "doctests": get_args(Doctests)}
    known["words"] = get_args(Words)
    for (field, allowed), given in zip(known.items(), (form, doctests, words), strict=True):
        if given not in allowed:
            raise UsageError(f"must be {' or '.join(allowed)}, not {given!r}", field=field)
    return Form(form == "multipl-e", doctests, words)  # type: ignore[arg-type]


def write(
    name: str,
    keys: Sequence[str],
    data: Sequence[Path],
    limit: int | None,
    out: Path | None,
    form: Form = Form(),
) -> list[dict[str, Any]]:
    """Translate a benchmark into languages; with `out`, one JSONL of prompts and tests for each.

    Returns the `translations` of INTERFACES, section 2. What the parser could not read counts as
    unsupported in every language.
    """
    for key in keys if form.multipl_e else ():
        try:
            files.detached(languages.get(key).tests(PROBE), key)
        except Unsupported as error:  # before anything is written
            hint = f"leave {key} out of --to, or write newtongue's own format"
            raise Unsupported(f"{key}: {error.message}", field="--format", hint=hint) from None
    loaded = benchmarks.load(name, data=data, limit=limit)
    unread = {reason: len(found) for reason, found in loaded.unsupported.items()}
    answers = []
    for key in keys:
        language = languages.get(key)
        done = render.translate(loaded.problems, language, doctests=form.doctests, words=form.words)
        if out is not None:
            _write(out, Path(name).stem, loaded.problems, done, form)
        answers.append(
            {
                "benchmark": name,
                "language": language.name,
                "problems": len(loaded.problems) + sum(unread.values()),
                "translated": len(done.prompts),
                "unsupported": unread | dict(sorted(done.unsupported.items())),
                "cases_left_out": sum(done.left_out.values()),
            }
        )
    return answers


def _write(
    out: Path, stem: str, problems: Sequence[Problem], done: render.Translated, form: Form
) -> None:
    """A language's file of prompts, in our form or in MultiPL-E's."""
    by_name = {problem.name: problem for problem in problems}
    if form.multipl_e:
        prompts = [_detached(prompt, by_name[prompt.name], done, form) for prompt in done.prompts]
        files.write_prompts(
            out / f"{stem}-{languages.tag(done.language)}-{_variant(form)}.jsonl", prompts
        )
        return
    rows = (
        {
            "name": prompt.name,
            "language": done.language,
            "benchmark": prompt.benchmark,
            "prompt": prompt.text,
            "tests": done.tests[prompt.name],
            "stop_tokens": list(prompt.stop),
            "licence": by_name[prompt.name].licence,
        }
        for prompt in done.prompts
    )
    write_jsonl(out / f"{stem}-{done.language}.jsonl", rows)


def _detached(prompt: Prompt, problem: Problem, done: render.Translated, form: Form) -> Prompt:
    """A prompt with its tests, as MultiPL-E's tools run them."""
    extra = {
        "doctests": form.doctests,
        "original": problem.source,
        "prompt_terminology": form.words,
        "licence": problem.licence,
    }
    tests = files.detached(done.tests[prompt.name], done.language)
    return replace(prompt, tests=tests, extra=extra)


def _variant(form: Form) -> str:
    """The last part of the names that MultiPL-E gives to such files."""
    if form.words == "verbatim":
        return form.doctests
    return "reworded" if form.doctests == "transform" else f"{form.doctests}-reworded"


def lines(answers: Sequence[dict[str, Any]], out: Path | None) -> list[str]:
    """The same for people: one line a language, then the reasons."""
    texts = []
    for one in answers:
        texts.append(
            f"{one['benchmark']} -> {one['language']}: "
            f"{one['translated']} of {one['problems']} problems"
        )
        texts += [f"  {count} x {reason}" for reason, count in one["unsupported"].items()]
        if one["cases_left_out"]:
            why = "whose values it can't say or tell apart"
            texts.append(f"  without the cases {why}: {one['cases_left_out']}")
    if out is not None:
        texts.append(f"written to {out}")
    return texts


def show(what: str, keys: Sequence[str], data: Sequence[Path]) -> list[dict[str, Any]]:
    """`NAME/ID` in each language: prompt, tests, and the verdict on its look-up stub."""
    name, slash, problem_id = what.rpartition("/")
    if not slash:
        raise UsageError("--show prints one problem", hint=f"newtongue translate {what}/0 --show")
    loaded = benchmarks.load(name, data=data)
    problem = _find(loaded.problems, problem_id, name)
    shown = []
    for key in keys:
        language = languages.get(key)
        prompt = render.prompt(problem, language)
        stub = render.stub(problem, language)
        program = of_problem(problem, language, stub)
        with Pool(workers=1) as pool:
            execution = pool.execute(job(program, toolchains.find(language)))
        told = verdict(program, execution)
        shown.append(
            {
                "name": problem.name,
                "language": language.name,
                "prompt": prompt.text,
                "stop_tokens": list(prompt.stop),
                "stub": stub,
                "tests": render.tests(problem, language),
                "outcome": str(told.outcome),
                **{field: getattr(told, field) for field in EVIDENCE},
            }
        )
    return shown


def shown_lines(one: dict[str, Any]) -> list[str]:
    """One problem for people."""
    return [
        f"== {one['name']} in {one['language']}: prompt",
        one["prompt"],
        f"== stop sequences: {one['stop_tokens']!r}",
        "== look-up stub",
        one["stub"],
        "== tests",
        one["tests"],
        f"== the stub's verdict: {one['outcome']}",
        *(f"   {field}: {one[field]}" for field in EVIDENCE if one[field] is not None),
    ]


def _find(problems: Sequence[Problem], problem_id: str, benchmark: str) -> Problem:
    """By name, by `<prefix>_<id>`, or by position."""
    for problem in problems:
        parts = problem.name.split("_")
        full = f"{problem_id}_{problem.signature.name}"
        if problem.name in (problem_id, full) or (len(parts) > 1 and parts[1] == problem_id):
            return problem
    if problem_id.isdecimal() and int(problem_id) < len(problems):
        return problems[int(problem_id)]
    raise UsageError(f"no problem {problem_id!r} in {benchmark}", field="name")
