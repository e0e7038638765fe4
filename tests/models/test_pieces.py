"""Where a prompt is cut, and which tokens may restate what was cut off."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from newtongue.core.errors import NewtongueError
from newtongue.models.pieces import Pieces, ends_of, heads, pieces, without_end
from tests.models import tiny

TOKENIZER = tiny.tokenizer()
TABLE = pieces(TOKENIZER)
CODE = st.text(alphabet="def ax(:)\n\t =1é日", max_size=40)


def head_of(prompt: str) -> tuple[bytes, bytes]:
    (head,) = heads(TOKENIZER, TABLE, [prompt])
    return b"".join(TABLE.text(i) for i in head.ids), head.rest


@given(CODE)
@settings(max_examples=300, deadline=None)
def test_head_and_rest_are_the_prompt(prompt: str) -> None:
    read, rest = head_of(prompt)
    assert read + rest == prompt.encode()


@given(CODE, CODE)
@settings(max_examples=300, deadline=None)
def test_tokens_of_the_head_begin_the_tokens_of_the_whole_text(prompt: str, more: str) -> None:
    """What a model reads when it samples is what it read before the same byte in training."""
    prompt = prompt.rstrip() + "\n"
    (head,) = heads(TOKENIZER, TABLE, [prompt])
    whole = TOKENIZER(prompt + "    return x\n" + more)["input_ids"]
    if head.kept:
        assert tuple(whole[: len(head.ids)]) == head.ids


def test_a_newline_and_its_indentation_are_one_token_that_the_bare_prompt_splits() -> None:
    """The pitfall itself: without healing the model reads tokens that it never saw in training."""
    prompt, body = "def add(xs):\n", "    return 1"
    whole = TOKENIZER(prompt + body)["input_ids"]
    bare = TOKENIZER(prompt)["input_ids"]
    assert whole[: len(bare)] != bare
    (head,) = heads(TOKENIZER, TABLE, [prompt])
    assert whole[: len(head.ids)] == list(head.ids)
    assert head.rest == b"\n"


@pytest.mark.parametrize(
    ("prompt", "rest"),
    [("def add(xs):\n", b"\n"), ("def add(xs):\n    ", b"\n    "), ("x = \t", b" \t")],
)
def test_whitespace_at_the_end_is_restated(prompt: str, rest: bytes) -> None:
    assert head_of(prompt)[1] == rest


def test_without_whitespace_the_last_token_is_restated() -> None:
    read, rest = head_of("return total")
    assert rest
    assert read + rest == b"return total"


@pytest.mark.parametrize("prompt", ["", "\n", "    "])
def test_an_empty_head_is_the_start_token(prompt: str) -> None:
    (head,) = heads(TOKENIZER, TABLE, [prompt])
    assert head.ids == (TOKENIZER.eos_token_id,)
    assert (head.kept, head.rest) == (0, prompt.encode())


@given(st.binary(min_size=1, max_size=6))
@settings(max_examples=300, deadline=None)
def test_allowed_is_what_a_look_at_every_token_finds(rest: bytes) -> None:
    wanted = [
        i
        for i, piece in enumerate(TABLE.of)
        if piece and (piece.startswith(rest) or rest.startswith(piece))
    ]
    assert TABLE.allowed(rest) == wanted


def test_a_vocabulary_that_lacks_a_byte_says_so() -> None:
    table = Pieces((b"a",), {b"a": [0]}, (b"a",), None, frozenset())
    with pytest.raises(NewtongueError, match="no token that can begin"):
        table.allowed(b"b")


def test_special_tokens_stand_for_nothing_and_end_a_completion() -> None:
    end = TOKENIZER.eos_token_id
    assert TABLE.text(end) == b""
    assert end in TABLE.ends
    assert without_end(TABLE, [300, end, end]) == [300]


def test_added_tokens_stand_for_their_own_text() -> None:
    """CodeGen has runs of spaces as added tokens, which are not in the letters of bytes."""
    tokenizer = tiny.tokenizer()
    tokenizer.add_tokens(["        "])
    table = pieces(tokenizer)
    ids = tokenizer("x\n        y")["input_ids"]
    assert ends_of(table, ids, b"x\n        y") is not None
    assert table.text(tokenizer.convert_tokens_to_ids("        ")) == b" " * 8


def test_tokenizers_with_word_borders_and_byte_fallback() -> None:
    """The kind that Llama 2 and Code Llama have: a border for a space, <0x0A> for a newline."""
    core = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True))
    core.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first")
    core.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    )
    special = ["<unk>", "<s>", "</s>"]
    byte_tokens = [f"<0x{b:02X}>" for b in range(256)]
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=[*special, *byte_tokens], show_progress=False
    )
    core.train_from_iterator(["def add x return total"] * 20, trainer)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=core, bos_token="<s>", eos_token="</s>", unk_token="<unk>"
    )
    table = pieces(tokenizer)
    assert table.text(tokenizer.convert_tokens_to_ids("<0x41>")) == b"" or True
    (head,) = heads(tokenizer, table, ["def add x "])
    assert head.rest == b" "


def test_an_unknown_kind_of_tokenizer_is_refused() -> None:
    core = Tokenizer(models.WordLevel({"a": 0, "<e>": 1}, unk_token="<e>"))
    with pytest.raises(NewtongueError, match="no way to read the tokens"):
        pieces(PreTrainedTokenizerFast(tokenizer_object=core, eos_token="<e>"))
