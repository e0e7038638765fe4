"""MultiPL-E's files: what is written is read back, the unknown is kept, the broken is named."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newtongue import languages
from newtongue.benchmarks import multipl_e_files as files
from newtongue.core.completion import Completion, Outcome
from newtongue.core.errors import Unsupported, UsageError
from newtongue.core.problem import Prompt
from newtongue.models.replay import read_completions
from tests.conftest import data_file

PROMPT = {
    "name": "HumanEval_23_strlen",
    "language": "rs",
    "prompt": "fn strlen(string: String) -> isize {\n",
    "doctests": "transform",
    "original": "/somewhere/HumanEval_23_strlen.py",
    "prompt_terminology": "reworded",
    "tests": "}\n\nfn main() {\n    let candidate = strlen;\n}\n",
    "stop_tokens": ["\n}"],
}
RESULTS = {
    "name": "HumanEval_23_strlen",
    "language": "rs",
    "temperature": 0.2,
    "results": [
        {
            "program": "fn main() {}",
            "timestamp": 1,
            "stdout": "",
            "stderr": "",
            "exit_code": 0,
            "status": "OK",
        }
    ],
}
NEWER = {"difficulty": 3, "languages_seen": ["a", None]}

# the profile's own settings, but a folder for all examples will do
folder_is_shared = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40
)
text = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | text
unknown = st.dictionaries(st.sampled_from(["new", "other", "doctests"]), plain | st.lists(plain))
named = st.from_regex(r"\A[A-Za-z][A-Za-z0-9_]{0,8}\Z")
keys = st.sampled_from(["python", "lua", "java", "rust"])
stops = st.lists(st.sampled_from(["\nend", "\n}", "\ndef", "\n\n"]), max_size=3).map(tuple)


def write(path: Path, *rows: Any) -> Path:
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    whole = json.dumps(rows, indent=2) if ".jsonl" not in path.name else lines
    path.write_bytes(gzip.compress(whole.encode()) if path.suffix == ".gz" else whole.encode())
    return path


# -- prompts ---------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz", ".json", ".json.gz"])
def test_a_file_of_prompts_as_it_is_published(tmp_path: Path, ending: str) -> None:
    path = write(tmp_path / f"humaneval-rs-reworded{ending}", PROMPT | NEWER)
    assert files.holds_prompts(path)
    (prompt,) = files.read_prompts(path)
    assert (prompt.language, prompt.benchmark) == ("rust", "multipl-e-humaneval")
    assert (prompt.text, prompt.tests) == (PROMPT["prompt"], PROMPT["tests"])
    assert prompt.stop == ("\n}",)
    assert {k: prompt.extra[k] for k in NEWER} == NEWER
    assert prompt.extra["prompt_terminology"] == "reworded"


def test_whose_a_prompt_is(tmp_path: Path) -> None:
    for stem, benchmark in [
        ("mbpp-rs-keep", "multipl-e-mbpp"),
        ("mine", "mine"),
        ("lua-prompts", "lua-prompts"),
    ]:
        (prompt,) = files.read_prompts(write(tmp_path / f"{stem}.jsonl", PROMPT))
        assert prompt.benchmark == benchmark
    (prompt,) = files.read_prompts(write(tmp_path / "x.jsonl", PROMPT | {"benchmark": "starter"}))
    assert prompt.benchmark == "starter"


def test_other_files_hold_no_prompts(tmp_path: Path) -> None:
    problem = {"name": "p", "doc": "", "params": [], "prompt": "x"}
    assert not files.holds_prompts(write(tmp_path / "own.jsonl", problem))
    assert not files.holds_prompts(tmp_path)
    assert not files.holds_prompts(tmp_path / "none.jsonl")
    (tmp_path / "a.txt").write_text("x")
    assert not files.holds_prompts(tmp_path / "a.txt")


def test_languages_and_the_first_few_of_each(tmp_path: Path) -> None:
    rows = [PROMPT | {"name": f"p{i}", "language": tag} for i in range(3) for tag in ("rs", "lua")]
    path = write(tmp_path / "all.jsonl", *rows)
    assert [p.name for p in files.read_prompts(path, {"rust"})] == ["p0", "p1", "p2"]
    found = files.read_prompts(path, limit=2)
    assert sorted((p.language, p.name) for p in found) == [
        ("lua", "p0"), ("lua", "p1"), ("rust", "p0"), ("rust", "p1"),
    ]  # fmt: skip


@folder_is_shared
@given(
    st.dictionaries(st.tuples(keys, named), st.tuples(text, text, stops, named, unknown)),
    st.sampled_from([".jsonl", ".jsonl.gz"]),
)
def test_prompts_survive(tmp_path: Path, rows: dict[Any, Any], ending: str) -> None:
    prompts = tuple(
        Prompt(name, key, shown, stop, benchmark, tests, extra)
        for (key, name), (shown, tests, stop, benchmark, extra) in rows.items()
    )
    found = files.read_prompts(write(tmp_path / f"p{ending}", *map(files.prompt_row, prompts)))
    defaults = {"doctests": "transform", "prompt_terminology": "reworded"}
    wanted = [replace(p, extra={**defaults, "original": p.name, **p.extra}) for p in prompts]
    assert list(found) == wanted


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"name": None}, "name", "must be str, not NoneType"),
        ({"language": "klingon"}, "language", "unknown language"),
        ({"language": 3}, "language", "must be str"),
        ({"prompt": ["x"]}, "prompt", "must be str, not list"),
        ({"tests": True}, "tests", "must be str, not bool"),
        ({"stop_tokens": "\n"}, "stop_tokens", "must be list"),
        ({"stop_tokens": [""]}, "stop_tokens", "non-empty strings"),
        ({"prompt": "another"}, "name", "another prompt of HumanEval_23_strlen"),
    ],
)
@pytest.mark.parametrize("ending", [".jsonl", ".json.gz"])
def test_a_wrong_prompt_names_file_line_and_field(
    tmp_path: Path, change: dict[str, Any], field: str, says: str, ending: str
) -> None:
    path = write(tmp_path / f"humaneval-rs{ending}", PROMPT, PROMPT | change)
    with pytest.raises(UsageError, match=says) as caught:
        files.read_prompts(path)
    error = caught.value
    assert (error.file, error.field) == (str(path), field)
    assert error.line == (2 if ending == ".jsonl" else None)


@pytest.mark.parametrize("field", ["name", "language", "prompt", "tests", "stop_tokens"])
def test_a_missing_field_is_named(tmp_path: Path, field: str) -> None:
    row = {name: value for name, value in PROMPT.items() if name != field}
    with pytest.raises(UsageError, match="is missing") as caught:
        files.read_prompts(write(tmp_path / "a.jsonl", row))
    assert (caught.value.field, caught.value.line) == (field, 1)


# -- completions -----------------------------------------------------------------

fields = st.fixed_dictionaries(
    {"output_text": text},
    optional={
        "model": named,
        "revision": named,
        "temperature": st.sampled_from([0, 0.2, 0.8]),
        "top_p": st.sampled_from([0.95, 1.0]),
        "max_new_tokens": st.integers(1, 3),
        "seed": st.integers(0, 2),
        "finish_reason": st.sampled_from(["stop", "length"]),
        "extra": unknown,
    },
)


@folder_is_shared
@given(
    st.dictionaries(named.map(str.lower), st.dictionaries(st.integers(0, 6), fields, min_size=1)),
    keys,
    st.sampled_from(["", "b"]),
)
def test_completions_survive(
    tmp_path: Path, problems: dict[str, Any], key: str, benchmark: str
) -> None:
    completions = [
        Completion(name, key, n, benchmark=benchmark, prompt="f\n", tests="t", stop_tokens=("\t",),
                   **(row | {"output_text": row["output_text"].replace("\t", "")}))
        for name, rows in problems.items()
        for n, row in rows.items()
    ]  # fmt: skip
    groups = [[c for c in completions if c.name == name] for name in problems]
    path = write(tmp_path / "a.jsonl", *map(files.problem_row, groups))
    found = list(read_completions(path))
    assert sorted(found, key=lambda c: c.key) == sorted(completions, key=lambda c: c.key)


def test_a_problems_file_is_what_multipl_e_writes(tmp_path: Path) -> None:
    common = {
        "prompt": "fn f() {\n", "tests": "}\n", "stop_tokens": ("\n}",), "temperature": 0.2,
        "top_p": 0.95, "max_new_tokens": 512,
    }  # fmt: skip
    pair = [Completion("P_1", "rust", n, f" {n}\n}} more", **common) for n in (1, 0)]  # type: ignore[arg-type]
    (path,) = files.write_completions(tmp_path, pair)
    assert json.loads(gzip.decompress(path.read_bytes())) == {
        "name": "P_1",
        "language": "rs",
        "prompt": "fn f() {\n",
        "tests": "}\n",
        "stop_tokens": ["\n}"],
        "temperature": 0.2,
        "top_p": 0.95,
        "max_tokens": 512,
        "completions": [" 0", " 1"],
    }


def test_a_field_called_max_tokens_beside_ours_is_kept(tmp_path: Path) -> None:
    one = Completion("p", "lua", 0, "", prompt="", tests="t", stop_tokens=(), max_new_tokens=9)
    one = replace(one, extra={"max_tokens": 7})
    (path,) = files.write_completions(tmp_path, [one])
    assert list(read_completions(path)) == [one]


@pytest.mark.parametrize("name", ["../up", "a/b", ".hidden", "a b"])
def test_a_name_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    one = Completion(name, "lua", 0, "", prompt="", tests="t", stop_tokens=())
    with pytest.raises(UsageError, match="can't name a file"):
        files.write_completions(tmp_path, [one])
    assert not list(tmp_path.rglob("*"))


# -- results ---------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".results.json", ".results.json.gz"])
def test_results_as_they_are_published(tmp_path: Path, ending: str) -> None:
    row = RESULTS | NEWER | {"results": [RESULTS["results"][0] | {"coverage": 0.5}]}  # type: ignore[index]
    path = tmp_path / f"HumanEval_23_strlen{ending}"
    whole = json.dumps(row, indent=2).encode()
    path.write_bytes(gzip.compress(whole) if path.suffix == ".gz" else whole)
    found = files.read_results(path)
    assert (found.name, found.language, found.extra["difficulty"]) == (row["name"], "rust", 3)
    (one,) = found.results
    assert one.passed
    assert one.extra["coverage"] == 0.5
    again = files.write_results(tmp_path / "again", found)
    assert files.read_results(again) == found
    assert json.loads(gzip.decompress(again.read_bytes())) == row


@folder_is_shared
@given(st.lists(st.tuples(text, st.sampled_from(Outcome), text, text)), named, keys, unknown)
def test_results_survive(
    tmp_path: Path, rows: list[Any], name: str, key: str, extra: dict[str, Any]
) -> None:
    results = tuple(files.result(*row) for row in rows)
    whole = files.Results(name, key, results, extra)
    path = tmp_path / "x.results.json"
    path.write_text(json.dumps(files.results_row(whole)))
    assert files.read_results(path) == whole
    assert [one.passed for one in results] == [row[1] is Outcome.PASSED for row in rows]


@pytest.mark.parametrize("outcome", Outcome)
def test_only_what_passed_is_ok(outcome: Outcome) -> None:
    one = files.result("p", outcome, "", "")
    assert (one.status == "OK" and one.exit_code == 0) == (outcome is Outcome.PASSED)


def test_ok_with_another_exit_code_has_not_passed() -> None:
    """Racket's test library leaves 0 behind, others the opposite: MultiPL-E asks for both."""
    assert not files.Result("p", "OK", 1).passed
    assert not files.Result("p", "Exception", 0).passed
    assert not files.Result("p", "OK", None).passed


