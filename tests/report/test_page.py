"""The page: it carries itself, says everything in words too, and is the same every time."""

import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest

from newtongue.core.errors import MissingError
from newtongue.report import build, figures, page
from newtongue.report.data import Report, from_json, to_json
from tests.conftest import need
from tests.report.made import effect, report


@pytest.fixture(autouse=True)
def _extra() -> None:
    try:
        figures._tools()
    except MissingError as error:
        need("figures", False, str(error.hint))


class Reader(HTMLParser):
    """Collects tags with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def read(text: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = Reader()
    reader.feed(text)
    return reader.tags


def test_the_page_carries_itself() -> None:
    text = page.html(report())
    assert set(re.findall(r'\S*https?:[^\s">]*', text)) == {
        'xmlns="http://www.w3.org/2000/svg',
        'xmlns:xlink="http://www.w3.org/1999/xlink',
    }
    tags = read(text)
    assert not {tag for tag, _ in tags} & {"script", "link", "img", "iframe", "object", "image"}
    references = [a[k] for _, a in tags for k in ("href", "src", "xlink:href") if k in a]
    assert all(str(reference).startswith("#") for reference in references)
    assert "@import" not in text
    assert "url(http" not in text


def test_links_lead_somewhere_and_names_are_unique() -> None:
    tags = read(page.html(report(n=10)))
    names = [a["id"] for _, a in tags if "id" in a]
    assert len(names) == len(set(names))
    assert {str(a["href"])[1:] for tag, a in tags if tag == "a"} <= set(names)


def test_every_figure_has_words() -> None:
    tags = read(page.html(report()))
    pictures = [a for tag, a in tags if tag == "svg"]
    assert len(pictures) == 4
    assert all(a["role"] == "img" and len(str(a["aria-label"])) > 40 for a in pictures)
    assert "full + replay <15 %> in Lua: ." in str(pictures[0]["aria-label"])


def test_text_from_outside_is_escaped() -> None:
    text = page.html(report())
    assert "<title>Lua &amp; &lt;Python&gt;</title>" in text
    assert "<15 %>" not in text
    assert "&lt;15 %&gt;" in text


def test_ink_follows_the_theme() -> None:
    text = page.html(report())
    assert "prefers-color-scheme: dark" in text
    figure = figures.passes(report().rows, "lab", 1)
    assert figure is not None
    svg = figures.to_svg(figure)
    assert "currentColor" in svg
    assert not re.search(r'(fill|stroke)="(black|#000|#000000|white|#fff)"', svg)


def test_figures_are_whole_xml_with_the_numbers_in_them() -> None:
    figure = figures.passes(report().rows, "lab", 1)
    assert figure is not None
    root = ET.fromstring(figures.to_svg(figure))
    shown = {"".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"untuned", "full", "Lua", "Python"} <= shown
    estimates = {row.at(1)["estimate"] for row in report().rows}  # type: ignore[index]
    assert {figures.number(estimate) for estimate in estimates} <= shown


def test_the_frontier_has_a_point_for_each_tuning() -> None:
    figure = figures.frontier(report())
    assert figure is not None
    points = figure.spec["data"]["values"]
    assert [point["label"] for point in points] == ["full", "full + replay <15 %>"]
    first = points[0]
    lost = next(d for d in report().differences if d.language == "python")
    assert first["x"] == -lost.estimate
    assert first["x_low"] <= first["x"] <= first["x_high"]
    assert first["y_low"] <= first["y"] <= first["y_high"]


def test_no_frontier_without_a_base_or_without_one_language() -> None:
    assert figures.frontier(Report("x")) is None
    assert figures.frontier(Report("x", differences=(effect(0.1, 0.2, 0.3),))) is None


@pytest.mark.parametrize("high", [0.001, 0.04, 0.05, 0.19, 0.31, 0.7, 0.999, 1.0])
def test_axes_hold_their_values(high: float) -> None:
    top = figures._ceiling(high)
    assert high <= top <= 1.0
    ticks = figures._ticks(top)
    assert ticks[0] == 0
    assert ticks[-1] <= top + 1e-9
    assert 3 <= len(ticks) <= 11


def test_an_empty_report_is_a_page() -> None:
    text = page.html(Report("Nothing yet"))
    assert "<h1>Nothing yet</h1>" in text
    assert "<svg" not in text


def test_equal_reports_give_equal_bytes(tmp_path: Path) -> None:
    first = build(report(n=10), tmp_path / "a")
    second = build(from_json(to_json(report(n=10))), tmp_path / "b")
    assert [path.name for path in first] == ["report.json", "report.md", "report.html"]
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("module", ["altair", "vl_convert", "jinja2"])
def test_without_the_extra_the_rest_is_written(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, module, None)
    with pytest.raises(MissingError) as caught:
        build(report(), tmp_path)
    assert caught.value.hint == "pip install 'newtongue[report]'"
    assert module in caught.value.message
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.json", "report.md"]


def test_pictures_for_slides() -> None:
    figure = figures.funnel(report().funnels[0])
    assert figure is not None
    assert figures.to_png(figure, 1.0).startswith(b"\x89PNG")
