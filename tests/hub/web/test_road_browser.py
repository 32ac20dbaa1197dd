"""Two people in two browsers, in French: from a file of cases to an edition that is verified."""

from __future__ import annotations

import pytest
from case_worker import HEADER, rows, written
from steps import bring, evaluate, follow, invite, publish, spend, submit, verified

from chromium import needs_chromium, visitors

pytestmark = [pytest.mark.alone, needs_chromium]


@pytest.fixture
def person(browser, served):
    """Lets somebody in by a link, in a browser of their own."""
    with visitors(browser, served.root) as visitor:

        def come(by):
            page = visitor(locale="fr-FR", accept_downloads=True)
            page.goto(by)
            return page

        yield come


@pytest.mark.long  # test_attack_canary goes the whole road, and test_every_page_browser its pages
def test_two_people_publish_what_anybody_can_verify(person, served, tmp_path):
    first = person(served.link)
    file = tmp_path / "cas.csv"
    file.write_bytes(written(rows(300), HEADER, ";").encode("cp1252"))
    bring(first, "Cas inventés", file)
    spend(first)
    evaluate(first)
    submission = submit(first, "Réseau du Nord")
    assert not first.get_by_role("button", name="Approuver", exact=True).count()

    second = person(invite(first, "Amina"))
    second.goto(submission)
    follow(second, "La voir comme la verrait le public")
    assert second.locator(".candidate").count() == 1
    for name in ("Explorer", "Dictionnaire des données"):
        follow(second, name)
        assert "/submissions/" in second.url
    second.goto(submission)
    publish(second)

    first.goto("/fr/")
    follow(first, "Cas inventés")
    assert not first.locator(".candidate").count()
    verified(first, tmp_path / "downloaded")
