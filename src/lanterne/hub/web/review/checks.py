"""What stands beside a submission: what was checked, and what it means for the people in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lanterne.catalogue import Answer
from lanterne.errors import LanterneError
from lanterne.gate import Decision, copies_in_words, read_record, record_beside, uncharged_in_words
from lanterne.hub.languages import LANGUAGES, direction
from lanterne.hub.web.models import Dataset, Run, Submission
from lanterne.hub.web.protect import price, sentences
from lanterne.hub.web.publish import release_folders
from lanterne.hub.web.review.gate_exemption import passing_of
from lanterne.hub.web.review.policies import label_of, policy_of
from lanterne.messages.languages import spoken


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
    same = release_folders.mark(run) == submission.mark
    whole = Check("good", _("The release is, byte for byte, the one that was submitted."))
    other = Check(
        "poor", _("The release is not the one that was submitted: it cannot be approved.")
    )
    return [whole if same else other, _gate(submission), *_copies(run), _looked_at(run)]


def people_of(dataset: Dataset) -> Iterator[str]:
    """What all releases together mean for the people in the cases."""
    now = price.standing(dataset)
    yield from sentences.standing_in_words(now)
    if now is None:
        return
    if now.spent.releases:
        yield _("With this release the total is %(strength)s.") % {
            "strength": sentences.strength(now.spent.epsilon)
        }
    yield sentences.looks(now)


def _gate(submission: Submission) -> Check:
    organisation = submission.run.dataset.organisation
    answer = passing_of(submission).answer
    policy = {"policy": label_of(policy_of(organisation))}
    if answer is Answer.PASSED:
        return Check("good", _("The gate lets it pass under the policy “%(policy)s”.") % policy)
    if answer is Answer.REFUSED:
        return Check("poor", _("The gate refuses it under the policy “%(policy)s”.") % policy)
    told = (
        _("It was not checked against the policy “%(policy)s”: check it in the step Evaluate.")
        % policy
    )
    return Check("unknown", told)


def gate_decision(run: Run) -> Decision | None:
    """The last answer of the gate on the release of a run, if there is one that can be read."""
    place = record_beside(release_folders.release_of(run))
    try:
        decisions = read_record(place) if place.exists() else ()
    except LanterneError:
        return None
    return decisions[-1] if decisions else None


def _copies(run: Run) -> Iterator[Check]:
    """What the gate would have seen, and what it was not shown, where its record says so."""
    decision = gate_decision(run)
    if decision is not None and decision.charged is False:
        yield Check("poor", uncharged_in_words(spoken(get_language() or "")))
    if decision is not None and decision.detectable is not None:
        yield Check("unknown", copies_in_words(decision.detectable, spoken(get_language() or "")))


def _looked_at(run: Run) -> Check:
    evaluated = run.reports.exclude(files={}).filter(kind__in=["evaluation", "comparison"])
    if evaluated.exists():
        return Check("good", _("It was compared with the cases, and there is a report."))
    return Check("unknown", _("It was not compared with the cases."))
