"""The service without HTTP: its parts, and what can be asked of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

from newtongue import __version__, languages, toolchains
from newtongue.sandbox.pool import Pool
from newtongue.serve.judge.answers import Refusal
from newtongue.serve.judge.items import prepare
from newtongue.serve.judge.judgements import Judgement, Shelf
from newtongue.serve.judge.problems import Library
from newtongue.serve.judge.runner import Runner
from newtongue.serve.judge.settings import Settings


class Service:
    """Use it as an asynchronous context: entering starts the sandbox, leaving ends all it runs."""

    def __init__(self, settings: Settings, make: Callable[[], Pool] = lambda: Pool(1)) -> None:
        """`make` gives a pool of one worker (tests give others)."""
        self.settings = settings
        self._library = Library(settings)
        self._runner = Runner(settings, make)
        self._shelf = Shelf(settings.keep_seconds, settings.max_kept_bytes)
        self._stopping = False

    async def __aenter__(self) -> Self:
        await self._runner.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.stop()
        await self._runner.close()

    def stop(self) -> None:
        """Cancel every judgement and take no more."""
        self._stopping = True
        for judgement in self._shelf.running():
            self.cancel(judgement)

    async def submit(self, body: bytes) -> Judgement:
        """The judgement of a request's body, begun. Raises Refusal."""
        self._require_open()
        self._runner.require_room()
        asked = await asyncio.to_thread(prepare, body, self._library, self.settings)
        self._require_open()
        judgement = Judgement(len(asked))
        self._runner.submit(judgement, asked)
        self._shelf.put(judgement)
        return judgement

    def _require_open(self) -> None:
        if self._stopping:
            raise Refusal(503, "the service is stopping")

    def judgement(self, name: str) -> Judgement:
        """The judgement of an id. Raises Refusal (404)."""
        if (found := self._shelf.get(name)) is None:
            kept = f"{self.settings.keep_seconds:g} s"
            hint = f"a judgement that ended is kept for {kept}, or less when room is needed"
            raise Refusal(404, "no such judgement", hint=hint)
        return found

    def cancel(self, judgement: Judgement) -> None:
        """End what only this judgement waits for; its verdicts so far stay."""
        judgement.cancel()
        self._runner.drop(judgement)

    def health(self) -> dict[str, Any]:
        """Whether programs can be judged, and how much waits."""
        runner = self._runner
        return {
            "status": "refused" if runner.refused else "ok",
            "tier": runner.tier.name,
            "detail": runner.refused or runner.tier.detail,
            "newtongue": __version__,
            "workers": runner.workers,
            "waiting": runner.waiting,
        }


def language_rows() -> list[dict[str, Any]]:
    """Every language, and whether its toolchain is here. The first call asks them all."""
    known = [languages.get(name) for name in languages.names()]
    with ThreadPoolExecutor(8) as threads:
        looks = list(threads.map(toolchains.look, known))
    rows = []
    for language, found in zip(known, looks, strict=True):
        here = isinstance(found, toolchains.Found)
        rows.append(
            {
                "language": language.name,
                "title": language.title,
                "aliases": list(language.aliases),
                "installed": here,
                "version": found.version if isinstance(found, toolchains.Found) else None,
                "toolchain": found.fingerprint if isinstance(found, toolchains.Found) else None,
                "reason": None if isinstance(found, toolchains.Found) else found.reason,
                "install": None if isinstance(found, toolchains.Found) else found.hint,
            }
        )
    return rows
