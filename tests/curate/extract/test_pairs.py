"""Code and the tests that belong to it."""

from __future__ import annotations

import random
from typing import Any

import pytest
from pydantic import ValidationError

from newtongue.core.dataset import File
from newtongue.curate.extract import Pair, Pairs, Refused, pairs
from newtongue.curate.extract.pairs import is_test, subject


def file(path: str, text: str = "x = 1\n", language: str = "python") -> File:
    return File(text, path, repository="me/it", language=language)


def found(files: list[File], tokens: int = 8192) -> dict[str, tuple[str, str]]:
    some = (p for p in pairs(files, Pairs(tokens=tokens)) if isinstance(p, Pair))
    return {p.test.path: (p.code.path, p.by) for p in some}


def refused(files: list[File], **settings: Any) -> list[tuple[str, str, str]]:
    every = pairs(files, Pairs(**settings))
    return [(r.file_id, r.reason, r.detail) for r in every if isinstance(r, Refused)]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("tests/test_stack.py", "stack"),
        ("a/stack_test.go", "stack"),
        ("src/test/java/a/StackTest.java", "Stack"),
        ("src/test/java/a/StackTests.java", "Stack"),
        ("src/test/java/a/TestStack.java", "Stack"),
        ("Stack.Tests/StackSpec.scala", "Stack"),
        ("web/stack.test.ts", "stack"),
        ("web/stack.spec.tsx", "stack"),
        ("spec/stack_spec.rb", "stack"),
        ("tests/testthat/test-stack.R", "stack"),
        ("stack-tests.rkt", "stack"),
        ("src/contest.py", None),
        ("src/latest.py", None),
        ("src/Testament.java", None),
        ("src/stack.py", None),
    ],
)
def test_names_of_tests(path: str, name: str | None) -> None:
    assert subject(path) == name


def test_helpers_of_tests_are_no_tests() -> None:
    assert not is_test("tests/conftest.py")
    assert not is_test("tests/__init__.py")
    assert is_test("tests/stacks.py")
    assert not is_test("src/stacks.py")


def test_pairs_by_name_in_many_languages() -> None:
    files = [
        file("pkg/stack.py"), file("tests/test_stack.py"),
        file("main/Stack.java", language="java"), file("test/StackTest.java", language="java"),
        file("a/stack.go", language="go"), file("a/stack_test.go", language="go"),
        file("web/stack.ts", language="typescript"),
        file("web/stack.test.ts", language="typescript"),
        file("lib/user_store.rb", language="ruby"),
        file("spec/user_store_spec.rb", language="ruby"),
        file("tests/test_gone.py"),
    ]  # fmt: skip
    wanted = {
        "tests/test_stack.py": ("pkg/stack.py", "name"),
        "test/StackTest.java": ("main/Stack.java", "name"),
        "a/stack_test.go": ("a/stack.go", "name"),
        "web/stack.test.ts": ("web/stack.ts", "name"),
        "spec/user_store_spec.rb": ("lib/user_store.rb", "name"),
    }
    assert found(files) == wanted
    random.Random(1).shuffle(files)
    assert found(files) == wanted


def test_of_several_the_imported_one_then_the_nearest() -> None:
    two = [file("pkg/red/io.py"), file("pkg/blue/io.py")]
    said = file("tests/test_io.py", "from pkg.blue import io\n")
    near = file("tests/red/test_io.py", "import pytest\n")
    unknown = file("tests/test_io.py", "import pytest\n")
    assert found([*two, said]) == {said.path: ("pkg/blue/io.py", "imports")}
    assert found([*two, near]) == {near.path: ("pkg/red/io.py", "place")}
    assert found([*two, unknown]) == {}


def test_a_name_that_says_nothing_is_helped_by_one_import_alone() -> None:
    code = [file("pkg/parsing.py"), file("pkg/writing.py")]
    one = file("tests/test_everything.py", "import pytest\nfrom pkg import parsing\n")
    both = file("tests/test_everything.py", "from pkg import parsing, writing\n")
    text = file("tests/test_everything.py", "x = 'import parsing'\n# parsing\n")
    assert found([*code, one]) == {one.path: ("pkg/parsing.py", "imports")}
    assert found([*code, both]) == found([*code, text]) == {}


@pytest.mark.parametrize(
    ("path", "line", "fits"),
    [
        ("tools/replace.py", "from dataclasses import replace", False),
        ("tools/replace.py", "from tools import replace", True),
        ("replace.py", "from replace import new", True),
        ("src/replace.py", "from replace import new", True),
        ("tests/kit/replace.py", "from . import replace", False),  # a test, by its folder
        ("kit/replace.py", "from . import replace", True),
    ],
)
def test_an_import_of_the_name_alone_is_not_of_a_file_in_a_folder(
    path: str, line: str, fits: bool
) -> None:
    test = file("kit/tests/test_everything.py", f"import pytest\n{line}\n")
    wanted = {test.path: (path, "imports")} if fits else {}
    assert found([file(path), test]) == wanted


def test_code_with_many_tests_is_counted_once() -> None:
    """A repository may have one large file and a hundred thousand files that are called tests."""
    code = file("stack.py", "a b c\n")
    tests = [file(f"t{n}/test_stack.py", "d\n") for n in range(20)]
    counted: list[str] = []

    def count(text: str) -> int:
        counted.append(text)
        return 9000

    found = list(pairs([code, *tests], Pairs(), count))
    assert counted == [code.text]
    assert {one.reason for one in found if isinstance(one, Refused)} == {"too long"}
    assert len(found) == 20


def test_what_is_too_long_together_is_refused() -> None:
    code, test = files = [file("stack.py", "a b c\n"), file("test_stack.py", "d e f\n")]
    (pair,) = pairs(files, Pairs(tokens=9, separator="# test"))
    assert isinstance(pair, Pair)
    assert (pair.code, pair.test, pair.tokens) == (code, test, 8)
    assert not refused(files, tokens=8, separator="# test")
    said = (test.id, "too long", "8 tokens with stack.py")
    assert refused(files, tokens=7, separator="# test") == [said]
    (long,) = pairs(files, Pairs(tokens=8192), count=lambda _: 8193)
    assert isinstance(long, Refused)


def test_the_border_is_a_line_of_its_own_and_the_only_one() -> None:
    code, test = file("stack.py", "a = 1"), file("test_stack.py", "b = 2\n")
    (pair,) = pairs([code, test], Pairs())
    assert isinstance(pair, Pair)
    assert pair.text == "a = 1\n<|codetestpair|>\nb = 2\n"
    holds = file("test_stack.py", "b = '<|codetestpair|>'\n")
    assert refused([code, holds]) == [(holds.id, "holds the separator", "with stack.py")]
    for none in ("", " ", "a\nb"):
        with pytest.raises(ValidationError):
            Pairs(separator=none)


def test_every_file_is_in_a_pair_or_said_to_be_in_none() -> None:
    code, lone = file("pkg/stack.py"), file("pkg/queue.py")
    tests = [file("tests/test_stack.py"), file("more/test_stack.py"), file("tests/test_gone.py")]
    files = [code, lone, *tests]
    wanted = {"tests/test_stack.py", "more/test_stack.py"}
    assert set(found(files)) == wanted
    said = refused(files)
    assert [id_ for id_, *_ in said] == [lone.id, tests[2].id]
    assert {reason for _, reason, _ in said} == {"in no pair"}
