"""Filling the hub of the demo, by its own pages; its apps must be loaded."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connections
from django.test import Client
from django.utils.translation import override

from lanterne.hub.demo.agreement import agreed
from lanterne.hub.demo.cases import YEARS
from lanterne.hub.demo.colleague import Colleague, invited, joined
from lanterne.hub.demo.road import begun, first_edition, second_edition, waiting_submission
from lanterne.hub.demo.world import ACCOUNTS, LEAD, OTHERS, PLACES, Person, Tell, name_of, text
from lanterne.hub.people.founding import found
from lanterne.hub.people.role_labels import ROLES
from lanterne.hub.people.roles import Role

Teams = dict[str, dict[Role, Colleague]]


def fill(address: str, password: str, language: str, tell: Tell) -> Sequence[Person]:
    """Let people in, and let them work.

    Args:
        address: Of the workspace.
        password: Of all accounts.
        language: In which they work.
        tell: Is called with the stage and its share, now and then.

    Returns:
        Whom one can be.

    Raises:
        LanterneError: A step was refused.
    """
    with override(language):
        teams = _teams(address.removeprefix("http://"), password, language, tell)
        tell("edition", 0.0)
        road = first_edition(teams[LEAD], language)
        tell("edition", 1.0)
        tell("edition", 0.0)
        second_edition(road)
        tell("waiting", 0.0)
        waiting_submission(road)
        tell("agreement", 0.0)
        for place in OTHERS:
            own = begun(teams[place], Role.DATA_OFFICER, text("own-cases", language), language)
            own.bring(Role.DATA_OFFICER, YEARS[-1])
            own.limit()
        agreed(teams, road, language)
        for who in (one for team in teams.values() for one in team.values()):
            who.leave()
        people = [
            Person(name_of(one.place, language), str(ROLES[one.role][0]), one.email)
            for one in ACCOUNTS
        ]
    connections.close_all()
    return people


def _teams(host: str, password: str, language: str, tell: Tell) -> Teams:
    """Found the organisations, and let everybody in: first who lets in the others."""
    teams: Teams = {place: {} for place in PLACES}
    in_order = sorted(ACCOUNTS, key=lambda one: one.role is not Role.ADMINISTRATOR)
    for number, account in enumerate(in_order):
        tell("people", number / len(in_order))
        team = teams[account.place]
        if account.role is Role.ADMINISTRATOR:
            path = found(name_of(account.place, language), account.place, "")
        else:
            path = invited(team[Role.ADMINISTRATOR], account)
        browser = Client(headers={"host": host, "accept-language": language})
        team[account.role] = joined(path, account, password, browser, language)
    return teams
