"""MultiPL-E's files in and out: prompts with their tests, completions of a problem, results.

    prompts      JSONL or a JSON list: name, language, prompt, doctests, original,
                 prompt_terminology, tests, stop_tokens
    completions  NAME.json.gz, one a problem: name, language, prompt, tests, stop_tokens,
                 temperature, top_p, max_tokens, completions (models.replay reads them)
    results      NAME.results.json.gz: the same without completions, and for each of them program,
                 status, exit_code, stdout, stderr, timestamp

Fields that newtongue does not know are kept, both ways. Judges nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from newtongue import languages
from newtongue.benchmarks.base import ENDINGS, rows
from newtongue.core.completion import Completion, Outcome, completion_to_json, cut
from newtongue.core.errors import Unsupported, UsageError
from newtongue.core.problem import Prompt
from newtongue.core.store import read_json, write_jsonl
from newtongue.models.replay import EACH, RESULTS

_NAMED = re.compile(r"(\w+)-([\w.]+)(?:-\w+)*")
"""What MultiPL-E calls such files: humaneval-lua-reworded."""
_PROMPT = {"name": str, "language": str, "prompt": str, "tests": str, "stop_tokens": list}
_RESULT = {"program": str, "status": str, "exit_code": (int, type(None))}


# -- prompts ---------------------------------------------------------------------


def holds_prompts(path: Path) -> bool:
    """Whether a file begins with a prompt that brings its tests: ours, or MultiPL-E's."""
    if not path.is_file() or not path.name.endswith(ENDINGS):
        return False
    first = next((row for _, row in rows(path)), {})
    return "prompt" in first and "params" not in first


def read_prompts(
    path: Path, keys: Collection[str] | None = None, limit: int | None = None
) -> tuple[Prompt, ...]:
    """The prompts of a file, of some languages only, and only the first of each.

    A prompt belongs to the benchmark that its row names, else that of the file's name:
    `multipl-e-humaneval` for humaneval-lua-reworded.jsonl, another file's is called like the file.
    Raises UsageError naming file, line and field.
    """
    benchmark = benchmark_of(path)
    found: dict[tuple[str, str], Prompt] = {}
    counts: dict[str, int] = {}
    for line, row in rows(path):
        prompt = _prompt(row, path, line, benchmark)
        if keys is not None and prompt.language not in keys:
            continue
        known = found.get((prompt.language, prompt.name))
        if known is None:
            counts[prompt.language] = counts.get(prompt.language, 0) + 1
            if limit is None or counts[prompt.language] <= limit:
                found[prompt.language, prompt.name] = prompt
        elif replace(known, extra=prompt.extra) != prompt:
            raise UsageError(
                f"another prompt of {prompt.name} in {prompt.language} stands above it",
                file=str(path),
                line=line,
                field="name",
            )
    return tuple(found.values())


def write_prompts(path: Path, prompts: Iterable[Prompt]) -> int:
    """Write MultiPL-E's JSONL; returns how many. Each prompt has its tests."""
    return write_jsonl(path, map(prompt_row, prompts))


def prompt_row(prompt: Prompt) -> dict[str, Any]:
    """A line of a file of prompts, in MultiPL-E's order, then what else is known."""
    given = dict(prompt.extra)
    row = {
        "name": prompt.name,
        "language": languages.tag(prompt.language),
        "prompt": prompt.text,
        "doctests": given.pop("doctests", "transform"),
        "original": given.pop("original", prompt.name),
        "prompt_terminology": given.pop("prompt_terminology", "reworded"),
        "tests": prompt.tests,
        "stop_tokens": list(prompt.stop),
    }
    return row | given | {"benchmark": prompt.benchmark}


def detached(tests: str, name: str) -> str:
    """Our tests for a tool that has no verdict channel: they end with 0, or not, as they did.

    Raises Unsupported where that tool looks for something else than the exit code, or the language
    opens the channel in a way of its own.
    """
    language = languages.get(name)
    if language.misled:
        raise Unsupported(language.misled)
    for opens, instead in language.alone.items():
        if opens not in tests:
            raise Unsupported("a harness that can't do without the verdict channel")
        tests = tests.replace(opens, instead)
    return tests


