"""The Harmonise step: a partner's file becomes cases of the codebook, in four languages."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest
import xlwt
from case_worker import CASES, begin, bring, last_file, page, settle
from django.test import Client
from partner_files import CANARY, PARTNERS, file_of, rows

from lanterne.codebook import load_codebook
from lanterne.codebook.model import Missing
from lanterne.errors import LanterneError
from lanterne.harmonise import (
    Equivalence,
    Learnt,
    MappedColumn,
    Rule,
    Status,
    edit_mapping,
    identity_of,
    load_mapping,
    stated_mapping,
)
from lanterne.hub.audit.models import Event
from lanterne.hub.jobs.models import Job
from lanterne.hub.jobs.work import Work
from lanterne.hub.people.access import Desk
from lanterne.hub.people.roles import Role, Verb
from lanterne.hub.web import vault_documents
from lanterne.hub.web.harmonise.scanned_file import scans_from
from lanterne.hub.web.harmonise.stored_mapping import (
    found_in,
    keep_mapping,
    learnt_beside,
    mapping_of,
    version_of,
)
from lanterne.hub.web.models import CaseFile, Dataset, MappingVersion, Run
from lanterne.hub.web.protect.choices import DP
from lanterne.hub.web.publish.release_folders import ledger_of
from lanterne.hub.web.work import protect as work_protect
from lanterne.privacy import Ledger


@pytest.fixture
def client(workspace) -> Client:
    """Somebody who has brought the French file and looked at its columns."""
    client = brought(workspace, "fr")
    scan(client)
    return client


def brought(workspace, language: str, **more) -> Client:
    """Somebody who has brought the file of a partner, for the codebook of cases."""
    client = begin(workspace)
    client.post(f"{client.place}/codebook/choose/", {"codebook": CASES})
    partner = PARTNERS[language]
    bring(client, ("Cas.csv", file_of(partner, rows(partner, **more))))
    return client


def scan(client: Client, **said: str) -> None:
    """Look at the columns of the last file."""
    assert client.post(f"/en/work/here/cases/{last_file().pk}/scan/", said).status_code == 302
    client.dataset = Dataset.objects.get(pk=client.dataset.pk)


def decide(client: Client, **said: object) -> None:
    """Send the form of the list."""
    assert client.post(f"{client.place}/harmonise/decide/", said).status_code == 302


def make(client: Client, **said: str) -> CaseFile:
    """Make cases; the file that is worked on now."""
    address = f"/en/work/here/cases/{last_file().pk}/harmonise/"
    assert client.post(address, said).status_code == 302
    return last_file()


def of(client: Client, name: str):
    """How a column of the codebook is made now."""
    return mapping_of(Dataset.objects.get(pk=client.dataset.pk)).column_of(name)


def test_a_partners_file_is_led_to_the_step_and_back_in_order(workspace):
    client = brought(workspace, "fr")
    shown = page(client)
    assert "The file has columns of its own" in shown
    assert 'id="who"' not in shown  # columns that nobody will publish are no question yet
    scan(client)
    decide(client, act="sure")
    settle(client)
    made = make(client)
    assert (made.state, made.mapping.version) == (CaseFile.State.CHECKED, "1")
    assert "The cases passed the check" in page(client)
    assert "These cases were made of a partner’s file" in page(client, "/harmonise/")


@pytest.mark.parametrize("language", PARTNERS)
def test_columns_are_known_in_four_languages(workspace, language):
    client = brought(workspace, language, people=120)
    scan(client)
    decide(client, act="sure")
    wanted = ("gender", "ageBand", "citizenship", "countryOfExploitation", "isForcedLabour")
    for place, name in zip((3, 4, 6, 7, 8), wanted, strict=True):
        column = of(client, name)
        assert column.sources == (PARTNERS[language].header[place],)
        assert column.decided
    assert of(client, "yearOfRegistration").sources == (PARTNERS[language].header[5],)
    assert not of(client, "yearOfRegistration").decided  # the order of dates is never guessed


def test_nothing_is_made_before_somebody_has_decided_everything(client):
    decide(client, act="sure")
    assert 'name="keep"' not in page(client, "/harmonise/")  # of the form that makes cases
    before = CaseFile.objects.count()
    make(client, blank="yes")  # somebody sends the form all the same
    settle(client)
    decided = mapping_of(Dataset.objects.get(pk=client.dataset.pk))
    for name in ("gender", "meansThreats"):
        dataset = Dataset.objects.get(pk=client.dataset.pk)
        waits = replace(decided.column_of(name), status=Status.PROPOSED)
        keep_mapping(dataset, edit_mapping.with_column(decided, waits))
        make(client, blank="yes")
    assert CaseFile.objects.count() == before
    keep_mapping(dataset, decided)
    assert make(client).mapping is not None


def test_without_consent_or_a_signed_basis_no_case_is_made(client):
    decide(client, act="sure")
    settle(client)
    decide(client, act="people", subject="N° dossier")  # nothing is ticked
    assert "Say who agreed" in page(client, "/harmonise/")
    before = CaseFile.objects.count()
    make(client, blank="yes")
    assert CaseFile.objects.count() == before
    decide(client, act="save", **{"use-12": "leave_out"})
    decide(client, act="people", basis="Article 6", signed_by="Ada Example")
    assert make(client).mapping is not None


def test_what_was_approved_for_another_file_is_proposed_and_no_answer_of_it(client, workspace):
    decide(client, act="sure")
    settle(client)
    made = make(client)
    dataset = Dataset.objects.get(pk=client.dataset.pk)
    gender = replace(of(client, "gender"), sources=("Q7",))
    changed = edit_mapping.with_column(mapping_of(dataset), gender)
    version_of(dataset, replace(changed, version="2"), made.created_by)
    assert gender.values
    desk = Desk(made.created_by, dataset.organisation, frozenset({Role.CASE_WORKER}))
    other = client
    other.post("/en/work/here/new/", {"title": "Cases of the south"})
    other.dataset = Dataset.objects.get(title="Cases of the south")
    other.place = f"/en/work/here/datasets/{other.dataset.pk}"
    other.post(f"{other.place}/codebook/choose/", {"codebook": CASES})
    learnt = learnt_beside(other.dataset, load_codebook(CASES), desk)
    assert (learnt.columns["q7"], dict(learnt.answers)) == ("gender", {})
    assert "nom" in learnt.left_out
    own = learnt_beside(dataset, load_codebook(CASES), desk)
    assert own.columns == {}  # it is kept elsewhere
    stranger = begin(workspace, title="Cases of the east")
    assert stranger.user != made.created_by
    strange = replace(desk, user=stranger.user)
    assert learnt_beside(stranger.dataset, load_codebook(CASES), strange) == Learnt()
    last = MappingVersion.objects.latest("created")
    vault_documents.forget(dataset.organisation, last.file)
    assert learnt_beside(other.dataset, load_codebook(CASES), desk) == Learnt()  # damaged
    last.delete()
    version_of(dataset, replace(changed, version="3"), made.created_by)
    bring(other, ("Sud.csv", "N° dossier;Q7;Nom\n1;Femme;Awa\n2;Homme;Bo\n"))
    scan(other)
    shown = page(other, "/harmonise/")
    assert "It was approved for a column of this name before" in shown
    assert mapping_of(other.dataset).column_of("gender").sources == ("Q7",)


def test_the_partners_file_goes_once_there_are_cases(client, workspace):
    raw = last_file()
    decide(client, act="sure")
    settle(client)
    make(client)
    raw.refresh_from_db()
    assert (raw.state, raw.scan) == (CaseFile.State.DELETED, "")
    vault = workspace.home.root / "vault"
    assert not any(part["file"] in path.name for part in raw.parts for path in vault.rglob("*"))


def test_the_partners_file_stays_where_somebody_wants_it(client):
    raw = last_file()
    decide(client, act="sure")
    settle(client)
    assert make(client, keep="yes").mapping is not None
    raw.refresh_from_db()
    assert raw.state != CaseFile.State.DELETED


def corrected(client: Client) -> tuple[CaseFile, CaseFile]:
    """A sheet of which no case was made, and the corrected one that was brought after it."""
    bring_strange(client, rows(PARTNERS["fr"]))
    first = last_file()
    assert make(client).mapping is None
    partner = PARTNERS["fr"]
    bring(client, ("Cas.csv", file_of(partner, rows(partner))))
    scan(client)
    return first, last_file()


def test_earlier_sheets_go_with_the_corrected_one_and_the_page_says_so(client, workspace):
    raw = list(client.dataset.case_files.all())
    raw += [file for file in corrected(client) if file not in raw]
    assert "2 earlier files that this one replaced are still here" in page(client, "/harmonise/")
    made = make(client)
    assert made.state == CaseFile.State.CHECKED
    left = client.dataset.case_files.exclude(state=CaseFile.State.DELETED)
    assert list(left) == [made]
    vault = workspace.home.root / "vault"
    parts = [part["file"] for one in raw for part in one.parts]
    assert not any(part in path.name for part in parts for path in vault.rglob("*"))
    assert Event.objects.filter(verb=Verb.DELETE_CASES).count() == 2
    assert CANARY not in page(client, "/data/")


def test_earlier_sheets_stay_with_one_that_somebody_keeps(client):
    """Also next month, when nobody keeps the new one."""
    first, second = corrected(client)
    make(client, keep="yes")
    partner = PARTNERS["fr"]
    bring(client, ("Cas suivants.csv", file_of(partner, rows(partner, seed=6))))
    scan(client)
    assert "that this one replaced" not in page(client, "/harmonise/")
    third = last_file()
    make(client)
    states = {}
    for one in (first, second, third):
        one.refresh_from_db()
        states[one.pk] = one.state == CaseFile.State.DELETED
    assert list(states.values()) == [False, False, True]


def test_cases_of_which_there_are_runs_are_no_earlier_sheet(client):
    first = last_file()
    Run.objects.create(
        dataset=client.dataset, case_file=first, method=DP, created_by=first.created_by
    )
    corrected(client)
    make(client)
    first.refresh_from_db()
    assert first.state != CaseFile.State.DELETED


def test_the_page_is_not_ready_beside_a_refusal(client):
    corrected(client)
    assert "Everything is decided" in page(client, "/harmonise/")
    bring_strange(client, rows(PARTNERS["fr"]))
    open_still = page(client, "/harmonise/")
    assert "Everything is decided" not in open_still
    assert "Answers that are still open are listed" in open_still
    assert make(client).mapping is None
    refused = page(client, "/harmonise/")
    assert "No case was made yet" in refused
    assert "is decided" not in refused


def test_next_months_file_needs_no_question(client):
    decide(client, act="sure")
    settle(client)
    make(client)
    partner = PARTNERS["fr"]
    bring(client, ("Cas suivants.csv", file_of(partner, rows(partner, seed=6))))
    scan(client)
    assert "Everything is decided" in page(client, "/harmonise/")
    made = make(client)
    assert made.state == CaseFile.State.CHECKED
    assert MappingVersion.objects.count() == 1


def test_a_new_column_alone_is_asked_about_next_month(client):
    decide(client, act="sure")
    settle(client)
    make(client)
    partner = PARTNERS["fr"]
    lines = file_of(partner, rows(partner, seed=6)).decode(partner.encoding).splitlines()
    wider = [f"{line};{number % 3 if number else 'Couleur'}" for number, line in enumerate(lines)]
    bring(client, ("Cas.csv", "\n".join(wider).encode(partner.encoding)))
    scan(client)
    shown = page(client, "/harmonise/")
    assert "Columns of the file to decide on:" in shown.replace("&nbsp;", " ")
    assert of(client, "gender").decided
    assert of(client, "meansDebtBondage").decided
    decide(client, act="save", **{"use-14": "leave_out"})
    made = make(client)
    assert (made.mapping.version, MappingVersion.objects.count()) == ("2", 2)


def test_a_release_of_the_cases_names_the_mapping(client, monkeypatch):
    """Of the version by which they were made, whatever people decide afterwards."""
    asked = []

    def protect(request, progress):
        asked.append((request.mapping, identity_of(stated_mapping(request.harmonised_by))))
        raise LanterneError("workspace.no-codebook")

    decide(client, act="sure")
    settle(client)
    made = make(client)
    mapping = mapping_of(made.dataset)
    decide(client, act="people", basis="Another", signed_by="Somebody")
    run = Run.objects.create(
        dataset=made.dataset,
        case_file=made,
        method=DP,
        choices={"epsilon": 1.0, "unit": "person"},
        created_by=client.user,
    )
    monkeypatch.setattr(work_protect.verbs, "protect", protect)
    Ledger(ledger_of(made.dataset)).create(declined="Nobody is in these cases.")
    with pytest.raises(LanterneError):
        work_protect._make(run, Work(Job(), lambda stage, share: None, lambda steps: None))
    (found,) = asked
    assert found == (None, identity_of(mapping))


def bring_strange(client: Client, strange: list[list[str]]) -> None:
    """Decide all about the first file; then bring another with a country that nobody knows."""
    decide(client, act="sure")
    settle(client)
    strange[7][6] = f"Pays de {CANARY}"
    bring(client, ("Cas.csv", file_of(PARTNERS["fr"], strange)))
    scan(client)


def test_answers_that_nobody_knows_make_no_case_until_somebody_says_so(client):
    strange = rows(PARTNERS["fr"])
    bring_strange(client, strange)
    assert make(client).mapping is None
    shown = page(client, "/harmonise/")
    assert f"Pays de {CANARY}" in shown
    sheet = client.get(f"{client.place}/harmonise/left-over.csv").content.decode("utf-8-sig")
    assert f"Nationalité,Pays de {CANARY},1" in sheet
    answer = client.get(f"{client.place}/harmonise/to-settle.xlsx")
    assert answer["Cache-Control"] == "private, no-store"
    (head, row) = openpyxl.load_workbook(io.BytesIO(answer.content)).active.values
    assert head == ("Row in your file", "N° dossier", "Nationalité", "Columns to settle")
    assert row == (9, strange[7][0], f"Pays de {CANARY}", "Nationalité")
    assert "to-settle.xlsx" in shown
    made = make(client, blank="yes")
    assert made.state == CaseFile.State.CHECKED


def test_no_row_goes_back_while_consents_contradict_each_other(client):
    partner = PARTNERS["fr"]
    strange = rows(partner)
    strange[7][12], strange[8][0], strange[8][12] = partner.yes, strange[7][0], partner.no
    bring_strange(client, strange)
    assert make(client).mapping is None
    assert "consents-disagree" in str(found_in(last_file())["trial"]["problems"])
    assert client.get(f"{client.place}/harmonise/to-settle.xlsx").status_code == 302
    assert "to-settle.xlsx" not in page(client, "/harmonise/")


def test_faults_are_said_by_the_rows_of_the_partners_file(client):
    """A column that every case must fill comes from one that is blank for some."""
    decide(client, act="sure")
    settle(client)
    partner = PARTNERS["fr"]
    where = {"answer": partner.where, "becomes": ["is:Shelter", "is:Shelter", ""]}
    where["becomes"][2] = "missing:not_recorded"
    place = load_codebook(CASES).table.names.index("dataSource")
    said = {"act": "approve", "rule": "recode", "source": "Pays d'exploitation", **where}
    client.post(f"{client.place}/harmonise/{place}/", said)
    cases = rows(partner)
    wrong = [
        str(number)
        for number, row in enumerate(cases, 2)
        if (row[7], row[12]) == (partner.where[2], partner.yes)
    ]
    assert make(client).mapping is None
    shown = page(client, "/harmonise/").split("No case was made")[1]
    assert f"Rows: {', '.join(wrong[:10])}" in shown


def test_no_answer_of_a_case_is_in_the_database_or_the_mapping(client, workspace):
    """Names and notes, and an answer of one person, are nowhere but in the vault."""
    decide(client, act="sure")
    settle(client)
    partner = PARTNERS["fr"]
    strange = rows(partner)
    strange[7][11] = f"Mme {CANARY}"
    bring(client, ("Cas.csv", file_of(partner, strange)))
    scan(client)
    make(client)
    assert f"Mme {CANARY}" in page(client, "/harmonise/")  # whoever may read cases sees it
    make(client, blank="yes")
    mapping = client.get(f"{client.place}/harmonise/mapping.toml").content.decode()
    assert "Femme" in mapping or "femme" in mapping
    assert CANARY not in mapping
    for text in _texts_of_the_database():
        assert CANARY not in text
    for path in workspace.home.root.rglob("*"):
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), path


def _texts_of_the_database() -> Iterator[str]:
    for model in (CaseFile, Dataset, MappingVersion, Job, Event):
        for row in model.objects.values():
            yield str(row)


def test_names_and_contacts_are_not_shown_beside_their_columns(client):
    assert CANARY not in page(client, "/harmonise/")


def test_a_rare_answer_is_not_shown_in_the_list(client):
    partner = PARTNERS["fr"]
    strange = rows(partner)
    strange[7][3] = "Sept-de-Pique"
    bring(client, ("Cas.csv", file_of(partner, strange)))
    scan(client)
    assert "Sept-de-Pique" not in page(client, "/harmonise/")
    gender = load_codebook(CASES).table.names.index("gender")
    shown = page(client, f"/harmonise/{gender}/")
    assert "Sept-de-Pique" in shown
    assert "fewer than ten" in shown


def test_what_people_approved_outlives_a_new_proposal(client):
    gender = load_codebook(CASES).table.names.index("gender")
    said = {"answer": ["NSP"], "becomes": ["missing:refused"], "note": "as the form says"}
    client.post(f"{client.place}/harmonise/{gender}/", {"act": "approve", **said})
    scan(client)
    column = of(client, "gender")
    assert (column.missing["NSP"].value, column.note) == ("refused", "as the form says")
    assert column.by == "Somebody"
    scan(client, anew="yes")
    assert not of(client, "gender").decided


def test_a_mapping_by_somebody_hostile_runs_nothing_and_reads_no_file(client, tmp_path):
    """Its codebook is not opened, nor is anything else that it names; all problems are said."""
    bait = tmp_path / "bait.toml"
    bait.write_text("x = 1")
    good = client.get(f"{client.place}/harmonise/mapping.toml").content.decode()
    before = mapping_of(client.dataset)
    code = f"__import__('os').system('touch {bait}.done')"
    hostile = good.replace(f'codebook = "{CASES}"', f'codebook = "{bait}"')
    hostile += f'\n[[columns]]\ntarget = "gender"\nrule = "{code}"\n'
    stream = io.BytesIO(hostile.encode())
    stream.name = "mapping.toml"
    answer = client.post(f"{client.place}/harmonise/send/", {"toml": stream})
    assert answer.status_code == 400
    assert "The mapping was not accepted" in answer.content.decode()
    assert not bait.with_name("bait.toml.done").exists()
    assert mapping_of(Dataset.objects.get(pk=client.dataset.pk)) == before


def test_a_mapping_made_elsewhere_is_taken(client):
    decide(client, act="sure")
    settle(client)
    good = client.get(f"{client.place}/harmonise/mapping.toml").content
    scan(client, anew="yes")
    stream = io.BytesIO(good)
    stream.name = "mapping.toml"
    assert client.post(f"{client.place}/harmonise/send/", {"toml": stream}).status_code == 302
    client.dataset = Dataset.objects.get(pk=client.dataset.pk)
    assert "Everything is decided" in page(client, "/harmonise/")


def test_a_file_whose_header_is_not_where_it_seems_is_looked_at_again(workspace):
    client = begin(workspace)
    client.post(f"{client.place}/codebook/choose/", {"codebook": CASES})
    partner = PARTNERS["en"]
    titles = b"Shelter North,,\nA,B,C,D,E,F,G,H,I,J,K,L,M,N\n"
    bring(client, ("Cases.csv", titles + file_of(partner, rows(partner))))
    scan(client, sheet="", row="3")
    (found,) = scans_from(found_in(last_file()))
    assert found.header == partner.header


def test_a_file_that_cannot_be_read_says_why(workspace):
    client = begin(workspace)
    client.post(f"{client.place}/codebook/choose/", {"codebook": CASES})
    bring(client, ("Cases.csv", b"a,a\n1,2\n"))
    scan(client)
    assert "The columns could not be read" in page(client, "/harmonise/")


def test_only_who_may_see_cases_sees_the_columns(client, workspace):
    other = workspace.person(Role.PUBLISHER)
    shown = other.get(f"{client.place}/harmonise/").content.decode()
    assert "nothing of what is in them" in shown
    assert "Sexe" not in shown
    for rest in ("0/", "choices/0/", "mapping.toml", "left-over.csv", "to-settle.xlsx"):
        assert other.get(f"{client.place}/harmonise/{rest}").status_code == 403


def test_another_codebook_asks_to_look_again(client):
    decide(client, act="sure")
    client.post(f"{client.place}/codebook/choose/", {"codebook": "ctdc-global-2024"})
    assert "The codebook has changed" in page(client, "/harmonise/")


OTHERS = [
    pytest.param(kind, marks=pytest.mark.long) for kind in ("sav", "xls", "json", "html", "dta")
]
"""Each is read by its own reader, which tests/files tries, and found as those of two are."""


@pytest.mark.parametrize("kind", ["xlsx", *OTHERS])
def test_a_partners_file_of_any_kind_comes_in(workspace, tmp_path, kind):
    """Read in a process of its own, which finds it in the memory of this one."""
    partner = PARTNERS["en"]
    frame = pd.DataFrame(rows(partner, people=40), columns=partner.header)
    client = begin(workspace)
    client.post(f"{client.place}/codebook/choose/", {"codebook": CASES})
    bring(client, (f"Cases.{kind}", written_as(frame, tmp_path / f"cases.{kind}")))
    scan(client)
    (found,) = scans_from(found_in(last_file()))
    if kind in {"dta", "sav"}:  # names of columns there have no blanks
        assert found.column("Sex").answers
    else:
        assert found.header == partner.header
    assert "M" in found.column("Sex").answers


def written_as(frame: pd.DataFrame, path: Path) -> bytes:
    """The file of another program."""
    kind, plain = path.suffix, frame.rename(columns=lambda name: name.replace(" ", "_"))
    if kind == ".xlsx":
        frame.to_excel(path, index=False)
    elif kind == ".xls":
        book = xlwt.Workbook()
        sheet = book.add_sheet("Cases")
        for number, row in enumerate([list(frame.columns), *frame.to_numpy().tolist()]):
            for place, cell in enumerate(row):
                sheet.write(number, place, cell)
        book.save(str(path))
    elif kind == ".json":
        frame.to_json(path, orient="records")
    elif kind == ".html":
        frame.to_html(path, index=False)
    elif kind == ".dta":
        pyreadstat.write_dta(plain, str(path))
    else:
        pyreadstat.write_sav(plain, str(path))
    return path.read_bytes()


def test_who_is_who_is_asked_and_never_guessed(client):
    """A number of cases would promise to cases what is to be promised to people."""
    decide(client, act="sure")
    settle(client)
    Dataset.objects.update(subject_id="")
    assert "Say who is who" in page(client, "/harmonise/")
    before = CaseFile.objects.count()
    make(client, blank="yes")
    assert CaseFile.objects.count() == before
    decide(client, act="people", subject="N° dossier", given="Oui")
    made = make(client)
    assert (made.state, made.dataset.subject_id) == (CaseFile.State.CHECKED, "N° dossier")


def with_column(partner, name: str, cells) -> bytes:
    """The file of a partner with one column more, which comes first."""
    lines = file_of(partner, rows(partner, seed=6)).decode(partner.encoding).splitlines()
    wider = [f"{name};{lines[0]}", *(f"{next(cells)};{line}" for line in lines[1:])]
    return "\n".join(wider).encode(partner.encoding)


def test_another_id_next_month_is_no_answer_to_who_is_who(client):
    """Else consent would be weighed by one column, and people told apart by another."""
    decide(client, act="sure")
    settle(client)
    make(client)
    numbers = (f"P{number}" for number in range(1000))
    bring(client, ("Cas.csv", with_column(PARTNERS["fr"], "Numéro du bénéficiaire", numbers)))
    scan(client)
    mapping = mapping_of(Dataset.objects.get(pk=client.dataset.pk))
    assert mapping.source.keep == ("N° dossier",)
    decide(client, act="save", **{"use-0": "keep"})
    before = CaseFile.objects.count()
    make(client)
    assert CaseFile.objects.count() == before  # two columns are kept: which is it?
    decide(client, act="people", subject="Numéro du bénéficiaire", given="Oui")
    assert make(client).mapping is not None
    mapping = mapping_of(Dataset.objects.get(pk=client.dataset.pk))
    assert mapping.source.keep == ("Numéro du bénéficiaire",)
    assert "N° dossier" in mapping.source.leave_out


def test_who_lives_together_is_kept_beside_who_is_who(client):
    decide(client, act="sure")
    settle(client)
    homes = (f"F{number // 2}" for number in range(1000))
    bring(client, ("Cas.csv", with_column(PARTNERS["fr"], "N° foyer", homes)))
    scan(client)
    decide(client, act="save", **{"use-0": "keep"})
    said = {"subject": "N° dossier", "household": "N° foyer", "given": "Oui"}
    decide(client, act="people", **said)
    made = make(client)
    assert (made.state, made.dataset.household) == (CaseFile.State.CHECKED, "N° foyer")


def test_the_file_of_another_partner_takes_no_decision_away(client):
    decide(client, act="sure")
    settle(client)
    before = mapping_of(Dataset.objects.get(pk=client.dataset.pk))
    bring(client, ("Autre.csv", b"one,two,three\na,b,c\nd,e,f\n"))
    scan(client)
    assert mapping_of(Dataset.objects.get(pk=client.dataset.pk)) == before
    assert "of another partner" in page(client, "/harmonise/")
    scan(client, anew="yes")
    assert not mapping_of(Dataset.objects.get(pk=client.dataset.pk)).source.keep


def test_capitals_in_a_header_take_no_decision_away(client):
    decide(client, act="sure")
    settle(client)
    partner = PARTNERS["fr"]
    head, _, rest = file_of(partner, rows(partner)).decode(partner.encoding).partition("\n")
    bring(client, ("Cas.csv", f"{head.upper()}\n{rest}".encode(partner.encoding)))
    scan(client)
    mapping = mapping_of(Dataset.objects.get(pk=client.dataset.pk))
    assert not mapping.waiting
    assert mapping.legal.given == ("Oui",)
    decide(client, act="people", subject="N° DOSSIER", given="Oui")  # it is spelt otherwise now
    assert make(client).mapping is not None


def test_a_form_from_before_changes_nothing(client):
    """Somebody else has decided meanwhile: places in the list may be others by now."""
    state = re.search(r'name="state" value="(\w+)"', page(client, "/harmonise/"))[1]
    decide(client, act="sure")
    place = f"{client.place}/harmonise"
    answer = client.post(f"{place}/decide/", {"act": "not-asked", "state": state})
    assert answer.status_code == 409
    assert "meanwhile" in answer.content.decode()
    position = load_codebook(CASES).table.names.index("gender")
    for rest in (f"{position}/", "choices/10/"):
        answer = client.post(f"{place}/{rest}", {"act": "approve", "state": state})
        assert "meanwhile" in answer.content.decode()
    assert of(client, "meansThreats").status != Status.APPROVED


def test_a_column_of_means_takes_nothing_from_another(client):
    """Two questions may mean the same flag: somebody decides on one of them."""
    means = {"answer": ["Menaces"], "becomes": ["to:meansThreats"], "separators": ","}
    client.post(f"{client.place}/harmonise/choices/10/", {"act": "approve", **means})
    other = {"answer": ["Ami"], "becomes": ["to:meansThreats"]}
    answer = client.post(f"{client.place}/harmonise/choices/11/", {"act": "approve", **other})
    assert answer.status_code == 400
    assert of(client, "meansThreats").sources == ("Moyens de contrôle",)


def test_strange_forms_are_no_fault_of_the_hub(client):
    place = f"{client.place}/harmonise"
    gender = load_codebook(CASES).table.names.index("gender")
    strange = [
        {"equivalence": "x", "rule": "x", "dates": "x", "act": "x"},
        {"rule": "country"},
        {"answer": ["Femme"], "becomes": []},
        {"answer": ["Femme"], "becomes": ["missing:suppressed"]},
        {"source": ["nothing"], "rule": "age_from"},
        {"member-Woman": "Sexe", "rule": "category_from_flags"},
        {"value": "x", "rule": "constant"},
    ]
    for sent in strange:
        assert client.post(f"{place}/{gender}/", sent).status_code in {302, 400}
    for sent in ({"use-3": "to:x"}, {"use-3": "x"}, {"right": ["x", "999"]}, {"act": "x"}):
        assert client.post(f"{place}/decide/", sent).status_code == 302
    decide(client, act="people", subject="x", household="x", given=["", "x"])
    assert not mapping_of(Dataset.objects.get(pk=client.dataset.pk)).legal.stated
    for rest in ("999/", "choices/999/"):
        assert client.get(f"{place}/{rest}").status_code == 404


def test_whoever_looks_at_the_columns_is_written_down(client):
    before = Event.objects.filter(verb="cases.read").count()
    page(client, "/harmonise/")
    page(client, "/harmonise/2/")
    page(client, "/harmonise/choices/10/")
    assert Event.objects.filter(verb="cases.read").count() == before + 3


class Form(HTMLParser):
    """What a browser sends of the last form of a page, if nobody touches it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.name = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        kind, name = said.get("type", "text"), said.get("name") or ""
        if tag == "form":
            self.sent = []
        elif tag == "input" and (kind not in {"checkbox", "radio"} or "checked" in said):
            self.sent.append((name, said.get("value") or ""))
        elif tag == "select":
            self.name, self.first = name, True
        elif tag == "option" and self.name:
            if "selected" in said or self.first:
                if not self.first:
                    self.sent.pop()
                self.sent.append((self.name, said.get("value") or ""))
            self.first = False

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.name = ""


