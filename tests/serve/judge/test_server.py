"""The service as a process, on the real sandbox: submit, stream, cancel, and a clean end."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from newtongue import languages, toolchains
from newtongue.core.completion import Outcome
from newtongue.core.problem import problem_to_json
from newtongue.languages.base import PROBE
from newtongue.sandbox import pool
from newtongue.serve.judge.answers import Head, Row
from newtongue.serve.judge.contract import ABOUT
from tests.attacks import cheats_lua, cheats_python
from tests.conftest import need
from tests.serve.judge.scripted import item

TOKEN = "end-to-end-token-0123"
SLEEP = "import time; time.sleep(30)"


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "newtongue", "serve-judge", *arguments]


@pytest.fixture(scope="module", autouse=True)
def _here() -> None:
    state = pool.probe()
    need("the sandbox", state.name != "refused", str(state.hint))
    for name in ("python", "lua"):
        found = toolchains.look(languages.get(name))
        need(f"the {name} toolchain", isinstance(found, toolchains.Found), "make toolchains")


@contextmanager
def started(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """A service on a free port that answers, and a client with its token."""
    token = tmp_path / "token"
    token.write_text(TOKEN)
    words = command("--port", "0", "--json", "--workers", "2", "--token-file", str(token))
    # the service and all that it starts are one group, so that a failing test leaves nothing
    process = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0
    )
    try:
        assert process.stdout
        ready = json.loads(process.stdout.readline())
        assert ready["pid"] == process.pid
        assert ready["command"] == "serve-judge"
        assert ready["tier"] in ("full", "userns")
        address = f"http://{ready['host']}:{ready['port']}"
        headers = {"Authorization": f"Bearer {TOKEN}"}
        with httpx.Client(base_url=address, headers=headers, timeout=120) as client:
            yield process, client
    finally:
        process.kill()
        process.communicate()


def descendants(pid: int) -> dict[int, str]:
    """Every process that came from one, with its start time, which tells it from a later one."""
    parents: dict[int, tuple[int, str]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(path.parent.name)] = (int(fields[1]), fields[19])
    found = {pid}
    while more := {child for child, (parent, _) in parents.items() if parent in found} - found:
        found |= more
    return {one: parents[one][1] for one in found - {pid} if one in parents}


def alive(processes: dict[int, str]) -> list[int]:
    left = []
    for pid, began in processes.items():
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[19] == began and fields[0] != "Z":
            left.append(pid)
    return left


def until(holds: Callable[[], Any], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def submit(client: httpx.Client, *items: dict[str, Any], wait: float = 0) -> dict[str, Any]:
    answer = client.post("/v1/judgements", json={"items": items}, params={"wait": wait})
    assert answer.status_code in (200, 202), answer.text
    found: dict[str, Any] = answer.json()
    return found


def python(text: str) -> dict[str, Any]:
    return item(f"  {text}", language="python")  # indented as the prompt is


def test_judge_stream_cancel_and_end(tmp_path: Path) -> None:
    with started(tmp_path) as (process, client):
        assert httpx.get(f"{client.base_url}/v1/languages").status_code == 401
        right = [item("return celsius <= 0\nend"), python("return celsius <= 0")]
        wrong = [python("return celsius < 0"), python("import os; os._exit(0)"), python("return (")]
        judgement = submit(client, *right, *wrong, right[0])

        with client.stream("GET", f"/v1/judgements/{judgement['id']}/stream") as answer:
            *lines, last = [json.loads(line) for line in answer.iter_lines()]
        rows = sorted((Row.model_validate(line) for line in lines), key=lambda row: row.item)
        assert [row.outcome for row in rows] == [
            "passed", "passed", "assertion", "exit", "syntax", "passed",
        ]  # fmt: skip
        assert (rows[2].got, rows[2].expected) == ("False", "True")
        assert rows[0].cpu_seconds > 0
        assert rows[0].program_sha256 == rows[5].program_sha256
        assert rows[0].reused != rows[5].reused
        assert Head.model_validate(last).state == "done"

        assert submit(client, right[1])["state"] == "done"  # known already
        slow = submit(client, python(SLEEP), python("while True: pass"), python("return 1"))
        until(lambda: len(descendants(process.pid)) >= 6)  # workers, their inits, programs
        running = descendants(process.pid)
        assert client.delete(f"/v1/judgements/{slow['id']}").json()["state"] == "cancelled"
        until(lambda: not alive(running))
        assert submit(client, python("return None"), wait=60)["outcomes"] == {"assertion": 1}

        submit(client, python(SLEEP), python("while True: pass"))
        until(lambda: len(descendants(process.pid)) >= 6)
        running = descendants(process.pid)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out, err) == (0, "", "")
        assert not alive(running)


def by_probe(language: str, text: str, **modes: bool) -> dict[str, Any]:
    """An item of the problem that cheats are for, which it brings."""
    own = {"language": language, "output_text": text, "problem": problem_to_json(PROBE)}
    return {**own, "limits": {"cpu_seconds": 1}, **modes}


def rewards(client: httpx.Client, items: list[dict[str, Any]], **modes: bool) -> list[Row]:
    """What a trainer is answered for a batch that is all in the same modes."""
    body = {"items": items, **modes}
    answer = client.post("/v1/judgements", json=body, params={"wait": 120})
    assert answer.status_code == 200, answer.text
    rows = [Row.model_validate(row) for row in answer.json()["verdicts"]]
    return sorted(rows, key=lambda row: row.item)


def test_strict_mode_and_partial_credit_make_a_reward_that_cheats_do_not_earn(
    tmp_path: Path,
) -> None:
    """What default mode accepts is what tests/attacks says that it does, and counts in full."""
    cheats = [
        by_probe(table.LANGUAGE, cheat.text)
        for table in (cheats_python, cheats_lua)
        for cheat in table.CHEATS
        if cheat.comes_to is Outcome.PASSED and cheat.problem is PROBE and not cheat.tests
    ]
    honest = [
        by_probe("python", "    return sum(xs)"),
        by_probe("python", "    return sum(xs) if xs else 7"),
        by_probe("lua", "  return #xs == 3 and 6 or #xs"),
        by_probe("python", "    return sum(xs) if xs else exit(7)"),
    ]
    with started(tmp_path) as (_, client):
        assert len(cheats) > 5
        faked = rewards(client, cheats, partial_credit=True)
        assert {(row.outcome, row.cases_passed, row.cases) for row in faked} == {("passed", 3, 3)}
        for row in rewards(client, cheats, strict=True, partial_credit=True):
            assert row.outcome != "passed"
            assert row.cases == 3
            assert row.cases_passed != 3
            assert not row.reused

        plainly = rewards(client, honest, partial_credit=True)
        assert [row.cases_passed for row in plainly] == [3, 2, 2, 0]
        strictly = rewards(client, honest, strict=True, partial_credit=True)
        assert [row.cases_passed for row in strictly] == [3, 2, 2, 1]
        unasked = rewards(client, honest, strict=True)
        assert {row.cases_passed for row in unasked} == {None}
        for rows in (plainly, strictly, unasked):
            assert [row.outcome for row in rows[:3]] == ["passed", "assertion", "assertion"]


def test_the_published_examples_work(tmp_path: Path) -> None:
    with started(tmp_path) as (_, client):
        shown = client.get("/openapi.json").json()["paths"]["/v1/judgements"]["post"]
        examples = shown["requestBody"]["content"]["application/json"]["examples"]
        (verdict,) = rewards(client, **examples["verdict"]["value"])
        assert (verdict.outcome, verdict.cases) == ("passed", None)
        right, wrong = rewards(client, **examples["reward"]["value"])
        assert (right.outcome, wrong.outcome) == ("passed", "assertion")
        assert right.cases_passed == right.cases == wrong.cases
        assert 0 < (wrong.cases_passed or 0) < (wrong.cases or 0)


def test_an_interrupt_ends_open_streams_and_a_kill_leaves_nothing(tmp_path: Path) -> None:
    with started(tmp_path) as (process, client):
        judgement = submit(client, python(SLEEP))
        until(lambda: len(descendants(process.pid)) >= 3)
        with client.stream("GET", f"/v1/judgements/{judgement['id']}/stream") as answer:
            process.send_signal(signal.SIGINT)
            (last,) = answer.iter_lines()
        assert json.loads(last)["state"] == "cancelled"
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out) == (130, "")
        assert "Traceback" not in err
    with started(tmp_path) as (process, client):
        submit(client, python(SLEEP))
        until(lambda: len(descendants(process.pid)) >= 3)
        running = descendants(process.pid)
        process.kill()
        process.wait(60)
        until(lambda: not alive(running))


def refused(*arguments: str, **environment: str) -> tuple[int, dict[str, Any], str]:
    done = subprocess.run(
        command("--json", *arguments),
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)["error"], done.stderr


def test_what_can_not_be_served_is_refused_in_one_line(tmp_path: Path) -> None:
    code, error, _ = refused("--host", "0.0.0.0")
    assert (code, error["field"]) == (2, "--host")
    assert "token" in error["hint"]
    code, error, _ = refused(NEWTONGUE_JUDGE_TOKEN="short")
    assert (code, error["file"]) == (2, "NEWTONGUE_JUDGE_TOKEN")
    code, error, _ = refused("--token-file", str(tmp_path / "absent"))
    assert code == 1
    assert error["file"].endswith("absent")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, error, stderr = refused("--port", str(taken.getsockname()[1]))
        assert code == 1
        assert "in use" in error["message"]
        assert "another --port" in stderr


def test_a_machine_without_namespaces_is_refused_without_the_judges_flag(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from newtongue.core.errors import SandboxRefused
    from newtongue.serve import judge as room
    from newtongue.serve.judge import server
    from tests.serve.judge.scripted import Script

    script = Script(refuses=True)
    made = server.Service
    monkeypatch.setattr(server, "Service", lambda settings: made(settings, script.pool))
    with pytest.raises(SandboxRefused) as error:
        room.serve(room.Settings(port=0), lambda _: None)
    assert error.value.hint == "run as root"


def test_help_shows_a_batch_that_works(tmp_path: Path) -> None:
    wide = {**os.environ, "COLUMNS": "300"}
    shown = subprocess.run(command("--help"), capture_output=True, text=True, check=True, env=wide)
    batch = re.search(r"batch\.json is (\{.*\]\})", shown.stdout)
    assert batch
    with started(tmp_path) as (_, client):
        answer = submit(client, *json.loads(batch[1])["items"], wait=60)
        assert answer["outcomes"] == {"passed": 1}
        assert client.get("/openapi.json").json()["info"]["description"] == ABOUT
