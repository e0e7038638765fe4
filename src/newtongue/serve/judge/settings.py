"""What the operator of the service decides: its address, its tokens and its bounds."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from newtongue.core.errors import UsageError
from newtongue.sandbox.base import Limits

LOCAL = "127.0.0.1"
"""The only address that a service without a token binds to."""
VARIABLE = "NEWTONGUE_JUDGE_TOKEN"
SHORTEST = 16
"""Characters of a token, at least."""
_NEW_TOKEN = (
    "python3 -c 'import secrets; print(secrets.token_urlsafe(32))' > token; chmod 600 token"
)
MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Settings:
    """All bounds of the service; each is a flag of `newtongue serve-judge` or a default."""

    host: str = LOCAL
    port: int = 8900
    workers: int | None = None
    """Programs at one time; None is one for each CPU."""
    tokens: tuple[bytes, ...] = ()
    """Each is a client of its own to the rate limit. None at all: this machine only."""
    data: tuple[Path, ...] = ()
    """Folders with benchmark files."""
    max_items: int = 1024
    """Items of one batch."""
    max_body: int = 16 * MIB
    """Bytes of one request."""
    max_queued: int = 16384
    """Items that may wait for their verdicts, of all batches together."""
    max_queued_bytes: int = 256 * MIB
    """Bytes of their programs."""
    max_rate: float = 100.0
    """Requests a second of one token (or address), on the average; twice as many at once."""
    max_cpu_seconds: float = 30.0
    max_memory_mb: int = 4096
    max_output_kb: int = 1024
    keep_seconds: float = 600.0
    """How long a finished judgement can be asked for."""
    max_kept_bytes: int = 256 * MIB
    """Bytes of verdicts of finished judgements; the oldest go first."""
    max_cached: int = 10_000
    """Verdicts that are remembered for programs that come again."""

    @property
    def limits(self) -> Limits:
        """The limits of a program whose item names none: the judge's own, within the maxima."""
        usual = Limits()
        return limits(
            min(usual.cpu, self.max_cpu_seconds),
            min(usual.memory, self.max_memory_mb << 20),
            min(usual.output, self.max_output_kb << 10),
        )


@dataclass(frozen=True, slots=True)
class Ready:
    """Where the service answers, and how it isolates programs."""

    host: str
    port: int
    pid: int
    tier: str

    @property
    def url(self) -> str:
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


def limits(cpu: float, memory: int, output: int) -> Limits:
    """Wall time follows CPU time, so that a loaded machine changes no verdict."""
    return Limits(cpu=cpu, wall=3 * cpu + 2, memory=memory, output=output)


def require_safe(settings: Settings) -> None:
    """Raise UsageError for settings that would open the service, or could never work."""
    if settings.host != LOCAL and not settings.tokens:
        raise UsageError(
            f"without a token only {LOCAL} is served, not {settings.host}",
            field="--host",
            hint=f"{_NEW_TOKEN}; then --token-file token",
        )
    for folder in settings.data:
        if not folder.exists():
            raise UsageError("no such folder", file=str(folder), field="--data")
    if settings.max_queued < settings.max_items:
        raise UsageError(
            f"must be at least --max-items ({settings.max_items}), or no full batch is ever taken",
            field="--max-queued",
        )


def read_tokens(
    file: Path | None, environment: Mapping[str, str] = os.environ
) -> tuple[bytes, ...]:
    """The tokens of a file, one a line, else the one of NEWTONGUE_JUDGE_TOKEN, else none.

    Raises UsageError for a token that is too short to be one.
    """
    if file is not None:
        lines = [line.strip() for line in file.read_bytes().splitlines()]
        tokens, place = tuple(line for line in lines if line), str(file)
        if not tokens:
            raise UsageError("holds no token", file=place, hint=_NEW_TOKEN)
    else:
        token = environment.get(VARIABLE, "").strip()
        tokens, place = ((token.encode(),) if token else ()), VARIABLE
    if any(len(token) < SHORTEST for token in tokens):
        raise UsageError(f"a token has at least {SHORTEST} characters", file=place, hint=_NEW_TOKEN)
    return tokens
