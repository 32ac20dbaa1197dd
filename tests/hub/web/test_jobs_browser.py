"""The page of a job in Chromium, as a person sees it."""

from __future__ import annotations

import hashlib
import re
from functools import partial
from pathlib import Path

import pytest
from real import Hub

from chromium import led_on, let_in, needs_chromium, visitors
from lanterne.hub.portal import static

pytestmark = [pytest.mark.alone, needs_chromium]


@pytest.fixture(scope="module")
def hub(tmp_path_factory, new_home):
    made = Hub(tmp_path_factory.mktemp("hub") / "hub", new_home)
    made.link = made.server()
    yield made
    made.end()


@pytest.fixture(scope="module")
def inside(browser, hub):
    return let_in(browser, hub.link, "/en/work/here/")


@pytest.fixture
def visitor(browser, inside, hub):
    """Gives a page of a browser that came in."""
    with visitors(browser, hub.link.partition("/open/")[0]) as come:
        yield partial(come, storage_state=inside)


def test_the_page_goes_on_by_itself_to_the_end(hub, visitor):
    job = hub.act("begin", "reading")
    worker = hub.worker()
    hub.reach("read")
    page = visitor()
    page.goto(f"/en/work/here/jobs/{job}/")
    page.get_by_text("Reading and checking the cases").wait_for()
    stage = page.locator("#stage")
    assert stage.get_attribute("role") == "status"
    hub.let_pass("read")
    page.get_by_text("Looking for rare combinations").wait_for()
    assert stage.evaluate("one => one.isConnected"), "the same element, so that it is read out"
    page.get_by_role("button", name="Cancel").focus()
    with page.expect_response(re.compile("/progress/")):
        pass
    assert page.evaluate("document.activeElement.textContent") == "Cancel"
    hub.let_pass("search")
    page.get_by_text("Done", exact=True).wait_for()
    hub.kill(worker)
    hub.hold("read", "search")


def test_without_scripts_one_looks_again_and_cancels(hub, visitor):
    job = hub.act("begin", "reading")
    page = visitor(java_script_enabled=False, locale="fr-FR")
    page.goto(f"/fr/work/here/jobs/{job}/")
    assert "En attente de son tour" in page.locator("#stage").inner_text()
    assert "Aucun processus de traitement" in page.locator(".alarm").inner_text()
    led_on(page.get_by_role("link", name="Actualiser"))
    led_on(page.get_by_role("button", name="Annuler"))
    assert page.locator(".outcome").inner_text() == "Annulé"


def test_files_that_others_wrote_are_those_that_are_named():
    folder = Path(static.__file__).parent
    listed = re.findall(
        r"\| `(\S+\.js)` .*`([0-9a-f]{64})` \|", (folder / "VENDORED.md").read_text()
    )
    scripts = {path.name: path for path in folder.glob("*.js")}
    assert listed
    for name, digest in listed:
        assert hashlib.sha256(scripts[name].read_bytes()).hexdigest() == digest
