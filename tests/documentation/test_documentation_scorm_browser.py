"""A lesson on a learning platform: what it is told, and what a reader sees; and without one.

The platform is a strict stand-in written after the standard, and scorm-again where it was fetched
(``make test-scorm``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from scorm_packages import PLATFORM, needs_player

from chromium import LANGUAGES, faults_of, looks_in, needs_chromium, visitors

pytestmark = needs_chromium

SITE = "http://platform.test"
STAND_IN = Path(__file__).with_name("scorm_platform.js")
STATUS = "cmi.core.lesson_status"
LOOKS = ((390, "dark"), (1280, "light"))
OF_AXE = ("Couldn't load preload assets",)

PLAYERS = [
    pytest.param("platform", id="stand-in"),
    pytest.param("again", id="scorm-again", marks=needs_player),
]

OPENED = [
    ["LMSInitialize", "", "true", "0"],
    ["LMSGetValue", STATUS, "not attempted", "0"],
    ["LMSSetValue", STATUS, "incomplete", "true", "0"],
    ["LMSCommit", "", "true", "0"],
]
FINISHED = [
    ["LMSSetValue", STATUS, "completed", "true", "0"],
    ["LMSCommit", "", "true", "0"],
]
LEFT = [["LMSFinish", "", "true", "0"]]


@pytest.fixture
def visitor(browser: Any) -> Iterator[Any]:
    with visitors(browser, SITE, OF_AXE) as come:
        yield come


def open_in(page: Any, courses: Path, language: str, made: str, frames: int = 1) -> Any:
    """Open the lesson within a platform; the frame that it is in, once it has spoken.

    Args:
        page: Of a browser.
        courses: All of them, unpacked.
        language: Of the lesson.
        made: What makes the platform, in JavaScript.
        frames: How many stand around the lesson.
    """
    lesson = f"{SITE}/course/learn/my-story{'' if language == 'en' else f'.{language}'}.html"

    def answer(route: Any) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/course/"):
            route.fulfill(path=courses / language / "my-story" / path.removeprefix("/course/"))
        elif path.startswith("/frame/"):
            route.fulfill(body=framed(int(path.removeprefix("/frame/"))), content_type="text/html")
        else:
            head = "".join(f"<script>{text}</script>" for text in scripts)
            route.fulfill(body=f"{head}{framed(frames - 1)}", content_type="text/html")

    def framed(left: int) -> str:
        style = 'style="width: 100%; height: 90vh; border: 0"'
        return f'<iframe {style} src="{f"/frame/{left - 1}" if left else lesson}"></iframe>'

    player = PLATFORM.read_text("utf-8") if made.startswith("again") else ""
    scripts = [player, STAND_IN.read_text("utf-8"), f"const lms = {made}; window.API = lms.API;"]
    page.context.route("**/*", answer)
    page.goto(f"{SITE}/")
    frame = page.frame(url=lesson)
    frame.wait_for_selector("[data-when]:not([hidden])")
    return frame


@contextmanager
def window_of(page: Any, made: str) -> Iterator[Any]:
    """The lesson again, in a window that a new platform on the same page opens, and no frame."""
    lesson = page.evaluate("document.querySelector('iframe').src")
    page.evaluate("document.querySelector('iframe').remove()")
    page.evaluate(f"Object.assign(lms, {made}); window.API = lms.API")
    with page.expect_popup() as opened:
        page.evaluate("at => void window.open(at, 'lesson')", lesson)
    opened.value.wait_for_selector("[data-when]:not([hidden])")
    yield opened.value
    opened.value.close()


def told(page: Any) -> list[list[str]]:
    return json.loads(page.evaluate("JSON.stringify(lms.calls)"))


def leave(page: Any) -> None:
    page.evaluate("document.querySelector('iframe').remove()")
    page.wait_for_function("lms.calls.some(one => one[0] === 'LMSFinish')")


def shown(frame: Any) -> set[str]:
    """States whose words are seen."""
    found = frame.locator("[data-when]:visible")
    return {found.nth(one).get_attribute("data-when") for one in range(found.count())}


@pytest.mark.parametrize("player", PLAYERS)
def test_a_platform_is_told_that_a_lesson_was_opened_and_finished_and_nothing_else(
    visitor, courses, player
):
    page = visitor()
    frame = open_in(page, courses, "en", f"{player}('not attempted')")
    assert told(page) == OPENED
    assert page.evaluate("lms.stored()") == "incomplete"
    frame.locator(".finish button").click()
    assert told(page) == OPENED + FINISHED
    assert shown(frame) == {"open done refused", "done"}
    assert frame.evaluate("document.activeElement.getAttribute('role')") == "status"
    leave(page)
    assert told(page) == OPENED + FINISHED + LEFT
    assert page.evaluate("lms.stored()") == "completed"


@pytest.mark.parametrize("player", PLAYERS)
def test_a_lesson_that_is_left_unfinished_is_incomplete(visitor, courses, player):
    page = visitor()
    open_in(page, courses, "en", f"{player}('not attempted')")
    leave(page)
    assert told(page) == OPENED + LEFT
    assert page.evaluate("lms.stored()") == "incomplete"


@pytest.mark.parametrize("status", ["completed", "passed"])
def test_a_lesson_that_was_finished_stays_so(visitor, courses, status):
    page = visitor()
    frame = open_in(page, courses, "en", f"platform('{status}')")
    assert shown(frame) == {"open done refused", "done"}
    leave(page)
    assert {name for name, *_ in told(page)} == {"LMSInitialize", "LMSGetValue", "LMSFinish"}
    assert page.evaluate("lms.stored()") == status


@pytest.mark.parametrize("refused", ["LMSInitialize", f"LMSSetValue {STATUS} incomplete"])
def test_a_platform_that_does_not_take_the_opening_is_said_to(visitor, courses, refused):
    page = visitor()
    frame = open_in(page, courses, "en", f"platform('not attempted', ['{refused}'])")
    assert shown(frame) == {"silent"}


def test_a_platform_that_does_not_take_the_end_can_be_told_again(visitor, courses):
    page = visitor()
    refusing = f"['LMSSetValue {STATUS} completed']"
    made = f"(window.refusing = {refusing}, platform('incomplete', window.refusing))"
    frame = open_in(page, courses, "en", made)
    frame.locator(".finish button").click()
    assert shown(frame) == {"open done refused", "open refused", "refused"}
    assert page.evaluate("lms.stored()") == "incomplete"
    page.evaluate("window.refusing.pop()")
    frame.locator(".finish button").click()
    assert shown(frame) == {"open done refused", "done"}
    assert page.evaluate("lms.stored()") == "completed"


@pytest.mark.parametrize(("frames", "found"), [(7, True), (8, False)])
def test_the_platform_is_looked_for_as_far_as_the_standard_says(visitor, courses, frames, found):
    page = visitor()
    frame = open_in(page, courses, "en", "platform('incomplete')", frames)
    assert shown(frame) == ({"open done refused", "open refused"} if found else {"alone"})
    assert bool(told(page)) is found


def test_a_platform_that_opens_a_window_is_found(visitor, courses):
    page = visitor()
    open_in(page, courses, "en", "platform('completed')")
    with window_of(page, "platform('not attempted')") as lesson:
        assert shown(lesson) == {"open done refused", "open refused"}
        assert told(page) == OPENED


def test_a_link_opens_beside_the_lesson_which_goes_on(visitor, courses):
    page = visitor()
    frame = open_in(page, courses, "en", "platform('not attempted')")
    with page.context.expect_page() as opened:
        frame.locator("article a[target=_blank]").first.click()
    assert opened.value.locator("h1").count() == 1
    assert opened.value.locator("[data-when]").count() == 0
    frame.locator("nav.parts summary").click()
    frame.locator("nav.parts a").last.click()
    assert told(page) == OPENED


def test_without_a_platform_a_lesson_opens_from_a_disk_and_says_so(browser, courses):
    folder = courses / "en/my-story"
    with visitors(browser, folder.as_uri()) as come:
        page = come()
        page.goto((folder / "learn/my-story.html").as_uri())
        page.wait_for_selector("[data-when]:not([hidden])")
        assert shown(page) == {"alone"}
        assert page.locator(".play .chosen").count() == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_a_lesson_and_it_fits_a_phone(visitor, courses, language):
    """Seen as a platform shows it in a window of its own, in the state that has most words."""
    page = visitor(reduced_motion="reduce")
    open_in(page, courses, language, "platform('completed')")
    refusing = f"platform('incomplete', ['LMSSetValue {STATUS} completed'])"
    with window_of(page, refusing) as lesson:
        lesson.locator(".finish button").click()
        assert "refused" in shown(lesson)
        assert faults_of(lesson, looks_in(language, LOOKS), (390, 1280)) == []


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (f"API.LMSGetValue('{STATUS}')", "301"),
        ("API.LMSInitialize()", "201"),
        ("API.LMSInitialize(''), API.LMSInitialize('')", "101"),
        (f"API.LMSInitialize(''), API.LMSSetValue('{STATUS}', 'finished')", "405"),
        (f"API.LMSInitialize(''), API.LMSSetValue('{STATUS}', 'not attempted')", "405"),
        ("API.LMSInitialize(''), API.LMSGetValue('cmi.core.student_name')", "401"),
        ("API.LMSInitialize(''), API.LMSFinish(''), API.LMSCommit('')", "301"),
    ],
)
def test_the_stand_in_refuses_what_the_standard_does_not_allow(browser, call, error):
    page = browser.new_page()
    page.evaluate(f"{STAND_IN.read_text('utf-8')} window.API = platform('not attempted').API;")
    page.evaluate(call)
    assert page.evaluate("API.LMSGetLastError()") == error
    page.close()
