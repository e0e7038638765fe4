"""Scores from verdicts: what counts, what is missing, what is refused, and the CSV."""

import json
import random
from dataclasses import replace

import pytest

from newtongue.core.completion import Outcome, Verdict
from newtongue.core.errors import UsageError
from newtongue.evaluate.scores import compare, interruption, score, to_csv

KEYS = [
    "benchmark",
    "language",
    "model",
    "problems",
    "completions",
    "n_min",
    "n_max",
    "missing",
    "infrastructure",
    "outcomes",
    "suspect",
    "partial",
    "pass",
]
MARKS = {
    "+": Outcome.PASSED,
    "-": Outcome.ASSERTION,
    "t": Outcome.TIMEOUT,
    "e": Outcome.EXIT,
    "i": Outcome.INFRASTRUCTURE,
}


def verdicts(
    problems: dict[str, str], language: str = "lua", benchmark: str = "b"
) -> list[Verdict]:
    """{"p0": "+-t"}: one mark a completion."""
    return [
        Verdict(benchmark, language, name, number, MARKS[mark], "run")
        for name, marks in problems.items()
        for number, mark in enumerate(marks)
    ]


def rows(found: list[Verdict]) -> list[dict[str, object]]:
    names = ("benchmark", "language", "name", "output_id", "suspect", "cases_passed", "cases")
    return [{n: getattr(v, n) for n in names} | {"outcome": str(v.outcome)} for v in found]


def test_the_object_of_the_interface() -> None:
    found = score(
        verdicts({"p0": "+-", "p1": "--", "p2": "++"}), {("b", "lua"): ["p0", "p1", "p2"]}
    )
    assert [list(one) for one in found] == [KEYS]
    (one,) = found
    assert list(one["outcomes"]) == [o.value for o in Outcome]
    assert one["outcomes"]["passed"] == 3
    assert one["outcomes"]["assertion"] == 3
    assert (one["problems"], one["completions"], one["n_min"], one["n_max"]) == (3, 6, 2, 2)
    assert [list(entry) for entry in one["pass"]] == [["k", "estimate", "low", "high"]]
    assert one["pass"][0]["k"] == 1
    assert one["pass"][0]["estimate"] == 0.5
    assert one["pass"][0]["low"] < 0.5 < one["pass"][0]["high"]
    assert "passed" not in json.dumps(one | {"outcomes": {}})


def test_suspects_are_counted_and_decide_nothing() -> None:
    plain = verdicts({"p0": "+-", "p1": "+"})
    flagged = [replace(plain[0], suspect="/dev/fd"), *plain[1:]]
    (before,), (after,) = score(plain), score(flagged)
    assert (before["suspect"], after["suspect"]) == (0, 1)
    assert after == before | {"suspect": 1}
    assert score(rows(flagged)) == [after]


def test_partial_credit_is_the_mean_over_problems() -> None:
    plain = verdicts({"p0": "+-", "p1": "-", "p2": "i"})
    held = [replace(v, cases_passed=c, cases=4) for v, c in zip(plain[:3], (4, 2, 1), strict=True)]
    (nobody,), (asked,) = score(plain), score([*held, plain[3]])
    assert nobody["partial"] is None
    share = asked["partial"]
    assert (share["problems"], share["completions"]) == (2, 3)
    assert share["estimate"] == (0.75 + 0.25) / 2
    assert share["low"] <= share["estimate"] <= share["high"]
    assert asked == nobody | {"partial": share}
    assert score(rows([*held, plain[3]])) == [asked]


def test_infrastructure_is_never_a_failure() -> None:
    (clean,) = score(verdicts({"p0": "+", "p1": "-", "p2": "+"}))
    (hurt,) = score(verdicts({"p0": "+ii", "p1": "i-", "p2": "+"}))
    assert hurt["infrastructure"] == hurt["outcomes"]["infrastructure"] == 3
    assert hurt["pass"] == clean["pass"]
    assert hurt["completions"] == sum(hurt["outcomes"].values()) == 6
    assert (hurt["n_min"], hurt["n_max"]) == (1, 1)


def test_missing_problems_are_counted_and_not_scored() -> None:
    names = ["p0", "p1", "p2", "p3"]
    (one,) = score(verdicts({"p0": "+", "p1": "i"}), {("b", "lua"): names})
    assert (one["problems"], one["missing"]) == (1, 3)
    assert one["pass"][0]["estimate"] == 1.0
    assert one["pass"][0]["low"] < 0.5  # one problem says little


def test_nothing_judged_gives_no_number() -> None:
    (one,) = score([], {("b", "lua"): ["p0", "p1"]})
    assert one["pass"] == []
    assert (one["problems"], one["missing"], one["n_min"], one["completions"]) == (0, 2, 0, 0)
    (lost,) = score(verdicts({"p0": "ii"}))
    assert lost["pass"] == []
    assert (lost["missing"], lost["infrastructure"]) == (1, 2)


