"""Progress bars with an ETA on a terminal (rich); pipes and logs get core.progress's lines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from newtongue.core.progress import Step, pace


class _Rate(ProgressColumn):
    """Items a second."""

    def render(self, task: Task) -> Text:
        return Text(pace(task.speed) if task.speed else "")


class Bars:
    """One bar for each step that is under way, all in one live display on standard error."""

    def __init__(self) -> None:
        self.console = Console(stderr=True)
        self.display: Progress | None = None
        self.open = 0

    @contextmanager
    def track(self, label: str, total: int, done: int = 0) -> Iterator[Step]:
        display = self.display = self.display or self._start()
        self.open += 1
        line = display.add_task(label, total=total, completed=done, said="")

        def step(count: int = 1, said: str = "") -> None:
            display.update(line, advance=count, said=said)

        try:
            yield step
        finally:
            display.stop_task(line)
            display.update(line, visible=False)
            self.open -= 1
            if not self.open:
                display.stop()
                self.display = None

    def note(self, line: str) -> None:
        self.console.print(line, highlight=False, markup=False)

    def _start(self) -> Progress:
        display = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeElapsedColumn(),
            TextColumn("ETA"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[said]}"),
            console=self.console,
        )
        display.start()
        return display
