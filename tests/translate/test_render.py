"""Problems in a language: the order of a program, what is counted, what contradicts itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import pytest

from newtongue import languages
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import Param, Signature, parse_type
from newtongue.languages.base import Language
from newtongue.translate import render


class Newt(Language):
    """A strict language of this test's own: a check is a line."""

    name, title, extension, fence = "newt", "Newt", ".nt", "newt"
    types: ClassVar = {"int": "i", "float": "f", "bool": "b", "str": "s", "list": "[{}]"}
    containers: ClassVar = {"list": "[{items}]"}
    terms: ClassVar = {"list": "array"}
    stops = ("\nend",)
    closing = "end\n"
    harness = "CHECKS\nready\n"

    def head(self, signature: Signature) -> str:
        return f"fn {signature.name}\n"

    def stub(self, signature: Signature, cases: Sequence[Case]) -> str:
        return f"  {signature.name} looks up {len(cases)}\n"


NEWT = Newt()


def make(name: str, kind: str, *pairs: tuple[object, object], returns: str = "bool") -> Problem:
    signature = Signature("f", (Param("x", parse_type(kind)),), parse_type(returns))
    cases = tuple(Case((arg,), want) for arg, want in pairs)
    doc = "Sort a list.\n>>> f(1)\nTrue"
    return Problem(name, doc, signature, cases, "bench", "def f(x): return x\n")


def test_a_prompt_has_text_signature_and_stops() -> None:
    made = render.prompt(make("p", "int", (1, True)), NEWT)
    assert made.text == "# Sort an array.\n# >>> f(1)\n# true\nfn f\n"
    assert (made.name, made.language, made.stop, made.benchmark) == (
        "p",
        "newt",
        ("\nend",),
        "bench",
    )
    verbatim = render.prompt(make("p", "int"), NEWT, doctests="remove", words="verbatim")
    assert verbatim.text == "# Sort a list.\nfn f\n"


def test_a_program_is_prompt_completion_newline_tests() -> None:
    assert render.program("p", "c", "t") == "pc\nt"
    problem = make("p", "int", (1, True))
    assert render.stub_program(problem, NEWT) == (
        render.prompt(problem, NEWT).text + "  f looks up 1\n" + "\n" + render.tests(problem, NEWT)
    )
    reference = render.reference_program(problem, NEWT)
    assert reference.startswith("def f(x): return x\n\n")
    assert reference.endswith(render.tests(problem, NEWT))
    with pytest.raises(Unsupported):
        render.reference_program(replace(problem, reference=None), NEWT)


def test_cases_that_become_one_call_with_two_answers_keep_the_first() -> None:
    problem = make("p", "float", (3, True), (3.0, False), (3, True), (2.5, False))
    assert render.cases(problem, NEWT) == tuple(problem.cases[i] for i in (0, 2, 3))
    assert render.tests(problem, NEWT).count("newtongue_check(") == 3
    assert render.translate([problem], NEWT).left_out == {"p": 1}


def test_where_ints_are_doubles_a_case_between_two_of_them_is_left_out() -> None:
    language = languages.get("javascript")
    problem = make("p", "int", (2**53, True), (2**53 + 1, False))
    assert render.cases(problem, language) == problem.cases[:1]
    assert render.translate([problem], language).left_out == {"p": 1}
    nothing = make("q", "int", (2**53 + 1, True))
    assert list(render.translate([nothing], language).reasons) == ["q"]


def test_an_untyped_language_tells_them_apart() -> None:
    class Loose(Newt):
        typed = False

    problem = make("p", "float", (3, True), (3.0, False))
    assert render.cases(problem, Loose()) == problem.cases


def test_what_the_language_cannot_say_is_counted_with_its_name() -> None:
    problems = [
        make("a", "int", (1, True)),
        make("b", "dict[str, int]", ({"k": 1}, True)),
        make("c", "set[int]", ({1}, True)),
        make("d", "int", (2**70, True)),
        make("e", "set[int]", ({1}, True)),
    ]
    done = render.translate(problems, NEWT)
    assert [p.name for p in done.prompts] == ["a"] == list(done.tests)
    assert set(done.reasons) == {"b", "c", "d", "e"}
    assert done.unsupported == Counter(done.reasons.values())
    assert len(done.prompts) + sum(done.unsupported.values()) == len(problems)
    assert done.unsupported["no literal for set"] == 2
