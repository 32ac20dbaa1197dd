"""How the things in addresses are found: in the organisation of who asks, and nowhere else."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.shortcuts import get_object_or_404

from lanterne.hub.jobs.models import Job
from lanterne.hub.people.access import Desk, finder
from lanterne.hub.people.made import Made
from lanterne.hub.web.models import CaseFile, Dataset, Publication, Report, Run, Submission

THINGS: Mapping[str, tuple[type[Made], str]] = {
    "dataset": (Dataset, "organisation"),
    "case_file": (CaseFile, "dataset__organisation"),
    "run": (Run, "dataset__organisation"),
    "report": (Report, "dataset__organisation"),
    "submission": (Submission, "run__dataset__organisation"),
    "publication": (Publication, "submission__run__dataset__organisation"),
    "job": (Job, "organisation"),
}
"""Name in addresses → what it is, and the way from there to the organisation whose it is."""

ALSO_JOINT = frozenset({"publication", "job"})
"""What is found here of joint datasets too; all else of them has pages of its own."""


def _register(name: str, kind: type[Made], way: str) -> None:
    @finder(name)
    def find(desk: Desk, key: uuid.UUID) -> Made:
        there = kind._default_manager.select_related("created_by", way)
        place: dict[str, object] = {way: desk.organisation}
        if name not in ALSO_JOINT:
            place |= {f"{way.removesuffix('organisation')}joint": False}
        return get_object_or_404(there, pk=key, **place)


for _name, (_kind, _way) in THINGS.items():
    _register(_name, _kind, _way)
