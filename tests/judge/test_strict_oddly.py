"""Answers of every odd kind against expected values of every kind: both modes say the same.

What a model's function gives is often almost right: a tuple for a list, null for undefined, a
string for a number. Each answer here is compared with each expected value by both harnesses.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from newtongue import judge, languages
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import Signature, Type
from newtongue.judge import strict
from newtongue.languages.base import Language
from newtongue.sandbox.pool import Pool
from tests.judge.programs import toolchain

ANSWERS: Mapping[str, Sequence[str]] = {
    "python": (
        *("0", "1", "1.0", "True", "False", "None", "-0.0", "'1'", "''", "b''", "1.004", "1 + 0j"),
        *("float('nan')", "float('inf')", "10**30", "2**63", "'\\ud83d\\ude00'", "'😀'", "'\\0'"),
        *("[]", "()", "{}", "set()", "[1]", "(1,)", "{1}", "{1: 1}", "{True: 1.0}", "[[1], []]"),
        *("[1, 2]", "(1, 2)", "{2, 1}", "frozenset([1, 2])", "range(1, 3)", "iter([1, 2])"),
        *("{'a': 1}", "{'a': 1, 'b': None}", "{(1, 2): [3]}", "{(1, 2)}", "{'1': 1}", "[1.004]"),
        *("__import__('collections').OrderedDict(a=1)", "__import__('collections').Counter('a')"),
        *("__import__('collections').namedtuple('P', 'x y')(1, 2)", "type('S', (str,), {})('1')"),
        *(
            "{__import__('collections').namedtuple('P', 'x y')(1, 2)}",
            "type('L', (list,), {})([1])",
        ),
        *("type('I', (int,), {})(1)", "len", "int", "object()", "[object()]", "[float('nan')]"),
        *("__import__('decimal').Decimal(1)", "__import__('fractions').Fraction(1)", "bytearray()"),
    ),
    "javascript": (
        *("0", "1", "-0", "1.004", "true", "false", "null", "undefined", "NaN", "Infinity", "'1'"),
        *("''", "1n", "2**63", "'\\ud83d\\ude00'", "'\\0'", "[]", "[1]", "[1, 2]", "[[1], []]"),
        *("{}", "({a: 1})", "({a: 1, b: null})", "({a: 1, b: undefined})", "({1: 1})", "[1.004]"),
        *("new Map()", "new Map([['a', 1]])", "new Map([[1, 1]])", "new Map([[true, 1]])"),
        *("new Map([[[1, 2], [3]]])", "new Set()", "new Set([1])", "new Set([2, 1])", "[,]"),
        *("new Set([[1, 2]])", "new Number(1)", "new String('1')", "Object(true)", "[NaN]"),
        *("Object.create(null)", "Object.create({a: 1})", "new (class { a = 1 })()", "Math.max"),
        *("Symbol('x')", "new Date(0)", "new Uint8Array([1])", "[undefined]", "[null, 2]", "/x/"),
        *("Object.defineProperty({}, 'a', {value: 1})", "({[Symbol('x')]: 1})", "'\\ud83d'"),
    ),
    "lua": (
        *("0", "1", "1.0", "-0.0", "1.004", "true", "false", "nil", "0/0", "1/0", "'1'", "''"),
        *(
            "'\\0'",
            "'\\255'",
            "'😀'",
            "math.mininteger",
            "2^63",
            "{}",
            "{1}",
            "{1, 2}",
            "{{1}, {}}",
        ),
        *("{[1.0] = 1}", "{a = 1}", "{['1'] = 1}", "{nil, 2}", "{1, nil, 3}", "{[true] = 1}"),
        *("{[1] = true}", "{[1] = true, [2] = true}", "{1.004}", "{0/0}", "print", "io.stdout"),
        *(
            "{[{}] = 1}",
            "setmetatable({}, {__index = {1, 2}})",
            "setmetatable({1}, {})",
            "{a = {}}",
        ),
        *("coroutine.create(print)", "setmetatable({}, {__tostring = function() return '1' end})"),
    ),
    "racket": (
        *("0", "1", "1.0", "-0.0", "251/250", "1.004", "#t", "#f", "(void)", "'()", "null", '"1"'),
        *('""', "'a", "#\\a", "+nan.0", "+inf.0", "(expt 10 400)", "1+2i", "1/3", "'(1)", "'(1 2)"),
        *("(list 1 2)", "(vector 1 2)", "'(1 . 2)", "(cons 1 (list 2))", "(list (list 1) '())"),
        *("(hash)", "(make-hash)", '(hash "a" 1)', '(make-hash (list (cons "a" 1)))', "(hash 1 1)"),
        *('(hash "a" 1 "b" #f)', "(hash 1.0 1)", "(hasheq 1 1)", "(set)", "(set 1)", "(set 1 2)"),
        *("(mutable-set 1 2)", "(seteq 1 2)", "(set 1.0 2)", "(set (list 1 2))", "(list 1.004)"),
        *("(hash (list 1 2) (list 3))", "(list +nan.0)", "(string #\\nul)", "(string #\\U1F600)"),
        *('(string-copy "1")', "car", "(box 1)", "(list #f 2)", "(bytes 1)", "(stream 1 2)"),
    ),
}
ANSWERS = {**ANSWERS, "typescript": ANSWERS["javascript"]}
WANTED: Sequence[Any] = (
    *(0, 1, 1.0, 2, True, False, None, -1.5, math.nan, math.inf, "1", "", "😀", "\0", "a"),
    *([], (), {}, set(), [1], (1,), {1}, {1: 1}, [1, 2], (1, 2), {1, 2}, [[1], []], [1.0]),
    *({"a": 1}, {"a": 1, "b": None}, {(1, 2): [3]}, {(1, 2)}, {"1": 1}, {True: 1}, [math.nan]),
    *((None, 2), {"a": {}}, {"a": []}, 2**63 - 2**11),
)


def pairs(language: Language) -> list[tuple[int, Case]]:
    """Each answer with each value that the language can say: the answer's number, and a case."""
    cases = []
    for value in WANTED:
        try:
            language.value(value, Type("any"))
        except Exception:  # whatever it is that can't be said
            continue
        cases += [Case((), value), *([Case((), value, 0.01)] if "1" in repr(value) else [])]
    assert len(cases) > 25
    return [(i, case) for i in range(len(ANSWERS[language.name])) for case in cases]


