"""A parser that is not ours finds no syntax error in what a language's file writes.

tree-sitter's grammars are lenient where compilers are not, but they see what runs only in part: a
comment that ends too early, a string that goes on.
"""

from __future__ import annotations

from typing import Any

import pytest

from newtongue import languages
from newtongue.benchmarks import base as benchmarks
from newtongue.core.problem import Problem
from newtongue.translate import render
from tests.conftest import data_file

UNKNOWN = {"groovy": ("[:]", "[]")}
"""What a grammar can't read although it is right (Groovy's empty map), and what it can instead."""


def errors(key: str, text: str) -> list[str]:
    """Where the parser lost its way."""
    from tree_sitter_language_pack import get_parser

    source = text.replace(*UNKNOWN.get(key, ("", ""))).encode("utf-8", "surrogatepass")
    grammar: Any = languages.get(key).grammar or key
    found, waiting = [], [get_parser(grammar).parse(source).root_node]
    while waiting:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            found.append(f"line {node.start_point[0] + 1}: {node.text!r:.200}")
        elif node.has_error:
            waiting += node.children
    return found


def check(key: str, problems: list[Problem]) -> None:
    language = languages.get(key)
    if language.grammar is None:
        return  # its own compiler reads the same programs
    wrong = {}
    for problem in problems:
        if render.translate([problem], language).prompts:
            text = render.stub_program(problem, language)
            if found := errors(key, text):
                wrong[problem.name] = found
    assert not wrong


@pytest.mark.parametrize("key", languages.names())
def test_programs_of_the_starter_parse(key: str) -> None:
    check(key, list(benchmarks.load("starter").problems))


@pytest.mark.data
@pytest.mark.parametrize("key", languages.names())
def test_programs_of_real_problems_parse(key: str) -> None:
    data_file("multipl-e-mbpp-typed")
    check(key, list(benchmarks.load("multipl-e-mbpp").problems)[::10])


@pytest.mark.parametrize(
    "key", [key for key in languages.names() if languages.get(key).grammar is not None]
)
def test_a_broken_program_does_not(key: str) -> None:
    problem = benchmarks.load("starter").problems[0]
    assert errors(key, render.stub_program(problem, languages.get(key)) + '\n"(] )')
