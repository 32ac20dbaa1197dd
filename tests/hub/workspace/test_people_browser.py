"""Accounts in a real browser: an authenticator app, a passkey, and pages that everybody can use."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from codes import digits

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
    pytest.mark.alone,
]
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


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


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def visitor(browser: Any, hub: Hub) -> Iterator[Any]:
    """Gives a page of a browser; fails when it asked elsewhere, or a policy was broken."""
    contexts: list[Any] = []
    wrong: list[str] = []

    def come(**options: Any) -> Any:
        context = browser.new_context(base_url=hub.root, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: r.url.startswith(f"{hub.root}/") or wrong.append(r.url))
        page.on("console", lambda m: _is_wrong(m) and wrong.append(m.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        return page

    yield come
    for context in contexts:
        context.close()
    assert not wrong


def _is_wrong(message: Any) -> bool:
    """A refusal by policy or a fault of a script; not a page that says that there is none."""
    return message.type == "error" and "404 (Not Found)" not in message.text


def sign_in(page: Any, hub: Hub) -> None:
    page.locator("input[name=login]").fill(hub.email)
    page.locator("input[name=password]").fill(hub.password)
    page.locator("button").first.click()


@pytest.fixture(scope="module")
def inside(browser: Any, hub: Hub) -> Hub:
    """The administrator, signed in with an authenticator app, as the pages lead there in French."""
    context = browser.new_context(base_url=hub.root, locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    page.goto("/work/")
    sign_in(page, hub)
    assert page.url == f"{hub.root}/fr/account/second-factor/", "nothing else opens yet"
    page.get_by_role("link", name="Configurer l'application").click()
    page.locator("input[name=password]").fill(hub.password)
    page.get_by_role("button", name="Continuer").click()
    hub.secret = page.locator(".secret").inner_text()
    drawing = page.locator("svg.qr")
    assert drawing.bounding_box()["width"] > 200
    page.locator("input[name=code]").fill(digits(hub.secret))
    page.get_by_role("button", name="Configurer").click()
    assert page.locator(".codes code").count() == 10
    page.get_by_role("link", name="Vers l'espace de travail").click()
    assert page.url == f"{hub.root}/fr/work/refuge/"
    hub.state = context.storage_state()
    context.close()
    return hub


def test_an_app_is_set_up_and_asked_for_in_french_without_scripts(inside: Hub) -> None:
    assert re.fullmatch("[A-Z2-7]{32}", inside.secret)
    assert any(one["httpOnly"] for one in inside.state["cookies"])


def test_a_passkey_is_set_up_and_lets_somebody_in(inside: Hub, visitor: Any) -> None:
    page = visitor(storage_state=inside.state)
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    page.goto("/en/account/second-factor/passkeys/add/")
    if "reauthenticate" in page.url:
        page.locator("input[name=password]").fill(inside.password)
        page.get_by_role("button", name="Go on").click()
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
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "usb", "automaticPresenceSimulation": True}
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    page.goto("/en/account/login/")
    assert not page.locator("#passkey-failed").is_visible()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.locator("#passkey-failed").wait_for(state="visible")
    assert page.evaluate("document.activeElement.id") == "passkey-failed"


def test_somebody_is_invited_and_joins_in_arabic(inside: Hub, visitor: Any) -> None:
    page = visitor(storage_state=inside.state)
    page.goto("/fr/work/refuge/people/")
    page.get_by_role("link", name="Inviter quelqu'un").click()
    page.get_by_label("Nom").fill("ليلى")
    page.get_by_label("Responsable de publication").check()
    page.get_by_role("button", name="Inviter").click()
    link = page.locator(".verb").inner_text()
    guest = visitor(locale="ar")
    guest.goto(link)
    assert guest.url == f"{inside.root}/ar/account/join/"
    assert guest.locator("html").get_attribute("dir") == "rtl"
    assert guest.locator("input[name=name]").input_value() == "ليلى"
    guest.locator("input[name=email]").fill("layla@refuge.example")
    for name in ("password", "again"):
        guest.locator(f"input[name={name}]").fill("مصباح وثلاث كلمات")
    guest.locator("main button").click()
    assert guest.url == f"{inside.root}/ar/account/second-factor/"
    page.goto("/fr/work/refuge/people/")
    page.get_by_role("link", name="ليلى").click()
    page.get_by_label("Donner un rôle").select_option("auditor")
    page.get_by_role("button", name="Donner", exact=True).click()
    assert page.get_by_text("Le rôle a été donné.").is_visible()


OUTSIDE = ("account/login/", "account/password/reset/", "account/by-invitation/", "account/join/x/")
INSIDE = (
    "account/",
    "account/password/",
    "account/sessions/",
    "account/second-factor/",
    "account/second-factor/passkeys/",
    "account/second-factor/recovery-codes/new/",
    "work/refuge/people/",
    "work/refuge/people/invite/",
    "work/refuge/people/?",  # and from there to a person
)


CONTRAST = {"runOnly": ["color-contrast"]}
"""All that the dark pages can have wrong that the light ones have not."""


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_axe_finds_nothing_and_nothing_hangs_over(inside: Hub, visitor: Any, language: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for state, addresses in ((None, OUTSIDE), (inside.state, INSIDE)):
        page = visitor(storage_state=state, reduced_motion="reduce")
        for address in addresses:
            page.goto(f"/{language}/{address}")
            if address == INSIDE[-1]:
                page.locator(".people a").first.click()
            for scheme, options in (("light", None), ("dark", CONTRAST)):
                page.emulate_media(color_scheme=scheme)
                found = axe.run(page, options=options).response["violations"]
                assert not [(one["id"], one["nodes"][0]["html"]) for one in found], address
            for width in (320, 1280):
                page.set_viewport_size({"width": width, "height": 800})
                over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                assert page.evaluate(over) == 0, (address, width)
