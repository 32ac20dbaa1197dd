"""The page on which an organisation proposes an agreement to others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanterne.codebook import codebook_to_toml
from lanterne.codebook.spelling import plain
from lanterne.errors import UsageError
from lanterne.hub.joint.models import Agreement
from lanterne.hub.joint.places import is_a_name, join, name_places
from lanterne.hub.joint.terms import seal_of
from lanterne.hub.joint.words import REFERRED
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.problem_texts import error_says
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.models import Dataset
from lanterne.hub.web.publish.series_slugs import free_series
from lanterne.name_lists import names as list_of_names
from lanterne.privacy import Budget, default_delta
from lanterne.release.cohorts import COHORT
from lanterne.series.partner_files import FEWEST
from lanterne.series.plan import FINAL_AFTER, SeriesPlan, cohorts_of

YEARS = timedelta(days=5 * 365)
"""How long an agreement lasts, if nobody says otherwise."""


class ProposalForm(forms.Form):
    """The terms of an agreement."""

    title = forms.CharField(label=_("What will the joint dataset be about?"), max_length=200)
    purpose = forms.CharField(
        label=_("What is it for?"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )
    codebook = forms.ModelChoiceField(
        label=_("Codebook, of one of your datasets"),
        queryset=Dataset.objects.none(),
        empty_label=None,
    )
    partners = forms.CharField(
        label=_("The other organisations, one on each line"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )
    referred = forms.ChoiceField(
        label=_("Who counts a person whom one of you refers to another?"),
        choices=tuple(REFERRED.items()),
        widget=forms.RadioSelect,
    )
    epsilon = forms.FloatField(
        label=_("ε, for each person, for ever"), min_value=0.1, max_value=20, initial=4
    )
    people = forms.IntegerField(
        label=_("About how many people are new in a year, as is publicly known?"),
        min_value=100,
        max_value=100_000_000,
        initial=10_000,
    )
    cohorts = forms.CharField(label=_("Years"), max_length=400)
    final_after = forms.IntegerField(
        label=_("How many years later are a year's records settled?"),
        min_value=1,
        max_value=9,
        initial=FINAL_AFTER,
    )
    until = forms.DateField(
        label=_("Until when does the agreement last?"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any, desk: Desk) -> None:
        year = timezone.now().year
        usual = {
            "cohorts": ",".join(str(year + more) for more in range(5)),
            "until": (timezone.now() + YEARS).date(),
            "referred": Agreement.Referred.FIRST,
        }
        super().__init__(data, initial=usual)
        self.own = desk.organisation.name or desk.organisation.slug
        own = desk.organisation.datasets.filter(joint=False)
        usable = [one.pk for one in own if _usable(one)]
        field: Any = self.fields["codebook"]
        field.queryset = own.filter(pk__in=usable)

    def clean_partners(self) -> list[str]:
        """Names of the others: two at least, each once."""
        names = [" ".join(line.split()) for line in self.cleaned_data["partners"].splitlines()]
        names = [name for name in names if name]
        if not all(map(is_a_name, names)):
            raise forms.ValidationError(_("A name is too long, or holds an invisible sign."))
        if len({plain(name) for name in (self.own, *names)}) < 1 + len(names):
            raise forms.ValidationError(_("One organisation is named twice."))
        if len(names) + 1 < FEWEST:
            raise forms.ValidationError(
                _("Name two others at least: each of two could work out the other's figures.")
            )
        return names

    def clean_until(self) -> Any:
        """A day to come."""
        found = self.cleaned_data["until"]
        if found <= timezone.now().date():
            raise forms.ValidationError(_("Give a day to come."))
        return found

    def clean_cohorts(self) -> str:
        """Cohorts in their order, as they are written."""
        try:
            found = cohorts_of(list_of_names(self.cleaned_data["cohorts"]))
            SeriesPlan("id", Budget(1.0, default_delta(1000)), found)
        except UsageError as error:
            raise forms.ValidationError(error_says(error)) from None
        return ",".join(map(str, found))


def _usable(dataset: Dataset) -> bool:
    """Whether its codebook may be that of several organisations over the years."""
    book = dataset_codebook.confirmed(dataset)
    return book is not None and book.network is None and COHORT not in book.table.names


@needs(Verb.AGREE, Purpose.PROTECTION)
def propose(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Propose an agreement; the organisation has signed it by that."""
    form = ProposalForm(request.POST or None, desk)
    if request.method == "POST" and form.is_valid():
        made = _proposed(desk, form.cleaned_data)
        return redirect("agreement", desk.organisation.slug, made.pk)
    context = {"desk": desk, "form": form, "none": not form.fields["codebook"].queryset.exists()}  # type: ignore[attr-defined]
    status = 422 if form.errors else 200
    return render(request, "joint/propose.html", context, status=status)


def _proposed(desk: Desk, said: dict[str, Any]) -> Agreement:
    book = dataset_codebook.codebook_of(said["codebook"])
    with transaction.atomic():
        dataset = Dataset.objects.create(
            organisation=desk.organisation,
            title=said["title"],
            series=free_series(said["title"]),
            codebook=codebook_to_toml(book),
            joint=True,
            people_expected=said["people"],
            created_by=desk.user,
        )
        names = ("purpose", "until", "referred", "epsilon", "people", "cohorts", "final_after")
        agreement = Agreement.objects.create(
            dataset=dataset, created_by=desk.user, **{name: said[name] for name in names}
        )
        named = [desk.organisation.name or desk.organisation.slug, *said["partners"]]
        own, *_others = name_places(agreement, named, desk.user)
        join(own, desk.organisation, seal_of(agreement, (own, desk.organisation)), desk.user)
    return agreement
