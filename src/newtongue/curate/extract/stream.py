"""The functions of a stream of files, by the extractor that each file's language names."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator

from newtongue import languages
from newtongue.core.dataset import File, Function
from newtongue.core.errors import UsageError
from newtongue.curate.extract import by_ast, by_tree
from newtongue.curate.extract.refused import Refused
from newtongue.curate.extract.settings import Extract

Extractor = Callable[[File, Extract], Iterator[Function | Refused]]

EXTRACTORS: dict[str, Extractor] = {"ast": by_ast.functions, "tree": by_tree.functions}
"""What `Language.extractor` may say."""


def extract(files: Iterable[File], settings: Extract) -> Iterator[Function | Refused]:
    """Every candidate of every file, in their order: kept, or refused with the first reason.

    A file is judged by itself, so any split of the files into parts gives the same functions.
    Raises MissingError where a grammar is needed and the extra `curate` is not installed.
    """
    for file in files:
        extractor = _extractor(file.language)
        if extractor is None:
            yield Refused(file, 0, "", "no functions known of its language", "", file.id)
        else:
            yield from extractor(file, settings)


@functools.cache
def _extractor(key: str) -> Extractor | None:
    try:
        return EXTRACTORS[languages.get(key).extractor]
    except UsageError:
        return None
