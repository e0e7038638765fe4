"""Judgements: batches with their verdicts so far, and how long they are kept.

Everything here is touched by the event loop's thread alone, so that nothing needs a lock.
"""

from __future__ import annotations

import asyncio
import datetime
import secrets
import time
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Callable
from typing import Any

from newtongue.core.store import dumps
from newtongue.serve.judge.answers import State


class Judgement:
    """One batch. Rows are kept as the JSON that they are answered as."""

    def __init__(self, items: int) -> None:
        self.id = secrets.token_urlsafe(16)
        self.items = items
        self.state: State = "running"
        self.rows: list[bytes] = []
        self.size = 0
        self.ended = 0.0
        """When it was done or cancelled, by the monotonic clock."""
        self.on_end: Callable[[Judgement], None] = lambda _: None
        self._outcomes: Counter[str] = Counter()
        self._created = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        self._news = asyncio.Event()

    def add(self, row: dict[str, Any]) -> None:
        """Take in one more verdict; the last one ends the judgement."""
        self.rows.append(dumps(row).encode())
        self.size += len(self.rows[-1])
        self._outcomes[row["outcome"] or "unsupported"] += 1
        if len(self.rows) == self.items:
            self._end("done")
        self._tell()

    def cancel(self) -> None:
        """No more verdicts: what came before stays."""
        if self.state == "running":
            self._end("cancelled")
            self._tell()

    def _end(self, state: State) -> None:
        self.state = state
        self.ended = time.monotonic()
        self.on_end(self)

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    def head(self) -> dict[str, Any]:
        """How far it is, without the verdicts."""
        outcomes = dict(sorted(self._outcomes.items()))
        return {
            "id": self.id,
            "state": self.state,
            "items": self.items,
            "finished": len(self.rows),
            "unsupported": outcomes.pop("unsupported", 0),
            "outcomes": outcomes,
            "created": self._created,
        }

    def body(self, skip: int = 0) -> bytes:
        """The head and all verdicts but the first `skip`, as one JSON object."""
        head = dumps(self.head()).encode()
        return head[:-1] + b', "verdicts": [' + b", ".join(self.rows[skip:]) + b"]}"

    async def wait(self, seconds: float) -> None:
        """Return when it has ended, or after some seconds."""
        try:
            async with asyncio.timeout(seconds):
                while self.state == "running":
                    await self._news.wait()
        except TimeoutError:
            return

    async def lines(self, skip: int = 0) -> AsyncIterator[bytes]:
        """The verdicts but the first `skip`, one a line, as they come; then the head."""
        at = skip
        while True:
            news = self._news
            if fresh := self.rows[at:]:
                at += len(fresh)
                yield b"".join(row + b"\n" for row in fresh)
            elif self.state != "running":
                yield dumps(self.head()).encode() + b"\n"
                return
            else:
                await news.wait()


class Shelf:
    """Judgements by id. Those that ended go after a while, or when they take too much room."""

    def __init__(self, seconds: float, most: int) -> None:
        self._seconds = seconds
        self._most = most
        self._running: dict[str, Judgement] = {}
        self._ended: OrderedDict[str, Judgement] = OrderedDict()
        self._room = 0

    def put(self, judgement: Judgement) -> None:
        """Keep one."""
        self._running[judgement.id] = judgement
        judgement.on_end = self._retire
        if judgement.state != "running":
            self._retire(judgement)

    def get(self, name: str) -> Judgement | None:
        """The judgement of an id, if it is still kept."""
        self._tidy()
        return self._running.get(name) or self._ended.get(name)

    def running(self) -> list[Judgement]:
        """Those that have not ended."""
        return list(self._running.values())

    def _retire(self, judgement: Judgement) -> None:
        del self._running[judgement.id]
        self._ended[judgement.id] = judgement
        self._room += _room(judgement)
        self._tidy()

    def _tidy(self) -> None:
        oldest = time.monotonic() - self._seconds
        while self._ended:
            first = next(iter(self._ended.values()))
            if first.ended > oldest and self._room <= self._most:
                return
            del self._ended[first.id]
            self._room -= _room(first)


def _room(judgement: Judgement) -> int:
    return judgement.size + 1000  # it takes some even without rows
