"""The form of a partner's file in the Harmonise step: it says what bare codes mean."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from case_worker import CASES, begin, bring, dataset_of, in_the_vault, last_file, page
from django.test import Client

from lanterne.codebook import load_codebook
from lanterne.hub.jobs.models import Job
from lanterne.hub.web import vault_documents
from lanterne.hub.web.harmonise import stored_form
from lanterne.hub.web.harmonise.stored_form import KIND
from lanterne.hub.web.harmonise.stored_mapping import mapping_of
from workbooks import write_xlsx

EXPORT = "q1,q2,q3\nA,1,1\nB,2,0\nC,2,1\n"
SURVEY = [
    ["type", "name", "label::Français (fr)"],
    ["text", "q1", "Numéro de la personne"],
    ["select_one sexe", "q2", "Sexe"],
    ["select_one yn", "q3", "Travail forcé"],
]
CHOICES = [
    ["list_name", "name", "label::Français (fr)"],
    ["sexe", "1", "Femme"],
    ["sexe", "2", "Homme"],
    ["yn", "1", "Oui"],
    ["yn", "0", "Non"],
]


@pytest.fixture
def client(workspace) -> Client:
    """Somebody who has looked at the columns of an export whose headers and answers are codes."""
    client = begin(workspace)
    client.post(f"{client.place}/codebook/choose/", {"codebook": CASES})
    bring(client, ("export.csv", EXPORT.encode()))
    look(client)
    return client


def look(client: Client, **said: str) -> None:
    assert client.post(f"/en/work/here/cases/{last_file().pk}/scan/", said).status_code == 302


def form(folder: Path, survey=SURVEY) -> bytes:
    return write_xlsx(folder / "form", {"survey": survey, "choices": CHOICES}).read_bytes()


def send(client: Client, data: bytes, status: int = 302) -> str:
    stream = io.BytesIO(data)
    stream.name = "form.xlsx"
    answer = client.post(f"{client.place}/harmonise/form/", {"form": stream})
    assert answer.status_code == status
    return answer.content.decode()


def column(client: Client, name: str):
    return mapping_of(dataset_of(client)).column_of(name)


def test_columns_and_answers_are_known_by_the_form(client, tmp_path):
    assert not column(client, "gender").sources
    send(client, form(tmp_path))
    gender = column(client, "gender")
    assert (gender.sources, dict(gender.values)) == (("q2",), {"1": "Woman", "2": "Man"})
    assert column(client, "isForcedLabour").sources == ("q3",)
    assert not gender.decided
    shown = page(client, "/harmonise/")
    assert "The form is kept" in shown
    assert "<bdi>Travail forcé</bdi>" in shown  # beside q3
    place = [one.name for one in load_codebook(CASES).table.columns].index("gender")
    assert "<bdi>Femme</bdi>" in page(client, f"/harmonise/{place}/")  # beside 1


def test_what_is_approved_stays_whatever_the_form_says(client, tmp_path):
    client.post(f"{client.place}/harmonise/decide/", {"act": "save", "use-1": "leave_out"})
    assert "q2" in mapping_of(dataset_of(client)).source.leave_out
    send(client, form(tmp_path))
    assert "q2" in mapping_of(dataset_of(client)).source.leave_out
    assert column(client, "isForcedLabour").sources == ("q3",)


def test_the_form_serves_the_file_of_next_month(client, tmp_path):
    send(client, form(tmp_path, [*SURVEY, ["select_one yn", "q4", "Mendicité forcée"]]))
    bring(client, ("export.csv", EXPORT.replace("\n", ",1\n").replace("q3,1", "q3,q4").encode()))
    look(client)
    assert column(client, "labourBegging").sources == ("q4",)


def test_a_form_may_be_replaced_and_done_without(client, tmp_path):
    send(client, form(tmp_path))
    kept = in_the_vault()
    send(client, form(tmp_path))
    assert in_the_vault() == kept
    answer = client.post(f"{client.place}/harmonise/form/", {"without": "yes"})
    assert answer.status_code == 302
    assert not dataset_of(client).form
    assert in_the_vault() == kept - 1
    assert not column(client, "gender").sources
    assert "It was collected with KoboToolbox or ODK" in page(client, "/harmonise/")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty"),
        (EXPORT.encode(), "not an XLSForm"),
        (b"\x00\x01\x02" * 50, "not a table"),
    ],
)
def test_what_is_no_workbook_is_not_taken(client, data, said):
    before = in_the_vault()
    shown = send(client, data, 400)
    assert said in shown
    assert not dataset_of(client).form
    assert in_the_vault() == before


@pytest.mark.parametrize(
    ("survey", "said"),
    [
        ([["victim", "sex"], ["A", "1"]], "not an XLSForm"),
        ([*SURVEY, ["select_one nowhere", "q9", "What?"]], "nowhere"),
    ],
)
def test_a_workbook_that_is_no_form_changes_nothing_and_says_why(client, tmp_path, survey, said):
    before, mapping = in_the_vault(), mapping_of(dataset_of(client))
    send(client, form(tmp_path, survey))
    shown = page(client, "/harmonise/")
    assert "The form was not accepted" in shown
    assert said in shown
    assert "form.xlsx" not in shown
    assert not dataset_of(client).form
    assert mapping_of(dataset_of(client)) == mapping
    assert 'name="use-1"' in shown  # the columns are still there
    assert in_the_vault() == before
    look(client)
    assert "The form was not accepted" not in page(client, "/harmonise/")


def test_a_button_without_a_file_says_so(client):
    answer = client.post(f"{client.place}/harmonise/form/", {})
    assert answer.status_code == 400
    assert "Choose a file first" in answer.content.decode()


def test_a_bad_form_takes_no_good_one_with_it(client, tmp_path):
    send(client, form(tmp_path))
    good, kept = dataset_of(client).form, in_the_vault()
    send(client, form(tmp_path, [["victim", "sex"], ["A", "1"]]))
    assert (dataset_of(client).form, dataset_of(client).form_sent) == (good, "")
    assert in_the_vault() == kept
    shown = page(client, "/harmonise/")
    assert "The form was not accepted" in shown
    assert "The form is kept" in shown
    look(client)
    assert column(client, "gender").sources == ("q2",)


@pytest.mark.parametrize("bad", [True, False])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_form_that_is_sent_while_another_is_read_counts(client, tmp_path, monkeypatch, when, bad):
    """Whatever becomes of the other: it is not the one that somebody sent last."""
    other = vault_documents.keep(dataset_of(client).organisation, KIND, form(tmp_path))
    real, read = stored_form._read, []

    def slowly(dataset, file_id, tell):
        read.append(file_id)
        if when == "before" and len(read) == 1:
            stored_form.send_form(dataset_of(client), other)
        try:
            return real(dataset, file_id, tell)
        finally:
            if when == "after" and len(read) == 1:
                stored_form.send_form(dataset_of(client), other)

    monkeypatch.setattr(stored_form, "_read", slowly)
    survey = [["victim", "sex"], ["A", "1"]] if bad else [*SURVEY, ["text", "q9", "x"]]
    send(client, form(tmp_path, survey))
    look(client, again="yes")
    assert (dataset_of(client).form, dataset_of(client).form_sent) == (other, "")
    assert column(client, "gender").sources == ("q2",)


def test_a_form_that_is_taken_away_while_it_is_read_is_done_without(client, tmp_path, monkeypatch):
    real = stored_form._read

    def too_late(dataset, file_id, tell):
        stored_form.drop_form(dataset_of(client))
        return real(dataset, file_id, tell)

    monkeypatch.setattr(stored_form, "_read", too_late)
    send(client, form(tmp_path))
    assert Job.objects.order_by("-created")[0].state == "done"
    assert not dataset_of(client).form


def test_what_the_program_left_out_alone_is_proposed_by_the_form(workspace, tmp_path):
    """Its name looks like a telephone's, and the form says otherwise; what a person left out
    stays out."""
    client = begin(workspace)
    client.post(f"{client.place}/codebook/choose/", {"codebook": CASES})
    text = EXPORT.replace("q2", "telephone")
    bring(client, ("export.csv", text.encode()))
    look(client)
    assert "telephone" in mapping_of(dataset_of(client)).source.leave_out
    survey = [[cell.replace("q2", "telephone") for cell in line] for line in SURVEY]
    send(client, form(tmp_path, survey))
    assert column(client, "gender").sources == ("telephone",)


def test_a_small_form_that_says_very_much_is_refused(client, tmp_path):
    """Each of its questions names the same long list."""
    many = [["list_name", "name", "label"], *(["l", str(i), "x" * 1_500] for i in range(200))]
    survey = [["type", "name", "label"], *(["select_one l", f"k{i}", "?"] for i in range(200))]
    data = write_xlsx(tmp_path / "form", {"survey": survey, "choices": many}).read_bytes()
    assert len(data) < 50_000
    send(client, data)
    assert "The form was not accepted" in page(client, "/harmonise/")
    assert not dataset_of(client).form


def test_who_consents_is_asked_in_the_words_of_the_form(client, tmp_path):
    """Bare codes would be ticked by guess: 1 may as well be a refusal."""
    choices = [*CHOICES, ["accord", "1", "Refuse"], ["accord", "0", "Accepte"]]
    survey = [*SURVEY[:3], ["select_one accord", "q3", "Refusez-vous les statistiques ?"]]
    data = write_xlsx(tmp_path / "form", {"survey": survey, "choices": choices}).read_bytes()
    send(client, data)
    client.post(f"{client.place}/harmonise/decide/", {"act": "save", "use-2": "legal"})
    shown = page(client, "/harmonise/").partition('id="people"')[2]
    assert "Refusez-vous les statistiques ?" in shown
    ticks = r'value="(\d)"> <bdi>\d</bdi> <span class="small"><bdi>(\w+)'
    assert re.findall(ticks, shown) == [
        ("1", "Refuse"),
        ("0", "Accepte"),
    ]
