"""One HTML page that carries itself: style and figures inside, no script, no network."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from newtongue.core.errors import MissingError
from newtongue.report import figures, tables
from newtongue.report.data import Report, benchmarks, ks
from newtongue.report.figures import Figure
from newtongue.report.tables import Table
from newtongue.report.words import sentences


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its figures and tables."""

    name: str
    title: str
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]


def sections(report: Report) -> list[Section]:
    """The page in reading order; sections without content are left out.

    Raises MissingError where the `report` extra is not installed.
    """
    rows = report.rows
    passes = (figures.passes(rows, each, k) for each in benchmarks(rows) for k in ks(rows))
    outcomes = (figures.outcomes(rows, each) for each in benchmarks(rows))
    found = (
        _section("scores", "Scores", passes, tables.scores(report)),
        _section(
            "differences",
            "Gains and losses",
            [figures.frontier(report)],
            tables.differences(report),
        ),
        _section("outcomes", "Outcomes", outcomes, tables.outcomes(report)),
        _section(
            "funnels",
            "Making the data",
            map(figures.funnel, report.funnels),
            tables.funnels(report),
        ),
        _section("costs", "Time and memory", [], tables.costs(report)),
    )
    return [section for section in found if section.figures or section.tables]


def html(report: Report) -> str:
    """The whole page. Raises MissingError where the `report` extra is not installed."""
    return render(
        "page.html",
        title=report.title,
        sentences=sentences(report.differences),
        sections=sections(report),
        notes=report.notes,
        provenance=report.provenance,
        svg=figures.to_svg,
    )


def render(template: str, **values: Any) -> str:
    """One of the templates with its values; what is text is escaped, whatever is in it.

    Raises MissingError where jinja2 is not installed.
    """
    try:
        import jinja2
    except ImportError as error:
        raise MissingError(
            f"the page needs {error.name}", hint="pip install 'newtongue[report]'"
        ) from None
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("newtongue.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template(template).render(values)


def _section(
    name: str, title: str, pictures: Iterable[Figure | None], listed: Iterable[Table]
) -> Section:
    return Section(name, title, tuple(each for each in pictures if each), tuple(listed))
