"""The judge's bench: its baselines judge as we do, and a bar that is missed is said so."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from speed.bench_judge import __main__ as bench
from speed.bench_judge import contenders, extras, ours, programs, resources, rounds, shares, table
from speed.bench_judge.mutants import mutant
from speed.bench_judge.programs import Entry
from speed.page import between

from newtongue import languages, toolchains
from newtongue.core.completion import Outcome
from newtongue.core.store import write_json
from newtongue.sandbox.pool import Pool
from tests.conftest import data_file, need

SETTINGS = bench.settings()


def entries(name: str, count: int) -> list[Entry]:
    """Programs of a language, a third of them wrong; skips without data or toolchain."""
    data_file("multipl-e-originals")
    data_file("multipl-e-mbpp-typed")
    data_file("humaneval", "HumanEval")
    language = languages.get(name)
    found = toolchains.look(language)
    need(language.title, isinstance(found, toolchains.Found), getattr(found, "hint", ""))
    share = dict.fromkeys(SETTINGS["wrong"], 0.34)
    known = {**SETTINGS, "wrong": share, "wrong_otherwise": 0.34}
    return rounds.entries_of(language, known, count)


def one_round(name: str, few: Sequence[Entry], home: Path) -> rounds.Rounds:
    who = rounds.field_of(languages.get(name), SETTINGS, home)
    return rounds.interleaved(who, few, 1, lambda *_: None)


@pytest.mark.toolchain
@pytest.mark.sandbox
@pytest.mark.data
@pytest.mark.parametrize("name", ["python", "lua"])
def test_all_contenders_give_the_same_verdicts(name: str, tmp_path: Path) -> None:
    few = entries(name, 6)
    assert [entry.right for entry in few].count(False) == 2
    found = one_round(name, few, tmp_path)
    assert set(found.measured) - {"C"} == {"A", "B", "ours"}
    assert ("C" in found.measured) is bool(shutil.which("bwrap"))
    assert rounds.disagreements(few, found) == []
    row = rounds.row(languages.get(name), few, found, 0.0)
    assert (row["programs"], row["wrong"]) == (6, 2)
    assert all(one.cpu > 0 and one.wall > 0 for (one,) in found.measured.values())
    said = table.text({"languages": {name: row}}, SETTINGS)
    assert "all verdicts agree" in said
    assert f"below the bar: {name}: 6 programs, fewer than 200" in said


@pytest.mark.toolchain
def test_where_cpu_time_decides_b_alone_is_run(tmp_path: Path) -> None:
    language = languages.get("tcl")
    found = toolchains.look(language)
    need(language.title, isinstance(found, toolchains.Found), getattr(found, "hint", ""))
    assert set(rounds.field_of(language, SETTINGS, tmp_path)) == {"B", "ours"}


@pytest.mark.toolchain
@pytest.mark.sandbox
@pytest.mark.data
def test_a_verdict_that_differs_is_named(tmp_path: Path) -> None:
    """A program that leaves early fools whoever asks for the exit code alone."""
    few = entries("lua", 3)
    (wrong,) = (entry for entry in few if not entry.right)
    early = "os.exit(0)\n"
    text = early + wrong.program.text
    fooled = replace(wrong, alone=early + wrong.alone, program=replace(wrong.program, text=text))
    mixed = [entry for entry in few if entry.right] + [fooled]
    lines = rounds.disagreements(mixed, one_round("lua", mixed, tmp_path))
    assert {line.split(": ")[1] for line in lines} - {"C passed"} == {"A passed", "B passed"}
    assert all(line.startswith(wrong.name) for line in lines)


def test_a_reads_a_kilobyte_at_each_look() -> None:
    """A program can't end before what it prints is read, but for what the pipe itself holds."""
    looks: list[float] = []

    def look_again(seconds: float) -> None:
        looks.append(seconds)
        time.sleep(0.01)

    code = "import os\nfor _ in range(100): os.write(1, b'x' * 1024)\nos._exit(3)"
    argv = [sys.executable, "-S", "-c", code]
    assert contenders.polled(argv, None, {}, sleep=look_again) == 3
    assert len(looks) >= 100 - 64 - 1
    assert set(looks) == {contenders.PAUSE}


def test_a_process_that_does_not_end_is_ended() -> None:
    argv = [sys.executable, "-S", "-c", "import time; time.sleep(600)"]
    assert contenders.polled(argv, None, {}, sleep=lambda _: None) is None
    assert not [pid for pid in resources.descendants() if b"sleep(600)" in _command(pid)]


def _command(pid: int) -> bytes:
    path = Path(f"/proc/{pid}/cmdline")
    return path.read_bytes() if path.exists() else b""


def test_a_mutant_differs_in_one_place() -> None:
    source = "def f(x):\n    return x + 1 if x < 3 and x != 0 else True\n"
    found = {mutant(source, "f", str(seed)) for seed in range(60)}
    assert found == {
        "def f(x):\n    return x - 1 if x < 3 and x != 0 else True",
        "def f(x):\n    return x + 2 if x < 3 and x != 0 else True",
        "def f(x):\n    return x + 1 if x <= 3 and x != 0 else True",
        "def f(x):\n    return x + 1 if x < 4 and x != 0 else True",
        "def f(x):\n    return x + 1 if x < 3 or x != 0 else True",
        "def f(x):\n    return x + 1 if x < 3 and x == 0 else True",
        "def f(x):\n    return x + 1 if x < 3 and x != 1 else True",
        "def f(x):\n    return x + 1 if x < 3 and x != 0 else False",
    }
    assert mutant("def f(x):\n    return x\n", "f", "") is None


