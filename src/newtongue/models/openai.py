"""Completions from any OpenAI-compatible server, text or chat, many requests at a time."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import httpx

from newtongue.core.completion import Completion, cut
from newtongue.core.errors import MissingError, NewtongueError, UsageError
from newtongue.core.problem import Prompt
from newtongue.core.progress import Progress, Silent
from newtongue.models import chat as chats
from newtongue.models.base import Request, Sampling, completion_seed

STOPS = 4
"""Stop sequences that OpenAI's interface takes at most; the rest are cut here."""
AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
LONGEST = 60.0
"""Seconds between two tries at most, unless the server asks for more."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where a server is and how it is asked."""

    url: str
    """The base, for example http://127.0.0.1:8000/v1."""
    model: str
    key_variable: str = "OPENAI_API_KEY"
    """The environment variable that holds the key; many servers need none."""
    chat: bool = False
    """Ask by `/chat/completions` with an instruction instead of by `/completions`."""
    concurrency: int = 8
    together: int = 16
    """Completions of one prompt that are asked for in one request (`n`), at most."""
    tries: int = 6
    timeout: float = 600.0
    """Seconds for one request."""


class OpenAIModel:
    """Completions over HTTP. Which of several answers is which output_id is the server's word."""

    revision: str | None = None

    def __init__(self, server: Server, progress: Progress | None = None) -> None:
        self.server = server
        self.name = server.model
        self.progress = progress or Silent()
        self.stopped = threading.Event()
        self.client = _connect(server)

    def complete(self, requests: Sequence[Request], sampling: Sampling) -> Iterator[Completion]:
        """Yield completions as answers come in; several of one prompt share a request.

        Raises UsageError (address, key, model) or NewtongueError (the server keeps failing).
        """
        waiting = _groups(requests, self.server.together)
        running: dict[Future[list[Completion]], list[Request]] = {}
        pool = ThreadPoolExecutor(self.server.concurrency)
        failure: NewtongueError | None = None
        try:
            while waiting or running:
                while waiting and len(running) < self.server.concurrency:
                    group = waiting.pop()
                    running[pool.submit(self._ask, group, sampling)] = group
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    group = running.pop(future)
                    try:
                        answers = future.result()
                    except NewtongueError as error:
                        # what is under way is paid for: take it in before giving up
                        failure = failure or error
                        waiting.clear()
                        continue
                    yield from answers
                    # a server that ignores `n` answers once: ask again for what is missing
                    if len(answers) < len(group) and failure is None:
                        waiting.append(group[len(answers) :])
            if failure is not None:
                raise failure
        finally:
            self.stopped.set()  # ends the pauses of requests that nobody waits for any more
            pool.shutdown(wait=False, cancel_futures=True)
            if running:
                self.client.close()
                self.client = _connect(self.server)
            self.stopped = threading.Event()

    def _ask(self, group: Sequence[Request], sampling: Sampling) -> list[Completion]:
        first = group[0]
        prompt = first.prompt
        body: dict[str, Any] = {
            "model": self.server.model,
            "max_tokens": sampling.max_new_tokens,
            "temperature": sampling.temperature,
            "top_p": sampling.top_p,
            "n": len(group),
            "seed": completion_seed(sampling, first) & 0x7FFFFFFF,
        }
        if self.server.chat:
            body["messages"] = chats.messages(prompt)
            answer = self._post("chat/completions", body)
        else:
            body["prompt"] = prompt.text
            # the longest first would hide short ones: the language's own order is kept
            body["stop"] = list(prompt.stop[:STOPS])
            answer = self._post("completions", body)
        choices = sorted(_choices(answer), key=lambda choice: choice.get("index", 0))
        return [
            self._completion(request, choice, sampling)
            for request, choice in zip(group, choices, strict=False)
        ]

    def _completion(self, request: Request, choice: Any, sampling: Sampling) -> Completion:
        prompt = request.prompt
        text, finish = self._text(choice, prompt), choice.get("finish_reason")
        ended = cut(text, prompt.stop)
        return Completion(
            name=prompt.name,
            language=prompt.language,
            output_id=request.output_id,
            output_text=ended,
            benchmark=prompt.benchmark,
            prompt=prompt.text,
            stop_tokens=prompt.stop,
            model=self.name,
            temperature=sampling.temperature,
            top_p=sampling.top_p,
            max_new_tokens=sampling.max_new_tokens,
            seed=sampling.seed,
            finish_reason="stop" if ended != text or finish != "length" else "length",
        )

    def _text(self, choice: Any, prompt: Prompt) -> str:
        if not self.server.chat:
            return str(choice.get("text") or "")
        return chats.extract(str((choice.get("message") or {}).get("content") or ""), prompt)

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        """One answer, asked for again while the server is busy, broken or out of reach."""
        why, stopped = "", self.stopped
        for attempt in range(self.server.tries):
            try:
                response = self.client.post(path, json=body)
            except httpx.TransportError as error:
                why, asked = f"{type(error).__name__}: {error}", None
            else:
                if response.is_success:
                    return _json(response)
                if response.status_code not in AGAIN:
                    raise self._refusal(response)
                why = f"HTTP {response.status_code}: {_message(response)}"
                asked = _seconds(response.headers.get("retry-after"))
            if attempt + 1 < self.server.tries:
                pause = min(0.5 * 2**attempt, LONGEST) * random.uniform(0.5, 1.0)
                if stopped.wait(pause if asked is None else asked):
                    break
        raise NewtongueError(
            f"{self.server.url} failed {self.server.tries} times; the last: {why}",
            hint="what was sampled is kept; run the same command again when the server is well",
        )

    def _refusal(self, response: httpx.Response) -> NewtongueError:
        server, said = self.server, _message(response)
        if response.status_code in (401, 403):
            return UsageError(
                f"{server.url} refuses the key (HTTP {response.status_code}): {said}",
                field="key_variable",
                hint=f"export {server.key_variable}=...",
            )
        if response.status_code == 404:
            models = self.models()
            return UsageError(
                f"{server.url} has no model {server.model!r} or no such path: {said}",
                field="model",
                hint=f"its models: {', '.join(models)}" if models else "does the url end in /v1?",
            )
        return UsageError(f"{server.url} answered HTTP {response.status_code}: {said}")

    def models(self) -> list[str]:
        """The models that the server offers; none when it doesn't say."""
        try:
            response = self.client.get("models")
            rows = response.json().get("data", []) if response.is_success else []
        except (httpx.TransportError, ValueError, AttributeError):
            return []
        return sorted(str(row["id"]) for row in rows if isinstance(row, dict) and "id" in row)


