"""Somebody of the demo at a browser: what there is in it is made by the pages that people use."""

from __future__ import annotations

import html
import re
from io import BytesIO
from typing import Any

from django.test import Client

from lanterne.errors import LanterneError
from lanterne.hub.demo.world import Account
from lanterne.hub.people import invitations
from lanterne.hub.people.models import Organisation, User
from lanterne.hub.people.role_labels import ROLES


class Colleague:
    """Somebody who has come in by an invitation, and is signed in.

    Args:
        account: Who.
        browser: Theirs.
        language: In which they read.
    """

    def __init__(self, account: Account, browser: Client, language: str) -> None:
        self.account, self._browser, self._language = account, browser, language

    @property
    def user(self) -> User:
        """In the database."""
        return User.objects.get(email=self.account.email)

    @property
    def organisation(self) -> Organisation:
        """Theirs."""
        return Organisation.objects.get(slug=self.account.place)

    def read(self, where: str, **form: Any) -> str:
        """A page of their organisation; the one that answers a form, if there is one.

        Args:
            where: Its address below that of the organisation.
            form: What is sent; nothing: it is only asked for.
        """
        address = self._address(where)
        answer = self._browser.post(address, form) if form else self._browser.get(address)
        if answer.status_code != 200:
            raise LanterneError("demo-hub.problem.not-made")
        return str(answer.content.decode())

    def send(self, where: str, **form: Any) -> str:
        """Send a form, which is taken; the address that it leads to.

        Args:
            where: Address below that of the organisation.
            form: Fields; bytes are sent as a file.
        """
        return _led_on(self._browser, self._address(where), form)

    def leave(self) -> None:
        """Sign out."""
        _led_on(self._browser, f"/{self._language}/account/logout/", {})

    def _address(self, where: str) -> str:
        return f"/{self._language}/work/{self.account.place}/{where}"


def joined(path: str, account: Account, password: str, browser: Client, language: str) -> Colleague:
    """Who opens the link of an invitation, and makes an account.

    Args:
        path: Of the link.
        account: Who they are.
        password: Of the account.
        browser: Theirs.
        language: In which they read; their name is that of their role in it.
    """
    page = browser.get(path, follow=True).request["PATH_INFO"]
    form = {
        "name": str(ROLES[account.role][0]),
        "email": account.email,
        "password": password,
        "again": password,
    }
    _led_on(browser, page, form)
    return Colleague(account, browser, language)


def invited(administrator: Colleague, account: Account) -> str:
    """Path of the link by which an administrator lets somebody in."""
    _invitation, token = invitations.invite(
        administrator.organisation, [account.role], by=administrator.user
    )
    return invitations.path(token)


def value_in(page: str, name: str) -> str:
    """What a hidden field of a page holds."""
    return _found(rf'name="{name}" value="([^"]*)"', page)


def code_in(page: str) -> str:
    """A code that a page shows once."""
    return _found(r'class="code">([^<]+)</bdi>', page)


def _found(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    if found is None:
        raise LanterneError("demo-hub.problem.not-made")
    return html.unescape(found[1])


def _led_on(browser: Client, address: str, form: dict[str, Any]) -> str:
    """Send a form to an address: where it leads.

    Raises:
        LanterneError: It leads nowhere: it was refused.
    """
    answer = browser.post(address, {name: _as_sent(name, one) for name, one in form.items()})
    if answer.status_code != 302:
        raise LanterneError("demo-hub.problem.not-made")
    return str(answer.headers["Location"])


def _as_sent(name: str, value: Any) -> Any:
    if not isinstance(value, bytes):
        return value
    file = BytesIO(value)
    file.name = "fictional.toml" if name == "toml" else "fictional.csv"
    return file
