"""Read networks and tokenizers from safetensors; adapters on top of their base."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
import transformers
from huggingface_hub.utils import disable_progress_bars
from safetensors import SafetensorError
from transformers import AutoModelForCausalLM, AutoTokenizer
from transformers.utils import logging

from newtongue.core.errors import NewtongueError, UsageError
from newtongue.core.progress import Progress, Silent
from newtongue.models import location as locations
from newtongue.models.location import Location
from newtongue.models.transformers.model import Size, TransformersModel

DTYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}


def open_model(  # noqa: PLR0913 (each is a key that the user sets)
    spec: str,
    *,
    tokenizer: str | None = None,
    batch_size: Size = "auto",
    device: str | None = None,
    dtype: str | None = None,
    trust_remote_code: bool = False,
    threads: int | None = None,
    progress: Progress | None = None,
) -> TransformersModel:
    """Open a folder, `owner/name` or `owner/name@revision`; adapter folders bring their base.

    `dtype` (float32, float16, bfloat16) is by default float32 on a CPU, bfloat16 on a GPU that
    computes in it, else float16. `threads` are torch's. Raises UsageError or MissingError.
    """
    if batch_size != "auto" and batch_size < 1:
        raise UsageError("must be auto or at least 1", field="batch_size")
    if threads is not None:
        torch.set_num_threads(threads)
    place = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
    location = locations.locate(spec)
    folder = _fetch(location, trust_remote_code)
    with quiet():
        reader = load_tokenizer(spec, tokenizer)
        network = load_network(
            spec, dtype=dtype or default_dtype(place), trust_remote_code=trust_remote_code
        )
        network = network.to(place)
    return TransformersModel(
        network,
        reader,
        name=spec,
        revision=locations.commit(location, folder),
        batch_size=batch_size,
        progress=progress or Silent(),
    )


def load_tokenizer(spec: str, given: str | None = None) -> Any:
    """The tokenizer of a model: the one given, its own, or that of the base that it names."""
    location = locations.locate(spec)
    folder = locations.fetch(location)
    home = locations.tokenizer_folder(location, folder, given)
    with quiet(), _clear(spec, "tokenizer"):
        return AutoTokenizer.from_pretrained(home, clean_up_tokenization_spaces=False)


def load_network(spec: str, *, dtype: str, trust_remote_code: bool = False) -> Any:
    """The network on the CPU, in `dtype`. Raises UsageError where there are no safetensors."""
    if dtype not in DTYPES:
        raise UsageError(f"{dtype!r} is not one of {', '.join(DTYPES)}", field="dtype")
    location = locations.locate(spec)
    folder = _fetch(location, trust_remote_code)
    locations.require_weights(location, folder)
    if (folder / "adapter_config.json").exists():
        return _with_adapter(location, folder, dtype, trust_remote_code)
    with quiet(), _clear(spec, "model"):
        return AutoModelForCausalLM.from_pretrained(
            folder,
            dtype=DTYPES[dtype],
            use_safetensors=True,
            trust_remote_code=trust_remote_code,
        )


def default_dtype(place: torch.device) -> str:
    """float32 on a CPU; on a GPU bfloat16 where its units compute in it (a T4's don't)."""
    if place.type != "cuda":
        return "float32"
    return "bfloat16" if torch.cuda.get_device_capability(place) >= (8, 0) else "float16"


@contextmanager
def quiet() -> Iterator[None]:
    """Keep transformers' bars and advice off the user's screen; errors still come as errors."""
    level = logging.get_verbosity()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    disable_progress_bars()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.set_verbosity(level)


def _fetch(location: Location, trust_remote_code: bool) -> Path:
    code = ("*.py",) if trust_remote_code else ()
    return locations.fetch(location, (*locations.WANTED, *code))


def _with_adapter(location: Location, folder: Path, dtype: str, trust_remote_code: bool) -> Any:
    from peft import PeftModel

    base = locations.base_of(folder)
    if base is None:
        raise UsageError(
            "names no base model", file=str(folder / "adapter_config.json"), field="base_model"
        )
    network = load_network(base, dtype=dtype, trust_remote_code=trust_remote_code)
    with quiet(), _clear(location.spec, "model"):
        return PeftModel.from_pretrained(network, folder).merge_and_unload()


@contextmanager
def _clear(spec: str, field: str) -> Iterator[None]:
    """Turn transformers' ways to say 'I can't read this' into one line."""
    try:
        yield
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        if isinstance(error, torch.OutOfMemoryError):
            raise NewtongueError(f"{spec} does not fit into the GPU's memory") from None
        text = str(error).strip().splitlines()
        why = text[0] if text else type(error).__name__
        hint = None
        if "trust_remote_code" in str(error):
            hint = "if you trust its code: trust_remote_code=true"
        raise UsageError(
            f"{spec} can't be read by transformers {transformers.__version__}: {why}",
            field=field,
            hint=hint,
        ) from error
