"""speed/RESULTS.md: each benchmark writes the part between its own marks, and leaves the others."""

from __future__ import annotations

from pathlib import Path

_HEAD = "# Time and memory\n\nEach part is written by the `make` target that it names.\n"


def put(folder: Path, name: str, part: str) -> None:
    """Write a benchmark's part into the page of a folder."""
    page = folder / "RESULTS.md"
    old = page.read_text(encoding="utf-8") if page.exists() else _HEAD
    page.write_text(between(old, name, part), encoding="utf-8")


def between(page: str, name: str, part: str) -> str:
    """The page with this part between its marks; at the page's end where it has no marks yet."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    whole = f"{begin}\n{part}{end}\n"
    if begin not in page:
        return f"{page.rstrip()}\n\n{whole}"
    head, rest = page.split(begin, 1)
    return head + whole + rest.split(end, 1)[1].removeprefix("\n")
