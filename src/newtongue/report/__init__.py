"""Runs to tables, figures and one page that carries itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from newtongue.core.store import write_json, write_text
from newtongue.report import curation, page, runs, tables
from newtongue.report.data import Report, to_json

__all__ = ["build"]


def build(source: Report | Sequence[Path], out: Path, title: str = "") -> list[Path]:
    """Write the report of run folders, or a Report, into the folder `out`; returns the files.

    Each curate run has a page of its own, curation-<identity>.html. Of the others, and of the
    costs of all, there are report.json, report.md, report.html: JSON and Markdown come first and
    are there even where the page can't be made, for which MissingError is raised (the `report`
    extra is not installed). Equal inputs give equal bytes.
    """
    if isinstance(source, Report):
        return _write(source, out)
    curated = [folder for folder in source if curation.is_curation(folder)]
    pages = [curation.write(folder, out) for folder in curated]
    if pages and len(pages) == len(source):
        return pages
    return [*_write(runs.read(source, title), out), *pages]


def _write(report: Report, out: Path) -> list[Path]:
    files = [out / "report.json", out / "report.md", out / "report.html"]
    write_json(files[0], to_json(report))
    write_text(files[1], tables.markdown(report))
    write_text(files[2], page.html(report) + "\n")
    return files
