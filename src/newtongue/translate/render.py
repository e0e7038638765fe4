"""Problems in one language: the prompt that a model continues, and the program that tests it.

A program is prompt, completion, newline, tests. What the language can't say is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from newtongue.core.completion import cut
from newtongue.core.errors import Inexact, Unsupported
from newtongue.core.problem import Case, Problem, Prompt
from newtongue.languages.base import Language
from newtongue.translate import doc
from newtongue.translate.doc import Doctests, Words


@dataclass(frozen=True, slots=True)
class Translated:
    """Problems in one language, with what could not be said and what was left out."""

    language: str
    prompts: tuple[Prompt, ...]
    tests: Mapping[str, str]
    """A problem's name -> the text after the completion."""
    unsupported: Counter[str]
    reasons: Mapping[str, str]
    """The name of each problem that is not there -> its reason."""
    left_out: Mapping[str, int]
    """A problem's name -> cases left out: this language has not their numbers, or can't tell their
    arguments apart."""


def translate(
    problems: Iterable[Problem],
    language: Language,
    *,
    doctests: Doctests = "transform",
    words: Words = "reworded",
) -> Translated:
    """Every problem's prompt and tests in a language; those it can't say are counted by reason."""
    prompts: list[Prompt] = []
    texts: dict[str, str] = {}
    reasons: dict[str, str] = {}
    left_out: dict[str, int] = {}
    for problem in problems:
        try:
            made = prompt(problem, language, doctests=doctests, words=words)
            texts[problem.name] = tests(problem, language)
        except Unsupported as error:
            reasons[problem.name] = error.message
            continue
        prompts.append(made)
        if fewer := len(problem.cases) - len(cases(problem, language)):
            left_out[problem.name] = fewer
    counts = Counter(reasons.values())
    return Translated(language.name, tuple(prompts), texts, counts, reasons, left_out)


def prompt(
    problem: Problem,
    language: Language,
    *,
    doctests: Doctests = "transform",
    words: Words = "reworded",
) -> Prompt:
    """What a model continues. Raises Unsupported when the language can't say the signature."""
    text = language.prompt(doc.text(problem, language, doctests, words), problem.signature)
    return Prompt(problem.name, language.name, text, language.stops, problem.benchmark)


def cases(problem: Problem, language: Language) -> tuple[Case, ...]:
    """The cases that the language can say and tell apart: the first of those with the same call.

    Where types are strict, f(3) and f(3.0) are one call; when a problem asks two answers of it
    (HumanEval's any_int does), no function could pass both. Where every number is a double, a case
    with an int between two doubles is none. Raises Unsupported when nothing is left.
    """
    answers: dict[str, str] = {}
    kept: list[Case] = []
    inexact: Inexact | None = None
    for case in problem.cases:
        try:
            call = language.call(problem.signature, case.args)
            answer = language.value(case.expected, problem.signature.returns)
        except Inexact as error:
            inexact = error
            continue
        if answers.setdefault(call, answer) == answer:
            kept.append(case)
    if inexact and not kept:
        raise inexact
    return tuple(kept)


def tests(problem: Problem, language: Language) -> str:
    """The text after the completion. Raises Unsupported when a value can't be said."""
    return language.tests(replace(problem, cases=cases(problem, language)))


def program(prompt_text: str, completion_text: str, tests_text: str) -> str:
    """A whole program: prompt, completion, newline, tests."""
    return f"{prompt_text}{completion_text}\n{tests_text}"


def stub(problem: Problem, language: Language, answers: Sequence[Case] | None = None) -> str:
    """A completion that looks its answers up: by default those of the problem's own cases.

    It ends where a stop sequence would have ended it, as a model's does.
    """
    known = cases(problem, language) if answers is None else answers
    return cut(language.stub(problem.signature, known), language.stops)


def stub_program(problem: Problem, language: Language) -> str:
    """A program whose completion looks its answers up in the cases: it passes, or we are wrong."""
    text = prompt(problem, language).text
    return program(text, stub(problem, language), tests(problem, language))


def reference_program(problem: Problem, language: Language) -> str:
    """The reference with its tests, for the language that the reference is written in.

    Raises Unsupported when the problem has none.
    """
    if problem.reference is None:
        raise Unsupported("no reference solution")
    return program("", problem.reference, tests(problem, language))