def _prompt(row: Mapping[str, Any], path: Path, line: int | None, benchmark: str) -> Prompt:
    _require(row, _PROMPT, path, line)
    if not all(isinstance(stop, str) and stop for stop in row["stop_tokens"]):
        raise UsageError(
            "must be a list of non-empty strings", file=str(path), line=line, field="stop_tokens"
        )
    extra = {k: v for k, v in row.items() if k not in _PROMPT and k != "benchmark"}
    return Prompt(
        name=row["name"],
        language=_key(row, path, line),
        text=row["prompt"],
        stop=tuple(row["stop_tokens"]),
        benchmark=str(row.get("benchmark") or benchmark),
        tests=row["tests"],
        extra=extra,
    )


def benchmark_of(path: Path) -> str:
    """The benchmark of a file of prompts whose rows name none: by the file's name."""
    stem = path.name.split(".json")[0]
    found = _NAMED.fullmatch(stem)
    return f"multipl-e-{found[1]}" if found and found[2] in languages.TAGS.split() else stem


# -- completions -----------------------------------------------------------------


def write_completions(folder: Path, completions: Iterable[Completion]) -> list[Path]:
    """One NAME.json.gz for each problem of one benchmark and language; returns them.

    Each completion has its prompt, tests and stop sequences, and its text is cut at the first
    of them, since MultiPL-E's tools run what stands there.
    """
    written = []
    for name, group in groupby(sorted(completions, key=_order), key=lambda c: c.name):
        path = folder / f"{_file_name(name)}.json.gz"
        write_jsonl(path, [problem_row(tuple(group))])
        written.append(path)
    return written


def problem_row(group: Sequence[Completion]) -> dict[str, Any]:
    """MultiPL-E's object for the completions of a problem: what they share stands once."""
    each = list(map(completion_to_json, group))
    texts = [cut(one.output_text, one.stop_tokens or ()) for one in group]
    for place, row in enumerate(each):
        del row["output_text"]
        if row["output_id"] == place:
            del row["output_id"]
    first, *others = each
    shared = {k: v for k, v in first.items() if all(_has(row, k, v) for row in others)}
    shared.pop("output_id", None)  # of a single completion that is not the first
    own = [{k: v for k, v in row.items() if k not in shared} for row in each]
    shared["language"] = languages.tag(group[0].language)
    if "max_new_tokens" in shared and "max_tokens" not in shared:
        shared["max_tokens"] = shared.pop("max_new_tokens")
    return shared | {"completions": texts} | ({EACH: own} if any(own) else {})


def _has(row: Mapping[str, Any], name: str, value: Any) -> bool:
    # 1, 1.0 and True are equal, and not the same
    return name in row and repr(row[name]) == repr(value)


def _order(completion: Completion) -> tuple[str, int]:
    return completion.name, completion.output_id


def _file_name(name: str) -> str:
    """A name that can be a file's in this folder."""
    plain = re.sub(r"[^\w.+-]", "_", name)
    if plain != name or plain.startswith("."):
        raise UsageError(f"{name!r} can't name a file", field="name")
    return name


# -- results ---------------------------------------------------------------------

STATUS: Mapping[Outcome, str] = {
    Outcome.PASSED: "OK",
    Outcome.TIMEOUT: "Timeout",
    Outcome.SYNTAX: "SyntaxError",
    Outcome.TYPE: "SyntaxError",
    Outcome.COMPILE: "SyntaxError",
    Outcome.ASSERTION: "AssertionError",
}
"""MultiPL-E's words for outcomes; the others are `Exception`."""


