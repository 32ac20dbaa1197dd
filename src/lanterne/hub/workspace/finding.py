"""How the things in addresses are found: in the organisation of who asks, and nowhere else."""

from __future__ import annotations

import uuid

from django.shortcuts import get_object_or_404

from lanterne.hub.jobs.models import Job
from lanterne.hub.people.desk import Desk, finder
from lanterne.hub.workspace.models import CaseFile, Dataset, Publication, Report, Run, Submission


@finder("dataset")
def find_dataset(desk: Desk, key: uuid.UUID) -> Dataset:
    """A dataset of the organisation."""
    return get_object_or_404(Dataset, pk=key, organisation=desk.organisation)


@finder("case_file")
def find_case_file(desk: Desk, key: uuid.UUID) -> CaseFile:
    """A case file of the organisation."""
    return get_object_or_404(CaseFile, pk=key, dataset__organisation=desk.organisation)


@finder("run")
def find_run(desk: Desk, key: uuid.UUID) -> Run:
    """A run of the organisation."""
    return get_object_or_404(Run, pk=key, dataset__organisation=desk.organisation)


@finder("report")
def find_report(desk: Desk, key: uuid.UUID) -> Report:
    """A report of the organisation."""
    return get_object_or_404(Report, pk=key, dataset__organisation=desk.organisation)


@finder("submission")
def find_submission(desk: Desk, key: uuid.UUID) -> Submission:
    """A submission of the organisation."""
    return get_object_or_404(Submission, pk=key, run__dataset__organisation=desk.organisation)


@finder("publication")
def find_publication(desk: Desk, key: uuid.UUID) -> Publication:
    """A publication of the organisation."""
    return get_object_or_404(
        Publication, pk=key, submission__run__dataset__organisation=desk.organisation
    )


@finder("job")
def find_job(desk: Desk, key: uuid.UUID) -> Job:
    """A job of the organisation."""
    return get_object_or_404(Job, pk=key, organisation=desk.organisation)
