"""Names in a git repository: what a branch, a tag, HEAD or a commit's digits stand for.

Refs are plain files or lines of `packed-refs`, both read by ourselves; no link is followed.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from newtongue.curate.collect import folder
from newtongue.curate.collect.unit import Refused

LACKING = "no such revision"
_HEX = re.compile(r"[0-9a-f]{40}")


def resolve(home: Path, revision: str) -> bytes:
    """The object that a branch, a tag, HEAD or a commit's digits name. Raises Refused."""
    at = revision
    names = ("HEAD",) if at == "HEAD" else _candidates(at)
    for _ in range(6):  # HEAD names a branch; a chain or a circle of names is damage
        if _HEX.fullmatch(at):
            return at.encode()
        at = next((said for name in names if (said := _said(home, name))), "")
        if not at.startswith("ref:"):
            break
        at = at[4:].strip()
        names = (at,)
    if _HEX.fullmatch(at):
        return at.encode()
    raise Refused(LACKING, revision)


def _candidates(name: str) -> tuple[str, ...]:
    heads = ("", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/", "refs/remotes/origin/")
    return tuple(f"{head}{name}" for head in heads if f"{head}{name}".startswith("refs/"))


def _said(home: Path, name: str) -> str:
    """What a ref holds, in its own file or among the packed ones."""
    if name != "HEAD" and (not name.startswith("refs/") or ".." in name or "\0" in name):
        return ""
    try:
        data = folder.read_regular(str(home), str(home / name), 10_000)
        return data.decode("ascii", "replace").strip()
    except Refused:
        pass
    try:
        packed = folder.read_regular(str(home), str(home / "packed-refs"), 100_000_000)
    except Refused:
        return ""
    found = re.search(rb"(?m)^([0-9a-f]{40}) " + re.escape(os.fsencode(name)) + rb"\r?$", packed)
    return found[1].decode() if found else ""
