"""Public addresses of machines, IPv4 and IPv6; not versions, sections, object identifiers.

What `ipaddress` calls global is public; left alone are private, loopback, link-local, documentation
and multicast ranges, and the name servers that everybody uses. Four numbers with dots are an
address or a version: words and signs around them decide, and where those are silent, their size.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from newtongue.curate.pii.lists import words
from newtongue.curate.pii.span import Claim

HINTS = (r"\d\.\d{1,3}\.\d{1,3}\.\d", r"[23][0-9a-fA-F]{3}:[0-9a-fA-F]{0,4}:")
V4 = re.compile(r"(?<![\w.\-])(?<!\d:)\d{1,3}(?:\.\d{1,3}){3}(?![\w\-]|\.\w)", re.ASCII)
V6 = re.compile(
    r"(?<![\w:.])[23][0-9a-fA-F]{3}(?::[0-9a-fA-F]{0,4}){2,7}(?<=[0-9a-fA-F:])(?![\w:.])", re.ASCII
)
NAME_SERVERS = frozenset(map(ipaddress.ip_address, words("name_servers")))
SAMPLES = words("sample_addresses")
DRAWING = re.compile(r"(?<![\d.])\d*\.\d+[ ,-]$", re.ASCII)
"""A number with one point before it: coordinates of a path, whose points run together."""
VERSION = re.compile(
    r"version|ver\b(?:(?<=\bver)|(?<=_ver))|release|rev\b(?<=\brev)|build(?<=\bbuild)"
    r"|rfc(?<=\brfc)|section|chapter|oid\b(?<=\boid)|appendix|fixed in|since|require|package"
    r"|upgrade|firmware|driver|chrome|firefox|mozilla|dependenc"
)
HOST = re.compile(
    r"ip(?:\b|(?<=\bip)|(?<=_ip))|addr|host|server|dns|ssh(?<=\bssh)|scp(?<=\bscp)|ping|proxy"
    r"|listen|connect|inet|vps|login|node|peer|remote|attack|client|endpoint|socket|gateway|router"
    r"|domain|subnet|vpn(?<=\bvpn)|https?:"
)
"""Both over lower case. Alternatives begin with a letter: `re` skips all others at once."""
EXACT = re.compile(r"(?:[=~><!^]=|[\w.]/|[\^~]|\bv)$")
IN_URL = re.compile(r"(?:ip4/|://[^\s/]*)$")


def find(text: str, start: int, end: int) -> Iterator[Claim]:
    """Claims of public addresses in a stretch of text."""
    for hit in V4.finditer(text, start, end):
        if _is_public(hit[0]) and _is_machine(text, start, end, hit):
            yield Claim(hit.start(), hit.end(), "ip")
    if text.find(":", start, end) >= 0:
        for hit in V6.finditer(text, start, end):
            value = hit[0]
            if any(map(str.isdigit, value)) and _is_public(value):
                yield Claim(hit.start(), hit.end(), "ip")


def _is_public(value: str) -> bool:
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return False
    if value.endswith((".0", "::")):
        return False  # a net
    if address.version == 6 and value.count(":") < 3:
        return False
    if value in SAMPLES or (address.version == 4 and len(set(value.split("."))) == 1):
        return False
    return address.is_global and not address.is_multicast and address not in NAME_SERVERS


def _is_machine(text: str, start: int, end: int, hit: re.Match[str]) -> bool:
    """Whether four numbers with dots are an address rather than a version."""
    before = text[max(start, hit.start() - 100) : hit.start()]
    if before[-1:] in (" ", ",", "-") and DRAWING.search(before[-40:]):
        return False
    after = text[hit.end() : min(end, hit.end() + 40)]
    if EXACT.search(before.rstrip()[-3:]) and not IN_URL.search(before):
        return False
    if before.endswith(("://", "@", "ip4/")) or re.match(r":\d{2,5}\b|/\d{2}\b", after):
        return True
    octets = [int(part) for part in hit[0].split(".")]
    before = before.lower()
    if VERSION.search(before):
        return max(octets) >= 100 and bool(HOST.search(before))
    if max(octets) >= 64 and sum(octet >= 16 for octet in octets) >= 2:
        return True
    return bool(HOST.search(before) or HOST.search(after.lower()))
