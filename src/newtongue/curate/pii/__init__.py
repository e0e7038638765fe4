"""Personal data and secrets in code: found by rules, replaced so that the file still parses."""

from newtongue.curate.pii.replace import redact
from newtongue.curate.pii.rules import find, find_plainly
from newtongue.curate.pii.settings import Ner, Pii
from newtongue.curate.pii.span import KINDS, Kind, Span
from newtongue.curate.pii.step import redacted, step

__all__ = [
    "KINDS",
    "Kind",
    "Ner",
    "Pii",
    "Span",
    "find",
    "find_plainly",
    "redact",
    "redacted",
    "step",
]
