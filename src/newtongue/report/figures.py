"""A report's figures: Vega-Lite charts through altair, drawn to SVG text without any network.

Ink is `currentColor`, so that a figure inside a page is readable in light and in dark; marks have
colours that colour-blind readers tell apart. Each figure has words that say what it shows.
altair and vl-convert come with the `report` extra and are imported on use.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from newtongue.core.completion import Outcome
from newtongue.core.errors import MissingError
from newtongue.report.data import Difference, Funnel, Report, Row, labels, languages
from newtongue.report.words import as_entry, interval, number, title

INK = "currentColor"
BLUE = "#3a86c8"
POINTS = ("#1f83c4", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#8c6bb1", "#999933")
SHAPES = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "triangle-right")
"""Fewer than POINTS: colour and shape together repeat after 56 points only."""
FONT = "Helvetica, Arial, sans-serif"
SIZE = 12
PANEL = 330
"""Width in pixels of one language's panel."""
COLOURS: Mapping[Outcome, tuple[str, str]] = {
    # fill and the text on it; after Okabe and Ito (2008) and Tol (2021)
    Outcome.PASSED: ("#0072b2", "#ffffff"),
    Outcome.EXIT: ("#882255", "#ffffff"),
    Outcome.EXCEPTION: ("#d55e00", "#ffffff"),
    Outcome.ASSERTION: ("#e6a817", "#000000"),
    Outcome.TYPE: ("#009e73", "#ffffff"),
    Outcome.SYNTAX: ("#56b4e9", "#000000"),
    Outcome.COMPILE: ("#117733", "#ffffff"),
    Outcome.TIMEOUT: ("#cc79a7", "#000000"),
    Outcome.MEMORY: ("#6a51a3", "#ffffff"),
    Outcome.OUTPUT: ("#999933", "#000000"),
    Outcome.VIOLATION: ("#c51b7d", "#ffffff"),
    Outcome.INFRASTRUCTURE: ("#8c8c8c", "#000000"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One picture and what it says in words."""

    name: str
    title: str
    words: str
    """The alternative text: the same facts for those who can't see the picture."""
    spec: Mapping[str, Any]
    """Vega-Lite."""


def passes(rows: Sequence[Row], benchmark: str, k: int) -> Figure | None:
    """Bars of pass@k with intervals: a panel a language, a bar a stage."""
    alt, _ = _tools()
    rows = [row for row in rows if row.benchmark == benchmark]
    values = [
        {
            "stage": row.label,
            "language": title(row.language),
            "text": number(entry["estimate"]),
            **{key: entry[key] for key in ("estimate", "low", "high")},
        }
        for row in rows
        if (entry := row.at(k))
    ]
    if not values:
        return None
    top = _ceiling(max(value["high"] for value in values))
    base = alt.Chart().encode(y=_stages(alt, rows))
    scale = alt.Scale(domain=[0, top * 1.13], nice=False)
    axis = alt.Axis(values=_ticks(top), format=".2~f", title=None)
    whisker = base.mark_rule(color=INK, strokeWidth=1.4).encode(x="low:Q", x2="high:Q")
    caps = [
        base.mark_tick(color=INK, thickness=1.4, height=8).encode(x=f"{end}:Q")
        for end in ("low", "high")
    ]
    chart = alt.layer(
        base.mark_bar(color=BLUE, height=16).encode(x=alt.X("estimate:Q", scale=scale, axis=axis)),
        whisker,
        *caps,
        base.mark_text(align="left", dx=6, color=INK, fontSize=SIZE).encode(
            x="high:Q", text="text:N"
        ),
        data=alt.Data(values=values),
    )
    heading = f"pass@{k} with 95 % intervals" + (f", {benchmark}" if benchmark else "")
    words = "; ".join(
        f"{value['stage']} in {value['language']}: {interval(value)}" for value in values
    )
    return Figure(f"pass-{k}-{benchmark or 'scores'}", heading, words, _panels(alt, chart, rows))


def outcomes(rows: Sequence[Row], benchmark: str) -> Figure | None:
    """Shares of outcomes, stacked: a panel a language, a bar a stage."""
    alt, _ = _tools()
    rows = [row for row in rows if row.benchmark == benchmark and row.score["completions"]]
    if not rows:
        return None
    used = [o for o in COLOURS if any(row.score["outcomes"].get(o) for row in rows)]
    values: list[dict[str, Any]] = []
    for row in rows:
        total, start = row.score["completions"], 0.0
        for outcome in used:
            share = row.score["outcomes"].get(outcome, 0) / total
            values.append(
                {
                    "stage": row.label,
                    "language": title(row.language),
                    "outcome": outcome.value,
                    "start": start,
                    "end": start + share,
                    "middle": start + share / 2,
                    "text": f"{100 * share:.0f}" if share >= 0.08 else "",
                    "on": COLOURS[outcome][1],
                    "share": share,
                }
            )
            start += share
    base = alt.Chart().encode(y=_stages(alt, rows))
    colour = alt.Color(
        "outcome:N",
        scale=alt.Scale(domain=used, range=[COLOURS[o][0] for o in used]),
        legend=alt.Legend(title=None, orient="bottom", columns=6, symbolType="square"),
    )
    axis = alt.Axis(format=".0%", title=None, values=[0, 0.25, 0.5, 0.75, 1])
    scale = alt.Scale(domain=[0, 1], nice=False)
    chart = alt.layer(
        base.mark_bar(height=16).encode(
            x=alt.X("start:Q", scale=scale, axis=axis), x2="end:Q", color=colour
        ),
        base.mark_text(fontSize=SIZE - 1).encode(
            x="middle:Q", text="text:N", color=alt.Color("on:N", scale=None)
        ),
        data=alt.Data(values=values),
    )
    words = "; ".join(
        f"{row.label} in {title(row.language)}: "
        + ", ".join(
            f"{v['outcome']} {100 * v['share']:.1f} %"
            for v in values
            if (v["stage"], v["language"]) == (row.label, title(row.language)) and v["share"]
        )
        for row in rows
    )
    heading = "Outcomes, per cent of completions" + (f", {benchmark}" if benchmark else "")
    return Figure(f"outcomes-{benchmark or 'scores'}", heading, words, _panels(alt, chart, rows))


def frontier(report: Report) -> Figure | None:
    """What each tuning gained in the target language against what it lost in the source.

    One point for each row that was compared, paired, with `report.base` in both languages.
    """
    alt, _ = _tools()
    gained = _against_base(report, report.target)
    lost = _against_base(report, report.source)
    both = [label for label in gained if label in lost]
    if not both:
        return None
    target, source = title(report.target), title(report.source)
    k = gained[both[0]].k
    values = [_point(label, gained[label], lost[label]) for label in both]
    scales = {}
    for axis in "xy":
        low, high = _domain(
            [value[end] for value in values for end in (f"{axis}_low", f"{axis}_high")]
        )
        scales[axis] = {
            "scale": alt.Scale(domain=[low, high], nice=False),
            "axis": alt.Axis(values=_ticks(high, low), format=".2~f", grid=True),
        }
    x = alt.X("x:Q", title=f"{source} pass@{k} lost (right is worse)", **scales["x"])
    y = alt.Y("y:Q", title=f"{target} pass@{k} gained (up is better)", **scales["y"])
    legend = alt.Legend(
        title=None, orient="right", labelLimit=400, symbolSize=90, rowPadding=5, symbolOpacity=1
    )
    colour = alt.Color(
        "label:N",
        sort=both,
        scale=alt.Scale(domain=both, range=_cycle(POINTS, both)),
        legend=legend,
    )
    shape = alt.Shape(
        "label:N",
        sort=both,
        scale=alt.Scale(domain=both, range=_cycle(SHAPES, both)),
        legend=legend,
    )
    dashed = {"color": INK, "opacity": 0.6, "strokeDash": [4, 3]}
    zero = alt.Chart(alt.Data(values=[{"at": 0}]))
    base = alt.Chart().encode(color=colour)
    bars = base.mark_rule(strokeWidth=1.6)
    chart = alt.layer(
        zero.mark_rule(**dashed).encode(x="at:Q"),
        zero.mark_rule(**dashed).encode(y="at:Q"),
        bars.encode(x="x_low:Q", x2="x_high:Q", y="y:Q"),
        bars.encode(x="x:Q", y="y_low:Q", y2="y_high:Q"),
        base.mark_point(filled=True, size=90, opacity=1).encode(x=x, y=y, shape=shape),
        data=alt.Data(values=values),
    ).properties(width=500, height=380)
    words = "; ".join(
        f"{label}: {target} {interval(as_entry(gained[label]), sign=True)}, "
        f"{source} {interval(as_entry(lost[label]), sign=True)}"
        for label in both
    )
    heading = f"{target} gained against {source} lost, compared with {report.base}, 95 % intervals"
    return Figure("frontier", heading, words, _finish(chart))


def funnel(each: Funnel) -> Figure | None:
    """Bars of how many items each step left over."""
    alt, _ = _tools()
    if not each.steps:
        return None
    first = each.steps[0][1] or 1
    values = [
        {"step": name, "count": count, "text": f"{count:,} ({100 * count / first:.0f} %)"}
        for name, count in each.steps
    ]
    axis = alt.Axis(title=None, labelLimit=400, labelPadding=6, domain=False, ticks=False)
    scale = alt.Scale(domain=[0, 1.3 * max(count for _, count in each.steps) or 1], nice=False)
    base = alt.Chart(alt.Data(values=values)).encode(
        x=alt.X("count:Q", scale=scale, axis=None),
        y=alt.Y("step:N", sort=[name for name, _ in each.steps], axis=axis),
    )
    chart = alt.layer(
        base.mark_bar(color=BLUE, height=16),
        base.mark_text(align="left", dx=6, color=INK, fontSize=SIZE).encode(text="text:N"),
    ).properties(width=2 * PANEL, height={"step": 27})
    words = ", ".join(f"{name} {count:,}" for name, count in each.steps)
    return Figure("funnel", f"{each.label} ({title(each.language)})", words, _finish(chart))


def to_svg(figure: Figure) -> str:
    """The figure as an `<svg>` element that stands alone: no script, no font, no reference."""
    _, convert = _tools()
    svg = str(convert.vegalite_to_svg(dict(figure.spec)))
    svg = re.sub(r' (aria-[a-z]+|role)="[^"]*"', "", svg)
    label = escape(f"{figure.title}. {figure.words}", quote=True)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)


def to_png(figure: Figure, scale: float = 2.0) -> bytes:
    """The figure as a PNG on white, for slides and for looking at."""
    _, convert = _tools()
    return bytes(convert.vegalite_to_png({**figure.spec, "background": "white"}, scale=scale))


def _tools() -> tuple[Any, Any]:
    try:
        import altair
        import vl_convert
    except ImportError as error:
        raise MissingError(
            f"figures need {error.name}", hint="pip install 'newtongue[report]'"
        ) from None
    return altair, vl_convert


def _stages(alt: Any, rows: Sequence[Row]) -> Any:
    axis = alt.Axis(
        title=None, labelLimit=400, labelFontSize=SIZE, labelPadding=6, domain=False, ticks=False
    )
    return alt.Y("stage:N", sort=labels(rows), axis=axis)


def _panels(alt: Any, chart: Any, rows: Sequence[Row]) -> dict[str, Any]:
    """One panel a language, two side by side."""
    header = alt.Header(title=None, labelFontSize=SIZE + 2, labelFontWeight="bold")
    spoken = [title(language) for language in languages(rows)]
    width = PANEL if len(spoken) > 1 else 2 * PANEL
    sized = chart.properties(width=width, height={"step": 27})
    return _finish(
        sized.facet(facet=alt.Facet("language:N", sort=spoken, header=header), columns=2)
    )


def _finish(chart: Any) -> dict[str, Any]:
    text = {"labelColor": INK, "titleColor": INK, "labelFontSize": SIZE, "titleFontSize": SIZE}
    configured = chart.configure(
        background="transparent",
        font=FONT,
        aria=False,
        view={"stroke": None},
        axis={
            **text,
            "titleFontWeight": "normal",
            "gridColor": INK,
            "gridOpacity": 0.14,
            "domainColor": INK,
            "domainOpacity": 0.4,
            "tickColor": INK,
            "tickOpacity": 0.4,
        },
        axisY={"grid": False},
        legend=text,
        header={"labelColor": INK},
    )
    spec: dict[str, Any] = configured.to_dict()
    return spec


def _against_base(report: Report, language: str) -> dict[str, Difference]:
    return {
        each.after: each
        for each in report.differences
        if each.before == report.base and each.language == language and each.after
    }


def _point(label: str, gained: Difference, lost: Difference) -> dict[str, Any]:
    return {
        "label": label,
        "x": -lost.estimate,
        "x_low": -lost.high,
        "x_high": -lost.low,
        "y": gained.estimate,
        "y_low": gained.low,
        "y_high": gained.high,
    }


def _ceiling(high: float) -> float:
    """The end of an axis of rates: the tenth above, or the twentieth for small ones."""
    step = 0.1 if high > 0.2 else 0.05
    return min(1.0, math.ceil(high / step - 1e-9) * step) or step


def _ticks(high: float, low: float = 0.0) -> list[float]:
    """Round values from low to high, 0 among them."""
    reach = high - low
    step = 0.2 if reach > 0.9 else 0.1 if reach > 0.35 else 0.05 if reach > 0.15 else 0.02
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(step * at, 2) for at in range(first, last + 1)]


def _cycle(values: Sequence[str], labels: Sequence[str]) -> list[str]:
    return [values[at % len(values)] for at in range(len(labels))]


def _domain(values: Sequence[float]) -> list[float]:
    """The values and 0, with a margin for labels."""
    low, high = min(0.0, *values), max(0.0, *values)
    margin = 0.08 * ((high - low) or 1.0)
    return [low - margin, high + margin]
