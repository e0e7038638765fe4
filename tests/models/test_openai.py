"""An OpenAI-compatible server on this machine that fails by script."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from newtongue.core.errors import MissingError, NewtongueError, UsageError
from newtongue.core.problem import Prompt
from newtongue.models.base import Request, Sampling
from newtongue.models.openai import OpenAIModel, Server, open_server

Answer = tuple[int, dict[str, str], Any]
PROMPT = Prompt("p0", "python", "def f():\n", ("\ndef", "\n#", "\nif", "\nclass", "\nprint"), "t")
SAMPLING = Sampling(0.2, 0.95, 64, 5)


class Fake:
    """A server whose answers a test writes; it keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.script: list[Answer] = []
        self.answer: Callable[[dict[str, Any]], Answer] = plain
        self.lock = threading.Lock()
        self.now = self.most = 0
        self.pause = 0.0
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                pass

            def do_GET(self) -> None:
                self.reply((200, {}, {"data": [{"id": "right"}, {"id": "other"}]}))

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                with fake.lock:
                    fake.asked.append(body | {"path": self.path})
                    fake.headers.append({k.title(): v for k, v in self.headers.items()})
                    fake.now += 1
                    fake.most = max(fake.most, fake.now)
                    answer = fake.script.pop(0) if fake.script else fake.answer(body)
                time.sleep(fake.pause)
                with fake.lock:
                    fake.now -= 1
                self.reply(answer)

            def reply(self, answer: Answer) -> None:
                status, headers, body = answer
                if status == 0:  # a connection that breaks
                    self.close_connection = True
                    return
                data = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                for name, value in (headers | {"content-length": str(len(data))}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/v1"


def plain(body: dict[str, Any]) -> Answer:
    texts = [f"    return {n}\n#tail" for n in range(body["n"])]
    choices = [{"index": n, "text": t, "finish_reason": "stop"} for n, t in enumerate(texts)]
    return 200, {}, {"choices": choices[::-1]}


@pytest.fixture
def fake() -> Iterator[Fake]:
    server = Fake()
    thread = threading.Thread(target=server.http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.http.shutdown()
    server.http.server_close()


def asked(count: int, prompt: Prompt = PROMPT) -> list[Request]:
    return [Request(prompt, n) for n in range(count)]


def complete(fake: Fake, count: int = 3, **settings: Any) -> list[Any]:
    model = OpenAIModel(Server(fake.url, "right", **settings))
    return sorted(model.complete(asked(count), SAMPLING), key=lambda c: c.output_id)


def test_completions_come_in_the_order_of_their_index_and_are_cut(fake: Fake) -> None:
    found = complete(fake)
    assert [c.output_text for c in found] == [f"    return {n}" for n in range(3)]
    assert {c.finish_reason for c in found} == {"stop"}
    body = fake.asked[0]
    assert (body["path"], body["n"], body["max_tokens"]) == ("/v1/completions", 3, 64)
    assert body["stop"] == ["\ndef", "\n#", "\nif", "\nclass"], "four at most go to the server"
    assert isinstance(body["seed"], int)
    assert (body["temperature"], body["top_p"]) == (0.2, 0.95)


def test_a_fifth_stop_is_cut_here(fake: Fake) -> None:
    text = "    return 1\nprint(2)"
    fake.script = [(200, {}, {"choices": [{"text": text, "finish_reason": "length"}]})]
    (found,) = complete(fake, 1)
    assert (found.output_text, found.finish_reason) == ("    return 1", "stop")


def test_what_the_length_cut_is_said(fake: Fake) -> None:
    fake.script = [(200, {}, {"choices": [{"text": "    retu", "finish_reason": "length"}]})]
    assert complete(fake, 1)[0].finish_reason == "length"


def test_a_server_that_ignores_n_is_asked_for_the_rest(fake: Fake) -> None:
    fake.answer = lambda _: (200, {}, {"choices": [{"text": "x", "finish_reason": "stop"}]})
    assert [c.output_id for c in complete(fake, 4)] == [0, 1, 2, 3]
    assert [body["n"] for body in fake.asked] == [4, 3, 2, 1]
    assert len({body["seed"] for body in fake.asked}) == 4


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again_when_it_says(fake: Fake, status: int) -> None:
    fake.script = [(status, {"Retry-After": "0.3"}, {"error": {"message": "busy"}})]
    began = time.monotonic()
    assert len(complete(fake, 2)) == 2
    assert time.monotonic() - began >= 0.3
    assert len(fake.asked) == 2


def test_a_broken_connection_is_tried_again(fake: Fake) -> None:
    fake.script = [(0, {}, None)]
    assert len(complete(fake, 1)) == 1


def test_a_server_that_never_gets_well_is_one_line(fake: Fake) -> None:
    fake.script = [(503, {"Retry-After": "0"}, {"error": {"message": "down\nfor now"}})] * 9
    with pytest.raises(NewtongueError, match="failed 3 times; the last: HTTP 503: down for now"):
        complete(fake, 1, tries=3)


def test_a_refused_key_names_the_variable(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", "secret")
    fake.script = [(401, {}, {"error": {"message": "bad key"}})]
    with pytest.raises(UsageError, match=r"refuses the key \(HTTP 401\): bad key") as caught:
        complete(fake, 1, key_variable="MY_KEY")
    assert "MY_KEY" in str(caught.value.hint)
    assert "secret" not in str(caught.value)
    assert fake.headers[0]["Authorization"] == "Bearer secret"


def test_an_unknown_model_lists_the_servers_own(fake: Fake) -> None:
    fake.script = [(404, {}, {"error": {"message": "no such model"}})]
    with pytest.raises(UsageError, match="no model 'right'") as caught:
        complete(fake, 1)
    assert caught.value.hint == "its models: other, right"


def test_a_bad_request_is_not_repeated(fake: Fake) -> None:
    fake.script = [(400, {}, {"detail": "max_tokens too large"})]
    with pytest.raises(UsageError, match=r"HTTP 400: .*too large"):
        complete(fake, 1)
    assert len(fake.asked) == 1


@pytest.mark.parametrize(
    ("body", "words"), [(b"<html>", "not JSON"), ({"choices": []}, "no `choices`"), ([], "no `ch")]
)
def test_a_server_of_another_kind(fake: Fake, body: Any, words: str) -> None:
    fake.script = [(200, {}, body)]
    with pytest.raises(NewtongueError, match=words):
        complete(fake, 1)


def test_requests_run_side_by_side_but_no_more_than_allowed(fake: Fake) -> None:
    fake.pause = 0.1
    prompts = [Prompt(f"p{n}", "python", f"{n}", (), "t") for n in range(9)]
    model = OpenAIModel(Server(fake.url, "right", concurrency=3))
    found = list(model.complete([Request(p, 0) for p in prompts], SAMPLING))
    assert sorted(c.name for c in found) == sorted(p.name for p in prompts)
    assert fake.most == 3


def test_answers_already_given_are_good_when_another_fails(fake: Fake) -> None:
    fake.answer = lambda body: plain(body) if body["prompt"] != "bad" else (400, {}, {})
    prompts = [Prompt(n, "python", n, (), "t") for n in ("a", "b", "bad")]
    model = OpenAIModel(Server(fake.url, "right", concurrency=1))
    found = []
    with pytest.raises(UsageError):
        for completion in model.complete([Request(p, 0) for p in prompts], SAMPLING):
            found.append(completion.name)
    assert found == ["a", "b"]
    assert len(list(model.complete([Request(prompts[0], 0)], SAMPLING))) == 1


def test_chat_asks_for_the_code_and_cuts_what_it_repeats(fake: Fake) -> None:
    text = "Sure!\n```python\ndef f():\n    return 7\n```\nDone."
    message = {"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    fake.script = [(200, {}, {"choices": [message]})]
    (found,) = complete(fake, 1, chat=True)
    assert found.output_text == "    return 7"
    body = fake.asked[0]
    assert body["path"] == "/v1/chat/completions"
    assert "```python\ndef f():\n```" in body["messages"][0]["content"]
    assert "stop" not in body, "a stop would end the answer before its code"


def test_nothing_listens() -> None:
    with pytest.raises(MissingError, match="nothing answers at"):
        open_server(Server("http://127.0.0.1:9/v1", "m"))
