"""From a completion to what the sandbox is asked: a whole program, and its job."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from newtongue import languages, toolchains
from newtongue.core.completion import Completion, cut, sha256_text
from newtongue.core.errors import UsageError
from newtongue.core.problem import Case, Problem, encode
from newtongue.core.signature import Type
from newtongue.judge import strict as strictly
from newtongue.judge.suspect import suspect
from newtongue.languages.base import Language
from newtongue.sandbox.base import Command, Job, Limits, Warm
from newtongue.toolchains import prepare
from newtongue.translate import render

Problems = Mapping[tuple[str, str], Problem]
"""(benchmark, name) -> problem."""
HARNESS = "newtongue"
"""How whatever our tests define is called; it tells them from others'."""


@dataclass(frozen=True)
class Program:
    """A whole source text, ready to run, and how many assertions its harness must report."""

    language: str
    text: str
    assertions: int
    cases: tuple[Case, ...] = ()
    """What the assertions check, where the tests are our own."""
    strict: Type | None = None
    """What the calls return, where the program only says their answers, which are compared here."""
    partial: bool = False
    """Whether the verdict is to say how many cases held."""
    suspect: str | None = None
    """What was found in the completion's text (`judge.suspect`); of no account for the verdict."""
    opening: int = 0
    """Lines of the text above the one in which the completion begins."""
    lines: int | None = None
    """Lines of the completion; unknown where the text is taken as a whole."""

    def line(self, number: int | None) -> int | None:
        """Which line of the completion a line of the text is (both from 1), if it is one."""
        if number is None or not self.opening < number <= self.opening + (self.lines or number):
            return None
        return number - self.opening

    @cached_property
    def sha256(self) -> str:
        """What the verdict depends on: in strict mode also what stands in no file of it."""
        text = f"{self.language}\0{self.assertions}\0{self.text}"
        if self.strict is not None:
            expected = [(encode(c.expected), c.tolerance) for c in self.cases]
            text += f"\0{self.strict}\0{json.dumps(expected)}"
        return sha256_text(text)


@dataclass(frozen=True)
class Rendering:
    """What stands around each completion of a problem in a language."""

    problem: Problem
    language: Language
    tests: str
    cases: tuple[Case, ...]
    strict: bool
    partial: bool

    @cached_property
    def prompt(self) -> str:
        """The problem's own, for completions that brought none."""
        return render.prompt(self.problem, self.language).text


Renderings = dict[tuple[str, str, str, bool, bool], Rendering]
"""(benchmark, name, language, strict, partial) -> what serves all completions of one problem."""


def assemble(
    completion: Completion,
    problems: Problems,
    *,
    ours: bool = False,
    strict: bool = False,
    partial: bool = False,
    renderings: Renderings | None = None,
) -> Program:
    """The program of a completion: by the tests it brought, else (or if `ours`, or `strict`) by its
    problem's.

    `renderings` is kept by who assembles many. Raises UsageError when there is no such problem, or
    no strict mode for the language; Unsupported when the language can't say it.
    """
    language = languages.get(completion.language)
    if completion.tests is not None and not by_problem(completion, ours=ours or strict):
        tests, assertions = _adapted(language.name, completion.tests)
        text = cut(completion.output_text, completion.stop_tokens or language.stops)
        return Program(
            language.name,
            render.program(completion.prompt or "", text, tests),
            assertions,
            suspect=suspect(text, language),
            opening=(completion.prompt or "").count("\n"),
            lines=text.count("\n") + 1,
        )
    problem = problems.get((completion.benchmark, completion.name))
    if problem is None:
        if not completion.benchmark:
            raise UsageError(
                f"the completion of {completion.name} names no benchmark whose tests "
                + ("strict mode needs" if strict else "it wants"),
                field="benchmark",
                hint="say it with -b NAME",
            )
        raise UsageError(f"no problem {completion.name!r} in {completion.benchmark}", field="name")
    # another prompt's stop sequences may leave in what our tests put behind a completion
    text = cut(completion.output_text, (*(completion.stop_tokens or ()), *language.stops))
    renderings = {} if renderings is None else renderings
    key = (problem.benchmark, problem.name, language.name, strict, partial)
    if key not in renderings:
        renderings[key] = rendering(problem, language, strict=strict, partial=partial)
    return _complete(renderings[key], text, completion.prompt)


@lru_cache(maxsize=256)  # the rows of a problem come one after another
def _adapted(name: str, tests: str) -> tuple[str, int]:
    """Tests that came with a completion, as the language's file adapts them."""
    return languages.get(name).adapt(tests)


def by_problem(completion: Completion, *, ours: bool) -> bool:
    """Whether its problem's tests judge it: asked for, or it brought none, or a copy of them."""
    return ours or completion.tests is None or HARNESS in completion.tests


def of_problem(
    problem: Problem,
    language: Language,
    text: str,
    prompt: str | None = None,
    *,
    strict: bool = False,
    partial: bool = False,
) -> Program:
    """The program of a text that continues the problem's prompt, with the problem's own tests:
    they compare (and with `partial` go on after a failure), or if `strict` only say the answers.

    Raises UsageError for `strict` in a language without it, Unsupported.
    """
    return _complete(rendering(problem, language, strict=strict, partial=partial), text, prompt)


def rendering(
    problem: Problem, language: Language, *, strict: bool = False, partial: bool = False
) -> Rendering:
    """What `of_problem` puts around a text. Raises as it does."""
    if strict:
        tests = strictly.tests(problem, language)
    else:
        tests = render.tests(problem, language)
        tests = language.lenient(tests) if partial else tests
    return Rendering(problem, language, tests, render.cases(problem, language), strict, partial)


def _complete(around: Rendering, text: str, prompt: str | None) -> Program:
    shown = around.prompt if prompt is None else prompt
    return Program(
        around.language.name,
        render.program(shown, text, around.tests),
        len(around.cases),
        around.cases,
        strict=around.problem.signature.returns if around.strict else None,
        partial=around.partial,
        suspect=suspect(text, around.language),
        opening=shown.count("\n"),
        lines=text.count("\n") + 1,
    )


def job(program: Program, found: toolchains.Found, limits: Limits = Limits()) -> Job:
    """What the sandbox is asked to do for a program."""
    return filled(plan(program.language, found, limits), program)


def filled(asked: Job, program: Program) -> Job:
    """The job of a program, from the plan of its language."""
    return replace(
        asked,
        id=program.sha256,
        files={name: program.text.encode("utf-8", "surrogatepass") for name in asked.files},
        assertions=program.assertions,
    )


def plan(name: str, found: toolchains.Found, limits: Limits = Limits()) -> Job:
    """What the sandbox is asked to do for each program of a language, without the program."""
    language = languages.get(name)
    made = prepare.prepared(language, found)
    build, run = toolchains.commands(language, found, made.folder)
    scaled = replace(
        limits,
        cpu=limits.cpu * language.time_factor,
        wall=limits.wall * language.time_factor,
        address_space=language.address_space,
    )
    warm = None
    if argv := toolchains.warm_command(language, found):
        warm = Warm(argv, languages.boot(language.name), language.extension)
    return Job(
        id="",
        kind=name,
        files={language.source: b""},
        build=Command(build, scaled) if build else None,
        run=Command(run, scaled),
        warm=warm,
        resident=toolchains.resident_command(language, found, made.folder),
        prepared=made.folder or None,
        cold=made.lacking or None,
        readable=found.readable,
        root=found.root or None,
        abi=language.toolchain.abi or None,
        environment=language.environment,
        streams=language.streams,
    )
