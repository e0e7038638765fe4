"""Files, functions and pairs gathered from real code, and examples a model is trained on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from newtongue.core.errors import UsageError


@dataclass(frozen=True, slots=True)
class File:
    """A file of real code with its provenance, as curation passes it from step to step."""

    text: str
    path: str
    """Inside its repository, parts joined by slashes."""
    source: str = ""
    """The source of the recipe that brought it."""
    repository: str = ""
    """`owner/name`, the name of a package, or of a folder."""
    revision: str = ""
    """A commit, or a package's version."""
    language: str = ""
    """The key of a language of ours, else linguist's name in lower case."""
    licence: str = ""
    """An SPDX expression; empty where none was found."""
    stars: int | None = None
    downloads: int | None = None
    date: str = ""
    """Of the revision: ISO 8601, UTC, where known."""
    url: str = ""
    """Where a person finds it."""
    id: str = ""
    """32 hexadecimal digits of where it is from and what it said when it was collected: it stays
    what it was when a later step changes the text."""
    sha256: str = ""
    """Of the text in UTF-8 as it was collected; it stays, too."""

    def __post_init__(self) -> None:
        if not self.sha256:
            object.__setattr__(self, "sha256", _digest(self.text))
        if not self.id:
            parts = (self.source, self.repository, self.revision, self.path, self.sha256)
            object.__setattr__(self, "id", _digest("\0".join(parts))[:32])


@dataclass(frozen=True, slots=True)
class Function:
    """Harvested code with its provenance: a function, a method in its class, or a class."""

    name: str
    """`Class.method` for a method."""
    language: str
    text: str
    """A whole part of a program: imports, helpers, and the function with its documentation."""
    repository: str = ""
    path: str = ""
    revision: str = ""
    licence: str = ""
    source: str = ""
    """The source of the recipe that brought the file."""
    url: str = ""
    stars: int | None = None
    file_id: str = ""
    """The `id` of the file that it stood in."""
    file_sha256: str = ""
    """Of that file's text as it was collected."""
    line: int = 0
    """Where it began in that file, from 1."""
    kind: str = "function"
    """function, method or class."""
    doc: str = ""
    """What its documentation says, without the marks of a comment."""
    imports: tuple[str, ...] = ()
    """The import statements that `text` begins with."""
    helpers: tuple[str, ...] = ()
    """Names that its module defines and `text` brings along, in the order of `text`."""
    body_hash: str = ""
    """32 hexadecimal digits of its language and what it does: the same whatever its own name,
    documentation, comments and layout."""
    id: str = ""
    """32 hexadecimal digits of where it stood and what it says."""

    def __post_init__(self) -> None:
        if not self.id:
            parts = (self.file_id, str(self.line), self.kind, self.name, self.text)
            object.__setattr__(self, "id", _digest("\0".join(parts))[:32])


@dataclass(frozen=True, slots=True)
class CodeTest:
    """A file of code and a file that tests it, of one repository, as one text."""

    text: str
    """The code, a separator on a line of its own, the test."""
    path: str
    """Of the code."""
    test_path: str
    source: str = ""
    """The source of the recipe that brought both."""
    repository: str = ""
    revision: str = ""
    language: str = ""
    licence: str = ""
    """An SPDX expression for both: that of the two files, or `A AND B`; empty where one's is not
    known."""
    stars: int | None = None
    downloads: int | None = None
    date: str = ""
    """Of the revision."""
    url: str = ""
    """Where a person finds the code."""
    test_url: str = ""
    file_id: str = ""
    """The `id` of the file of code."""
    file_sha256: str = ""
    """Of that file's text as it was collected."""
    test_id: str = ""
    test_sha256: str = ""
    by: str = ""
    """What says that they belong together: name, place or imports."""
    id: str = ""
    """32 hexadecimal digits of the two files and what they say."""

    def __post_init__(self) -> None:
        if not self.id:
            parts = (self.file_id, self.test_id, self.text)
            object.__setattr__(self, "id", _digest("\0".join(parts))[:32])


@dataclass(frozen=True, slots=True)
class Example:
    """A trainable item: a prompt and what should follow it, with its parents.

    The loss is taken on `completion` only where the recipe says so; an empty prompt makes the
    whole text count.
    """

    name: str
    language: str
    prompt: str
    completion: str
    licence: str = ""
    parents: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What it was made from: problem, model, run, program_sha256."""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def example_to_json(example: Example) -> dict[str, Any]:
    """One line of a data set for training."""
    return {
        "name": example.name,
        "language": example.language,
        "prompt": example.prompt,
        "completion": example.completion,
        "licence": example.licence,
        "parents": dict(example.parents),
    }


def example_from_json(
    row: Mapping[str, Any], *, file: str | None = None, line: int | None = None
) -> Example:
    """Read one line of a data set. Raises UsageError naming file, line and field."""
    for name in ("language", "prompt", "completion"):
        if not isinstance(row.get(name), str):
            raise UsageError("is missing or not a string", file=file, line=line, field=name)
    return Example(
        name=str(row.get("name", "")),
        language=row["language"],
        prompt=row["prompt"],
        completion=row["completion"],
        licence=str(row.get("licence", "")),
        parents=dict(row.get("parents") or {}),
    )
