"""Presets, rows and a recipe's own words: what holds for a file."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from pydantic import ValidationError

from newtongue.core.dataset import File
from newtongue.curate.filters import Filters
from newtongue.curate.filters.settings import Limits, Thresholds, limits, presets
from tests.curate.filters.texts import reason

LINES = File("x" * 1001 + "\n", "a.py", language="python")


def of(path: str, language: str, **said: Any) -> Limits:
    return limits(Filters(**said))(File("", path, language=language))


def test_presets_say_nothing_but_thresholds() -> None:
    known = {field.name for field in fields(Limits)}
    assert known == set(Thresholds.model_fields)
    for name, preset in presets().items():
        assert set(preset) - {"rows"} <= known, name
        for row in preset["rows"]:
            assert set(row) - {"languages", "extensions"} <= known, row
        Filters(preset=name)


def test_published_figures() -> None:
    santa = of("a.py", "python", preset="santacoder")
    assert (santa.max_line_length, santa.mean_line_length, santa.min_alphanumeric) == (
        1000,
        100,
        0.25,
    )
    assert (santa.min_comments, santa.max_comments, santa.min_fertility) == (0.01, 0.8, 2.5)
    assert of("a.java", "java", preset="santacoder").min_fertility == 2.9
    star = of("a.py", "python", preset="starcoder")
    assert (star.max_line_length, star.min_alphabetic, star.xml) == (1000, None, True)
    two = of("a.py", "python", preset="stack-v2")
    assert (two.max_lines, two.min_alphabetic, two.max_encoded_run) == (100_000, 0.25, 1024)
    assert two == of("a.py", "python")


def test_rows_hold_for_their_extensions_and_languages() -> None:
    star = {"preset": "starcoder"}
    assert of("README.md", "markdown", **star).max_line_length is None
    assert of("a.R", "r", **star).mean_line_length is None
    assert of("a.yml", "yaml", **star).min_alphabetic == 0.5
    assert not of("a.xsl", "xslt", **star).xml
    assert reason(File("x", "a.rktd", language="racket"), **star) == "extension left out"
    assert of("a.html", "html").max_line_length == 100_000
    assert of("a.json", "json").max_lines == 512
    assembly = of("a.asm", "assembly")
    assert (assembly.min_alphabetic, assembly.min_alphanumeric) == (None, 0.25)


def test_a_recipe_overrides_single_thresholds_and_null_turns_one_off() -> None:
    assert reason(LINES, preset="stack-v2") == "a long line"
    assert reason(LINES, preset="stack-v2", max_line_length=2000) == "long lines on average"
    off = {"max_line_length": None, "mean_line_length": None, "max_encoded_share": None}
    assert reason(LINES, preset="stack-v2", **off) == ""
    assert reason(LINES) == ""
    assert of("a.html", "html", max_line_length=7).max_line_length == 7


def test_a_language_may_have_its_own() -> None:
    said: dict[str, Any] = {"max_lines": 5, "by_language": {"lua": {"max_lines": None}}}
    assert of("a.lua", "lua", **said).max_lines is None
    assert of("a.py", "python", **said).max_lines == 5


def test_settings_come_back_from_a_run_as_they_went() -> None:
    said = Filters(max_lines=None, min_stars=3, by_language={"r": Thresholds(xml=True)})
    back = Filters.model_validate(said.model_dump(mode="json"))
    assert back == said
    assert limits(back)(LINES) == limits(said)(LINES)


@pytest.mark.parametrize(
    "said",
    [{"max_lines": -1}, {"min_comments": 1.5}, {"preset": "stack"}, {"max_line": 3}, {"xml": None}],
)
def test_what_is_no_threshold_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Filters.model_validate(said)


def test_stars_that_are_not_known_are_none() -> None:
    assert reason(File("x", "a.py", stars=5), min_stars=5) == ""
    assert reason(File("x", "a.py", stars=4), min_stars=5) == "few stars"
    assert reason(File("x", "a.py"), min_stars=1) == "few stars"
    assert reason(File("x", "a.py"), min_stars=0) == ""
