"""Cases are asked for by people who may not see them: by any page, form or download."""

from __future__ import annotations

import pytest
from case_worker import HEADER, begin, bring, in_order, last_file, rows, send_book, written
from routes import routes

from lanterne.hub.audit.models import Event
from lanterne.hub.people.roles import Role
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data.case_files import delete_case_file
from lanterne.hub.web.models import CaseFile, Dataset, Report
from lanterne.hub.web.work import risk

CANARIES = ("Canary-71c9", "Kanári-82dà", "كناري٧٣")
"""In a cell, the name of a column, the name of the file: as bytes that no page has otherwise."""
CELL, COLUMN, FILE = CANARIES

BOOK = "lanterne.hub.workspace_urls"
BLIND = (Role.AUDITOR, Role.ADMINISTRATOR, Role.PUBLISHER)


def planted() -> str:
    cases = rows()
    cases[3][5] = f"{CELL} said something"
    return written(cases, (*HEADER[:5], COLUMN))


@pytest.fixture
def officer(workspace):
    """A data officer whose cases are checked, with a canary in every place; a risk report too."""
    client = begin(workspace, Role.DATA_OFFICER)
    send_book(client)
    bring(client, (f"{FILE}.csv", planted()))
    client.post(f"{client.place}/data/who/", {"subject_id": "dossier", "ignored": [COLUMN]})
    assert last_file().state == CaseFile.State.CHECKED
    client.post(f"{client.place}/risk/assess/", {"k": "5"})
    return client


def pages(client):
    """Every page that names something of the dataset, as its owner knows the ids."""
    names = {
        "organisation": "here",
        "dataset": client.dataset.pk,
        "case_file": last_file().pk,
        "report": Report.objects.get().pk,
        "position": 0,
    }
    names["job"] = Report.objects.get().job_id
    for route in routes(BOOK):
        address = route.path
        for name, value in names.items():
            for kind in ("uuid", "slug", "int"):
                address = address.replace(f"<{kind}:{name}>", str(value))
        if route.needs and "<" not in address:
            yield address


def seen(client, addresses) -> dict[str, str]:
    """Address → everything that came back, its headers too."""
    found = {}
    for address in addresses:
        for language in ("en", "ar"):
            here = address.replace("/en/", f"/{language}/", 1)
            for query in ("", "?method=differential-privacy&unit=household&report=x&sort=1"):
                answer = client.get(here + query)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                found[here + query] = f"{dict(answer.headers)}\n{body.decode('utf-8', 'replace')}"
    return found


def test_the_owner_sees_the_canaries(officer):
    """The search finds what is there: or it would prove nothing below."""
    every = "".join(seen(officer, list(pages(officer))).values())
    assert [one for one in CANARIES if one not in every] == []


@pytest.mark.parametrize("role", BLIND)
def test_roles_that_see_no_cases_see_none_anywhere(workspace, officer, role):
    somebody = workspace.person(role)
    addresses = list(pages(officer))
    assert len(addresses) > 20
    for address, text in seen(somebody, addresses).items():
        assert [one for one in CANARIES if one in text] == [], address


def test_a_case_worker_sees_no_cases_that_another_brought_into_their_dataset(workspace):
    """Of one's own dataset, too: a data officer may have brought other people's cases into it."""
    worker = begin(workspace, Role.CASE_WORKER)
    send_book(worker)
    officer = workspace.person(Role.DATA_OFFICER)
    officer.place, officer.dataset = worker.place, worker.dataset
    bring(officer, (f"{FILE}.csv", planted()))
    officer.post(f"{officer.place}/data/who/", {"subject_id": "dossier", "ignored": [COLUMN]})
    officer.post(f"{officer.place}/risk/assess/", {"k": "5"})
    addresses = list(pages(worker))
    for address, text in seen(worker, addresses).items():
        assert [one for one in CANARIES if one in text] == [], address
    before = Report.objects.count()
    for form in ("risk/assess/", "data/who/"):
        assert worker.post(f"{worker.place}/{form}", {"k": "7"}).status_code == 403, form
    assert Report.objects.count() == before
    assert Event.objects.filter(outcome="denied", actor=str(worker.user.pk)).exists()
    bring(worker, ("mine.csv", planted()))  # their own again: they see it
    assert CELL in worker.get(f"/en/work/here/cases/{last_file().pk}/preview/").content.decode()


def test_a_draft_from_anothers_cases_is_not_read(workspace):
    worker = begin(workspace, Role.CASE_WORKER)
    officer = workspace.person(Role.DATA_OFFICER)
    officer.place, officer.dataset = worker.place, worker.dataset
    cases = rows()
    for case in cases[:20]:
        case[1] = CELL
    bring(officer, ("cases.csv", written(cases)))
    officer.post(f"/en/work/here/cases/{last_file().pk}/draft/")
    assert Dataset.objects.get().draft
    answers = [f"{worker.place}/codebook/{rest}" for rest in ("", "0/", "1/", "2/", "draft.toml")]
    assert CELL in "".join(seen(officer, answers).values())
    assert CELL not in "".join(seen(worker, answers).values())


def test_what_a_job_finds_after_its_cases_were_deleted_is_not_kept(workspace, monkeypatch):
    """Somebody deletes the cases while a worker reads them."""
    client = in_order(workspace)
    find = risk.verbs.find_risk

    def slow(*arguments, **names):
        found = find(*arguments, **names)
        delete_case_file(last_file())
        return found

    monkeypatch.setattr(risk.verbs, "find_risk", slow)
    client.post(f"{client.place}/risk/assess/", {"k": "9"})
    assert last_file().state == CaseFile.State.DELETED
    assert Report.objects.get().files == {}
    assert vault_documents.vault().file_ids("here") == ()


def test_a_check_that_ends_while_cases_are_deleted_leaves_nothing(workspace):
    """The request that deletes has read the row before the job wrote its findings."""
    client = in_order(workspace)
    old = last_file()
    client.post(f"/en/work/here/cases/{old.pk}/check/")
    assert last_file().findings != old.findings
    delete_case_file(old)
    assert vault_documents.vault().file_ids("here") == ()
