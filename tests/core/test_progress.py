"""Progress says how far, how fast, how long still, and what came of it."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from newtongue.bars import Bars
from newtongue.core.progress import Plain, clock, pace


def test_a_line_has_count_rate_time_left_and_outcomes(capsys: pytest.CaptureFixture[str]) -> None:
    with Plain(every=0).track("judging", 10, 2) as step:
        step(3, "2 passed, 1 timeout")
        step(5)
    first, last = capsys.readouterr().err.splitlines()
    assert re.fullmatch(r"judging: 5/10, \S+/s, \d+ s left; 2 passed, 1 timeout", first)
    assert re.fullmatch(r"judging: 10/10 in \d+ s", last)


def test_a_bar_has_them_too() -> None:
    bars, text = Bars(), io.StringIO()
    bars.console = Console(file=text, force_terminal=True, width=200)
    with bars.track("judging", 10) as step:
        step(3, "2 passed, 1 timeout")
        assert bars.display is not None
        bars.display.refresh()
    for word in ("judging", "3/10", "ETA", "2 passed, 1 timeout"):
        assert word in text.getvalue()


@pytest.mark.parametrize(
    ("rate", "said"),
    [(312.4, "312/s"), (2.46, "2.5/s"), (0.5, "30/min"), (0.02, "1.2/min")],
)
def test_pace(rate: float, said: str) -> None:
    assert pace(rate) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(41.7, "42 s"), (185, "3 min 05 s"), (7805, "2 h 10 min")]
)
def test_clock(seconds: float, said: str) -> None:
    assert clock(seconds) == said
