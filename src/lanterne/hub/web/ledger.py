"""The ledger of a dataset in words: what was spent on its people, by what, and what remains."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lanterne.errors import InputError
from lanterne.hub.jobs.words import unit_called
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.problem_texts import says
from lanterne.hub.web.downloads import CSV, download
from lanterne.hub.web.models import Dataset
from lanterne.hub.web.protect.limit import limit_of
from lanterne.hub.web.publish.release_folders import ledger_of
from lanterne.hub.web.steps import steps
from lanterne.messages import Message
from lanterne.privacy import CAP, K_RELEASE, Budget, Entry, Ledger, Spent, Unit
from lanterne.privacy.spending import left_of
from lanterne.spreadsheet_cells import safe_cell

JOINT = "joint-"
"""Before the name of what was charged for a joint dataset, which no release has."""

KINDS: Mapping[str, Promise] = {
    "open": _("The ledger was started"),
    CAP: _("The limit was decided"),
    "spend": _("A release was measured, and the budget was charged"),
    K_RELEASE: _("A release by a k-method: it costs no ε, and no total includes it"),
    "evaluation": _("Somebody looked at the cases without protection"),
    "repair": _("A line was half written when the computer stopped; it was taken out"),
}
"""Kind of an entry → what a person reads."""


@dataclass(frozen=True)
class Line:
    """An entry in words.

    Attributes:
        entry: The entry.
    """

    entry: Entry

    @property
    def what(self) -> str:
        """What happened."""
        return str(KINDS.get(self.entry.kind, self.entry.kind))

    @property
    def at(self) -> datetime:
        """When."""
        return datetime.fromisoformat(self.entry.time)

    @property
    def name(self) -> str:
        """Of the release; empty where there is none."""
        details = self.entry.details
        return str(details.get("purpose") or details.get("release") or "")

    @property
    def joint(self) -> str:
        """Title of the joint dataset that it was charged for; mostly empty."""
        return str(self.entry.details["note"]) if self.name.startswith(JOINT) else ""

    @property
    def cap(self) -> Mapping[str, float] | None:
        """The cap, in the entry that decides on it."""
        return self.entry.details.get("cap")

    @property
    def no_cap(self) -> str:
        """Why there is no cap, in the entry that decides on it; mostly empty."""
        return str(self.entry.details.get("no_cap", ""))

    @property
    def promises(self) -> list[tuple[str, float, float]]:
        """Whom, ε and δ."""
        if self.entry.kind != "spend":
            return []
        every = [self.entry.details, *self.entry.details.get("also", ())]
        return [(unit_called(one["unit"]), one["epsilon"], one["delta"]) for one in every]

    @property
    def method(self) -> tuple[str, int] | None:
        """The k-method and its k."""
        details = self.entry.details
        return (details["method"], details["k"]) if self.entry.kind == K_RELEASE else None

    @property
    def accepted_risk(self) -> str:
        """Why it was made beside others from which it can be subtracted; mostly empty."""
        return str(self.entry.details.get("accepted_risk", ""))


@dataclass(frozen=True)
class Sum:
    """What was spent on one kind of people.

    Attributes:
        who: Which.
        releases: By how many releases.
        epsilon: Σε.
        delta: Σδ.
        epsilon_left: What the cap leaves; ``None`` without a cap.
        delta_left: The same of δ.
    """

    who: str
    releases: int
    epsilon: float
    delta: float
    epsilon_left: float | None
    delta_left: float | None


@dataclass(frozen=True)
class LedgerView:
    """A ledger as its page shows it.

    Attributes:
        lines: Its entries, the oldest first; none where it is broken.
        sums: What was spent, first on those whose cases these are.
        fault: Number of the first entry that does not fit; ``None``: it is whole.
        looks: How often a release was compared with its cases.
        cap: The most that may be spent; ``None``: there is no limit.
        no_cap: Why there is none, as somebody wrote; mostly empty.
    """

    lines: Sequence[Line]
    sums: Sequence[Sum]
    fault: int | None
    looks: int
    cap: Budget | None = None
    no_cap: str = ""


def ledger_view(dataset: Dataset) -> LedgerView:
    """The ledger of a dataset, read and verified."""
    try:
        now = Ledger(ledger_of(dataset)).standing()
    except InputError as error:
        return LedgerView((), (), error.problems[0].row or 0, 0)
    lines = [Line(entry) for entry in now.entries]
    sums = list(_sums(now.spent, now.cap))
    return LedgerView(lines, sums, None, now.spent.evaluations, now.cap, now.declined)


def _sums(spent: Spent, cap: Budget | None) -> Iterator[Sum]:
    for kind, one in {Unit.PERSON: spent, **spent.others}.items():
        epsilon = None if cap is None else max(left_of(cap.epsilon, one.epsilon), 0.0)
        delta = None if cap is None else max(left_of(cap.delta, one.delta), 0.0)
        who = says(Message(f"ledger.people.{kind}"))
        yield Sum(who, one.releases, one.epsilon, one.delta, epsilon, delta)


@needs(Verb.READ_LEDGER, Purpose.OVERSIGHT, of="dataset")
def ledger_page(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """What was spent on the people of a dataset."""
    seen = ledger_view(dataset)
    context = {
        "desk": desk,
        "dataset": dataset,
        "steps": steps(desk, dataset, ""),
        "ledger": seen,
        "limit": limit_of(desk, dataset),
    }
    return render(request, "workspace/ledger.html", context)


@needs(Verb.READ_LEDGER, Purpose.OVERSIGHT, of="dataset")
def ledger_json(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """The same for programs."""
    seen = ledger_view(dataset)
    entries = [
        {"number": one.entry.number, "time": one.entry.time, "kind": one.entry.kind}
        | {"digest": one.entry.digest, **one.entry.details}
        for one in seen.lines
    ]
    said: dict[str, Any] = {
        "dataset": str(dataset.pk),
        "whole": seen.fault is None,
        "broken_at": seen.fault,
        "evaluations": seen.looks,
        "sums": [vars(one) for one in seen.sums],
        "entries": entries,
    }
    return JsonResponse(said)


@needs(Verb.READ_LEDGER, Purpose.OVERSIGHT, of="dataset")
def ledger_csv(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """The same as a table: a row for each promise."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(["number", "time", "kind", "release", "unit", "epsilon", "delta", "digest"])
    for line in ledger_view(dataset).lines:
        entry = line.entry
        every = [entry.details, *entry.details.get("also", ())] if line.promises else [{}]
        for one in every:
            promise = [one.get(name, "") for name in ("unit", "epsilon", "delta")]
            first = [entry.number, entry.time, entry.kind, safe_cell(line.name)]
            writer.writerow([*first, *promise, entry.digest])
    return download(file.getvalue(), CSV, "ledger.csv")
