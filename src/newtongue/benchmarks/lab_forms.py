"""A form is one composition of the lab's phrases: its text, its solutions, and what it returns.

Knows nothing of splits and of how many problems there are (lab does). The expected values are
computed from the phrases themselves, so that neither written solution is believed unseen.
"""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from newtongue.benchmarks.lab_phrases import (
    ALWAYS,
    CHARACTERS,
    DIGITS,
    DIGITS_JOINED,
    INDEX,
    LETTER_MAPS,
    LETTER_PREDICATES,
    LIST,
    NEVER,
    NUMBER_MAPS,
    NUMBER_PREDICATES,
    NUMBER_REDUCTIONS,
    POWER,
    RANGE,
    TEXT_REDUCTIONS,
    UNCHANGED,
    WORD_MAPS,
    WORD_PREDICATES,
    WORDS,
    Constants,
    Phrase,
    Reduction,
    Source,
)

SOURCES = (LIST, LIST, RANGE, INDEX, DIGITS, CHARACTERS, WORDS)
"""What is drawn from, lists twice as often as the others."""
NUMBER_SHAPES = ("filter-map", "map-filter", "filter", "map", "if-else")
TEXT_SHAPES = ("filter-map", "filter-map", "filter", "map")
INPUTS = 8
"""Arguments that a problem is tested on."""


@dataclass(frozen=True, slots=True)
class Form:
    """Walk through a source, test, map, and reduce; each phrase with constants of its own."""

    source: Source
    shape: str
    predicate: Phrase
    mapping: Phrase
    otherwise: Phrase
    """What if-else does to a value that fails the predicate."""
    reduction: Reduction
    tested: Constants
    mapped: Constants
    otherwise_mapped: Constants

    @property
    def textual(self) -> bool:
        """The values are characters or words, not numbers."""
        return self.source in (CHARACTERS, WORDS)


def draw(rng: random.Random) -> Form:
    """A form at random that says something: no idle map, no text that two forms would share."""
    while True:
        source = rng.choice(SOURCES)
        predicates, maps, reductions, shapes = _tables(source)
        shape = rng.choice(shapes)
        form = Form(
            source,
            shape,
            rng.choice(predicates) if shape != "map" else ALWAYS,
            rng.choice(maps) if shape != "filter" else UNCHANGED,
            rng.choice(maps) if shape == "if-else" else UNCHANGED,
            rng.choice(reductions),
            *(_constants(rng) for _ in range(3)),
        )
        if _sensible(form):
            return replace(
                form,
                tested=_fit(form.tested, form.predicate),
                mapped=_fit(form.mapped, form.mapping),
                otherwise_mapped=_fit(form.otherwise_mapped, form.otherwise),
            )


def _tables(
    source: Source,
) -> tuple[tuple[Phrase, ...], tuple[Phrase, ...], tuple[Reduction, ...], tuple[str, ...]]:
    if source is CHARACTERS:
        return LETTER_PREDICATES, LETTER_MAPS, TEXT_REDUCTIONS, TEXT_SHAPES
    if source is WORDS:
        return WORD_PREDICATES, WORD_MAPS, TEXT_REDUCTIONS, TEXT_SHAPES
    return NUMBER_PREDICATES, NUMBER_MAPS, NUMBER_REDUCTIONS, NUMBER_SHAPES


def _constants(rng: random.Random) -> Constants:
    k = rng.randint(2, 9)
    return Constants(k, rng.randint(k + 1, 12), rng.choice(string.ascii_lowercase))


def _fit(constants: Constants, phrase: Phrase) -> Constants:
    """Fold `k` into 2 ... phrase.largest."""
    return constants._replace(k=2 + (constants.k - 2) % (phrase.largest - 1))


def _sensible(form: Form) -> bool:
    if form.shape == "if-else" and form.mapping is form.otherwise:
        return False
    if form.source is INDEX and form.shape == "map":
        return False  # the same text as for a list
    if form.reduction.ignores_value and form.shape not in ("filter", "map-filter"):
        return False
    # the two languages print a power in two ways
    return not (form.reduction is DIGITS_JOINED and POWER in (form.mapping, form.otherwise))


def doc(form: Form) -> str:
    """The problem's text: one sentence."""
    test = form.predicate.words.format(**form.tested._asdict())
    change = form.mapping.words.format(**form.mapped._asdict())
    other = form.otherwise.words.format(**form.otherwise_mapped._asdict())
    what, end = form.source.words, form.reduction.words
    if form.textual:
        that = test if form.source is WORDS else f"that are {test}"
        return {
            "filter-map": f"Take the {what} {that}, each {change}, and {end}.",
            "filter": f"Take the {what} {that} and {end}.",
            "map": f"Take the {what}, each {change}, and {end}.",
        }[form.shape]
    that, when = f"that is {test}", f"if it is {test}"
    if form.source.tests_index:
        that, when = f"whose index is {test}", f"if its index is {test}"
    return {
        "filter-map": f"For each {what} {that}, {change}, then {end}.",
        "map-filter": f"For each {what}, {change}, keep it {when}, then {end}.",
        "filter": f"Take each {what} {that} and {end}.",
        "map": f"For each {what}, {change}, then {end}.",
        "if-else": f"For each {what}, {change} {when}, else {other}, then {end}.",
    }[form.shape]


