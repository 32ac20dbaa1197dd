"""From the intake to a dataset: which one, and as of which day."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from lanterne.errors import problem_from_json
from lanterne.harmonise.check_mapping import codebook_digest
from lanterne.hub.intake.access import intake_desk
from lanterne.hub.intake.count_job import brought_in, result_address
from lanterne.hub.intake.form_fields import past_day_field
from lanterne.hub.intake.kept_answers import form_of
from lanterne.hub.intake.models import Intake
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.made import NEWEST_FIRST
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.problem_texts import problem_sentences
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.models import CaseFile, Dataset
from lanterne.hub.web.publish.series_slugs import free_series
from lanterne.hub.web.start_job import onward, start_and_wait

NEW = "new"
"""The choice of a dataset that is begun for it."""


class CountForm(forms.Form):
    """Where the cases go, and which."""

    dataset = forms.ChoiceField(label=_("Into which dataset?"))
    title = forms.CharField(label=_("Title, if it is a new one"), required=False, max_length=200)
    until = past_day_field(_("Registered on this day or before"))

    def clean(self) -> None:
        """A new dataset has a title."""
        super().clean()
        given = self.cleaned_data
        if given.get("dataset") == NEW and not given.get("title"):
            self.add_error("title", _("Write what the cases are about."))


@never_cache
@needs(Verb.COUNT_INTAKE, Purpose.COLLECTION)
def count(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Choose a dataset and a day; the cases are made and checked by a job."""
    intake = intake_desk(request, desk).intake
    there = _of_this_codebook(desk, intake)
    form = CountForm(request.POST or None, initial={"until": timezone.localdate()})
    field = form.fields["dataset"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(str(one.pk), one.title) for one in there] + [(NEW, _("A new one"))]
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "intake/count.html", {"desk": desk, "form": form}, status=status)
    given = form.cleaned_data
    chosen = next((one for one in there if str(one.pk) == given["dataset"]), None)
    dataset = chosen or _begin(desk, intake, given["title"])
    job = start_and_wait("count", desk, dataset.pk, until=given["until"].isoformat())
    return onward(job, desk, result_address(dataset))


@never_cache
@needs(Verb.COUNT_INTAKE, Purpose.COLLECTION, of="case_file")
def result(request: HttpRequest, desk: Desk, case_file: CaseFile) -> HttpResponseBase:
    """What was brought into a dataset, and which cases were left out and why."""
    if not case_file.counted:
        raise Http404
    found = brought_in(case_file)
    left_out = [
        (code, [problem_sentences(problem_from_json(one)) for one in problems])
        for code, problems in found["left_out"]
    ]
    context = {
        "desk": desk,
        "dataset": case_file.dataset,
        "brought": len(found["cases"]) - len(left_out),
        "left_out": left_out,
        "others": found["others"],
    }
    return render(request, "intake/counted.html", context)


def _of_this_codebook(desk: Desk, intake: Intake) -> list[Dataset]:
    """Datasets whose codebook asks the same."""
    digest = codebook_digest(form_of(intake).codebook)
    own = Dataset.objects.filter(organisation=desk.organisation, joint=False)
    found = own.order_by(*NEWEST_FIRST)
    books = ((one, dataset_codebook.confirmed(one)) for one in found)
    return [one for one, book in books if book is not None and codebook_digest(book) == digest]


def _begin(desk: Desk, intake: Intake, title: str) -> Dataset:
    return Dataset.objects.create(
        organisation=desk.organisation,
        title=title,
        series=free_series(title),
        codebook=intake.codebook,
        created_by=desk.user,
    )
