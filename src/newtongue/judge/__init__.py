"""The heart: a problem and a completion become a program, an execution and a verdict."""

from __future__ import annotations

from newtongue.judge.canaries import EXPECTED, each_worker, require_canaries, run_probes, surprises
from newtongue.judge.many import from_row, judge_all, read_judged
from newtongue.judge.program import (
    HARNESS,
    Problems,
    Program,
    Renderings,
    assemble,
    by_problem,
    job,
    of_problem,
)
from newtongue.judge.verdict import Judged, judged, normalise, outcome, verdict

__all__ = [
    "EXPECTED",
    "HARNESS",
    "Judged",
    "Problems",
    "Program",
    "Renderings",
    "assemble",
    "by_problem",
    "each_worker",
    "from_row",
    "job",
    "judge_all",
    "judged",
    "normalise",
    "of_problem",
    "outcome",
    "read_judged",
    "require_canaries",
    "run_probes",
    "surprises",
    "verdict",
]
