"""What a curation recipe may say about extracting functions and checking their types."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from newtongue.recipes import Group


class Extract(Group):
    """Which functions of a file are kept. The defaults are MultiPL-T's filters (arXiv 2308.09895,
    section 3.1), stricter where it says so."""

    functions: bool = True
    """Functions at the top level of a file; where a class holds all, its static ones."""
    methods: bool = False
    """Methods, each with as much of its class as it needs."""
    classes: bool = False
    """Whole classes that have a documentation."""
    words: int = Field(default=3, ge=0)
    """Words that a documentation has at least; 0 takes functions without one, too."""
    returns: bool = True
    """Only functions that return a value themselves: MultiPL-T also counts the returns of a
    function inside."""
    statements: int = Field(default=2, ge=0)
    """Statements at least, nested ones included, beside the documentation. (MultiPL-T drops single
    returns of fewer than 9 nodes.)"""
    arguments: int = Field(default=1, ge=0)
    """Arguments at least; a method's own object does not count."""
    variadic: bool = False
    """Take functions of any number of arguments (`*args`, `...`), too."""
    asynchronous: bool = False
    """Take asynchronous functions, too."""
    generators: bool = False
    """Take functions that yield, too."""
    decorated: bool = False
    """Take functions with decorators, too."""
    ascii: bool = True
    """Only text of ASCII."""
    markers: list[str] = Field(default_factory=lambda: ["TODO", "FIXME", "XXX"])
    """Words that say that a function is not finished; one such word refuses it."""
    tokens: int = Field(default=512, ge=1)
    """Words and marks that a function has at most, its documentation included (not a model's
    tokens)."""
    self_contained: bool = True
    """Only functions that need nothing but their language, its standard library, `packages` and
    what their own module defines, which is brought along. Known of languages whose extractor is
    `ast`; of others a function is taken as it stands."""
    packages: list[str] = Field(default_factory=list)
    """Packages beside the standard library that may be imported."""
    helpers: int = Field(default=16, ge=0)
    """Functions, classes and constants of its module that are brought along at most."""
    whole_tokens: int = Field(default=2048, ge=1)
    """Words and marks at most, with imports and helpers."""


class Check(Group):
    """How extracted functions are checked by a type checker, where their language has one."""

    enabled: bool = True
    failing: Literal["all", "calls", "names"] = "all"
    """Which errors refuse a function: all (as MultiPL-T does), or those that mean that it fails
    wherever it is run (`names`: not defined, not in the module that it is imported from), or these
    and calls that do not fit what they call. What an import that isn't there means, extraction has
    judged before."""
    batch: int = Field(default=250, ge=1)
    """Functions that one process of the checker reads (MultiPL-T: 250)."""
    seconds: float = Field(default=30, gt=0)
    """Processor time that a full batch has, a smaller one in proportion (pyrefly takes under one
    second for 250 functions). What needs more is halved until the culprit stands alone, and that
    is refused."""
    threads: int = Field(default=1, ge=1)
    """Threads of the checker."""


class Pairs(Group):
    """How code and its tests are paired (CAT-LM, arXiv 2310.01602, section 3)."""

    tokens: int = Field(default=8192, ge=1)
    """Tokens of a pair at most, with its separator (CAT-LM's context)."""
    separator: str = Field(default="<|codetestpair|>", pattern=r"^[^\r\n]*\S[^\r\n]*$")
    """What stands between code and test, on a line of its own (the default is CAT-LM's)."""
