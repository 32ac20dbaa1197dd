"""The page behind an invitation: somebody makes an account, or joins with the one they have."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from django.contrib.auth.views import redirect_to_login
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from lanterne.hub.people.explain import options
from lanterne.hub.people.forms import JoinForm
from lanterne.hub.people.invitations import accept, opened
from lanterne.hub.people.models import Invitation, User
from lanterne.hub.people.roles import Role

TOKEN = "invitation"
"""Key in a session: the token that somebody came with."""


@never_cache
def come(request: HttpRequest, token: str) -> HttpResponseBase:
    """Where the link leads. The token goes into the session, and out of the address."""
    if opened(token) is None:
        return _closed(request)
    request.session[TOKEN] = token
    return redirect("join")


@never_cache
def join(request: HttpRequest) -> HttpResponseBase:
    """What one is invited to, and the way in."""
    invitation = opened(request.session.get(TOKEN, ""))
    if invitation is None:
        return _closed(request)
    if request.user.is_authenticated:
        return _join_as(request, invitation, request.user)
    if invitation.email and User.objects.filter(email=invitation.email).exists():
        return redirect_to_login(reverse("join"), reverse("account_login"))
    form = JoinForm(invitation, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, invitation, form=form)
    return _join_anew(request, invitation, form)


def _join_anew(request: HttpRequest, invitation: Invitation, form: JoinForm) -> HttpResponseBase:
    """Somebody makes an account, and is signed in with it."""
    try:
        user = _new_person(invitation, form.cleaned_data)
    except IntegrityError:  # somebody made an account with this address since it was looked for
        return _page(request, invitation, form=JoinForm(invitation, request.POST))
    if user is None:
        return _closed(request)
    del request.session[TOKEN]
    answer = cast(HttpResponseBase, perform_login(request, user, email_verification="none"))
    reauthenticate_by_password(request)  # they wrote it just now: not again for the second factor
    return answer


def _join_as(request: HttpRequest, invitation: Invitation, user: User) -> HttpResponseBase:
    """Somebody who is signed in joins."""
    another = bool(invitation.email) and invitation.email != user.email.lower()
    own = invitation.invited_by_id == user.pk
    if request.method == "POST" and accept(invitation, user):
        del request.session[TOKEN]
        return redirect("datasets", invitation.organisation.slug)
    return _page(request, invitation, another=another, own=own)


def _new_person(invitation: Invitation, given: dict[str, Any]) -> User | None:
    """A person with an account and the roles of the invitation, or nobody.

    Raises:
        IntegrityError: The address has an account.
    """
    with transaction.atomic():
        user = User.objects.create_user(
            given["email"],
            given["password"],
            name=given["name"],
            language=get_language() or "en",
        )
        verified = invitation.mailed and invitation.email == user.email
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)
        if accept(invitation, user):
            return user
        transaction.set_rollback(True)
    return None


def _page(request: HttpRequest, invitation: Invitation, **more: Any) -> HttpResponseBase:
    roles = options(Role(role) for role in invitation.roles)
    context = {"invitation": invitation, "roles": roles, **more}
    return render(request, "people/join.html", context)


def _closed(request: HttpRequest) -> HttpResponseBase:
    return render(request, "people/no_invitation.html", status=404)
