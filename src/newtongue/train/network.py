"""The network that a recipe trains: new, a base in full, or a base with adapters."""

from __future__ import annotations

from typing import Any

import torch
from transformers import LlamaConfig, LlamaForCausalLM

from newtongue.core.errors import UsageError
from newtongue.models.transformers import load_network
from newtongue.models.transformers.load import default_dtype
from newtongue.train.recipe import Architecture, Lora, TrainRecipe

SMALL = 200_000_000
"""Parameters below which a merged copy is written beside the adapter by default."""
NAMES = {"float32": "fp32", "float16": "fp16", "bfloat16": "bf16"}
DTYPES = {short: long for long, short in NAMES.items()}


def precision(recipe: TrainRecipe, device: torch.device) -> str:
    """fp32, fp16 or bf16: the recipe's, or what the device computes best in."""
    chosen = recipe.precision
    if chosen == "auto":
        return NAMES[default_dtype(device)]
    if chosen == "fp16" and device.type == "cpu":
        raise UsageError(
            "fp16 needs a GPU", field="precision", hint="precision=fp32, or bf16 on a recent CPU"
        )
    return chosen


def build(recipe: TrainRecipe, tokenizer: Any, device: torch.device) -> Any:
    """The network before its first step; its trainable weights are float32.

    A frozen base under adapters is kept in the recipe's precision, which is all the memory that
    it needs; weights that are trained in half precision would lose small updates.
    """
    torch.manual_seed(recipe.seed)
    if recipe.method == "scratch":
        network = new_network(recipe.architecture, tokenizer)
    else:
        frozen = recipe.method == "lora"
        dtype = DTYPES[precision(recipe, device)] if frozen else "float32"
        network = load_network(
            str(recipe.base), dtype=dtype, trust_remote_code=recipe.trust_remote_code
        )
        if frozen:
            torch.manual_seed(recipe.seed)
            network = with_adapters(network, recipe.lora)
    network.config.use_cache = False
    for parameter in network.parameters():
        if parameter.requires_grad:
            parameter.data = parameter.data.float()
    return network


def new_network(sizes: Architecture, tokenizer: Any) -> Any:
    """A Llama with tied embeddings and random weights, in the sizes asked for."""
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer),
            hidden_size=sizes.hidden,
            num_hidden_layers=sizes.layers,
            num_attention_heads=sizes.heads,
            num_key_value_heads=sizes.heads,
            intermediate_size=sizes.intermediate or max(sizes.hidden * 8 // 3 // 32 * 32, 32),
            max_position_embeddings=sizes.context,
            tie_word_embeddings=True,
            initializer_range=sizes.init_std,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
            rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
        )
    )


def with_adapters(network: Any, lora: Lora) -> Any:
    """Freeze the network and put adapters on its linear layers. Raises UsageError."""
    from peft import LoraConfig, get_peft_model

    settings = LoraConfig(
        r=lora.rank,
        lora_alpha=lora.alpha or 2 * lora.rank,
        lora_dropout=lora.dropout,
        target_modules=lora.targets,
        modules_to_save=lora.modules_to_save or None,
        task_type="CAUSAL_LM",
    )
    try:
        return get_peft_model(network, settings)
    except ValueError as error:
        raise UsageError(str(error).splitlines()[0], field="lora.targets") from None


def merges(recipe: TrainRecipe, network: Any) -> bool:
    """True when the merged model is to be written beside the adapter."""
    if recipe.lora.merge == "auto":
        return sizes_of(network)["parameters"] < SMALL
    return recipe.lora.merge


def sizes_of(network: Any) -> dict[str, int]:
    """Parameters in all and trainable ones."""
    every = list(network.parameters())
    trainable = sum(p.numel() for p in every if p.requires_grad)
    return {"parameters": sum(p.numel() for p in every), "trainable": trainable}
