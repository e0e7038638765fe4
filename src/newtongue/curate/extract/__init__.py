"""Files in, functions out: what a model can learn from, whole and documented.

`extract` finds the functions of files, `check` lets a type checker read them, `pairs` puts
code and its tests side by side. Whatever is not kept is a Refused with a reason. Nothing of a file
is ever run or imported.
"""

from newtongue.curate.extract.check import check
from newtongue.curate.extract.pairs import Pair, pairs
from newtongue.curate.extract.refused import Refused
from newtongue.curate.extract.settings import Check, Extract, Pairs
from newtongue.curate.extract.stream import extract

__all__ = [
    "Check",
    "Extract",
    "Pair",
    "Pairs",
    "Refused",
    "check",
    "extract",
    "pairs",
]
