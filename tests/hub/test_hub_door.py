"""The laptop mode lets in whoever has the link, once, and nobody else."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings
from shelf import CANARY, TABLE

from lanterne.hub.door import Door
from lanterne.hub.settings import laptop_settings

EVERYWHERE = (
    "/",
    "/en/",
    f"/en/releases/{TABLE}/",
    f"/fr/releases/{TABLE}/explore/",
    f"/en/releases/{TABLE}/files/data/people.csv",
    "/api/v1/releases",
    f"/api/v1/releases/{TABLE}/counts",
    "/api/v1/openapi.json",
    "/open/",
    "/open/wrong",
    "/nothing-of-the-kind",
)


@pytest.fixture
def outside(made):
    door = Door(8000)
    alone = laptop_settings(made, door)
    names = ("LANTERNE_FOLDER", "LANTERNE_DOOR", "LANTERNE_HOME", "ROOT_URLCONF", "MIDDLEWARE")
    with override_settings(**{name: alone[name] for name in names}):
        yield Client(HTTP_HOST="127.0.0.1:8000"), door


@pytest.mark.parametrize("address", EVERYWHERE)
def test_without_the_link_there_is_one_page_everywhere(outside, address):
    client, _door = outside
    pages = [client.get(address), client.get(address, headers={"cookie": "lanterne-8000=guessed"})]
    for page in pages:
        assert page.status_code == 403
        text = page.content.decode()
        assert "These pages are locked" in text or "accès à ces pages est fermé" in text
        assert TABLE not in text
        assert CANARY not in text


def test_the_link_opens_once(outside):
    client, door = outside
    link = door.link()
    assert client.head(link).status_code == 403, "looking at the link does not use it"
    came_in = client.get(link)
    assert (came_in.status_code, came_in["Location"]) == (302, "/")
    cookie = came_in.cookies["lanterne-8000"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert client.get("/en/").status_code == 200
    assert Client(HTTP_HOST="127.0.0.1:8000").get(link).status_code == 403


def test_a_session_is_worth_nothing_before_the_link_was_used_or_at_another_door(outside):
    _client, door = outside
    other = Door(8001)
    link = other.link("somebody")
    assert other.who(link.removeprefix("/open/")) is None, "the link is no session"
    session = other.enter(link.removeprefix("/open/"))
    assert session is not None
    assert other.who(session) == "somebody"
    assert door.who(session) is None
    assert other.who("") is None
    assert other.who("Ω") is None
    assert door.enter("Ω") is None
    other.leave(session)
    assert other.who(session) is None


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8000", "lanterne.local"])
def test_another_name_for_this_computer_is_refused(hub, host):
    page = hub.get("/en/", headers={"host": host})
    assert page.status_code == 400
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert "This request cannot be understood" in page.content.decode()
    assert host not in page.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("address", ["/en/", f"/en/releases/{TABLE}/", "/api/v1/releases"])
def test_nothing_can_be_changed(hub, method, address):
    assert getattr(hub, method)(address).status_code == 405
