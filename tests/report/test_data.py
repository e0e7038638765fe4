"""The report's data: it goes through JSON unchanged, and a bare number is refused."""

import json

import pytest

from newtongue.core.errors import UsageError
from newtongue.report.data import Row, difference, from_json, to_json
from tests.report.made import report


def test_json_and_back() -> None:
    data = to_json(report())
    assert list(data)[:3] == ["schema", "newtongue", "command"]
    assert set(data) >= {"rows", "differences", "costs", "funnels", "notes", "provenance"}
    again = from_json(json.loads(json.dumps(data)))
    assert again == report()
    assert to_json(again) == data


@pytest.mark.parametrize("name", ["infrastructure", "n_min", "missing", "outcomes", "pass"])
def test_a_score_without_its_basis_is_refused(name: str) -> None:
    score = {k: v for k, v in report().rows[0].score.items() if k != name}
    with pytest.raises(UsageError, match=f"{name}: is missing in the score of untuned"):
        Row("untuned", "lua", score)


def test_what_is_not_a_report() -> None:
    data = to_json(report())
    with pytest.raises(UsageError, match="schema"):
        from_json(data | {"schema": 99})
    with pytest.raises(UsageError, match=r"r\.json: rows: is missing"):
        from_json({k: v for k, v in data.items() if k != "rows"}, file="r.json")
    with pytest.raises(UsageError, match=r"a part of the report .*wrong"):
        from_json(data | {"costs": [{"label": "x", "wall": 1.0, "wrong": 1}]})


def test_a_difference_needs_pairs() -> None:
    with pytest.raises(UsageError, match="a and b have no judged problem in common"):
        difference({"problems": 0}, "x", "a", "b")
