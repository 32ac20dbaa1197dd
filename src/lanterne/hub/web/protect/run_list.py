"""The runs of a dataset, as the rows of a table."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from lanterne.hub.jobs.models import State
from lanterne.hub.jobs.words import STATES
from lanterne.hub.people.made import NEWEST_FIRST
from lanterne.hub.web.models import Dataset, Run
from lanterne.hub.web.protect import sentences
from lanterne.hub.web.publish import release_folders


@dataclass(frozen=True)
class Row:
    """A run.

    Attributes:
        run: The run.
        method: Its technique, in words.
        promise: What it promises.
        accuracy: How close counts come, where that was asked for.
        unit: Whom it protects.
        made: Whether the release is there.
        state: Where its job stands, in words.
        drawn: Which drawing from kept measurements it is, in words; empty: it is none.
    """

    run: Run
    method: str
    promise: str
    accuracy: str
    unit: str
    made: bool
    state: Promise | str
    drawn: str


def row_of(run: Run) -> Row:
    """One run."""
    made = release_folders.is_made(run)
    within = run.choices.get("within")
    state: Promise | str = STATES[State.DONE] if made else ""
    if not made and run.job is not None:
        state = STATES[State(run.job.state)]
    return Row(
        run,
        sentences.method_in_words(run.method),
        sentences.promise_in_words(run),
        f"± {sentences.people(within)}" if within else "",
        sentences.unit_in_words(run.choices),
        made,
        state,
        sentences.drawn_in_words(run),
    )


def rows_of(dataset: Dataset) -> list[Row]:
    """All runs, the newest first."""
    runs = dataset.runs.select_related("job").order_by(*NEWEST_FIRST)
    return [row_of(run) for run in runs]
