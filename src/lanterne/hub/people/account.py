"""One's own account: who one is here, what one may do and why, and how one signs in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.socialaccount.providers.openid_connect.views import callback, login
from allauth.utils import get_request_param
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from requests import RequestException

from lanterne.hub.people.explain import answers, options
from lanterne.hub.people.forms import NameForm
from lanterne.hub.people.models import Organisation, User

log = logging.getLogger("lanterne.hub")

PENDING = "socialaccount_sociallogin"
"""Key in a session: the sign-in that allauth puts aside when it leads to :func:`again`."""


@login_required
def account(request: HttpRequest) -> HttpResponseBase:
    """The page of one's account."""
    user = cast(User, request.user)
    form = NameForm(request.POST or None, initial={"name": user.name})
    if request.method == "POST" and form.is_valid():
        User.objects.filter(pk=user.pk).update(name=form.cleaned_data["name"])
        messages.success(request, _("Your name was changed."))
        return redirect("account")
    own = Organisation.objects.filter(memberships__user=user).distinct().order_by("name")
    roles = [(one, user.roles_in(one)) for one in own]
    held = [(one, options(mine), answers(mine)) for one, mine in roles]
    return render(request, "people/account.html", {"form": form, "held": held})


def _asks_a_provider(view: Callable[..., Any]) -> Callable[..., HttpResponseBase]:
    """A view that asks a provider where its pages are: it may not answer."""

    @wraps(view)
    def asking(request: HttpRequest, provider_id: str) -> HttpResponseBase:
        try:
            return cast(HttpResponseBase, view(request, provider_id))
        except RequestException as error:
            log.error("A provider did not answer", exc_info=error)
            return redirect("socialaccount_login_error")

    return asking


@_asks_a_provider
def provider(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Go to a provider, to sign in and for nothing else.

    Raises:
        Http404: There is no such provider, or something else is asked.
    """
    if (
        provider_id not in settings.LANTERNE_ISSUERS
        or get_request_param(request, "process", "login") != "login"  # as allauth will ask
    ):
        raise Http404
    return cast(HttpResponseBase, login(request, provider_id=provider_id))


back = _asks_a_provider(callback)
"""View: come back from a provider."""


def again(request: HttpRequest) -> HttpResponseBase:
    """Where allauth leads when an account came into being while it was about to make the same."""
    if request.session.pop(PENDING, None):
        messages.error(request, _("Your account has just been created. Sign in once more."))
    return redirect("account_login")
