"""From examples to weights: from scratch, full, LoRA."""