UNTOUCHED = [
    MappedColumn("ageBand", Rule.AGE_FROM, ("Observations", "Date d'enregistrement")),
    MappedColumn("gender", Rule.FIRST_OF, ("Recruteur", "Sexe"), values={"F": "Woman", "H": "Man"}),
    MappedColumn(
        "gender",
        Rule.CATEGORY_FROM_FLAGS,
        members={"Travail forcé": "Man", "Exploitation sexuelle": "Woman", "Âge": "Woman"},
        values={"Oui": "1", "Non": "0"},
    ),
    MappedColumn(
        "meansThreats",
        Rule.FLAG_FROM_SET,
        ("Moyens de contrôle",),
        values={"Menaces": "1"},
        missing={"Dettes": Missing.NOT_RECORDED, "Violences physiques": Missing.NOT_RECORDED},
        separators=(",", ";", " "),
    ),
    MappedColumn(
        "dataSource",
        Rule.CONSTANT,
        value="Shelter",
        equivalence=Equivalence.WIDER,
        note="by the contract",
    ),
]


@pytest.mark.parametrize("column", UNTOUCHED, ids=lambda one: f"{one.target} {one.rule}")
def test_a_page_that_is_saved_as_it_is_shown_changes_nothing(client, column):
    """Orders of columns count, and so do answers and signs that the page has no field for."""
    mapping = mapping_of(client.dataset)
    for header in column.reads:
        mapping = edit_mapping.without_use(mapping, header)
    keep_mapping(client.dataset, edit_mapping.with_column(mapping, column))
    place = load_codebook(CASES).table.names.index(column.target)
    form = Form(page(client, f"/harmonise/{place}/"))
    sent: dict[str, list[str]] = {}
    for name, value in form.sent:
        sent.setdefault(name, []).append(value)
    answer = client.post(f"{client.place}/harmonise/{place}/", {**sent, "act": "rule"})
    assert answer.status_code == 302
    after = of(client, column.target)
    assert list(after.members) == list(column.members)
    assert set(after.separators) == set(column.separators)
    for kept, now in ((column.values, after.values), (column.missing, after.missing)):
        assert kept.items() <= now.items()  # what is proposed on the page comes with it
    same = {"separators": (), "values": {}, "missing": {}}
    assert replace(after, **same) == replace(column, **same)