def open_server(server: Server, progress: Progress | None = None) -> OpenAIModel:
    """Connect to a server and see that it answers. Raises MissingError when nothing listens."""
    model = OpenAIModel(server, progress)
    try:
        model.client.get("models")
    except (httpx.TransportError, httpx.InvalidURL) as error:
        raise MissingError(
            f"nothing answers at {server.url}: {error}", field="url", hint="is the server running?"
        ) from None
    return model


def _connect(server: Server) -> httpx.Client:
    key = os.environ.get(server.key_variable, "")
    return httpx.Client(
        base_url=server.url.rstrip("/") + "/",
        headers={"Authorization": f"Bearer {key}"} if key else {},
        timeout=httpx.Timeout(server.timeout, connect=20.0),
        limits=httpx.Limits(max_connections=server.concurrency),
    )


def _groups(requests: Sequence[Request], together: int) -> list[list[Request]]:
    """Requests of equal prompts in groups, last first, as a stack gives them in order."""
    by_prompt: dict[Prompt, list[Request]] = {}
    for request in requests:
        by_prompt.setdefault(request.prompt, []).append(request)
    groups = [
        same[at : at + together]
        for same in by_prompt.values()
        for at in range(0, len(same), together)
    ]
    return groups[::-1]


def _choices(answer: Any) -> list[Any]:
    choices = answer.get("choices") if isinstance(answer, dict) else None
    if not isinstance(choices, list) or not choices:
        raise NewtongueError("the server's answer has no `choices`; is it OpenAI-compatible?")
    return choices


def _json(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        start = response.text[:80]
        raise NewtongueError(f"the server's answer is not JSON: {start!r}") from None


def _message(response: httpx.Response) -> str:
    """What the server says went wrong, on one line."""
    try:
        said = response.json()
    except ValueError:
        said = response.text
    if isinstance(said, dict):
        said = said.get("error", said)
    if isinstance(said, dict):
        said = said.get("message", said)
    return " ".join(str(said).split())[:200]


def _seconds(header: str | None) -> float | None:
    """Retry-After in seconds; a date there is left to our own pause."""
    try:
        return None if header is None else max(0.0, float(header))
    except ValueError:
        return None
