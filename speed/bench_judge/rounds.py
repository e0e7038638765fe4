"""One language: its programs, its rounds, and what they came to."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from newtongue import languages, toolchains
from newtongue.core.progress import clock
from newtongue.languages.base import Language
from newtongue.sandbox.cpus import processors
from speed.bench_judge import contenders, ours, programs, resources
from speed.bench_judge.commands import commands
from speed.bench_judge.contenders import Measured
from speed.bench_judge.programs import Entry

Contender = Callable[[Sequence[Entry]], Measured]
Settings = Mapping[str, Any]


@dataclass
class Eta:
    """How long what is left will take: each part as long as it was expected to, times the error."""

    left: dict[str, float]
    """A language -> seconds that all its rounds may take."""
    guessed: float = 0.0
    took: float = 0.0

    def done(self, name: str, guess: float, took: float) -> str:
        """Take a part off; returns the time that is left."""
        self.left[name] = max(0.0, self.left[name] - guess)
        self.guessed += guess
        self.took += took
        return clock(sum(self.left.values()) * self.took / self.guessed)


@dataclass
class Rounds:
    """What each contender needed, round by round; the rounds stand in the same order for all."""

    measured: dict[str, list[Measured]] = field(default_factory=dict)

    def rates(self, name: str, count: int) -> list[float]:
        """Programs per second."""
        return [count / one.wall for one in self.measured[name]]

    def cpu(self, name: str, count: int) -> list[float]:
        """Milliseconds of CPU time for a program."""
        return [1000 * one.cpu / count for one in self.measured[name]]

    def ratios(self, name: str) -> list[float]:
        """How many times faster ours was in each round."""
        pairs = zip(self.measured[name], self.measured["ours"], strict=True)
        return [theirs.wall / own.wall for theirs, own in pairs]


def spread(values: Sequence[float]) -> list[float]:
    """Median, lowest, highest."""
    return [float(f"{one:.4g}") for one in (median(values), min(values), max(values))]


def entries_of(language: Language, settings: Settings, count: int) -> list[Entry]:
    """The programs of a language."""
    share = settings["wrong"].get(language.name)
    if share is None:
        return programs.stubs(language, count, settings["wrong_otherwise"])
    return programs.references(language, count, share, ours.fails)


def field_of(language: Language, settings: Settings, home: Path) -> dict[str, Contender]:
    """Who judges a language: where no ratio is asked for, only those that decide."""
    how = commands(language, settings["commands"].get(language.name), home)
    every = contenders.contenders(how, language.name in settings["waits"])
    if language.name not in settings["bars"]:
        every = {name: every[name] for name in settings["others"]["against"]}
    return {**every, "ours": ours.ours}


def interleaved(
    who: Mapping[str, Contender], entries: Sequence[Entry], rounds: int, after: Callable[..., None]
) -> Rounds:
    """Every contender once a round, each round beginning with another one."""
    found = Rounds({name: [] for name in who})
    names = list(who)
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            began = time.monotonic()
            found.measured[name].append(who[name](entries))
            after(name, number, time.monotonic() - began)
    return found


def disagreements(entries: Sequence[Entry], found: Rounds) -> list[str]:
    """Programs on which anyone's verdict, in any round, is not what it must be."""
    lines = []
    for entry in entries:
        for name, every in found.measured.items():
            passed = {one.passed[entry.key] for one in every}
            if passed != {entry.right}:
                came = " and ".join("passed" if one else "failed" for one in sorted(passed))
                lines.append(f"{entry.name}: {name} {came}")
    return lines


def row(language: Language, entries: Sequence[Entry], found: Rounds, load: float) -> dict[str, Any]:
    """What stands in the results for a language."""
    count = len(entries)
    others = [name for name in found.measured if name != "ours"]
    own = found.measured["ours"]
    return {
        "language": language.name,
        "date": time.strftime("%Y-%m-%d"),
        "toolchain": toolchains.find(language).version,
        "machine": {**resources.machine(), "load": round(load, 1)},
        "tier": own[0].tier,
        "workers": {"A": max(1, processors() - 1), "B": processors(), "ours": processors()},
        "programs": count,
        "wrong": sum(not entry.right for entry in entries),
        "rounds": len(own),
        "rate": {name: spread(found.rates(name, count)) for name in found.measured},
        "cpu_ms": {name: spread(found.cpu(name, count)) for name in found.measured},
        "ratio": {name: spread(found.ratios(name)) for name in others},
        "start_s": spread([one.start for one in own]),
        "disagreements": disagreements(entries, found),
    }


def guesses(names: Sequence[str], settings: Settings, home: Path, count: int) -> dict[str, float]:
    """Seconds that a round of each language may take, from one of its programs run twice."""
    found = {}
    for name in names:
        language = languages.get(name)
        who = field_of(language, settings, home)
        few = programs.stubs(language, 1, 0.0)
        took = min(who["B"](few).wall for _ in range(2))
        polls = max(took, contenders.PAUSE) / max(1, processors() - 1) if "A" in who else 0.0
        found[name] = count * (polls + (len(who) - ("A" in who)) * took / processors())
    return found


def measure(
    name: str, settings: Settings, home: Path, size: tuple[int, int], eta: Eta
) -> dict[str, Any]:
    """All rounds of a language; `size` is how many programs and how many rounds."""
    language = languages.get(name)
    entries = entries_of(language, settings, size[0])
    who = field_of(language, settings, home)
    part = eta.left[name] / (size[1] * len(who))
    load = resources.load()

    def after(contender: str, number: int, took: float) -> None:
        left = eta.done(name, part, took)
        sys.stderr.write(
            f"{name}, round {number + 1} of {size[1]}, {contender}: {len(entries)} programs in "
            f"{took:.1f} s; about {left} left\n"
        )

    return row(language, entries, interleaved(who, entries, size[1], after), load)
