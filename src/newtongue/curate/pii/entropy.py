"""Does a value look drawn at random, or is it a word, a path, a placeholder, a digest's name?"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter

UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
HEX = re.compile(r"[0-9a-f]+|[0-9A-F]+", re.ASCII)
TEMPLATE = re.compile(
    r"<[^<>]{0,40}>|\{\{|\}\}|\{\w*\}|\$[({]|^[$%]\w+%?$|%[sd]|%\(\w|#\{|\*{3}|\.{3}", re.ASCII
)
FILLER = re.compile(
    r"x{4}|X{4}|y{4}|0{6}|1{6}|\*{4}"
    r"|(?i:example|sample|dummy|fake|placeholder|change.?(?:me|this)|your[^a-z]|insert|replace"
    r"|redacted|todo|fixme|goes.?here|_here\b|put.your|not.?a.?real|\bmy.?(?:pass|secret|key|tok)"
    r"|deadbeef|lorem|foobar|\btest|test\b|default|[^a-z]mock|\bmock)",
    re.ASCII,
)
"""Runs of one character, and words that say: fill me in."""
STEPS = re.compile(
    "|".join(
        re.escape(run[i : i + 6])
        for run in ("abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertyuiop", "9876543210")
        for i in range(len(run) - 5)
    ),
    re.IGNORECASE,
)
WORDS = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}|\d+", re.ASCII)


def entropy(value: str) -> float:
    """Shannon's entropy of the characters, in bits per character."""
    size = len(value)
    return -sum(n / size * math.log2(n / size) for n in Counter(value).values())


def is_placeholder(value: str) -> bool:
    """Whether a value stands for one: a template, a sequence, `xxxx`, `your-key`, a UUID."""
    if FILLER.search(value) or STEPS.search(value) or UUID.fullmatch(value):
        return True
    # in a long value drawn from all signs of a keyboard, a template comes about by chance
    drawn = len(value) >= 40 and entropy(value) >= 4.4 and "{{" not in value and "${" not in value
    return bool(TEMPLATE.search(value)) and not drawn


def switches(value: str) -> float:
    """The share of neighbours where lower goes to upper case, or a letter meets a digit.

    About .45 for random letters and digits, .25 for random letters, under .2 for names in code.
    """
    count = 0
    for a, b in itertools.pairwise(value):
        if a.isalnum() and b.isalnum():
            count += a.isdigit() != b.isdigit() or (a.islower() and b.isupper())
    return count / max(1, len(value) - 1)


def looks_random(value: str, least: int = 16) -> bool:
    """Whether `value` has at least `least` characters and was hardly made up of words.

    The bars on entropy are those of detect-secrets for hexadecimal (3.0 bits per character), and
    lower than its 4.5 for base64, which no text of under 23 characters can reach: 3.4, with
    `switches` to keep names out.
    """
    if len(value) < least or is_placeholder(value):
        return False
    digits = sum(map(str.isdigit, value))
    if HEX.fullmatch(value):
        return 1 < digits < len(value) and entropy(value) >= 3.0 - (len(value) < 20) * 0.4
    if entropy(value) < 3.4 - (len(value) < 20) * 0.4:
        return False
    if digits == 0:
        return len(value) >= 24 and switches(value) >= 0.15 and _words(value) < 0.7
    return switches(value) >= (0.18 if digits > 1 else 0.25) and _words(value) < 0.75


def _words(value: str) -> float:
    """The share of characters in runs of three letters or more that read as a word would."""
    inside = sum(len(run) for run in WORDS.findall(value) if len(run) > 3 and not run.isdigit())
    return inside / len(value)
