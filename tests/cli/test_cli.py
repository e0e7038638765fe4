"""The command line as a user meets it: help, JSON, exit codes, and one clear line for bad input."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from newtongue.core.store import sha256_file, write_jsonl
from tests.conftest import need_program

ROW = {
    "name": "total",
    "language": "lua",
    "output_id": 0,
    "prompt": "local function total(xs)\n",
    "output_text": "  local s = 0\n  for _, x in ipairs(xs) do s = s + x end\n  return s\nend\n",
    "tests": "lu = require('luaunit')\n\nfunction test_humaneval()\nlocal candidate = total\n"
    "    lu.assertEquals(candidate({1, 2}), 3)\nend\n\nos.exit(lu.LuaUnit.run())",
    "stop_tokens": ["\nlocal", "\nfunction", "\n--", "\n\n"],
}


def call(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "newtongue", *words],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=300,
        check=False,
    )


def error(done: subprocess.CompletedProcess[str]) -> str:
    assert "Traceback" not in done.stderr, done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("newtongue: ")]
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.mark.parametrize(
    "verb",
    [
        "doctor",
        "languages",
        "translate",
        "generate",
        "judge",
        "evaluate",
        "train",
        "teach",
        "report",
        "quickstart",
        "serve-judge",
        "curate",
        "attribute",
        "optout",
    ],
)
def test_every_verb_teaches(verb: str) -> None:
    done = call(verb, "--help")
    assert done.returncode == 0
    assert "--json" in done.stdout


def test_version() -> None:
    assert call("--version").stdout.startswith("newtongue ")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["judge", "absent.jsonl"], 2, "absent.jsonl"),
        (["judge"], 2, "files"),
        (["evaluate", "--language", "ruts", "--model", "x"], 2, "ruts"),
        (["evaluate", "--benchmark", "humanevil", "--model", "."], 2, "humanevil"),
        (["generate", "--model", "/not/there", "--language", "lua"], 2, "/not/there"),
        (["evaluate", "temprature=1"], 2, "temprature"),
        (["evaluate", "n=many"], 2, "n: "),
        (["evaluate", "no-such-recipe"], 2, "no-such-recipe"),
        (["evaluate", "--frobnicate"], 2, "--frobnicate"),
        (["frobnicate"], 2, "frobnicate"),
        (["translate", "starter", "--to", "klingon"], 2, "klingon"),
        (["report", "/not/there"], 2, "/not/there"),
        (["curate"], 2, "name a recipe"),
        (["curate", "installed-python", "near_dedup.treshold=0.5"], 2, "treshold"),
        (["attribute", "/not/there", "--dataset", "."], 1, "/not/there"),
        (["optout", "/not/there", "."], 2, "/not/there"),
    ],
)
def test_bad_calls_end_in_one_clear_line(
    words: list[str], code: int, says: str, tmp_path: Path
) -> None:
    done = call(*words, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert says in error(done)


def test_a_guess_at_what_was_meant(tmp_path: Path) -> None:
    assert "temperature" in call("evaluate", "temprature=1", cwd=tmp_path).stderr
    assert "rust" in call("translate", "starter", "--to", "ruts").stderr


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"output_id": "zero"}, ":2: output_id: "),
        ({"language": "klingon"}, "klingon"),
        ({"output_text": None}, ":2: output_text: "),
    ],
)
def test_a_bad_row_names_file_line_and_field(
    change: dict[str, Any], says: str, tmp_path: Path
) -> None:
    path = tmp_path / "c.jsonl"
    write_jsonl(path, [ROW, ROW | {"output_id": 1} | change])
    done = call("judge", str(path), cwd=tmp_path)
    assert done.returncode == 2
    assert says in error(done)
    assert str(path) in error(done)


def test_broken_files_are_named(tmp_path: Path) -> None:
    whole = gzip.compress((json.dumps(ROW) + "\n").encode() * 50)
    for name, content in (("cut.jsonl.gz", whole[:-20]), ("bad.jsonl", b"{not json\n")):
        (tmp_path / name).write_bytes(content)
        done = call("judge", name, "--json", cwd=tmp_path)
        assert done.returncode == 2
        assert name in error(done)
        answer = json.loads(done.stdout)
        assert answer["error"]["file"] == name
        assert answer["command"] == "judge"


@pytest.mark.toolchain
def test_evaluate_gives_one_json_object_that_says_all(tmp_path: Path) -> None:
    need_program("lua5.4", "newtongue languages install lua")
    path = tmp_path / "c.jsonl"
    wrong = {"output_id": 1, "output_text": "  return 4\nend\n"}
    early = {"output_id": 2, "output_text": "  os.exit(0)\nend\n"}
    write_jsonl(path, [ROW, ROW | wrong, ROW | early, ROW])
    done = call("evaluate", "--completions", "c.jsonl", "--json", "--quiet", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["schema"] == 1
    (score,) = answer["scores"]
    assert score["outcomes"]["passed"] == 1
    assert score["outcomes"]["assertion"] == 1
    assert score["outcomes"]["exception"] == 1  # LuaUnit itself refuses to be left
    assert score["pass"][0]["k"] == 1
    assert score["pass"][0]["estimate"] == pytest.approx(1 / 3, abs=1e-6)
    assert score["pass"][0]["low"] < 1 / 3 < score["pass"][0]["high"]
    assert done.stdout.count('"passed"') == 1
    refused = call("evaluate", "-c", "c.jsonl", "--k", "10", cwd=tmp_path)
    assert refused.returncode == 2
    assert "total" in error(refused)


@pytest.mark.toolchain
def test_killed_and_called_again_gives_the_same_bytes(tmp_path: Path) -> None:
    need_program("lua5.4", "newtongue languages install lua")
    rows = [
        ROW | {"name": f"p{i}", "output_text": f"  -- {i}\n{ROW['output_text']}"}
        for i in range(400)
    ]
    write_jsonl(tmp_path / "c.jsonl", rows)
    words = ["evaluate", "-c", "c.jsonl", "--quiet", "--out"]
    assert call(*words, "whole", cwd=tmp_path).returncode == 0
    process = subprocess.Popen(
        [sys.executable, "-m", "newtongue", *words, "cut"], cwd=tmp_path, env=os.environ
    )
    grown = tmp_path / "cut" / "partial" / "verdicts.jsonl"
    while process.poll() is None and (not grown.exists() or grown.stat().st_size < 20_000):
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert grown.exists(), "killed too late to show anything"
    assert call(*words, "cut", cwd=tmp_path).returncode == 0
    manifests = [
        json.loads((tmp_path / run / "manifest.json").read_text())["outputs"]
        for run in ("whole", "cut")
    ]
    assert manifests[0] == manifests[1]
    for name in manifests[0]:
        assert sha256_file(tmp_path / "cut" / "outputs" / name) == manifests[0][name]


def test_doctor_and_languages_answer_in_json() -> None:
    doctor = json.loads(call("doctor", "--json").stdout)
    assert doctor["sandbox"]["tier"] in ("full", "userns", "refused")
    assert {"gpu", "models", "languages", "disk_free_bytes"} <= set(doctor)
    found = json.loads(call("languages", "--json").stdout)["languages"]
    assert {row["language"] for row in found} >= {"python", "lua", "java", "rust"}
    for row in found:
        assert set(row) == {
            *("language", "title", "aliases", "extension", "level", "version", "reason", "install"),
        }
