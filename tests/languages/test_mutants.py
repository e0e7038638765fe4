"""What the other tests of languages are worth: each seeded mistake must be caught by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from newtongue import languages, toolchains
from newtongue.languages.base import Language
from tests.languages.run import run
from tests.languages.test_literals import literals
from tests.languages.test_values import prove

pytestmark = pytest.mark.toolchain


def mutant(name: str, old: str, new: str, attribute: str = "harness") -> Language:
    """A language with one mistake in what its file says."""
    sound = languages.get(name)
    text = getattr(sound, attribute)
    assert text.count(old) == 1
    wrong = type("Mutant", (type(sound),), {attribute: text.replace(old, new)})()
    assert isinstance(wrong, Language)
    wrong.name = name
    return wrong


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        # what is inside a table is not looked at
        ("lua", "not newtongue.same(g.rawget(got, key), x, tolerance)", "false"),
        # a shorter list equals a longer one that begins like it
        ("python", "b.len(items) == b.len(want) and ", ""),
        # every float is near every other
        ("rust", "tolerance > 0.0 &&", "tolerance <= 0.0 ||"),
        # items that are left over
        ("java", "same = same && x.hasNext() == y.hasNext();", ""),
    ],
)
def test_lax_equality_is_caught(name: str, old: str, new: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="assert not"):
        prove(mutant(name, old, new), tmp_path)


def test_a_strict_equality_is_caught(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        prove(mutant("lua", " or (got ~= got and want ~= want)", ""), tmp_path)


def test_a_verdict_before_the_checks_is_caught(tmp_path: Path) -> None:
    """The probe that exits early would count as one that answered."""
    answer = languages.get("lua").harness.partition("CHECKS\n")[2]
    early = mutant("lua", f"CHECKS\n{answer}", f"{answer}CHECKS\n")
    for language, says in ((languages.get("lua"), "0 "), (early, None)):
        program = toolchains.probe_program(language, "wrong")
        ran = run(language, program, tmp_path, 3).execution
        assert (ran.ready is None) is (says is not None)


def test_a_wrong_literal_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that is printed wrong is so on both sides of a check: the golden literals see it."""
    lua = languages.get("lua")
    before = literals(lua)
    monkeypatch.setattr(type(lua), "escape", lambda _, code: f"\\{code + 1:03}")
    assert literals(lua) != before
