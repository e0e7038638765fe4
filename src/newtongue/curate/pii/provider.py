"""Tokens that say themselves whose they are, and keys inside URLs.

The prefixes and lengths are those that the providers document for their own secret scanning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newtongue.curate.pii.entropy import is_placeholder, switches
from newtongue.curate.pii.scan import loosened
from newtongue.curate.pii.span import Claim

TOKENS = (
    r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}",  # AWS
    r"gh[pousr]_[A-Za-z0-9]{36,251}",  # GitHub
    r"github_pat_[A-Za-z0-9_]{50,100}",
    r"gl(?:pat|ptt|rt|dt|cbt|ft|soat|agent|imt)-[\w-]{20,60}",  # GitLab
    r"xox[abeoprs]-[A-Za-z0-9-]{10,200}",  # Slack
    r"xapp-\d-[A-Z0-9]+-\d+-[a-z0-9]{20,80}",
    r"https://hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/_]{20,100}",
    r"https://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\d{15,20}/[\w-]{50,90}",
    r"[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,45}",  # Discord
    r"[rs]k_(?:live|test)_[A-Za-z0-9]{16,120}",  # Stripe
    r"AIza[\w-]{35}",  # Google
    r"GOCSPX-[\w-]{28}",
    r"ya29\.[\w-]{30,300}",
    r"(?:AC|SK)[0-9a-f]{32}",  # Twilio
    r"SG\.[\w-]{16,32}\.[\w-]{16,64}",  # SendGrid
    r"key-[0-9a-f]{32}",  # Mailgun
    r"[0-9a-f]{32}-us\d{1,2}",  # Mailchimp
    r"npm_[A-Za-z0-9]{36}",
    r"pypi-[\w-]{50,300}",
    r"sk-(?:proj-|svcacct-|admin-|ant-\w+-|or-v1-|lf-)?[A-Za-z0-9_-]{20,200}",  # OpenAI and kin
    r"hf_[A-Za-z]{30,40}",  # Hugging Face
    r"gsk_[A-Za-z0-9]{48,56}",  # Groq
    r"r8_[A-Za-z0-9]{37}",  # Replicate
    r"do[opr]_v1_[0-9a-f]{64}",  # DigitalOcean
    r"hv[sbr]\.[\w-]{20,200}",  # Vault
    r"[0-9]{8,10}:AA[\w-]{32,34}",  # Telegram
    r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}",  # Shopify
    r"dapi[0-9a-f]{32}",  # Databricks
    r"dckr_pat_[\w-]{27}",  # Docker
    r"sq0(?:atp|csp)-[\w-]{22,43}",  # Square
    r"glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}",  # Grafana
    r"NRAK-[A-Z0-9]{27}",  # New Relic
    r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}",  # Postman
    r"ATATT3[\w=-]{60,250}",  # Atlassian
    r"lin_api_[A-Za-z0-9]{40}",  # Linear
    r"sbp_[0-9a-f]{40}",  # Supabase
    r"AGE-SECRET-KEY-1[A-Z0-9]{58}",
    r"[ps]k\.eyJ[\w-]{20,200}\.[\w-]{16,60}",  # Mapbox
    r"eyJ[\w-]{10,2000}\.eyJ[\w-]{10,3000}\.[\w-]{10,1000}",  # JSON web token
)
NAMED = (
    r"(?i:AccountKey|SharedAccessKey|SharedSecret)=(?P<azure>[A-Za-z0-9+/]{40,90}={0,2})",
    (
        r"(?i:[?&](?:api_?key|key|access_token|token|sig|client_secret|appid)=)"
        r"(?P<query>[\w%.+/-]{16,200})"
    ),
    r"(?i:\b(?:bearer|token)[ ])(?P<bearer>[\w.~+/-]{20,500}={0,2})",
)
HINTS = (
    *loosened(*(token for token in TOKENS if not token.startswith("hf_")), *NAMED[:2]),
    r"hf_[A-Za-z]{12}",  # many names in code begin so
    r"(?i:\b(?:bearer|token)[ ])[A-Za-z_.~+/-]*\d",
)
TOKEN = re.compile(
    rf"(?<![A-Za-z0-9_+])(?<![^/]/)(?:{'|'.join(TOKENS)})(?![A-Za-z0-9_+/])", re.ASCII
)
NAMES = tuple(re.compile(rf"{pattern}(?![\w+/])", re.ASCII) for pattern in NAMED)
SAMPLES = frozenset({"SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"})
"""The signature of the token on the front page of jwt.io, copied everywhere."""


def find(text: str, start: int, end: int) -> Iterator[Claim]:
    """Claims of keys that need no name beside them in a stretch of text."""
    for hit in TOKEN.finditer(text, start, end):
        yield Claim(hit.start(), hit.end(), None if _is_sample(hit[0]) else "key")
    for pattern in NAMES:
        for hit in pattern.finditer(text, start, end):
            name = str(hit.lastgroup)
            value = hit[name]
            if not is_placeholder(value) and (name == "azure" or _is_drawn(value)):
                yield Claim(hit.start(name), hit.end(name), "key")


def _is_drawn(value: str) -> bool:
    return any(map(str.isdigit, value)) and switches(value) >= 0.2


def _is_sample(token: str) -> bool:
    rest = token.split("_")[-1] if token.startswith("github") else token[4:]
    if rest.endswith("EXAMPLE") or token.rpartition(".")[2] in SAMPLES:
        return True
    if token.startswith("sk-") and not _is_drawn(token[3:]):
        return True
    return token.count("x") + token.count("X") > len(token) // 2 or len(set(rest)) < 6
