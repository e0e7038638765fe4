"""Before a request is read: whose it is, whether it comes too often, whether it is too large."""

from __future__ import annotations

import asyncio
import hmac
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from newtongue.serve.judge.answers import Refusal, busy
from newtongue.serve.judge.settings import LOCAL, Settings

OPEN = ("/healthz", "/openapi.json")
"""What is answered without a token."""
READING = 60.0
"""Seconds that a request's body may take."""
_LOCAL_NAMES = (LOCAL, "localhost")


class Buckets:
    """A token bucket for each client: `rate` requests a second, twice as many at once."""

    def __init__(
        self, rate: float, clock: Callable[[], float] = time.monotonic, most: int = 10_000
    ) -> None:
        self._rate = rate
        self._full = max(1.0, 2 * rate)
        self._clock = clock
        self._most = most
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str) -> float:
        """Count one request; the seconds that the client has to wait first, 0 for none."""
        now = self._clock()
        level, since = self._levels.pop(client, (self._full, now))
        level = min(self._full, level + (now - since) * self._rate)
        allowed = level >= 1
        self._levels[client] = (level - 1 if allowed else level, now)
        while len(self._levels) > self._most:
            self._levels.popitem(last=False)
        return 0.0 if allowed else (1 - level) / self._rate


class Guard:
    """ASGI middleware that lets a request through, its body read, or answers why not."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._tokens = settings.tokens
        self._most = settings.max_body
        self._buckets = Buckets(settings.max_rate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            try:
                receive = await self._admit(scope, receive)
            except Refusal as refusal:
                await refusal.response()(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _admit(self, scope: Scope, receive: Receive) -> Receive:
        headers = Headers(scope=scope)
        address = scope["client"][0] if scope.get("client") else ""
        holder = self._holder(headers.get("authorization", ""))
        client = f"address {address}" if holder is None else f"token {holder}"
        if wait := self._buckets.take(client):
            raise busy(wait, "too many requests; come again later")
        if not self._tokens:
            _require_local(headers.get("host", ""))
        elif holder is None and scope["path"] not in OPEN:
            raise Refusal(
                401,
                "the token is missing or wrong",
                hint="send the header: Authorization: Bearer TOKEN",
                headers={"WWW-Authenticate": "Bearer"},
            )
        return await self._read(headers, receive) if scope["method"] == "POST" else receive

    def _holder(self, header: str) -> int | None:
        """Which token a request carries. Every one is compared, in constant time."""
        kind, _, given = header.partition(" ")
        same = [
            hmac.compare_digest(given.strip().encode("latin-1", "replace"), token)
            for token in self._tokens
        ]
        return same.index(True) if kind.lower() == "bearer" and any(same) else None

    async def _read(self, headers: Headers, receive: Receive) -> Receive:
        """The body, which may come in pieces and without its length, within the bound."""
        declared = headers.get("content-length", "")
        if declared.isdecimal() and len(declared) < 20 and int(declared) > self._most:
            raise self._too_large()
        body = bytearray()
        try:
            async with asyncio.timeout(READING):
                while True:
                    message = await receive()
                    if message["type"] != "http.request":
                        raise Refusal(400, "the request ended before its body did")
                    body += message.get("body", b"")
                    if len(body) > self._most:
                        raise self._too_large()
                    if not message.get("more_body"):
                        break
        except TimeoutError:
            raise Refusal(408, f"the body took more than {READING:g} s") from None
        whole: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

        async def replay() -> Message:
            return whole.pop() if whole else await receive()

        return replay

    def _too_large(self) -> Refusal:
        message = f"the body has more than {self._most} bytes"
        # what was not read must not be taken for the next request
        return Refusal(
            413, message, hint="send fewer items at a time", headers={"Connection": "close"}
        )


def _require_local(host: str) -> None:
    """A page in a browser must not reach a service without a token under another name."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
    if name not in _LOCAL_NAMES:
        raise Refusal(421, f"without a token only {' and '.join(_LOCAL_NAMES)} are served")
