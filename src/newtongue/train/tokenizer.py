"""A byte-level BPE tokenizer trained on the examples of a run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

END = "<|endoftext|>"
PAD = "<fim_pad>"
SPECIAL = (END, "<fim_prefix>", "<fim_middle>", "<fim_suffix>", PAD)
"""The end token and StarCoder's names for infilling; their ids are 0 to 4."""


def train_tokenizer(texts: Iterable[str], vocabulary: int) -> Any:
    """Train a tokenizer of at most `vocabulary` tokens; any bytes can be written in it.

    Digits stand alone. The same texts give the same tokenizer.
    """
    core = Tokenizer(models.BPE())
    core.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    core.decoder = decoders.ByteLevel()
    core.train_from_iterator(
        texts,
        trainers.BpeTrainer(
            vocab_size=vocabulary,
            special_tokens=list(SPECIAL),
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=core,
        bos_token=END,
        eos_token=END,
        pad_token=PAD,
        additional_special_tokens=list(SPECIAL[1:4]),
        padding_side="left",
    )