def python(form: Form) -> str:
    """The completion of the Python prompt: the function's body, four spaces deep."""
    start, step = form.reduction.python
    value = _say(form.mapping.python, form.mapped, form.source.variable)
    test = f"if {_say(form.predicate.python, form.tested, _tested_variable(form))}:"
    body = [test, "    " + step.format(e=value)]
    if form.shape == "map":
        body = [step.format(e=value)]
    elif form.shape == "map-filter":
        body = [f"y = {value}", test, "    " + step.format(e="y")]
    elif form.shape == "if-else":
        other = _say(form.otherwise.python, form.otherwise_mapped, form.source.variable)
        body += ["else:", "    " + step.format(e=other)]
    lines = [start, form.source.python, *(f"    {line}" for line in body), "return out"]
    return "".join(f"    {line}\n" for line in lines)


def lua(form: Form) -> str:
    """The completion of the Lua prompt: the function's body, two spaces deep, and its `end`."""
    start, step = form.reduction.lua
    value = _say(form.mapping.lua, form.mapped, form.source.variable)
    test = f"if {_say(form.predicate.lua, form.tested, _tested_variable(form))} then"
    body = [test, "  " + step.format(e=value), "end"]
    if form.shape == "map":
        body = [step.format(e=value)]
    elif form.shape == "map-filter":
        body = [f"local y = {value}", test, "  " + step.format(e="y"), "end"]
    elif form.shape == "if-else":
        other = _say(form.otherwise.lua, form.otherwise_mapped, form.source.variable)
        body[2:2] = ["else", "  " + step.format(e=other)]
    if form.source.lua_bind:
        body = [form.source.lua_bind, *body]
    lines = [start, form.source.lua, *(f"  {line}" for line in body), "end", "return out"]
    return "".join(f"  {line}\n" for line in lines) + "end\n"


def _say(template: str, constants: Constants, value: str) -> str:
    return template.format(v=value, **constants._asdict())


def _tested_variable(form: Form) -> str:
    if form.source.tests_index:
        return "i"
    return "y" if form.shape == "map-filter" else form.source.variable


def answer(form: Form, argument: Any) -> Any:
    """What the described function returns."""
    out = form.reduction.start
    for index, item in enumerate(form.source.items(argument)):
        value = item
        if form.shape == "map-filter":
            value = form.mapping.apply(item, form.mapped)
        holds = form.predicate.apply(index if form.source.tests_index else value, form.tested)
        if form.shape != "map-filter" and holds:
            value = form.mapping.apply(item, form.mapped)
        if form.shape == "if-else" and not holds:
            value = form.otherwise.apply(item, form.otherwise_mapped)
        elif not holds:
            continue
        out = form.reduction.fold(out, value)
    return out


def near_misses(form: Form) -> Iterator[Form]:
    """The forms of lazy solutions: without the test, without a map. Good inputs tell them apart."""
    if form.predicate is not ALWAYS:
        yield replace(form, predicate=ALWAYS)
        yield replace(form, predicate=NEVER)
    if form.mapping is not UNCHANGED:
        yield replace(form, mapping=UNCHANGED)
    if form.otherwise is not UNCHANGED:
        yield replace(form, otherwise=UNCHANGED)


def arguments(form: Form, rng: random.Random) -> list[Any]:
    """Inputs for a form's function: the empty or smallest one first, then random ones.

    Numbers and letters are drawn often from around the predicate's constants, where `>` and `>=`
    part.
    """
    first: list[Any] = [[]]
    if form.source.type == "int":
        first = [0, 1]
    elif form.source.type == "str":
        first = [""]
    return first + [_argument(form, rng) for _ in range(INPUTS - len(first))]


def _argument(form: Form, rng: random.Random) -> Any:
    if form.source is RANGE:
        return rng.randint(2, 16)
    if form.source is DIGITS:
        return _digits(form, rng)
    if form.source is CHARACTERS:
        return _word(form, rng, 5, 9)
    if form.source is WORDS:
        return " ".join(_word(form, rng, 1, 7) for _ in range(rng.randint(2, 5)))
    return _numbers(form, rng)


def _numbers(form: Form, rng: random.Random) -> list[int]:
    k, top, _ = form.tested
    length = rng.randint(3, 14 if form.source.tests_index else 9)
    near = (k - 1, k, k + 1, top, top + 1)
    return [rng.choice(near) if rng.random() < 0.3 else rng.randint(-12, 15) for _ in range(length)]


def _digits(form: Form, rng: random.Random) -> int:
    k, top, _ = form.tested
    pool = [*range(10), *(d for d in (k - 1, k, k + 1, top) if d < 10)]
    return int("".join(str(rng.choice(pool)) for _ in range(rng.randint(3, 8))))


def _word(form: Form, rng: random.Random, shortest: int, longest: int) -> str:
    letters = "aeioubcdxyz" + form.tested.letter * 3
    return "".join(rng.choice(letters) for _ in range(rng.randint(shortest, longest)))
