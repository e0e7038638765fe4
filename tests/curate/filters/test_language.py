"""The check of a file's language, where its extension leaves it open."""

from __future__ import annotations

import pytest

from newtongue.core.dataset import File
from tests.curate.filters.texts import dropped, reason

OBJECTIVE = "#import <Foundation/Foundation.h>\n@interface A : NSObject\n@end\n"
QT = '<?xml version="1.0" encoding="utf-8"?>\n<TS version="2.1" language="de">\n</TS>\n'


def test_a_header_in_another_language_is_dropped() -> None:
    file = File(OBJECTIVE, "a.h", language="c")
    assert dropped(file, check_language=True) == ("another language", "objective-c")
    assert reason(file) == ""
    assert reason(File(OBJECTIVE, "a.h", language="objective-c"), check_language=True) == ""


def test_our_keys_are_compared_with_linguists_names() -> None:
    file = File("class A { public: int x; };\nstd::string s;\n", "a.h", language="cpp")
    assert reason(file, check_language=True) == ""
    assert (
        reason(File(QT, "a.ts", language="typescript"), check_language=True) == "another language"
    )


def test_a_drop_rests_on_as_much_as_the_collection_read() -> None:
    """What begins like a header of C, by its licence alone, may be one of C++."""
    licence = "/* as is */\n" * 300
    late = File(
        licence + "template <typename T>\nclass A { public: T x; };\n", "a.h", language="cpp"
    )
    assert reason(late, check_language=True) == ""
    c = File(licence + "int x;\n", "a.h", language="cpp")
    assert dropped(c, check_language=True) == ("another language", "c")


@pytest.mark.parametrize("path", ["a.py", "a", "a.unheard", "a.\udcff"])
def test_where_no_languages_share_the_extension_nothing_is_asked(path: str) -> None:
    assert reason(File(OBJECTIVE, path, language="python"), check_language=True) == ""


def test_a_file_of_no_known_language_is_let_through() -> None:
    assert reason(File(OBJECTIVE, "a.h"), check_language=True) == ""
