"""What the name of a value promises: a password, a user, a key, or nothing."""

from __future__ import annotations

import re
from functools import lru_cache

from newtongue.curate.pii.lists import words
from newtongue.curate.pii.span import Kind

PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", re.ASCII)
PASSWORDS, USERS, SECRETS = words("passwords"), words("users"), words("secrets")
PASSING, PASSES = ("password", "passwd", "passphrase", "pwd", "pass"), words("passes")
QUALIFIERS, HARMLESS = words("qualifiers"), words("harmless")


def parts_of(name: str) -> list[str]:
    """The words of a name in lower case: `AWS_secretKey` is aws, secret, key."""
    return [part.lower() for part in PARTS.findall(name)]


@lru_cache(maxsize=4096)
def kind_of(name: str) -> tuple[Kind, bool] | None:
    """What a name promises, and whether it says so plainly."""
    parts = parts_of(name)
    if not parts:
        return None
    last = parts[-1]
    if last == "name" and parts[-2:-1] == ["user"]:
        last = "username"
    if last == "id" and parts[-2:-1] == ["user"]:
        last = "userid"
    if HARMLESS & set(parts):
        return None
    if last in PASSWORDS or (last.endswith(PASSING) and last not in PASSES):
        return "password", True
    if last in USERS:
        return "username", last != "uid"
    if last in ("key", "keys", "base"):
        return "key", bool(QUALIFIERS & set(parts[:-1]))
    return ("key", True) if last in SECRETS or parts[-2:] == ["app", "id"] else None
