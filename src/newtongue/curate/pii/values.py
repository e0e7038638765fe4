"""Is a value that a name promises a key, a password or a user, or a word, a template, code?"""

from __future__ import annotations

import re

from newtongue.curate.pii.entropy import is_placeholder, looks_random
from newtongue.curate.pii.lists import words


def is_key(value: str, plain: bool) -> bool:
    """Whether the value of a key-like name is one: long, without spaces, drawn at random."""
    if re.match(r"\$2[aby]\$|\$\d\$", value):
        return False
    if re.search(r"\s|://", value) and not re.search(r"[!@#%^&*]", value):
        return False
    if value.startswith(("$ANSIBLE", "ENC[", "sha", "md5")) or value[:1] == "/" or "::" in value:
        return False
    return looks_random(value, 16 if plain else 24)


CODE = re.compile(
    r"[A-Za-z_][\w]*(?:(?:\.|->|::)[A-Za-z_]\w*)+(?:\(.*)?|[\w.]*\(.*|[\w.]+\[.*|&\w+|@\w+"
)
COMMON = re.compile(
    r"(?i).*(?:passw|passw?d\b|pwd|secret|token|user|login|admin|root|guest|qwerty|letmein"
    r"|welcome|hunter2|p@ss|pa\$\$|none|null|true|false|string|value|field|required|hidden"
    r"|localhost|abc123|123456).*",
    re.DOTALL,
)
WEAK = re.compile(
    r"[~^]?\d+(?:\.\d+)+|[A-Za-z]+|\d{1,7}|[^\w]+|[a-z]+(?:_[a-z]+)+|[A-Za-z]{1,4}\d{1,3}", re.ASCII
)


def is_mixed(value: str) -> bool:
    """Whether letters stand with digits or with signs that names and phrases have not."""
    return bool(re.search(r"[A-Za-z]", value) and re.search(r"\d|[^\w\s.,:;?'()-]", value))


def is_password(value: str, *, quoted: bool) -> bool:
    """Whether the value of a password's name is one that somebody chose."""
    if not 5 <= len(value) <= 100 or is_placeholder(value) or COMMON.fullmatch(value):
        return False
    if WEAK.fullmatch(value) or CODE.fullmatch(value) or value[:1] in "$%&!@|/(\\[:":
        return False
    if " " in value and not re.fullmatch(r"(?:[a-z]{4} ){3}[a-z]{4}", value):
        return False
    if re.search(r"[|^*]|\(\?|://", value) and not re.search(r"\d", value):
        return False
    if not quoted:
        return bool(re.search(r"\d", value) and re.search(r"[A-Za-z]", value)) or "=" in value
    return True


NOBODY = words("nobody")


def is_username(value: str, *, quoted: bool) -> bool:
    """Whether the value of a user's name may be a person's or a service's."""
    if not 3 <= len(value) <= 40 or value.lower() in NOBODY or is_placeholder(value):
        return False
    if not re.fullmatch(r"[A-Za-z][\w.\-]*\w", value, re.ASCII):
        return False
    if re.search(r"(?i)^user|user$|passw|^login|user_?name|token|required|string|field", value):
        return False
    return quoted or bool(re.fullmatch(r"[a-z]\w+(?:-\w+)*", value))
