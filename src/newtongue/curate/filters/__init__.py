"""Filters: published thresholds as presets, each file kept or dropped with a reason and figure.

settings, presets.yaml   what a recipe may say, what was published, what holds for a file
measures, encoded        lines, letters, data written as text: by classes of bytes
markup, generated        XML, HTML; what programs write
language, parsing        enry where extensions are shared; comments and errors by grammars
fertility                characters per token
apply                    the step
"""

from newtongue.curate.filters.apply import inputs, step
from newtongue.curate.filters.settings import Filters

__all__ = ["Filters", "inputs", "step"]
