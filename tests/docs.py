"""Writes the generated pages: `make docs`.

docs/languages.md is made from the languages' files and docs/conformance.json, and
docs/serve_judge.openapi.json from the code of the service. `tests/test_house.py` and
`tests/serve/judge/test_contract.py` ask that they are what this writes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from newtongue import languages
from newtongue.languages.base import Language

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "languages.md"
CONTRACT = DOCS / "serve_judge.openapi.json"
SETS = {"multipl-e-humaneval": "HumanEval", "multipl-e-mbpp": "MBPP"}
# MultiPL-E's own: problems of 161 and 400 that it translates (its commit 19cfdb5c, run by us, or
# what it published where that is more).
THEIRS = {
    "python": (161, 397),
    "javascript": (161, 397),
    "typescript": (159, 390),
    "cpp": (161, 397),
    "csharp": (158, 386),
    "java": (158, 386),
    "go": (154, 374),
    "rust": (156, 356),
    "swift": (159, 396),
    "scala": (160, 396),
    "d": (156, 361),
    "php": (161, 397),
    "perl": (161, 396),
    "ruby": (161, 397),
    "lua": (161, 397),
    "luau": (161, 397),
    "r": (161, 397),
    "julia": (159, 390),
    "racket": (161, 397),
    "bash": (158, 382),
    "ocaml": (155, 358),
    "haskell": (156, 358),
    "elixir": (161, 397),
    "clojure": (161, 397),
    "dart": (157, 374),
    "ada": (157, 365),
}
HEAD = """\
# Languages

Made by `make docs` from the languages' files and [conformance.json](conformance.json); do not edit.

*Translated* counts problems of MultiPL-E's two benchmarks, whose own counts stand in brackets.
*Proven*: for each of them a look-up stub passed its translated tests on the real toolchain, and of
a sample (or all) a stub with one changed answer failed them. A dash: not run yet; `newtongue
languages check NAME` runs the five probes anywhere, `make conformance LANGUAGES=NAME` the rest.

"""


def source(language: Language) -> str:
    """Where the toolchain comes from."""
    wants = language.toolchain
    if wants.suite:
        return f"Debian {wants.suite}: {' '.join(wants.apt)}"
    parts = [("apt", wants.apt), ("npm", wants.npm), ("pip", wants.pip)]
    return "; ".join(f"{kind} {' '.join(names)}" for kind, names in parts if names)


def translated(key: str, name: str, row: Mapping[str, Any]) -> str:
    """Problems that translate, with MultiPL-E's number."""
    one = row.get("benchmarks", {}).get(name)
    theirs = THEIRS[key][list(SETS).index(name)] if key in THEIRS else None
    ours = str(one["problems"] - one["unsupported"]) if one else "-"
    return f"{ours} ({theirs})" if theirs else ours


def proven(row: Mapping[str, Any]) -> str:
    """What was judged, and when."""
    counts = [row["benchmarks"][name] for name in SETS if name in row.get("benchmarks", {})]
    if not counts:
        return "-"
    right = sum(one["right_passed"] for one in counts)
    wrong = sum(one["wrong_failed"] for one in counts)
    return f"{right} right, {wrong} wrong, {row['date']}"


def page(table: Mapping[str, Any]) -> str:
    """The whole text."""
    lines = [HEAD, "| name | toolchain | version | HumanEval | MBPP | proven |\n"]
    lines.append("|---|---|---|---|---|---|\n")
    for key in languages.names():
        language, row = languages.get(key), table.get(key, {})
        counts = [translated(key, name, row) for name in SETS]
        cells = [f"`{key}`", source(language), row.get("toolchain", "-").replace("|", "/")]
        lines.append(f"| {' | '.join([*cells, *counts, proven(row)])} |\n")
    lines.append("\n## What is not translated, and why\n")
    for key in languages.names():
        reasons: dict[str, int] = {}
        for name in SETS:
            one = table.get(key, {}).get("benchmarks", {}).get(name, {})
            for reason, count in one.get("reasons", {}).items():
                reasons[reason] = reasons.get(reason, 0) + count
        if reasons:
            most = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
            said = "; ".join(f"{count} {reason}" for reason, count in most)
            lines.append(f"\n- `{key}`: {said}")
    return "".join(lines).rstrip() + "\n"


def current() -> str:
    """The page as it has to be now."""
    return page(json.loads((DOCS / "conformance.json").read_text(encoding="utf-8")))


def contract() -> str:
    """The description of the judge over HTTP as it has to be now; needs the serve extra."""
    from newtongue.serve.judge.app import create_app
    from newtongue.serve.judge.service import Service
    from newtongue.serve.judge.settings import Settings

    described = create_app(Service(Settings())).openapi()
    return json.dumps(described, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    for path, text in ((PAGE, current()), (CONTRACT, contract())):
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path}\n")
