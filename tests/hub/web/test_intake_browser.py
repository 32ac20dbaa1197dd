"""A real server and a browser as wide as a telephone, without scripts: two case workers' days.

The guides are walked word for word in each language; a browser is killed in the middle of one; and
two people change the same case.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from guide_walk import Walk, steps
from served import Served

from chromium import CHROMIUM, LANGUAGES, OVER, QUIET, led_on, needs_chromium, visitors

pytestmark = needs_chromium

DOCS = Path(__file__).parents[3] / "docs" / "guides"
DAYS = ("a-family-arrives", "a-day-of-follow-up")
PASSPHRASE = "four words and a lamp"
TELEPHONE = {"viewport": {"width": 390, "height": 844}, "java_script_enabled": False}
NAMES = {"en": "Chipo", "fr": "Aminata", "es": "Quispe", "ar": "سلمى"}
NAMES_OPEN, SAVED = 2, 17
"""Steps of the first day after which names are open, and after which a first part is saved."""

CONFLICT = "Failed to load resource: the server responded with a status of 409"
"""What a console says where somebody else was quicker."""

MARK = "--as-long-as-it-lives"
"""An argument that no browser knows: by it one is found among all."""


def guide(day: str, language: str) -> Path:
    """The file of a guide in a language."""
    return DOCS / (f"{day}.md" if language == "en" else f"{day}.{language}.md")


@pytest.fixture(scope="module")
def came_in(browser: Any, served: Served) -> Any:
    """The state of a browser that came in, in which names are closed; the intake is on."""
    with visitors(browser, served.root) as come:
        page = come(**TELEPHONE)
        page.goto(served.link)
        page.goto("/fr/work/here/intake/switch/")
        page.select_option("[name=codebook]", "lanterne-network")
        for name in ("passphrase", "again"):
            page.fill(f"[name={name}]", PASSPHRASE)
        led_on(page.locator("main form button"))
        assert page.locator("p.verb").count() == 2, "two keys for recovery"
        state = page.context.storage_state()
    kept = [one for one in state["cookies"] if not one["name"].startswith("names-")]
    return {**state, "cookies": kept}


@pytest.fixture
def come(browser: Any, served: Served, came_in: Any) -> Iterator[Any]:
    """Gives browsers of the same person."""
    with visitors(browser, served.root, (CONFLICT,)) as one_more:
        yield lambda: one_more(**TELEPHONE, storage_state=came_in)


def fits(page: Any) -> None:
    """Nothing is wider than the screen."""
    over = page.evaluate(OVER)
    assert not over, over


# In Spanish nothing is asked that French and Arabic do not ask: its words are those of the guide.
@pytest.mark.parametrize(
    "language",
    [pytest.param(one, marks=pytest.mark.long) if one == "es" else one for one in LANGUAGES[1:]],
)
def test_two_days_are_walked_word_for_word(come: Any, home: Path, language: str) -> None:
    page = come()
    page.goto(f"/{language}/work/here/")
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    for day in DAYS:
        Walk(page, guide(day, language), fits).go()
    assert_sealed(home, language)


def test_two_days_in_which_the_browser_is_killed(
    browser: Any, served: Served, came_in: Any, come: Any, home: Path
) -> None:
    """In English, while one part of the questions is saved and the next is filled in."""
    doomed = browser.browser_type.launch(executable_path=CHROMIUM, args=[*QUIET, MARK])
    page = doomed.new_context(base_url=served.root, storage_state=came_in, **TELEPHONE).new_page()
    page.goto("/en/work/here/")
    Walk(page, guide(DAYS[0], "en"), fits).go(0, SAVED)
    led_on(page.locator("section.answered a").nth(1))
    page.locator("fieldset.asked").nth(1).locator("label").nth(1).click()
    case = page.url.partition("/questions/")[0] + "/"
    kill_marked()
    with suppress(Exception):  # its connection ended with it
        doomed.close()
    page = come()
    page.goto("/en/work/here/")
    first_day = Walk(page, guide(DAYS[0], "en"), fits)
    first_day.go(0, NAMES_OPEN)
    page.goto(case)
    first_day.go(SAVED)
    Walk(page, guide(DAYS[1], "en"), fits).go()
    assert_sealed(home, "en")


def kill_marked() -> None:
    """Kill the browser with the mark, as a telephone that falls does."""
    running = psutil.process_iter(["cmdline"])
    marked = [one for one in running if MARK in (one.info["cmdline"] or ())]
    assert marked
    for one in marked:
        with suppress(psutil.NoSuchProcess):
            one.kill()
    psutil.wait_procs(marked, timeout=20)


def assert_sealed(home: Path, language: str) -> None:
    """No file of the hub holds a name."""
    stored = b"".join(one.read_bytes() for one in home.rglob("*") if one.is_file())
    assert NAMES[language].encode() not in stored


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_guide_has_the_same_steps_in_each_language(day: str, language: str) -> None:
    def shape(of: str) -> list[list[str]]:
        text = guide(day, of).read_text("utf-8")
        return [sorted(part.kind for part in parts) for parts in steps(text)]

    assert shape(language) == shape("en")


def test_a_step_that_a_page_does_not_offer_is_seen(come: Any, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.md"
    told = "It is `2026-12-01`.\n\n1. Press **Intake**.\n2. Press **Register nobody**.\n"
    wrong.write_text(told, "utf-8")
    page = come()
    page.goto("/en/work/here/")
    with pytest.raises(AssertionError, match="step 2"):
        Walk(page, wrong).go()


def test_of_two_who_change_a_case_at_once_the_second_sees_both(come: Any) -> None:
    first, second = come(), come()
    first.goto("/en/work/here/")
    day = guide(DAYS[1], "en")
    Walk(first, day).go(0, 1)
    second.goto("/en/work/here/")
    Walk(second, day).go(0, 1)
    first.goto("/en/work/here/intake/register/")
    first.fill("[name=name]", "Zawadi")
    led_on(first.locator("main form.sheet button"))
    led_on(first.locator("main a[href*='/cases/']").first)
    led_on(first.locator("section.answered a").first)
    second.goto(first.url)
    for page, answer in ((first, "Female"), (second, "Male")):
        page.locator("label", has_text=answer).last.click()
        led_on(page.locator("button[name=then][value=stop]"))
    told = second.locator("[role=alert]")
    assert "Somebody else has answered this meanwhile" in told.inner_text()
    assert "Female" in told.inner_text()
    assert second.locator("input[value=Male]").is_checked(), "what they chose is not lost"
    led_on(second.locator("button[name=then][value=stop]"))
    first.reload()
    shown = first.locator("section.answered").first.inner_text()
    assert "Male" in shown
    assert "Female" not in shown
