"""What identifies people, and what few people say, never becomes public by a wholesale yes."""

from __future__ import annotations

import html
import re
from importlib import import_module

import pytest
from case_worker import BOOK, HEADER, begin, bring, edit, last_file, page, rows, send_book, written
from django.apps import apps

from lanterne.errors import problem_from_json
from lanterne.hub.jobs.models import Job
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data import dataset_codebook, draft_changes
from lanterne.hub.web.data.case_files import document_of
from lanterne.hub.web.models import Dataset

NAMES = ("Awa", "Marie", "Jean", "Fatou", "Zoé", "Ali")
JOBS = ("Cook", "Farm hand", "Cleaner")
RARE = ("Beekeeper of the abbey", "Lighthouse keeper")
COLUMN = {"label.en": "Job", "type": "category", "list": ""}


@pytest.fixture
def client(workspace):
    """Somebody with a draft of cases that have given names, and jobs that few people have."""
    client = begin(workspace)
    rare = {3: RARE[0], 40: RARE[1], 41: RARE[1]}
    cases = []
    for row in rows():
        person = int(row[0][1:])
        told = [NAMES[person % 6], rare.get(person, JOBS[person % 3])]
        cases.append([*row[:5], *told, row[5]])
    header = (*HEADER[:5], "Prénom", "job", "note")
    bring(client, ("cases.csv", written(cases, header)))
    client.post(f"/en/work/here/cases/{last_file().pk}/draft/")
    client.dataset.refresh_from_db()
    return client


def act(client, act, **fields):
    answer = edit(client, f"{client.place}/codebook/", {"act": act, **fields})
    client.dataset.refresh_from_db()
    return answer


def draft_of(client):
    client.dataset.refresh_from_db()
    return dataset_codebook.draft_of(client.dataset)


def place_of(client, name):
    return [column["name"] for column in draft_of(client).columns].index(name)


def save(client, name, **fields):
    return edit(client, f"{client.place}/codebook/{place_of(client, name)}/", COLUMN | fields)


def test_a_column_of_given_names_is_left_out_and_its_reason_said(client):
    draft = draft_of(client)
    assert "Prénom" in draft.identifying
    assert "Prénom" not in [column["name"] for column in draft.columns]
    shown = page(client, "/codebook/")
    assert "names of people" in shown
    assert not any(name in html.unescape(shown) for name in ("Fatou", "Zoé"))
    assert "noms de personnes" in html.unescape(page(client, "/codebook/", "fr"))


def test_it_comes_in_only_by_an_act_on_it_alone_that_names_the_risk(client):
    answer = act(client, "take-in", column="Prénom")
    assert answer.status_code == 400
    assert "how this column may harm people" in answer.content.decode()
    assert "Prénom" in draft_of(client).excluded
    act(client, "take-in", column="Prénom", risk="yes")
    act(client, "confirm-all", sure="yes")
    assert "Prénom" in draft_of(client).to_confirm
    assert act(client, "put-in-force").status_code == 400
    values = {"values": "Awa\nMarie"}
    assert save(client, "Prénom", confirmed="yes", **values).status_code == 400
    assert "Prénom" in draft_of(client).to_confirm
    assert "This column may identify people" in page(
        client, f"/codebook/{place_of(client, 'Prénom')}/"
    )
    assert save(client, "Prénom", confirmed="yes", risk="yes", **values).status_code == 302
    assert "Prénom" in draft_of(client).confirmed


def test_answers_that_few_people_give_are_not_confirmed_with_the_others(client):
    act(client, "confirm-all", sure="yes")
    assert draft_of(client).to_confirm == ("job",)
    answer = act(client, "put-in-force")
    assert answer.status_code == 400
    assert dataset_codebook.in_force(client.dataset) is None
    shown = page(client, f"/codebook/{place_of(client, 'job')}/")
    assert all(job in shown for job in RARE)
    listed = re.search(r'<textarea id="values".*?</textarea>', shown, re.S)[0]
    assert all(job in listed for job in JOBS)
    assert not any(job in listed for job in RARE)


def test_each_of_them_is_shown_and_decided(client):
    act(client, "confirm-all", sure="yes")
    values = {"values": "\n".join(JOBS), "confirmed": "yes"}
    answer = save(client, "job", answer=list(RARE), **values)
    assert answer.status_code == 400
    assert "decide on each answer" in answer.content.decode()
    answer = save(client, "job", answer=list(RARE), **values, **{"decide-0": "leave"})
    assert answer.status_code == 400
    assert draft_of(client).columns[place_of(client, "job")]["undecided"] == [RARE[1]]
    save(client, "job", answer=[RARE[1]], **values, **{"decide-0": "keep"})
    assert act(client, "put-in-force").status_code == 302
    assert dataset_codebook.in_force(client.dataset).table.column("job").codes == (*JOBS, RARE[1])
    assert RARE[0] not in client.dataset.codebook
    assert "undecided" not in client.dataset.codebook
    assert not re.search(r"\d", client.dataset.codebook.split('name = "job"')[1].split("[[")[0])
    faults = page(client)
    assert "not in the codebook" in html.unescape(faults)  # the rows that still say what was left
    assert RARE[0] not in faults.split("Rows and people")[0]


def test_a_band_that_is_kept_stands_in_its_place():
    column = {
        "type": "ordinal",
        "values": [{"code": code} for code in ("9--17", "21+")],
        "undecided": ["0--8", "18--20", "30+"],
    }
    draft_changes.decide(column, dict.fromkeys(column["undecided"], draft_changes.KEEP))
    assert [value["code"] for value in column["values"]] == [
        "0--8",
        "9--17",
        "18--20",
        "21+",
        "30+",
    ]
    assert "undecided" not in column


