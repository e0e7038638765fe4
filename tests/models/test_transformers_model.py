"""Sampling in process: batches, stops, memory that runs out, and the families of models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import torch

from newtongue.core.completion import Completion
from newtongue.core.errors import NewtongueError
from newtongue.core.problem import Prompt
from newtongue.core.progress import Silent
from newtongue.models.base import Request, Sampling, completion_seed
from newtongue.models.pieces import heads, pieces
from newtongue.models.transformers.draw import draw, stream
from newtongue.models.transformers.memory import row_bytes
from newtongue.models.transformers.model import TransformersModel
from tests.models import tiny

TOKENIZER = tiny.tokenizer()
SIZE = len(TOKENIZER)
NETWORKS = {family: tiny.network(family, SIZE) for family in tiny.FAMILIES}
PROMPTS = ("def add(xs):\n    ", "def add(xs):\n", "function café(t)\n", "x", "", "print('日本')")
STOPS = ("\ndef", "\nprint")
SAMPLING = Sampling(temperature=0.8, top_p=0.95, max_new_tokens=12, seed=3)


class Notes(Silent):
    def __init__(self) -> None:
        self.lines: list[str] = []

    def note(self, line: str) -> None:
        self.lines.append(line)


def model(network: Any, batch_size: Any = 8, progress: Any = None) -> TransformersModel:
    return TransformersModel(
        network,
        TOKENIZER,
        name="tiny",
        revision=None,
        batch_size=batch_size,
        progress=progress or Silent(),
    )


def requests(
    texts: Sequence[str] = PROMPTS, count: int = 4, stop: tuple[str, ...] = STOPS
) -> list[Request]:
    prompts = [Prompt(f"p{n}", "python", text, stop, "t") for n, text in enumerate(texts)]
    return [Request(prompt, number) for prompt in prompts for number in range(count)]


def by_key(completions: Any) -> dict[Any, Completion]:
    found = list(completions)
    keyed = {completion.key: completion for completion in found}
    assert len(keyed) == len(found), "a completion came twice"
    return keyed


@pytest.mark.parametrize("family", tiny.FAMILIES)
@pytest.mark.parametrize("temperature", [0.0, 0.8])
def test_batches_of_1_8_and_32_give_equal_completions(family: str, temperature: float) -> None:
    sampling = Sampling(temperature, 0.95, 12, 3)
    found = [
        by_key(model(NETWORKS[family], size).complete(requests(), sampling)) for size in (1, 8, 32)
    ]
    assert len(found[0]) == len(requests())
    assert found[0] == found[1] == found[2]


def naive(network: Any, request: Request, sampling: Sampling) -> str:
    """The same draws with no cache, no padding, no batch: the whole text is read at each step."""
    twin = model(network)
    (row,) = twin._rows([request], sampling)
    ids = list(row.head.ids)
    seed = completion_seed(sampling, request)
    text, owed, steps, own = b"", row.rest, 0, 0
    while own < sampling.max_new_tokens:
        with torch.no_grad():
            logits = network(input_ids=torch.tensor([ids])).logits[:, -1].float()
        if owed:
            barred = torch.ones(SIZE, dtype=torch.bool)
            barred[twin.pieces.allowed(owed)] = False
            logits = logits.masked_fill(barred, float("-inf"))
        (token,) = draw(logits, [stream(seed, steps)], sampling.temperature, sampling.top_p)
        steps += 1
        piece = twin.pieces.text(token)
        if not owed and token in twin.pieces.ends:
            break
        ids.append(token)
        text += piece
        if owed and piece.startswith(owed):
            own += piece != owed
            owed = b""
        elif owed:
            owed = owed[len(piece) :]
        else:
            own += 1
    out = text[len(row.rest) :].decode("utf-8", "replace")
    ends = [out.find(stop) for stop in request.prompt.stop if stop in out]
    return out[: min(ends)] if ends else out


@pytest.mark.parametrize("family", tiny.FAMILIES)
def test_cache_padding_and_batches_change_nothing(family: str) -> None:
    asked = requests(count=2)
    found = by_key(model(NETWORKS[family], 32).complete(asked, SAMPLING))
    for request in asked:
        key = ("t", "python", request.prompt.name, request.output_id)
        assert found[key].output_text == naive(NETWORKS[family], request, SAMPLING)


def test_a_prompt_is_read_once_for_all_its_completions(monkeypatch: pytest.MonkeyPatch) -> None:
    network = NETWORKS["llama"]
    shapes: list[tuple[int, ...]] = []
    forward = type(network).forward

    def watched(self: Any, *args: Any, **rest: Any) -> Any:
        shapes.append(tuple(rest["input_ids"].shape))
        return forward(self, *args, **rest)

    monkeypatch.setattr(type(network), "forward", watched)
    list(model(network, 24).complete(requests(PROMPTS[1:4], 8), SAMPLING))
    assert shapes[0][0] == 3
    assert shapes[1][0] == 24


class Scripted(torch.nn.Module):
    """A network that goes on with the tokens of a text from wherever it stands."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inner = tiny.network("llama", SIZE)
        self.script = TOKENIZER(text)["input_ids"]
        self.config, self.device = self.inner.config, torch.device("cpu")
        self.dtype = torch.float32

    def forward(self, **inputs: Any) -> Any:
        out = self.inner(**inputs)
        out.logits = torch.zeros_like(out.logits)
        for row, at in enumerate(inputs["position_ids"][:, -1].tolist()):
            out.logits[row, -1, self.script[at + 1] if at + 1 < len(self.script) else 0] = 50.0
        return out


