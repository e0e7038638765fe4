"""Specs of models, and one clear line for each way in which the hub says no."""

from __future__ import annotations

import fnmatch
import json
import re
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import pytest

from newtongue.core.errors import MissingError, NewtongueError, UsageError
from newtongue.models import location
from tests.conftest import need


def folder_with(path: Path, **files: str) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (path / name.replace("__", ".")).write_text(text)
    return path


def test_a_folder_wins_over_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder_with(tmp_path / "owner" / "name", config__json="{}")
    assert location.locate("owner/name").folder == Path("owner/name")
    assert location.locate("owner/other").repository == "owner/other"


def test_a_revision_follows_the_at_sign() -> None:
    there = location.locate("nuprl/MultiPL-T-StarCoderBase_1b@lua-25k-epoch3")
    assert there.repository == "nuprl/MultiPL-T-StarCoderBase_1b"
    assert there.revision == "lua-25k-epoch3"
    assert location.locate("a/b@refs/pr/7").revision == "refs/pr/7"


@pytest.mark.parametrize("spec", ["nothing", "/no/such/folder", "a/b/c", "a/b@", "../x", "a b/c"])
def test_neither_folder_nor_repository(spec: str) -> None:
    with pytest.raises(UsageError, match="neither a folder nor owner/name"):
        location.locate(spec)


def test_a_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no model"):
        location.locate(str(tmp_path))


def test_a_training_run_stands_for_its_model(tmp_path: Path) -> None:
    folder_with(tmp_path / "outputs" / "adapter", adapter_config__json="{}")
    assert location.locate(str(tmp_path)).folder == tmp_path / "outputs" / "adapter"
    folder_with(tmp_path / "outputs" / "model", config__json="{}")
    assert location.locate(str(tmp_path)).folder == tmp_path / "outputs" / "model"


def refuse(monkeypatch: pytest.MonkeyPatch, make: Callable[[Any, Any], Exception]) -> None:
    need("huggingface_hub", find_spec("huggingface_hub"), "pip install 'newtongue[train]'")
    import huggingface_hub as hub

    response = httpx.Response(403, request=httpx.Request("GET", "http://127.0.0.1/x"))

    def download(*_: Any, **__: Any) -> str:
        raise make(hub.errors, response)

    monkeypatch.setattr(hub, "snapshot_download", download)


CASES: list[tuple[str, str, Callable[[Any, Any], Exception], type[NewtongueError], str, str]] = [
    (
        "gated",
        "bigcode/starcoderbase-1b",
        lambda e, r: e.GatedRepoError("no", response=r),
        MissingError,
        "accept its terms on .*/bigcode/starcoderbase-1b",
        "hf auth login.*tiny_starcoder_py",
    ),
    (
        "missing",
        "owner/nmae",
        lambda e, r: e.RepositoryNotFoundError("no", response=r),
        UsageError,
        "no folder here, and no repository",
        "spelling",
    ),
    (
        "revision",
        "owner/name@v9",
        lambda e, r: e.RevisionNotFoundError("no", response=r),
        UsageError,
        "no revision 'v9'",
        "see .*/owner/name",
    ),
    (
        "offline",
        "owner/name",
        lambda e, _: e.LocalEntryNotFoundError("no"),
        MissingError,
        "not in the cache",
        "folder",
    ),
    (
        "broken",
        "owner/name",
        lambda e, r: e.HfHubHTTPError("500 Server Error\nmore", response=r),
        MissingError,
        "the hub answered: 500 Server Error$",
        "",
    ),
]


@pytest.mark.parametrize(("name", "spec", "make", "kind", "message", "hint"), CASES)
def test_what_the_hub_says_becomes_one_line(
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    spec: str,
    make: Callable[[Any, Any], Exception],
    kind: type[NewtongueError],
    message: str,
    hint: str,
) -> None:
    refuse(monkeypatch, make)
    with pytest.raises(kind, match=message) as caught:
        location.fetch(location.locate(spec))
    assert "\n" not in str(caught.value)
    if hint:
        assert caught.value.hint
        assert re.search(hint, caught.value.hint)


