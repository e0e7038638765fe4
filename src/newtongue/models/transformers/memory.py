"""How many rows fit: a first guess from free memory, and what 'out of memory' looks like."""

from __future__ import annotations

import resource
from pathlib import Path
from typing import Any

import psutil
import torch

SHARE = 0.6
"""Of the free memory that the first guess plans with; the rest is for what it can't foresee."""
MOST = {"cpu": 128, "cuda": 256}
CGROUP = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def first_size(network: Any, tokens: int) -> int:
    """Rows of `tokens` tokens (prompt and completion) that should fit beside the weights."""
    fits = int(free_bytes(network.device) * SHARE / row_bytes(network, tokens))
    most = MOST.get(network.device.type, 128)
    size = max(1, min(fits, most))
    return 1 << (size.bit_length() - 1)


def row_bytes(network: Any, tokens: int) -> int:
    """Bytes of one row: keys and values (twice, as the cache is copied to grow), and logits."""
    shape = network.config.get_text_config()
    heads = shape.num_attention_heads
    width = getattr(shape, "head_dim", None) or shape.hidden_size // heads
    kept = 1 if getattr(shape, "multi_query", False) else None
    kept = kept or getattr(shape, "num_key_value_heads", None) or heads
    entry = torch.empty((), dtype=network.dtype).element_size()
    cache = 2 * shape.num_hidden_layers * kept * width * tokens * entry
    scores = heads * tokens * tokens * 4  # of one layer, where attention is not fused
    return int(2 * cache + scores + 40 * shape.vocab_size)


def free_bytes(device: Any) -> int:
    """Free memory of the GPU, or of this machine or container."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    free = int(psutil.virtual_memory().available)
    for path in map(Path, CGROUP):
        text = path.read_text().strip() if path.exists() else "max"
        if text.isdigit():
            free = min(free, max(int(text) - psutil.Process().memory_info().rss, 0))
    return free


def peak_bytes(device: Any) -> int:
    """The most memory that was in use: on the GPU, or by this process."""
    if device.type == "cuda":
        return int(torch.cuda.max_memory_allocated(device))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def is_exhaustion(error: RuntimeError) -> bool:
    """True for torch's ways to say that memory ran out, on a GPU and on the CPU."""
    if isinstance(error, torch.OutOfMemoryError):
        return True
    text = str(error)
    return "can't allocate memory" in text or "not enough memory" in text
