"""The Data step: from a file to cases that are in order, and what is said on the way."""

from __future__ import annotations

import io
import logging
import re
import zipfile

import openpyxl
import pytest
from case_worker import (
    BOOK,
    HEADER,
    begin,
    bring,
    edit,
    in_order,
    last_file,
    page,
    rows,
    send_book,
    written,
)
from django.test import Client

import lanterne
from lanterne.hub.audit.models import Event
from lanterne.hub.people.roles import Role
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.models import CaseFile


def bomb() -> bytes:
    """A workbook of two cells, the one as far from the other as can be."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        cells = '<c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>'
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet>{cells}</worksheet>")
    return made.getvalue()


def test_a_newcomer_is_told_what_comes_next_until_the_cases_are_in_order(workspace):
    client = begin(workspace)
    assert "First bring in the file" in page(client)
    assert bring(client, ("Cas du nord.csv", written(rows()))).status_code == 302
    assert last_file().state == CaseFile.State.UPLOADED
    shown = page(client)
    assert "by choosing a codebook" in shown
    assert "Cas du nord.csv" in shown
    assert "None of them fits" in shown
    send_book(client)
    assert last_file().state == CaseFile.State.FAULTY  # two columns nobody spoke of
    shown = page(client)
    assert '<code><bdi dir="ltr">dossier</bdi></code>' in shown
    assert "under “Rows and people”" in shown
    assert "--subject-id" not in shown.split("The same on the command line")[0]
    client.post(f"{client.place}/data/who/", {"subject_id": "dossier", "ignored": ["note"]})
    assert last_file().state == CaseFile.State.CHECKED
    shown = page(client)
    assert "The cases passed the check" in shown
    assert "lanterne check cases.csv -c codebook.toml --subject-id dossier --ignore note" in shown
    assert re.search(r"People</dt><dd>120<", shown)


def test_a_workbook_is_read_like_any_file(workspace, tmp_path):
    """As a spreadsheet writes it: years and ids are numbers, and a sheet of notes is empty."""
    book = openpyxl.Workbook()
    book.active.append(list(HEADER))
    for number, row in enumerate(rows(60)):
        book.active.append([1000 + number, *(cell or None for cell in row[1:])])
    book.create_sheet("notes")
    book.save(tmp_path / "made.xlsx")
    client = begin(workspace)
    send_book(client)
    bring(client, ("Dossiers.xlsx", (tmp_path / "made.xlsx").read_bytes()))
    client.post(f"{client.place}/data/who/", {"subject_id": "dossier", "ignored": ["note"]})
    assert last_file().state == CaseFile.State.CHECKED
    shown = page(client)
    assert "Dossiers.xlsx" in shown
    assert "lanterne check cases.xlsx -c codebook.toml" in shown
    seen = client.get(f"/en/work/here/cases/{last_file().pk}/preview/").content.decode()
    assert ">1000</td>" in seen


def test_what_is_in_the_vault_and_cannot_be_read_is_said(workspace):
    client = in_order(workspace)
    vault_documents.vault().delete("here", last_file().findings)
    assert "There is no such file in the vault" in page(client)


def test_faults_are_said_by_row_and_column_and_never_repeat_a_cell(workspace):
    client = begin(workspace)
    send_book(client)
    cases = rows()
    cases[3][1] = "Princesse-canari"
    cases[5][2:5] = ["0-17", "FRA", "dettes"]
    cases[7][4] = "menaces;menaces"
    bring(client, ("cases.csv", written(cases)))
    client.post(f"{client.place}/data/who/", {"rows": "people", "ignored": ["note", "dossier"]})
    shown = page(client, language="fr")
    assert "Princesse-canari" not in shown
    found = dict(
        re.findall(
            r'dir="ltr">([^<]+)</bdi></code></th>\s*<td class="start"><strong>([^<]+)', shown
        )
    )
    assert found["sexe"] == "La réponse n&#x27;est pas dans la liste du dictionnaire."
    assert found["contrôle"].startswith("Une même réponse est donnée deux fois")
    assert "Réponses permises\u00a0: Femme, Homme, ou case vide." in shown
    assert "Un mineur n&#x27;a pas de dettes." in shown  # the rule, in the words of the codebook
    assert 'data-said="Lignes">5<' in shown
    assert 'data-said="Lignes">7<' in shown
    assert last_file().state == CaseFile.State.FAULTY


def test_rows_that_cannot_be_read_are_said_before_there_is_a_codebook(workspace):
    client = begin(workspace)
    cases = rows()
    cases[4] = cases[4][:3]
    bring(client, ("cases.csv", written(cases)))
    shown = page(client, language="fr")
    assert "La ligne a moins de champs que la première." in shown
    assert 'data-said="Lignes">6<' in shown
    assert last_file().state == CaseFile.State.FAULTY


def test_names_that_cannot_be_used_are_said_before_there_is_a_codebook(workspace):
    """By their places: where the first row is a case, they are its answers."""
    client = begin(workspace)
    bring(client, ("cases.csv", "seen\u00a0here;age;seen\u00a0here;\n" + "Woman;30;Man;x\n" * 30))
    shown = page(client, language="fr")
    assert "Le champ 3 de la première ligne a le même nom que le champ 1." in shown
    assert "Le champ 4 de la première ligne est vide." in shown
    assert "seen" not in shown
    client.post(f"/fr/work/here/cases/{last_file().pk}/draft/")
    assert "Consultez ses problèmes." in page(client, language="fr")


def test_faults_of_many_rows_are_one_line(workspace):
    client = begin(workspace)
    send_book(client)
    cases = [[*row[:3], "Pays", *row[4:]] for row in rows()]
    bring(client, ("cases.csv", written(cases)))
    client.post(f"{client.place}/data/who/", {"subject_id": "dossier", "ignored": ["note"]})
    shown = page(client)
    assert shown.count("not in the codebook&#x27;s list") == 1
    assert f"and more: {len(cases) - 10}" in shown
    assert "For example:" in shown  # of a long list, some answers


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.csv", b"", "The file is empty."),
        ("report.pdf", b"%PDF-1.7 and more", "This is not a table."),
        ("photo.csv", b"\x89PNG\r\n\x1a\n\0\0\0", "This is not a table."),
        ("bag.xlsx", b"PK\x03\x04 but no archive", "damaged or protected"),
        ("bomb.xlsx", bomb(), "too large once it is unpacked"),
    ],
)
def test_what_is_no_table_is_refused_and_nothing_of_it_is_kept(workspace, name, data, said):
    client = begin(workspace)
    answer = bring(client, (name, data))
    assert answer.status_code == 400
    shown = answer.content.decode()
    assert "Nothing was kept" in shown
    assert said in shown
    assert name in shown
    assert not CaseFile.objects.exists()
    assert vault_documents.vault().file_ids("here") == ()


def test_a_workbook_that_cannot_be_opened_says_why_and_is_kept(workspace):
    """An old one that is damaged, or any that has a password: its reader tells."""
    client = begin(workspace)
    assert bring(client, ("old.xls", b"\xd0\xcf\x11\xe0" + bytes(600))).status_code == 302
    assert last_file().state == CaseFile.State.FAULTY
    assert "What was found" in page(client)


def test_of_several_files_one_of_which_is_none_nothing_is_kept(workspace):
    client = begin(workspace)
    answer = bring(client, ("victims.csv", "a,b\n1,2\n"), ("links.csv", b"%PDF-1.7"))
    assert answer.status_code == 400
    assert not CaseFile.objects.exists()
    assert vault_documents.vault().file_ids("here") == ()


def test_a_form_without_a_file_says_so(workspace):
    client = begin(workspace)
    answer = client.post(f"{client.place}/data/bring/", {})
    assert answer.status_code == 400
    assert "Choose a file first." in answer.content.decode()


def test_a_form_from_elsewhere_brings_nothing(workspace):
    known = begin(workspace)
    client = Client(enforce_csrf_checks=True, HTTP_HOST="127.0.0.1:8000")
    client.get(workspace.door.link(str(known.user.pk)))
    client.place = known.place
    assert bring(client, ("cases.csv", written(rows()))).status_code == 403
    assert not CaseFile.objects.exists()
    assert vault_documents.vault().file_ids("here") == ()


def test_a_file_of_three_hundred_columns_and_hostile_names(workspace):
    client = begin(workspace)
    names = ["=HYPERLINK(1)", "<script>alert(' 1 ')</script>", "a\u202eb", "x" * 400, "'\"><b>"]
    header = (*names, *(f"column {number}" for number in range(295)))
    bring(client, ("<img src=x>.csv", written([["<b>1</b>"] * 300] * 3, header, ",")))
    file = last_file()
    shown = page(client)
    seen = client.get(f"/en/work/here/cases/{file.pk}/preview/").content.decode()
    for text in (shown, seen):
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "<b>" not in text
    assert "&lt;b&gt;1&lt;/b&gt;" in seen
    assert seen.count('<th scope="col"') >= 301


def test_the_preview_sorts_by_a_column_blank_cells_last(workspace):
    client = in_order(workspace)
    address = f"/en/work/here/cases/{last_file().pk}/preview/"
    place = HEADER.index("âge")

    def cells(question: str) -> list[str]:
        body = client.get(address + question).content.decode().split("<tbody>")[1]
        lines = re.findall(r"<tr>(.*?)</tr>", body.split("</tbody>")[0], re.S)
        return [re.findall(r"<td[^>]*>(.*?)</td>", line)[place] for line in lines]

    up, down = cells(f"?sort={place}"), cells(f"?sort={place}&down=1")
    said = [cell for cell in up if cell]
    assert said == sorted(said)
    assert up == [*said, *[""] * (len(up) - len(said))]
    assert down == [*reversed(said), *[""] * (len(up) - len(said))]
    assert cells("?sort=999&table=7&down=x") == cells("")  # nonsense changes nothing


def test_the_preview_counts_answers_and_kinds_of_missingness(workspace):
    client = in_order(workspace)
    shown = client.get(f"/fr/work/here/cases/{last_file().pk}/preview/").content.decode()
    cases = rows()
    sex = [row[1] for row in cases]
    assert re.search(rf"Femme</bdi></th>.*?<td>{sex.count('Femme')}</td>", shown, re.S)
    assert f"Non connu · {sex.count('?')} (" in shown
    means = [row[4] for row in cases]
    assert f"Non renseigné (vide) · {means.count('')} (" in shown
    menaces = sum("menaces" in cell for cell in means)
    assert re.search(rf"menaces</bdi></th>.*?<td>{menaces}</td>", shown, re.S)
    assert "<svg" in shown
    assert "style=" not in shown


def test_each_look_at_the_cases_is_written_down(workspace):
    client = in_order(workspace)
    before = Event.objects.filter(verb="cases.read").count()
    page(client)
    client.get(f"/en/work/here/cases/{last_file().pk}/preview/")
    seen = Event.objects.filter(verb="cases.read").order_by("-number")
    assert seen.count() == before + 2
    assert {(one.thing, one.outcome) for one in seen[:2]} == {(str(last_file().pk), "allowed")}


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR, Role.PUBLISHER])
def test_who_may_not_read_cases_sees_that_there_are_some_and_nothing_more(workspace, role):
    client = in_order(workspace)
    other = workspace.person(role)
    other.place = client.place
    shown = page(other)
    for secret in ("cases.csv", ">120<", "dossier", "Rows and people", "preview"):
        assert secret not in shown.split("Codebook</h2>")[0]
    file = last_file()
    for address in ("preview/", "delete/"):
        assert other.get(f"/en/work/here/cases/{file.pk}/{address}").status_code == 403
    assert bring(other, ("more.csv", written(rows()))).status_code == 403
    assert other.get(f"{client.place}/risk/").status_code == 403
    assert other.get(f"{client.place}/codebook/").status_code == 403
    assert CaseFile.objects.count() == 1


def test_another_case_worker_does_not_read_what_is_not_theirs(workspace):
    client = in_order(workspace)
    other = workspace.person(Role.CASE_WORKER)
    file = last_file()
    assert other.get(f"/en/work/here/cases/{file.pk}/preview/").status_code == 403
    assert other.get(f"{client.place}/risk/").status_code == 403
    stranger = workspace.person(Role.DATA_OFFICER, organisation="elsewhere")
    for place in ("here", "elsewhere"):
        assert stranger.get(f"/en/work/{place}/cases/{file.pk}/preview/").status_code == 404


def test_a_file_that_is_deleted_is_gone_from_the_vault_and_stays_known(workspace):
    client = in_order(workspace)
    client.post(f"{client.place}/risk/assess/", {"k": "5", "length": "2"})
    file = last_file()
    assert len(vault_documents.vault().file_ids("here")) > 2
    asked = client.get(f"/en/work/here/cases/{file.pk}/delete/")
    assert "cannot be recovered" in asked.content.decode()
    assert CaseFile.objects.exclude(state="deleted").exists()
    client.post(f"/en/work/here/cases/{file.pk}/delete/")
    assert vault_documents.vault().file_ids("here") == ()
    file.refresh_from_db()
    assert (file.state, file.deleted is not None, file.findings) == ("deleted", True, "")
    shown = page(client)
    assert "deleted" in shown
    assert "First bring in the file" in shown


DRAFT = "The draft of the codebook is destroyed too"


def test_a_draft_that_nobody_confirmed_goes_with_the_cases_that_it_was_read_from(workspace):
    client = begin(workspace)
    bring(client, ("one.csv", written(rows())))
    client.post(f"/en/work/here/cases/{last_file().pk}/draft/")
    bring(client, ("two.csv", written(rows())))
    files = CaseFile.objects.order_by("number")
    one, two = (f"/en/work/here/cases/{file.pk}/delete/" for file in files)
    assert DRAFT not in client.get(two).content.decode()
    client.post(two)
    assert dataset_codebook.draft_of(refreshed(client.dataset))
    assert DRAFT in client.get(one).content.decode()
    client.post(one)
    assert not refreshed(client.dataset).draft
    assert vault_documents.vault().file_ids("here") == ()
    (gone,) = Event.objects.filter(verb="codebook.edit", details={"draft": "deleted"})
    assert gone.thing == str(client.dataset.pk)


def test_a_draft_of_unknown_origin_goes_with_the_last_file(workspace):
    client = begin(workspace)
    for name in ("one.csv", "two.csv"):
        bring(client, (name, written(rows())))
    send_book(client, f"draft = true\n{BOOK}")
    assert refreshed(client.dataset).draft
    first, second = CaseFile.objects.all()
    client.post(f"/en/work/here/cases/{first.pk}/delete/")
    assert refreshed(client.dataset).draft
    client.post(f"/en/work/here/cases/{second.pk}/delete/")
    assert not refreshed(client.dataset).draft


def test_what_is_saved_of_a_draft_after_its_cases_went_is_not_kept(workspace):
    """Somebody had its page open, or the job that drafts was not over."""
    client = begin(workspace)
    bring(client, ("cases.csv", written(rows())))
    client.post(f"/en/work/here/cases/{last_file().pk}/draft/")
    dataset = refreshed(client.dataset)
    draft = dataset_codebook.draft_of(dataset)
    client.post(f"/en/work/here/cases/{last_file().pk}/delete/")
    dataset_codebook.keep_draft(dataset, draft)
    assert not dataset.draft
    assert not refreshed(client.dataset).draft
    assert vault_documents.vault().file_ids("here") == ()


def refreshed(dataset):
    dataset.refresh_from_db()
    return dataset


def test_a_draft_that_was_confirmed_stays(workspace):
    client = begin(workspace)
    bring(client, ("cases.csv", written(rows())))
    client.post(f"/en/work/here/cases/{last_file().pk}/draft/")
    edit(client, f"{client.place}/codebook/", {"act": "confirm-all", "sure": "yes"})
    delete = f"/en/work/here/cases/{last_file().pk}/delete/"
    assert DRAFT not in client.get(delete).content.decode()
    client.post(delete)
    assert refreshed(client.dataset).draft


def test_an_earlier_file_can_still_be_looked_at(workspace):
    client = in_order(workspace)
    bring(client, ("newer.csv", written(rows(seed=5))))
    assert CaseFile.objects.count() == 2
    assert page(client).count("/preview/") == 2


def test_practice_with_fictional_cases_in_one_step(workspace):
    client = begin(workspace)
    client.post(f"{client.place}/data/practise/", {"codebook": "lanterne-cases"})
    file = last_file()
    assert file.state == CaseFile.State.CHECKED
    assert "about nobody" in page(client)
    client.post(f"{client.place}/data/practise/", {"codebook": "lanterne-cases"})
    assert CaseFile.objects.count() == 1  # only where nothing is yet


def test_practice_with_linked_tables(workspace):
    client = begin(workspace)
    client.post(f"{client.place}/data/practise/", {"codebook": "lanterne-network"})
    file = last_file()
    assert file.state == CaseFile.State.CHECKED
    shown = client.get(f"/en/work/here/cases/{file.pk}/preview/?table=1").content.decode()
    assert "perpetrators" in shown
    assert "lanterne check cases -c lanterne-network" in page(client)


def test_a_file_that_fits_a_ready_codebook_is_said_to(workspace, tmp_path):
    made = lanterne.sample(tmp_path / "made", 60)
    client = begin(workspace)
    bring(client, ("victims.csv", (made / "victims.csv").read_bytes()))
    shown = page(client)
    assert "fits your file: 40 / 40" in " ".join(re.sub("<[^>]+>", " ", shown).split())
    client.post(f"{client.place}/codebook/choose/", {"codebook": "lanterne-cases"})
    assert last_file().state == CaseFile.State.CHECKED


def test_templates_ask_for_nothing_that_is_not_there(workspace, caplog):
    client = in_order(workspace)
    client.post(f"{client.place}/risk/assess/", {"k": "5", "length": "2"})
    caplog.set_level(logging.DEBUG, "django.template")
    logging.getLogger("django").addHandler(caplog.handler)
    for address in ("/data/", "/codebook/", "/codebook/0/", "/risk/"):
        page(client, address)
    client.get(f"/en/work/here/cases/{last_file().pk}/preview/")
    logging.getLogger("django").removeHandler(caplog.handler)
    missing = [one.getMessage() for one in caplog.records if "resolving variable" in one.msg]
    elsewhere = re.compile("'(messages|candidate)'")  # of the frame, that other pages fill
    assert [one for one in missing if not elsewhere.search(one)] == []


def test_the_page_is_there_in_every_language(workspace):
    client = in_order(workspace)
    words = {
        "fr": "Les dossiers sont en ordre",
        "es": "han superado la comprobación",
        "ar": "اجتازت الحالات",
    }
    for language, text in words.items():
        shown = page(client, language=language)
        assert text in shown
        assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in shown
    assert BOOK  # what the columns mean is in the test's own words
