"""A second person at one computer: let in by a link, and sent out again."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from lanterne.hub.audit.models import Event
from lanterne.hub.people.laptop import REVIEWER, first_person
from lanterne.hub.people.models import Organisation, User
from lanterne.hub.people.roles import Role

pytestmark = pytest.mark.database

HOST = "127.0.0.1:8000"
PEOPLE = "/en/work/here/people/"


@pytest.fixture
def first(workspace):
    return workspace.browser(first_person())


def let_in(first, name="Rosa"):
    """The path of a link for a second person."""
    page = first.post(f"{PEOPLE}second/", {"name": name}).content.decode()
    return re.search(rf"http://{HOST}(/open/[\w-]+)", page)[1]


def test_the_link_lets_in_a_reviewer_once_in_the_language_of_the_browser(first):
    link = let_in(first)
    second = Client(HTTP_HOST=HOST, headers={"accept-language": "fr"})
    came = second.get(link)
    assert came["Location"] == "/fr/work/"
    assert second.get("/fr/work/", follow=True).status_code == 200
    rosa = User.objects.get(name="Rosa")
    assert rosa.roles_in(Organisation.objects.get()) == set(REVIEWER)
    assert second.get(PEOPLE).status_code == 403, "they invite nobody further"
    assert Client(HTTP_HOST=HOST).get(link).status_code == 403


def test_the_page_says_that_it_proves_nothing(first):
    page = first.get(f"{PEOPLE}second/").content.decode()
    assert "does not prove who decides" in page
    assert "A name here proves nothing" in first.get(PEOPLE).content.decode()


def test_the_first_person_gets_a_name(first):
    assert "No name yet" in first.get(PEOPLE).content.decode()
    first.post(PEOPLE, {"name": "Amina"})
    assert first_person().name == "Amina"


def test_a_browser_is_sent_out_and_another_link_lets_the_same_person_in(first, workspace):
    second = Client(HTTP_HOST=HOST)
    second.get(let_in(first))
    rosa = User.objects.get(name="Rosa")
    (mark,) = (one for one, who in workspace.door.inside().items() if who == str(rosa.pk))
    assert f"{PEOPLE}browsers/{mark}/end/" in first.get(PEOPLE).content.decode()
    first.post(f"{PEOPLE}browsers/{mark}/end/")
    assert second.get("/en/work/here/").status_code == 403
    assert first.get("/en/work/here/").status_code == 200
    again = first.post(f"{PEOPLE}{rosa.pk}/link/").content.decode()
    second.get(re.search(rf"http://{HOST}(/open/[\w-]+)", again)[1])
    assert second.get("/en/work/here/").status_code == 200
    assert User.objects.count() == 2


def test_who_is_sent_out_for_good_is_out_with_all_links(first, workspace):
    second, later = Client(HTTP_HOST=HOST), Client(HTTP_HOST=HOST)
    second.get(let_in(first))
    rosa = User.objects.get(name="Rosa")
    unused = workspace.door.link(str(rosa.pk))
    first.post(f"{PEOPLE}{rosa.pk}/send-out/")
    for client, address in ((second, "/en/work/here/"), (later, unused)):
        page = client.get(address)
        assert page.status_code == 403
        assert "These pages are locked" in page.content.decode()
    me = first_person()
    first.post(f"{PEOPLE}{me.pk}/send-out/")
    assert first.get("/en/work/here/").status_code == 200, "oneself nobody can"


def test_what_is_shown_of_a_browser_opens_nothing(first, workspace):
    page = first.get(PEOPLE).content.decode()
    session = first.cookies["lanterne-8000"].value
    assert session not in page
    for mark in workspace.door.inside():
        client = Client(HTTP_HOST=HOST)
        client.cookies["lanterne-8000"] = mark
        assert client.get(PEOPLE).status_code == 403


def test_a_reviewer_lets_nobody_in(workspace):
    first_person()
    reviewer = workspace.person(*REVIEWER)
    assert reviewer.post(f"{PEOPLE}second/", {"name": "Rosa"}).status_code == 403
    assert not User.objects.filter(name="Rosa").exists()


def test_links_and_browsers_are_in_the_audit_log(first):
    second = Client(HTTP_HOST=HOST)
    second.get(let_in(first))
    rosa = User.objects.get(name="Rosa")
    first.post(f"{PEOPLE}{rosa.pk}/send-out/")
    found = Event.objects.exclude(verb__in=("people.manage", "dataset.see")).order_by("number")
    assert [one.verb for one in found] == ["link.make", "session.begin", "account.close"]
    assert found[1].actor == str(rosa.pk)


def test_all_roles_of_the_first_person_are_theirs(first):
    assert first_person().roles_in(Organisation.objects.get()) == set(Role)
