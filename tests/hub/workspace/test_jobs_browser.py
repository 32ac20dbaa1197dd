"""The pages of jobs, the audit log and the ledger in Chromium, as a person sees them."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

import pytest
from real import Hub

from lanterne.hub.portal import static
from lanterne.privacy import Budget, Ledger, Spend

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update",
)  # fmt: skip


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    made = Hub(tmp_path_factory.mktemp("hub") / "hub")
    made.link = made.server()
    yield made
    made.end()


@pytest.fixture(scope="module")
def browser():
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def inside(browser, hub):
    context = browser.new_context()
    context.new_page().goto(hub.link)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def visitor(browser, inside, hub):
    """Gives a page of a browser that came in; fails when it asked elsewhere or was refused."""
    root, contexts, wrong = hub.link.partition("/open/")[0], [], []

    def come(**options):
        context = browser.new_context(storage_state=inside, base_url=root, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: r.url.startswith(f"{root}/") or wrong.append(r.url))
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        return page

    yield come
    for context in contexts:
        context.close()
    assert not wrong


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
    assert "Aucun exécutant" in page.locator(".alarm").inner_text()
    page.get_by_role("link", name="Regarder de nouveau").click()
    page.get_by_role("button", name="Annuler").click()
    assert page.locator(".outcome").inner_text() == "Annulé"


@pytest.fixture(scope="module")
def addresses(hub, browser, inside):
    """Every page of these, with something on it."""
    spent = hub.act("begin", "spending")
    hub.let_pass("plan")
    worker = hub.worker()
    hub.reach("measure")
    hub.kill(worker)
    worker = hub.worker()
    hub.wait(lambda: any(row[1] == "interrupted" for row in hub.rows()))
    failed = hub.act("begin", "refusing")
    hub.wait(lambda: hub.rows("state")[-1][0] == "failed")
    hub.kill(worker)
    running = hub.act("begin", "reading")
    context = browser.new_context(storage_state=inside, base_url=hub.link.partition("/open/")[0])
    page = context.new_page()
    page.goto("/en/work/here/new/")
    page.get_by_role("textbox").fill("Cases of the north")
    page.get_by_role("button", name="Begin").click()
    dataset = re.search(r"/datasets/([0-9a-f-]+)/", page.url)[1]
    context.close()
    ledger = Ledger(hub.home.ledgers / f"{dataset}.jsonl")
    ledger.create(Budget(10.0, 1e-5))
    ledger.charge(Spend("all", "victim", Budget(4.0, 1e-6), (), "run-3f9c2d11-0000"))
    ledger.note_look("run-3f9c2d11-0000")
    jobs = [f"work/here/jobs/{one}/" for one in (spent, failed, running)]
    pages = ["work/here/jobs/", *jobs, "work/here/audit/", "work/here/audit/?check=1&person=x"]
    return [*pages, f"work/here/datasets/{dataset}/ledger/"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_axe_finds_nothing_and_nothing_hangs_over(visitor, addresses, language, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    width = 320 if scheme == "light" else 1280
    page = visitor(color_scheme=scheme, viewport={"width": width, "height": 800})
    for address in addresses:
        page.goto(f"/{language}/{address}")
        found = axe.Axe().run(page).response["violations"]
        assert not [(one["id"], one["nodes"][0]["html"]) for one in found], address
        over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(over) == 0, (address, width)


def test_files_that_others_wrote_are_those_that_are_named():
    folder = Path(static.__file__).parent
    listed = re.findall(
        r"\| `(\S+\.js)` .*`([0-9a-f]{64})` \|", (folder / "VENDORED.md").read_text()
    )
    scripts = {path.name: path for path in folder.glob("*.js")}
    assert listed
    for name, digest in listed:
        assert hashlib.sha256(scripts[name].read_bytes()).hexdigest() == digest
