"""Help with each step leads to lessons and guides, which the hub shows to whoever comes in."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.test import Client
from road import dataset_with_cases

from lanterne.hub.web.help_pages import BEGIN, COURSE, IN_ONE_LANGUAGE
from lanterne.hub.web.steps import STEPS
from site_pages import Page, parsed

LANGUAGES = ("en", "fr", "es", "ar")


def page(client: Client, address: str) -> Page:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return parsed(answer.content.decode())


def test_every_step_says_where_to_begin(workspace, officer):
    assert BEGIN.keys() == dict(STEPS).keys()
    for language in LANGUAGES:
        for step, begin in BEGIN.items():
            found = page(officer, f"/{language}/help/{step}/")
            within = [one for one in found.led if "/help/pages/" in one]
            alone = len(IN_ONE_LANGUAGE.get(language, ()))
            assert len(within) == len(begin.lessons) + alone + len(begin.guides) + 1
            for one in within:
                place, _, anchor = unquote(one).partition("#")
                there = page(officer, place)
                assert not anchor or anchor in there.ids, one
            lessons = [one for one in within if COURSE in one and "#" in one]
            assert all(language == "en" or f".{language}.html" in one for one in lessons)
            assert len(lessons) == len(begin.lessons)


def test_a_step_leads_to_its_help(officer, tmp_path):
    dataset = dataset_with_cases(officer.user, tmp_path)
    for step in BEGIN:
        text = officer.get(f"/fr/work/here/datasets/{dataset.pk}/{step}/").content.decode()
        assert re.findall(r'href="(/fr/help/[^"]+)"', text) == [f"/fr/help/{step}/"]


def test_pages_bring_what_they_show_and_lead_on(workspace, officer):
    at = "/fr/help/pages/learn/from-sheet-to-release.fr.html"
    found = page(officer, at)
    for one in found.asked:
        answer = officer.get(urljoin(at, one))
        assert answer.status_code == 200, one
        kind = {"css": "text/css", "js": "text/javascript"}.get(one.rpartition(".")[2])
        assert not kind or answer["Content-Type"].startswith(kind)
    for one in found.led:
        if not urlsplit(one).scheme:
            assert officer.get(urljoin(at, one)).status_code == 200, one
    (search,) = [one for one in found.led if "pages-fr" in one]
    assert page(officer, urljoin(at, search)).led


def test_a_page_may_run_its_own_script_and_ask_nobody(workspace, officer):
    policy = officer.get("/fr/help/pages/search-fr.html")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "place", ["nothing.html", "../../etc/passwd", "/etc/passwd", "learn/../../pyproject.toml", "."]
)
def test_nothing_else_is_shown(workspace, officer, place):
    assert officer.get(f"/fr/help/pages/{place}").status_code == 404
    assert officer.get("/fr/help/nothing/").status_code == 404


def test_at_the_door_one_must_come_in_first(workspace):
    assert Client(HTTP_HOST="127.0.0.1:8000").get("/fr/help/data/").status_code == 403


def test_on_a_server_everybody_may_read_it(accounts):
    assert accounts.visitor().get("/fr/help/data/").status_code == 200
