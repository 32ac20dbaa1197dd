"""One visitor who asks too often is told to wait; the others never notice."""

from __future__ import annotations

import random
from urllib.parse import quote

import pytest
from shelf import CANARY, TABLE

from lanterne.hub import rate
from lanterne.hub.rate import Buckets, visitor

NAME = quote(TABLE)


@pytest.fixture
def clock(monkeypatch):
    """A clock that is set by hand."""
    now = [1000.0]
    monkeypatch.setattr(rate.time, "monotonic", lambda: now[0])
    return now


@pytest.mark.parametrize("per_minute", [1, 7, 60, 240])
def test_nobody_gets_more_than_a_bucket_and_what_has_flown_in(per_minute):
    chance = random.Random(per_minute)
    buckets, now, taken = Buckets(per_minute), 0.0, []
    for _ in range(3000):
        now += chance.expovariate(per_minute / 30)  # twice as often as allowed
        wait = buckets.take("somebody", now)
        if not wait:
            taken.append(now)
        else:
            assert 0 < wait <= 60 / per_minute
            assert buckets.take("somebody", now + wait * 0.99) > 0
            now += wait
            assert buckets.take("somebody", now + 1e-9) == 0
            taken.append(now)
    for place, first in enumerate(taken):
        inside = [one for one in taken[place : place + 3 * per_minute] if one <= first + 60]
        assert len(inside) <= 2 * per_minute + 1
    assert len(taken) <= per_minute + now * per_minute / 60 + 1


def test_at_first_a_whole_minute_may_be_used_and_then_it_fills_steadily():
    buckets = Buckets(60)
    assert [buckets.take("a", 5.0) for _ in range(60)] == [0.0] * 60
    assert buckets.take("a", 5.0) == pytest.approx(1.0)
    assert buckets.take("b", 5.0) == 0
    assert buckets.take("a", 6.5) == 0
    assert buckets.take("a", 6.5) == pytest.approx(0.5)
    assert [buckets.take("a", 1e6) for _ in range(61)].count(0.0) == 60


def test_the_table_of_visitors_is_bounded_and_loses_the_oldest():
    buckets = Buckets(1, most=100)
    assert buckets.take("known", 0.0) == 0
    for number in range(1000):
        buckets.take(str(number), 0.0)
        buckets.take("known", 0.0)
        assert len(buckets) <= 100
    assert buckets.take("known", 0.0) > 0, "whoever asks all the time is not forgotten"
    assert buckets.take("0", 0.0) == 0


@pytest.mark.parametrize(
    ("address", "who"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("localhost", "localhost"),
        ("", ""),
    ],
)
def test_who_asks(address, who):
    assert visitor(address) == who


def test_who_asks_too_often_reads_so_in_their_language(made, portal, clock):
    client = portal(made, rate=4)
    said = {
        "en": "Too many requests",
        "fr": "Trop de demandes",
        "es": "Demasiadas solicitudes",
        "ar": "طلبات كثيرة جدًا",
    }
    for language, title in said.items():
        clock[0] += 60
        for _ in range(4):
            assert client.get(f"/{language}/").status_code == 200
        page = client.get(f"/{language}/releases/{NAME}/")
        assert page.status_code == 429
        assert page["Retry-After"] == "15"
        text = page.content.decode()
        assert f"<h1>{title}</h1>" in text
        assert f'<html lang="{language}"' in text
        assert TABLE not in text
        assert CANARY not in text
        assert "default-src 'none'" in page["Content-Security-Policy"]
        assert page["Cache-Control"] == "private, no-cache"
        style = text.partition('href="/static/')[2].partition('"')[0]
        assert client.get(f"/static/{style}").status_code == 200
    assert client.get("/en/", REMOTE_ADDR="192.0.2.1").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/releases",
        f"/api/v1/releases/{NAME}/counts?by=year",
        f"/fr/releases/{NAME}/explore.csv?by=year",
        "/ar/catalogue.json",
        "/api/v1/nothing",
    ],
)
def test_a_program_gets_a_problem_document(made, portal, clock, address):
    client = portal(made, rate=1)
    client.get("/en/")
    answer = client.get(address)
    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 429
    assert answer["Retry-After"] == "60"
    clock[0] += 60
    assert client.get(address).status_code in {200, 404}


def test_the_document_of_the_api_knows_it(hub):
    for path in hub.get("/api/v1/openapi.json").json()["paths"].values():
        assert "429" in path["get"]["responses"]


def test_what_a_visitor_says_of_their_origin_changes_nothing(made, portal, clock):
    client = portal(made, rate=2)
    said = [client.get("/en/", headers={"x-forwarded-for": f"192.0.2.{n}"}) for n in range(3)]
    assert [one.status_code for one in said] == [200, 200, 429]


def test_without_a_limit_there_is_none(made, portal):
    client = portal(made, rate=None)
    assert {client.get("/en/").status_code for _ in range(500)} == {200}


def test_at_a_desk_there_is_none(hub):
    assert {hub.get("/en/").status_code for _ in range(500)} == {200}