def test_cases_are_checked_with_a_draft_as_if_all_were_kept(client):
    found = document_of(last_file())["problems"]
    assert {problem_from_json(problem).rule for problem in found} <= {"ignored-id"}, found
    assert set(RARE) <= set(dataset_codebook.book_of(client.dataset).table.column("job").codes)


def test_a_draft_that_is_downloaded_says_what_is_undecided_and_can_come_back(client):
    text = client.get(f"{client.place}/codebook/draft.toml").content.decode()
    assert f'undecided = ["{RARE[0]}", "{RARE[1]}"]' in text
    assert send_book(client, text).headers["Location"].endswith("/codebook/")
    assert draft_of(client).columns[place_of(client, "job")]["undecided"] == list(RARE)


def test_of_a_draft_of_an_earlier_version_each_answer_is_decided(client):
    """It says nothing of how often its answers are given, and kept what may identify people."""
    organisation = client.dataset.organisation
    now = vault_documents.kept_document(organisation, dataset_codebook.KIND, client.dataset.draft)
    del now["identifying"]
    columns = now["data"]["tables"][0]["columns"]
    names = [{"code": name, "label": {"en": name}} for name in NAMES]
    columns.append(
        {"name": "Prénom", "type": "category", "label": {"en": "Prénom"}, "values": names}
    )
    for column in columns:
        column.pop("undecided", None)
    now["confirmed"] = ["Prénom", "âge"]
    client.dataset.draft = vault_documents.keep_document(organisation, dataset_codebook.KIND, now)
    client.dataset.save()
    draft = draft_of(client)
    assert draft.confirmed == ("âge",)
    undecided = {column["name"]: column.get("undecided") for column in draft.columns}
    assert undecided["Prénom"] == list(NAMES)
    assert undecided["job"] == sorted(JOBS)
    assert undecided["âge"] is None
    assert undecided["pays"] is None  # the whole list of countries, whoever is in the file
    act(client, "confirm-all", sure="yes")
    assert draft_of(client).confirmed == ("âge", "pays")


def test_who_is_who_is_kept_with_the_draft_and_settled_with_it(client):
    client.post(f"{client.place}/data/who/", {"subject_id": "dossier", "ignored": ["note"]})
    assert draft_of(client).who.subject_id == "dossier"
    assert (client.dataset.subject_id, client.dataset.ignored) == ("", [])
    assert 'value="dossier" selected' in page(client)
    client.post(f"{client.place}/risk/assess/", {"leave_out": ["job"]})
    (risk,) = Job.objects.filter(kind="risk")  # what it is asked stands in the database
    assert (risk.state, risk.arguments["leave_out"]) == ("done", [])
    assert "Once the draft of the codebook is confirmed" in page(client, "/risk/")
    act(client, "leave-out", column="job")
    act(client, "confirm-all", sure="yes")
    act(client, "put-in-force")
    assert client.dataset.subject_id == "dossier"
    assert client.dataset.ignored == ["Prénom", "job", "note"]
    assert last_file().state == "checked"


def test_a_hub_of_an_earlier_version_has_no_names_of_columns_in_clear_where_a_draft_waits(client):
    migration = import_module("lanterne.hub.web.migrations.0005_identify_who_is_said_anew")
    other = begin_another(client)
    named = {"subject_id": "dossier", "household": "note", "ignored": ["Prénom"]}
    Dataset.objects.update(**named)
    migration.say_anew(apps, None)
    client.dataset.refresh_from_db()
    assert (client.dataset.subject_id, client.dataset.household) == ("", "")
    assert client.dataset.ignored == []
    other.refresh_from_db()
    assert other.subject_id == "dossier"  # no draft of it waits


def begin_another(client):
    client.post("/en/work/here/new/", {"title": "Another"})
    return Dataset.objects.get(title="Another")


def test_of_a_draft_that_is_sent_each_answer_is_decided(workspace):
    client = begin(workspace)
    send_book(client, "draft = true\n" + BOOK)
    undecided = {column["name"]: column.get("undecided") for column in draft_of(client).columns}
    assert undecided["sexe"] == ["Femme", "Homme"]
    assert undecided["pays"] is None


def test_a_codebook_that_is_sent_is_asked_of_what_may_identify_people(workspace):
    client = begin(workspace)
    answer = send_book(client, BOOK.replace('name = "sexe"', 'name = "Prénom"'))
    assert answer.headers["Location"].endswith("/codebook/")
    draft = draft_of(client)
    assert (draft.to_confirm, draft.to_read_alone) == (("Prénom",), ("Prénom",))
    assert dataset_codebook.in_force(client.dataset) is None


def test_a_column_whose_answers_may_be_names_is_confirmed_by_itself_alone(workspace):
    client = begin(workspace)
    names = ("Zora Mbeki", "Kunle Adebayo", "Petrit Hoxha")
    header = ("sexe", "tag", "Secteur", "Recruteur")
    kinds = ("Pêche", "Agriculture", "Mendicité")
    cases = [
        ("FM"[n % 2], names[n % 3], kinds[n % 3], ("Ami", "Famille")[n % 2]) for n in range(60)
    ]
    bring(client, ("cases.csv", written(cases, header)))
    client.post(f"/en/work/here/cases/{last_file().pk}/draft/")
    act(client, "confirm-all", sure="yes")
    assert draft_of(client).to_confirm == ("tag",)
    assert act(client, "put-in-force").status_code == 400
    shown = page(client, f"/codebook/{place_of(client, 'tag')}/")
    assert "This column may identify people" in shown
    values = {"values": "\n".join(names), "confirmed": "yes"}
    assert save(client, "tag", **values).status_code == 400
    assert save(client, "tag", **values, risk="yes").status_code == 302
    assert draft_of(client).to_confirm == ()
