"""What a recipe may say about the benchmarks that training data must not hold."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from newtongue.recipes import Group


class Decontaminate(Group):
    """Which benchmarks are looked for, and how much of a problem is a find.

    The shares and least sizes are ours; they were set on Python's standard library and installed
    packages, where nothing innocent may be found (docs/decisions/016).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    benchmarks: list[str] | None = None
    """Names (`humaneval`, `mbpp`) or files of problems. By default every benchmark that is known
    and on this machine; those that are not are named in the counts. One that is named here and
    can't be loaded is an error."""
    data: list[str] = Field(default_factory=list)
    """Folders with the benchmarks' files, before those of NEWTONGUE_DATA."""
    languages: list[str] | None = None
    """The languages whose prompts and tests are looked for; by default all."""
    text_share: float = Field(default=0.75, gt=0, le=1)
    """Of the runs of 6 words of a problem's text, how many must stand together in a file."""
    least_words: int = Field(default=7, ge=6)
    """Words that a text must have to be looked for by itself."""
    solution_share: float = Field(default=0.75, gt=0, le=1)
    """Of the runs of 10 tokens of a solution, how many must stand together in a file."""
    least_tokens: int = Field(default=28, ge=10)
    """Tokens that a solution must have to be looked for: `return x + y` has 4."""
    least_bits: float = Field(default=80, gt=0)
    """How unlikely the test cases of one problem that stand in a file must be together; two
    cases at least."""
