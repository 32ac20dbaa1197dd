"""The first pages: one's organisations, the datasets of one, and where each stands."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from lanterne.hub.people.access import Desk, ask_to_sign_in, needs
from lanterne.hub.people.made import NEWEST_FIRST
from lanterne.hub.people.models import Organisation
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.evaluate import lookup  # noqa: F401 - registers how things are found
from lanterne.hub.web.models import Dataset
from lanterne.hub.web.publish.series_slugs import free_series
from lanterne.hub.web.review.decisions import waiting_for
from lanterne.hub.web.steps import steps


def organisations(request: HttpRequest) -> HttpResponseBase:
    """The organisations that somebody works in; with one, at once its datasets."""
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    own = Organisation.objects.filter(memberships__user=request.user).distinct().order_by("name")
    if len(own) == 1:
        return redirect("datasets", own[0].slug)
    desks = [Desk(request.user, one, request.user.roles_in(one)) for one in own]
    found = [(desk.organisation, len(waiting_for(desk))) for desk in desks]
    return render(request, "workspace/organisations.html", {"organisations": found})


@needs(Verb.SEE_DATASET, Purpose.COLLECTION)
def datasets(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """What waits for a decision of who looks, and the datasets of an organisation."""
    context = {
        "desk": desk,
        "waiting": waiting_for(desk),
        "datasets": desk.organisation.datasets.filter(joint=False).order_by(*NEWEST_FIRST),
        "may_create": desk.may(Verb.CREATE_DATASET, Purpose.COLLECTION),
    }
    return render(request, "workspace/datasets.html", context)


class DatasetForm(forms.Form):
    """What a new dataset is called."""

    title = forms.CharField(label=_("What are the cases about?"), max_length=200)


@needs(Verb.CREATE_DATASET, Purpose.COLLECTION)
def new_dataset(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Start a dataset."""
    form = DatasetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        title = form.cleaned_data["title"]
        made = Dataset.objects.create(
            organisation=desk.organisation,
            title=title,
            series=free_series(title),
            created_by=desk.user,
        )
        return redirect("data", desk.organisation.slug, made.pk)
    return render(request, "workspace/new_dataset.html", {"desk": desk, "form": form})


@needs(Verb.SEE_DATASET, Purpose.COLLECTION, of="dataset")
def overview(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Where a dataset stands."""
    context = {"desk": desk, "dataset": dataset, "steps": steps(desk, dataset, "")}
    return render(request, "workspace/dataset.html", context)
