"""Completions that fake success: what one is, the problems they are for, and all of them.

Default mode runs candidate and harness in one process, so some are accepted (`PASSED`): each of
those has its line in docs/security.md, and no other may have one.
"""

from __future__ import annotations

from dataclasses import dataclass

from newtongue.core.completion import Outcome
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import Param, Signature, Type
from newtongue.languages.base import PROBE

_INTS = Type("list", (Type("int"),))
DOUBLED = Problem(
    name="doubled",
    doc="Return each number times two.",
    signature=Signature("doubled", (Param("xs", _INTS),), _INTS),
    cases=(Case(([1, 2, 3],), [2, 4, 6]), Case(([7],), [14])),
    reference="def doubled(xs):\n    return [2 * x for x in xs]\n",
)
"""A problem whose answer is a container. The other one is the probe's, whose answer is a number."""


@dataclass(frozen=True, slots=True)
class Cheat:
    """A completion that does not solve its problem, and what default mode says of it."""

    name: str
    """What it does, in words; the same in every language that has it."""
    comes_to: Outcome
    text: str
    """What continues the problem's prompt. No stop sequence of the language may cut it."""
    problem: Problem = PROBE
    tests: str = ""
    """Tests of another project that its file brought; its problem's own where empty."""
    wall: float = 10.0
    """Wall seconds of the run; few for those that sleep."""
