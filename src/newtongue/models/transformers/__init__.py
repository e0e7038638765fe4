"""A model in this process, through transformers: the only part of this room that knows torch."""

from newtongue.models.transformers.load import load_network, load_tokenizer, open_model
from newtongue.models.transformers.model import TransformersModel

__all__ = ["TransformersModel", "load_network", "load_tokenizer", "open_model"]
