"""Bytes to text, and names to paths that lead nowhere else.

Files are UTF-8. A byte order mark of UTF-8 is taken off; a file that declares another encoding in
its first two lines (PEP 263; Emacs, Ruby and Perl write it alike) is read by that if it is a
plain table of characters. UTF-16 and UTF-32, and bytes that fit neither, are refused. Line ends
stay as they are.
"""

from __future__ import annotations

import codecs
import re

from newtongue.curate.collect.unit import Refused

LONGEST = 4096
"""Bytes of a path, as on Linux."""
_COOKIE = re.compile(rb"^[ \t\f]*\S{0,3}.{0,200}?coding[:=][ \t]*([-_.a-zA-Z0-9]{1,40})")
_TABLES = re.compile(r"(?i)(iso-?8859|latin|cp\d|windows-\d|koi8|mac|euc|shift|gb|big5|hz$)")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_ODD = re.compile(r"[\x00-\x1f\x7f]")
_DRIVE = re.compile(r"[A-Za-z]:")


def text(data: bytes) -> str:
    """The text of a file's bytes. Raises Refused: empty, binary, or not UTF-8."""
    if data.startswith(_WIDE):
        raise Refused("not UTF-8", "UTF-16 or UTF-32")
    if b"\0" in data:
        raise Refused("binary", "NUL bytes")
    if data.isascii():
        return data.decode("ascii")
    if data.startswith(codecs.BOM_UTF8):
        data = data[3:]
        return _decode(data, "utf-8")
    return _decode(data, declared(data) or "utf-8")


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        at = getattr(error, "start", 0)
        raise Refused("not UTF-8", f"byte {at} is not {encoding}") from None


def declared(data: bytes) -> str:
    """The encoding that the first two lines declare, where it is one that we read by."""
    if b"coding" not in data[:500]:
        return ""
    for line in data[:500].split(b"\n", 2)[:2]:
        if found := _COOKIE.match(line):
            name = found[1].decode("ascii")
            return name if _TABLES.match(name) else ""
        if line.strip() and not line.lstrip().startswith(b"#"):
            return ""
    return ""


def path(name: str) -> str:
    """A path inside its repository, its parts joined by slashes. Raises Refused."""
    if not name.isascii():
        try:
            name.encode("utf-8")
        except UnicodeEncodeError:
            raise Refused("name is not UTF-8") from None
    if _ODD.search(name):
        raise Refused("control characters in its name")
    name = name.replace("\\", "/")
    if name.startswith("/") or _DRIVE.match(name):
        raise Refused("absolute path")
    if "//" in name or "./" in name or name.endswith((".", "/")):
        parts = [part for part in name.split("/") if part not in ("", ".")]
        if ".." in parts:
            raise Refused("path leaves its folder")
        name = "/".join(parts)
    if not name or len(name) > LONGEST:
        raise Refused("no name" if not name else "name is too long")
    return name


def shown(name: str) -> str:
    """A name that was refused, in characters that any file can hold."""
    plain = name.encode("utf-8", "backslashreplace").decode("utf-8")
    return _ODD.sub(lambda odd: f"\\x{ord(odd[0]):02x}", plain)[:LONGEST]
