"""The card: the hub and `datasets` can read it, it says what was counted, and nothing else."""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from newtongue.core.store import write_parquet
from newtongue.curate.card import Facts, card
from tests.conftest import need
from tests.curate.inspected import HOSTILE, inspect

FILES = {
    "data/lua/train-00000.parquet": 3,
    "data/python/train-00000.parquet": 5,
    "data/python/train-00001.parquet": 2,
    "data/python/validation-00000.parquet": 1,
    "data/f*/train-00000.parquet": 4,
    "data/foo/train-00000.parquet": 6,
    "data/c++/test-00000.parquet": 7,
    "data/common lisp/train-00000.parquet": 1,
}
RECIPE: dict[str, Any] = {
    "stage": "curate",
    "sources": [{"kind": "folder", "path": "/home/someone/code"}],
    "optout": ["/home/someone/lists/a.txt"],
    "filters": {"preset": "starcoder", "line_mean": 100.0},
    "near_dedup": {"threshold": 0.7},
    "decontaminate": {"data": ["/home/someone/benchmarks"]},
    "pii": {"email": True},
    "extract": None,
    "split": {"test": 0.01},
    "tokenizer": "/home/someone/models/tiny",
    "seed": 0,
    "workers": 3,
    "engine": "local",
}


def made(given: dict[str, Any] | None = None, **settings: Any) -> str:
    return card(
        given or inspect(),
        RECIPE | settings,
        Facts("0123456789ab", "9.9", list(FILES), "Some code"),
    )


def head(text: str) -> dict[str, Any]:
    return dict(yaml.safe_load(text.split("---\n")[1]))


