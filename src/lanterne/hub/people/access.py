"""Who is asking, where, and whether they may: the one door to everything that is not public.

A view of the workspace says what it does and for what::

    @needs(Verb.READ_CASES, Purpose.COLLECTION)
    def preview(request, desk, dataset): ...

Its address holds ``<slug:organisation>``, and for a thing the name of a model in lower case with
its id, such as ``<uuid:dataset>``. The thing is looked for in the organisation alone, so that an id
of another one is as if it did not exist, and the act is written to the audit log, whatever comes
of it. What was asked for by POST and is not done is written down once more, as refused: by the view
with :meth:`Desk.refuse`, which knows best why, or else by the door, from the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse

from lanterne.hub.audit import Outcome, Why
from lanterne.hub.people.desk import Desk, Details, desk_of, owner_of
from lanterne.hub.people.models import Organisation, User
from lanterne.hub.people.roles import Purpose, Verb

__all__ = [
    "Desk",
    "Details",
    "ask_to_sign_in",
    "counts_as_own",
    "finder",
    "needs",
]

Rest = ParamSpec("Rest")

NOT_FILLED_IN = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY})
_BY_STATUS: Mapping[int, Why] = {
    HTTPStatus.CONFLICT: Why.STATE,
    HTTPStatus.NOT_FOUND: Why.MISSING,
    **dict.fromkeys(NOT_FILLED_IN, Why.FORM),
}
"""Status of an answer → why nothing was done, where the view has not said it."""


def ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the page where one signs in, and then back to this one."""
    try:
        page = reverse("account_login")
    except NoReverseMatch:  # on one computer nobody signs in: a link lets them in
        raise PermissionDenied from None
    return redirect_to_login(request.get_full_path(), page)


View = Callable[Concatenate[HttpRequest, Desk, Rest], HttpResponseBase]


def needs(
    verb: Verb,
    purpose: Purpose,
    *,
    of: str | None = None,
    again: bool = False,
    about: Mapping[str, Collection[str]] | None = None,
) -> Callable[[View[Rest]], Callable[..., HttpResponseBase]]:
    """A view that only those may see whose roles allow it.

    Args:
        verb: What the view does.
        purpose: What for.
        of: Name in the address of the thing that it is done to; it is found by
            :data:`FINDERS`, and given to the view under the same name.
        again: Whether a page asks for this by itself, every few seconds, after it was seen: then
            only a refusal is written to the audit log.
        about: Fields of the form, or parts of the address, that say what exactly is asked for, and
            what may stand in them: written down with a refusal.
    """

    def guard(view: View[Rest]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, organisation: str, **names: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return ask_to_sign_in(request)
            act = _Act(request, verb, purpose)
            desk = act.desk(organisation)
            thing = act.found(desk, of, names) if of else None
            allowed, as_own = desk.may(verb, purpose, made_by=owner_of(thing)), None
            if not allowed and of:
                as_own = _counts_as_own(desk, act, of, thing)
                allowed = as_own is not None
            said = _said(request, names, about or {})
            if not allowed:
                desk.refuse(verb, purpose, Why.ROLE, thing, **said)
                raise PermissionDenied
            if not again:
                desk.record(verb, purpose, thing, Outcome.ALLOWED, as_own)
            if of:
                names[of] = thing
            with act.refusals(desk, thing, said):
                answer = cast(Callable[..., HttpResponseBase], view)(request, desk, **names)
                act.look(desk, thing, said, answer)
            return answer

        guarded.needs = (verb, purpose, of)  # type: ignore[attr-defined]  # read by the matrix of routes
        return guarded

    return guard


@dataclass(frozen=True)
class _Act:
    """What somebody asks for, and how it is written down that they do not get it.

    Attributes:
        request: How they ask; a GET changes nothing, so that only a missing role is written down.
        verb: What they want to do.
        purpose: What for.
    """

    request: HttpRequest
    verb: Verb
    purpose: Purpose

    @property
    def _changes(self) -> bool:
        return self.request.method == "POST"

    def desk(self, slug: str) -> Desk:
        """Their desk; see :func:`desk_of`. Strangers at a door are written down by the house."""
        try:
            return desk_of(self.request, slug)
        except Http404:
            place = Organisation.objects.filter(slug=slug).first()
            if self._changes and place is not None:
                desk = Desk(cast(User, self.request.user), place, frozenset())
                desk.refuse(self.verb, self.purpose, Why.ROLE)
            raise

    def found(self, desk: Desk, of: str, names: Mapping[str, Any]) -> Any:
        """The thing, or Http404."""
        try:
            return FINDERS[of](desk, names[of])
        except Http404:
            if self._changes:
                named = {"kind": of, "id": str(names[of])}
                desk.refuse(self.verb, self.purpose, Why.MISSING, None, **named)
            raise

    @contextmanager
    def refusals(self, desk: Desk, thing: Model | None, said: Details) -> Iterator[None]:
        """Write down what the view refuses by raising."""
        try:
            yield
        except (PermissionDenied, Http404) as error:
            if self._changes and not desk.refused:
                why = Why.ROLE if isinstance(error, PermissionDenied) else Why.MISSING
                desk.refuse(self.verb, self.purpose, why, thing, **said)
            raise

    def look(
        self, desk: Desk, thing: Model | None, said: Details, answer: HttpResponseBase
    ) -> None:
        """Write down what the view refuses by its answer; a fault of the hub is no refusal."""
        status = answer.status_code
        refused = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
        if self._changes and refused and not desk.refused:
            why = _BY_STATUS.get(status, Why.RULE)
            desk.refuse(self.verb, self.purpose, why, thing, **said)


def _said(
    request: HttpRequest, names: Mapping[str, Any], about: Mapping[str, Collection[str]]
) -> dict[str, str]:
    """What exactly is asked for; of what stands in no list, nothing but that it does not."""
    given = {field: str(names.get(field) or request.POST.get(field, "")) for field in about}
    return {field: text if text in about[field] else "?" for field, text in given.items() if text}


AsOwn = Callable[[Desk, Any], Details | None]
AS_OWN: dict[tuple[Verb, str], AsOwn] = {}
"""A verb, and what it is done to: whether that counts as one's own, of what somebody else has."""


def counts_as_own(verb: Verb, of: str) -> Callable[[AsOwn], AsOwn]:
    """Register when a thing counts as one's own for this verb, and for no other.

    What is registered gives what stands in the audit log besides, or ``None``: it does not count.
    Roles are asked all the same: it opens nothing that they would not open of one's own.
    """

    def register(ask: AsOwn) -> AsOwn:
        AS_OWN[verb, of] = ask
        return ask

    return register


def _counts_as_own(desk: Desk, act: _Act, of: str, thing: Any) -> Details | None:
    ask = AS_OWN.get((act.verb, of))
    if ask is None or not desk.may(act.verb, act.purpose, made_by=desk.user):
        return None
    return ask(desk, thing)


Finder = Callable[[Desk, Any], Any]
FINDERS: dict[str, Finder] = {}
"""Name in addresses → finds the thing in the organisation of the desk, or raises Http404."""


def finder(name: str) -> Callable[[Finder], Finder]:
    """Register how things of a kind are found."""

    def register(find: Finder) -> Finder:
        FINDERS[name] = find
        return find

    return register
