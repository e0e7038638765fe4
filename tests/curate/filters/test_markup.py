"""XML declarations, and what a reader sees of a page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newtongue.core.dataset import File
from newtongue.curate.filters.markup import visible
from tests.curate.filters.texts import dropped, reason

PAGE = (
    "<html><head><style>p { color: red }</style><script>if (a < b) f();</script></head>"
    "<body><!-- not seen --><p>{}</p></body></html>"
)


def test_tags_scripts_styles_and_comments_are_not_visible() -> None:
    page = PAGE.replace("{}", "Hello &amp; goodbye&#33;")
    assert visible(page) == (len("Hello & goodbye!"), len("Hello & goodbye!") / len(page))


def test_pages_need_more_than_100_characters_and_a_fifth() -> None:
    said = {"min_visible_text": 100, "min_visible_share": 0.2}
    for text, why in (("x" * 100, "little visible text"), ("x" * 101, "")):
        page = File(PAGE.replace("{}", text), "a.html", language="html")
        assert reason(page, **said) == why
    much = File(PAGE.replace("{}", "x" * 101 + "<i></i>" * 100), "a.html", language="html")
    assert dropped(much, **said)[0] == "little visible text"
    assert reason(File(much.text, "a.py", language="python"), **said) == ""


@given(st.lists(st.sampled_from(("<", "!--", "<![", "<!X", "</", "script", ">", "a", "&", "#"))))
def test_no_page_is_too_broken_to_be_measured(parts: list[str]) -> None:
    text = "".join(parts)
    count, share = visible(text)
    assert 0 <= count <= len(text)
    assert 0 <= share <= 1


def test_a_page_that_never_ends_a_comment_is_read_once() -> None:
    assert visible("text" + "<!--" * 100_000)[0] == 4


def test_xml_is_told_by_its_declaration_near_the_start() -> None:
    text = '<?xml version="1.0"?>\n<a/>'
    assert reason(File(text, "a.ads", language="ada"), xml=True) == "XML"
    assert reason(File("\n" * 87 + text, "a.ads", language="ada"), xml=True) == ""
    assert reason(File(text, "a.ads", language="ada")) == ""


def test_data_files_have_a_window_of_sizes() -> None:
    said = {"min_data_size": 3, "max_data_size": 5}
    sizes = {n: reason(File("1" * n, "a.json", language="json"), **said) for n in (2, 3, 5, 6)}
    assert sizes == {2: "a small data file", 3: "", 5: "", 6: "a large data file"}
    assert reason(File("1" * 9, "a.py", language="python"), **said) == ""
