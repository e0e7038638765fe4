"""Comments and errors as grammars see them."""

from __future__ import annotations

import pytest

from newtongue import languages
from newtongue.core.dataset import File
from newtongue.curate.filters.measures import look
from newtongue.curate.filters.parsing import Parsed, parse
from tests.curate.filters.texts import dropped, reason

LISPS = ("clojure", "commonlisp", "fennel", "racket", "scheme")

MODULE = '''"""Doc."""
# note
X = "no comment"


class A:
    "of A"

    def f(self, x):
        # before
        """of f"""
        return f(x, "no comment either")
'''
SAID = '"""Doc."""' + "# note" + '"of A"' + "# before" + '"""of f"""'


def parsed(text: str, language: str) -> Parsed:
    found = parse(look(File(text, "a", language=language)))
    assert found is not None
    return found


def test_docstrings_count_as_comments() -> None:
    found = parsed(MODULE, "python")
    assert found.comments == pytest.approx(len(SAID) / len(MODULE))
    assert found.errors == 0


def test_characters_are_counted_not_bytes() -> None:
    text = "# größer\nx = '漢字漢字'\n"
    assert parsed(text, "python").comments == pytest.approx(len("# größer") / len(text))


@pytest.mark.parametrize(
    "key", [name for name in languages.names() if languages.get(name).grammar is not None]
)
def test_every_language_with_a_grammar_has_comments(key: str) -> None:
    mark = {**dict.fromkeys(LISPS, ";"), "haskell": "--", "ocaml": ""}.get(
        key, languages.get(key).comment
    )
    line = f"{mark} words that say what is done" if mark else "(* words that say what is done *)"
    opening = "<?php\n" if key == "php" else ""
    text = opening + f"{line}\n" * 10
    assert parsed(text, key).comments == pytest.approx(10 * len(line) / len(text), abs=0.05)


def test_comments_inside_comments_count_once() -> None:
    text = "/// one\n//! two\nfn f() {}\n"
    assert parsed(text, "rust").comments <= (len("/// one\n//! two\n")) / len(text)


def test_what_the_grammar_cannot_read_is_a_share() -> None:
    whole, broken = "x = 1\n" * 50, "x = 1\n" * 50 + "def (:\n"
    assert parsed(whole, "python").errors == 0
    assert 0 < parsed(broken, "python").errors < 0.1
    assert parsed("((((" * 10, "python").errors > 0.5
    file = File(broken, "a.py", language="python")
    assert reason(file, max_errors=0) == "does not parse"
    assert reason(file, max_errors=0.1) == reason(file) == ""


def test_limits_of_comments() -> None:
    file = File(MODULE, "a.py", language="python")
    share = len(SAID) / len(MODULE)
    assert reason(file, min_comments=share - 0.01, max_comments=share + 0.01) == ""
    assert dropped(file, min_comments=share + 0.01) == ("few comments", f"{share:.3f}")
    assert reason(file, max_comments=share - 0.01) == "many comments"


@pytest.mark.parametrize("language", ["", "hy", "unheard of", "kotlin"])
def test_languages_of_others_are_parsed_where_there_is_a_grammar(language: str) -> None:
    found = parse(look(File("// c\nval x = 1\n", "a", language=language)))
    assert (found is None) == (language != "kotlin")
    if found is not None:
        assert found.comments == pytest.approx(len("// c") / 15, abs=0.1)
    assert reason(File("", "a", language=language), min_comments=0.5) == ""


def test_missing_tokens_are_errors() -> None:
    assert 0 < parsed("int f() { return 1; \n", "cpp").errors <= 0.1


@pytest.mark.parametrize("text", ["[" * 100_000, "[" * 9_000 + "]" * 9_000, "f(1, [2]]);\n" * 999])
def test_depth_and_breadth_are_no_trouble(text: str) -> None:
    found = parsed(f"// said\n{text}", "javascript")
    assert 0 <= found.errors <= 1
    assert 0 <= found.comments < 0.1


def test_what_is_too_hard_counts_as_unreadable() -> None:
    text = "/* some words of a comment\n" * 2000
    assert parsed(text, "javascript") == Parsed(comments=0.0, errors=1.0)
    file = File(text, "a.js", language="javascript")
    assert dropped(file, max_errors=0.5) == ("does not parse", "1.000")
    assert reason(file, min_comments=0.01) == "few comments"
    assert reason(file) == ""
    assert parsed("// said\nx = 1\n", "javascript").errors == 0


def test_half_of_a_surrogate_pair_is_a_character_like_others() -> None:
    assert 0 < parsed("# \ud800\nx = 1\n", "python").comments < 1
