"""Opening models: folders, adapters, tokenizers of a base, and what can't be read."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from peft import LoraConfig, get_peft_model

from newtongue.core.errors import UsageError
from newtongue.core.problem import Prompt
from newtongue.models.base import Request, Sampling
from newtongue.models.transformers import load_network, open_model
from tests.models import tiny

ASKED = [Request(Prompt("p", "python", "def add(xs):\n", ("\ndef",), "t"), n) for n in range(3)]
SAMPLING = Sampling(0.8, 0.95, 8, 1)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    tokenizer = tiny.tokenizer()
    tiny.network("codegen", len(tokenizer)).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def texts(spec: object, **settings: object) -> list[str]:
    model = open_model(str(spec), **settings)  # type: ignore[arg-type]
    return [c.output_text for c in model.complete(ASKED, SAMPLING)]


def test_a_folder_opens_and_says_what_it_is(saved: Path) -> None:
    model = open_model(str(saved), batch_size=2)
    found = list(model.complete(ASKED, SAMPLING))
    assert {c.model for c in found} == {str(saved)}
    assert {c.revision for c in found} == {None}
    assert model.network.dtype == torch.float32
    assert {(c.temperature, c.top_p, c.max_new_tokens, c.seed) for c in found} == {
        (0.8, 0.95, 8, 1)
    }


def test_an_adapter_brings_its_base(saved: Path, tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = get_peft_model(
        load_network(str(saved), dtype="float32"),
        LoraConfig(target_modules=["qkv_proj"], init_lora_weights=False, task_type="CAUSAL_LM"),
    )
    network.save_pretrained(tmp_path)
    ids = torch.tensor([[5, 6, 7]])
    with torch.no_grad():
        expected = network.eval()(ids).logits
        base = load_network(str(saved), dtype="float32").eval()(ids).logits
        found = load_network(str(tmp_path), dtype="float32").eval()(ids).logits
    assert torch.allclose(found, expected, atol=1e-4)
    assert not torch.allclose(found, base, atol=1e-2)
    assert len(texts(tmp_path)) == 3, "with the tokenizer of the base"


def test_the_tokenizer_of_the_base_that_the_card_names(saved: Path, tmp_path: Path) -> None:
    load_network(str(saved), dtype="float32").save_pretrained(tmp_path)
    with pytest.raises(UsageError, match="no tokenizer"):
        open_model(str(tmp_path))
    assert texts(tmp_path, tokenizer=str(saved)) == texts(saved)
    (tmp_path / "README.md").write_text(f"---\nbase_model: {saved}\n---\n")
    assert texts(tmp_path) == texts(saved)


def test_damaged_weights_are_one_line(saved: Path, tmp_path: Path) -> None:
    for path in saved.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(UsageError, match="can't be read by transformers") as caught:
        open_model(str(tmp_path))
    assert "\n" not in str(caught.value)


def test_an_unknown_family_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "nothing-known"}')
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(UsageError, match="can't be read by transformers"):
        load_network(str(tmp_path), dtype="float32")


def test_pickled_weights_are_refused(saved: Path, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_bytes((saved / "config.json").read_bytes())
    (tmp_path / "pytorch_model.bin").write_bytes(b"x")
    with pytest.raises(UsageError, match="no safetensors"):
        load_network(str(tmp_path), dtype="float32")


@pytest.mark.parametrize(("key", "value"), [("batch_size", 0), ("dtype", "int3")])
def test_wrong_settings_name_their_field(saved: Path, key: str, value: object) -> None:
    with pytest.raises(UsageError) as caught:
        open_model(str(saved), **{key: value})  # type: ignore[arg-type]
    assert caught.value.field == key
