"""The tokenizer that a run trains."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newtongue.models.pieces import pieces
from newtongue.train.tokenizer import SPECIAL, train_tokenizer
from tests.train.small import examples

TEXTS = [e.prompt + e.completion for e in examples("python", 40)]
TOKENIZER = train_tokenizer(TEXTS, 320)
TABLE = pieces(TOKENIZER)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_comes_back(text: str) -> None:
    ids = TOKENIZER(text)["input_ids"]
    if not any(name in text for name in SPECIAL):
        assert b"".join(map(TABLE.text, ids)).decode() == text


def test_special_tokens_come_first_and_digits_stand_alone() -> None:
    assert TOKENIZER.convert_tokens_to_ids(list(SPECIAL)) == [0, 1, 2, 3, 4]
    assert len(TOKENIZER("2024")["input_ids"]) == 4
    assert TABLE.ends == {0, 1, 2, 3, 4}


def test_the_same_texts_give_the_same_tokenizer() -> None:
    again = train_tokenizer(TEXTS, 320)
    assert again.backend_tokenizer.to_str() == TOKENIZER.backend_tokenizer.to_str()
    assert len(TOKENIZER) <= 320
