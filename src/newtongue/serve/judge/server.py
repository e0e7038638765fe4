"""The process of the service: its socket, its signals, its end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Callable, Iterator

import uvicorn

from newtongue.core.errors import NewtongueError, SandboxRefused
from newtongue.serve.judge.app import create_app
from newtongue.serve.judge.service import Service
from newtongue.serve.judge.settings import Ready, Settings

CONNECTIONS = 1000
"""Requests and streams at one time; uvicorn answers 503 to more."""
FAREWELL = 5
"""Seconds that answers may take to be sent when the service ends."""


class _Server(uvicorn.Server):
    """uvicorn without its handlers of signals, which would end the process by the signal itself."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def serve(settings: Settings, ready: Callable[[Ready], None]) -> int:
    """Serve until SIGTERM (returns 0) or Ctrl-C (130); `ready` is called once, when it answers."""
    with _bound(settings) as place:
        return asyncio.run(_serve(settings, place, ready))


async def _serve(settings: Settings, place: socket.socket, ready: Callable[[Ready], None]) -> int:
    service = Service(settings)
    config = uvicorn.Config(
        create_app(service),
        lifespan="off",  # the service is opened here, where its refusal can be told
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # whoever can send them could be any address to the rate limit
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=FAREWELL,
    )
    server = _Server(config)
    code = 0

    def stop(number: int) -> None:
        nonlocal code
        code = 130 if number == signal.SIGINT else 0
        server.force_exit = server.should_exit  # asked twice: no farewell
        server.should_exit = True
        service.stop()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop, number)
    try:
        async with service:
            serving = asyncio.create_task(server.serve(sockets=[place]))
            while not (server.started or serving.done()):
                await asyncio.sleep(0.005)
            if not serving.done() and not server.should_exit:
                host, port = place.getsockname()[:2]
                ready(Ready(host, port, os.getpid(), service.health()["tier"]))
            await serving
    except SandboxRefused as refused:
        # the judge's own hint offers a flag that this verb has not
        hint = (refused.hint or "").removesuffix("; or --unsafe")
        raise SandboxRefused(refused.message, hint=hint or None) from None
    return code


def _bound(settings: Settings) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        return socket.create_server((settings.host, settings.port), family=family, backlog=1024)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or error
        raise NewtongueError(
            f"can't listen on {settings.host}, port {settings.port}: {why}",
            hint="another --port; 0 takes one that is free",
        ) from None
