"""What stands in a case file is found nowhere but in the page that shows the cases."""

from __future__ import annotations

import logging
import tempfile
from dataclasses import replace

import pytest
from case_worker import begin, bring, edit, last_file, page, rows, send_book, written
from django.db import connection
from django.test import Client
from page_worker import LINKED, file_of, form_of, people, with_key

from lanterne.hub.jobs.models import Job
from lanterne.hub.people.roles import Role
from lanterne.hub.web.data import dataset_codebook, page_keys
from saved_files import saved_case

pytestmark = pytest.mark.apart
CANARY = "Canari-7f3a"
LOGGERS = ("", "lanterne.hub", "django", "django_tasks", "waitress")


def database() -> str:
    """Everything in the database, as text; freed pages of SQLite too."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [str(row) for row in cursor.fetchall()]
    if connection.vendor == "sqlite":
        found.append(connection.connection.serialize().decode("latin-1"))
    return "\n".join(found)


def planted() -> str:
    """Cases with a canary in every place: an answer, an id, a note, a header."""
    cases = rows()
    cases[2][1] = CANARY
    cases[4][0] = f"{CANARY}-id"
    cases[6][5] = f"{CANARY} said something"
    cases[8][4] = f"menaces;{CANARY}"
    return written(cases)


@pytest.fixture
def places(workspace, tmp_path, monkeypatch, caplog):
    """Where a canary is looked for: the home, temporary files, logs and the database."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    for name in LOGGERS:  # some do not tell the root
        caplog.set_level(logging.INFO, name)  # templates tell their values below that
        logging.getLogger(name).addHandler(caplog.handler)

    def found() -> list[str]:
        there = [
            str(path)
            for folder in (workspace.home.root, temporary)
            for path in folder.rglob("*")
            if CANARY.encode() in str(path).encode()
            or (path.is_file() and not path.is_symlink() and CANARY.encode() in path.read_bytes())
        ]
        there += ["log"] if CANARY in caplog.text else []
        return there + (["database"] if CANARY in database() else [])

    yield found
    for name in LOGGERS:
        logging.getLogger(name).removeHandler(caplog.handler)


def test_the_search_finds_what_is_there(workspace, places, caplog):
    assert places() == []
    begin(workspace, title=f"About {CANARY}")  # a title is public
    (workspace.home.runs / "leak.txt").write_text(CANARY, "utf-8")
    logging.getLogger("lanterne.hub").warning(CANARY)
    assert [one.rsplit("/", 1)[-1] for one in places()] == ["leak.txt", "log", "database"]


def test_a_canary_in_the_cases_is_nowhere(workspace, places):
    client = begin(workspace, Role.DATA_OFFICER)
    send_book(client)
    bring(client, (f"{CANARY}.csv", planted()))
    assert places() == []
    client.post(f"{client.place}/data/who/", {"subject_id": "dossier", "ignored": ["note"]})
    file = last_file()
    assert file.state == "faulty"
    client.post(f"{client.place}/risk/assess/", {"k": "5"})
    assert places() == []
    seen = client.get(f"/en/work/here/cases/{file.pk}/preview/").content.decode()
    assert CANARY in seen  # the one page that is there to show the cases
    for address in ("/data/", "/risk/", "/codebook/", "/codebook/0/", "/"):
        assert CANARY not in page(client, address).replace(f"{CANARY}.csv", "")
    for job in Job.objects.all():
        shown = client.get(f"/en/work/here/jobs/{job.pk}/").content.decode()
        assert CANARY not in shown
    auditor = workspace.person(Role.AUDITOR)
    auditor.place = client.place
    assert CANARY not in page(auditor)
    assert places() == []


def test_a_canary_in_a_draft_is_in_the_vault_until_a_person_confirms_it(workspace, places):
    client = begin(workspace)
    bring(client, ("cases.csv", planted()))
    client.post(f"/en/work/here/cases/{last_file().pk}/draft/")
    assert CANARY in page(client, "/codebook/0/")  # so that a person sees and removes it
    assert places() == []
    edit(client, f"{client.place}/codebook/", {"act": "leave-out", "column": "sexe"})
    edit(client, f"{client.place}/codebook/", {"act": "discard"})
    assert places() == []


