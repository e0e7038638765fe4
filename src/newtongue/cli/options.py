"""The flags that several verbs share: each means the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Words = Annotated[
    list[str] | None,
    typer.Argument(help="a recipe (path or name) and key=value settings", metavar="[RECIPE] [K=V]"),
]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="the run's folder (runs/VERB-ID)")]
Fresh = Annotated[bool, typer.Option("--fresh", help="move an earlier run of this aside")]
Json = Annotated[bool, typer.Option("--json", help="one JSON object on standard output")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="no progress")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="more about what is done")]
Seed = Annotated[int | None, typer.Option("--seed", help="seed of everything random")]
Limit = Annotated[int | None, typer.Option("--limit", help="only the first N")]
Model = Annotated[
    str | None, typer.Option("--model", "-m", help="a folder, owner/name or owner/name@revision")
]
Tokenizer = Annotated[str | None, typer.Option("--tokenizer", help="where the tokenizer is")]
Server = Annotated[
    str | None, typer.Option("--server", help="an OpenAI-compatible server, http://.../v1")
]
Chat = Annotated[bool | None, typer.Option("--chat", help="use the server's chat endpoint")]
Benchmarks = Annotated[
    list[str] | None,
    typer.Option("--benchmark", "-b", help="a name, or a file (MultiPL-E's too); repeatable"),
]
Languages = Annotated[
    list[str] | None,
    typer.Option("--language", "-l", help="languages, joined by commas (python)"),
]
N = Annotated[int | None, typer.Option("-n", help="completions of each problem (1)")]
Temperature = Annotated[float | None, typer.Option("--temperature", "-t", help="0 is greedy (0.2)")]
TopP = Annotated[float | None, typer.Option("--top-p", help="nucleus (0.95)")]
MaxNewTokens = Annotated[int | None, typer.Option("--max-new-tokens", help="of a completion (512)")]
BatchSize = Annotated[str | None, typer.Option("--batch-size", help="a number, or auto")]
Completions = Annotated[
    list[Path] | None,
    typer.Option("--completions", "-c", help="a file or folder of completions; may be repeated"),
]
Tests = Annotated[
    str | None,
    typer.Option("--tests", help="theirs (default, the rows' own) or ours"),
]
Export = Annotated[
    Path | None,
    typer.Option("--export", help="also write MultiPL-E's files here (.json.gz, .results.json.gz)"),
]
Data = Annotated[
    list[Path] | None, typer.Option("--data", help="a folder with benchmark files; repeatable")
]
Workers = Annotated[int | None, typer.Option("--workers", "-w", help="programs at one time")]
Engine = Annotated[
    str | None,
    typer.Option("--engine", help="local (default), or ray: many machines, the same verdicts"),
]
RayAddress = Annotated[
    str | None, typer.Option("--ray-address", help="of the Ray cluster's head (auto)")
]
Strict = Annotated[
    bool | None,
    typer.Option("--strict", help="what is expected stays out of the programs", show_default=False),
]
PartialCredit = Annotated[
    bool | None,
    typer.Option("--partial-credit", help="count the cases that hold", show_default=False),
]
Reruns = Annotated[
    int | None,
    typer.Option("--reruns", help="run each program so often again: which outcomes change?"),
]
Unsafe = Annotated[
    bool | None,
    typer.Option("--unsafe", help="judge without isolation, on your own risk", show_default=False),
]
