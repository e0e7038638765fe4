"""The code cells of a Jupyter notebook. Outputs, prose and commands of the shell are left out."""

from __future__ import annotations

import json
from typing import Any

from newtongue.curate.collect.linguist import key
from newtongue.curate.collect.unit import Refused

LARGER = 20
"""How many times the limit of a file a notebook may be: outputs are most of it."""


def code(text: str) -> tuple[str, str]:
    """The language of a notebook and its code, cells parted by an empty line.

    Lines of IPython (`%time`, `!ls`) are left out, and so are cells in another language (`%%bash`).
    Raises Refused for what is no notebook, says no language or has no code.
    """
    try:
        book = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused("damaged notebook") from None
    if not isinstance(book, dict) or not isinstance(book.get("cells"), list):
        raise Refused("damaged notebook", "no cells")
    language = _language(book.get("metadata"))
    cells = [_cell(cell) for cell in book["cells"]]
    joined = "\n\n".join(cell for cell in cells if cell)
    if not joined or not language:
        raise Refused("empty" if language else "other language", "notebook")
    return language, joined + "\n"


def _language(metadata: Any) -> str:
    for part, word in (("language_info", "name"), ("kernelspec", "language")):
        said = metadata.get(part) if isinstance(metadata, dict) else None
        if isinstance(said, dict) and isinstance(said.get(word), str):
            return key(said[word])
    return ""


def _cell(cell: Any) -> str:
    if not isinstance(cell, dict) or cell.get("cell_type") != "code":
        return ""
    source = cell.get("source")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str) or source.lstrip().startswith("%%"):
        return ""
    lines = [line for line in source.split("\n") if not line.lstrip().startswith(("%", "!"))]
    return "\n".join(lines).strip("\n")
