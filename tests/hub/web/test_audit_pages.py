"""The pages of the audit log: who sees what of it, by which question."""

from __future__ import annotations

import ast
import csv
import io
from pathlib import Path

import pytest
from django.db import connection

from lanterne import hub
from lanterne.hub.audit import guard, record, words
from lanterne.hub.audit.models import Event
from lanterne.hub.people.models import User
from lanterne.hub.people.roles import Purpose, Role, Verb

LOG = "/en/work/here/audit/"


@pytest.fixture
def auditor(workspace):
    return workspace.person(Role.AUDITOR)


@pytest.mark.parametrize("role", Role)
def test_who_may_read_it(workspace, role):
    client = workspace.person(role)
    expected = 200 if role in {Role.AUDITOR, Role.ADMINISTRATOR} else 403
    for address in (LOG, "/en/work/here/audit.csv"):
        assert client.get(address).status_code == expected
    assert client.get("/en/work/elsewhere/audit/").status_code == 404


@pytest.mark.database
def test_reading_it_is_written_down_and_shown_in_words(workspace, auditor):
    officer = workspace.person(Role.DATA_OFFICER)
    officer.get("/en/work/here/")
    workspace.person(Role.AUDITOR).post("/en/work/here/new/", {"title": "Not for me"})
    text = auditor.get(LOG).content.decode()
    for words_ in ("Looked at the audit log", "Looked at a page without cases", "oversight"):
        assert words_ in text
    assert "Started a dataset" in text
    assert "refused" in text
    assert "Somebody" in text
    french = auditor.get("/fr/work/here/audit/").content.decode()
    assert "A consulté le journal d" in french


def test_the_log_of_another_organisation_is_not_shown(workspace, auditor):
    other = workspace.person(Role.DATA_OFFICER, organisation="elsewhere")
    other.get("/en/work/elsewhere/")
    record("account.login", "administration", actor=other.user)
    for address in (LOG, "/en/work/here/audit.csv"):
        page = auditor.get(address)
        text = (page.getvalue() if page.streaming else page.content).decode()
        assert str(other.user.pk) not in text


def test_a_login_of_a_member_is_shown_although_it_belongs_to_no_organisation(workspace, auditor):
    record("account.login", "administration", actor=auditor.user)
    assert "account.login" in auditor.get(LOG).content.decode()


@pytest.mark.database
def test_questions_by_person_verb_thing_and_day(workspace, auditor):
    officer = workspace.person(Role.DATA_OFFICER)
    officer.post("/en/work/here/new/", {"title": "Cases"})
    officer.get("/en/work/here/")
    rows = [
        ({"person": officer.user.pk}, {"actor": str(officer.user.pk)}),
        ({"verb": "dataset.create"}, {"verb": "dataset.create"}),
        ({"first": "2999-01-01"}, {"number": -1}),
        ({"last": "1999-01-01"}, {"number": -1}),
    ]
    for question, answer in rows:
        shown = {event.number for event in auditor.get(LOG, question).context["page"]}
        expected = set(Event.objects.filter(**answer).values_list("number", flat=True))
        assert shown == expected, question
        assert len(shown) < Event.objects.count()
    wrong = auditor.get(LOG, {"first": "yesterday", "person": "nobody"})
    assert wrong.status_code == 200
    assert 'class="alarm"' in wrong.content.decode()


@pytest.mark.database
def test_pages_of_a_long_log_keep_the_question(workspace, auditor):
    for _ in range(60):
        record("dataset.see", "collection", actor=auditor.user, organisation=place(auditor))
    page = auditor.get(LOG, {"verb": "dataset.see"})
    assert 'href="?verb=dataset.see&amp;page=2"' in page.content.decode()
    second = auditor.get(LOG, {"verb": "dataset.see", "page": 2})
    assert len(second.context["page"]) == 10


def place(client):
    return client.user.memberships.get().organisation


def test_the_table_for_spreadsheets_is_no_formula(workspace, auditor):
    User.objects.filter(pk=auditor.user.pk).update(name='=HYPERLINK("http://evil.example")')
    page = auditor.get("/en/work/here/audit.csv")
    rows = list(csv.DictReader(io.StringIO(page.getvalue().decode())))
    assert rows[0]["name"].startswith("'=")
    assert [row["verb"] for row in rows] == ["audit.read"]
    assert rows[0]["digest"] == Event.objects.get().digest


@pytest.mark.database
def test_a_broken_log_is_said_on_its_page(workspace, auditor):
    auditor.get(LOG)
    assert "The log is whole" in auditor.get(LOG, {"check": 1}).content.decode()
    guard.take_down(connection)
    Event.objects.filter(number=1).update(verb="nothing")
    guard.put_up(connection)
    text = auditor.get(LOG, {"check": 1}).content.decode()
    assert "The log is not whole" in text
    assert "<strong>1</strong>" in text


def test_every_verb_and_purpose_has_words():
    assert set(words.VERBS) >= set(Verb)
    assert set(words.PURPOSES) == set(Purpose)


def test_whatever_the_hub_writes_down_has_words():
    acts = set()
    for path in Path(hub.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "").endswith("record"):
                acts |= {one.value for one in node.args[:1] if isinstance(one, ast.Constant)}
    assert {"session.begin", "role.give"} <= acts
    assert acts <= set(words.VERBS)
