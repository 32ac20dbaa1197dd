"""Browsers in which somebody is signed in."""

from __future__ import annotations

from django.test import Client

from lanterne.hub.people.models import User
from lanterne.hub.people.session import SHOWN


def signed_in(client: Client, user: User) -> Client:
    """The browser, in which somebody has shown a second factor; ``client.user`` says who."""
    client.force_login(user)
    session = client.session
    session[SHOWN] = str(user.pk)
    session.save()
    client.user = user
    return client
