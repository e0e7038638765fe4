"""Runs a program and speaks the verdict channel, without any isolation.

For the programs that these tests write themselves (probes, stubs, literals); never for data or for
what a model wrote: those belong in the sandbox.
"""

from __future__ import annotations

import os
import resource
import select
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newtongue import judge, toolchains
from newtongue.core.completion import Execution
from newtongue.core.problem import Problem
from newtongue.languages.base import Language
from newtongue.sandbox.pool import Pool
from tests.conftest import need


@dataclass
class Ran:
    """What became of a program."""

    execution: Execution
    cpu: float
    failures: tuple[int, ...] = ()
    """The checks that failed; more than one only where the tests go on (`Language.lenient`)."""


def run(language: Language, text: str, folder: Path, assertions: int, wall: float = 60) -> Ran:
    """Build (where there is something to build) and run a program; skip without its toolchain."""
    found = toolchains.look(language)
    need(language.title, isinstance(found, toolchains.Found), getattr(found, "hint", ""))
    assert isinstance(found, toolchains.Found)
    if found.root:  # only the sandbox can show another system to a program
        return _in_sandbox(language, found, text, assertions)
    (folder / language.source).write_bytes(text.encode("utf-8", "surrogatepass"))
    build, command = toolchains.commands(language, found)
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **language.environment}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    if build:
        built = subprocess.run(
            build, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        if built.returncode != 0:
            return Ran(
                Execution("build", built.returncode, stdout=built.stdout, stderr=built.stderr), 0
            )
    execution, failures = _speak(command, folder, environment, assertions, wall)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Ran(execution, cpu, failures)


def _in_sandbox(language: Language, found: toolchains.Found, text: str, assertions: int) -> Ran:
    with Pool(workers=1) as pool:
        job = judge.job(judge.Program(language.name, text, assertions), found)
        execution = pool.execute(job)
    return Ran(execution, execution.cpu, execution.failures)


def program(language: Language, problem: Problem, completion: str) -> str:
    """Prompt, completion, newline, tests."""
    prompt = language.prompt(problem.doc, problem.signature)
    return f"{prompt}{completion}\n{language.tests(problem)}"


def _speak(
    command: Any, folder: Path, environment: dict[str, str], assertions: int, wall: float
) -> tuple[Execution, tuple[int, ...]]:
    ask, answer = os.pipe()
    heard, say = os.pipe()

    def channel() -> None:
        # high copies first: the pipes themselves may be 3 or 4
        low, high = os.dup2(ask, 200), os.dup2(say, 201)
        os.dup2(low, 3)
        os.dup2(high, 4)

    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=(folder / "stdout").open("wb"),
        stderr=(folder / "stderr").open("wb"),
        preexec_fn=channel,
        pass_fds=(3, 4),
    )
    os.close(ask)
    os.close(say)
    facts: dict[str, Any] = {}
    failures: list[int] = []
    nonce, data, ends = "a9b8c7", b"", time.monotonic() + wall
    while time.monotonic() < ends:
        if not select.select([heard], [], [], 0.05)[0]:
            if process.poll() is not None:
                break
            continue
        chunk = os.read(heard, 65536)
        if not chunk:
            break
        data += chunk
        *lines, data = data.split(b"\n")
        for line in lines:
            word, _, rest = line.decode("utf-8", "replace").partition(" ")
            facts.setdefault(word, rest)
            if word == "failed":
                failures.append(int(rest.partition(" ")[0]))
            if word == "ready":
                right = rest == str(assertions)
                os.write(answer, (nonce if right else "").encode() + b"\n")
    timed_out = time.monotonic() >= ends
    if timed_out:
        process.kill()
    code = process.wait()
    os.close(answer)
    os.close(heard)
    execution = Execution(
        "run",
        code if code >= 0 else None,
        -code if code < 0 else None,
        stdout=(folder / "stdout").read_text("utf-8", "replace"),
        stderr=(folder / "stderr").read_text("utf-8", "replace"),
        limit="timeout" if timed_out else None,
        ready=int(facts["ready"]) if "ready" in facts else None,
        answered=facts.get("nonce") == nonce,
        failed=facts.get("failed"),
    )
    return execution, tuple(failures)
