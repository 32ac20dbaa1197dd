"""Households: several people registered at once, and who is in one."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db import IntegrityError
from django.forms import formset_factory
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lanterne.hub.audit import Why
from lanterne.hub.intake.access import IntakeDesk, intake_desk, sent_key
from lanterne.hub.intake.code_form import PersonCodeForm
from lanterne.hub.intake.households import add_member, copied_of, members_of, register_household
from lanterne.hub.intake.likest import Document
from lanterne.hub.intake.models import Household
from lanterne.hub.intake.old_tokens import missed_by_search
from lanterne.hub.intake.person_form import RegisterForm
from lanterne.hub.intake.registration import Found, search
from lanterne.hub.intake.seen import sees, stands_in_for
from lanterne.hub.intake.words import RELATIONS, chosen_of
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.intake.relations import Relation

SIZES = range(2, 13)
"""People of a household who are registered at once."""

SHARED = ("phone", "reach")
"""What holds for all of them until somebody changes it for one."""


class HouseholdForm(RegisterForm):
    """What all of a household have in common; names are asked one by one."""

    field_order = ("registered", "phone", "reach")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for name in ("name", "other_names", "born", "guardian"):
            del self.fields[name]

    def clean(self) -> None:
        """Who is born when is asked one by one."""


class MemberForm(RegisterForm):
    """One of a household."""

    relation = forms.ChoiceField(
        label=_("Who they are to the first member"), choices=chosen_of(RELATIONS)
    )
    field_order = ("name", "relation", "other_names", "born", "guardian")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for name in ("registered", *SHARED):
            del self.fields[name]


class MembersFormSet(forms.BaseFormSet[MemberForm]):
    """All of a household; who was not filled in is nobody."""

    @property
    def people(self) -> list[MemberForm]:
        """Those who were filled in."""
        return [one for one in self.forms if one.has_changed()]

    def clean(self) -> None:
        """Several people, nobody twice, and one first member."""
        if len(self.people) < SIZES[0]:
            raise forms.ValidationError(_("A household has two people or more."))
        seen: set[tuple[str, str]] = set()
        for one in self.people:
            given = one.cleaned_data if one.is_valid() else {}
            who = (given.get("name", "").casefold(), str(given.get("born") or ""))
            if given and who in seen:
                one.add_error("name", _("This person is in the household already."))
            seen.add(who)
        relations = [one.data.get(one.add_prefix("relation")) for one in self.people]
        if relations.count(Relation.FIRST) != 1:
            raise forms.ValidationError(
                _(
                    "One person must be the first member, and only one: relations are given as "
                    "seen from them."
                )
            )


class AddMemberForm(PersonCodeForm):
    """Somebody who is registered, and lives in the household too."""

    relation = forms.ChoiceField(
        label=_("Who they are to the first member"), choices=chosen_of(RELATIONS)
    )


@never_cache
@needs(Verb.REGISTER, Purpose.COLLECTION)
def new_household(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Register several people who live together."""
    at = intake_desk(request, desk)
    if at.names is None or at.intake.ended is not None:
        if request.method == "POST":
            desk.refuse(Verb.REGISTER, Purpose.COLLECTION, Why.STATE)
        return render(request, "intake/closed.html", {"desk": desk, "at": at}, status=409)
    size = _size(request)
    members_form = formset_factory(
        MemberForm, formset=MembersFormSet, extra=size, max_num=max(SIZES), validate_max=True
    )
    posted = request.POST or None
    shared = HouseholdForm(posted, initial={"registered": timezone.localdate()})
    members = members_form(posted, prefix="m")
    if posted is None:
        members.forms[0].initial = {"relation": Relation.FIRST}
    key = sent_key(request)
    if Household.objects.filter(pk=key, organisation=desk.organisation).exists():
        return redirect("household", desk.organisation.slug, key)  # it was sent twice
    context = {"desk": desk, "at": at, "shared": shared, "members": members, "size": size}
    context |= {"key": key, "missed": missed_by_search(at)}
    if posted is None or not (shared.is_valid() & members.is_valid()):
        status = 200 if posted is None else 422
        return render(request, "intake/register_household.html", context, status=status)
    people = [_member(one, shared) for one in cast(MembersFormSet, members).people]
    if request.POST.get("looked") != "yes":
        context["found"] = _alike(at, [document for document, _relation in people])
        if context["found"]:
            return render(request, "intake/register_household.html", context, status=409)
    day = shared.cleaned_data["registered"]
    try:
        made = register_household(at, at.names, people, day, key)
    except IntegrityError:  # it was sent twice at once
        return redirect("intake", desk.organisation.slug)
    desk.record(Verb.REGISTER, Purpose.COLLECTION, made, details={"people": len(people)})
    return redirect("household", desk.organisation.slug, made.pk)


