"""Training end to end on a few rows: it learns, goes on after a kill, and writes equal bytes."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from newtongue.core.errors import NewtongueError, UsageError
from newtongue.core.problem import Prompt
from newtongue.core.progress import Silent, Step
from newtongue.core.run import open_run, read_manifest
from newtongue.core.store import read_parquet
from newtongue.models.base import Request, Sampling
from newtongue.models.transformers import load_network, open_model
from newtongue.recipes import home_of_recipes, load
from newtongue.train import checkpoint
from newtongue.train.recipe import TrainRecipe
from newtongue.train.stage import plan, train
from tests.models import tiny
from tests.train.small import examples, recipe, run, write


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with data and a base that was trained on Python."""
    folder = tmp_path_factory.mktemp("train")
    write(folder / "python.jsonl", examples("python"))
    write(folder / "lua.jsonl", examples("lua"))
    both = [{"path": str(folder / name)} for name in ("python.jsonl", "lua.jsonl")]
    run(recipe(str(folder / "python.jsonl"), tokenizer_data=both), folder / "base")
    return folder


def weights(model: Path) -> dict[str, torch.Tensor]:
    return dict(load_file(model / "model.safetensors"))


def bodies(spec: Path, rows: list[Any]) -> list[str]:
    model = open_model(str(spec), threads=1)
    asked = [Request(Prompt(r.name, r.language, r.prompt, (), "t"), 0) for r in rows]
    found = {c.name: c.output_text for c in model.complete(asked, Sampling(0.0, 1.0, 30, 0))}
    return [found[row.name] for row in rows]


def test_ten_rows_are_learnt_by_heart_and_said_again(tmp_path: Path) -> None:
    """Training and sampling agree on where a completion begins: else none would come back."""
    rows = [*examples("python", 5), *examples("lua", 5)]
    what = recipe(
        write(tmp_path / "a.jsonl", rows),
        steps=120,
        batch_size=10,
        optimizer="muon",
        learning_rate=4e-3,
        save_every=1000,
        log_every=20,
    )
    model = run(what, tmp_path / "run")
    assert bodies(model, rows) == [row.completion for row in rows]
    account = json.loads((tmp_path / "run" / "outputs" / "training.json").read_text())
    assert account["losses"][-1][1] < 0.05 < account["losses"][0][1]
    assert (account["steps"], account["counts"]["examples_lua"]) == (120, 5)
    manifest = read_manifest(tmp_path / "run")
    assert manifest["finished"]
    assert manifest["summary"]["trainable"] == manifest["summary"]["parameters"]
    (row,) = read_parquet(tmp_path / "run" / "measurements.parquet")
    assert row["tokens"] == account["tokens"] > 0
    assert not (tmp_path / "run" / "partial").exists()


class Killer(Silent):
    """Progress that kills its own process, as `kill -9` would, after some steps."""

    def __init__(self, after: int) -> None:
        self.left = after

    @contextmanager
    def track(self, label: str, total: int, done: int = 0) -> Iterator[Step]:  # noqa: ARG002
        def step(count: int = 1, said: str = "") -> None:
            self.left -= count
            if self.left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

        yield step


def train_and_die(what: dict[str, Any], out: str, after: int) -> None:
    run(TrainRecipe(**what), Path(out), Killer(after))


def variants(home: Path) -> dict[str, TrainRecipe]:
    lua, base = str(home / "lua.jsonl"), str(home / "base")
    return {
        "scratch": recipe(lua, optimizer="muon", warmup_steps=2, weight_decay=0.01),
        "full": recipe(lua, method="full", base=base, gradient_accumulation=2, batch_size=2),
        "lora": recipe(
            lua, method="lora", base=base, lora={"rank": 4, "dropout": 0.1}, learning_rate=1e-2
        ),
    }


