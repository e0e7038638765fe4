"""What a model is asked and what it answers: text in, completions out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from newtongue.core.completion import Completion
from newtongue.core.problem import Prompt


@dataclass(frozen=True, slots=True)
class Sampling:
    """How completions are drawn. Temperature 0 is greedy."""

    temperature: float = 0.2
    top_p: float = 0.95
    max_new_tokens: int = 512
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """One completion to make: the `output_id`-th of a prompt."""

    prompt: Prompt
    output_id: int


class Model(Protocol):
    """A source of completions."""

    name: str
    revision: str | None

    def complete(self, requests: Sequence[Request], sampling: Sampling) -> Iterator[Completion]:
        """Yield one completion for each request, in any order, each as soon as it is there.

        The text ends before the first stop sequence. Interrupted, the completions already
        yielded are good and the rest can be asked for again.
        """


def completion_seed(sampling: Sampling, request: Request) -> int:
    """The seed of one completion's own generator (INTERFACES, section 8): 63 bits."""
    prompt = request.prompt
    parts = (sampling.seed, prompt.benchmark, prompt.language, prompt.name, request.output_id)
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:8], "big") >> 1
