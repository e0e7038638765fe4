"""Puts pairs of code and test in place of files, a repository at a time.

A source that is read by repositories (git, an archive, a folder, the installed Python) has each of
them whole, even where its files lie in several shards: the first of these shards reads on in the
others. Rows of a table or of a hub's data set may be of any number of repositories, in any order;
they pair within one shard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from newtongue.core.dataset import CodeTest, File
from newtongue.curate import shards
from newtongue.curate.collect.settings import Hub, Table
from newtongue.curate.extract import Pair, Pairs, Refused, pairs
from newtongue.curate.funnel import Funnel
from newtongue.curate.recipe import CurateRecipe
from newtongue.curate.spdx import both
from newtongue.curate.step import Drop
from newtongue.curate.tasks import Origin, Task, once
from newtongue.curate.weigh import counter

STEP = "pairs"


def tasks(recipe: CurateRecipe, folder: Path, cleaned: Sequence[Path]) -> list[Task]:
    """A task for each shard; those with parts of the same repository are told who pairs them."""
    places: dict[Origin, list[int]] = {}
    whole = {one.label for one in recipe.sources if not isinstance(one, Table | Hub)}
    for number, path in enumerate(cleaned):
        for origin in dict.fromkeys(_origins(path)):
            if origin[0] in whole:
                places.setdefault(origin, []).append(number)
    homes: dict[int, dict[Origin, int]] = {}
    beside: dict[int, set[int]] = {}
    for origin, numbers in places.items():
        first, *others = numbers
        for number in numbers if others else ():
            homes.setdefault(number, {})[origin] = first
            beside.setdefault(first, set()).update(others)
    return [
        Task(
            number,
            recipe,
            folder,
            shard=path,
            homes=homes.get(number, {}),
            beside=tuple(cleaned[other] for other in sorted(beside.get(number, ()))),
        )
        for number, path in enumerate(cleaned)
    ]


def pair(task: Task) -> dict[str, Any]:
    """Pair the code of a shard with its tests. In memory at once are the shard's files, and what
    other shards have of its repositories.
    """
    settings = task.recipe.pairs
    assert settings is not None
    funnel = Funnel([STEP])
    funnel.read = 0
    made = _made(task, settings, funnel)
    return once(task, funnel, lambda: shards.write(task.made, CodeTest, made))


def _made(task: Task, settings: Pairs, funnel: Funnel) -> Iterator[CodeTest]:
    count = counter(task.recipe.tokenizer)
    for origin, files in _repositories(task).items():
        funnel.read = (funnel.read or 0) + sum(len(file.text) for file in files)
        # files of no known repository may have nothing to do with one another
        for one in pairs(files, settings, count) if origin[1] else _nowhere(files):
            if isinstance(one, Refused):
                assert one.file is not None
                funnel.drop(Drop(one.file, STEP, one.reason, one.detail))
            else:
                item = _item(one)
                funnel.keep(item.text)
                yield item


def _repositories(task: Task) -> Mapping[Origin, list[File]]:
    """The files of each repository that this task pairs, in the order of the first ones."""
    assert task.shard is not None
    found: dict[Origin, list[File]] = {}
    for path in (task.shard, *task.beside):
        here = task.number if path == task.shard else None
        for file in shards.read(path, File):
            origin = (file.source, file.repository, file.revision)
            if task.homes.get(origin, here) == task.number:
                found.setdefault(origin, []).append(file)
    return found


def _origins(path: Path) -> Iterator[Origin]:
    for row in shards.read_rows(path, ("source", "repository", "revision")):
        yield row["source"], row["repository"], row["revision"]


def _nowhere(files: Iterable[File]) -> Iterator[Refused]:
    for file in files:
        yield Refused(file, 0, "", "of no known repository", "", file.id)


def _item(pair: Pair) -> CodeTest:
    code, test = pair.code, pair.test
    return CodeTest(
        pair.text,
        code.path,
        test.path,
        code.source,
        code.repository,
        code.revision,
        code.language,
        both(code.licence, test.licence),
        code.stars,
        code.downloads,
        code.date,
        code.url,
        test.url,
        code.id,
        code.sha256,
        test.id,
        test.sha256,
        pair.by,
    )
