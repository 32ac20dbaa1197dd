"""A hub of one computer and a hub with accounts, both without people, asked without a network."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from django.test import Client
from signed_in import signed_in

from lanterne.hub.door import OPEN, Door
from lanterne.hub.home import Home
from lanterne.hub.people.models import Membership, Organisation, User
from lanterne.hub.people.roles import Role
from lanterne.hub.people.settings import Accounts, with_accounts
from lanterne.hub.settings import workspace_settings

HOST = "127.0.0.1:8000"
PASSWORD = "three words and a lamp"
SITE = "hub.example"

_numbers = count(1)


class OverHttps(Client):
    """A browser that asks by HTTPS."""

    def generic(self, *args: object, **more: object) -> object:
        return super().generic(*args, **{**more, "secure": True})


@dataclass(frozen=True)
class AccountsHub:
    """A hub with accounts and without people, until ``person`` makes some."""

    home: Home

    def user(self, *roles: Role, organisation: str = "here", **more: object) -> User:
        """Somebody with a password and these roles."""
        place, _ = Organisation.objects.get_or_create(
            slug=organisation, defaults={"name": organisation}
        )
        address = f"person{next(_numbers)}@example.org"
        user = User.objects.create_user(address, PASSWORD, **{"name": "Somebody", **more})
        for role in roles:
            Membership.objects.create(user=user, organisation=place, role=role)
        return user

    def visitor(self, **more: object) -> Client:
        """A browser of nobody."""
        return OverHttps(HTTP_HOST=SITE, **more)

    def person(self, *roles: Role, organisation: str = "here") -> Client:
        """A browser in which somebody with these roles is signed in, with a second factor."""
        return self.browser(self.user(*roles, organisation=organisation))

    def browser(self, user: User) -> Client:
        """A browser in which somebody is signed in, with a second factor."""
        return signed_in(self.visitor(), user)


@dataclass(frozen=True)
class Workspace:
    """A hub without people, until ``person`` makes some."""

    home: Home
    door: Door

    def person(self, *roles: Role, organisation: str = "here") -> Client:
        """A browser in which somebody with these roles is at work; ``client.user`` says who."""
        place, _ = Organisation.objects.get_or_create(
            slug=organisation, defaults={"name": organisation}
        )
        user = User.objects.create_user(f"person{next(_numbers)}@example.org", name="Somebody")
        for role in roles:
            Membership.objects.create(user=user, organisation=place, role=role)
        return self.browser(user)

    def browser(self, user: User) -> Client:
        """A browser of somebody."""
        client = Client(HTTP_HOST=HOST)
        session = self.door.enter(self.door.link(str(user.pk)).removeprefix(OPEN))
        assert session is not None
        client.cookies[self.door.cookie] = session
        client.user = user
        return client


def accounts_settings(home: Home, choices: Accounts | None = None) -> dict[str, object]:
    """What makes a hub with accounts of the process of the tests."""
    laptop = workspace_settings(home, None, "only for tests")
    found = with_accounts(laptop, choices or Accounts())
    kept = ("DATABASES", "INSTALLED_APPS", "TASKS", "SECRET_KEY", "LOGGING", "PASSWORD_HASHERS")
    found["ALLOWED_HOSTS"] = [SITE]
    return {name: value for name, value in found.items() if name not in kept}
