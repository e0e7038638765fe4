"""Peers in the search for personal data: detect-secrets as it is, and BigCode's published rules.

BigCode's code is no package. What is here was written anew from the description of its rules (the
SantaCoder paper, section 4 and appendix C.1, and the pipeline's documentation), with these
approximations, none of which costs it recall on purpose:

- the e-mail pattern has its published properties (delimiters around, no `=`, `.` or `-` before the
  at sign, a top-level domain of 2 to 63 letters or xn--), not its exact text;
- its own model of gibberish is not published as data we may ship: detect-secrets' is used;
- its filter on whole files (sha or hash on more than 2 % of the lines) is left out: the cases are a
  few lines long, and one word would silence a file.
"""

from __future__ import annotations

import ipaddress
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from newtongue.core.errors import MissingError
from newtongue.curate.pii.cases import Case
from newtongue.curate.pii.detectors import PASSWORDS, merged
from newtongue.curate.pii.lists import words
from newtongue.curate.pii.span import Kind, Span

EXTENSIONS = {
    "python": ".py",
    "javascript": ".js",
    "typescript": ".ts",
    "java": ".java",
    "go": ".go",
    "ruby": ".rb",
    "php": ".php",
    "c": ".c",
    "cpp": ".cpp",
    "csharp": ".cs",
    "rust": ".rs",
    "shell": ".sh",
    "perl": ".pl",
    "lua": ".lua",
    "r": ".R",
    "kotlin": ".kt",
    "swift": ".swift",
    "scala": ".scala",
    "yaml": ".yaml",
    "json": ".json",
    "toml": ".toml",
    "ini": ".ini",
    "sql": ".sql",
    "html": ".html",
    "css": ".css",
    "markdown": ".md",
    "terraform": ".tf",
}
BLOCK = 400
"""Characters after the first line of a private key that count as found: only that line is named."""

PLUGINS = (
    *("ArtifactoryDetector", "AWSKeyDetector", "AzureStorageKeyDetector", "CloudantDetector"),
    *("DiscordBotTokenDetector", "GitHubTokenDetector", "IbmCloudIamDetector", "NpmDetector"),
    *("IbmCosHmacDetector", "JwtTokenDetector", "MailchimpDetector", "SendGridDetector"),
    *("SlackDetector", "SoftlayerDetector", "StripeDetector", "TwilioKeyDetector"),
)
"""16 of BigCode's 18; the other two are those of entropy, with their limits."""
HEURISTICS = (
    *("is_potential_uuid", "is_likely_id_string", "is_templated_secret", "is_sequential_string"),
)
BIGCODE = {
    "plugins_used": [
        *({"name": name} for name in PLUGINS),
        {"name": "Base64HighEntropyString", "limit": 4.5},
        {"name": "HexHighEntropyString", "limit": 3.0},
    ],
    "filters_used": [
        *({"path": f"detect_secrets.filters.heuristic.{name}"} for name in HEURISTICS),
        {"path": "detect_secrets.filters.gibberish.should_exclude_secret", "limit": 3.7},
    ],
}
EMAIL = re.compile(
    r"(?:^|(?<=[\s@,?!;:)('\"<\u4e00-\u9fff]))[^\s@,?!;:)('\"<]*[^\s@,?!;:)('\"<=.\-]@"
    r"[^\s@!?;,/]*[^\s@?!;,/:)('\">.]\.(?:[^\W\d_]{2,63}|xn--[a-z0-9]+)"
    r"(?=$|[\s@,?!;:)('\".<>\u4e00-\u9fff])",
    re.MULTILINE,
)
V4 = re.compile(r"(?:^|(?<![\w.]))(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)", re.MULTILINE)
V6 = re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?![\w:])")
DIGESTS = re.compile(r"sha|md5|hash|byte", re.IGNORECASE)
SERVERS = frozenset(words("name_servers"))


def detect_secrets(case: Case) -> list[Span]:
    """detect-secrets with all its plugins and filters, on a file with the case's extension."""
    from detect_secrets.settings import default_settings

    with default_settings():
        return _scanned(case, EXTENSIONS.get(case.language, ".txt"))


def bigcode(case: Case) -> list[Span]:
    """E-mails, IPs and keys by BigCode's rules; it has none for passwords and users."""
    found = [Span(*hit.span(), "email") for hit in EMAIL.finditer(case.text)]
    found += _addresses(case.text)
    return merged([*_keys(case), *found])


def _addresses(text: str) -> Iterator[Span]:
    for pattern in (V4, V6):
        for hit in pattern.finditer(text):
            try:
                address = ipaddress.ip_address(hit[0])
            except ValueError:
                continue
            near = text[max(0, hit.start() - 100) : hit.end() + 100].lower()
            digits = re.fullmatch(r"\d\.\d\.\d\.\d", hit[0])
            named = "dns" in near or "server" in near
            if not (digits and not named) and not address.is_private and hit[0] not in SERVERS:
                yield Span(*hit.span(), "ip")


def _keys(case: Case) -> Iterator[Span]:
    from detect_secrets.filters import gibberish
    from detect_secrets.settings import transient_settings

    if not gibberish.is_feature_enabled():
        hint = "pip install 'detect-secrets[gibberish]'"
        raise MissingError("BigCode's rules need gibberish-detector", hint=hint)
    with transient_settings(BIGCODE):
        gibberish.initialize()
        spans = _scanned(case, ".txt")
    for span in spans:
        value = case.text[span.start : span.end]
        start = case.text.rfind("\n", 0, span.start) + 1
        line = case.text[start : case.text.find("\n", span.end)]
        if not (len(value) in (32, 40, 64) and DIGESTS.search(line)):
            yield Span(span.start, span.end, "key")


def _scanned(case: Case, extension: str) -> list[Span]:
    from detect_secrets.core.scan import scan_file

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"case{extension}"
        path.write_text(case.text, encoding="utf-8")
        finds = list(scan_file(str(path)))
    return merged(span for find in finds for span in _placed(case.text, find))


def _placed(text: str, find: Any) -> Iterator[Span]:
    """Where a find stands: its value in its line, or the line; for a private key what follows."""
    lines = text.splitlines(keepends=True)
    number = min(max(find.line_number, 1), len(lines))
    start = sum(map(len, lines[: number - 1]))
    line, value = lines[number - 1], find.secret_value or ""
    if find.type == "Public IP (ipv4)":
        return
    kind: Kind = "password" if find.type in PASSWORDS else "key"
    if find.type == "Private Key":
        yield Span(start, min(len(text), start + len(line) + BLOCK), kind)
        return
    at = line.find(value)
    if value and at >= 0:
        yield Span(start + at, start + at + len(value), kind)
    else:
        yield Span(start, start + len(line), kind)


SEARCHES: dict[str, Callable[[Case], list[Span]]] = {
    "detect-secrets 1.5.0": detect_secrets,
    "BigCode's rules": bigcode,
}