@pytest.mark.parametrize(
    ("content", "field", "says"),
    [
        ([RESULTS], None, "not a JSON object"),
        (RESULTS | {"results": {}}, "results", "must be list"),
        ({"name": "x", "language": "rs"}, "results", "is missing"),
        (RESULTS | {"language": "klingon"}, "language", "unknown language"),
        (RESULTS | {"results": [{}]}, "results[0].program", "is missing"),
        (RESULTS | {"results": ["OK"]}, "results[0]", "not a JSON object"),
        (
            RESULTS | {"results": [{"program": "", "status": "OK", "exit_code": "0"}]},
            "results[0].exit_code",
            "must be int",
        ),
    ],
)
def test_wrong_results_name_file_and_field(
    tmp_path: Path, content: Any, field: str | None, says: str
) -> None:
    path = tmp_path / "x.results.json.gz"
    path.write_bytes(gzip.compress(json.dumps(content).encode()))
    with pytest.raises(UsageError, match=says) as caught:
        files.read_results(path)
    assert (caught.value.file, caught.value.field) == (str(path), field)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (gzip.compress(json.dumps(RESULTS).encode())[:-9], "truncated or damaged gzip"),
        (b"\x1f\x8bnonsense", "damaged gzip"),
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (None, "no such file"),
    ],
)
def test_damaged_results_are_named(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "x.results.json.gz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=says) as caught:
        files.read_results(path)
    assert caught.value.file == str(path)


def test_results_lie_beside_completions(tmp_path: Path) -> None:
    for name in ("a.json.gz", "a.results.json.gz", "b.results.json", "c.jsonl"):
        (tmp_path / name).touch()
    assert [p.name for p in files.results_files(tmp_path)] == [
        "a.results.json.gz",
        "b.results.json",
    ]
    beside = files.results_files(tmp_path / "a.json.gz")
    assert [p.name for p in beside] == ["a.results.json.gz"]
    assert files.results_files(tmp_path / "c.jsonl") == []


# -- tags ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "tag"), [("python", "py"), ("lua", "lua"), ("java", "java"), ("rust", "rs")]
)
def test_tags(key: str, tag: str) -> None:
    assert languages.tag(key) == languages.tag(tag) == tag
    assert languages.get(tag).name == key


