"""One completion in the making: its seed, its bytes so far, and when it is finished."""

from __future__ import annotations

from dataclasses import dataclass, field

from newtongue.core.completion import Completion
from newtongue.models.base import Request, Sampling, completion_seed
from newtongue.models.pieces import Head, Pieces


@dataclass(slots=True)
class Row:
    """A request with what was drawn for it. `rest` is what it still has to restate."""

    request: Request
    head: Head
    seed: int
    stops: tuple[bytes, ...]
    limit: int
    """Tokens that it may have beyond those that only restate the prompt."""
    rest: bytes = b""
    text: bytearray = field(default_factory=bytearray)
    draws: int = 0
    tokens: int = 0
    finish: str | None = None

    @property
    def overlap(self) -> int:
        return max((len(stop) for stop in self.stops), default=1) - 1

    def take(self, token: int, table: Pieces) -> bool:
        """Add a token; True when the row is finished."""
        self.draws += 1
        piece = table.text(token)
        if self.rest:
            if not piece.startswith(self.rest):
                self.rest = self.rest[len(piece) :]
                return False
            piece, self.rest = piece[len(self.rest) :], b""
            if not piece:
                return False
        elif token in table.ends:
            self.finish = "stop"
            return True
        self.tokens += 1
        start = max(len(self.text) - self.overlap, 0)
        self.text += piece
        ends = [at for stop in self.stops if (at := self.text.find(stop, start)) >= 0]
        if ends:
            del self.text[min(ends) :]
            self.finish = "stop"
        elif self.tokens >= self.limit:
            self.finish = "length"
        return self.finish is not None

    def completion(self, sampling: Sampling, model: str, revision: str | None) -> Completion:
        """The finished row as a completion, its text exactly what follows the prompt."""
        prompt = self.request.prompt
        return Completion(
            name=prompt.name,
            language=prompt.language,
            output_id=self.request.output_id,
            output_text=self.text.decode("utf-8", "replace"),
            benchmark=prompt.benchmark,
            prompt=prompt.text,
            stop_tokens=prompt.stop,
            model=model,
            revision=revision,
            temperature=sampling.temperature,
            top_p=sampling.top_p,
            max_new_tokens=sampling.max_new_tokens,
            seed=sampling.seed,
            finish_reason=self.finish,
        )


def new_row(request: Request, head: Head, sampling: Sampling, context: int | None) -> Row:
    """A row at its beginning. One whose prompt fills the context is finished at once."""
    limit = sampling.max_new_tokens
    if context is not None:
        # a token for each byte to restate is the most that healing can take
        limit = min(limit, context - len(head.ids) - len(head.rest))
    return Row(
        request=request,
        head=head,
        seed=completion_seed(sampling, request),
        stops=tuple(stop.encode() for stop in request.prompt.stop),
        limit=limit,
        rest=head.rest,
        finish="length" if limit <= 0 else None,
    )
