"""What a recipe may say of where files come from, and of which of them are wanted."""

from __future__ import annotations

import difflib
import posixpath
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from newtongue import languages
from newtongue.curate.collect import linguist
from newtongue.recipes import Group

FIELDS = (
    "text",
    "path",
    "repository",
    "revision",
    "language",
    "licence",
    "stars",
    "downloads",
    "date",
    "url",
)
"""What a table may say of a file."""


class Rules(Group):
    """Which files of a source are read."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    languages: list[str] = Field(min_length=1)
    """Keys, titles or aliases of languages, or linguist's names, in any case. Files of others are
    counted, not read."""
    max_bytes: int = Field(default=1_000_000, ge=1)
    """Larger files are left out, and never read beyond this size (1 MB, as in The Stack)."""
    vendored: bool = False
    """Keep copies of other projects' code (linguist's rules by path, and `_vendor` folders)."""
    generated: bool = False
    """Keep what linguist's rules recognise as generated."""
    notebooks: Literal["drop", "code"] = "drop"
    """`code`: the code cells of Jupyter notebooks, without their outputs."""

    @field_validator("languages")
    @classmethod
    def _keys(cls, names: list[str]) -> list[str]:
        return sorted({_key(name) for name in names})


def _key(name: str) -> str:
    found = linguist.known(name)
    if found:
        return found
    near = linguist.near(name)
    ours = f"known: {', '.join(languages.names())}, and the names that linguist has"
    guess = f"did you mean {near!r}?" if near else ours
    raise said(f"unknown language: {name!r} ({guess})")


def said(message: str) -> PydanticCustomError:
    """A validator's error whose message stands as it is."""
    return PydanticCustomError("setting", "{message}", {"message": message})


class Origin(Group):
    """A source, whatever its kind."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    name: str = Field(default="", pattern=r"^[^\x00-\x1f\x7f]*$")
    """What provenance calls it; by default its kind and the last part of its path."""
    include: list[str] = Field(default=[])
    """Shell patterns of paths inside a repository, `*` matching slashes too; none: all."""
    exclude: list[str] = Field(default=[])
    licence: str = ""
    """An SPDX expression for files whose source says none."""

    @property
    def label(self) -> str:
        """What `File.source` says: no path of this machine, so that it is the same elsewhere."""
        kind, place = getattr(self, "kind", ""), getattr(self, "path", "")
        return self.name or _label(kind, place)


@lru_cache(maxsize=1000)
def _label(kind: str, place: str) -> str:
    if not place:  # what is installed has none
        return kind
    last = (
        place if kind == "hub" else posixpath.basename(posixpath.abspath(Path(place).expanduser()))
    )
    return f"{kind}:{last}" if last else kind


class Folder(Origin):
    """The files under a folder."""

    kind: Literal["folder"] = "folder"
    path: str
    repositories: bool = False
    """Each folder directly inside is a repository of its own."""


class Git(Origin):
    """A git repository, bare or with a checkout, or a folder of some (two levels deep)."""

    kind: Literal["git"] = "git"
    path: str
    revision: str = "HEAD"
    """A branch, a tag, or a commit's 40 digits."""


class Archive(Origin):
    """A tar (plain, gz, bz2, xz, zst), zip, wheel, sdist or .deb, or a folder of them."""

    kind: Literal["archive"] = "archive"
    path: str
    max_total: int = Field(default=4_000_000_000, ge=1)
    """Bytes that one archive may unpack to."""
    max_ratio: int = Field(default=200, ge=1)
    """How many times its size an archive may unpack to, beyond its first 10 MB."""


class _Columns(Origin):
    columns: dict[str, str] = Field(default={})
    """Which column is which (`text: code`), where that is not recognised; a dot goes into a
    struct."""
    language: str = ""
    """The language of rows that have no such column, nor a path that tells."""

    @field_validator("columns")
    @classmethod
    def _known(cls, columns: dict[str, str]) -> dict[str, str]:
        if unknown := sorted(set(columns) - set(FIELDS)):
            raise ValueError(f"no such field: {unknown[0]}; there are {', '.join(FIELDS)}")
        return columns


class Table(_Columns):
    """Parquet, or JSONL[.gz]: a file or a folder of them, one row a file or a repository."""

    kind: Literal["table"] = "table"
    path: str


class Hub(_Columns):
    """A data set of the Hugging Face hub (or a local folder of one), streamed."""

    kind: Literal["hub"] = "hub"
    path: str
    """`owner/name`, or a folder."""
    subset: str | None = None
    split: str = "train"
    revision: str | None = None
    """A commit, tag or branch; by default what the hub has now."""
    data_dir: str | None = None


class Installed(Origin):
    """The Python that runs this: its standard library and the packages beside it."""

    kind: Literal["installed"] = "installed"
    stdlib: bool = True
    packages: list[str] | None = None
    """Names of distributions; None: all that are installed, but newtongue itself."""


KINDS: dict[str, type[Origin]] = {
    "folder": Folder,
    "git": Git,
    "archive": Archive,
    "table": Table,
    "hub": Hub,
    "installed": Installed,
}


def _plain(value: Any) -> Any:
    """A source as a recipe gives it, once its kind and keys are known. Pydantic's own errors name
    neither kinds nor the keys that a kind has.
    """
    if isinstance(value, Origin):
        return value
    if not isinstance(value, Mapping):
        raise said(f"a source is a mapping that begins with `kind`: one of {', '.join(KINDS)}")
    kind = value.get("kind")
    if kind is None:
        raise said(f"needs `kind`: one of {', '.join(KINDS)}")
    if not isinstance(kind, str) or kind not in KINDS:
        raise _at("kind", f"no such kind: {kind!r} ({_guess(str(kind), tuple(KINDS))})", kind)
    keys = tuple(sorted(KINDS[kind].model_fields))
    for key in value:
        if key not in keys:
            guess = _guess(key, keys)
            raise _at(str(key), f"no such key in a source of kind {kind} ({guess})", key)
    return value


def _at(key: str, message: str, value: object) -> ValidationError:
    """An error at a key of a source, so that its line can be told."""
    one = InitErrorDetails(type=said(message), loc=(key,), input=value)
    return ValidationError.from_exception_data("source", [one])


def _guess(name: object, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(str(name), known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}"


Source = Annotated[
    Annotated[
        Folder | Git | Archive | Table | Hub | Installed,
        Field(discriminator="kind"),
    ],
    BeforeValidator(_plain),
]
