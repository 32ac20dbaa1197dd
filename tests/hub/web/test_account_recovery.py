"""The command line of a hub helps who lost the way in."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from small_hubs import PASSWORD

from lanterne.errors import UsageError
from lanterne.hub.audit.models import Event
from lanterne.hub.people.account_recovery import rescue
from lanterne.hub.people.roles import Role
from lanterne.hub.processes import template
from program import command

pytestmark = pytest.mark.database


def test_who_lost_password_and_telephone_comes_in_by_a_link(accounts):
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 - apps must be loaded first

    user = accounts.user(Role.DATA_OFFICER)
    client = accounts.visitor()
    client.post("/en/account/login/", {"login": user.email, "password": PASSWORD})
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    link = rescue(user.email.upper(), second_factors=False)
    assert Authenticator.objects.exists()
    link = rescue(user.email, second_factors=True)
    assert not Authenticator.objects.exists()
    assert client.get("/en/account/").status_code == 302, "all sessions end"
    place = client.get(f"/en{link}")["Location"]
    new = "entirely other words"
    assert client.post(place, {"password1": new, "password2": new}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(new)
    found = Event.objects.filter(verb="account.rescue").order_by("number")
    assert [(one.actor, one.details) for one in found] == [
        ("", {"second_factors": False}),
        ("", {"second_factors": True}),
    ]


def test_nobody_and_closed_accounts_are_not_rescued(accounts):
    closed = accounts.user(Role.AUDITOR, is_active=False)
    for address in ("nobody@example.org", closed.email):
        with pytest.raises(UsageError, match="no open account"):
            rescue(address, second_factors=False)


@pytest.mark.alone
@pytest.mark.long  # the test above, and test_hub_config starts the verb
def test_the_verb_says_what_is_wrong(tmp_path):
    file = tmp_path / "hub.toml"
    text = template().replace("/var/lib/lanterne", str(tmp_path / "home"))
    file.write_text(re.sub(r"\[database\].*?\n\n", "", text, flags=re.S), "utf-8")

    def run(*words):
        program = command(*words, "--config", file)
        return subprocess.run(program, capture_output=True, text=True, check=False)

    prepare = [sys.executable, "-m", "lanterne.hub.processes.process", "prepare", str(file)]
    assert subprocess.run(prepare, check=False).returncode == 0
    nobody = run("hub", "rescue", "nobody@example.org")
    assert nobody.returncode == 2
    assert "no open account" in nobody.stderr
