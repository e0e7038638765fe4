"""MultiPL-E's prompts evaluated as they are, its verdicts compared, and ours in its form."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from newtongue import languages, recipes
from newtongue.benchmarks import base as benchmarks
from newtongue.benchmarks import multipl_e_files as files
from newtongue.core.completion import Completion, Outcome, Verdict
from newtongue.core.errors import Unsupported, UsageError
from newtongue.core.progress import Silent
from newtongue.core.run import Run, open_run
from newtongue.core.store import read_jsonl, read_parquet, write_jsonl
from newtongue.evaluate import exchange, stage, translations
from newtongue.evaluate import generate as sampling
from newtongue.evaluate.recipe import EvaluateRecipe, GenerateRecipe
from newtongue.judge import Judged
from newtongue.models.base import Request, Sampling
from newtongue.models.replay import read_completions
from newtongue.translate import render
from tests.conftest import need_program

LUA = "newtongue languages install lua"
PROMPT = {
    "name": "HumanEval_7_total",
    "language": "lua",
    "prompt": "local function total(xs)\n",
    "doctests": "transform",
    "original": "/somewhere/HumanEval_7_total.py",
    "prompt_terminology": "reworded",
    "tests": "lu = require('luaunit')\n\nfunction test_humaneval()\nlocal candidate = total\n"
    "    lu.assertEquals(candidate({1, 2}), 3)\n    lu.assertEquals(candidate({}), 0)\nend\n\n"
    "os.exit(lu.LuaUnit.run())",
    "stop_tokens": ["\nlocal", "\nfunction", "\n--", "\n\n"],
    "newer": [1],
}
RIGHT = "  local s = 0\n  for _, x in ipairs(xs) do s = s + x end\n  return s\nend"
WRONG = "  return 3\nend"


class Scripted:
    """A model that answers a right program first, then wrong ones."""

    name, revision = "scripted", None

    def complete(self, requests: Sequence[Request], sampling: Sampling) -> Iterator[Completion]:
        for request in requests:
            prompt = request.prompt
            yield Completion(
                prompt.name,
                prompt.language,
                request.output_id,
                WRONG if request.output_id else RIGHT,
                prompt.benchmark,
                prompt=prompt.text,
                stop_tokens=prompt.stop,
                model="a/b",
                temperature=sampling.temperature,
            )


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "open_model", lambda *_: Scripted())
    monkeypatch.setattr(stage, "fingerprint", lambda _: "00")


def prompts(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "humaneval-lua-reworded.jsonl"
    write_jsonl(path, rows or [PROMPT])
    return path


def run(kind: Any, what: Any, root: Path, **settings: Any) -> Run:
    recipe = recipes.check(kind, {"stage": what.__name__, **settings})
    with open_run(stage.plan(recipe), root=root / "runs", progress=Silent()) as opened:
        what(recipe, opened)
    return opened


def evaluate(root: Path, **settings: Any) -> Run:
    return run(EvaluateRecipe, stage.evaluate, root, **settings)


# -- in ----------------------------------------------------------------------------


@pytest.mark.toolchain
def test_published_prompts_are_evaluated_as_they_are(tmp_path: Path, scripted: None) -> None:
    need_program("lua5.4", LUA)
    rest = [PROMPT | {"name": "HumanEval_8_total"}, PROMPT | {"language": "rs", "tests": "}\n"}]
    path = prompts(tmp_path, PROMPT, *rest)
    done = evaluate(tmp_path, model="m", benchmark=[str(path)], language=["lua"], n=2)
    (score,) = done.manifest["summary"]["scores"]
    assert (score["benchmark"], score["language"]) == ("multipl-e-humaneval", "lua")
    assert (score["problems"], score["completions"]) == (2, 4)
    assert score["pass"][0]["estimate"] == pytest.approx(0.5)
    assert str(path) in str(done.manifest["inputs"])
    rows = [row for _, row in read_jsonl(done.outputs / sampling.FILE)]
    assert all(row["tests"] == PROMPT["tests"] and row["newer"] == [1] for row in rows)


def test_a_change_of_the_prompts_is_another_run(tmp_path: Path, scripted: None) -> None:
    settings = {"model": "m", "benchmark": [str(prompts(tmp_path))]}
    first = run(GenerateRecipe, stage.generate, tmp_path, **settings)
    assert run(GenerateRecipe, stage.generate, tmp_path, **settings).folder == first.folder
    prompts(tmp_path, PROMPT | {"prompt": "-- Add.\n"})
    assert run(GenerateRecipe, stage.generate, tmp_path, **settings).folder != first.folder


def test_all_languages_of_a_file_unless_some_are_named(tmp_path: Path) -> None:
    path = prompts(tmp_path, PROMPT, PROMPT | {"language": "rs"})
    data = {"stage": "generate", "benchmark": [str(path)]}
    asked = sampling.prompts(recipes.check(GenerateRecipe, data))
    assert [p.language for p in asked.prompts] == ["lua", "rust"]
    one = sampling.prompts(recipes.check(GenerateRecipe, data | {"language": ["rs"]}))
    assert [p.language for p in one.prompts] == ["rust"]
    with pytest.raises(UsageError, match="no problem"):
        sampling.prompts(recipes.check(GenerateRecipe, data | {"language": ["java"]}))


def test_two_files_of_the_same_problems_need_two_calls(tmp_path: Path) -> None:
    twice = [str(prompts(tmp_path)), str(tmp_path / "humaneval-lua-keep.jsonl")]
    write_jsonl(Path(twice[1]), [PROMPT | {"doctests": "keep"}])
    with pytest.raises(UsageError, match="asked for twice"):
        sampling.prompts(recipes.check(GenerateRecipe, {"stage": "generate", "benchmark": twice}))


@pytest.mark.toolchain
def test_recorded_verdicts_are_compared(tmp_path: Path) -> None:
    need_program("lua5.4", LUA)
    folder = tmp_path / "theirs"
    texts = [RIGHT, WRONG, "  os.exit(0)\nend"]
    theirs = PROMPT | {"completions": texts, "temperature": 0.2, "max_tokens": 512}
    write_jsonl(folder / "HumanEval_7_total.json.gz", [theirs])
    said = [("OK", 0), ("OK", 0), ("Exception", 1)]
    results = [
        {"program": f"{PROMPT['prompt']}{text}\n{PROMPT['tests']}", "status": s, "exit_code": c}
        for text, (s, c) in zip(texts, said, strict=True)
    ]
    write_jsonl(folder / "HumanEval_7_total.results.json.gz", [PROMPT | {"results": results}])
    done = evaluate(tmp_path, completions=[str(folder)])
    counts = done.manifest["counts"]["recorded"]
    assert counts == {"programs": 3, "agree": 2, "theirs_only": 1, "ours_only": 0}
    ((_, row),) = read_jsonl(done.outputs / exchange.FILE)
    assert (row["output_id"], row["theirs"], row["ours"]) == (1, "OK", "assertion")
    (line,) = exchange.agreement(counts)
    assert "2 of 3 agree" in line
    assert "there only: 1" in line
    assert exchange.agreement({}) == []


def test_damaged_results_beside_completions_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    write_jsonl(folder / "a.json.gz", [PROMPT | {"completions": [RIGHT]}])
    broken = folder / "a.results.json.gz"
    broken.write_bytes(gzip.compress(b'{"name": "a"')[:-4])
    completions = list(read_completions(folder))
    with (
        pytest.raises(UsageError, match="damaged gzip") as caught,
        open_run(stage.Plan("judge", 1, {}), root=tmp_path / "runs") as opened,
    ):
        exchange.compare([folder], completions, {}, opened)
    assert caught.value.file == str(broken)


# -- out ---------------------------------------------------------------------------


def pass_at_1(folder: Path) -> float:
    """As MultiPL-E's own script counts it, from nothing but the results files."""
    rates = []
    for path in sorted(folder.glob("*.results.json.gz")):
        data = json.loads(gzip.decompress(path.read_bytes()))
        assert data["temperature"] == 0.2
        passed = [r["status"] == "OK" and r["exit_code"] == 0 for r in data["results"]]
        rates.append(sum(passed) / len(passed))
    return sum(rates) / len(rates)


