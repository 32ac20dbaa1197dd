"""What stands beside a submission: what was checked, and what it means for the people in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lanterne.errors import LanterneError
from lanterne.gate import Decision, read_record, record_beside
from lanterne.hub.languages import LANGUAGES, direction
from lanterne.hub.workspace import price, releases, sayings
from lanterne.hub.workspace.models import Dataset, Run, Submission


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes:
        level: ``good``, ``poor`` or ``unknown``: gives shape and colour.
        text: What came of it.
    """

    level: str
    text: str


@dataclass(frozen=True)
class Said:
    """A title and a description in one language."""

    tag: str
    own: str
    direction: str
    title: str
    description: str


def texts_of(notice: Mapping[str, Any]) -> list[Said]:
    """The notice in each of its languages."""
    names = dict(LANGUAGES)
    return [
        Said(tag, names[tag], direction(tag), text, notice["description"].get(tag, ""))
        for tag, text in notice["title"].items()
    ]


def checks_of(submission: Submission) -> list[Check]:
    """What a second person should know before they decide."""
    run = submission.run
    same = releases.mark(run) == submission.mark
    whole = Check("good", _("The release is, to the byte, the one that was submitted."))
    other = Check("poor", _("The release is another than was submitted: it cannot be approved."))
    return [whole if same else other, _gate(run), _looked_at(run)]


def people_of(dataset: Dataset) -> Iterator[str]:
    """What all releases together mean for the people in the cases."""
    now = price.standing(dataset)
    yield from sayings.standing_in_words(now)
    if now is None:
        return
    if now.spent.releases:
        yield _("With this release the total is %(strength)s.") % {
            "strength": sayings.strength(now.spent.epsilon)
        }
    yield sayings.looks(now)


def gate_decision(run: Run) -> Decision | None:
    """The last answer of the gate on the release of a run, if there is one that can be read."""
    place = record_beside(releases.release_of(run))
    try:
        decisions = read_record(place) if place.exists() else ()
    except LanterneError:
        return None
    return decisions[-1] if decisions else None


def _gate(run: Run) -> Check:
    decision = gate_decision(run)
    if decision is None:
        return Check("unknown", _("The release was not held to a policy."))
    policy = {"policy": decision.policy}
    if str(decision.result) == "passed":
        return Check("good", _("The gate lets it pass by the policy “%(policy)s”.") % policy)
    return Check("poor", _("The gate refuses it by the policy “%(policy)s”.") % policy)


def _looked_at(run: Run) -> Check:
    evaluated = run.reports.exclude(files={}).filter(kind__in=["evaluation", "comparison"])
    if evaluated.exists():
        return Check("good", _("It was compared with the cases: a report is there."))
    return Check("unknown", _("It was not compared with the cases."))
