"""Reports from run folders, made as the stages make them."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from newtongue.core.completion import Verdict
from newtongue.core.errors import UsageError
from newtongue.core.run import Plan, open_run
from newtongue.core.store import write_json, write_parquet
from newtongue.evaluate import scores
from newtongue.report import runs
from newtongue.report.data import to_json
from tests.report.made import report, verdicts

COLUMNS = {
    "benchmark": "string",
    "language": "string",
    "name": "string",
    "output_id": "int64",
    "outcome": "string",
    "stage": "string",
}


def evaluate_run(
    root: Path, model: str, judged: Sequence[Verdict], wrote: str = "scores.json"
) -> Path:
    """A finished evaluate run with its verdicts, its scores where `wrote` says."""
    with open_run(Plan("evaluate", 1, {"stage": "evaluate", "model": model}), root=root) as run:
        rows = [{k: v for k, v in dataclasses.asdict(j).items() if k in COLUMNS} for j in judged]
        write_parquet(run.outputs / "verdicts.parquet", rows, COLUMNS)
        found = scores.score(judged, model=model)
        if wrote == "scores.json":
            write_json(run.outputs / "scores.json", {"scores": found})
        summary: dict[str, Any] = {"scores": found} if wrote == "manifest" else {}
        run.finish(toolchains={"lua": "5.4.4"}, summary=summary)
        return run.folder


@pytest.mark.parametrize("wrote", ["scores.json", "manifest", "nowhere"])
def test_evaluate_runs_are_compared_with_the_first(tmp_path: Path, wrote: str) -> None:
    weak = evaluate_run(tmp_path, "weak", verdicts("lua", 0.05), wrote)
    good = evaluate_run(tmp_path, "good", verdicts("lua", 0.6), wrote)
    found = runs.read([weak, good])
    assert found.title == "Scores of weak, good"
    assert [(row.label, row.language) for row in found.rows] == [("weak", "lua"), ("good", "lua")]
    (difference,) = found.differences
    assert difference.label == "Taking good instead of weak"
    assert difference.low > 0.3
    assert [cost.label for cost in found.costs] == ["evaluate: weak", "evaluate: good"]
    assert found.costs[0].memory
    assert found.provenance["weak: toolchains"] == "lua 5.4.4"
    assert str(tmp_path) not in str(to_json(found))


def test_a_teach_run_is_taken_at_its_word(tmp_path: Path) -> None:
    with open_run(Plan("teach", 1, {"stage": "teach"}), root=tmp_path) as run:
        write_json(run.folder / "report" / "report.json", to_json(report()))
        run.finish()
    assert runs.read([run.folder]) == report()
    both = runs.read([run.folder, evaluate_run(tmp_path, "m", verdicts("lua", 0.5))])
    assert both.title == report().title
    assert (both.base, both.target, both.source) == ("untuned", "lua", "python")
    assert len(both.rows) == len(report().rows) + 1


def test_a_label_is_never_used_twice(tmp_path: Path) -> None:
    first = evaluate_run(tmp_path / "a", "m", verdicts("lua", 0.5))
    second = evaluate_run(tmp_path / "b", "m", verdicts("lua", 0.2))
    labels = [row.label for row in runs.read([first, second]).rows]
    assert labels == ["m", f"m ({second.name})"]


def test_a_run_that_has_not_ended_is_refused(tmp_path: Path) -> None:
    with open_run(Plan("evaluate", 1, {}), root=tmp_path) as run:
        pass
    with pytest.raises(UsageError, match="has not ended") as caught:
        runs.read([run.folder])
    assert "goes on" in str(caught.value.hint)
    with pytest.raises(UsageError, match="holds no run"):
        runs.read([tmp_path])
