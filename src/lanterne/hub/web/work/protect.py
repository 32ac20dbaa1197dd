"""The jobs of the Protect step: make a release of cases, or draw one again.

What was spent is what the ledger says, never what memory says: a job whose worker died looks there
first, goes on from measurements that were kept, and never spends twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from lanterne import verbs
from lanterne.anonymity import Method
from lanterne.codebook import Codebook
from lanterne.errors import LanterneError
from lanterne.hub.jobs.charge import Charge, charge_of
from lanterne.hub.jobs.models import Job
from lanterne.hub.jobs.work import Again, JobGivenUpError, Work, handler
from lanterne.hub.people.roles import Verb
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.data.case_files import cases_path
from lanterne.hub.web.harmonise.stored_mapping import mapping_path
from lanterne.hub.web.models import Run
from lanterne.hub.web.protect.choices import DP
from lanterne.hub.web.publish.release_folders import folder_of, kept_of, ledger_of, release_of
from lanterne.hub.web.requests import drawing_again, protecting, reading_of
from lanterne.hub.web.work import runner
from lanterne.privacy import Ledger
from lanterne.release import Release, load_release
from lanterne.verbs import AnonymiseRequest
from lanterne.verbs.road import (
    DRAWING,
    DRAWING_NETWORK,
    PROTECTING,
    PROTECTING_NETWORK,
    RECODING,
    SAMPLING_AMONG_K,
    Step,
)


def charge(job: Job) -> Charge | None:
    """What a job of this kind spent, as the ledger says."""
    run = Run.objects.filter(pk=job.subject).select_related("dataset").first()
    if run is None:
        return None
    return charge_of(ledger_of(run.dataset), release_of(run), kept_of(run))


def onward(job: Job) -> str:
    """The page of the run."""
    return reverse("run", args=[job.organisation.slug, job.subject])


@handler(
    "protect",
    label=_("Protecting the cases"),
    again=Again.RESUME,
    verb=Verb.START_RUN,
    steps=PROTECTING,
    onward=onward,
    charge=charge,
)
def protect(work: Work) -> None:
    """Make the release of a run, once, whatever happened to an earlier attempt."""
    run = Run.objects.select_related("dataset__organisation", "case_file").get(pk=work.job.subject)
    folder_of(run).mkdir(mode=0o700, exist_ok=True)
    if not release_of(run).exists():
        found = charge(work.job)
        if kept_of(run).exists():
            work.along(_drawing(run))
            _draw(run, kept_of(run), work)
        elif found is not None:
            raise JobGivenUpError("work.lost")
        else:
            _make(run, work)
    _note(run)


@handler(
    "redraw",
    label=_("Drawing again"),
    again=Again.RESTART,
    verb=Verb.START_RUN,
    steps=DRAWING,
    onward=onward,
)
def redraw(work: Work) -> None:
    """Draw another release from the measurements of an earlier run, at no cost."""
    run = Run.objects.select_related("dataset").get(pk=work.job.subject)
    source = Run.objects.get(pk=run.choices["from"], dataset=run.dataset)
    folder_of(run).mkdir(mode=0o700, exist_ok=True)
    if not release_of(run).exists():
        if not kept_of(source).exists():
            raise LanterneError("work.not-kept")
        work.along(_drawing(run))
        _draw(run, kept_of(source), work)
    _note(run)


def _make(run: Run, work: Work) -> None:
    dataset, choices = run.dataset, run.choices
    assert run.case_file is not None  # joint datasets have jobs of their own
    if not Ledger(ledger_of(dataset)).standing().is_decided:
        raise LanterneError("work.undecided")
    if run.method != DP and run.case_file.counted:
        raise LanterneError("work.counted-records")
    codebook = dataset_codebook.codebook_of(dataset)
    work.along(_stages(run.method, codebook))
    shared = runner.has_helpers()
    with (
        cases_path(run.case_file, codebook, shared) as cases,
        mapping_path(run.case_file) as mapping,
    ):
        reading = replace(reading_of(cases, dataset, codebook), harmonised_by=mapping)
        asked = protecting(choices, run.method, dataset, reading, release_of(run))
        asked = replace(asked, ledger=ledger_of(dataset), population=dataset.title)
        if isinstance(asked, AnonymiseRequest):
            verbs.anonymise(asked, progress=work.tell)
        else:
            verbs.protect(runner.read_by(asked, codebook), progress=work.tell)


def _stages(method: str, codebook: Codebook) -> Sequence[Step]:
    """What a run of these choices goes through."""
    if method == DP:
        return PROTECTING if codebook.network is None else PROTECTING_NETWORK
    return SAMPLING_AMONG_K if method == Method.K_ANONYMOUS_SYNTHETIC else RECODING


def _drawing(run: Run) -> Sequence[Step]:
    codebook = dataset_codebook.in_force(run.dataset)
    return DRAWING if codebook is None or codebook.network is None else DRAWING_NETWORK


def _draw(run: Run, fitted: Path, work: Work) -> None:
    asked = runner.drawn_by(drawing_again(run.choices, fitted, release_of(run)))
    verbs.redraw(replace(asked, ledger=ledger_of(run.dataset)), progress=work.tell)


def _note(run: Run) -> None:
    """Write down what the release promises: protected, and so no secret."""
    run.promise = _promise(load_release(release_of(run), rows=False))
    run.save(update_fields=["promise"])


def _promise(release: Release) -> dict[str, Any]:
    said, grouped = release.statement, release.k_statement
    if said is not None:
        also = [{"unit": one.unit, "epsilon": one.epsilon} for one in said.also]
        return {
            "unit": said.unit,
            "epsilon": said.epsilon,
            "delta": said.delta,
            "also": also,
            "epsilon_total": said.epsilon_total,
            "releases": said.releases,
        }
    assert grouped is not None  # every release makes one of the two promises
    return {"unit": grouped.unit, "k": grouped.guarantee.k}
