"""Pages about the people of an organisation: for its administrators."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lanterne.hub.audit import Why
from lanterne.hub.people import invitations, lookup, mail, membership
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.explain import answers, options
from lanterne.hub.people.forms import InvitationForm, RoleForm
from lanterne.hub.people.models import Invitation, User
from lanterne.hub.people.roles import Purpose, Role, Verb

administers = needs(Verb.MANAGE_PEOPLE, Purpose.ADMINISTRATION)
administers_member = needs(Verb.MANAGE_PEOPLE, Purpose.ADMINISTRATION, of="member")
administers_role = needs(
    Verb.MANAGE_PEOPLE, Purpose.ADMINISTRATION, of="member", about={"role": frozenset(Role)}
)
administers_invitation = needs(Verb.MANAGE_PEOPLE, Purpose.ADMINISTRATION, of="invitation")


@administers
def people(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Who works here, as what, and who is invited."""
    held = membership.held_in(desk.organisation)
    found = [(one, options(held.get(one.pk, ()))) for one in lookup.members(desk.organisation)]
    waiting = [
        (one, options(Role(role) for role in one.roles))
        for one in invitations.waiting(desk.organisation)
    ]
    context = {"desk": desk, "people": found, "waiting": waiting, "roles": options()}
    return render(request, "people/people.html", context)


@never_cache
@administers
def invite(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Invite somebody; the link is sent, or shown this once."""
    form = InvitationForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"desk": desk, "form": form, "roles": options(), "mail": settings.LANTERNE_MAIL}
        return render(request, "people/invite.html", context)
    given = form.cleaned_data
    invitation, token = invitations.invite(
        desk.organisation,
        given["roles"],
        by=desk.user,
        email=given["email"],
        name=given["name"],
    )
    link = request.build_absolute_uri(invitations.path(token))
    to_be_mailed = bool(invitation.email) and settings.LANTERNE_MAIL
    mailed = to_be_mailed and mail.send_invitation(invitation.email, desk.organisation, link)
    if mailed:
        invitations.was_mailed(invitation)
    context = {
        "desk": desk,
        "invitation": invitation,
        "link": "" if mailed else link,
        "not_sent": to_be_mailed and not mailed,
    }
    return render(request, "people/invited.html", context)


@require_POST
@administers_invitation
def revoke(request: HttpRequest, desk: Desk, invitation: Invitation) -> HttpResponseBase:
    """Close an invitation."""
    invitations.revoke(invitation, desk.user)
    messages.success(request, _("The invitation is no longer valid."))
    return redirect("people", desk.organisation.slug)


@administers_member
def member_page(request: HttpRequest, desk: Desk, member: User) -> HttpResponseBase:
    """What a person may do here and why, and what can be changed."""
    roles = member.held_in(desk.organisation)
    own = member.pk == desk.user.pk
    context = {
        "desk": desk,
        "member": member,
        "roles": options(roles),
        "others": () if own else options(set(Role) - roles),
        "answers": answers(roles if member.is_active else ()),
        "own": own,
        "elsewhere": membership.works_elsewhere(desk.organisation, member),
    }
    return render(request, "people/member.html", context)


@require_POST
@administers_role
def give_role(request: HttpRequest, desk: Desk, member: User) -> HttpResponseBase:
    """Give a person a role."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        desk.refuse("role.give", Purpose.ADMINISTRATION, Why.FORM, member)
        messages.error(request, _("Nothing was done: choose a role."))
    elif membership.give(desk, member, form.cleaned_data["role"]):
        messages.success(request, _("The role was given."))
    else:
        messages.error(request, _("Nothing was done: nobody can give themselves a role."))
    return redirect("member", desk.organisation.slug, member.pk)


@administers_role
def take_role(request: HttpRequest, desk: Desk, member: User, role: str) -> HttpResponseBase:
    """Take a role from a person, after a page that says what that means."""
    form = RoleForm({"role": role})
    if not form.is_valid():
        if request.method == "POST":
            desk.refuse("role.take", Purpose.ADMINISTRATION, Why.FORM, member)
        return redirect("member", desk.organisation.slug, member.pk)
    taken: Role = form.cleaned_data["role"]
    if request.method == "POST":
        membership.take(desk, member, taken)
        messages.success(request, _("The role was removed."))
        return _after(desk, member)
    last = taken is Role.ADMINISTRATOR and membership.is_last_administrator(
        desk.organisation, member
    )
    context = {"desk": desk, "member": member, "role": options([taken])[0], "last": last}
    return render(request, "people/take_role.html", context)


@administers_member
def remove(request: HttpRequest, desk: Desk, member: User) -> HttpResponseBase:
    """Take all roles here from a person, after a page that says what that means."""
    if request.method == "POST":
        membership.remove(desk, member)
        messages.success(request, _("The person no longer belongs to the organisation."))
        return _after(desk, member)
    context = {
        "desk": desk,
        "member": member,
        "last": membership.is_last_administrator(desk.organisation, member),
    }
    return render(request, "people/remove.html", context)


@require_POST
@administers_member
def close_account(request: HttpRequest, desk: Desk, member: User) -> HttpResponseBase:
    """Close the account of a person and end their sessions."""
    if membership.close_account(desk, member):
        messages.success(request, _("The account is closed, and its sessions were ended."))
    else:
        messages.error(request, _("Nothing was done: this account is not yours to close."))
    return redirect("member", desk.organisation.slug, member.pk)


@require_POST
@administers_member
def open_account(request: HttpRequest, desk: Desk, member: User) -> HttpResponseBase:
    """Open the account of a person again."""
    if membership.open_account(desk, member):
        messages.success(request, _("The account is open again."))
    else:
        messages.error(request, _("Nothing was done: this account is not yours to open."))
    return redirect("member", desk.organisation.slug, member.pk)


@require_POST
@administers_member
def sign_out(request: HttpRequest, desk: Desk, member: User) -> HttpResponseBase:
    """End all sessions of a person."""
    membership.sign_out(desk, member)
    messages.success(request, _("All sessions of this person were ended."))
    return redirect("member", desk.organisation.slug, member.pk)


def _after(desk: Desk, member: User) -> HttpResponseBase:
    """Where to go after a change: to a page that one may still see."""
    if desk.user.pk == member.pk and Role.ADMINISTRATOR not in member.roles_in(desk.organisation):
        return redirect("work")
    if not lookup.members(desk.organisation).filter(pk=member.pk).exists():
        return redirect("people", desk.organisation.slug)
    return redirect("member", desk.organisation.slug, member.pk)
