"""The page of a run: how it stands, what can be done with it, drawing again, downloading."""

from __future__ import annotations

import uuid
from dataclasses import replace

from django import forms
from django.db import IntegrityError, transaction
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from lanterne.hub.audit import Why
from lanterne.hub.jobs.start import start
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.models import Run
from lanterne.hub.web.protect.choices import DIALS, DP, ImprintForm
from lanterne.hub.web.protect.run_list import row_of
from lanterne.hub.web.publish import release_folders
from lanterne.hub.web.requests import as_files, drawing_again, protecting
from lanterne.hub.web.steps import steps
from lanterne.verbs.requests import command_line


class RedrawForm(ImprintForm):
    """How rows are drawn again."""

    dial = forms.ChoiceField(label=_("The synthetic rows are"), choices=DIALS, initial=DIALS[1][0])


@require_safe
@needs(Verb.SEE_DATASET, Purpose.PROTECTION, of="run")
def run_page(request: HttpRequest, desk: Desk, run: Run) -> HttpResponseBase:
    """Where a run stands."""
    dataset, row = run.dataset, row_of(run)
    may_run = desk.may(Verb.START_RUN, Purpose.PROTECTION)
    may = {
        "may_run": may_run,
        "may_see": row.made and desk.may(Verb.READ_CANDIDATE, Purpose.PROTECTION),
        "may_submit": row.made and desk.may(Verb.SUBMIT, Purpose.PROTECTION),
        "may_draw": may_run and release_folders.kept_of(run).exists(),
    }
    context = {
        "desk": desk,
        "dataset": dataset,
        "run": run,
        "row": row,
        "steps": steps(desk, dataset, "protect"),
        "form": RedrawForm(initial=run.choices),
        "key": uuid.uuid4(),
        "command": _command(run),
        **may,
    }
    return render(request, "workspace/run.html", context)


def _command(run: Run) -> str:
    """The command line that makes the same."""
    if run.choices.get("from"):
        asked = drawing_again(run.choices, "release.fitted.npz", "release")
        return command_line("redraw", asked)
    reading = as_files(run.dataset, run.case_file)
    made = protecting(run.choices, run.method, run.dataset, reading, "release")
    return command_line("protect", replace(made, seen=None))  # the price of that day


@require_POST
@needs(Verb.START_RUN, Purpose.PROTECTION, of="run")
def redraw(request: HttpRequest, desk: Desk, run: Run) -> HttpResponseBase:
    """Draw again from what a run has kept. Sent twice, it is done once."""
    form = RedrawForm(request.POST)
    try:
        key = uuid.UUID(request.POST.get("run", ""))
    except ValueError:
        raise Http404 from None
    kept = release_folders.kept_of(run).exists()
    if not form.is_valid() or not kept:
        why = Why.FORM if kept else Why.STATE
        desk.refuse(Verb.START_RUN, Purpose.PROTECTION, why, run)
        return redirect("run", desk.organisation.slug, run.pk)
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    carried = ("epsilon", "within", "answers", "unit", "bound", "delta", "condensed")
    before = {name: run.choices[name] for name in carried if name in run.choices}
    made = Run(
        pk=key,
        dataset=run.dataset,
        case_file=run.case_file,
        method=DP,
        choices={**before, **chosen, "from": str(run.pk)},
        created_by=desk.user,
    )
    return begin("redraw", desk, made)


def begin(kind: str, desk: Desk, run: Run) -> HttpResponseBase:
    """Keep a new run and start its job; the page of it. What was sent twice is one run.

    Args:
        kind: Of the job.
        desk: Who asks for it.
        run: With the key that was sent; not in the database yet.

    Raises:
        Http404: There is a run with this key, of another dataset.
    """
    try:
        with transaction.atomic():
            run.job = start(kind, desk, run.pk)
            run.save(force_insert=True)
    except IntegrityError:
        there = get_object_or_404(Run, pk=run.pk, dataset=run.dataset)
        return redirect("run", desk.organisation.slug, there.pk)
    return redirect("job", desk.organisation.slug, run.job.pk)


@require_safe
@needs(Verb.READ_CANDIDATE, Purpose.PROTECTION, of="run")
def run_zip(request: HttpRequest, desk: Desk, run: Run) -> HttpResponseBase:
    """The release of a run as one file: protected files, and no other."""
    if not release_folders.is_made(run):
        raise Http404
    return FileResponse(
        release_folders.zipped(run), as_attachment=True, filename=f"{run.dataset.series}.zip"
    )