def test_default_k_is_what_the_smallest_n_allows() -> None:
    def ks(*sizes: int) -> list[int]:
        (one,) = score(verdicts({f"p{i}": "-" * n for i, n in enumerate(sizes)}), resamples=100)
        return [entry["k"] for entry in one["pass"]]

    assert ks(1, 100) == [1]
    assert ks(10, 100) == [1, 10]
    assert ks(9, 200) == [1]
    assert ks(100, 200) == [1, 10, 100]


def test_k_above_the_fewest_names_the_problem() -> None:
    found = verdicts({"p0": "+" * 20, "short": "+" * 12 + "i", "p2": "+" * 20})
    with pytest.raises(UsageError, match="short of b in lua has 12 and 1 infra") as caught:
        score(found, k=[1, 20])
    assert caught.value.exit_code == 2
    assert caught.value.hint
    assert [e["k"] for e in score(found, k=[12, 5, 5])[0]["pass"]] == [5, 12]
    with pytest.raises(UsageError, match="1 or more"):
        score(found, k=[0])


def test_what_cannot_be_right_is_refused() -> None:
    found = verdicts({"p0": "+"})
    with pytest.raises(UsageError, match="two verdicts on completion 0 of p0"):
        score(found + found)
    with pytest.raises(UsageError, match="p0 is not a problem of b in lua"):
        score(found, {("b", "lua"): ["p1"]})
    with pytest.raises(UsageError, match="no such outcome: 'ok'"):
        score([rows(found)[0] | {"outcome": "ok"}])
    with pytest.raises(UsageError, match="outcome: is missing"):
        score([{name: v for name, v in rows(found)[0].items() if name != "outcome"}])


def test_rows_and_order_give_equal_bytes() -> None:
    found = verdicts({f"p{i}": "+-t"[i % 3] + "+e-"[i % 2] for i in range(30)}) + verdicts(
        {f"p{i}": "+-"[i % 2] for i in range(9)}, language="python"
    )
    text = json.dumps(score(found, model="m"))
    mixed = rows(found)
    random.Random(1).shuffle(mixed)
    assert json.dumps(score(mixed, model="m")) == text
    assert [one["language"] for one in json.loads(text)] == ["lua", "python"]


def test_compare_pairs_by_problem() -> None:
    before = verdicts({f"p{i}": "-" for i in range(100)} | {"only": "+"})
    after = verdicts({f"p{i}": "+" if i < 40 else "-" for i in range(99)} | {"p99": "i"})
    (one,) = compare(before, after)
    assert one["problems"] == 99
    assert one["left_out"] == 2
    assert one["infrastructure"] == 1
    assert one["estimate"] == pytest.approx(40 / 99, abs=1e-6)
    assert 0.29 < one["low"] < 0.33
    assert 0.48 < one["high"] < 0.52
    assert one["p"] == pytest.approx(2 / 2**40, rel=1e-5)
    assert compare(before, verdicts({"p0": "+"}, language="python")) == []
    (none,) = compare(before, verdicts({"other": "+"}))
    assert (none["problems"], none["estimate"], none["p"]) == (0, None, None)


def test_compare_refuses_a_k_above_n() -> None:
    found = verdicts({"p0": "+-", "p1": "+-"})
    assert compare(found, found, k=2)[0]["estimate"] == 0
    with pytest.raises(UsageError, match="p0 of b in lua has 2"):
        compare(found, found, k=3)


GOLDEN = """\
Dataset,Pass@k,Estimate,NumProblems,MinCompletions,MaxCompletions,\
Low95,High95,InfrastructureErrors,MissingProblems
b-lua-me_small,1,0.0,2,10,11,0.0,0.65762,1,1
b-lua-me_small,10,0.0,2,10,11,0.0,0.65762,1,1
"b,c-lua-me_small",1,1.0,1,1,1,0.206549,1.0,0,0
"""


def test_csv_begins_with_the_columns_of_multipl_e() -> None:
    scores = score(
        verdicts({"p0": "-" * 10, "p1": "i" + "-" * 11}) + verdicts({"p": "+"}, benchmark="b,c"),
        {("b", "lua"): ["p0", "p1", "p2"]},
        model="me/small",
    )
    assert to_csv(scores) == GOLDEN
    head = "Dataset,Pass@k,Estimate,NumProblems,MinCompletions,MaxCompletions,"
    assert to_csv([]).startswith(head)


def test_an_interrupted_run_says_so_and_how_to_go_on() -> None:
    names = {("b", "lua"): ["p0", "p1"]}

    def line(problems: dict[str, str]) -> str | None:
        return interruption(score(verdicts(problems), names)[0], 3, "newtongue evaluate x")

    assert line({"p0": "+++", "p1": "---"}) is None
    assert "4 of 6 completions judged, at least 1 of 3" in str(line({"p0": "+++", "p1": "-"}))
    assert "1 problems missing" in str(line({"p0": "+++"}))
    assert str(line({"p0": "+++"})).endswith("newtongue evaluate x")
    lost = str(line({"p0": "+++", "p1": "--i"}))
    assert "interrupted" not in lost
    assert "1 could not be judged" in lost
