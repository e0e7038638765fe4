"""Source: data sets of the hub, streamed by the library `datasets`, one unit a file of theirs.

Only data sets that are plain tables are read: nothing of a data set's own is run. HF_TOKEN,
HF_HUB_OFFLINE and the caches are the library's own affair. A local folder works the same way.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newtongue.core.errors import MissingError, UsageError
from newtongue.curate.collect import folder, layouts
from newtongue.curate.collect.settings import Hub
from newtongue.curate.collect.unit import Entry, Unit

TABLES = ("parquet", "json", "arrow", "csv")
"""The library's readers that read data alone; others unpickle or decode media."""


def units(source: Hub) -> list[Unit]:
    """One for each shard that the library sees. Raises UsageError and MissingError."""
    stream = _stream(source)
    count = max(1, stream.num_shards)
    info = stream.info
    split = (info.splits or {}).get(source.split)
    total = getattr(split, "num_bytes", None) or info.dataset_size or _on_disk(source)
    name = f"{source.split} {{}}" if count > 1 else source.split
    return [
        Unit(source, name.format(at), total // count, source.path, (count, at))
        for at in range(count)
    ]


def _on_disk(source: Hub) -> int:
    root = Path(source.path)
    return sum(size for _, size in folder.walk(str(root))) if root.is_dir() else 0


def _library() -> Any:
    try:
        import datasets
    except ImportError:
        raise MissingError(
            "reading the hub needs datasets", hint="pip install 'newtongue[curate]'"
        ) from None
    return datasets


def _stream(source: Hub) -> Any:
    """The stream of a split. Raises UsageError with the library's own line for what it can't do."""
    datasets = _library()
    where = {"revision": source.revision, "data_dir": source.data_dir}
    try:
        builder = datasets.load_dataset_builder(source.path, source.subset, **where)
        reader = type(builder).__module__.rsplit(".", 1)[-1]
        if reader not in TABLES:
            raise UsageError(
                f"{source.path} is not a table but {reader}",
                field="path",
                hint=f"read are: {', '.join(TABLES)}",
            )
        return builder.as_streaming_dataset(split=source.split)
    except UsageError:
        raise
    except Exception as error:  # the library and its network raise many kinds
        line = (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
        raise UsageError(f"{source.path}: {line}", field="path") from None


def entries(unit: Unit, licences: bool) -> Iterator[Entry]:
    """The files of a shard's rows; licences are a column, not files."""
    assert isinstance(unit.source, Hub)
    if licences:
        return
    count, at = (int(part) for part in unit.parts)
    stream = _stream(unit.source)
    if count > 1:
        stream = stream.shard(num_shards=count, index=at)
    known: layouts.Known = {}
    schema: dict[str, str] = {}
    if stream.features is not None:
        schema = layouts.columns(unit.source, _dotted(stream.features))
    seen: set[str] = set()
    for number, row in enumerate(stream):
        if not schema and isinstance(row, dict):
            seen.update(layouts.names_of(row))
        chosen = schema or layouts.of_row(unit.source, row, known)
        if chosen:
            yield from layouts.entries(unit, chosen, number, row)
        else:
            yield Entry(f"row {number}", refused="damaged row", detail="no text in it")
    if seen:
        layouts.require(unit.source, seen)


def _dotted(features: Any) -> list[str]:
    names = list(features)
    for name, kind in features.items():
        inner = getattr(kind, "feature", kind)
        inner = inner[0] if isinstance(inner, list) and inner else inner
        if isinstance(inner, dict):
            names += [f"{name}.{part}" for part in inner]
    return names


def fingerprint(source: Hub) -> str:
    """The commit that the hub has of it; of a local folder, its files' names and bytes.

    Offline, and where the hub can't be asked, the revision has to be a commit. Raises UsageError.
    """
    root = Path(source.path)
    if root.is_dir():
        paths = sorted(path for path, _ in folder.walk(str(root)))
        return folder.of_files((path, posixpath.join(root, path)) for path in paths)
    revision = source.revision or ""
    if len(revision) == 40 and all(digit in "0123456789abcdef" for digit in revision):
        return f"{source.path}@{revision}"
    try:
        from huggingface_hub import HfApi

        return f"{source.path}@{HfApi().dataset_info(source.path, revision=source.revision).sha}"
    except ImportError:
        raise MissingError(
            "asking the hub needs huggingface_hub", hint="pip install 'newtongue[curate]'"
        ) from None
    except Exception as error:  # the library and its network raise many kinds
        line = (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
        raise UsageError(
            f"{source.path}: {line}", field="revision", hint="name a commit to do without the hub"
        ) from None