def say(prompt: str, text: str, stop: tuple[str, ...] = (), most: int = 60) -> Completion:
    """The completion of `prompt` by a network that says `prompt + text`."""
    asked = [Request(Prompt("p", "python", prompt, stop, "t"), 0)]
    (found,) = model(Scripted(prompt + text)).complete(asked, Sampling(0.0, 1.0, most, 0))
    return found


def test_a_stop_that_spans_tokens_is_found_and_cut() -> None:
    assert len(TOKENIZER("total add_")["input_ids"]) > 2
    found = say("z\n", "  return total add_apple more", ("total add_ap",))
    assert (found.output_text, found.finish_reason) == ("  return ", "stop")


def test_the_first_of_several_stops_cuts() -> None:
    assert say("z\n", "abc def print", ("print", "def")).output_text == "abc "


def test_the_prompt_itself_holds_no_stop() -> None:
    assert say("print\n", "abc", ("\n", "print")).output_text == "abc"


def test_length_and_end_token() -> None:
    assert say("z\n", " return total").finish_reason == "stop"
    cut = say("z\n", " return total total total", most=2)
    assert cut.finish_reason == "length"
    assert " return total total total".startswith(cut.output_text)


def test_the_text_continues_the_prompt_exactly_wherever_it_is_cut() -> None:
    """At every cut but those deep inside a word, which one token of healing can't reach."""
    text = "def add(xs):\n    return total\n\nx"
    whole = TOKENIZER(text)["input_ids"]
    table = pieces(TOKENIZER)
    cuts = []
    for at in range(1, len(text)):
        (head,) = heads(TOKENIZER, table, [text[:at]])
        if head.kept and tuple(whole[: len(head.ids)]) == head.ids:
            cuts.append(at)
            assert say(text[:at], text[at:]).output_text == text[at:]
    assert len(cuts) >= 20
    assert {13, 14, 15, 16, 17} <= set(cuts), "behind the colon, the newline and each space"


class Forgetful(torch.nn.Module):
    """A network that runs out of memory for more than `most` rows."""

    def __init__(self, most: int, error: type[Exception], text: str, after: int = 0) -> None:
        super().__init__()
        self.inner = NETWORKS["llama"]
        self.most, self.error, self.text, self.calls = most, error, text, -after
        self.config, self.device, self.dtype = self.inner.config, self.inner.device, torch.float32

    def forward(self, **inputs: Any) -> Any:
        self.calls += 1
        if self.calls > 0 and inputs["input_ids"].shape[0] > self.most:
            raise self.error(self.text)
        return self.inner(**inputs)


@pytest.mark.parametrize("after", [0, 4])
@pytest.mark.parametrize(
    ("error", "text"),
    [
        (torch.OutOfMemoryError, "CUDA out of memory"),
        (RuntimeError, "DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"),
    ],
)
def test_memory_that_runs_out_halves_the_batch_and_loses_nothing(
    error: type[Exception], text: str, after: int
) -> None:
    expected = by_key(model(NETWORKS["llama"], 1).complete(requests(), SAMPLING))
    notes = Notes()
    forgetful = Forgetful(3, error, text, after)
    found = by_key(model(forgetful, "auto", notes).complete(requests(), SAMPLING))
    assert found == expected
    assert any(line.startswith("out of memory: batch size") for line in notes.lines)
    assert notes.lines[-1].startswith(("batch size 3,", "batch size 2,", "batch size 1,"))


def test_other_errors_are_not_taken_for_memory() -> None:
    broken = Forgetful(0, RuntimeError, "shapes cannot be multiplied")
    with pytest.raises(RuntimeError, match="multiplied"):
        list(model(broken).complete(requests(), SAMPLING))


def test_memory_for_not_even_one_is_said() -> None:
    with pytest.raises(NewtongueError, match="single completion"):
        list(model(Forgetful(0, torch.OutOfMemoryError, "")).complete(requests(), SAMPLING))


def test_interrupted_sampling_can_go_on_with_the_rest() -> None:
    whole = by_key(model(NETWORKS["qwen2"]).complete(requests(), SAMPLING))
    first = by_key(
        c
        for c, _ in zip(
            model(NETWORKS["qwen2"]).complete(requests(), SAMPLING), range(7), strict=False
        )
    )
    names = {(name, number) for _, _, name, number in first}
    rest = [r for r in requests() if (r.prompt.name, r.output_id) not in names]
    assert first | by_key(model(NETWORKS["qwen2"]).complete(rest, SAMPLING)) == whole


def test_a_prompt_that_fills_the_context_is_left_empty_and_said() -> None:
    notes = Notes()
    long = requests(["x = 1\n" * 200, "x\n"], 1)
    found = by_key(model(NETWORKS["llama"], 8, notes).complete(long, SAMPLING))
    assert found["t", "python", "p0", 0].finish_reason == "length"
    assert found["t", "python", "p0", 0].output_text == ""
    assert "fill the context" in notes.lines[0]


def test_gradients_are_not_switched_off_between_completions() -> None:
    for _ in model(NETWORKS["llama"]).complete(requests(), SAMPLING):
        assert torch.is_grad_enabled()
        assert not torch.is_inference_mode_enabled()


def test_row_bytes_counts_the_cache_that_a_row_has() -> None:
    for family in tiny.FAMILIES:
        network = NETWORKS[family]
        cache = network(input_ids=torch.zeros(1, 50, dtype=torch.long), use_cache=True)
        kept = sum(layer.keys.numel() * 8 for layer in cache.past_key_values.layers)
        shape = network.config
        scores = shape.num_attention_heads * 50 * 50 * 4
        assert row_bytes(network, 50) == 2 * kept + scores + 40 * shape.vocab_size
