"""The example plug-in, installed as a user would: it runs, and newtongue's own files stay as is."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import newtongue
from tests.conftest import need

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "kelp"
INTERPRETER = EXAMPLE / "newtongue_kelp" / "interpreter.py"


def digest(folder: Path) -> str:
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc")
    text = "".join(f"{p} {hashlib.sha256(p.read_bytes()).hexdigest()}\n" for p in files)
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the installed example, and nothing else."""
    need("setuptools", importlib.util.find_spec("setuptools"), "pip install setuptools")
    folder = tmp_path_factory.mktemp("plug-in")
    shutil.copytree(EXAMPLE, folder / "source")
    pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    offline = ["--no-deps", "--no-build-isolation", "--no-index"]
    target = ["--target", str(folder / "site"), str(folder / "source")]
    subprocess.run([*pip, *offline, *target], check=True, capture_output=True)
    return folder / "site"


def call(site: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(site), str(ROOT)))}
    return subprocess.run(
        [sys.executable, "-m", *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        timeout=600,
        check=False,
    )


@pytest.mark.sandbox
@pytest.mark.toolchain
def test_its_probes_come_out_right_and_no_file_of_ours_is_touched(site: Path) -> None:
    home = Path(newtongue.__file__).parent
    before = digest(home)
    done = call(site, "newtongue", "languages", "check", "kelp", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["surprises"] == []
    (row,) = answer["languages"]
    assert (row["language"], row["level"], row["version"]) == ("kelp", "runs", "kelp 1.2")
    assert digest(home) == before
    named = [p for p in home.rglob("*") if p.is_file() and b"kelp" in p.read_bytes().lower()]
    assert [p.name for p in named if p.suffix != ".pyc"] == []


@pytest.mark.sandbox
@pytest.mark.toolchain
def test_every_problem_of_the_starter_that_it_can_say_works(site: Path, tmp_path: Path) -> None:
    code = (
        "import json, sys; from pathlib import Path\n"
        "from newtongue.core.progress import Silent\n"
        "from tests.conformance import check\n"
        "print(json.dumps(check('starter', 'kelp', Path(sys.argv[1]), Silent())))\n"
    )
    (tmp_path / "judge_all.py").write_text(code)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(site), str(ROOT)))}
    done = subprocess.run(
        [sys.executable, str(tmp_path / "judge_all.py"), str(tmp_path / "v.jsonl")],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert counts["reasons"] == {"no literal for set": 4}
    assert counts["right_passed"] == 36
    assert counts["wrong_failed"] > 30
    assert counts["right_failed"] == counts["wrong_passed"] == []


@pytest.mark.toolchain
def test_the_tests_of_our_own_languages_hold_for_it(site: Path) -> None:
    files = ["tests/languages/test_contract.py", "tests/languages/test_values.py"]
    words = ["-p", "no:randomly", "-p", "no:xdist", "-k", "kelp and not foreign"]
    done = call(site, "pytest", *files, *words)
    assert done.returncode == 0, done.stdout[-3000:]
    assert "5 passed" in done.stdout


def test_what_the_guide_quotes_stands_there() -> None:
    guide = (ROOT / "docs" / "add_a_language.md").read_text(encoding="utf-8")
    files = (EXAMPLE / "newtongue_kelp" / "kelp.py", EXAMPLE / "pyproject.toml")
    sources = "\n".join(file.read_text(encoding="utf-8") for file in files)
    blocks = re.findall(r"^```(?:python|toml|)\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)
    quoted = [block for block in blocks if not block.startswith(("newtongue ", "pytest "))]
    assert len(quoted) >= 6
    for block in quoted:
        assert block in sources, block


# -- the interpreter ---------------------------------------------------------------


FACTORIAL = """\
to f(n)
  if n < 2
    give 1
  end
  give n * f(n - 1)
end
"""
BRANCHES = """\
to f(n)
  if n = 1
    give 7
  else if n = 2
    give 8
  else
    give 9
  end
end
"""


def kelp(folder: Path, program: str) -> tuple[str, str, int]:
    (folder / "main.kelp").write_text(program, encoding="utf-8")
    command = [sys.executable, str(INTERPRETER), "main.kelp"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout, done.stderr, done.returncode


@pytest.mark.parametrize(
    ("program", "says"),
    [
        ("say(1 + 2 * 3 - -4 // 3)", "9"),
        ("say(7 % 4 / 2)", "1.5"),
        ("say(not 1 = 2 and yes or no)", "yes"),
        ("say([1, 2.0, [yes, nothing], -inf, nan])", "[1, 2.0, [yes, nothing], -inf, nan]"),
        ('say(1 = 1.0)\nsay(1 = yes)\nsay("1" = 1)\nsay([1] = [1.0])', "yes\nno\nno\nyes"),
        ('put {"a": [1]} in t\nput 5 in t["a"][0]\nput 2 in t["b"]\nsay(t)', '{"a": [5], "b": 2}'),
        ("put 0 in i\nwhile i < 3\n  put i + 1 in i\nend\nsay(i)", "3"),
        (f"{FACTORIAL}say(f(25))", "15511210043330985984000000"),
        (f"{BRANCHES}say([f(1), f(2), f(3)])", "[7, 8, 9]"),
        ("put 1 in x\nto f()\n  put 2 in x\nend\nf()\nsay(x)", "1"),
        (r'say("a\n\"\\\u{1f600}")', 'a\n"\\😀'),
        ("say(show(\"a\\n\u0007\"))", r'"a\u{a}\u{7}"'),
        ("# only\nsay([1,\n  2]) # this", "[1, 2]"),
        ("say(5 > 3 and 1 / 1 > 0)\nsay(yes or 1 / 0 > 1)", "yes\nyes"),
    ],
)  # fmt: skip
def test_what_kelp_says(tmp_path: Path, program: str, says: str) -> None:
    assert kelp(tmp_path, program) == (says + "\n", "", 0)


@pytest.mark.parametrize(
    ("program", "complaint", "code"),
    [
        ("say(1)\nsay(2", "cannot read line 2", 2),
        ("if yes\n  say(1)\n", "cannot read line 3", 2),
        ("put 1 in 2", "cannot read", 2),
        ("to end()\nend", "cannot read line 1: 'end' as a name", 2),
        ("say(`)", "cannot read line 1", 2),
        ("\nsay(x)", "line 2: trouble", 1),
        ("if 1\nend", "line 1: trouble: 1 is neither yes nor no", 1),
        ("to f(n)\n  give f(n)\nend\nf(1)", "line 2: trouble", 1),
        ('say([1][3])', "line 1: trouble", 1),
        ('say(1 + "a")', "line 1: trouble: unsupported operand", 1),
        ("stop(3)", "", 3),
    ],
)  # fmt: skip
def test_what_kelp_cannot_do(tmp_path: Path, program: str, complaint: str, code: int) -> None:
    said, complained, ended = kelp(tmp_path, program)
    assert (said, ended) == ("", code)
    assert complained.startswith("kelp: " + complaint if complaint else "")
    assert complained.count("\n") == (code != 3)


def test_a_broken_plug_in_leaves_the_other_languages_alone(tmp_path: Path) -> None:
    known = tmp_path / "zorp-1.0.dist-info"
    known.mkdir()
    (known / "METADATA").write_text("Metadata-Version: 2.1\nName: zorp\nVersion: 1.0\n")
    (known / "entry_points.txt").write_text("[newtongue.languages]\nzorp = zorp.not_there\n")
    done = call(tmp_path, "newtongue", "languages", "--json")
    assert done.returncode == 0, done.stderr
    rows = {row["language"]: row for row in json.loads(done.stdout)["languages"]}
    assert len(rows) > 1
    assert "zorp can't be loaded: ModuleNotFoundError" in rows["zorp"]["reason"]
    checked = call(tmp_path, "newtongue", "languages", "check", "zorp")
    assert checked.returncode == 2
    assert "Traceback" not in checked.stderr
