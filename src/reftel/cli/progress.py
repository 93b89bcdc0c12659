"""How far a run has come: a bar where stderr is a terminal, a plain line every few seconds where it is not."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Final, Protocol

from reftel.cli.speech import paper, remark
from reftel.render.plain import printable

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

EVERY: Final = 5.0
"""Seconds between two plain lines; a run that is shorter says nothing before its summary."""


class Step(Protocol):
    """What the library tells after each input (`reftel.ingest.Progress`)."""

    @property
    def done(self) -> int: ...
    @property
    def total(self) -> int | None: ...
    @property
    def name(self) -> str: ...


class Running:
    """Shows the steps of a run as they come; a context manager, so that a bar never outlives its run."""

    def __init__(
        self, doing: str = "Reading", what: str = "file", *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`doing` is what is done to each `what`."""
        self.done = 0
        self.total: int | None = None
        self._doing = doing
        self._what = what
        self._clock = clock
        self._began = self._said = clock()
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def __call__(self, step: Step) -> None:
        """One more input of `reftel add` is settled."""
        self.reach(step.done, step.total, step.name)

    def reach(self, done: int, total: int | None, name: str = "") -> None:
        """`done` of `total` are done; the last was `name`."""
        self.done, self.total = done, total
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=total, name=_short(printable(name)))
        elif (now := self._clock()) - self._said >= EVERY:
            self._said = now
            remark(f"{self._doing}: {self.so_far}, {done / (now - self._began):,.0f} a second")

    @property
    def so_far(self) -> str:
        """How far it came: `400 of 1,200 files`."""
        of = f" of {self.total:,}" if self.total is not None else ""
        return f"{self.done:,}{of} {self._what}{'' if (self.total or self.done) == 1 else 's'}"

    def __enter__(self) -> Running:
        if sys.stderr.isatty():
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            self._bar = Progress(
                TextColumn(self._doing),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                TextColumn("{task.fields[name]}", style="dim", markup=False),
                console=paper(err=True),
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task("", total=None, name="")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def _short(name: str, room: int = 32) -> str:
    return name if len(name) <= room else "…" + name[-(room - 1) :]
