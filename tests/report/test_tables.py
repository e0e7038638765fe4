"""Tables: golden text, and never a number without its basis."""

import dataclasses
import re

from newtongue.core.completion import Outcome
from newtongue.evaluate import scores
from newtongue.report import tables
from newtongue.report.data import Report, Row
from newtongue.report.tables import Table
from tests.report.made import report, verdicts

NUMBER = re.compile(r"(?<![\d.,])[+-]?(?:\.\d{3}|1\.000)(?![\d])")
INTERVAL = re.compile(r"[+-]?\d?\.\d{3,} \[[+-]?\d?\.\d{3,}, [+-]?\d?\.\d{3,}\]")


def test_plain_text() -> None:
    table = Table("t", "pass@1", ("stage", "Lua"), (("a", ".1"), ("longer", "10.2")), "note")
    assert tables.to_plain(table) == (
        "pass@1\n\nstage    Lua\n------  ----\na         .1\nlonger  10.2\nnote\n"
    )


def test_markdown_escapes_pipes() -> None:
    table = Table("t", "x", ("a", "b", "c"), (("p|q", "1\n2", "3"),), left=2)
    assert tables.to_markdown(table) == (
        "| a | b | c |\n| :-- | :-- | --: |\n| p\\|q | 1 2 | 3 |\n"
    )


def test_stages_by_languages() -> None:
    (table,) = tables.scores(report())
    assert table.title == "pass@1 on lab"
    assert [row[0] for row in table.rows] == ["untuned", "full", "full + replay <15 %>"]
    assert set(table.head) == {"stage", "Lua", "Python"}
    assert all(INTERVAL.fullmatch(cell) for row in table.rows for cell in row[1:])
    assert "60 problems, 1 completion each, 0 missing, 0 infrastructure errors" in table.note


def test_a_table_for_each_k() -> None:
    assert [table.title for table in tables.scores(report(n=10))] == [
        "pass@1 on lab",
        "pass@10 on lab",
    ]


def test_bases_that_differ_stand_in_the_cells() -> None:
    lost = [dataclasses.replace(verdicts("lua", 0.3)[0], outcome=Outcome.INFRASTRUCTURE)]
    judged = lost + verdicts("lua", 0.3)[1:]
    rows = [*report().rows, Row("hurt", "lua", scores.score(judged, resamples=300)[0])]
    (table,) = tables.scores(Report("x", tuple(rows)))
    text = tables.to_plain(table)
    assert text.count("(60 x 1, 0, 0)") == 6
    assert text.count("(59 x 1, 1, 1)") == 1
    assert "not run" in text


def test_a_stage_without_a_judged_problem_prints_no_number() -> None:
    (score,) = scores.score([], {("lab", "lua"): ["p0"]})
    text = tables.plain(Report("x", (Row("lost", "lua", score),)))
    assert "not scored" in text
    assert not NUMBER.search(text)


def test_no_number_stands_alone() -> None:
    """Every rate in the Markdown is part of an interval, or a p."""
    text = tables.markdown(report())
    lines = [INTERVAL.sub("", line) for line in text.splitlines()]
    lines = [re.sub(r"\| (< \.001|\.\d{3}|1\.000) \|$", "|", line) for line in lines]
    assert not [line for line in lines if NUMBER.search(line)]
    assert len(INTERVAL.findall(text)) >= 6 + 4 + 4


def test_outcomes_that_occurred() -> None:
    (table,) = tables.outcomes(report())
    assert table.head[:3] == ("stage", "language", "passed")
    assert "violation" not in table.head
    assert all(sum(map(int, row[2:-1])) == int(row[-1]) == 60 for row in table.rows)


def test_costs_add_up() -> None:
    (table,) = tables.costs(report())
    assert table.rows[0] == ("train", "1 min 41 s", "1 min 38 s", "412 MB")
    assert table.rows[1] == ("judge", "1 min 06 s", "not measured", "not measured")
    assert table.rows[2] == ("all stages", "2 min 47 s", "1 min 38 s", "412 MB")


def test_an_empty_report_has_no_tables() -> None:
    assert tables.everything(Report("x")) == []
    assert tables.markdown(Report("x")) == "# x\n"


def test_scores_of_one_evaluation() -> None:
    found = scores.score(
        verdicts("lua", 0.5, n=10) + verdicts("python", 0.2, problems=12),
        {("lab", "python"): [f"p{i}" for i in range(15)], ("x", "lua"): ["p"]},
        model="m",
        resamples=300,
    )
    text = tables.scores_text(found)
    assert text.startswith("Scores of m\n")
    lines = text.splitlines()
    assert lines[2].split("  ")[0] == "benchmark"
    assert len(INTERVAL.findall(lines[4])) == 2
    assert re.search(r"60 +10 +10 +0 +0$", lines[4])
    assert "not scored" in lines[5]
    assert re.search(r"12 +1 +1 +3 +0$", lines[5])
    assert not INTERVAL.search(lines[6])
    assert "Counts of outcomes" in text
    assert "not scored" in tables.scores_text(found[2:])
    assert "nothing" in tables.scores_text([])