def program(language: Language, checks: Sequence[str], suite: str) -> judge.Program:
    """A function for each answer, and what is asked of them."""
    heads = [Signature(f"f{i}", (), Type("any")) for i in range(len(ANSWERS[language.name]))]
    word, end = {"racket": ("", ")")}.get(language.name, ("return ", ""))
    tab = "    " if language.name == "python" else "  "
    parts = [
        f"{language.head(head)}{tab}{word}{answer}{end}\n{language.closing}"
        for head, answer in zip(heads, ANSWERS[language.name], strict=True)
    ]
    opening = language.opening(Signature("f", (), Type("any")))
    return judge.Program(language.name, opening + "".join(parts) + suite, len(checks))


@pytest.mark.sandbox
@pytest.mark.toolchain
@pytest.mark.parametrize("key", languages.strict_names())
def test_odd_answers_are_judged_alike(key: str) -> None:
    language, found = languages.get(key), toolchain(key)
    asked = pairs(language)
    heads = [Signature(f"f{i}", (), Type("any")) for i in range(len(ANSWERS[key]))]
    checks = [language.check(heads[i], case, at) for at, (i, case) in enumerate(asked)]
    suite = language.lenient(language.suite(checks, Problem("p", "", heads[0], ())))
    calls = [language.observe(head, Case((), None), i) for i, head in enumerate(heads)]
    said = language.observed(calls, languages.strict(key).replace("ROOM", str(strict.ROOM)))
    with Pool(workers=1) as pool:
        default, strictly = (
            pool.execute(judge.job(made, found))
            for made in (
                program(language, checks, suite.removeprefix(language.closing)),
                program(language, calls, said.removeprefix(language.closing)),
            )
        )
    assert default.ready is not None, default
    assert strictly.answered, strictly
    assert len(strictly.values) == len(calls)
    failed = set(default.failures)
    odd = []
    for at, (i, case) in enumerate(asked):
        (held,) = strict.held(language, Type("any"), [case], [strictly.values[i]])
        if held == (at in failed):
            odd.append((ANSWERS[key][i], case, held, strictly.values[i]))
    assert not odd, odd[:10]
    assert len(ANSWERS[key]) < len(asked) - len(failed) < len(asked) / 4, "both kinds are there"
