"""The bar of a long verb in a terminal: the stage, the share of the whole, and the time left."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from lanterne.cli.language import language
from lanterne.messages import Message, say
from lanterne.messages.numbers import percent
from lanterne.stopping import check_stop
from lanterne.verbs import Progress
from lanterne.verbs.road import Road, Step, clock

STAGE, PERCENT, TIME = 31, 5, 24
"""Widths, in characters, of what stands beside the bar."""


@contextmanager
def show_progress(steps: Sequence[Step], quiet: bool) -> Iterator[Progress]:
    """A bar with the stage and the time left, where there is a person to see it."""
    if quiet or not sys.stderr.isatty():
        yield lambda stage, share: check_stop()
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.live import Live  # noqa: PLC0415
    from rich.progress_bar import ProgressBar  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    road, lock, spoken = Road(steps, time.monotonic()), threading.Lock(), language()
    stages = max(STAGE, *(len(say(step.words, spoken)) for step in steps))

    def picture() -> Table:
        now = time.monotonic()
        with lock:
            share, left, words = road.share(now), road.left(now), road.words
        grid = Table.grid(padding=(0, 1), expand=True)
        for width, ratio in ((stages, None), (None, 1), (PERCENT, None), (TIME, None)):
            grid.add_column(width=width, ratio=ratio, no_wrap=True)
        done = percent(share, spoken, 0).rjust(PERCENT)
        grid.add_row(say(words, spoken), ProgressBar(1.0, share), done, time_left(left, spoken))
        return grid

    with Live(
        get_renderable=picture, console=Console(stderr=True), transient=True, refresh_per_second=5
    ):

        def tell(stage: str, share: float) -> None:
            check_stop()
            with lock:
                road.tell(stage, share, time.monotonic())

        yield tell


def time_left(seconds: float | None, spoken: str) -> str:
    """The time left in words, no finer than it is known: ``about 0:40 left``."""
    if seconds is None:
        return ""
    spelt = clock(seconds)
    if not spelt:
        return say(Message("terminal.left.moment"), spoken)
    return say(Message("terminal.left.about", {"time": spelt}), spoken)
