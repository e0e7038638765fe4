"""Characters per token, by a tokenizer made on the spot."""

from __future__ import annotations

from pathlib import Path

import pytest

from newtongue.core.dataset import File
from newtongue.core.errors import UsageError
from newtongue.core.store import sha256_file
from newtongue.curate.filters import Filters, fertility, inputs
from newtongue.curate.filters.fertility import counter, fingerprint
from newtongue.models.location import Location
from tests.conftest import need_library
from tests.curate.filters.texts import dropped, reason


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A tokenizer whose tokens are what stands between blanks."""
    tokenizers = need_library("tokenizers", "train")
    made = tokenizers.Tokenizer(tokenizers.models.WordLevel({"?": 0}, unk_token="?"))
    made.pre_tokenizer = tokenizers.pre_tokenizers.WhitespaceSplit()
    made.enable_truncation(2)
    made.save(str(tmp_path / "tokenizer.json"))
    return tmp_path


def test_characters_are_divided_by_tokens(words: Path) -> None:
    file = File("ab cde f\n", "a.py", language="python")
    for place in (words, words / "tokenizer.json"):
        assert counter(str(place))(file.text) == 3
        assert reason(file, tokenizer=str(place), min_fertility=3) == ""
        found = dropped(file, tokenizer=str(place), min_fertility=3.1)
        assert found == ("few characters per token", "3.00")


def test_the_tokenizer_is_an_input_of_the_run(words: Path) -> None:
    digest = sha256_file(words / "tokenizer.json")
    assert inputs(Filters(tokenizer=str(words))) == {str(words): digest}
    assert inputs(Filters()) == {}


def test_a_preset_has_figures_for_some_languages_and_they_need_a_tokenizer(words: Path) -> None:
    text = "# c\n" + "a b c d e f\n" * 9
    said = {"preset": "santacoder", "tokenizer": str(words)}
    file = File(text, "a.py", language="python")
    assert reason(file, **said) == "few characters per token"
    assert reason(File(text, "a.lua", language="lua"), **said, min_comments=0) == ""
    assert reason(file, preset="santacoder") == ""


def test_a_tokenizer_that_is_none_is_said_at_the_start(tmp_path: Path) -> None:
    need_library("tokenizers", "train")
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(UsageError, match="no tokenizer"):
        reason(File("", "a"), tokenizer=str(tmp_path))


def test_a_name_on_the_hub_is_fetched(words: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def fetch(location: Location, patterns: tuple[str, ...]) -> Path:
        asked.append((location.repository, location.revision, patterns))
        return words

    monkeypatch.setattr(fertility, "fetch", fetch)
    assert counter("nobody/words@v1")("a b") == 2
    assert asked == [("nobody/words", "v1", ("tokenizer.json",))]
    assert fingerprint("nobody/words@v1") == sha256_file(words / "tokenizer.json")
    (words / "tokenizer.json").unlink()
    with pytest.raises(UsageError, match=r"nobody/other.*has no tokenizer.json"):
        counter("nobody/other")