@never_cache
@needs(Verb.READ_INTAKE, Purpose.COLLECTION, of="household")
def household(request: HttpRequest, desk: Desk, household: Household) -> HttpResponseBase:
    """Who lives together; after answers were copied, how many cases have other ones now."""
    copied = copied_of(household, desk.user, request.GET.get("copied", ""))
    said = "" if copied is None else _copied(copied)
    return _page(request, intake_desk(request, desk), household, copied=said)


@never_cache
@require_POST
@needs(Verb.EDIT_INTAKE, Purpose.COLLECTION, of="household")
def add_person(request: HttpRequest, desk: Desk, household: Household) -> HttpResponseBase:
    """Say that somebody who is registered lives in the household too."""
    at = intake_desk(request, desk)
    form = AddMemberForm(request.POST)
    found = form.find(desk)
    if found is not None:
        if not sees(desk, found):
            form.add_error("code", _("A colleague is responsible for this person: ask them."))
        elif household.members.filter(person=found, until=None).exists():
            form.add_error("code", _("This person is in the household already."))
        else:
            relation = Relation(form.cleaned_data["relation"])
            add_member(at, household, found, relation, timezone.localdate())
            details = {"household": household.code}
            desk.record(Verb.EDIT_INTAKE, Purpose.COLLECTION, found, details=details)
            return redirect("household", desk.organisation.slug, household.pk)
    return _page(request, at, household, status=422, adding=form)


def _page(
    request: HttpRequest, at: IntakeDesk, household: Household, *, status: int = 200, **more: Any
) -> HttpResponseBase:
    members = [(one, RELATIONS[one.relation]) for one in members_of(household, at)]
    here = [one.opens and one.member.until is None for one, _relation in members]
    context = {
        "desk": at.desk,
        "at": at,
        "household": household,
        "responsible": stands_in_for(at.desk, household),
        "members": members,
        "may_copy": sum(here) > 1,
        "adding": AddMemberForm(),
        **more,
    }
    return render(request, "intake/household.html", context, status=status)


def _copied(cases: int) -> str:
    if not cases:
        return str(_("Nothing was changed: they have these answers already."))
    return ngettext(
        "Answers were copied to %(count)s case. They can be changed there like any others.",
        "Answers were copied to %(count)s cases. They can be changed there like any others.",
        cases,
    ) % {"count": cases}


def _size(request: HttpRequest) -> int:
    asked = request.GET.get("people", "")
    size = int(asked) if asked.isdecimal() and len(asked) < 3 else 4
    return min(max(size, SIZES[0]), SIZES[-1])


def _member(form: MemberForm, shared: HouseholdForm) -> tuple[Document, Relation]:
    common = {name: shared.cleaned_data.get(name) or "" for name in SHARED}
    return {**form.document, **common}, Relation(form.cleaned_data["relation"])


def _alike(at: IntakeDesk, documents: list[Document]) -> list[Found]:
    """People who may be one of those who are to be registered, each once."""
    assert at.names is not None
    found = {one.person.pk: one for each in documents for one in search(at, at.names, each)}
    return list(found.values())