def test_datasets_opens_each_config_and_split(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("datasets", find_spec("datasets"), "pip install 'newtongue[curate]'")
    import datasets

    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    folder = tmp_path / "set"
    for name, count in FILES.items():
        rows = [{"text": f"{name} {n}", "stars": n or None} for n in range(count)]
        write_parquet(folder / name, rows, {"text": "string", "stars": "int64"})
    write_parquet(folder / "dropped.parquet", [{"reason": "x"}], {"reason": "string"})
    (folder / "README.md").write_text(made(), encoding="utf-8")

    def rows_of(*config: str) -> dict[str, int]:
        opened = datasets.load_dataset(str(folder), *config, cache_dir=str(tmp_path / "cache"))
        return {split: len(part) for split, part in opened.items()}

    assert rows_of() == {"train": 21, "validation": 1, "test": 7}
    assert rows_of("python") == {"train": 7, "validation": 1}
    assert rows_of("lua") == {"train": 3}
    assert rows_of("f_") == {"train": 4}
    assert rows_of("c++") == {"test": 7}
    assert rows_of("common lisp") == {"train": 1}


def test_the_head_is_what_the_hub_expects() -> None:
    found = head(made())
    assert found["pretty_name"] == "Some code"
    assert (found["license"], found["license_name"]) == ("other", "several")
    assert found["language"] == ["code"]
    assert found["size_categories"] == ["1K<n<10K"]
    assert {"code", "lua", "python"} <= set(found["tags"])
    assert found["configs"][0] == {
        "config_name": "default",
        "description": "run 0123456789ab",
        "data_files": [
            {"split": split, "path": f"data/*/{split}-*.parquet"}
            for split in ("train", "validation", "test")
        ],
    }


@pytest.mark.parametrize(
    ("licences", "license_", "name"),
    [
        ({"MIT": 3}, "mit", None),
        ({"GPL-3.0-or-later": 3}, "gpl-3.0", None),
        ({"MIT OR Apache-2.0": 3}, "other", "mit-or-apache-2.0"),
        ({"": 2, "MIT": 3}, "other", "several"),
        ({"": 2}, "unknown", None),
        ({}, "unknown", None),
    ],
)
def test_one_licence_has_the_name_that_the_hub_gives_it(
    licences: dict[str, int], license_: str, name: str | None
) -> None:
    found = head(made(inspect() | {"licences": licences}))
    assert (found["license"], found.get("license_name")) == (license_, name)


@pytest.mark.parametrize(
    ("items", "category"),
    [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (10**6, "1M<n<10M"), (10**12, "n>1T")],
)
def test_sizes_fall_into_the_hubs_categories(items: int, category: str) -> None:
    splits = {"train": {"items": items, "bytes": 1, "tokens": 1}}
    assert head(made(inspect() | {"splits": splits}))["size_categories"] == [category]


def test_every_step_stands_with_its_counts_and_thresholds() -> None:
    text = made()
    for step in inspect()["steps"]:
        row = next(line for line in text.split("\n") if line.startswith(f"| {step['step']} "))
        unit = "functions" if step["step"] in ("extract", "type check") else "files"
        assert f"| {unit} | {step['seen']:,} | {step['kept']:,} |" in row
        for reason, count in step["dropped"].items():
            assert f"{reason} {count:,}" in row
    assert "threshold: 0.7" in text
    assert "42 bands of 6 rows" in text
    assert "humaneval, mbpp" in text


def test_no_number_is_made_up() -> None:
    """What is said is in the counts or the settings (or fixed text: a heading of the hub's)."""
    body = made().split("---\n", 2)[2].replace("0123456789ab", "").replace("9.9", "")
    given = re.findall(r"\d[\d,.]*", repr(inspect()) + repr(RECIPE))
    known = {float(number.strip(",.").replace(",", "")) for number in given}
    known |= {5000.0, 3_500_000.0, 1_000_000.0, round(0.7031, 3)}  # sums over splits; rounded
    said = {float(n.strip(",.").replace(",", "")) for n in re.findall(r"\d[\d,.]*", body)}
    assert said - known == set()


def test_the_seed_of_replacements_is_kept_to_oneself() -> None:
    text = made(pii={"seed": 918273, "action": "replace"})
    assert "918273" not in text
    assert "action: replace" in text


def test_nothing_of_this_machine_or_of_how_fast_it_was_made_is_told() -> None:
    text = made()
    assert "/home" not in text
    assert "someone" not in text
    assert text == made(workers=16, engine="ray", ray_address="10.0.0.7:6379")


def test_names_of_sources_are_no_markup() -> None:
    given = inspect()
    given["sources"][0]["name"] = f"a\n# b | {HOSTILE}"
    given["licences"]["`x`\n\n## Heading <img src=x>"] = 1
    text = made(given)
    headings = [line for line in text.split("\n") if line.startswith("#")]
    expected = "Motivation Composition Collection Preprocessing Uses Distribution Maintenance"
    assert headings == ["# Some code", *(f"## {name}" for name in expected.split())]
    assert not re.search(r"(?<!\\)<(img|script|/pre)", text)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x1b]", text)
    assert all(
        len(re.findall(r"(?<!\\)\|", line)) == 4
        for line in text.split("\n")
        if line.startswith("| a")
    )


def test_what_was_not_done_is_said() -> None:
    given = inspect() | {"near_dedup": None, "benchmarks": {"checked": [], "missing": []}}
    text = made(given, pii=None, split=None, optout=[])
    assert "Near-duplicates among files were not looked for." in text
    assert "Personal data and secrets were not looked for." in text
    assert "Problems of benchmarks were not looked for." in text
    assert "Splits were drawn" not in text
    assert "No opt-out list was given" in text


def test_an_empty_data_set_has_a_card() -> None:
    empty: dict[str, Any] = {name: {} for name in ("languages", "licences", "splits", "pii")}
    given = inspect() | empty | {"steps": [], "sources": []}
    text = card(given, {}, Facts("0" * 12, "9.9", []))
    assert "configs" not in head(text)
    assert text.startswith("---\npretty_name: Curated code 000000000000\n")
