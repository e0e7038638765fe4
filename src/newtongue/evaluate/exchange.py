"""MultiPL-E's files beside a run's own: what was judged is written in its form, and what its tools
said of the same programs is compared with our verdicts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from newtongue import languages
from newtongue.benchmarks import multipl_e_files as files
from newtongue.core.completion import Completion, Key, Outcome, cut, sha256_text
from newtongue.core.errors import Unsupported
from newtongue.core.run import Run
from newtongue.core.store import write_jsonl
from newtongue.judge import Judged, Problems, by_problem
from newtongue.translate import render

FILE = "recorded.jsonl"
"""In a run's outputs: the completions on which the recorded verdict and ours differ."""


def export(
    folder: Path | None,
    completions: Iterable[Completion],
    problems: Problems,
    judged: Mapping[Key, Judged] | None = None,
    *,
    ours: bool = False,
) -> dict[str, int]:
    """Write completions, and results where there are verdicts, in MultiPL-E's form.

    Each benchmark and language gets a folder of its own. Returns what can't be written, by reason.
    """
    left_out: Counter[str] = Counter()
    if folder is None:
        return dict(left_out)
    whole: list[Completion] = []
    for completion in completions:
        try:
            whole.append(_whole(completion, problems, ours))
        except Unsupported as reason:
            left_out[f"{completion.language}: {reason.message}"] += 1
    for _, group in groupby(whole, key=lambda one: (one.benchmark, one.language)):
        rows = list(group)
        place = folder / _folder_name(rows[0])
        files.write_completions(place, rows)
        if judged is not None:
            for _, few in groupby(rows, key=lambda one: one.name):
                _write_results(place, list(few), judged)
    return dict(left_out)


def _whole(completion: Completion, problems: Problems, ours: bool) -> Completion:
    """The completion with prompt, tests and stop sequences, for a tool without our channel."""
    if not by_problem(completion, ours=ours):
        if completion.prompt is None:
            raise Unsupported("tests without a prompt")
        return replace(completion, output_text=cut(completion.output_text, _stops(completion)))
    language = languages.get(completion.language)
    problem = problems.get((completion.benchmark, completion.name))
    tests, prompt = completion.tests, completion.prompt
    if problem is not None:
        tests = render.tests(problem, language)
        prompt = render.prompt(problem, language).text if prompt is None else prompt
    if tests is None or prompt is None:
        raise Unsupported("neither tests of its own nor a benchmark's")
    stop = tuple(dict.fromkeys((*_stops(completion), *language.stops)))
    return replace(
        completion,
        prompt=prompt,
        tests=files.detached(tests, language.name),
        stop_tokens=stop,
        output_text=cut(completion.output_text, stop),
    )


def _stops(completion: Completion) -> tuple[str, ...]:
    return completion.stop_tokens or languages.get(completion.language).stops


def _folder_name(completion: Completion) -> str:
    """benchmark-language-model-temperature, as MultiPL-E's own folders are called."""
    tag = languages.tag(completion.language)
    parts = (completion.benchmark, tag, completion.model, completion.temperature)
    known = (str(part) for part in parts if part not in (None, ""))
    return "-".join(known).replace("/", "_").lstrip(".")


def _write_results(
    folder: Path, completions: Sequence[Completion], judged: Mapping[Key, Judged]
) -> None:
    results = []
    for completion in completions:
        one = judged.get(completion.key)
        if one is None or one.verdict.outcome is Outcome.INFRASTRUCTURE:
            break  # results stand in the order of completions: those after it wait
        text = files.program_text(completion)
        results.append(files.result(text, one.verdict.outcome, one.stdout, one.stderr))
    row = files.problem_row(completions)
    extra = {k: v for k, v in row.items() if k not in ("name", "language", "completions")}
    first = completions[0]
    files.write_results(folder, files.Results(first.name, first.language, tuple(results), extra))


# -- verdicts of MultiPL-E's tools ---------------------------------------------------


def compare(
    paths: Iterable[Path], completions: Iterable[Completion], judged: Mapping[Key, Judged], run: Run
) -> dict[str, int]:
    """Count where results that lie beside completions agree with our verdicts.

    Those that differ are written to the run's outputs. Nothing is counted where there are none.
    """
    recorded: dict[str, files.Result] = {}
    for path in paths:
        for file in files.results_files(path):
            found = files.read_results(file).results
            recorded |= {sha256_text(one.program): one for one in found}
    if not recorded:
        return {}
    counts = dict.fromkeys(("programs", "agree", "theirs_only", "ours_only"), 0)
    different: list[dict[str, Any]] = []
    for completion in completions:
        one = judged.get(completion.key)
        known = recorded.get(sha256_text(files.program_text(completion)))
        if one is None or known is None or one.verdict.outcome is Outcome.INFRASTRUCTURE:
            continue
        passed = one.verdict.outcome is Outcome.PASSED
        counts["programs"] += 1
        if known.passed == passed:
            counts["agree"] += 1
            continue
        counts["ours_only" if passed else "theirs_only"] += 1
        different.append(
            {
                "benchmark": completion.benchmark,
                "language": completion.language,
                "name": completion.name,
                "output_id": completion.output_id,
                "theirs": known.status,
                "ours": str(one.verdict.outcome),
            }
        )
    write_jsonl(run.outputs / FILE, different)
    return counts


def agreement(counts: Mapping[str, int]) -> list[str]:
    """The same for people: a line, or none."""
    if not counts:
        return []
    line = (
        f"verdicts that lay beside the completions: {counts['agree']} of {counts['programs']} "
        "agree with ours"
    )
    if counts["agree"] < counts["programs"]:
        line += (
            f"; passed there only: {counts['theirs_only']}, here only: {counts['ours_only']} "
            f"(outputs/{FILE})"
        )
    return [line]