def test_only_safetensors_are_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    need("huggingface_hub", find_spec("huggingface_hub"), "pip install 'newtongue[train]'")
    import huggingface_hub as hub

    asked: list[Any] = []

    def download(*_: Any, **rest: Any) -> str:
        asked.append(rest)
        return str(tmp_path)

    monkeypatch.setattr(hub, "snapshot_download", download)
    location.fetch(location.locate("owner/name@v1"))
    assert asked[0]["revision"] == "v1"
    for name in ("pytorch_model.bin", "model.pt", "tokenizer.pkl", "training_args.bin", "x.py"):
        assert not any(fnmatch.fnmatch(name, p) for p in asked[0]["allow_patterns"])


def test_pickled_weights_are_refused_with_the_way_out(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, config__json="{}", pytorch_model__bin="x")
    with pytest.raises(UsageError, match="no safetensors") as caught:
        location.require_weights(location.locate(str(folder)), folder)
    assert "save_pretrained" in str(caught.value.hint)
    known = location.Location("x", repository="Salesforce/codegen-350M-mono")
    with pytest.raises(UsageError) as caught:
        location.require_weights(known, folder)
    assert "codegen-350M-mono@refs/pr/7" in str(caught.value.hint)


def test_the_base_is_named_by_the_adapter_then_by_the_card(tmp_path: Path) -> None:
    card = "---\nlicense: mit\nbase_model:\n- owner/base\n---\n# Title\n"
    folder = folder_with(tmp_path, README__md=card)
    assert location.base_of(folder) == "owner/base"
    settings = {"base_model_name_or_path": "a/b", "revision": "v2"}
    folder_with(tmp_path, adapter_config__json=json.dumps(settings))
    assert location.base_of(folder) == "a/b@v2"


@pytest.mark.parametrize(
    "card",
    ["", "no front matter", "---\nbase_model: [\n---\n", "---\n- a\n---\n", "x\n---\na: b\n---\n"],
)
def test_cards_that_name_no_base(tmp_path: Path, card: str) -> None:
    assert location.base_of(folder_with(tmp_path, README__md=card)) is None


def test_the_tokenizer_is_the_given_the_own_or_the_bases(tmp_path: Path) -> None:
    base = folder_with(tmp_path / "base", config__json="{}", tokenizer__json="{}")
    other = folder_with(tmp_path / "other", config__json="{}", tokenizer__json="{}")
    card = f"---\nbase_model: {base}\n---\n"
    bare = folder_with(tmp_path / "bare", config__json="{}", README__md=card)
    place = location.locate(str(bare))
    assert location.tokenizer_folder(place, bare) == base
    assert location.tokenizer_folder(place, bare, str(other)) == other
    folder_with(bare, tokenizer__json="{}")
    assert location.tokenizer_folder(place, bare) == bare


def test_without_any_tokenizer_the_flag_is_named(tmp_path: Path) -> None:
    bare = folder_with(tmp_path, config__json="{}")
    with pytest.raises(UsageError, match="no tokenizer") as caught:
        location.tokenizer_folder(location.locate(str(bare)), bare)
    assert "--tokenizer" in str(caught.value.hint)


def test_a_tag_without_card_asks_the_main_branch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MultiPL-T's weights live in tags that hold neither card nor tokenizer."""
    base = folder_with(tmp_path / "base", config__json="{}", tokenizer__json="{}")
    tag = folder_with(tmp_path / "tag", config__json="{}")
    main = folder_with(tmp_path / "main", README__md=f"---\nbase_model: {base}\n---\n")
    real = location.fetch

    def fetch(place: location.Location, patterns: Any = ()) -> Path:
        return main if place.repository and place.revision is None else real(place, patterns)

    monkeypatch.setattr(location, "fetch", fetch)
    place = location.Location("o/n@lua", repository="o/n", revision="lua")
    assert location.tokenizer_folder(place, tag) == base


def test_a_fingerprint_follows_the_bytes(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, config__json="{}", model__safetensors="a")
    before = location.fingerprint(str(folder))
    assert location.fingerprint(str(folder)) == before
    folder_with(tmp_path, model__safetensors="b")
    assert location.fingerprint(str(folder)) != before
