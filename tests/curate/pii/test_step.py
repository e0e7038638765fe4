"""The step: files changed or dropped, values counted, detectors beside the rules."""

from __future__ import annotations

import sys
from collections import Counter

import pytest
from pydantic import ValidationError

from newtongue.core.dataset import File
from newtongue.core.errors import MissingError
from newtongue.curate.pii import Pii, Span, detectors, redacted, step
from newtongue.curate.pii.detectors import detect_secrets, detector_of, merged
from newtongue.curate.step import Drop
from tests.conftest import need_library

TEXT = (
    'host = "145.97.12.8"\npassword = "tulp-en-4kaas"\nmail = "jan@bedrijf.nl"  # jan@bedrijf.nl\n'
)
CLEAN = File("x = 1\n", "a.py")


def run(settings, *files, seen=None):
    return list(step(settings, seen)(files))


def test_files_are_changed_and_values_counted():
    seen = Counter()
    first, second = run(Pii(), CLEAN, File(TEXT, "b.py", stars=7), seen=seen)
    assert first is CLEAN
    assert seen == {"ip": 1, "password": 1, "email": 2}
    assert second.stars == 7
    assert "tulp" not in second.text
    assert len(set(second.text.split('"')[5:6] + second.text.split()[-1:])) == 1, "same value"
    assert run(Pii(), second) == [second]


def test_other_seeds_other_values():
    assert redacted(TEXT, Pii(seed=1)) != redacted(TEXT, Pii(seed=2))
    assert redacted(TEXT, Pii(seed=1)) == redacted(TEXT, Pii(seed=1))
    assert redacted(CLEAN.text, Pii()) == CLEAN.text


def test_only_the_kinds_asked_for():
    assert "jan@bedrijf.nl" in redacted(TEXT, Pii(kinds=["ip", "password"]))
    assert "145.97" in redacted(TEXT, Pii(kinds=["email"]))


def test_drop():
    seen = Counter()
    file = File(TEXT, "b.py")
    reason = Drop(file, "pii", "personal data or secrets", "email: 2, ip: 1, password: 1")
    assert run(Pii(action="drop"), file, CLEAN, seen=seen) == [reason, CLEAN]
    assert not seen, "nothing was replaced"


@pytest.mark.parametrize(
    "wrong", [{"kinds": ["name"]}, {"kinds": []}, {"action": "hide"}, {"x": 1}]
)
def test_settings_are_strict(wrong):
    with pytest.raises(ValidationError):
        Pii(**wrong)


def test_overlapping_spans_the_first_has_the_say():
    spans = [Span(4, 8, "key"), Span(0, 5, "ip"), Span(8, 9, "ip"), Span(0, 4, "email")]
    assert merged(spans) == [Span(0, 4, "email"), Span(4, 8, "key"), Span(8, 9, "ip")]


def test_detect_secrets_finds_what_the_rules_leave():
    need_library("detect_secrets", "curate")
    text = '# a blob\nx = "AKIA" "1"\nblob = "c3VjaCBhIHNlY3JldCBibG9iIG9mIGJ5dGVzIQ9aZz8KkQ"\n'
    blob = text.split('"')[-2]
    assert redacted(text, Pii()) == text
    made = redacted(text, Pii(detector="rules+detect-secrets"))
    assert blob not in made
    assert redacted(made, Pii(detector="rules+detect-secrets")) == made


def test_detect_secrets_marks_values_in_place():
    need_library("detect_secrets", "curate")
    text = "\n\r\nx = 1\r\n" + 'key = "AKIA' + 'Q3ZK7WTPX2M5NV4R"\r\n'
    spans = [text[span.start : span.end] for span in detect_secrets(text)]
    assert spans == ["AKIA" + "Q3ZK7WTPX2M5NV4R"]


def test_detect_secrets_is_missed_in_words(monkeypatch):
    monkeypatch.setitem(sys.modules, "detect_secrets.core.scan", None)
    detectors._detect_secrets.cache_clear()
    with pytest.raises(MissingError, match="detect-secrets is not installed"):
        detector_of(Pii(detector="rules+detect-secrets"))
    detectors._detect_secrets.cache_clear()
