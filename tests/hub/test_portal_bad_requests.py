"""What somebody may type, every route: an answer that says what is wrong, never a fault."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from shelf import CANARY, TABLE

from lanterne.hub.headers import HEADERS

NAME = quote(TABLE)
UNKNOWN_RELEASES = (
    "nobody",
    "..",
    "..%2f",
    ".hidden",
    "report-SENSITIVE",
    "cases.csv",
    "%00",
    "x" * 900,
)
ROUTES = (
    "/en/releases/{name}/",
    "/en/releases/{name}/explore/",
    "/en/releases/{name}/codebook/",
    "/en/releases/{name}.json",
    "/en/releases/{name}.csv",
    "/en/releases/{name}/explore.json",
    "/en/releases/{name}/codebook.csv",
    "/en/releases/{name}/files/data/people.csv",
    "/api/v1/releases/{name}",
    "/api/v1/releases/{name}/codebook",
    "/api/v1/releases/{name}/counts",
    "/api/v1/releases/{name}/counts.csv",
    "/api/v1/releases/{name}/files/data/people.csv",
)
OUTSIDE = (
    "..%2fcases.csv",
    "../cases.csv",
    "data/../../cases.csv",
    "..%5ccases.csv",
    "%2e%2e/notes.txt",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "data",
    "data/",
    "data/people.csv/",
    "data//people.csv",
    "./data/people.csv",
    "DATA/people.csv",
    "data/people.csv%00.txt",
    "../people 2026.fitted.npz",
    "",
)
QUESTIONS = {
    "by=nothing": "unknown-column",
    "by=gendre": "unknown-column",
    "by=year&by=gender&by=threat&by=debt": "too-many-columns",
    "where[nothing]=1": "unknown-column",
    "where[gender]=Nobody": "unknown-answer",
    "where[gender]=": "unknown-answer",
    "where[gender]=%3F": "unknown-answer",
    "where[work%5Bx%5D%26y]=farm%3Bfish": "unknown-answer",
    "where[gender]=Woman&where[gender]=Man": "two-filters",
    "by=gender&where[gender]=Woman": "counted-and-filtered",
    "people=nobody": "unknown-people",
    "gender=Woman": "unknown-part",
    "where=gender": "unknown-part",
    "where[]=1": "unknown-column",
    "BY=gender": "unknown-part",
    "&".join(f"where[{number}]=1" for number in range(9)): "too-many-filters",
    "by=%00": "unknown-column",
    "by=%ff%fe": "unknown-column",
    "by=%3Cscript%3Ealert(1)%3C/script%3E": "unknown-column",
}
NOT_THERE = ("unknown-column", "unknown-answer", "unknown-people")
"""What no document of the API can list: a question that is well put is answered with 404."""


def checked(answer, status):
    assert answer.status_code == status
    for name, value in HEADERS.items():
        assert answer[name] == value
    body = answer.content.decode()
    assert CANARY not in body
    assert "Traceback" not in body
    assert "json" in answer["Content-Type"] or "<script" not in body
    return body


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("name", UNKNOWN_RELEASES)
def test_an_unknown_release_is_not_found(hub, route, name):
    checked(hub.get(route.format(name=name)), 404)


@pytest.mark.parametrize("begin", ["/en", "/api/v1"])
@pytest.mark.parametrize("path", OUTSIDE)
def test_no_path_leads_out_of_a_release(hub, begin, path):
    checked(hub.get(f"{begin}/releases/{NAME}/files/{path}"), 404)


@pytest.mark.parametrize(("query", "rule"), QUESTIONS.items())
def test_a_bad_question_is_answered_with_what_is_wrong(hub, query, rule):
    status = 404 if rule in NOT_THERE else 400
    answer = hub.get(f"/api/v1/releases/{NAME}/counts?{query}")
    checked(answer, status)
    assert answer["Content-Type"] == "application/problem+json"
    problems = answer.json()["problems"]
    assert rule in {problem["rule"] for problem in problems}
    assert all(problem["message"] for problem in problems)
    assert hub.get(f"/en/releases/{NAME}/explore.csv?{query}").status_code == status


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
@pytest.mark.parametrize(
    "query", [q for q, rule in QUESTIONS.items() if rule[:3] in {"unk", "two"}]
)
def test_the_page_says_it_in_the_language_of_the_visitor(hub, language, query):
    body = checked(hub.get(f"/{language}/releases/{NAME}/explore/?{query}"), 400)
    assert f'lang="{language}"' in body
    assert body.count("<li>") > 4  # languages, and a problem at least


def test_all_that_is_wrong_is_said_at_once(hub):
    query = "by=nothing&where[gender]=Nobody&sort=up"
    answer = hub.get(f"/api/v1/releases/{NAME}/counts?{query}").json()
    assert [one["rule"] for one in answer["problems"]] == [
        "unknown-column",
        "unknown-part",
        "unknown-answer",
    ]
    near = hub.get(f"/api/v1/releases/{NAME}/counts?by=gendre").json()["problems"][0]
    assert near["hint"] == "Did you mean gender?"


@pytest.mark.parametrize("route", ["/en/", f"/api/v1/releases/{NAME}/counts"])
def test_an_endless_address_is_not_looked_at(hub, route):
    query = "&".join(f"where[x{number}]=1" for number in range(2000))
    checked(hub.get(f"{route}?{query}"), 414)


@pytest.mark.parametrize(
    "address",
    [
        "/favicon.ico",
        "/static/",
        "/static/portal.css",
        "/static/..%2fviews.py",
        "/xx/",
        "/en/x",
        "/admin/",
        "/api/v1/",
        "/api/v2/releases",
        "/en/catalogue.xml",
        "/de/",
    ],
)
def test_what_is_not_there_is_not_found(hub, address):
    checked(hub.get(address), 404)
