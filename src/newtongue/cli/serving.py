"""serve-judge: the judge over HTTP."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from newtongue.cli import call
from newtongue.cli.options import Data, Json, Workers


def serve_judge(
    host: Annotated[
        str, typer.Option("--host", help="another than 127.0.0.1 needs a token")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="0 takes a free one")] = 8900,
    workers: Workers = None,
    token_file: Annotated[
        Path | None,
        typer.Option("--token-file", help="tokens, one a line (or NEWTONGUE_JUDGE_TOKEN)"),
    ] = None,
    data: Data = None,
    max_items: Annotated[int, typer.Option("--max-items", min=1, help="of one batch")] = 1024,
    max_body_mb: Annotated[int, typer.Option("--max-body-mb", min=1, help="of one request")] = 16,
    max_queued: Annotated[
        int, typer.Option("--max-queued", min=1, help="items that wait, of all batches together")
    ] = 16384,
    max_rate: Annotated[
        float, typer.Option("--max-rate", min=0.01, help="requests a second of one token")
    ] = 100.0,
    max_cpu_seconds: Annotated[
        float, typer.Option("--max-cpu-seconds", min=0.1, help="that an item may ask for")
    ] = 30.0,
    max_memory_mb: Annotated[
        int, typer.Option("--max-memory-mb", min=16, help="that an item may ask for")
    ] = 4096,
    keep_seconds: Annotated[
        float, typer.Option("--keep-seconds", min=0, help="how long finished judgements are kept")
    ] = 600.0,
    as_json: Json = False,
) -> None:
    """The judge over HTTP, for RL trainers and other harnesses: submit, stream, cancel.

    newtongue serve-judge --port 8900

    curl --json @batch.json 'localhost:8900/v1/judgements?wait=60'

    where batch.json is {"items": [{"benchmark": "starter", "name": "starter_1_is_freezing",
    "language": "python", "output_text": "    return celsius <= 0"}]}; limits, strict mode, partial
    credit, tests and problems of your own: /openapi.json. One line (or JSON object) says when it is
    ready; Ctrl-C ends it.
    """
    from newtongue.serve import judge as room

    def ready(place: room.Ready) -> None:
        answer = {"host": place.host, "port": place.port, "pid": place.pid, "tier": place.tier}
        line = f"{place.url} (sandbox: {place.tier}); Ctrl-C ends it"
        call.answer("serve-judge", None, answer, as_json, [line])
        sys.stdout.flush()

    settings = room.Settings(
        host=host,
        port=port,
        workers=workers,
        tokens=room.read_tokens(token_file),
        data=tuple(data or ()),
        max_items=max_items,
        max_body=max_body_mb << 20,
        max_queued=max_queued,
        max_rate=max_rate,
        max_cpu_seconds=max_cpu_seconds,
        max_memory_mb=max_memory_mb,
        keep_seconds=keep_seconds,
    )
    if code := room.serve(settings, ready):
        raise typer.Exit(code)
