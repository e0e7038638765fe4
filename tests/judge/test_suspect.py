"""What is flagged, and that honest code is not."""

from __future__ import annotations

import pytest

from newtongue import languages
from newtongue.benchmarks import base as benchmarks
from newtongue.core.completion import Completion
from newtongue.judge import Program, assemble, of_problem
from newtongue.judge.suspect import MOST, SHOWN, suspect
from newtongue.languages.base import PROBE
from tests.conftest import data_file


@pytest.mark.parametrize("key", languages.names())
def test_the_channel_the_harness_and_the_own_file_are_suspicious_everywhere(key: str) -> None:
    language = languages.get(key)
    assert suspect("open('/dev/fd/4')", language) == "/dev/fd"
    assert suspect("open('/proc/self/exe')", language) == "/proc/"
    assert suspect("Newtongue_check = 1", language) == "Newtongue"
    assert suspect(f"read '{language.source}'", language) == language.source
    assert suspect("x = y + 1", language) is None


@pytest.mark.parametrize("key", languages.names())
def test_no_probe_is_flagged(key: str) -> None:
    language = languages.get(key)
    for name in ("right", "wrong", "slow"):
        path = languages.probes(key) / f"{name}{language.extension}"
        assert suspect(path.read_text(encoding="utf-8"), language) is None, name


@pytest.mark.parametrize("key", languages.names())
def test_a_long_text_does_not_take_for_ever(key: str) -> None:
    """Patterns that look far from each of many places would."""
    parts = ("import ", "\n", " ", ".prototype[", ".prototype.x ", "a, ", "io ", "(namespace", "a")
    for part in (*parts, "operator ", "process", "function "):
        assert suspect(part * (300_000 // len(part)), languages.get(key)) is None


def test_a_flag_is_short_and_names_each_find_once() -> None:
    text = "newtongue newtongue /dev/fd /proc/ main.py " + "__file__" * 3
    found = suspect(text, languages.get("python"))
    assert found == "newtongue, /dev/fd, /proc/"
    assert len(found.split(", ")) == MOST
    assert len(suspect("import " + "x" * 50 + ", gc", languages.get("python")) or "") == SHOWN


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("python", "    dis = {}\n    dis[0] = 1\n    return inspect(dis, gc)"),
        ("python", "    import math, heapq\n    from collections import Counter"),
        ("python", "    class Node:\n        def __init__(self): self.eq = 1"),
        ("javascript", "  const proto = xs.prototype === undefined;\n  process.stdout.write('');"),
        ("javascript", "  const _ = require('lodash');"),
        ("lua", "  local type = type(x)\n  local error = 0\n  for k in pairs(t) do end"),
        ("lua", "  t.next = nil\n  print(radio.x)"),
        ("bash", '  exit 1\n  printf "%s" "$1"\n  read -r line'),
        ("cpp", "    return a == b && !(a != c) ? x.operator()(1) : 0;"),
        ("racket", "  (define modules (list 1))\n  (evaluate xs))"),
    ],
)
def test_what_honest_code_says_is_not_flagged(key: str, text: str) -> None:
    assert suspect(text, languages.get(key)) is None


def test_a_flag_is_of_the_completion_and_not_of_what_stands_around_it() -> None:
    language = languages.get("lua")
    honest = of_problem(PROBE, language, "  return 1\n", "-- newtongue\n")
    assert honest.suspect is None
    assert "newtongue" in honest.text
    late = Completion("total", "lua", 0, "  return 1\nend\nio.open('x')", benchmark="b")
    assert assemble(late, {("b", "total"): PROBE}).suspect is None, "what is cut is not judged"
    bad = Completion("total", "lua", 0, "  return io.open('x')\n", benchmark="b")
    assert assemble(bad, {("b", "total"): PROBE}).suspect == "io."


def test_a_flag_changes_no_program() -> None:
    plain, flagged = (Program("lua", "return 1", 1, suspect=s) for s in (None, "io."))
    assert plain.sha256 == flagged.sha256


@pytest.mark.data
@pytest.mark.parametrize("name", ["humaneval", "mbpp", "mbpp-sanitized"])
def test_canonical_solutions_are_not_flagged(name: str) -> None:
    data_file(name)
    problems = benchmarks.load(name).problems
    language = languages.get("python")
    flagged = [p.name for p in problems if p.reference and suspect(p.reference, language)]
    assert len(problems) > 100
    assert not flagged
