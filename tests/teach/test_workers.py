"""Steps run after what they need; a failure stops the rest; what is done is not done again."""

from __future__ import annotations

import importlib.util
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newtongue.core.errors import UsageError
from newtongue.core.progress import Silent
from newtongue.core.store import write_jsonl
from newtongue.teach.workers import Inline, Stage, run_all
from tests.conftest import need, need_program

ROW = {
    "name": "total",
    "language": "lua",
    "output_id": 0,
    "benchmark": "starter",
    "output_text": "  return 1\n",
}


def test_inline_steps_keep_their_order(tmp_path: Path) -> None:
    seen: list[str] = []
    steps = [
        Inline("c", lambda: seen.append("c"), needs=("b",)),
        Inline("b", lambda: seen.append("b"), needs=("a",)),
        Inline("a", lambda: seen.append("a")),
    ]
    run_all(steps, tmp_path, 1, Silent())
    assert seen == ["a", "b", "c"]


def test_an_error_in_a_worker_is_the_users_error_here(tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    write_jsonl(bad, [ROW | {"output_id": -1}])
    steps = [Stage("judge", "judge", {"completions": [str(bad)]})]
    with pytest.raises(UsageError) as caught:
        run_all(steps, tmp_path / "steps", 1, Silent())
    assert caught.value.field == "output_id"
    assert caught.value.line == 1


@pytest.mark.toolchain
def test_a_finished_step_is_reused(tmp_path: Path) -> None:
    need_program("lua5.4", "newtongue languages install lua")
    good = tmp_path / "good.jsonl"
    write_jsonl(good, [ROW | {"name": "starter_0_" + first_function()}])
    steps = [Stage("judge", "judge", {"completions": [str(good)], "workers": 1})]
    run_all(steps, tmp_path / "steps", 1, Silent())
    manifest = tmp_path / "steps" / "judge" / "manifest.json"
    before = manifest.read_bytes()
    run_all(steps, tmp_path / "steps", 1, Silent())
    assert manifest.read_bytes() == before


def first_function() -> str:
    from newtongue.benchmarks import base

    return base.load("starter", limit=1).problems[0].signature.name


@pytest.mark.torch
@pytest.mark.slow
def test_no_worker_outlives_a_killed_parent(tmp_path: Path) -> None:
    """The broken twin is a worker without its watch: it would go on and hold the run's lock."""
    need("torch", importlib.util.find_spec("torch"), "pip install 'newtongue[train]'")
    data = tmp_path / "data.jsonl"
    write_jsonl(data, [{"language": "lua", "prompt": "-- x\n", "completion": "return 1"}] * 20)
    code = (
        "from pathlib import Path\n"
        "from newtongue.core.progress import Silent\n"
        "from newtongue.teach.workers import Stage, run_all\n"
        "if __name__ == '__main__':\n"
        "    settings = {'method': 'scratch', 'steps': 10**6, 'threads': 1,\n"
        f"        'data': [{{'path': {str(data)!r}}}]}}\n"
        f"    run_all([Stage('long', 'train', settings)], Path({str(tmp_path)!r}), 1, Silent())\n"
    )
    script = tmp_path / "plan.py"
    script.write_text(code)
    parent = subprocess.Popen([sys.executable, str(script)])
    lock = tmp_path / "long" / "lock"
    try:
        deadline = time.monotonic() + 120
        while not (lock.exists() and lock.read_text()) and time.monotonic() < deadline:
            assert parent.poll() is None
            time.sleep(0.1)
        worker = int(lock.read_text())
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    deadline = time.monotonic() + 30
    while Path(f"/proc/{worker}").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not Path(f"/proc/{worker}").exists()