@pytest.mark.slow
@pytest.mark.parametrize("method", ["scratch", "full", "lora"])
def test_a_killed_training_ends_in_the_same_bytes(home: Path, tmp_path: Path, method: str) -> None:
    what = variants(home)[method]
    run(what, tmp_path / "whole")
    process = multiprocessing.get_context("spawn").Process(
        target=train_and_die, args=(what.model_dump(), str(tmp_path / "killed"), 8)
    )
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    left = checkpoint.last(tmp_path / "killed" / "partial")
    assert left is not None
    assert left[1] == 6, "checkpoints at 3 and 6, killed in step 8"
    run(what, tmp_path / "killed")
    outputs = [read_manifest(tmp_path / name)["outputs"] for name in ("whole", "killed")]
    assert outputs[0] == outputs[1]
    assert "model/model.safetensors" in outputs[0]


def test_another_seed_gives_other_weights(home: Path, tmp_path: Path) -> None:
    """The control of the test above: equal bytes are not equal because nothing was trained."""
    lua, base = str(home / "lua.jsonl"), home / "base"
    found = [
        weights(run(recipe(lua, method="full", base=str(base), seed=seed), tmp_path / str(seed)))
        for seed in (0, 1)
    ]
    before = weights(base / "outputs" / "model")
    for name, tensor in before.items():
        if tensor.ndim == 2:
            assert not torch.equal(found[0][name], tensor)
            assert not torch.equal(found[0][name], found[1][name])


def test_torn_checkpoints_are_removed_and_whole_ones_kept(tmp_path: Path) -> None:
    for step, whole in ((3, True), (6, True), (9, False)):
        folder = tmp_path / f"checkpoint-{step}"
        folder.mkdir()
        (folder / "trainer_state.json").write_text(json.dumps({"global_step": step}))
        if whole:
            checkpoint.complete(tmp_path, step)
    assert checkpoint.last(tmp_path) == (tmp_path / "checkpoint-6", 6)
    assert not (tmp_path / "checkpoint-9").exists()
    assert checkpoint.last(tmp_path / "none") is None


def test_a_finished_run_is_not_trained_again(home: Path) -> None:
    before = (home / "base" / "manifest.json").read_bytes()
    manifest = read_manifest(home / "base")
    what = TrainRecipe(**manifest["recipe"])
    with open_run(plan(what), out=home / "base") as opened:
        train(what, opened)
    assert (home / "base" / "manifest.json").read_bytes() == before


def test_adapters_merged_and_unmerged_say_the_same(home: Path, tmp_path: Path) -> None:
    what = variants(home)["lora"]
    run(what, tmp_path / "run")
    outputs = tmp_path / "run" / "outputs"
    settings = json.loads((outputs / "adapter" / "adapter_config.json").read_text())
    assert settings["base_model_name_or_path"] == what.base
    account = json.loads((outputs / "training.json").read_text())
    assert 0 < account["trainable"] < account["parameters"] / 2
    ids = torch.tensor([[7, 8, 9, 10]])
    with torch.no_grad():
        found = [
            load_network(str(spec), dtype="float32").eval()(ids).logits
            for spec in (outputs / "model", outputs / "adapter", home / "base")
        ]
    assert torch.allclose(found[0], found[1], atol=1e-4)
    assert (found[0] - found[2]).abs().max() > 1e-2, "and not the same as the base"


def test_the_head_and_modules_in_full_are_trained_too(home: Path, tmp_path: Path) -> None:
    lora = {"rank": 2, "targets": ["q_proj"], "modules_to_save": ["norm"], "merge": False}
    what = recipe(str(home / "lua.jsonl"), method="lora", base=str(home / "base"), lora=lora)
    run(what, tmp_path / "run")
    assert not (tmp_path / "run" / "outputs" / "model").exists()
    saved = load_file(tmp_path / "run" / "outputs" / "adapter" / "adapter_model.safetensors")
    assert any(name.endswith("norm.weight") for name in saved)


def test_an_unknown_target_is_refused(home: Path, tmp_path: Path) -> None:
    what = recipe(
        str(home / "lua.jsonl"), method="lora", base=str(home / "base"), lora={"targets": ["nope"]}
    )
    with pytest.raises(UsageError, match="nope"):
        run(what, tmp_path / "run")


@pytest.mark.parametrize(
    "settings", [{"loss_on": "all", "pack": True}, {"epochs": 2, "steps": None}]
)
def test_packed_and_by_epochs(home: Path, tmp_path: Path, settings: dict[str, Any]) -> None:
    run(recipe(str(home / "lua.jsonl"), **settings), tmp_path / "run")
    account = json.loads((tmp_path / "run" / "outputs" / "training.json").read_text())
    assert account["steps"] == (12 if "pack" in settings else 6)


