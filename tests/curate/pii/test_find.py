"""What the rules take for personal data, and what they leave alone."""

from __future__ import annotations

import itertools
import random
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newtongue.core.errors import MissingError
from newtongue.curate.pii import find, find_plainly
from newtongue.curate.pii.cases import HALVES, load_cases
from newtongue.curate.pii.scan import (
    LONG,
    MARGIN,
    all_pieces,
    bytes_of,
    hinted_pieces,
    loosened,
    searcher,
)

HEX = "9f8a7c6b5d4e3f2a1b0c9d8e7f6a5b4c"
MIXED = "q8WnZ3rT6yU1iO4pA7sDf9"
LINES = [line for half in HALVES for case in load_cases(half) for line in case.text.split("\n")]


def found(text):
    return [(span.kind, text[span.start : span.end]) for span in find(text)]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("mail jan.deboer@bedrijf.nl.", [("email", "jan.deboer@bedrijf.nl")]),
        (r"print('\njan@bedrijf.nl')", [("email", "jan@bedrijf.nl")]),
        ("=item E<lt>jan@bedrijf.comE<gt>", [("email", "jan@bedrijf.com")]),
        (r'print "jan\@bedrijf.nl"', [("email", r"jan\@bedrijf.nl")]),
        ("ping 145.97.12.8", [("ip", "145.97.12.8")]),
        ("host 2001:610:188:140::8", [("ip", "2001:610:188:140::8")]),
        (f"api_key: {HEX}", [("key", HEX)]),
        (f'<add key="ApiKey" value="{HEX}"/>', [("key", HEX)]),
        (f"const token = '{MIXED}';", [("key", MIXED)]),
        (f"TOKEN = (\n  '{MIXED}'\n  '{HEX}'\n)", [("key", MIXED), ("key", HEX)]),
        ('login("fdewit", "tulp-4kaas")', [("username", "fdewit"), ("password", "tulp-4kaas")]),
        ("<password>Dijkduin12</password>", [("password", "Dijkduin12")]),
        ("?user=kees&password=zonneb22", [("password", "zonneb22")]),
        ("ssh://kees:b0om-stam@h", [("username", "kees"), ("password", "b0om-stam")]),
        ("machine h login kees password b0om!", [("username", "kees"), ("password", "b0om!")]),
    ],
)
def test_found(text, spans):
    assert found(text) == spans


@pytest.mark.parametrize(
    "text",
    [
        "someone@example.com, git@github.com:a/b.git, logo@2x.png, x@y.T, self.m@other.m",
        "10.0.0.1 127.0.0.1 192.168.1.1 203.0.113.9 8.8.8.8 224.0.0.251 1.2.3.4 93.0.0.0/8",
        "version 145.97.12.8, foo==1.22.33.44, Chrome/112.0.55.49, 1.3.6.1.4.1",
        "a::b::c dead::beef 12:30:45 00:1B:44:11:3A:B7 x[2000:3000:5] 2001:db8::1",
        f'sha256 = "{HEX}{HEX}"\ncommit = "{HEX}"\npublic_key = "{HEX}"',
        'token = "123e4567-e89b-12d3-a456-426614174000"',
        'api_key = "abcdefghijklmnopqrstuvwxyz012345"',
        'password = os.environ["PASSWORD_1"]; pwd = getpass(); secret = "${SECRET_77}"',
        "password = 'changeme'; password = 'your-password-1'; user = 'root'",
        "http://user:pass@h http://$u:$p@h http://{u}:{p}@h https://a:%s@h",
        "-----BEGIN CERTIFICATE-----\n" + MIXED * 3 + "\n-----END CERTIFICATE-----",
        "if '-----BEGIN PRIVATE KEY-----' in text and '-----END PRIVATE KEY-----' in text:",
    ],
)
def test_left_alone(text):
    assert found(text) == []


def test_private_keys_keep_their_first_and_last_line():
    body = f"{MIXED}{HEX}\n{HEX}+/{MIXED}\n{MIXED}=="
    text = f"-----BEGIN EC PRIVATE KEY-----\n{body}\n-----END EC PRIVATE KEY-----\n"
    assert found(text) == [("key", body)]


def test_hints_find_all_that_the_rules_find():
    for half in HALVES:
        for case in load_cases(half):
            assert find(case.text) == find_plainly(case.text), case.name


PIECES = st.one_of(
    st.sampled_from(LINES),
    st.sampled_from(["\n", "\r\n", "\v", "é", "ш", "😀", "\ud800", "@", "=", '"', "'", "\\", ": "]),
    st.text(max_size=12),
    st.sampled_from(LINES).flatmap(lambda line: st.integers(0, 60).map(lambda at: line[at:])),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join))
def test_hints_find_all_in_any_text(text):
    assert find(text) == find_plainly(text)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32))
def test_hints_find_all_in_long_lines(seed):
    text = " ".join(random.Random(seed).choices(LINES, k=250))
    assert len(text) > LONG
    assert find(text) == find_plainly(text)


def test_hinted_pieces_are_those_that_a_hint_touches():
    hints = (r"a[bc]\.d", r"(?i:Key)=\d")
    text = "é a\nxac.dx\nKEY=1 ш\nkey=\nab.d\n"
    pieces = hinted_pieces(text, bytes_of(text), hints)
    assert [text[start:end] for start, end in pieces] == ["xac.dx", "KEY=1 ш", "ab.d"]


def test_without_re2_it_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "re2", None)
    searcher.cache_clear()
    with pytest.raises(MissingError, match="google-re2 is not installed"):
        find("x = 1")
    searcher.cache_clear()
    assert find_plainly("mail jan@bedrijf.nl"), "needs no RE2"


def test_hints_are_loosened():
    assert loosened(r"(?P<a>x{5})y{2}", r"a{0,9}?b{7,}c{12}") == (
        r"(x{3,})y{2}",
        r"a*b{3,}c{3,}",
    )


def test_pieces_cover_a_text_and_overlap():
    text = "a" * (5 * LONG) + " b\n\n" + "c " * LONG + "\nd"
    pieces = list(all_pieces(text))
    covered = {at for start, end in pieces for at in range(start, end)}
    assert covered == {at for at, char in enumerate(text) if char != "\n"}
    for (start, end), (following, _) in itertools.pairwise(pieces):
        assert following > start
        assert following >= end or end - following >= MARGIN or text[end] == "\n"


@pytest.mark.parametrize("before", range(LONG - 60, LONG + 20, 7))
@pytest.mark.parametrize("filler", ["a,", "a", "ab; "])
def test_tokens_across_a_cut_are_found(before, filler):
    lead = (filler * LONG)[:before]
    token = "ghp_" + (MIXED + HEX)[:36]
    text = f"{lead} {token} '{filler * LONG}"
    assert ("key", token) in found(text)
    assert find(text) == find_plainly(text)


def test_long_values_are_found():
    secret = "".join(random.Random(1).choices(MIXED + HEX + "-_.~", k=234))
    assert found(f'client_secret = "{secret}"') == [("key", secret)]


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "a@",
        "1.",
        "2001:",
        "eyJ",
        "password=",
        "-----BEGIN PRIVATE KEY-----\n",
        "user: ab-",
        "/:",
    ],
)
def test_long_lines_cost_no_more_than_their_length(unit):
    """Counts the stretches that the rules are asked about, not seconds."""
    text = unit * (100_000 // len(unit))
    assert len(list(all_pieces(text))) <= 2 + 2 * len(text) // LONG + text.count("\n")
    assert find(text) == []
