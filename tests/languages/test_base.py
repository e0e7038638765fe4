"""What every language inherits: types that lead values, words, adapted tests, readings."""

from __future__ import annotations

import contextlib

import pytest

from newtongue import languages
from newtongue.core.completion import Execution, Outcome
from newtongue.core.errors import Unsupported, UsageError
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import Param, Signature, parse_type
from newtongue.core.values import fits, leaves, natural, ordered
from newtongue.languages.base import PROBE, Foreign, Language, Toolchain, table

NAMES = languages.names()


class Plain(Language):
    """A made-up language that overrides next to nothing."""

    title = "Plain"
    types = table("int: Int | str: Str | list: [{}] | tuple: <{}> | float: F")
    containers = table("list: [{items}] | tuple: <{items}>")
    headline = "fun {name}({params}): {returns}"
    keywords = "fun end"
    terms = table("list: array | dictionary: map | None: nil")
    build = ("cc",)
    errors = ((Outcome.SYNTAX, r"unexpected"), (Outcome.TYPE, r"mismatch"))
    error_line = r"^error: .*"
    foreign = Foreign(r"\s*assert ", r"begin|end|\s*", "count()", ((r"^end$", "channel()\nend"),))


plain = Plain()


def signature(params: str, returns: str, name: str = "f") -> Signature:
    pairs = (pair.split(": ", 1) for pair in params.split("; ") if pair)
    return Signature(name, tuple(Param(n, parse_type(t)) for n, t in pairs), parse_type(returns))


def test_the_type_leads_the_value() -> None:
    assert plain.value(1, parse_type("float")) == "1.0"
    assert plain.value([(1, "a")], parse_type("list[tuple[int, str]]")) == '[<1, "a">]'
    assert plain.value((1, 2), parse_type("tuple[int, ...]")) == "[1, 2]"


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("a", "int"),
        (1.5, "int"),
        (True, "float"),
        (None, "int"),
        ([1, None], "list[int]"),
        ((1, 2, 3), "tuple[int, int]"),
        ({1}, "set[int]"),
        (1, "any"),
        (2**63, "int"),
        (2**53 + 1, "float"),
        (10**400, "float"),
        ("a\0", "str"),
    ],
)
def test_what_cannot_be_said_is_refused(value: object, kind: str) -> None:
    with pytest.raises(Unsupported) as refused:
        plain.value(value, parse_type(kind))
    assert not any(character.isdigit() for character in str(refused.value).replace("64", ""))


def test_a_value_has_a_type_by_itself() -> None:
    texts = {
        "list[int]": [1, 2],
        "list[any]": [1, "a"],
        "dict[str, list[int]]": {"a": [1]},
        "tuple[int, none]": (1, None),
        "set[bool]": {True},
    }
    assert {str(natural(value)): value for value in texts.values()} == texts
    assert fits(True, parse_type("int"))
    assert not fits(1, parse_type("bool"))


def test_words_come_with_plurals_and_capitals() -> None:
    words = plain.words
    assert words["lists"] == "arrays"
    assert words["Dictionaries"] == "Maps"
    assert words["python"] == "Plain"
    assert words["None"] == "nil"
    assert "Nones" not in words
    assert all("thon" not in word for word in words.values())


def test_names_are_kept_but_for_keywords() -> None:
    assert plain.head(signature("end: int; xs: list[int]", "str", "sum_squares")) == (
        "fun sum_squares(end_: Int, xs: [Int]): Str\n"
    )
    with pytest.raises(Unsupported):
        plain.identifier("größe")


def test_text_of_a_problem_is_not_taken_for_a_marker() -> None:
    lua = languages.get("lua")
    problem = Problem("p", "", signature("s: str", "str"), (Case(("SHOWN CHECKS\n",), "SHOWN"),))
    tests = lua.tests(problem)
    assert '"SHOWN CHECKS\\n"' in tests
    assert "CHECKS\n" not in tests