@pytest.mark.toolchain
def test_a_run_is_exported_and_comes_back(tmp_path: Path, scripted: None) -> None:
    need_program("lua5.4", LUA)
    out = tmp_path / "out"
    settings = {"model": "m", "language": ["lua"], "limit": 2, "n": 3, "temperature": 0.2}
    plain = evaluate(tmp_path, **settings)
    grown = evaluate(tmp_path, **settings, export=str(out))
    assert grown.folder == plain.folder, "what is exported besides makes no other run"
    (folder,) = out.iterdir()
    assert folder.name == "starter-lua-a_b-0.2"
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 4
    assert names[0] == "starter_0_seat_number.json.gz"
    (score,) = grown.manifest["summary"]["scores"]
    assert pass_at_1(folder) == pytest.approx(score["pass"][0]["estimate"])
    again = evaluate(tmp_path, completions=[str(folder)])
    counts = again.manifest["counts"]["recorded"]
    assert counts["agree"] == counts["programs"] == 6
    keys = ("name", "output_id", "outcome", "assertion", "program_sha256")
    outcomes = [
        [tuple(row[key] for key in keys) for row in read_parquet(r.outputs / "verdicts.parquet")]
        for r in (grown, again)
    ]
    assert outcomes[0] == outcomes[1]


@pytest.mark.toolchain
def test_foreign_tests_are_exported_untouched(tmp_path: Path, scripted: None) -> None:
    need_program("lua5.4", LUA)
    out = tmp_path / "out"
    evaluate(tmp_path, model="m", benchmark=[str(prompts(tmp_path))], n=2, export=str(out))
    (folder,) = out.iterdir()
    data = json.loads(gzip.decompress((folder / "HumanEval_7_total.json.gz").read_bytes()))
    assert {k: data[k] for k in PROMPT} == PROMPT
    assert data["completions"] == [RIGHT, WRONG]
    results = files.read_results(folder / "HumanEval_7_total.results.json.gz").results
    assert [one.passed for one in results] == [True, False]
    assert results[0].program == f"{PROMPT['prompt']}{RIGHT}\n{PROMPT['tests']}"


