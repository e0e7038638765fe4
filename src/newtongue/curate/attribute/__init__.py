"""Which training files a text comes from: the nearest ones, with licence and link.

Two ways lead to a file: words that both have (BM25), and runs of tokens that both have whatever
their names are. The second tells what was copied from what is only alike: by the share of the
text's runs that stand in the item, the share of the item's that stand in the text, and the longest
stretch.
"""

from __future__ import annotations

from newtongue.curate.attribute.lines import Lines
from newtongue.curate.attribute.parts import Index, build
from newtongue.curate.attribute.search import Hit, nearest, rows

__all__ = ["Hit", "Index", "Lines", "build", "nearest", "rows"]