def test_a_call_with_two_answers_is_refused_where_types_merge_it() -> None:
    cases = (Case((3,), True), Case((3.0,), False))
    problem = Problem("p", "", signature("x: float", "bool"), cases)
    for name in ("java", "rust"):
        with pytest.raises(Unsupported, match="contradict"):
            languages.get(name).tests(problem)
    for name in ("python", "lua"):
        assert languages.get(name).tests(problem)


def test_adapting_counts_assertions_and_refuses_what_it_does_not_know() -> None:
    text, count = plain.adapt("begin\n  assert a\n  assert b\nend\n")
    assert count == 2
    assert text == "begin\n  assert a\ncount()\n  assert b\ncount()\nchannel()\nend\n"
    with pytest.raises(Unsupported):
        plain.adapt("begin\n  if x then\n  assert b\nend\n")
    with pytest.raises(Unsupported):
        plain.adapt("begin\nassert b\n")


@pytest.mark.parametrize(
    ("stage", "stderr", "expected"),
    [
        ("build", "note\nerror: unexpected x\nerror: mismatch", Outcome.SYNTAX),
        ("build", "error: mismatch\nerror: unexpected", Outcome.TYPE),
        ("build", "error: no such name\nerror: mismatch", None),
        ("run", "error: unexpected x", None),
    ],
)
def test_the_first_error_of_the_build_decides(
    stage: str, stderr: str, expected: Outcome | None
) -> None:
    assert plain.reading(Execution(stage, 1, stderr=stderr)) is expected


def test_sets_are_printed_in_one_order() -> None:
    assert ordered({3, 1, 2}) == [1, 2, 3]
    assert ordered({"b", 1, "a"}) == [1, "a", "b"]


def test_leaves_counts_what_is_written() -> None:
    assert leaves(([1, 2], {"a": 1}, "x")) == 1 + 3 + 3 + 1


def test_languages_are_found_by_key_and_alias() -> None:
    assert languages.get("rs") is languages.get("rust")
    assert languages.get("py").name == "python"
    with pytest.raises(UsageError) as unknown:
        languages.get("pyhton")
    assert unknown.value.hint == "did you mean 'python'?"


@pytest.mark.parametrize("name", NAMES)
def test_no_stop_sequence_stands_in_prompt_or_stub(name: str) -> None:
    language = languages.get(name)
    stub = language.stub(PROBE.signature, PROBE.cases)
    ends = [at for at in (stub.find(stop) for stop in language.stops) if at >= 0]
    assert not ends or stub[min(ends) :].strip() == language.closing.strip()


@pytest.mark.parametrize("name", NAMES)
def test_file_of_a_language_stays_small(name: str) -> None:
    module = languages.probes(name).parents[1] / f"{name}.py"
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 220


@pytest.mark.parametrize("name", NAMES)
def test_an_int_of_any_size_is_said_or_refused(name: str) -> None:
    for kind in ("int", "float"):
        with contextlib.suppress(Unsupported):
            assert "1" in languages.get(name).value(10**400, parse_type(kind))


class Bare(Plain):
    extension, fence, harness, lookup = ".plain", "plain", "CHECKS", "ROWS"
    toolchain, source, run = Toolchain({}, ()), "main.plain", ("true",)


class WithTypo(Bare):
    parm = "{name}"


class WithWordsOfItsOwn(Bare):
    anything_else = 1

    def stopper(self) -> None:
        """A method may be called what it likes."""


@pytest.mark.parametrize(
    ("language", "says"),
    [(Plain(), "no `extension`"), (WithTypo(), "`parm`; did you mean `param`"), (Bare(), None)],
)
def test_what_a_plug_in_lacks_or_misspells_is_named(language: Language, says: str | None) -> None:
    if says is None:
        languages.complete(language)
        languages.complete(WithWordsOfItsOwn())
        return
    with pytest.raises(TypeError, match=says):
        languages.complete(language)
