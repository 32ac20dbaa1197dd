"""Texts of people that are meant to become a part of a page: in every place where one can write."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
import routes
from case_worker import BOOK, HEADER, begin, bring, edit, last_file, page, rows, send_book, written
from intake_worker import INTAKE, TODAY, case_of, household, register, say, switch_on
from page_worker import LINKED, form_of, same_number, twice, with_key
from road import decided, notice, run_with_release, submitted

from lanterne.hub.intake.emergencies import open_person
from lanterne.hub.intake.models import Certificate, Household, NamesHolder, Perpetrator, Team
from lanterne.hub.people.models import Organisation, User
from lanterne.hub.people.roles import Role
from lanterne.hub.web.models import CaseFile, Dataset, Publication, Report

LAPTOP = "lanterne.hub.workspace_urls"

MARK = "pwned71"
BAD = (
    f"""</title></textarea>'"><img src={MARK} onerror=alert(1)>"""
    f"<script>{MARK}</script>{{{{7919*7907}}}}"
)
"""Out of a title, a field or an attribute; a tag; a template."""
SHORT = f"'\"><b {MARK}>"
"""Where less may be written."""


class Tags(HTMLParser):
    """What a browser would make of a page: elements and attributes that a text has become."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            leads = name in {"src", "href", "action"} and (value or "").startswith("javascript:")
            made = name == MARK or (name == "src" and value == MARK)
            if made or name.startswith("on") or leads or name == "style":
                self.found.append(f"{tag} {name}={value}")

    def handle_data(self, data):
        if self.cdata_elem == "script" and MARK in data:
            self.found.append("script")


def became(text: str) -> list[str]:
    """What a text has become in a page."""
    tags = Tags()
    tags.feed(text)
    return tags.found + (["template"] if "62615533" in text else [])


def test_the_search_finds_what_is_there():
    assert became(f"<p>{SHORT}") == [f"b {MARK}=None"]
    assert len(became(f'<input value="{BAD}">')) >= 2
    assert became("<p onclick=x>") == ["p onclick=x"]
    assert became("<p>62615533") == ["template"]
    assert became("<p>&lt;img src=pwned71&gt;") == []


@pytest.fixture
def hostile(workspace, made):
    """Everything that somebody can write, written in bad faith, from the cases to an edition."""
    Organisation.objects.create(slug="here", name=BAD[:200])
    officer = begin(workspace, Role.DATA_OFFICER, BAD[:200])
    User.objects.filter(pk=officer.user.pk).update(name=BAD[:200])
    place = officer.place
    book = BOOK.replace(
        '{ en = "Sex", fr = "Sexe" }', f"{{ en = '''{BAD.replace(chr(39), '')}''' }}"
    )
    book = book.replace('"Femme"', f'"{SHORT[2:]}"')
    assert send_book(officer, book).status_code == 302
    cases = rows()
    for case in cases:
        case[1] = case[1].replace("Femme", SHORT[2:])
    cases[3][5] = cases[4][3] = BAD
    header = (*HEADER[:5], f"{BAD}-column")
    bring(officer, (f"{SHORT}.csv", written(cases, header)))
    yield_dataset = Dataset.objects.get(pk=officer.dataset.pk)
    officer.post(f"{place}/data/who/", {"subject_id": "dossier", "ignored": [header[5]]})
    faulty = last_file()
    cases[4][3] = ""
    bring(officer, (f"{BAD}.csv", written(cases, header)))
    assert last_file().state == CaseFile.State.CHECKED, officer.get(f"{place}/data/").content
    officer.post(f"{place}/risk/assess/", {"k": "5"})
    officer.get(f"{place}/codebook/")
    run = run_with_release(yield_dataset, officer.user, made)
    texts = {"title_fr": BAD[:120], "description_fr": BAD, "publisher": BAD[:120]}
    texts |= {"citation": BAD, "name_is_public": "on"}
    submission = submitted(officer, run, **texts)
    second = workspace.person(*Role)
    decided(second, submission, "return", comment=BAD)
    submission = submitted(officer, run, **texts)
    decided(second, submission, comment=BAD)
    second.post(f"/en/work/here/submissions/{submission.pk}/publish/")
    publication = Publication.objects.get()
    officer.names = {
        "organisation": "here",
        "dataset": str(yield_dataset.pk),
        "case_file": str(last_file().pk),
        "run": str(run.pk),
        "submission": str(submission.pk),
        "publication": str(publication.pk),
        "report": str(Report.objects.first().pk),
        "job": str(publication.job_id),
        "member": str(officer.user.pk),
        "role": "publisher",
        "name": publication.name,
        "series": yield_dataset.series,
        "figure": "trend",
        **registered(second),
    }
    officer.faulty, officer.second = faulty, second
    return officer


def registered(client):
    """Somebody of whom nothing but bad faith was written down; what addresses name of them."""
    switch_on(client, "lanterne-network")
    household(client, (BAD, "first", ""), (SHORT, "child", ""), phone="06", reach=BAD)
    made = Household.objects.get()
    person = made.members.order_by("number")[0].person
    case = case_of(person)
    address = f"{INTAKE}/cases/{case.pk}"
    say(client, person, "given", "referral", note=BAD)
    client.post(f"{address}/perpetrators/new/", {"known_as": BAD})
    note = {"on": TODAY, "text": BAD, "language": "en"}
    assert client.post(f"{address}/events/new/note/", note).status_code == 302
    client.post(f"{address}/hold-back/", {"reason": BAD})
    opening = open_person(person, client.user, BAD)
    client.post(f"{INTAKE}/teams/", {"title": SHORT})
    there = Team.objects.get()
    client.post(f"{INTAKE}/teams/{there.pk}/put-in/", {f"{there.pk}-worker": client.user.pk})
    gone = register(client, SHORT)
    client.post(f"{INTAKE}/people/{gone.pk}/remove/", {"sure": "yes"})
    return {
        "household": str(made.pk),
        "person": str(person.pk),
        "case": str(case.pk),
        "perpetrator": str(Perpetrator.objects.get().pk),
        "link": str(case.links.get().pk),
        "event": str(case.events.first().pk),
        "holder": str(NamesHolder.objects.get(user=client.user).pk),
        "worker": str(client.user.pk),
        "opening": str(opening.pk),
        "team": str(there.pk),
        "certificate": str(Certificate.objects.get().pk),
        "group": "0",
        "kind": "note",
    }


def test_nothing_that_somebody_writes_becomes_a_part_of_a_page(hostile):
    """Every page of the workspace and of the portal, in two languages, and pages of errors."""
    addresses = [
        routes.asked(route, hostile.names)
        for route in routes.routes(LAPTOP)
        if not any(name in route.path for name in ("<uuid:invitation>",))
    ]
    place = f"/en/work/here/datasets/{hostile.names['dataset']}"
    addresses += [f"{place}/codebook/{number}/" for number in range(4)]
    addresses += [f"/en/work/here/cases/{hostile.faulty.pk}/preview/?sort=5"]
    home, case = hostile.names["household"], hostile.names["case"]
    addresses += [f"{INTAKE}/households/{home}/copy/?from={case}&copied={BAD}"]
    addresses += [f"{INTAKE}/households/{home}/?copied={BAD}"]
    addresses += [f"/en/work/here/submissions/{hostile.names['submission']}/seen/"]
    addresses += [
        f"/en/releases/{hostile.names['name']}/cite.{kind}" for kind in ("bib", "ris", "txt")
    ]
    addresses += [
        f"/en/{BAD}",
        f"/en/releases/{BAD}/",
        f"/en/work/here/audit/?person={BAD}&thing={BAD}",
    ]
    addresses += [f"/en/releases/{hostile.names['name']}/explore/?{BAD}={BAD}&by={BAD}"]
    addresses += [f"/en/releases/{hostile.names['name']}/codebook/?q={BAD}"]
    hostile.second.raise_request_exception = False
    shown = 0
    for address in addresses:
        for language in ("en", "fr"):
            here = address.replace("/en/", f"/{language}/", 1)
            answer = hostile.second.get(here)
            if not answer.headers.get("Content-Type", "").startswith("text/html"):
                if answer.status_code == 200 and not answer.streaming:  # a file, or data
                    assert "script" not in answer.headers.get("Content-Type", ""), here
                continue
            assert answer.status_code < 500, here
            text = answer.content.decode()
            shown += MARK in text
            assert "style-src 'unsafe" not in answer.headers["Content-Security-Policy"]
            found = [one for one in became(text) if "/risk/" not in here or "style=" not in one]
            assert not found, (here, found)
    assert shown > 30  # the texts are on the pages, as texts


def test_the_names_of_encrypted_files_become_no_part_of_a_page(workspace):
    """Neither where nothing could be read, nor where it was."""
    form = form_of(LINKED)
    for title, files in (("Saved apart", same_number), ("Saved twice", twice)):
        client = with_key(workspace, LINKED, title=title)
        sent = [(f"{SHORT}{name}", data) for name, data in files(client, form)]
        bring(client, *sent)
        for language in ("en", "ar"):
            shown = page(client, language=language)
            assert MARK in shown
            assert became(shown) == []


FORMS = (
    ("data/who/", {"subject_id": BAD, "household": BAD, "ignored": BAD}),
    ("codebook/choose/", {"codebook": BAD}),
    ("codebook/", {"act": "save", "title.en": BAD, "version": BAD, "rules": BAD}),
    ("codebook/", {"act": "leave-out", "column": BAD}),
    ("risk/assess/", {"k": BAD, "length": BAD, "leave_out": BAD}),
    ("protect/start/", {"run": BAD, "method": BAD, "accept_risk": BAD}),
    ("protect/limit/", {"epsilon": BAD, "delta": BAD}),
    ("evaluate/start/", {"run": BAD}),
    ("evaluate/gate/", {"run": BAD, "policy": BAD}),
)


def test_what_is_sent_back_with_a_form_is_a_text(hostile):
    hostile.second.raise_request_exception = False
    place = f"/en/work/here/datasets/{hostile.names['dataset']}"
    for form, values in FORMS:
        send = edit if form == "codebook/" else type(hostile.second).post
        answer = send(hostile.second, f"{place}/{form}", values)
        assert answer.status_code < 500, form
        assert became(answer.content.decode()) == [], form
    for address, values in (
        (f"runs/{hostile.names['run']}/submit/", notice(title_fr=BAD * 9, licence=BAD)),
        (f"submissions/{hostile.names['submission']}/decide/", {"verdict": BAD, "comment": BAD}),
        (f"publications/{hostile.names['publication']}/withdraw/", {"reason_en": f"\x07{BAD}"}),
        ("new/", {"title": BAD * 9}),
        ("people/second/", {"name": BAD * 9}),
        ("people/", {"name": BAD * 9}),
    ):
        answer = hostile.second.post(f"/en/work/here/{address}", values)
        assert answer.status_code < 500, address
        assert became(answer.content.decode()) == [], address


def test_a_reason_on_a_tombstone_is_a_text(hostile):
    address = f"/en/work/here/publications/{hostile.names['publication']}/withdraw/"
    assert hostile.second.post(address, {"reason_en": BAD, "sure": "1"}).status_code == 302
    for language in ("en", "fr", "ar"):
        page = hostile.second.get(f"/{language}/releases/{hostile.names['name']}/")
        assert page.status_code == 410
        assert MARK in page.content.decode()
        assert became(page.content.decode()) == []
