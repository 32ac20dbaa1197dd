"""The workspace over a database and a home of its own for each test, asked without a network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import setup_databases, teardown_databases

from lanterne.hub.audit import guard
from lanterne.hub.door import Door
from lanterne.hub.home import Home
from lanterne.hub.people.models import Membership, Organisation, User
from lanterne.hub.people.roles import Role

HOST = "127.0.0.1:8000"
_numbers = count(1)


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
        assert client.get(self.door.link(str(user.pk))).status_code == 302
        client.user = user
        return client


@pytest.fixture(scope="session")
def _database() -> Iterator[None]:
    made = setup_databases(verbosity=0, interactive=False)
    yield
    teardown_databases(made, verbosity=0)


@pytest.fixture
def workspace(_database: None, tmp_path: Path) -> Iterator[Workspace]:
    """An empty hub; its jobs are done at once, in the process of the test."""
    home, door = Home(tmp_path / "hub"), Door(8000)
    home.create()
    with override_settings(
        LANTERNE_HOME=home,
        LANTERNE_FOLDER=home.releases,
        LANTERNE_DOOR=door,
        TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
    ):
        yield Workspace(home, door)
    guard.take_down(connection)  # or the audit log could not be emptied
    call_command("flush", interactive=False, verbosity=0)
    guard.put_up(connection)
