"""How jobs and executions travel between pool and worker: length-prefixed JSON, bytes as base64.

Never pickle: a worker handles hostile bytes all day, and reading its answers must execute nothing.
"""

from __future__ import annotations

import json
import socket
import struct
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from newtongue.core.completion import Execution
from newtongue.sandbox.base import Command, Job, Limits, Warm

Message = dict[str, Any]
_LENGTH = struct.Struct(">I")
_FIELDS = [f.name for f in fields(Execution)]
_LIMITS = [f.name for f in fields(Limits)]


def job_to_json(job: Job) -> Message:
    return {
        "id": job.id,
        "kind": job.kind,
        "files": {name: b64encode(text).decode() for name, text in job.files.items()},
        "run": _command_to_json(job.run),
        "build": _command_to_json(job.build) if job.build else None,
        "warm": _warm_to_json(job.warm) if job.warm else None,
        "resident": list(job.resident),
        "prepared": job.prepared,
        "cold": job.cold,
        "readable": list(job.readable),
        "root": job.root,
        "abi": job.abi,
        "environment": dict(job.environment),
        "assertions": job.assertions,
        "streams": job.streams,
    }


def job_from_json(row: Message) -> Job:
    return Job(
        id=row["id"],
        kind=row["kind"],
        files={name: b64decode(text) for name, text in row["files"].items()},
        run=_command_from_json(row["run"]),
        build=_command_from_json(row["build"]) if row["build"] else None,
        warm=_warm_from_json(row["warm"]) if row["warm"] else None,
        resident=tuple(row["resident"]),
        prepared=row["prepared"],
        cold=row["cold"],
        readable=tuple(row["readable"]),
        root=row["root"],
        abi=row["abi"],
        environment=row["environment"],
        assertions=row["assertions"],
        streams=row["streams"],
    )


def _command_to_json(command: Command) -> Message:
    limits = {name: getattr(command.limits, name) for name in _LIMITS}
    return {"argv": list(command.argv), "limits": limits}


def _command_from_json(row: Message) -> Command:
    return Command(tuple(row["argv"]), Limits(**row["limits"]))


def _warm_to_json(warm: Warm) -> Message:
    boot = b64encode(warm.boot).decode()
    return {"argv": list(warm.argv), "boot": boot, "extension": warm.extension}


def _warm_from_json(row: Message) -> Warm:
    return Warm(tuple(row["argv"]), b64decode(row["boot"]), row["extension"])


def execution_to_json(execution: Execution) -> Message:
    return {name: getattr(execution, name) for name in _FIELDS}


def execution_from_json(row: Message) -> Execution:
    return Execution(
        **{**row, "failures": tuple(row["failures"]), "values": tuple(row.get("values", ()))}
    )


def packed(message: Message) -> bytes:
    """The message as it travels."""
    text = json.dumps(message).encode()
    return _LENGTH.pack(len(text)) + text


def send(connection: socket.socket, message: Message) -> None:
    """Send one message whole. Raises OSError when the other side is gone."""
    connection.sendall(packed(message))


class Inbox:
    """Puts messages together from what arrives."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> Iterator[Message]:
        self._bytes += data
        while len(self._bytes) >= _LENGTH.size:
            end = _LENGTH.size + _LENGTH.unpack_from(self._bytes)[0]
            if len(self._bytes) < end:
                return
            text = bytes(self._bytes[_LENGTH.size : end])
            del self._bytes[:end]
            yield json.loads(text)
