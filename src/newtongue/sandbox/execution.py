"""From what was seen of a stage, and what its init reported, to its Execution."""

from __future__ import annotations

import json
import os
import signal
from typing import Any

from newtongue.core.completion import Execution
from newtongue.sandbox.base import Command
from newtongue.sandbox.channel import Channel
from newtongue.sandbox.stage import Seen

NEAR = 0.9
"""A program that a signal ended at this share of its memory limit ran out of memory."""


def execution_of(
    stage: str,
    command: Command,
    seen: Seen,
    record: dict[str, Any],
    channel: Channel | None,
    cpu: float,
    wall: float,
) -> Execution:
    """What is said of one stage: `record` as init reports it, times in seconds.

    `cpu` is used where the record has none (init had to be killed).
    """
    cpu = record.get("cpu", cpu)
    peak = record.get("peak", 0)
    limit = seen.limit or record.get("limit")
    code = signal_number = infrastructure = None
    if "error" in record:
        infrastructure = record["error"]
    elif limit:
        signal_number = int(signal.SIGKILL)
    elif record.get("wait") is None:
        infrastructure = "the sandbox's init ended without a word"
    else:
        ended = os.waitstatus_to_exitcode(record["wait"])
        code, signal_number = (ended, None) if ended >= 0 else (None, -ended)
        limit = _limit_of(signal_number, cpu, peak, command)
    return Execution(
        stage=stage,
        exit_code=code,
        signal=signal_number,
        cpu=cpu,
        wall=wall,
        peak_memory=peak,
        stdout=seen.out.text(),
        stderr=seen.err.text(),
        limit=limit,
        violation="seccomp: forbidden system call" if record.get("violation") else None,
        infrastructure=infrastructure,
        ready=channel.ready if channel else None,
        answered=channel.answered if channel else False,
        failed=channel.failed if channel else None,
        failures=tuple(channel.failures) if channel else (),
        values=tuple(channel.values) if channel else (),
    )


def status_of(seen: Seen) -> dict[str, Any]:
    """The first record of the status pipe, empty where none came."""
    line, newline, _ = seen.status.partition(b"\n")
    try:
        record: dict[str, Any] = json.loads(line) if newline else {}
    except ValueError:
        record = {"error": f"the sandbox's init said {line[:200]!r}"}
    return record


def short_of_memory(
    now: tuple[int, int], before: tuple[int, int], record: dict[str, Any]
) -> dict[str, Any]:
    """What a control group's tally adds to the record of a program that the kernel ended: it ran
    out of memory, or the machine did.
    """
    if now[0] == before[0]:
        return {}
    if now[1] > before[1]:
        return {"limit": "memory"}
    return {} if record.get("limit") else {"error": "the machine had no memory left"}


def succeeded(execution: Execution) -> bool:
    """Whether a build may be run."""
    return execution.exit_code == 0 and not (
        execution.limit or execution.violation or execution.infrastructure
    )


def _limit_of(number: int | None, cpu: float, peak: int, command: Command) -> str | None:
    """The limit behind a signal that the sandbox did not send."""
    if number == signal.SIGXCPU or (number == signal.SIGKILL and cpu >= command.limits.cpu):
        return "timeout"
    if number is not None and peak >= NEAR * command.limits.memory:
        return "memory"
    return None
