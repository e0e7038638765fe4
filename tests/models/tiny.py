"""Tiny random models of every family, and a tokenizer trained here: nothing is downloaded."""

from __future__ import annotations

from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    CodeGenConfig,
    CodeGenForCausalLM,
    GPTBigCodeConfig,
    GPTBigCodeForCausalLM,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
    Starcoder2Config,
    Starcoder2ForCausalLM,
)

torch.set_num_threads(1)  # more threads than idle cores wait for one another in a spin

TEXTS = [
    f"def add_{word}(xs):\n    total = {number}\n    for x in xs:\n        total += x\n"
    f"    return total\n\nprint('{word}')\nfunction {word}(t)\n  local n = 0\n  return n\nend\n"
    for word in ("apple", "pear", "grape", "café", "日本")
    for number in range(12)
]
ROPE = {"rope_type": "default", "rope_theta": 10000.0}
FAMILIES = ("codegen", "gpt_bigcode", "llama", "qwen2", "starcoder2")


def tokenizer(vocabulary: int = 400) -> PreTrainedTokenizerFast:
    """A byte-level BPE that has tokens for newline and indentation."""
    core = Tokenizer(models.BPE())
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    core.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=["<|endoftext|>", "<pad>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    core.train_from_iterator(TEXTS, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=core, eos_token="<|endoftext|>", pad_token="<pad>"
    )


def network(family: str, vocabulary: int = 400, seed: int = 0, spread: float = 0.3) -> Any:
    """A random two-layer network; a large spread makes its distributions far from uniform."""
    torch.manual_seed(seed)
    common: dict[str, Any] = {
        "vocab_size": vocabulary,
        "initializer_range": spread,
        "bos_token_id": 0,
        "eos_token_id": 0,
        "pad_token_id": 1,
    }
    modern = common | {
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": 256,
        "rope_parameters": ROPE,
    }
    old = common | {"n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 256}
    match family:
        case "codegen":
            made = CodeGenForCausalLM(
                CodeGenConfig(**old, n_ctx=256, rotary_dim=4, tie_word_embeddings=False)
            )
        case "gpt_bigcode":
            made = GPTBigCodeForCausalLM(GPTBigCodeConfig(**old, multi_query=True))
        case "llama":
            made = LlamaForCausalLM(LlamaConfig(**modern, tie_word_embeddings=True))
        case "qwen2":
            made = Qwen2ForCausalLM(Qwen2Config(**modern))
        case _:
            made = Starcoder2ForCausalLM(Starcoder2Config(**modern, sliding_window=64))
    return made.eval()