def test_nothing_that_a_draft_took_is_in_clear_until_a_person_has_decided_on_it(workspace, places):
    """Rare answers, a given name and headers are in the vault alone, on every way of a draft."""
    header = ("dossier", "sexe", f"{CANARY} header", "Prénom", "contrôle", "note")
    cases = rows()
    for place, row in enumerate(cases):
        row[3] = f"{CANARY} name" if place == 7 else ("Awa", "Marie", "Jean")[place % 3]
    cases[2][1] = CANARY
    client = begin(workspace)
    bring(client, ("cases.csv", written(cases, header)))
    place = f"{client.place}/codebook/"
    client.post(f"/en/work/here/cases/{last_file().pk}/draft/")
    assert places() == []
    assert CANARY in page(client, "/codebook/0/")
    edit(client, place, {"act": "confirm-all", "sure": "yes"})
    edit(client, place, {"act": "put-in-force"})
    edit(client, place, {"act": "take-in", "column": "Prénom", "risk": "yes"})
    edit(client, f"{place}0/", {"label.en": "Sex", "type": "category", "values": "Femme\nHomme"})
    edit(client, place, {"act": "save", "version": "2", "title.en": "Own"})
    client.get(f"{place}draft.toml")
    who = {"subject_id": "dossier", "household": "note", "ignored": [f"{CANARY} header"]}
    client.post(f"{client.place}/data/who/", who)
    client.dataset.refresh_from_db()
    assert dataset_codebook.who_of(client.dataset).subject_id == "dossier"
    assert (client.dataset.subject_id, client.dataset.household) == ("", "")
    assert places() == []
    edit(client, place, {"act": "leave-out", "column": f"{CANARY} header"})
    edit(client, place, {"act": "leave-out", "column": "Prénom"})
    decided = {"answer": [CANARY], "decide-0": "leave", "confirmed": "yes"}
    again = {"label.en": "S", "type": "category", "values": "Femme\nHomme"}
    edit(client, f"{place}0/", again | decided)
    assert places() == []


def test_a_first_row_of_cases_is_not_taken_for_names(workspace, places):
    client = begin(workspace)
    bring(
        client, ("cases.csv", "\n".join(written(rows()).splitlines()[1:]).replace("D000", CANARY))
    )
    client.post(f"/en/work/here/cases/{last_file().pk}/draft/")
    assert places() == []
    edit(client, f"{client.place}/codebook/", {"act": "discard"})
    send_book(client)
    assert CANARY not in page(client).split("Rows and people")[0]
    assert places() == []


def test_a_canary_in_encrypted_files_is_nowhere(workspace, places):
    """Neither of it nor of the key that opens them: while nothing can be read, and once it was."""
    client, form = with_key(workspace, LINKED, Role.DATA_OFFICER), form_of(LINKED)
    (private,) = page_keys.private_keys(client.dataset)
    name = form.cases.itself.name
    sent = [replace(one, consent="given", ids={name: CANARY}) for one in people(form, 2)]
    cases = [saved_case(form, one) for one in sent]
    files = [
        (f"{CANARY}-{number}.age", file_of(client, form, [case]))
        for number, case in enumerate(cases)
    ]
    bring(client, *files, (f"{CANARY}.csv", planted()))  # refused
    assert places() == []
    bring(client, *files)
    assert last_file().state == "faulty"  # a number that two pages gave
    assert places() == []
    seen = page(client)
    assert CANARY not in seen.replace(f"{CANARY}-0.age", "").replace(f"{CANARY}-1.age", "")
    client.post(f"/en/work/here/cases/{last_file().pk}/same-numbers/")
    assert [part["kind"] for part in last_file().parts] == ["csv", "csv"]
    assert places() == []
    seen = client.get(f"/en/work/here/cases/{last_file().pk}/preview/").content.decode()
    assert CANARY in seen
    for job in Job.objects.all():
        shown = client.get(f"/en/work/here/jobs/{job.pk}/").content.decode()
        assert CANARY not in shown
        assert private not in f"{shown}{job.arguments}{job.problems}"
    assert private not in database()
    client.post(f"/en/work/here/cases/{last_file().pk}/delete/")
    assert places() == []


def test_what_is_deleted_leaves_nothing(workspace, places):
    client = begin(workspace)
    send_book(client)
    bring(client, ("cases.csv", planted()))
    client.post(f"/en/work/here/cases/{last_file().pk}/delete/")
    assert places() == []


def test_an_upload_that_is_refused_leaves_nothing(workspace, places):
    known = begin(workspace)
    client = Client(enforce_csrf_checks=True, HTTP_HOST="127.0.0.1:8000")
    client.get(workspace.door.link(str(known.user.pk)))
    client.place = known.place
    bring(client, ("cases.csv", planted()))
    bring(known, ("cases.pdf", f"%PDF {CANARY}"))
    assert places() == []
