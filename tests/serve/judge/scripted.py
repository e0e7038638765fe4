"""A pool that answers by what a program says, so that the service is tested without a sandbox."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi.testclient import TestClient

from newtongue import judge, toolchains
from newtongue.core.completion import Execution
from newtongue.core.errors import NewtongueError, SandboxRefused
from newtongue.languages.base import Language
from newtongue.sandbox.base import Job
from newtongue.sandbox.tier import Tier
from newtongue.serve.judge.app import create_app
from newtongue.serve.judge.service import Service
from newtongue.serve.judge.settings import Settings

WORKER = 2**22 + 1
"""A process id that Linux gives to nobody: killing it is harmless."""


@dataclass
class Script:
    """What the pools of a service do, and what they did."""

    ran: list[str] = field(default_factory=list)
    """The programs, in order."""
    checked: list[str] = field(default_factory=list)
    """The languages whose canaries ran."""
    held: threading.Event = field(default_factory=threading.Event)
    """Set when a program that says `@hold` has begun."""
    gate: threading.Event = field(default_factory=threading.Event)
    """Lets programs go on that say `@hold`."""
    lies: bool = False
    """Canaries fail."""
    refuses: bool = False
    """Pools can't be opened."""
    proven: int = 0
    """Pools whose workers have to prove themselves."""
    ended: int = 0
    closed: int = 0

    def pool(self) -> Any:
        """A pool for one slot."""
        return Scripted(self)


class Scripted:
    """Stands in for a pool of one worker."""

    state = Tier("full", "scripted")

    def __init__(self, script: Script) -> None:
        self.script = script
        self._killed = threading.Event()

    @property
    def pids(self) -> list[int]:
        """Whoever asks wants to kill: what is held ends."""
        self._killed.set()
        return [WORKER]

    def __enter__(self) -> Scripted:
        if self.script.refuses:
            raise SandboxRefused("no namespaces", hint="run as root; or --unsafe")
        return self

    def close(self) -> None:
        self.script.closed += 1

    def prove(self, canaries: object) -> None:
        del canaries
        self.script.proven += 1

    def execute(self, job: Job) -> Execution:
        text = next(iter(job.files.values())).decode()
        self.script.ran.append(text)
        if "@hold" in text:
            self.script.held.set()
            while not self.script.gate.wait(0.005):
                if self._killed.is_set():
                    self.script.ended += 1
                    return Execution("run", None, infrastructure="killed")
        return self._says(text, job)

    def _says(self, text: str, job: Job) -> Execution:
        cpu = job.run.limits.cpu
        for word, execution in {
            "@boom": None,
            "@fail": Execution("run", 1, failed="0 7", cpu=0.1),
            "@half": Execution("run", 0, failed="0 7", failures=(0,), ready=job.assertions),
            "@says": Execution("run", 0, answered=True, ready=job.assertions, values=SAID),
            "@exit": Execution("run", 0, stdout="bye" * 2000, stderr="\ud800"),
            "@sleep": Execution("run", None, limit="timeout", cpu=0.0, wall=job.run.limits.wall),
            "@spin": Execution("run", None, limit="timeout", cpu=cpu, wall=cpu),
            "@broken": Execution("run", None, infrastructure="no memory for a worker"),
        }.items():
            if word in text:
                if execution is None:
                    raise RuntimeError("boom")
                return execution
        return Execution("run", 0, answered=True, ready=job.assertions, cpu=0.25, wall=0.5)


def prepare(script: Script, patch: pytest.MonkeyPatch) -> None:
    """Every toolchain is here, and canaries do as the script says."""

    def found(language: Language) -> toolchains.Found:
        return toolchains.Found(language.name, {}, {}, "1.0", (), f"{language.name}-1")

    def canaries(name: str, found: toolchains.Found, pool: object) -> None:
        del found, pool
        script.checked.append(name)
        if script.lies:
            raise NewtongueError(f"the {name} toolchain gives wrong verdicts")

    assert not os.path.exists(f"/proc/{WORKER}")  # noqa: PTH110
    patch.setattr(toolchains, "look", found)
    patch.setattr(judge, "require_canaries", canaries)


@contextmanager
def served(script: Script, **settings: Any) -> Iterator[TestClient]:
    """A client of a service on scripted pools (`prepare` comes first)."""
    bounds = {"workers": 2, "max_rate": 1e6, **settings}
    service = Service(Settings(**bounds), script.pool)
    with TestClient(
        create_app(service), "http://127.0.0.1:8900", raise_server_exceptions=False
    ) as client:
        yield client


SAID = ('["int","4"]', '["int","5"]')
"""What programs that say `@says` answer in strict mode, and what `problem` with `CASES` asks: the
first of three is right, the second wrong, and the third never comes.
"""
CASES = [{"args": [n], "expected": 2 * n} for n in (2, 3, 4)]
TESTS = """lu = require('luaunit')

function test_humaneval()
local candidate = f
    lu.assertEquals(candidate(1), 2)
end

os.exit(lu.LuaUnit.run())"""


def item(text: str = "return 1 end", language: str = "lua", **fields: Any) -> dict[str, Any]:
    """An item of the starter benchmark; equal texts are equal programs."""
    named = {"benchmark": "starter", "name": "starter_1_is_freezing"}
    return {**named, "language": language, "output_text": f"  {text}", **fields}


def problem(**fields: Any) -> dict[str, Any]:
    """A problem as an item brings it."""
    return {
        "name": "twice",
        "doc": "Twice a number.",
        "function": "twice",
        "params": [["x", "int"]],
        "returns": "int",
        "cases": [{"args": [2], "expected": 4}],
        **fields,
    }