def test_every_tag_is_one_languages() -> None:
    """A tag that two languages claimed would lead to the first of them only."""
    known = [languages.tag(name) for name in languages.names()]
    assert len(known) == len(set(known))


def test_a_runner_that_wants_more_than_an_exit_code_is_refused() -> None:
    with pytest.raises(Unsupported, match="go test"):
        files.detached("", "go")


# -- real files --------------------------------------------------------------------


@pytest.mark.data
@pytest.mark.parametrize(("key", "problems"), [("python", 161), ("java", 158)])
def test_real_rows_survive(tmp_path: Path, key: str, problems: int) -> None:
    """The original study's completions, through MultiPL-E's form and back."""
    path = data_file(f"completions/codegen-350m-mono-humaneval-{key}")
    completions = list(read_completions(path))
    written = files.write_completions(tmp_path, completions)
    assert len(written) == problems
    found = {c.key: c for c in read_completions(tmp_path)}
    assert found == {c.key: replace(c, output_text=one_cut(c)) for c in completions}
    prompts = files.read_prompts(path)
    assert len(prompts) == problems
    counts = [languages.get(key).adapt(str(prompt.tests))[1] for prompt in prompts]
    assert min(counts) > 0
    files.write_prompts(tmp_path / "p.jsonl", prompts)
    again = files.read_prompts(tmp_path / "p.jsonl")
    assert [(p.name, p.text, p.tests, p.stop) for p in again] == [
        (p.name, p.text, p.tests, p.stop) for p in prompts
    ]


def one_cut(completion: Completion) -> str:
    from newtongue.core.completion import cut

    return cut(completion.output_text, completion.stop_tokens or ())