@pytest.mark.toolchain
@pytest.mark.sandbox
def test_a_stream_is_judged_as_it_comes() -> None:
    found = toolchains.look(languages.get(programs.SHORT))
    need(programs.SHORT, isinstance(found, toolchains.Found), getattr(found, "hint", ""))
    right, wrong = programs.short(2)
    wrong = replace(wrong, text=wrong.text.replace("sum(xs)", "sum(xs) + 1"))
    with Pool() as pool:
        outcomes = {one.text: came for one, came in ours.stream(pool, [right, wrong])}
    assert outcomes == {right.text: Outcome.PASSED, wrong.text: Outcome.ASSERTION}


@pytest.mark.toolchain
@pytest.mark.sandbox
def test_the_scheduler_alone_gives_the_same_verdicts() -> None:
    found = toolchains.look(languages.get(programs.SHORT))
    need(programs.SHORT, isinstance(found, toolchains.Found), getattr(found, "hint", ""))
    alone = extras.overhead(20, 1)
    assert (alone["all_passed"], alone["programs"]) == (True, 20)


@pytest.mark.toolchain
@pytest.mark.sandbox
def test_whose_cpu_time_a_program_takes(tmp_path: Path) -> None:
    found = toolchains.look(languages.get(programs.SHORT))
    need(programs.SHORT, isinstance(found, toolchains.Found), getattr(found, "hint", ""))
    (row,) = shares.shares([programs.SHORT], SETTINGS, tmp_path, 10, 2)
    used = {who: middle for who, (middle, _, _) in row["cpu_ms"].items()}
    assert all(used[who] > 0 for who in shares.WHO if who != "asked"), "that may be too little"
    assert row["best"] > 0
    assert "Whose CPU time" in table.text({"languages": {}, "shares": [row]}, SETTINGS)


def test_cpu_time_counts_this_process_and_its_children() -> None:
    code = "import time\nwhile time.process_time() < 0.3: pass"
    before = resources.cpu()
    assert contenders.waited([sys.executable, "-S", "-c", code], None, {}) == 0
    assert resources.cpu() - before >= 0.3


# -- bars and files ----------------------------------------------------------------


def row(name: str, **changed: Any) -> dict[str, Any]:
    """A row without a fault, and what is changed in it."""
    sound = {
        "language": name,
        "programs": SETTINGS["least"]["programs"],
        "ratio": {"A": [99.0, 98.0, 100.0], "B": [99.0, 98.0, 100.0]},
        "cpu_ms": {"A": [5.0] * 3, "B": [5.0] * 3, "ours": [6.9] * 3},
        "disagreements": [],
    }
    return {**sound, **changed}


def test_bars_of_languages_with_ratios() -> None:
    for name, bars in SETTINGS["bars"].items():
        assert table.below(row(name), SETTINGS) == []
        for other, bar in bars.items():
            slow = {**row(name)["ratio"], other: [bar - 0.1, 0.0, 1000.0]}
            (line,) = table.below(row(name, ratio=slow), SETTINGS)
            assert f"as fast as {other}, below {bar}" in line


@pytest.mark.parametrize(
    ("theirs", "own", "good"),
    [(5.0, 7.0, True), (5.0, 7.1, False), (100.0, 109.9, True), (100.0, 110.2, False)],
)
def test_bar_of_the_others_is_cpu_time(theirs: float, own: float, good: bool) -> None:
    cpu = {"B": [theirs] * 3, "ours": [own] * 3}
    assert "bash" not in SETTINGS["bars"]
    assert (table.below(row("bash", cpu_ms=cpu), SETTINGS) == []) is good


def test_too_few_programs_and_wrong_verdicts_are_below_the_bar() -> None:
    assert (
        len(table.below(row("lua", programs=199, disagreements=["p#0: A failed"]), SETTINGS)) == 2
    )


def test_memory_that_grows_is_below_the_bar() -> None:
    memory = {"caller": {"ratio": 1.02}, "workers": {"ratio": 1.5}}
    many = {"outcomes": {"passed": 7}, "memory": memory}
    (line,) = table.extras_below({"many": many}, SETTINGS)
    assert "workers" in line
    assert table.extras_below({"many": {**many, "memory": {}}}, SETTINGS) == []


def test_only_this_benchs_part_of_the_page_is_rewritten() -> None:
    page = "# Time\n\nother\n\n<!-- bench-judge -->\nold\n<!-- end of bench-judge -->\n\nanother\n"
    assert between(page, "bench-judge", "new\n") == page.replace("old", "new")
    once = between("# Time\n", "bench-judge", "new\n")
    assert between(once, "bench-judge", "new\n") == once


def test_results_of_other_languages_stay(tmp_path: Path) -> None:
    for name in ("lua", "bash"):
        write_json(tmp_path / "bench_judge.json", table.merge(tmp_path, _found(name)))
    merged = table.merge(tmp_path, {"languages": {}, "many": 1})
    assert list(merged["languages"]) == ["bash", "lua"]
    assert merged["many"] == 1


def _found(name: str) -> dict[str, Any]:
    return {"languages": {name: row(name)}}