def test_generate_exports_completions_alone(tmp_path: Path, scripted: None) -> None:
    out = tmp_path / "out"
    settings = {"model": "m", "language": ["lua"], "limit": 1, "export": str(out)}
    run(GenerateRecipe, stage.generate, tmp_path, **settings)
    (path,) = (p for p in out.rglob("*") if p.is_file())
    data = json.loads(gzip.decompress(path.read_bytes()))
    assert data["language"] == "lua"
    assert "/dev/null" in data["tests"]
    assert "/dev/fd" not in data["tests"]
    assert data["stop_tokens"] == list(languages.get("lua").stops)


def test_results_end_where_the_sandbox_failed(tmp_path: Path) -> None:
    """MultiPL-E's tools take results for the first completions, in order."""
    rows = [Completion("p", "lua", n, str(n), prompt="", tests="t") for n in range(3)]
    outcomes = (Outcome.PASSED, Outcome.INFRASTRUCTURE, Outcome.PASSED)
    judged = {
        row.key: Judged(Verdict(*row.key, what, "run"))
        for row, what in zip(rows, outcomes, strict=True)
    }
    assert exchange.export(tmp_path, rows, {}, judged) == {}
    (folder,) = tmp_path.iterdir()
    assert len(files.read_results(folder / "p.results.json.gz").results) == 1


def test_what_cannot_be_exported_is_counted(tmp_path: Path) -> None:
    rows = [Completion("p", "lua", n, "", benchmark="gone") for n in range(2)]
    left_out = exchange.export(tmp_path, rows, {})
    assert left_out == {"lua: neither tests of its own nor a benchmark's": 2}
    assert exchange.export(None, rows, {}) == {}


# -- translate -----------------------------------------------------------------------


def test_translations_in_multipl_e_form(tmp_path: Path) -> None:
    form = translations.form("multipl-e", "transform", "reworded")
    translations.write("starter", ["lua", "rust"], [], 3, tmp_path, form)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "starter-lua-reworded.jsonl",
        "starter-rs-reworded.jsonl",
    ]
    _, row = next(read_jsonl(tmp_path / "starter-rs-reworded.jsonl"))
    order = ["name", "language", "prompt", "doctests", "original", "prompt_terminology", "tests"]
    assert list(row)[:8] == [*order, "stop_tokens"]
    assert (row["language"], row["benchmark"]) == ("rs", "starter")
    found = files.read_prompts(tmp_path / "starter-rs-reworded.jsonl")
    problems = benchmarks.load("starter", limit=3).problems
    assert [p.text for p in found] == [
        p.text for p in render.translate(problems, languages.get("rust")).prompts
    ]


@pytest.mark.parametrize(
    ("doctests", "words", "variant"),
    [
        ("transform", "reworded", "reworded"),
        ("transform", "verbatim", "transform"),
        ("keep", "verbatim", "keep"),
        ("remove", "verbatim", "remove"),
        ("remove", "reworded", "remove-reworded"),
    ],
)
def test_files_are_called_as_multipl_e_calls_them(
    tmp_path: Path, doctests: str, words: str, variant: str
) -> None:
    form = translations.form("multipl-e", doctests, words)
    translations.write("starter", ["py"], [], 1, tmp_path, form)
    (path,) = tmp_path.iterdir()
    assert path.name == f"starter-py-{variant}.jsonl"
    (_, row), *_ = read_jsonl(path)
    assert (row["doctests"], row["prompt_terminology"]) == (doctests, words)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("multiple", "keep", "verbatim"), "format"),
        (("multipl-e", "kept", "verbatim"), "doctests"),
        (("multipl-e", "keep", "loud"), "words"),
    ],
)
def test_an_unknown_form_is_refused(words: tuple[str, str, str], field: str) -> None:
    with pytest.raises(UsageError) as caught:
        translations.form(*words)
    assert caught.value.field == field


def test_a_language_whose_runner_asks_for_more_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unsupported, match="clojure"):
        form = translations.form("multipl-e", "keep", "verbatim")
        translations.write("starter", ["clojure"], [], 1, tmp_path, form)
    assert not list(tmp_path.iterdir())


@pytest.mark.toolchain
def test_our_own_prompts_are_judged_by_their_benchmark(tmp_path: Path, scripted: None) -> None:
    """Rows whose tests are a copy of ours are judged by the problem's, with the channel."""
    need_program("lua5.4", LUA)
    for form in ("multipl-e", "newtongue"):
        folder = tmp_path / form
        written = translations.form(form, "transform", "reworded")
        translations.write("starter", ["lua"], [], 2, folder, written)
        (path,) = folder.iterdir()
        done = evaluate(tmp_path, model="m", benchmark=[str(path)])
        assert done.manifest["counts"]["unsupported"] == {}
        (score,) = done.manifest["summary"]["scores"]
        assert (score["benchmark"], score["completions"]) == ("starter", 2)
        assert score["outcomes"]["assertion"] + score["outcomes"]["exception"] == 2
