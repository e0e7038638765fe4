"""Completions from files: our JSONL, MultiPL-E's `.json.gz`, or a folder of both.

Reads what INTERFACES.md section 5 describes, one row at a time. Judges nothing.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from newtongue import languages
from newtongue.core.completion import (
    Completion,
    Key,
    completion_from_json,
    completion_to_json,
    sha256_text,
)
from newtongue.core.errors import UsageError
from newtongue.core.store import dumps, read_json, read_jsonl
from newtongue.models.base import Request, Sampling

LINES = (".jsonl", ".jsonl.gz")
OBJECTS = (".json", ".json.gz")
RESULTS = (".results.json", ".results.json.gz")
"""What MultiPL-E writes beside its completions; they hold no completions."""
EACH = "newtongue_each"
"""In a file of MultiPL-E's form: an object for each completion, of the fields in which they differ.
Its own tools leave it alone."""


class Replay:
    """A model that answers from a file what was asked of another one before."""

    revision: str | None = None

    def __init__(self, path: Path) -> None:
        """Read all completions. Raises UsageError naming file, line and field."""
        self.name = str(path)
        self.found = {completion.key: completion for completion in read_completions(path)}

    def complete(self, requests: Sequence[Request], sampling: Sampling) -> Iterator[Completion]:
        """Yield the completion of each request that the file has; the others are missing."""
        del sampling  # the file says how its completions were drawn
        for request in requests:
            prompt = request.prompt
            rest = (prompt.language, prompt.name, request.output_id)
            # MultiPL-E's files name no benchmark
            found = self.found.get((prompt.benchmark, *rest)) or self.found.get(("", *rest))
            if found is not None:
                yield dataclasses.replace(found, benchmark=prompt.benchmark)


def read_completions(
    path: Path, counts: Counter[str] | None = None, benchmark: str = ""
) -> Iterator[Completion]:
    """Yield the completions of a file or folder, languages by their keys, each key once.

    Rows that name no benchmark are of `benchmark`, where one is given. `counts["duplicates"]` grows
    by each row that repeats an earlier one exactly. Raises UsageError naming file and line for a
    row that is wrong, or differs from one of equal key.
    """
    seen: dict[Key, tuple[str, str]] = {}
    for file in completion_files(path):
        for line, completion in _read(file, benchmark):
            text = sha256_text(dumps(completion_to_json(completion)))
            place = f"{file}:{line}"
            known = seen.setdefault(completion.key, (text, place))
            if known[1] == place:
                yield completion
            elif known[0] == text:
                if counts is not None:
                    counts["duplicates"] += 1
            else:
                name, number = completion.name, completion.output_id
                raise UsageError(
                    f"another completion of {name} with output_id {number} stands in {known[1]}",
                    file=str(file),
                    line=line,
                    field="output_id",
                    hint="keep one of the two, or number them differently",
                )


def completion_files(path: Path) -> list[Path]:
    """The completion files of a folder in name order; a run's are in its outputs."""
    if not path.exists():
        raise UsageError("no such file or folder", file=str(path), field="completions")
    if not path.is_dir():
        return [path]
    if (path / "manifest.json").exists() and (path / "outputs").is_dir():
        path = path / "outputs"
    files = sorted(p for p in path.iterdir() if p.name.endswith((*LINES, *OBJECTS)))
    files = [p for p in files if not p.name.endswith(RESULTS)]
    if not files:
        kinds = ", ".join((*LINES, *OBJECTS))
        inner = next((each for each in sorted(path.iterdir()) if each.is_dir()), None)
        hint = f"name the folder in it: {inner}" if inner else None
        raise UsageError(
            f"holds no completions ({kinds})", file=str(path), field="completions", hint=hint
        )
    return files


def _read(file: Path, benchmark: str) -> Iterator[tuple[int, Completion]]:
    rows: Iterator[tuple[int, Mapping[str, Any]]]
    if file.name.endswith(OBJECTS):
        rows = iter([(1, _read_object(file))])
    else:
        rows = iter(read_jsonl(file))
    for line, row in rows:
        for single in _expand(row, file, line):
            if benchmark and not single.get("benchmark"):
                single = {**single, "benchmark": benchmark}
            completion = completion_from_json(single, file=str(file), line=line)
            yield line, _with_key(completion, file, line)


def _read_object(file: Path) -> dict[str, Any]:
    row = read_json(file)
    if not isinstance(row, dict) or "completions" not in row:
        raise UsageError("holds no `completions`", file=str(file), field="completions")
    found: dict[str, Any] = row
    return found


def _expand(row: Mapping[str, Any], file: Path, line: int) -> Iterator[Mapping[str, Any]]:
    """The rows of MultiPL-E's one row for all completions of a problem; others as they are."""
    if "completions" not in row:
        yield row
        return
    texts = row["completions"]
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise UsageError(
            "must be a list of strings", file=str(file), line=line, field="completions"
        )
    own = row.get(EACH) or [{}] * len(texts)
    if (
        not isinstance(own, list)
        or len(own) != len(texts)
        or not all(isinstance(fields, dict) for fields in own)
    ):
        raise UsageError(
            "must be a list of objects, one for each completion",
            file=str(file),
            line=line,
            field=EACH,
        )
    common = {name: value for name, value in row.items() if name not in ("completions", EACH)}
    if "max_tokens" in common and "max_new_tokens" not in common:
        common["max_new_tokens"] = common.pop("max_tokens")
    for number, (text, fields) in enumerate(zip(texts, own, strict=True)):
        yield common | {"output_id": number} | fields | {"output_text": text}


def _with_key(completion: Completion, file: Path, line: int) -> Completion:
    try:
        key = languages.get(completion.language).name
    except UsageError as error:
        raise UsageError(
            error.message, file=str(file), line=line, field="language", hint=error.hint
        ) from None
    if key == completion.language:
        return completion
    return dataclasses.replace(completion, language=key)
