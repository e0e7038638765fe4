"""Functions of other languages, from a small file of each."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from newtongue import languages
from newtongue.core.dataset import File, Function
from newtongue.core.errors import MissingError
from newtongue.curate.extract import Extract, Refused, extract, queries

SAMPLES = Path(__file__).parent / "samples"
KEYS = {".R": "r", ".pm": "perl", ".scm": "scheme"}
BARE = "no documentation"

# file -> (functions kept, methods kept beside them, what is refused)
EXPECTED: dict[str, tuple[list[str], list[str], dict[str, str]]] = {
    "Meter.java": (["countAbove"], [], {"show": "returns no value", "last": BARE}),
    "Money.cs": (["WithTax"], [], {"Say": "returns no value"}),
    "Dates.pm": (["is_leap"], [], {"bare": BARE}),
    "basket.php": (["total"], [], {"clear": "returns no value"}),
    "grid.rs": (["alive"], ["plus"], {"show": "returns no value"}),
    "lists.lua": (["M.reversed", "joined"], [], {"show": "returns no value", "bare": BARE}),
    "poly.jl": (["evaluate", "derivative"], [], {"double": "trivial"}),
    "primes.cpp": (["is_prime", "largest"], [], {"forget": "returns no value"}),
    "queue.scm": (["enqueue"], [], {"bare": BARE}),
    "stats.R": (["trimmed", "scaled"], [], {"bare": BARE}),
    "steps.js": (["sumOfSteps", "lengths"], [], {"bare": BARE, "visit": "returns no value"}),
    "steps.ts": (["clamp"], ["beginning"], {"constructor": BARE}),
    "text.rb": (["slug"], ["add"], {"bare": BARE}),
    "trees.rkt": (["leaves"], [], {"bare": BARE}),
    "words.go": (["Initials"], [], {"Reset": "returns no value", "bare": BARE}),
}


def sample(name: str) -> File:
    path = SAMPLES / name
    key = KEYS.get(path.suffix) or languages.get(path.suffix[1:]).name
    return File(path.read_text(), name, repository="me/it", language=key)


def found(file: File, **settings: object) -> list[Function | Refused]:
    return list(extract([file], Extract(**settings)))  # type: ignore[arg-type]


def test_every_sample_is_expected_and_every_query_has_one() -> None:
    assert {path.name for path in SAMPLES.iterdir()} == set(EXPECTED)
    sampled = {sample(name).language for name in EXPECTED}
    known = {key for key in languages.names() if languages.functions_file(key)}
    assert known - sampled == {"luau"}


@pytest.mark.parametrize("name", EXPECTED)
def test_documented_functions_that_return_are_kept(name: str) -> None:
    functions, methods, refused = EXPECTED[name]
    everything = found(sample(name), methods=True)
    kept = [f for f in everything if isinstance(f, Function)]
    assert [f.name for f in kept] == functions + methods
    assert [f.name for f in kept if f.kind == "method"] == methods
    assert {r.name: r.reason for r in everything if isinstance(r, Refused)} == refused
    for f in kept:
        lines = (SAMPLES / name).read_text().split("\n")
        assert f.name.split(".")[-1] in lines[f.line - 1] + lines[f.line]
        assert len(f.doc.split()) >= 3
        assert f.doc.split()[0] in f.text
        assert not f.text.startswith(" ")
        assert f.repository == "me/it"
        assert len(f.body_hash) == 32
    plain = [f.name for f in found(sample(name)) if isinstance(f, Function)]
    assert plain == functions


def test_documentation_is_freed_of_its_marks() -> None:
    docs = {
        f.name: f.doc for name in EXPECTED for f in found(sample(name)) if isinstance(f, Function)
    }
    assert docs["countAbove"].startswith("Counts the readings that are above a limit.\n\n@param")
    assert docs["WithTax"] == "Adds a tax to a price, rounded to cents.\nWithout tax."
    assert docs["alive"] == "Counts the neighbours of a cell\nthat are alive."
    assert docs["evaluate"].endswith("The value of a polynomial at one place.")
    assert docs["M.reversed"].startswith("Reverses a list, without a change to it.\n@param")
    assert docs["leaves"] == "The number of leaves of a tree,\nwhere a leaf is whatever is no list."
    assert docs["largest"] == "The largest of the numbers, or nothing at all."


def js(text: str, **settings: object) -> Function | Refused:
    (one,) = found(File(text, "a.js", language="javascript"), **settings)
    return one


DOC = "// One two three four.\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (DOC + "\nfunction f(x) { const y = x; return y }", BARE),
        ("g(1) " + DOC + "function f(x) { const y = x; return y }", BARE),
        ("// ----------\nfunction f(x) { const y = x; return y }", BARE),
        ("// eslint-disable-next-line no-var is good\nfunction f(x) { g(x); return x }", BARE),
        ("// One.\nfunction f(x) { const y = x; return y }", "documentation too short"),
        (DOC + "function f(x) { const y = () => { return x }; y() }", "returns no value"),
        (DOC + "function f(x) { const y = x; return }", "returns no value"),
        (DOC + "async function f(x) { const y = x; return y }", "asynchronous"),
        (DOC + "function f(...x) { const y = x; return y }", "any number of arguments"),
        (DOC + "function f() { const y = 1; return y }", "too few arguments"),
        (DOC + "function f(x) { return x }", "trivial"),
        (DOC + "function f(x) { /* FIXME */ const y = x; return y }", "unfinished"),
        (DOC + "function f(x) { const y = 'é'; return y }", "not ASCII"),
        (DOC + "function f(x) { const y = x" + " + 1" * 300 + "; return y }", "too long"),
        (DOC + "function f(x) { const y = = x; return y }", "does not parse"),
    ],
)
def test_the_same_filters_hold(text: str, reason: str) -> None:
    refused = js(text)
    assert isinstance(refused, Refused)
    assert refused.reason == reason


def test_the_same_body_has_the_same_hash() -> None:
    one = js(DOC + "function f(x) { const y = x; return y }")
    other = js(DOC + "/* A note here. */\nfunction g (x) {\n  const y = x; // so\n  return y\n}")
    third = js(DOC + "function f(x) { const y = x + 1; return y }")
    assert isinstance(one, Function)
    assert isinstance(other, Function)
    assert isinstance(third, Function)
    assert one.body_hash == other.body_hash != third.body_hash


def test_a_function_inside_another_is_part_of_it() -> None:
    text = (
        DOC
        + "function f(x) {\n  // Five six seven.\n  function g(y) { return y }\n  return g(x)\n}"
    )
    one = js(text)
    assert isinstance(one, Function)
    assert one.name == "f"


@pytest.mark.parametrize("name", EXPECTED)
def test_broken_texts_are_survived(name: str) -> None:
    file = sample(name)
    for text in (file.text[: len(file.text) // 2], file.text[::-1], "\0" * 9, "\ud800" + file.text):
        list(extract([File(text, name, language=file.language)], Extract(words=0)))


@pytest.mark.parametrize("key", ["javascript", "rust", "ruby"])
def test_a_file_of_brackets_is_refused_at_once(key: str) -> None:
    (refused,) = found(File("(" * 50_000, "x", language=key))
    assert isinstance(refused, Refused)
    assert refused.reason == "does not parse"


HARD = {"javascript": "/* some words of a comment\n", "perl": "if (a) "}


@pytest.mark.parametrize("key", HARD)
def test_what_takes_too_many_steps_is_refused_and_the_next_file_is_not(key: str) -> None:
    for _ in range(2):
        (refused,) = found(File(HARD[key] * 2000, "x", language=key))
        assert isinstance(refused, Refused)
        assert refused.reason == "too hard to parse"
    name = {"javascript": "steps.js", "perl": "Dates.pm"}[key]
    assert [f.name for f in found(sample(name)) if isinstance(f, Function)] == EXPECTED[name][0]


def test_the_stack_is_enough_for_what_nests() -> None:
    """In a process of its own: 300 kB of this overflow a stack of 8 MiB."""
    code = (
        "from tree_sitter_language_pack import get_parser\n"
        "from newtongue.curate import grammar\n"
        "assert grammar.parse(get_parser('java'), b'{(\\n' * 100_000) is not None\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_functions_deep_inside_are_told_from_methods() -> None:
    """Asking 20,000 levels for their parents takes 8 s."""
    inner = DOC + "function f(x) { const y = x; return y }\n"
    deep = js("{" * 20_000 + "\n" + inner + "}" * 20_000)
    assert isinstance(deep, Function)
    assert deep.kind == "function"
    text = "class A { static { {\n" + inner + "} } }\n" + inner.replace("f(", "g(")
    both = found(File(text, "a.js", language="javascript"), methods=True)
    assert [(f.name, f.kind) for f in both if isinstance(f, Function)] == [
        ("f", "method"),
        ("g", "function"),
    ]


def test_thousands_of_comments_in_a_line_are_no_trouble() -> None:
    text = "/**/" * 30_000 + "\nlet z = 1\n" + DOC + "function f(x) { const y = x; return y }\n"
    assert isinstance(js(text), Function)


def test_a_language_without_a_query_is_refused() -> None:
    (refused,) = found(File("x", "x.hy", language="hy"))
    assert isinstance(refused, Refused)
    assert refused.reason == "no functions known of its language"


def test_without_the_grammars_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tree_sitter_language_pack", None)
    queries.ready.cache_clear()
    with pytest.raises(MissingError) as error:
        found(sample("words.go"))
    assert "newtongue[curate]" in str(error.value.hint)


def test_it_ends_cleanly() -> None:
    """Freeing a grammar that a query was made of would bring the process down at its end."""
    code = (
        "from newtongue.core.dataset import File\n"
        "from newtongue.curate.extract import Extract, extract\n"
        "for key in ('go', 'rust', 'java', 'cpp', 'lua'):\n"
        "    list(extract([File('x', 'x', language=key)], Extract()))\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