def test_a_public_file_is_known_by_its_columns_and_waits_for_a_person(workspace):
    """An edition of CTDC: what becomes of its columns is proposed, and on which basis is asked."""
    client = begin(workspace)
    client.post(f"{client.place}/codebook/choose/", {"codebook": CASES})
    names = load_codebook("ctdc-global-2026").table.names
    cells = {"yearOfRegistration": "2024", "gender": "Woman", "sectorOfLabourAgriculture": "1"}
    cells |= {"isForcedLabour": "1"}
    lines = [",".join(names), *[",".join(cells.get(name, "") for name in names)] * 30]
    bring(client, ("ctdc.csv", "\n".join([*lines, ""])))
    scan(client)
    shipped = load_mapping("ctdc-global-2026/lanterne-cases", load_codebook(CASES))
    drafted = mapping_of(client.dataset)
    for one in shipped.columns:
        if one.target != "dataSource":  # which every case must fill
            assert drafted.column_of(one.target).rule is one.rule
    assert not drafted.legal.stated
    decide(client, act="sure")
    shown = page(client, "/harmonise/")
    waiting = re.findall(r'name="right" value="(\d+)"', shown)
    decide(client, act="save", right=sorted(set(waiting)))
    place = load_codebook(CASES).table.names.index("dataSource")
    said = {"act": "approve", "rule": "constant", "value": "CaseManagement"}
    client.post(f"{client.place}/harmonise/{place}/", said)
    before = CaseFile.objects.count()
    make(client)
    assert CaseFile.objects.count() == before  # nobody has said on which basis
    decide(client, act="people", subject="rows", basis="Public data", signed_by="Ada Example")
    assert mapping_of(Dataset.objects.get(pk=client.dataset.pk)).waiting == ()
    made = make(client)
    assert (made.state, made.mapping is not None) == (CaseFile.State.CHECKED, True)


