"""Addresses of electronic mail, and what only looks like one.

Taken for an address: `local@domain.tld` where the top-level domain is a known one, or where the
address stands in angle brackets, quotes or after `mailto:`. Left alone: domains of examples and
placeholders (RFC 2606 and those that people use so), hosts of ssh and git (`git@host:path`),
users in URLs, pictures at double size (`logo@2x.png`), packages at a version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newtongue.curate.pii.lists import words
from newtongue.curate.pii.span import Claim

HINTS = (r"[\w?\x80-\xff]\\?@[\w?\x80-\xff][\w.?\x80-\xff-]*\.[A-Za-z?\x80-\xff]{2}",)
ADDRESS = re.compile(
    r"(?<![\w.%+\-/@}\])$])(?P<local>\w(?:[\w.%+\-]{0,62}\w)?)\\?@"
    r"(?P<domain>(?:\w(?:[\w-]{0,61}\w)?\.)+(?P<tld>[^\W\d_]{2,24}|xn--[a-z0-9-]{2,20}))(?![\w@(\[])"
)
TLDS, NOT_COUNTRIES, EXTENSIONS = words("domains"), words("not_countries"), words("extensions")
EXAMPLES = re.compile(
    r"(?i)(?:.+\.)?(?:example|test|invalid|localhost|local|localdomain|internal|lan|home|corp"
    r"|(?:examples?|test|testing|domain|mydomain|yourdomain|your-?domain|email|mail|youremail"
    r"|company|yourcompany|mycompany|site|yoursite|mysite|website|host|hostname|server|foo|bar|baz"
    r"|foobar|foo-bar|abc|xyz|a|b|c|x|y|z|somewhere|nowhere|somedomain|acme|placeholder|provider"
    r"|address|fake|dummy|fakemail|sample|noreply\.github|users\.noreply\.github"
    r"|my-?app|app|xxx+|yyy+)\.(?:com|net|org|edu|io|co|de|fr|nl|eu|uk|co\.uk|co\.jp|info|dev|tld))"
)
ROLES = re.compile(
    r"(?i)(?:git|hg|svn|ssh|root|user|username|you|your[._-]?(?:e?mail|name)?|my[._-]?e?mail"
    r"|name|email|no[._-]?reply|do[._-]?not[._-]?reply|postmaster|mailer-daemon|someone"
    r"|somebody|foo|bar|x+|test|example|placeholder|(?:user|redacted)_[a-z0-9]{5})"
)
"""Names that no one has. A real firm's `info@` is an address all the same."""


def find(text: str, start: int, end: int) -> Iterator[Claim]:
    """Claims of addresses in a stretch of text."""
    if text.find("@", start, end) < 0:
        return
    for hit in ADDRESS.finditer(text, start, end):
        first = hit.start()
        if first and text[first - 1] == "\\" and first + 1 < hit.start("domain") - 1:
            first += 1  # the letter of an escape: \nme@there.org
        last = hit.end()
        if hit["tld"].endswith("E") and text.startswith("<gt>", last):
            last -= 1  # the brackets of Perl's documentation: E<lt>me@there.orgE<gt>
        if _is_address(text, first, last, hit):
            yield Claim(first, last, "email")


def _is_address(text: str, first: int, last: int, hit: re.Match[str]) -> bool:
    local, domain = hit["local"], text[hit.start("domain") : last]
    tld = domain.rpartition(".")[2].lower()
    before, after = text[max(0, first - 8) : first], text[last : last + 2]
    if before.endswith(("://", "//")) or (after[:1] in (":", "/") and after[1:2].strip(" \"'")):
        return False
    if ROLES.fullmatch(local) or EXAMPLES.fullmatch(domain) or ".." in local:
        return False
    if domain[0].isdigit() and domain.split(".")[0][1:] == "x":
        return False
    if local.startswith("%") or local in ("self", "this"):
        return False
    known = (len(tld) == 2 and tld not in NOT_COUNTRIES) or tld in TLDS or tld.startswith("xn--")
    marked = before.endswith(("<", "mailto:", '"', "'")) and after[:1] in ("<", ">", '"', "'", "?")
    return known or (marked and len(tld) > 2 and tld not in EXTENSIONS)
