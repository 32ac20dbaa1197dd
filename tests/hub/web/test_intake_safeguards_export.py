"""All that is held about a person, for that person: whole, and nothing of anybody else."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.db import models
from intake_worker import INTAKE, case_of, colleague, register, say, switched_on
from test_intake_safeguards_purge import answered, family

from lanterne.hub.audit.models import Event
from lanterne.hub.intake.models import Case, Link, NameToken, Person
from lanterne.hub.people.roles import Verb

COVERED = {
    "case", "consent", "householdmember", "link", "earlieranswers", "opening", "nametoken",
    "owncode", "event", "earlierevent",
}  # fmt: skip
"""Models of what is held about a person; parts of names are made of the names, and say no more."""


def export(client, person, kind="html"):
    return client.post(f"{INTAKE}/people/{person.pk}/export/", {"kind": kind})


@pytest.fixture
def known(workspace):
    """Somebody of whom everything is held, and whose family, perpetrator and notes are canaries."""
    host = switched_on(workspace)
    worker = colleague(workspace, host)
    person, _kin = family(host, "Amina <b>Diallo</b>", "Kinzwx Qvkdiallo")
    host.post(
        f"{INTAKE}/people/{person.pk}/edit/",
        {"name": "Amina <b>Diallo</b>", "reach": "behind the bakery", "seen": "1"},
    )
    case = case_of(person)
    answered(host, case, "cases")
    host.post(f"{INTAKE}/cases/{case.pk}/perpetrators/new/", {"known_as": "Bosszwx"})
    answered(host, case.links.get(), "links")
    say(host, person, "given", "referral", note="a refuge")
    host.post(f"{INTAKE}/cases/{case.pk}/hold-back/", {"reason": "while in danger"})
    reason = "She phones from the station"
    worker.post(f"{INTAKE}/emergencies/of/{person.pk}/", {"reason": reason})
    return host, worker, person


def facts(part):
    yield from ((part["part"], one["name"], one["said"]) for one in part["facts"])
    for one in part["parts"]:
        yield from facts(one)


def test_all_is_in_both_files_and_nothing_of_others(known):
    host, worker, person = known
    html, data = (export(host, person, kind) for kind in ("html", "json"))
    text, found = html.content.decode(), json.loads(data.content)
    case, link = case_of(person), Link.objects.get()
    told = list(facts(found))
    said = {(part, name): value for part, name, value in told}
    assert said["person", "name"] == "Amina <b>Diallo</b>"
    assert said["person", "reach"] == "behind the bakery"
    assert said["case", "held_back"] == "while in danger"
    assert said["case", "registered"] == case.registered.isoformat()
    assert said["consent", "note"] == "a refuge"
    assert said["emergency", "why"] == "She phones from the station"
    assert said["household", "relation"] == "first member"
    assert said["household", "other_member"] == "child"
    assert said["perpetrator", "code"] == link.perpetrator.code
    parts = [part for part, _name, _value in told]
    assert parts.count("earlier_answers") >= 4, "each version of the case and of the link"
    assert [part for part, _n, _v in told if part == "answers"]
    names = (str(host.user), host.user.email, str(worker.user), worker.user.email)
    for whole in (text, data.content.decode()):
        for word in ("Kinzwx", "Qvkdiallo", "Bosszwx", *(one for one in names if "@" in one)):
            assert word not in whole
        kin = Person.objects.exclude(pk=person.pk).get()
        for code in (kin.code, case_of(kin).code, kin.memberships.get().household.code):
            assert code not in whole
        for key in Case.objects.values_list("pk", flat=True):
            assert str(key) not in whole
    assert "<b>" not in text
    parser = Texts()
    parser.feed(text)
    for part, name, value in told:
        if not name.endswith(("since", "on", "registered", "written", "closed")):
            assert value in parser.texts, (part, name)
    for answer, end in ((html, "html"), (data, "json")):
        assert (
            answer.headers["Content-Disposition"] == f'attachment; filename="{person.code}.{end}"'
        )
        assert "no-store" in answer.headers["Cache-Control"]


class Texts(HTMLParser):
    """The texts of a page, and that nothing in it is fetched from elsewhere."""

    def __init__(self):
        super().__init__()
        self.texts = set()

    def handle_data(self, data):
        self.texts.add(data)

    def handle_starttag(self, tag, attrs):
        assert tag not in {"script", "img", "link", "iframe", "form"}
        assert not {"src", "href"} & dict(attrs).keys()


def test_whatever_is_held_about_a_person_is_in_the_file():
    """A model that somebody adds is brought into the file, or this fails: see held.py."""
    towards = {Person, Case, Link}
    found = {
        model._meta.model_name
        for model in apps.get_app_config("intake").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model in towards
    }
    assert found <= COVERED, found - COVERED
    assert NameToken._meta.model_name in found


def test_names_must_be_open_and_it_is_written_down(known):
    host, worker, person = known
    done = Event.objects.filter(verb=Verb.EXPORT_PERSON, outcome="done")
    assert export(worker, person).status_code == 403, "an emergency gives no file"
    assert export(host, person, "pdf").status_code == 422
    assert not done.exists()
    page = host.get(f"{INTAKE}/people/{person.pk}/export/").content.decode()
    assert "they may tell of other people" in page
    assert not done.exists()
    export(host, person, "json")
    assert done.get().details == {"code": person.code, "format": "json"}
    host.post(f"{INTAKE}/names/close/")
    answer = export(host, person)
    assert answer.status_code == 409
    assert "Amina" not in answer.content.decode()
    assert done.count() == 1


def test_it_is_in_the_language_of_the_page(known):
    host, _worker, person = known
    where = f"/ar/work/here/intake/people/{person.pk}/export/"
    text = host.post(where, {"kind": "html"}).content.decode()
    assert '<html lang="ar" dir="rtl">' in text
    found = host.post(where, {"kind": "json"}).json()
    assert found["language"] == "ar"
    other = register(host, "Xyzzy Plugh")
    assert "Xyzzy Plugh" in export(host, other).content.decode()
