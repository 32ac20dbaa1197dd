"""Every address × everybody, against the matrix that was reviewed."""

from __future__ import annotations

import os

import pytest
import routes
from django.db import transaction
from django.test import Client

from lanterne.hub.people.models import Membership, Organisation, User
from lanterne.hub.people.roles import Role, Scope, Verb, allows

SERVER, LAPTOP = "lanterne.hub.server_urls", "lanterne.hub.workspace_urls"

SHOWS_CASES = frozenset(
    {
        Verb.UPLOAD_CASES,
        Verb.READ_CASES,
        Verb.DELETE_CASES,
        Verb.EDIT_CODEBOOK,
        Verb.START_RUN,
        Verb.HAND_IN,
        Verb.READ_CANDIDATE,
        Verb.READ_REPORT,
        Verb.RUN_GATE,
        Verb.REGISTER,
        Verb.READ_INTAKE,
        Verb.EDIT_INTAKE,
        Verb.COUNT_AGAIN,
        Verb.GIVE_CODE,
        Verb.COUNT_INTAKE,
        Verb.OPEN_EMERGENCY,
        Verb.EXPORT_PERSON,
        Verb.SEE_FIGURES,
    }
)


def only_of_laptop():
    known = {route.path for route in routes.routes(SERVER)}
    return [route for route in routes.routes(LAPTOP) if route.path not in known]


def matrix(mode, chosen, names, browsers):
    found = []
    for route in chosen:
        for method in route.methods:
            given = routes.answers(route, method, routes.asked(route, names), browsers)
            found.append(routes.row(mode, route, method, given))
    return found


def compared(mode, made):
    if os.environ.get("LANTERNE_WRITE_ROUTES"):
        before = (
            [one for one in routes.kept() if one["mode"] != mode] if routes.FILE.exists() else []
        )
        routes.write(
            sorted([*before, *made], key=lambda one: (one["mode"], one["route"], one["method"]))
        )
    reviewed = {(one["route"], one["method"]): one for one in routes.kept() if one["mode"] == mode}
    asked = {(one["route"], one["method"]): one for one in made}
    assert set(asked) == set(reviewed), (
        "see the head of routes.py: the matrix is to be written anew"
    )
    different = [
        {name: (reviewed[key][name], one[name]) for name in one if one[name] != reviewed[key][name]}
        | {"route": key}
        for key, one in asked.items()
        if one != reviewed[key]
    ]
    assert not different, different


@pytest.mark.long
def test_everybody_everywhere_on_a_server(accounts, workspace):
    place = Organisation.objects.create(slug="here", name="here")
    names = routes.things(place, _maker(place))
    browsers = {"nobody": accounts.visitor()}
    browsers |= {who: accounts.browser(user) for who, user in routes.people(place).items()}
    for browser in browsers.values():
        browser.raise_request_exception = False
    made = matrix("server", routes.routes(SERVER), names, browsers)
    compared("server", made)
    _as_the_roles_say(made, routes.routes(SERVER))


def test_everybody_everywhere_on_a_laptop(workspace):
    place = Organisation.objects.create(slug="here", name="here")
    names = routes.things(place, _maker(place))
    browsers = {"nobody": Client(HTTP_HOST="127.0.0.1:8000")}
    browsers |= {who: workspace.browser(user) for who, user in routes.people(place).items()}
    for browser in browsers.values():
        browser.raise_request_exception = False
    made = matrix("laptop", only_of_laptop(), names, browsers)
    compared("laptop", made)
    _as_the_roles_say(made, only_of_laptop())


def _maker(place):
    maker = User.objects.create_user("maker@example.org", name="Maker")
    for role in (Role.ADMINISTRATOR, Role.CASE_WORKER):
        Membership.objects.create(user=maker, organisation=place, role=role)
    return maker


def _as_the_roles_say(made, chosen):
    """The pages do what the grants say: the matrix cannot be written wrongly by habit."""
    needed = {route.path: route.needs for route in chosen}
    for one in made:
        if needed[one["route"]] is None or one["stranger"] == "other":
            continue  # nobody's: nothing is asked there in this way
        verb, purpose, of = needed[one["route"]]
        assert one["stranger"] == "hidden", one
        assert one["nobody"] in {"sign-in", "denied"}, one
        assert one["closed"] in {"sign-in", "denied"}, one
        near = Scope.TEAM if of else Scope.ORGANISATION
        allowed = allows([Role.CASE_WORKER], verb, purpose, near)
        assert (one[routes.COLLEAGUE] == "denied") == (not allowed), one
        for role in Role:
            allowed = allows([role], verb, purpose, Scope.ORGANISATION)
            assert (one[role.value] == "denied") == (not allowed), (one, role)


@pytest.mark.parametrize("book", [SERVER, LAPTOP])
def test_every_page_of_the_workspace_is_guarded(book):
    open_ = [
        route.path
        for route in routes.routes(book)
        if route.path.startswith("/en/work/") and route.needs is None
    ]
    assert open_ == ["/en/work/"], "every other view there needs @needs"


def test_an_administrator_sees_no_case_anywhere():
    for route in (*routes.routes(SERVER), *routes.routes(LAPTOP)):
        if route.needs and route.needs[0] in SHOWS_CASES:
            for one in routes.kept():
                if one["route"] == route.path and one["needs"]:
                    assert one[Role.ADMINISTRATOR.value] in {"denied", "other"}, route.path


def test_a_view_without_a_guard_is_seen(accounts):
    """The walk itself: what anybody may see is told from what is denied and hidden."""
    place = Organisation.objects.create(slug="here", name="here")
    people = routes.people(place)
    for path, said in (("/en/", "in"), ("/en/work/here/people/", "hidden")):
        with transaction.atomic():
            browsers = {"stranger": accounts.browser(people["stranger"])}
            route = routes.Route(path, None)
            assert routes.answers(route, "GET", path, browsers)["stranger"] == said
            transaction.set_rollback(True)
