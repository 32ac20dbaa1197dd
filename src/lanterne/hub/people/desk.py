"""Who is asking, where, and whether they may: the one door to everything that is not public.

A view of the workspace says what it does and for what::

    @needs(Verb.READ_CASES, Purpose.COLLECTION)
    def preview(request, desk, dataset): ...

Its address holds ``<slug:organisation>``, and for a thing the name of a model in lower case with
its id, such as ``<uuid:dataset>``. The thing is looked for in the organisation alone, so that an id
of another one is as if it did not exist, and the act is written to the audit log, whatever comes
of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse

from lanterne.hub.audit import Outcome, record
from lanterne.hub.people.models import Organisation, User
from lanterne.hub.people.roles import Purpose, Role, Verb, allows

Rest = ParamSpec("Rest")


@dataclass(frozen=True)
class Desk:
    """A person at work in an organisation.

    Attributes:
        user: Who.
        organisation: Where.
        roles: As what.
    """

    user: User
    organisation: Organisation
    roles: frozenset[Role]

    def may(self, verb: Verb, purpose: Purpose, *, made_by: User | None = None) -> bool:
        """Whether they may do it, to something that ``made_by`` made."""
        own = made_by is not None and made_by.pk == self.user.pk
        return allows(self.roles, verb, purpose, own=own)

    def record(
        self,
        verb: str,
        purpose: Purpose,
        thing: Model | None = None,
        outcome: Outcome = Outcome.DONE,
        details: Mapping[str, str | int | bool] | None = None,
    ) -> None:
        """Write to the audit log what they did here; see :func:`lanterne.hub.audit.record`."""
        record(
            verb,
            purpose,
            actor=self.user,
            organisation=self.organisation,
            thing=thing,
            outcome=outcome,
            details=details,
        )


def desk_of(request: HttpRequest, slug: str) -> Desk:
    """The desk of who asks.

    Raises:
        Http404: There is no such organisation, or they do not belong to it.
    """
    user = cast(User, request.user)
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        raise Http404
    roles = user.roles_in(organisation)
    if not roles:
        raise Http404
    return Desk(user, organisation, roles)


def ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the page where one signs in, and then back to this one."""
    try:
        page = reverse("account_login")
    except NoReverseMatch:  # on one computer nobody signs in: a link lets them in
        raise PermissionDenied from None
    return redirect_to_login(request.get_full_path(), page)


View = Callable[Concatenate[HttpRequest, Desk, Rest], HttpResponseBase]


def needs(
    verb: Verb, purpose: Purpose, *, of: str | None = None, again: bool = False
) -> Callable[[View[Rest]], Callable[..., HttpResponseBase]]:
    """A view that only those may see whose roles allow it.

    Args:
        verb: What the view does.
        purpose: What for.
        of: Name in the address of the thing that it is done to; it is found by
            :data:`FINDERS`, and given to the view under the same name.
        again: Whether a page asks for this by itself, every few seconds, after it was seen: then
            only a refusal is written to the audit log.
    """

    def guard(view: View[Rest]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, organisation: str, **names: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return ask_to_sign_in(request)
            desk = desk_of(request, organisation)
            thing = FINDERS[of](desk, names[of]) if of else None
            made_by = getattr(thing, "created_by", None)
            allowed = desk.may(verb, purpose, made_by=made_by)
            if not (again and allowed):
                outcome = Outcome.ALLOWED if allowed else Outcome.DENIED
                desk.record(verb, purpose, thing, outcome)
            if not allowed:
                raise PermissionDenied
            if of:
                names[of] = thing
            return cast(Callable[..., HttpResponseBase], view)(request, desk, **names)

        guarded.needs = (verb, purpose, of)  # type: ignore[attr-defined]  # read by the matrix of routes
        return guarded

    return guard


Finder = Callable[[Desk, Any], Any]
FINDERS: dict[str, Finder] = {}
"""Name in addresses → finds the thing in the organisation of the desk, or raises Http404."""


def finder(name: str) -> Callable[[Finder], Finder]:
    """Register how things of a kind are found."""

    def register(find: Finder) -> Finder:
        FINDERS[name] = find
        return find

    return register