def test_the_mapping_goes_with_the_cases_where_somebody_wants_it(client, workspace):
    decide(client, act="sure")
    settle(client)
    first = make(client)
    bring(client, ("Cas.csv", file_of(PARTNERS["fr"], rows(PARTNERS["fr"]))))
    scan(client)
    decide(client, act="people", subject="N° dossier", given=["Oui", "Non"])
    second = make(client)
    assert (first.mapping.version, second.mapping.version) == ("1", "2")
    files = [first.mapping.file, second.mapping.file]
    delete(client, second, mapping="yes")
    assert mapping_of(Dataset.objects.get(pk=client.dataset.pk)) is None
    assert _kept(workspace, files) == [True, False]  # cases of the first version are still here
    assert (
        "unless you delete it"
        in client.get(f"/en/work/here/cases/{first.pk}/delete/").content.decode()
    )
    delete(client, first)
    assert _kept(workspace, files) == [True, False]
    bring(client, ("Cas.csv", file_of(PARTNERS["fr"], rows(PARTNERS["fr"]))))
    scan(client)
    delete(client, last_file(), mapping="yes")
    assert _kept(workspace, files) == [False, False]
    assert MappingVersion.objects.filter(file="").count() == 2  # that they were there stays known
    assert Event.objects.filter(details__mapping="deleted").count() == 2
    bring(client, ("Cas.csv", file_of(PARTNERS["fr"], rows(PARTNERS["fr"]))))
    scan(client)
    decide(client, act="sure")
    settle(client)
    assert make(client).mapping.file not in files


def delete(client: Client, file: CaseFile, **said: str) -> None:
    assert client.post(f"/en/work/here/cases/{file.pk}/delete/", said).status_code == 302


def _kept(workspace, files: list[str]) -> list[bool]:
    there = set(vault_documents.vault().file_ids("here"))
    return [one in there for one in files]