@dataclass(frozen=True, slots=True)
class Result:
    """What MultiPL-E's tools, or ours in their form, said of one program."""

    program: str
    status: str
    exit_code: int | None
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """stdout, stderr, timestamp, and what newtongue does not know."""

    @property
    def passed(self) -> bool:
        """As MultiPL-E counts it."""
        return self.status == "OK" and self.exit_code == 0


@dataclass(frozen=True, slots=True)
class Results:
    """A problem's results, in the order of its completions."""

    name: str
    language: str
    results: tuple[Result, ...]
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """prompt, tests, temperature and the rest of the completions' file."""


def result(program: str, outcome: Outcome, stdout: str, stderr: str) -> Result:
    """Our verdict in MultiPL-E's words; our own word stands beside them."""
    streams = {"stdout": stdout, "stderr": stderr, "timestamp": 0}
    passed = outcome is Outcome.PASSED
    status = STATUS.get(outcome, "Exception")
    return Result(program, status, 0 if passed else 1, streams | {"outcome": str(outcome)})


def program_text(completion: Completion) -> str:
    """The program that MultiPL-E's tools make of a completion with its own prompt and tests."""
    return f"{completion.prompt}{completion.output_text}\n{completion.tests}"


def results_files(path: Path) -> list[Path]:
    """The results in a folder, or beside a file of completions, in name order."""
    if path.is_dir():
        return sorted(file for file in path.iterdir() if file.name.endswith(RESULTS))
    stem = path.name.split(".json")[0]
    beside = (path.with_name(stem + ending) for ending in RESULTS)
    return [file for file in beside if file.is_file() and path.name.startswith(f"{stem}.json")]


def read_results(path: Path) -> Results:
    """One NAME.results.json or .json.gz. Raises UsageError naming file and field."""
    data = read_json(path)
    if not isinstance(data, dict):
        raise UsageError("not a JSON object", file=str(path))
    _require(data, {"name": str, "language": str, "results": list}, path, None)
    language = _key(data, path, None)
    found = tuple(_results(data["results"], path))
    extra = {k: v for k, v in data.items() if k not in ("name", "language", "results")}
    return Results(data["name"], language, found, extra)


def write_results(folder: Path, results: Results) -> Path:
    """Write NAME.results.json.gz."""
    path = folder / f"{_file_name(results.name)}.results.json.gz"
    write_jsonl(path, [results_row(results)])
    return path


def results_row(results: Results) -> dict[str, Any]:
    """MultiPL-E's object for the results of a problem."""
    rows = [
        {"program": r.program, **r.extra, "exit_code": r.exit_code, "status": r.status}
        for r in results.results
    ]
    head = {"name": results.name, "language": languages.tag(results.language)}
    return head | dict(results.extra) | {"results": rows}


def _results(found: Sequence[Any], path: Path) -> Iterator[Result]:
    for number, row in enumerate(found):
        place = f"results[{number}]"
        if not isinstance(row, dict):
            raise UsageError("not a JSON object", file=str(path), field=place)
        _require(row, _RESULT, path, None, f"{place}.")
        extra = {k: v for k, v in row.items() if k not in _RESULT}
        yield Result(row["program"], row["status"], row["exit_code"], extra)


# -- what they share ---------------------------------------------------------------


def _require(
    row: Mapping[str, Any], kinds: Mapping[str, Any], path: Path, line: int | None, at: str = ""
) -> None:
    for name, kind in kinds.items():
        if name not in row:
            raise UsageError("is missing", file=str(path), line=line, field=at + name)
        if not isinstance(row[name], kind) or isinstance(row[name], bool):
            wanted = (kind[0] if isinstance(kind, tuple) else kind).__name__
            kind_there = type(row[name]).__name__
            raise UsageError(
                f"must be {wanted}, not {kind_there}", file=str(path), line=line, field=at + name
            )


def _key(row: Mapping[str, Any], path: Path, line: int | None) -> str:
    try:
        return languages.get(row["language"]).name
    except UsageError as error:
        raise UsageError(
            error.message, file=str(path), line=line, field="language", hint=error.hint
        ) from None
