"""The corpus of the benchmarks: source code of named wheels and Debian source packages.

    python -m speed.bench_curate.corpus FOLDER

downloads what is missing into FOLDER/wheels and FOLDER/sources (nothing in it is built or run) and
writes the files of code to FOLDER/corpus/*.parquet, as `collect` reads them. `make bench-curate`
does this. Which versions came is written beside them and into speed/bench_curate.json.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from newtongue.core.dataset import File
from newtongue.core.store import sha256_file, write_json
from newtongue.curate import shards
from newtongue.curate.collect import Archive, Rules, Unit, read, units

WHEELS = (  # noqa: SIM905 (a list of so many quotes is hard to read)
    "transformers homeassistant sympy pandas scipy cinder neutron sqlalchemy django numpy "
    "matplotlib scikit-learn networkx jax twisted mypy sphinx nltk dask xarray statsmodels astropy "
    "bokeh plotly stripe apache-airflow-core ansible-core celery ipython pylint torchvision boto3 "
    "botocore"
).split()
"""33 packages, by their newest wheels: written by hand, and (plotly, stripe) generated."""
SOURCES = ("python3.11", "git", "lua5.4", "ocaml", "redis", "tcl8.6")
"""Debian's source packages; without deb-src lines in apt's sources they are left out, and named."""
LANGUAGES = [
    *("python", "c", "c++", "go", "ruby", "ocaml", "tcl", "lua", "javascript", "typescript"),
    *("java", "perl", "shell", "rust", "assembly", "php", "cuda", "cython"),
]
RULES = Rules(languages=LANGUAGES, vendored=True, generated=True)
_SHARD = 32_000_000


def download(folder: Path) -> None:
    """Fetch what is not there yet. What can't be had is said, and left out."""
    wheels, sources = folder / "wheels", folder / "sources"
    for each in (wheels, sources):
        each.mkdir(parents=True, exist_ok=True)
    if not list(wheels.glob("*.whl")):
        line = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        subprocess.run([*line, "--only-binary=:all:", "-d", str(wheels), *WHEELS], check=True)
    if not list(sources.glob("*.tar.*")):
        for name in SOURCES:
            line = ["apt-get", "source", "--download-only", "--quiet", name]
            if subprocess.run(line, cwd=sources, check=False).returncode:
                sys.stderr.write(f"no source package {name}: left out\n")


def build(folder: Path) -> Path:
    """Read the archives into shards of about 32 MB. Returns their folder."""
    made = folder / "corpus"
    if (made / "corpus.json").exists():
        return made
    archives = [path for name in ("wheels", "sources") for path in _archives(folder / name)]
    groups: list[list[Unit]] = [[]]
    size = 0
    for name in ("wheels", "sources"):
        if not _archives(folder / name):
            continue
        for unit in units(Archive(path=str(folder / name))):
            if groups[-1] and size + unit.bytes > _SHARD:
                groups.append([])
                size = 0
            groups[-1].append(unit)
            size += unit.bytes
    tallies = [
        shards.write(made / f"{number:05}.parquet", File, _files(group))
        for number, group in enumerate(groups)
    ]
    found = {
        "files": sum(tally.rows for tally in tallies),
        "bytes": sum(tally.bytes for tally in tallies),
        "archives": {path.name: sha256_file(path)[:16] for path in archives},
    }
    write_json(made / "corpus.json", found)
    return made


def _archives(folder: Path) -> list[Path]:
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in found if path.suffix in (".whl", ".gz", ".xz", ".bz2"))


def _files(group: list[Unit]) -> Iterator[File]:
    for unit in group:
        for item in read(unit, RULES):
            if isinstance(item, File):
                yield item


def main() -> int:
    """Download and build; prints what there is."""
    if len(sys.argv) != 2:
        sys.stderr.write("python -m speed.bench_curate.corpus FOLDER\n")
        return 2
    folder = Path(sys.argv[1])
    download(folder)
    made = build(folder)
    sys.stdout.write(json.dumps({"folder": str(made)}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
