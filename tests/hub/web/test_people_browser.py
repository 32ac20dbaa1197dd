"""Accounts in a real browser: an authenticator app, a passkey, an invitation."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from codes import digits

from chromium import ADVICE, give_passkeys, led_on, needs_chromium, visitors

pytestmark = [pytest.mark.alone, needs_chromium]


@dataclass
class Hub:
    """A hub with accounts, and what its administrator knows."""

    root: str
    email: str
    password: str
    secret: str = ""
    state: Any = None


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    program = Path(__file__).with_name("accounts_server.py")
    process = subprocess.Popen(
        [sys.executable, str(program), str(tmp_path_factory.mktemp("hub"))],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    yield Hub(*(process.stdout.readline().strip() for _ in range(3)))
    process.terminate()
    process.communicate(timeout=30)


@pytest.fixture
def visitor(browser: Any, hub: Hub) -> Iterator[Any]:
    """Gives a page of a browser."""
    with visitors(browser, hub.root, expected=(ADVICE,)) as come:
        yield come


def sign_in(page: Any, hub: Hub) -> None:
    page.locator("input[name=login]").fill(hub.email)
    page.locator("input[name=password]").fill(hub.password)
    led_on(page.locator("button").first)


@pytest.fixture(scope="module")
def inside(browser: Any, hub: Hub) -> Hub:
    """The administrator, signed in with an authenticator app, as the pages lead there in French."""
    context = browser.new_context(base_url=hub.root, locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    page.goto("/work/")
    sign_in(page, hub)
    assert page.url == f"{hub.root}/fr/account/second-factor/", "nothing else opens yet"
    led_on(page.get_by_role("link", name="Configurer l'application"))
    page.locator("input[name=password]").fill(hub.password)
    led_on(page.get_by_role("button", name="Continuer"))
    hub.secret = page.locator(".secret").inner_text()
    drawing = page.locator("svg.qr")
    assert drawing.bounding_box()["width"] > 200
    page.locator("input[name=code]").fill(digits(hub.secret))
    led_on(page.get_by_role("button", name="Configurer"))
    assert page.locator(".codes code").count() == 10
    led_on(page.get_by_role("link", name="Aller à l'espace de travail"))
    assert page.url == f"{hub.root}/fr/work/refuge/"
    hub.state = context.storage_state()
    context.close()
    return hub


def test_an_app_is_set_up_and_asked_for_in_french_without_scripts(inside: Hub) -> None:
    assert re.fullmatch("[A-Z2-7]{32}", inside.secret)
    assert any(one["httpOnly"] for one in inside.state["cookies"])


def test_a_passkey_is_set_up_and_lets_somebody_in(inside: Hub, visitor: Any) -> None:
    page = visitor(storage_state=inside.state)
    give_passkeys(page)
    page.goto("/en/account/second-factor/passkeys/add/")
    if "reauthenticate" in page.url:
        page.locator("input[name=password]").fill(inside.password)
        led_on(page.get_by_role("button", name="Go on"))
    page.get_by_label("Name of the passkey").fill("Laptop at work")
    page.get_by_label("Let it sign me in without a password").check()
    page.get_by_role("button", name="Set up").click()
    page.wait_for_url("**/second-factor/")
    assert page.get_by_text("The passkey is set up.").is_visible()
    page.goto("/en/account/second-factor/passkeys/")
    assert page.get_by_role("heading", name="Laptop at work").is_visible()

    page.context.clear_cookies()
    page.goto("/en/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/work/refuge/")

    page.context.clear_cookies()
    page.goto("/en/account/login/")
    sign_in(page, inside)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/work/refuge/")


def test_a_passkey_that_fails_is_said(inside: Hub, visitor: Any) -> None:
    page = visitor()
    give_passkeys(page, built_in=False)
    page.goto("/en/account/login/")
    assert not page.locator("#passkey-failed").is_visible()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.locator("#passkey-failed").wait_for(state="visible")
    assert page.evaluate("document.activeElement.id") == "passkey-failed"


@pytest.mark.long  # test_invitations joins, and test_every_page_browser shows the pages
def test_somebody_is_invited_and_joins_in_arabic(inside: Hub, visitor: Any) -> None:
    page = visitor(storage_state=inside.state)
    page.goto("/fr/work/refuge/people/")
    led_on(page.get_by_role("link", name="Inviter quelqu'un"))
    page.get_by_label("Nom").fill("ليلى")
    page.get_by_label("Responsable de publication").check()
    led_on(page.get_by_role("button", name="Inviter"))
    link = page.locator(".verb").inner_text()
    guest = visitor(locale="ar")
    guest.goto(link)
    assert guest.url == f"{inside.root}/ar/account/join/"
    assert guest.locator("html").get_attribute("dir") == "rtl"
    assert guest.locator("input[name=name]").input_value() == "ليلى"
    guest.locator("input[name=email]").fill("layla@refuge.example")
    for name in ("password", "again"):
        guest.locator(f"input[name={name}]").fill("مصباح وثلاث كلمات")
    led_on(guest.locator("main button"))
    assert guest.url == f"{inside.root}/ar/account/second-factor/"
    page.goto("/fr/work/refuge/people/")
    led_on(page.get_by_role("link", name="ليلى"))
    page.get_by_label("Donner un rôle").select_option("auditor")
    led_on(page.get_by_role("button", name="Donner", exact=True))
    assert page.get_by_text("Le rôle a été donné.").is_visible()
