"""Token, rate and size, before a request is read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from newtongue.serve.judge import guard
from newtongue.serve.judge.guard import Buckets, Guard
from newtongue.serve.judge.settings import Settings
from tests.serve.judge.scripted import Script, item, served

TOKENS = (b"first-token-0123456", b"other-token-0123456")
BEARER = {"Authorization": "Bearer first-token-0123456"}


def test_a_bucket_fills_again() -> None:
    now = 0.0
    buckets = Buckets(2, clock=lambda: now)
    assert [buckets.take("a") for _ in range(4)] == [0] * 4
    assert buckets.take("a") == 0.5
    assert buckets.take("b") == 0  # another client has its own
    now = 0.5
    assert buckets.take("a") == 0
    assert buckets.take("a") == 0.5
    now = 1000
    assert [buckets.take("a") for _ in range(4)] == [0] * 4
    assert buckets.take("a") > 0


def test_a_slow_rate_still_lets_one_through() -> None:
    buckets = Buckets(0.01, clock=lambda: 0.0)
    assert buckets.take("a") == 0
    assert buckets.take("a") == 100


def test_buckets_are_bounded() -> None:
    buckets = Buckets(1, clock=lambda: 0.0, most=2)
    for client in ("a", "a", "b", "c"):
        buckets.take(client)
    assert buckets.take("a") == 0  # forgotten, and full again


@pytest.mark.parametrize("path", ["/v1/languages", "/v1/judgements/x", "/v1/judgements/x/stream"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer first-token-012345"},
        {"Authorization": "Bearer first-token-0123456 "},
        {"Authorization": "Bearer FIRST-token-0123456"},
        {"Authorization": "Basic first-token-0123456"},
        {"Authorization": "first-token-0123456"},
        {"Authorization": "Bearer "},
        {"Authorization": b"Bearer \xff\xfe"},
    ],
)
def test_without_the_token_nothing_is_told(
    script: Script, path: str, headers: dict[str, str]
) -> None:
    with served(script, tokens=TOKENS) as client:
        found = client.get(path, headers=headers)
        if headers.get("Authorization") == "Bearer first-token-0123456 ":
            assert found.status_code != 401  # blanks around it are the header's
            return
        assert found.status_code == 401
        assert found.headers["WWW-Authenticate"] == "Bearer"
        assert "Bearer TOKEN" in found.json()["error"]["hint"]


def test_every_token_opens(script: Script) -> None:
    with served(script, tokens=TOKENS) as client:
        for token in TOKENS:
            headers = {"Authorization": f"bearer {token.decode()}"}
            assert client.get("/v1/judgements/x", headers=headers).status_code == 404
        assert client.post("/v1/judgements", json={"items": [item()]}).status_code == 401
        assert client.get("/healthz").status_code == 200
        assert client.get("/openapi.json").status_code == 200
    assert not script.ran


def test_each_token_has_its_own_rate(script: Script) -> None:
    with served(script, tokens=TOKENS, max_rate=0.01) as client:
        assert client.get("/v1/judgements/x", headers=BEARER).status_code == 404
        found = client.get("/v1/judgements/x", headers=BEARER)
        assert found.status_code == 429
        assert 90 < int(found.headers["Retry-After"]) <= 101
        other = {"Authorization": "Bearer other-token-0123456"}
        assert client.get("/v1/judgements/x", headers=other).status_code == 404


def test_guessing_a_token_is_slowed_down(script: Script) -> None:
    with served(script, tokens=TOKENS, max_rate=0.01) as client:
        wrong = {"Authorization": "Bearer guess-guess-guess-1"}
        assert client.get("/v1/judgements/x", headers=wrong).status_code == 401
        assert client.get("/v1/judgements/x", headers=wrong).status_code == 429
        assert client.get("/v1/judgements/x", headers=BEARER).status_code == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8900", "127.0.0.1.evil:80", ""])
def test_a_page_under_another_name_does_not_reach_a_service_without_token(
    script: Script, host: str
) -> None:
    with served(script) as client:
        assert client.get("/healthz", headers={"Host": host}).status_code == 421
        for ours in ("127.0.0.1", "127.0.0.1:8900", "localhost:1", "localhost"):
            assert client.get("/healthz", headers={"Host": ours}).status_code == 200
    with served(script, tokens=TOKENS) as client:
        assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_a_body_is_bounded_by_its_declared_length(script: Script) -> None:
    with served(script, max_body=1000) as client:
        text = json.dumps({"items": [item("x" * 1000)]})
        found = client.post("/v1/judgements", content=text)
        assert found.status_code == 413
        assert "1000 bytes" in found.json()["error"]["message"]
        assert found.headers["Connection"] == "close"


def test_a_body_in_pieces_is_bounded_too(script: Script) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(20):
            yield b" " * 100

    with served(script, max_body=1000) as client:
        assert client.post("/v1/judgements", content=pieces()).status_code == 413


def ask(receive: Receive, **settings: Any) -> list[Message]:
    """What a guard before an application that reads its body sends."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        await PlainTextResponse(message["body"])(scope, receive, send)

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"host", b"localhost"), (b"content-length", b"9" * 5000)]
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers, "client": None}
    if "headers" in settings:
        scope["headers"] = settings.pop("headers")
    asyncio.run(Guard(app, Settings(**settings))(scope, receive, send))
    return sent


def test_pieces_are_put_together() -> None:
    left = [b"one ", b"two ", b"three"]

    async def receive() -> Message:
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    start, body = ask(receive)
    assert start["status"] == 200
    assert body["body"] == b"one two three"


def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "READING", 0.01)

    async def receive() -> Message:
        await asyncio.sleep(60)
        raise AssertionError("it waited")

    assert ask(receive)[0]["status"] == 408


def test_a_caller_that_hangs_up_is_not_served() -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    assert ask(receive)[0]["status"] == 400