def test_gradient_checkpointing_changes_no_weight(home: Path, tmp_path: Path) -> None:
    lua = str(home / "lua.jsonl")
    found = [
        weights(run(recipe(lua, gradient_checkpointing=on), tmp_path / str(on)))
        for on in (False, True)
    ]
    assert all(torch.allclose(found[0][n], found[1][n], atol=1e-5) for n in found[0])


def test_a_loss_that_is_no_number_stops_with_a_line(home: Path, tmp_path: Path) -> None:
    what = recipe(str(home / "lua.jsonl"), learning_rate=1e30, clip=0)
    with pytest.raises(NewtongueError, match=r"the loss is (nan|inf) at step"):
        run(what, tmp_path / "run")


def test_a_missing_data_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such data set"):
        plan(recipe(str(tmp_path / "none.jsonl")))


def test_half_precision_needs_a_gpu(home: Path, tmp_path: Path) -> None:
    if torch.cuda.is_available():
        pytest.skip("a GPU is here")
    with pytest.raises(UsageError, match="fp16 needs a GPU"):
        run(recipe(str(home / "lua.jsonl"), precision="fp16"), tmp_path / "run")


def test_a_full_disk_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RuntimeError, match="other"), checkpoint.writing(tmp_path):
        raise RuntimeError("other")
    monkeypatch.setattr(checkpoint, "NEARLY_FULL", 1 << 62)
    with pytest.raises(NewtongueError, match="the disk is full"), checkpoint.writing(tmp_path):
        raise RuntimeError("[enforce fail at inline_container.cc] . unexpected pos")


def test_ctrl_c_says_how_to_go_on_and_loses_nothing(home: Path, tmp_path: Path) -> None:
    class Interrupt(Silent):
        notes: list[str] = []  # noqa: RUF012

        def note(self, line: str) -> None:
            self.notes.append(line)

        @contextmanager
        def track(self, label: str, total: int, done: int = 0) -> Iterator[Step]:  # noqa: ARG002
            seen = done

            def step(count: int = 1, said: str = "") -> None:
                nonlocal seen
                seen += count
                if seen == 5:
                    raise KeyboardInterrupt

            yield step

    what = recipe(str(home / "lua.jsonl"))
    with pytest.raises(KeyboardInterrupt):
        run(what, tmp_path / "run", Interrupt())
    assert "goes on from the last checkpoint" in Interrupt.notes[-1]
    left = checkpoint.last(tmp_path / "run" / "partial")
    assert left is not None
    assert left[1] == 3


def test_the_codegen_recipe_runs_on_a_small_codegen(tmp_path: Path) -> None:
    """Its targets, packing and checkpointing, with the family's own modules."""
    tokenizer = tiny.tokenizer()
    tiny.network("codegen", len(tokenizer), spread=0.02).save_pretrained(tmp_path / "base")
    tokenizer.save_pretrained(tmp_path / "base")
    data = write(tmp_path / "lua.jsonl", examples("lua", 60))
    small = ["steps=2", "max_length=64", "precision=fp32", "warmup_steps=1", "lora.merge=true"]
    for name in ("codegen-350m-lua-lora", "codegen-350m-lua-full"):
        what = load(
            TrainRecipe,
            "train",
            home_of_recipes() / "train" / f"{name}.yaml",
            [f"data=[{{path: {data}}}]", f"base={tmp_path / 'base'}", *small],
        )
        run(what, tmp_path / name)
        account = json.loads((tmp_path / name / "outputs" / "training.json").read_text())
        assert account["tokens"] == 2 * 4 * 64
        assert bodies(tmp_path / name, examples("lua", 2))
    saved = load_file(
        tmp_path / "codegen-350m-lua-lora" / "outputs" / "adapter" / "adapter_model.safetensors"
    )
    for target in ("qkv_proj", "out_proj", "fc_in", "fc_out", "lm_head"):
        assert any(f"{target}.lora_A" in name for name in saved)
