"""Files that hold a benchmark's problem are dropped: its text, its tests, or its solution.

SantaCoder and StarCoder drop a file that holds a docstring or solution of a benchmark as a
substring (StarCoder, section 3; bigcode-dataset, decontamination); The Stack v2 takes white space
out first. Here a problem is also found where it was laid out anew, where its names were changed,
where only its test cases stand, and where its text is the comment of another language's prompt.
A solution in another language than the reference's, with neither text nor cases, is not found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from newtongue.core.dataset import File
from newtongue.curate.decontaminate.known import Index, index, prepare, read
from newtongue.curate.decontaminate.match import Hit, Wanted, hits, wanted
from newtongue.curate.decontaminate.settings import Decontaminate
from newtongue.curate.step import Drop, Step

__all__ = [
    "NAME",
    "Decontaminate",
    "Hit",
    "Index",
    "Wanted",
    "hits",
    "index",
    "prepare",
    "read",
    "step",
    "wanted",
]

NAME = "decontaminate"


def step(settings: Decontaminate, known: Index) -> Step:
    """The step that drops a file for its first hit; `known` is what `index` gave."""

    look_for = wanted(settings, known)

    def decontaminate(files: Iterable[File]) -> Iterator[File | Drop]:
        for file in files:
            found = hits(look_for, file.text)
            if not found:
                yield file
                continue
            more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
            yield Drop(file, NAME, f"a benchmark's {found[0].kind}", f"{found[0]}{more}")

    return decontaminate
