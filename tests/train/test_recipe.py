"""What a training recipe refuses, and that those of the project load."""

from __future__ import annotations

from typing import Any

import pytest

from newtongue.core.errors import UsageError
from newtongue.recipes import check, home_of_recipes, load
from newtongue.train.recipe import TrainRecipe

GOOD = {"method": "full", "base": "a/b", "data": [{"path": "x"}], "steps": 1}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"steps": None}, "either steps or epochs"),
        ({"epochs": 1}, "either steps or epochs"),
        ({"base": None}, "needs `base`"),
        ({"method": "scratch"}, "starts from `architecture`"),
        ({"method": "scratch", "base": None, "max_length": 4096}, "beyond architecture.context"),
        ({"data": []}, "at least 1"),
        ({"data": [{"path": "x"}, {"path": "y", "share": 1.5}]}, "less than 1"),
        (
            {"data": [{"path": "x"}, {"path": "y", "share": 0.5}, {"path": "z", "share": 0.5}]},
            "leave nothing",
        ),
        ({"lora": {"rnak": 4}}, "unknown key"),
        ({"architecture": {"hidden": 30, "heads": 4}}, "even multiple"),
    ],
)
def test_wrong_recipes_say_why(change: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError) as caught:
        check(TrainRecipe, GOOD | change)
    assert words in f"{caught.value} {caught.value.hint}"


def test_every_setting_is_explained_in_the_schema() -> None:
    fields = TrainRecipe.model_json_schema()["properties"]
    assert "share" in TrainRecipe.model_json_schema()["$defs"]["Source"]["properties"]
    assert "checkpoints" in fields["save_every"]["description"]


def test_the_recipes_of_the_project_load() -> None:
    paths = sorted((home_of_recipes() / "train").glob("*.yaml"))
    assert len(paths) >= 2
    for path in paths:
        found = load(TrainRecipe, "train", path, ["data=[{path: my.jsonl}]"])
        assert found.data[0].path == "my.jsonl"
        head = path.read_text().split("\n\n")[0]
        assert "newtongue train" in head, f"{path.name}: the head says the line that runs it"


def test_the_lora_recipe_has_the_papers_settings() -> None:
    path = home_of_recipes() / "train" / "codegen-350m-lua-lora.yaml"
    found = load(TrainRecipe, "train", path)
    assert (found.lora.rank, found.lora.dropout, found.learning_rate) == (128, 0.05, 5e-4)
    assert (found.warmup_steps, found.schedule, found.steps) == (100, "cosine", 10_000)
    assert (found.batch_size, found.max_length, found.gradient_checkpointing) == (4, 2048, True)
    assert found.precision == "fp16"
