"""A made-up inspect.json: two languages, functions, and text that tries to be markup."""

from typing import Any

HOSTILE = (
    "</pre><script>alert(1)</script>\n"
    "if level != 'user\u202e \u2066# \u2069 \u2066':\n\tpass\x1b[31m"
)
"""Closes what it stands in, runs what it brings, and reads other than it is."""
SURROGATE = "half \ud800 a pair"


def line(step: str, seen: int, size: int, **dropped: int) -> dict[str, Any]:
    """A step of the funnel; reasons are given with underscores for spaces."""
    reasons = {name.replace("_", " "): count for name, count in dropped.items()}
    return {
        "step": step,
        "seen": seen,
        "bytes": size,
        "kept": seen - sum(dropped.values()),
        "dropped": reasons,
    }


STEPS = [
    line("collect", 12345, 90_000_000, vendored=1200, generated=345, not_UTF_8=12, too_large=3),
    line("licence", 10785, 71_500_000, none_found=2300, not_permissive=485),
    line("filters", 8000, 52_000_000, lines_too_long=400, too_few_letters=100),
    line("near-duplicates", 7500, 48_000_000, **{"near-duplicate": 900, "exact_copy": 350}),
    line("decontaminate", 6250, 40_000_000, test_cases=2),
    line("pii", 6248, 39_900_000),
    line("extract", 45000, 30_000_000, no_documentation=30000, returns_nothing=9000, TODO=100),
    line("type check", 5900, 4_000_000, does_not_check=900),
]


def inspect() -> dict[str, Any]:
    """What the stage curate writes for people to look at, with every field."""
    return {
        "schema": 1,
        "unit": "function",
        "sources": [
            {"name": "installed", "kind": "installed", "items": 4800},
            {"name": "archive:wheels | <b>", "kind": "archive", "items": 200},
        ],
        "steps": STEPS,
        "languages": {
            "lua": {"items": 200, "bytes": 90_000, "tokens": 30_000},
            "python": {"items": 4800, "bytes": 3_410_000, "tokens": 970_000},
        },
        "licences": {"": 12, "Apache-2.0": 1800, "MIT": 3100, "MIT OR <i>GPL": 88},
        "repositories": 123,
        "splits": {
            "test": {"items": 45, "bytes": 31_000, "tokens": 9_000},
            "train": {"items": 4900, "bytes": 3_430_000, "tokens": 981_000},
            "validation": {"items": 55, "bytes": 39_000, "tokens": 10_000},
        },
        "sizes": [[64, 40], [128, 700], [256, 1800], [512, 1700], [1024, 700], [2048, 60]],
        "tokens": [[16, 10], [32, 300], [64, 1500], [128, 2100], [256, 1000], [512, 90]],
        "tokenizer": "lexical",
        "pii": {"email": 321, "key": 4, "ip": 18},
        "near_dedup": {
            "threshold": 0.7,
            "bands": 42,
            "rows": 6,
            "clusters": 410,
            "removed": 900,
            "exact_copies": 350,
            "lowest_jaccard": 0.7031,
        },
        "clusters": [
            {
                "cluster": "0a1b",
                "members": 31,
                "kept": "pkg: a/models.py",
                "other": "other: b/models.py",
                "jaccard": 0.734,
                "diff": "@@ -1,2 +1,2 @@\n import os\n-NAME = 'one'\n+NAME = 'two</pre><script>'",
            },
            {
                "cluster": "77",
                "members": 2,
                "kept": "p: x.lua",
                "other": "q: y.lua",
                "jaccard": None,
                "diff": "",
            },
        ],
        "kept": [
            {
                "repository": "pkg",
                "path": "pkg/words.py",
                "licence": "MIT",
                "language": "python",
                "url": "https://example.com/pkg/words.py#L3",
                "head": 'def total(xs: list[int]) -> int:\n    """Sum."""\n    return sum(xs)\n',
            },
            {
                "repository": "bad<b>",
                "path": 'x"onmouseover="alert(1).py',
                "licence": "",
                "language": "python",
                "url": "javascript:alert(1)",
                "head": HOSTILE,
            },
        ],
        "dropped": [
            {
                "step": "filters",
                "reason": "lines too long",
                "repository": "pkg",
                "path": "pkg/table.py",
                "detail": "mean of 214 characters",
                "head": "T = [" + "0x1f, " * 90,
            },
            {
                "step": "collect",
                "reason": "vendored",
                "repository": "pkg",
                "path": "pkg/_vendor/" + "deep/" * 30 + "six.py",
                "detail": "",
                "head": SURROGATE,
            },
            {
                "step": "filters",
                "reason": "lines too long",
                "repository": "",
                "path": "",
                "detail": "mean of 300 characters",
                "head": None,
            },
        ],
        "benchmarks": {"checked": ["humaneval", "mbpp"], "missing": ["multipl-e-mbpp"]},
    }
