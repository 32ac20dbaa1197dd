"""The Harmonise step for linked tables: sheets, files, or rows of several people."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from case_worker import begin, bring, last_file, page
from django.test import Client
from partner_files import LINKED, LINKS, PEOPLE, VICTIMS, as_csv, files_of

from lanterne.codebook import load_codebook
from lanterne.harmonise import Mapping
from lanterne.harmonise.check_mapping import mapping_problems
from lanterne.hub.jobs.models import Job
from lanterne.hub.web.data.case_files import document_of
from lanterne.hub.web.harmonise import column_decisions, stored_mapping
from lanterne.hub.web.models import CaseFile, Dataset
from lanterne.hub.web.work import harmonise as work_harmonise
from workbooks import write_xlsx

NETWORK = load_codebook("lanterne-network")

WIDE = [
    [*VICTIMS[0], "Nom 1", "Sexe 1", "Relation 1", "Nom 2", "Sexe 2", "Relation 2"],
    [*VICTIMS[1], "Xi", "Homme", "Famille", "Yu", "Femme", "Ami"],
    [*VICTIMS[2], "Zo", "Femme", "Ami", "", "", ""],
    [*VICTIMS[3], "Wu", "Homme", "Famille", "", "", ""],
]


def brought(workspace, form: str = "files", folder: Path = Path()) -> Client:
    """Somebody who has brought linked tables, and looked at their columns."""
    client = begin(workspace)
    client.post(f"{client.place}/codebook/choose/", {"codebook": "lanterne-network"})
    if form == "workbook":  # read in a process of its own
        bring(client, ("Cas.xlsx", write_xlsx(folder / "cas.xlsx", LINKED).read_bytes()))
    else:
        bring(client, *(files_of(LINKED) if form == "files" else [("Cas.csv", as_csv(WIDE))]))
    scan(client)
    return client


def bring_changed(client: Client, **tables: list[list[str]]) -> None:
    """The files of next month, some of which are others, and a look at their columns."""
    bring(client, *files_of({**LINKED, **tables}))
    scan(client)


def scan(client: Client, **said: str) -> None:
    assert client.post(f"/en/work/here/cases/{last_file().pk}/scan/", said).status_code == 302


def mapping_of(client: Client) -> Mapping:
    found = stored_mapping.mapping_of(Dataset.objects.get(pk=client.dataset.pk))
    assert found is not None
    return found


def decide(client: Client, **said: object) -> None:
    """Send a form of the page."""
    assert client.post(f"{client.place}/harmonise/decide/", said).status_code == 302


def settle(client: Client, *consents: str, **more: str) -> None:
    """Say that what is proposed is right, who agreed, and that nothing else is asked."""
    shown = page(client, "/harmonise/")
    decide(client, act="save", right=re.findall(r'name="right" value="(\d+)"', shown))
    decide(client, act="people", given=consents, **more)
    decide(client, act="not-asked")


def make(client: Client, **said: str) -> CaseFile:
    """Make cases; the file that is worked on now."""
    address = f"/en/work/here/cases/{last_file().pk}/harmonise/"
    assert client.post(address, said).status_code == 302
    return last_file()


@pytest.mark.parametrize("form", ["workbook", "files", "wide"])
def test_linked_tables_come_in_order_however_they_are_brought(workspace, form, tmp_path):
    client = brought(workspace, form, tmp_path)
    raw = last_file()
    settle(client, "Oui")
    made = make(client)
    assert (made.state, made.mapping.version) == (CaseFile.State.CHECKED, "1")
    names = sorted(document_of(made)["names"].values())
    tables = ["links.csv", "perpetrators.csv", "victims.csv"]
    assert names == (["Cas.csv"] if form == "wide" else tables)
    assert document_of(made)["people"] == 2  # one did not consent
    raw.refresh_from_db()
    assert raw.state == CaseFile.State.DELETED
    assert "They passed the check" in page(client, "/harmonise/")


def test_who_is_who_is_asked_of_each_table(workspace):
    client = brought(workspace)
    shown = page(client, "/harmonise/")
    fields = dict.fromkeys(re.findall(r'name="(key-\d+-\w+)"', shown))
    assert [name.partition("-")[2] for name in fields] == [
        "0-victim",
        "0-household",
        "5-perpetrator",
        "7-victim",
        "7-perpetrator",
    ]
    settle(client, "Oui", **{"key-7-perpetrator": ""})
    assert "perpetrator" not in mapping_of(client).tables["links"].keys
    before = CaseFile.objects.count()
    make(client)
    assert CaseFile.objects.count() == before
    decide(client, act="people", given=["Oui"], **{"key-7-perpetrator": "Auteur"})
    assert mapping_of(client).tables["links"].keys["perpetrator"] == "Auteur"
    assert make(client).state == CaseFile.State.CHECKED


def test_nobody_has_agreed_until_somebody_says_which_answers_do(workspace):
    client = brought(workspace)
    settle(client)
    before = CaseFile.objects.count()
    make(client)
    assert CaseFile.objects.count() == before


def test_another_sheet_may_be_chosen_for_a_table(workspace):
    client = brought(workspace)
    settle(client, "Oui")
    scan(client, again="yes", **{"table-perpetrators": "Notes.csv", "table-links": "Liens.csv"})
    found = mapping_of(client)
    assert found.tables["perpetrators"].file == "Notes.csv"
    assert found.column_of("IP_Gender").reads == ()
    assert found.column_of("gender").decided  # of the sheet that stayed
    assert found.tables["links"].keys == {"victim": "Code", "perpetrator": "Auteur"}
    scan(client, again="yes", **{"table-perpetrators": "Auteurs.csv"})
    assert mapping_of(client).column_of("IP_Gender").reads == ("Sexe",)


def test_next_month_nothing_is_asked(workspace):
    client = brought(workspace)
    settle(client, "Oui")
    make(client)
    before = mapping_of(client)
    bring_changed(client)
    assert mapping_of(client) == before
    made = make(client)
    assert (made.state, made.mapping.version) == (CaseFile.State.CHECKED, "1")


def test_a_column_that_is_new_next_month_is_asked_of_its_sheet(workspace):
    client = brought(workspace)
    settle(client, "Oui")
    make(client)
    bring_changed(client, Auteurs=[[*PEOPLE[0], "Surnom"], *([*one, "x"] for one in PEOPLE[1:])])
    found = mapping_of(client)
    assert found.tables["perpetrators"].headers == ("Auteur", "Sexe", "Surnom")
    assert found.column_of("IP_Gender").decided
    assert found.tables["links"].keys == {"victim": "Code", "perpetrator": "Auteur"}
    assert make(client).mapping is not None


def test_answers_that_nobody_knows_lead_to_the_page_of_their_sheet(workspace):
    client = brought(workspace)
    settle(client, "Oui")
    bring_changed(client, Liens=[*LINKS[:2], ["V2", "A2", "Cousinage lointain"], LINKS[3]])
    before = CaseFile.objects.count()
    make(client)
    assert CaseFile.objects.count() == before
    shown = page(client, "/harmonise/")
    link = re.search(r'href="([^"]*/harmonise/\d+/)"><bdi>Liens.csv · Relation</bdi>', shown)
    assert link is not None
    answers = client.get(link[1]).content.decode()
    assert "Cousinage lointain" in answers
    back = client.get(f"{client.place}/harmonise/to-settle.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(back.content))
    (sheet,) = book.worksheets
    assert (sheet.title, [cell.value for cell in sheet[2]][:4]) == (
        "Liens.csv",
        [3, "V2", "A2", "Cousinage lointain"],
    )
    sent = {
        "state": re.search(r'name="state" value="(\w+)"', answers)[1],
        "act": "approve",
        "answer": "Cousinage lointain",
        "becomes": "is:FamilyIntimatePartner",
    }
    assert client.post(link[1], sent).status_code == 302
    assert mapping_of(client).column_of("IP_Relation").values["Cousinage lointain"] == (
        "FamilyIntimatePartner"
    )
    assert make(client).state == CaseFile.State.CHECKED


def test_what_is_asked_of_each_of_several_people_is_decided_once(workspace):
    client = brought(workspace, "wide")
    shown = page(client, "/harmonise/")
    assert "Sexe 1 · Sexe 2" in shown
    place = re.search(r'name="use-(\d+)" aria-label="Becomes: Relation 1 · Relation 2"', shown)[1]
    decide(client, act="save", **{f"use-{place}": "leave_out"})
    assert "Relation {perpetrators}" in mapping_of(client).source.leave_out
    assert mapping_of(client).column_of("IP_Relation").reads == ()
    decide(client, act="save", **{f"use-{place}": "to:IP_Relation"})
    assert mapping_of(client).column_of("IP_Relation").reads == ("Relation {perpetrators}",)


@pytest.mark.parametrize("form", ["files", "wide"])
def test_a_page_that_is_saved_as_it_is_shown_changes_nothing(workspace, form):
    client = brought(workspace, form)
    before = mapping_of(client)
    shown = page(client, "/harmonise/")
    chosen = re.findall(r'<select[^>]* name="([\w-]+)"(.*?)</select>', shown, re.DOTALL)
    sent = {
        name: found[1] if (found := re.search(r'value="([^"]*)" selected', options)) else ""
        for name, options in chosen
    }
    decide(client, act="save", **{name: one for name, one in sent.items() if name[:4] == "use-"})
    decide(client, act="people", **{name: one for name, one in sent.items() if name[:4] == "key-"})
    assert mapping_of(client) == before


def test_the_first_rows_of_each_table_are_shown(workspace):
    client = brought(workspace)
    settle(client, "Oui")
    bring_changed(client, Liens=[*LINKS, ["V9", "A1", "Ami"]])
    make(client)
    shown = page(client, "/harmonise/")
    assert "No case was made" in shown
    for name in ("Victimes", "Auteurs", "Liens"):
        assert f"<h3><bdi>{name}.csv</bdi></h3>" in shown
    assert "Awa" not in shown  # a name that is left out
    assert "V9" not in shown[shown.index("No case was made") :][:600]


SEVERAL = """
[source]
headers = ["V1", "V2", "S1", "S2", "P1", "P2"]
keys = { victim = "V{victims}", perpetrator = "P{perpetrators}" }
groups = { victims = ["1", "2"], perpetrators = ["1", "2"] }
[legal]
basis = "Law 5"
signed_by = "Ada"
[[columns]]
target = "gender"
rule = "recode"
sources = ["S{victims}"]
values = { F = "Female" }
"""


def send(client: Client, mapping: str):
    """Send a mapping as a file."""
    stream = io.BytesIO(mapping.encode())
    stream.name = "mapping.toml"
    return client.post(f"{client.place}/harmonise/send/", {"toml": stream})


def test_a_mapping_made_elsewhere_is_taken(workspace):
    client = brought(workspace)
    settle(client, "Oui")
    good = client.get(f"{client.place}/harmonise/mapping.toml").content.decode()
    scan(client, anew="yes")
    assert send(client, good).status_code == 302
    assert "Everything is decided" in page(client, "/harmonise/")


def test_rows_of_several_of_both_kinds_are_not_for_the_browser(workspace):
    client = brought(workspace, "wide")
    good = client.get(f"{client.place}/harmonise/mapping.toml").content.decode()
    before = mapping_of(client)
    answer = send(client, good[: good.index("[source]")] + SEVERAL)
    assert answer.status_code == 400
    assert "Such a file is harmonised on the command line" in answer.content.decode()
    assert mapping_of(client) == before


def test_names_stay_in_the_vault(workspace):
    client = brought(workspace)
    settle(client, "Oui")
    make(client)
    mapping = client.get(f"{client.place}/harmonise/mapping.toml").content.decode()
    assert "Awa" not in mapping
    texts = [str(row) for model in (CaseFile, Dataset, Job) for row in model.objects.values()]
    assert not any("Awa" in text or "Remarque" in text for text in texts)
    for path in workspace.home.root.rglob("*"):
        assert not path.is_file() or b"Awa" not in path.read_bytes(), path


@pytest.mark.parametrize("form", ["workbook", "files", "wide"])
def test_tables_of_their_own_are_led_to_the_step(workspace, form, tmp_path):
    client = begin(workspace)
    if form == "workbook":
        bring(client, ("Cas.xlsx", write_xlsx(tmp_path / "cas.xlsx", LINKED).read_bytes()))
        assert "which sheet is which" in page(client)
    else:
        bring(client, *(files_of(LINKED) if form == "files" else [("Cas.csv", as_csv(WIDE))]))
    client.post(f"{client.place}/codebook/choose/", {"codebook": "lanterne-network"})
    assert "The file has columns of its own" in page(client)


OTHER_NAME = {"Victimes_juin": VICTIMS, **{name: LINKED[name] for name in ("Liens", "Auteurs")}}
CARE = [[*one[:4], "Oui"] if number else one for number, one in enumerate(VICTIMS)]
"""The same people, where another question stands under the name of that for consent."""


def chosen(**tables: str) -> dict[str, str]:
    """What the form says that asks where each table is."""
    names = {"victims": "Victimes", "perpetrators": "Auteurs", "links": "Liens"} | tables
    places = {f"table-{name}": one and f"{one}.csv" for name, one in names.items()}
    return {"again": "yes", **places}


def test_consent_is_no_consent_in_another_file(workspace):
    """Not where it is found by itself, nor where somebody chooses it."""
    client = brought(workspace)
    settle(client, "Oui")
    make(client)
    before = mapping_of(client)
    bring(client, *files_of({**OTHER_NAME, "Soins": CARE}))
    scan(client)
    assert "not where they were: Victimes.csv" in page(client, "/harmonise/")
    assert mapping_of(client) == before
    scan(client, **chosen(victims="Soins"))
    found = mapping_of(client)
    assert (found.legal.consent, found.legal.given) == ("Accord statistiques", ())
    assert found.tables["victims"].keys == {}
    assert found.tables["links"].keys == {"victim": "Code", "perpetrator": "Auteur"}
    assert found.column_of("gender").decided
    made = CaseFile.objects.count()
    make(client)
    assert CaseFile.objects.count() == made


def test_files_of_other_names_are_taken_once_somebody_says_which_they_are(workspace):
    client = brought(workspace)
    settle(client, "Oui")
    bring(client, *files_of(OTHER_NAME))
    scan(client)
    shown = page(client, "/harmonise/")
    assert '<option value="Victimes_juin.csv">' in shown
    scan(client, **chosen(victims="Victimes_juin"))
    decide(client, act="people", given=["Oui"], **{"key-0-victim": "Code"})
    assert make(client).state == CaseFile.State.CHECKED


def test_a_file_that_is_missing_takes_no_decision_away(workspace):
    client = brought(workspace)
    settle(client, "Oui")
    before = mapping_of(client)
    bring(client, *files_of({"Victimes": VICTIMS}))
    scan(client)
    assert "Bring in the files that are missing" in page(client, "/harmonise/")
    bring(client, *files_of(LINKED))
    scan(client)
    assert mapping_of(client) == before
    assert make(client).state == CaseFile.State.CHECKED


def test_rows_of_fewer_people_than_last_time_take_no_decision_away(workspace):
    client = brought(workspace, "wide")
    settle(client, "Oui")
    before = mapping_of(client)
    bring(client, ("Cas.csv", as_csv([line[:8] for line in WIDE])))
    scan(client)
    assert mapping_of(client) == before
    bring(client, ("Cas.csv", as_csv(WIDE)))
    scan(client)
    assert mapping_of(client) == before


def test_one_sheet_for_two_tables_has_no_keys_before_somebody_says_them(workspace):
    client = brought(workspace)
    settle(client, "Oui")
    scan(client, **chosen(perpetrators="Liens"))
    found = mapping_of(client)
    assert (found.tables["links"].keys, found.tables["perpetrators"].keys) == ({}, {})
    decide(
        client, act="people", given=["Oui"], **{"key-5-victim": "Code", "key-5-perpetrator": "Code"}
    )
    assert "mapping-key-twice" in {
        one.code for one in mapping_problems(mapping_of(client), NETWORK)
    }


def test_a_mapping_that_is_sent_beside_cases_waits_for_the_next_file(workspace):
    client = brought(workspace)
    settle(client, "Oui")
    make(client)
    good = client.get(f"{client.place}/harmonise/mapping.toml").content.decode()
    before = mapping_of(client)
    assert send(client, good).status_code == 302
    assert mapping_of(client) == before
    bring_changed(client)
    assert make(client).state == CaseFile.State.CHECKED


def test_a_sheet_that_nobody_needs_and_cannot_be_read_is_passed_over(workspace, tmp_path):
    client = begin(workspace)
    client.post(f"{client.place}/codebook/choose/", {"codebook": "lanterne-network"})
    more = {**LINKED, "Feuil4": [], "Stats": [["Total", "Total"], ["1", "2"]]}
    bring(client, ("Cas.xlsx", write_xlsx(tmp_path / "more.xlsx", more).read_bytes()))
    scan(client)
    assert mapping_of(client).tables["victims"].sheet == "Victimes"
    assert "Not read:" in page(client, "/harmonise/")
    scan(client, again="yes", **{"table-victims": "Stats"})
    assert "The columns could not be read" in page(client, "/harmonise/")


def test_a_table_that_is_left_out_is_left_out_next_month(workspace):
    homes = [["Foyer"], ["F1"], ["F2"]]
    client = brought(workspace)
    bring_changed(client, Ménages=homes)
    scan(client, **chosen(households=""))
    settle(client, "Oui")
    bring_changed(client, Ménages=homes)
    assert "households" not in mapping_of(client).tables


def test_a_choice_of_tables_in_an_old_window_is_refused(workspace):
    client = brought(workspace)
    state = re.search(r'name="state" value="(\w+)"', page(client, "/harmonise/"))[1]
    settle(client, "Oui")
    before = mapping_of(client)
    address = f"/en/work/here/cases/{last_file().pk}/scan/"
    answer = client.post(address, {**chosen(victims="Notes"), "state": state})
    assert answer.status_code == 409
    assert mapping_of(client) == before


def test_a_deleted_mapping_does_not_come_back_by_another_window(workspace, monkeypatch):
    client = brought(workspace)
    settle(client, "Oui")
    seen = column_decisions.at_work

    def deleted_meanwhile(dataset, current):
        here = seen(dataset, current)
        stored_mapping.forget_mapping(Dataset.objects.get(pk=dataset.pk))
        return here

    monkeypatch.setattr(column_decisions, "at_work", deleted_meanwhile)
    answer = client.post(f"{client.place}/harmonise/decide/", {"act": "people", "basis": "Law"})
    assert answer.status_code == 409
    assert Dataset.objects.get(pk=client.dataset.pk).mapping == ""


def test_cases_that_are_made_while_the_mapping_is_deleted_have_theirs(workspace, monkeypatch):
    client = brought(workspace)
    settle(client, "Oui")
    write = work_harmonise._written

    def deleted_meanwhile(*asked):
        yield from write(*asked)
        stored_mapping.forget_mapping(Dataset.objects.get(pk=client.dataset.pk))

    monkeypatch.setattr(work_harmonise, "_written", deleted_meanwhile)
    made = make(client)
    with stored_mapping.mapping_path(made) as path:
        assert "Victimes.csv" in path.read_text("utf-8")


def test_a_column_of_another_part_cannot_be_posted(workspace):
    client = brought(workspace, "wide")
    settle(client, "Oui")
    answers = client.get(f"{client.place}/harmonise/1/").content.decode()
    sent = {
        "state": re.search(r'name="state" value="(\w+)"', answers)[1],
        "act": "approve",
        "rule": "first_of",
        "source": ["Sexe", "Sexe 1"],
    }
    client.post(f"{client.place}/harmonise/1/", sent)
    assert mapping_of(client).column_of("gender").reads == ("Sexe",)
