"""The type checker reads texts in batches, and no text can harm it or what stands beside it."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

import pytest

from newtongue.core.dataset import File, Function
from newtongue.core.errors import MissingError
from newtongue.curate.extract import Check, Extract, Refused, check, extract

module = importlib.import_module("newtongue.curate.extract.check")

RIGHT = "def f(x: int) -> int:\n    return x + 1\n"
UNDEFINED = "def f(x):\n    return x + y\n"
ARITY = "def g(a):\n    return a\n\ndef f(x):\n    return g(x, 1)\n"
ATTRIBUTE = "def f(x):\n    return 'a'.nosuch(x)\n"


def functions(*texts: str, language: str = "python") -> list[Function]:
    return [Function(f"f{i}", language, text, line=i) for i, text in enumerate(texts)]


def outcome(texts: list[str], **settings: object) -> list[str]:
    found = check(functions(*texts), Check(**settings))  # type: ignore[arg-type]
    return [one.detail or one.reason if isinstance(one, Refused) else "ok" for one in found]


def test_errors_refuse_and_order_is_kept() -> None:
    found = outcome([RIGHT, UNDEFINED, RIGHT, ARITY, ATTRIBUTE, RIGHT], batch=2)
    assert [said.split(",")[0] for said in found] == [
        "ok", "unknown-name", "ok", "bad-argument-count", "missing-attribute", "ok",
    ]  # fmt: skip
    assert "line 5" in found[3]
    (refused,) = check(functions(UNDEFINED), Check())
    assert isinstance(refused, Refused)
    assert refused.reason == "does not type-check"


@pytest.mark.parametrize(
    ("failing", "wrong"),
    [("names", {UNDEFINED}), ("calls", {UNDEFINED, ARITY}), ("all", {UNDEFINED, ARITY, ATTRIBUTE})],
)
def test_what_counts_as_failing_is_a_setting(failing: str, wrong: set[str]) -> None:
    texts = [RIGHT, UNDEFINED, ARITY, ATTRIBUTE]
    found = outcome(texts, failing=failing)
    assert {text for text, said in zip(texts, found, strict=True) if said != "ok"} == wrong


def test_other_languages_and_a_check_turned_off_pass() -> None:
    lua = functions("x = = 1", language="lua")
    assert list(check(lua, Check())) == lua
    assert outcome([UNDEFINED], enabled=False) == ["ok"]


def test_a_batch_of_any_size_gives_the_same() -> None:
    texts = [RIGHT, UNDEFINED, ARITY, RIGHT, ATTRIBUTE]
    assert outcome(texts, batch=1) == outcome(texts, batch=4) == outcome(texts, batch=99)


def test_texts_do_not_see_each_other_or_this_machine() -> None:
    nosy = "from newtongue_text_0 import f as g\n\ndef f(x):\n    return g(x).nosuch\n"
    ours = "import numpy\n\ndef f(x):\n    return numpy.nosuch(x)\n"
    assert outcome([RIGHT, nosy, ours])[2] == "ok"  # what isn't there could be anything


def test_settings_inside_a_text_run_nothing(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    text = (
        f"import pathlib\npathlib.Path({str(mark)!r}).touch()\n"
        "# pyrefly: ignore-errors\n" + UNDEFINED
    )
    outcome([text, "\0", "(" * 9000, "x = " + "-" * 9000 + "1"])
    assert not mark.exists()


def test_a_text_that_takes_for_ever_is_alone_in_it() -> None:
    deep = "x: " + "list[" * 200 + "]" * 200
    texts = [RIGHT, "\ud800", deep, RIGHT]
    assert outcome(texts, seconds=1) == ["ok", "is not Unicode", "took too long", "ok"]


FAKE = """
import json, os, pathlib, sys
texts = sorted(pathlib.Path("texts").iterdir())
for text in texts:
    said = text.read_text()
    if "CRASH" in said: os.abort()
    while "HANG" in said: pass
    if "BABBLE" in said: print("]"); sys.exit()
assert set(os.environ) <= {"HOME", "PATH", "LC_CTYPE"}
wrong = [t for t in texts if "WRONG" in t.read_text()]
print(json.dumps({"errors": [
    {"path": f"texts/{t.name}", "line": 1, "name": "k", "concise_description": "no"} for t in wrong
]}))
sys.exit(bool(wrong))
"""


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    script = tmp_path / "checker.py"
    script.write_text(FAKE)
    monkeypatch.setattr(module, "_command", lambda: [sys.executable, "-S", str(script)])
    return script


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("CRASH", "ended with exit code -6"),
        ("HANG", "took too long"),
        ("BABBLE", "gave no answer that can be read"),
    ],
)
def test_a_culprit_is_found_and_costs_nobody_else(fake: Path, word: str, said: str) -> None:
    texts = ["fine", "WRONG", word, "fine", "WRONG"]
    seconds = 1.0 if word == "HANG" else 20.0
    wrong = "k, line 1: no"
    assert outcome(texts, seconds=seconds) == ["ok", wrong, said, "ok", wrong]


def test_errors_of_the_checker_itself_are_not_the_functions() -> None:
    answer = {"errors": [{"path": "a/newtongue_text_0.py", "line": 3, "name": "internal-error"}]}
    (found,) = module._read(json.dumps(answer).encode(), 1, Check())
    assert found.kind == "failed"


def test_without_the_checker_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.sysconfig, "get_path", lambda _: "/nowhere")
    monkeypatch.setattr(module.shutil, "which", lambda _: None)
    with pytest.raises(MissingError) as error:
        outcome([RIGHT])
    assert "newtongue[curate]" in str(error.value.hint)


def test_a_second_opinion_on_what_extraction_says_is_whole() -> None:
    """The checker finds no undefined name in functions of the standard library."""
    import sysconfig

    root = Path(sysconfig.get_path("stdlib"))
    names = (
        "textwrap",
        "statistics",
        "posixpath",
        "calendar",
        "shlex",
        "difflib",
        "ntpath",
        "base64",
    )
    files = [
        File((root / f"{name}.py").read_text(), f"{name}.py", language="python") for name in names
    ]
    settings = Extract(arguments=0, statements=0, variadic=True, decorated=True, methods=True)
    kept = [f for f in extract(files, settings) if isinstance(f, Function)]
    assert len(kept) > 80
    refused = [r for r in check(kept, Check(failing="names")) if isinstance(r, Refused)]
    assert not [r for r in refused if r.detail.startswith("unknown-name")]
