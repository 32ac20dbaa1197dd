"""The Risk step: who can be singled out, and what would be if less were told."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from datetime import timedelta

import pytest
from case_worker import BOOK, begin, bring, edit, in_order, last_file, page, rows, written
from django.db.models import F

import lanterne
from lanterne.hub.jobs.models import Job
from lanterne.hub.people.roles import Role
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.models import Dataset, Report
from lanterne.hub.web.risk import page as risk


def assess(client, **choices):
    answer = client.post(f"{client.place}/risk/assess/", {"k": "10", "length": "3", **choices})
    assert answer.status_code == 302
    return Report.objects.order_by("-created").first()


@pytest.fixture
def expected(tmp_path):
    """What the verb itself says."""
    cases, book = tmp_path / "cases.csv", tmp_path / "own.toml"
    cases.write_text(written(rows()), "utf-8")
    book.write_text(BOOK, "utf-8")

    def found(**more):
        risk = lanterne.find_risk(cases, book, subject_id="dossier", ignore=["note"], **more)
        return risk.tables[0]

    return found


COMMAND = "lanterne risk cases.csv -c codebook.toml"


def command_of(shown):
    (line,) = re.findall(r'class="verb"[^>]*>([^<]+)<', shown)
    return html.unescape(line)


def facts(shown):
    plain = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", shown, re.S))
    return {
        re.sub("<[^>]+>", "", name).strip(): re.sub("<[^>]+>", "", text)
        for name, text in plain.items()
    }


def test_cases_that_are_not_in_order_have_no_risk_yet(workspace):
    client = begin(workspace)
    assert "First the cases have to pass the check" in page(client, "/risk/")
    bring(client, ("cases.csv", written(rows())))
    assert assess(client) is None
    assert not Job.objects.filter(kind="risk").exists()


def test_the_page_says_what_the_verb_says(workspace, expected):
    client = in_order(workspace)
    assess(client)
    shown, table = page(client, "/risk/"), expected()
    said = facts(shown)
    assert said["People"] == str(table.people) == "120"
    assert said["Unique: nobody else gives the same answers"].startswith(f"{table.unique} (")
    assert said["Unique, or in a group smaller than k = 10"].startswith(f"{table.standing_out} (")
    assert said["Smallest group, all columns taken together"] == str(table.whole.smallest)
    assert "of the people are unique in some combination of answers to at most 3 columns" in shown
    most = max(table.columns, key=lambda one: one.people)
    panel = shown.split("Columns that single people out")[1]
    assert re.search(rf"<td>{most.people}</td>", panel)
    assert "style=" not in shown


def test_what_if_less_were_told(workspace, expected):
    client = in_order(workspace)
    assess(client)
    assess(client, leave_out=["pays"], **{"level.âge": "1"}, k="5", length="2")
    shown = page(client, "/risk/")
    table = expected(leave_out=["pays"], wider={"âge": 1}, k=5, length=2)
    said = facts(shown)
    assert said["Unique, or in a group smaller than k = 5"].startswith(f"{table.standing_out} (")
    assert table.standing_out < expected(k=5, length=2).standing_out
    assert re.search(r'value="pays" checked', shown)
    assert "Adult" in shown
    assert command_of(shown) == (
        f"{COMMAND} --k 5 --length 2 --leave-out pays --wider 'âge=1'"
        " --language en --subject-id dossier --ignore note"
    )


def test_the_same_question_is_not_answered_twice(workspace):
    client = in_order(workspace)
    first = assess(client, leave_out=["pays"])
    assert assess(client, leave_out=["pays"]) == first
    assert assess(client) != first
    assert Report.objects.count() == 2


def test_figures_of_another_codebook_are_no_answer(workspace):
    client = in_order(workspace)
    first = assess(client)
    edit(client, f"{client.place}/codebook/", {"act": "leave-out", "column": "pays"})
    later = assess(client)
    assert later != first
    assert assess(client) == later
    assert "pays" not in figures_of(later)
    assert "pays" in figures_of(first)


def figures_of(report):
    organisation = report.dataset.organisation
    (table,) = vault_documents.kept_document(organisation, "risk", report.files["figures"])[
        "tables"
    ]
    return {one["column"] for one in table["columns"]}


def test_the_command_says_who_lives_together(workspace):
    client = in_order(workspace)
    said = f"{COMMAND} --language en --subject-id dossier"
    assert command_of(page(client, "/risk/")) == f"{said} --ignore note"
    Dataset.objects.update(household="note", ignored=[])
    assert command_of(page(client, "/risk/")) == f"{said} --household note"


def test_nonsense_is_as_if_it_had_not_been_asked(workspace):
    client = in_order(workspace)
    report = assess(
        client, k="-3", length="99", leave_out=["nothing", "<b>"], **{"level.pays": "7"}
    )
    assert report.job.arguments == {"k": 10, "length": 4, "leave_out": [], "wider": {}}
    every = ["sexe", "âge", "pays", "contrôle"]
    assert assess(client, leave_out=every).job.arguments["leave_out"] == []


def test_the_whole_report_is_private_and_stands_under_a_policy_of_its_own(workspace):
    client = in_order(workspace)
    report = assess(client)
    for language, word in (("en", "SENSITIVE"), ("fr", "SENSIBLE"), ("ar", 'dir="rtl"')):
        answer = client.get(f"/{language}/work/here/reports/{report.pk}/risk/")
        policy = answer.headers["Content-Security-Policy"]
        (style,) = re.findall(rb"<style>(.*?)</style>", answer.content, re.S)
        digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
        assert word in answer.content.decode()
        assert f"'sha256-{digest}'" in policy
        assert "sandbox" in policy
        assert "unsafe" not in policy
        assert "no-store" in answer.headers["Cache-Control"]
    figures = client.get(f"/en/work/here/reports/{report.pk}/risk/risk.json")
    assert json.loads(figures.content)["sensitive"] is True
    other = workspace.person(Role.PUBLISHER)
    assert other.get(f"/en/work/here/reports/{report.pk}/risk/").status_code == 403
    stranger = workspace.person(Role.DATA_OFFICER, organisation="elsewhere")
    assert stranger.get(f"/en/work/elsewhere/reports/{report.pk}/risk/").status_code == 404


def test_figures_lie_in_the_vault_alone(workspace):
    client = in_order(workspace)
    report = assess(client)
    assert set(report.files) == {"figures", "risk.json", "page.en", "page.fr", "page.es", "page.ar"}
    for file_id in report.files.values():
        assert vault_documents.kept(client.dataset.organisation, "risk", file_id)
    job = Job.objects.get(pk=report.job_id)
    assert job.problems == []
    assert set(job.arguments) == {"k", "length", "leave_out", "wider"}


def test_columns_are_left_out_for_good(workspace):
    client = in_order(workspace)
    assess(client, leave_out=["âge"])
    client.post(f"{client.place}/risk/use/", {"leave_out": ["âge"]})
    client.dataset.refresh_from_db()
    book = dataset_codebook.in_force(client.dataset)
    assert book.table.names == ("sexe", "pays", "contrôle")
    assert book.table.rules == ()  # the one that needed it is gone
    assert client.dataset.ignored == ["note", "âge"]
    assert last_file().state == "checked"
    assert "âge" not in page(client, "/risk/").split("What if")[0]


def test_too_few_people_for_k_is_said_in_words(workspace):
    client = in_order(workspace)
    assess(client, k="500")
    shown = page(client, "/risk/", language="fr")
    assert "k vaut 500, alors que les dossiers comptent moins de personnes" in shown


def test_a_privacy_officer_sees_the_risk_and_not_the_rows(workspace):
    client = in_order(workspace, Role.DATA_OFFICER)
    assess(client)
    other = workspace.person(Role.PRIVACY_OFFICER)
    other.place = client.place
    assert "Who can be singled out?" in page(other, "/risk/")
    assert other.get(f"/en/work/here/cases/{last_file().pk}/preview/").status_code == 403
    shown = page(other, "/risk/")
    assert "Use these choices" not in shown


def test_linked_tables_have_two_views(workspace):
    client = begin(workspace)
    client.post(f"{client.place}/data/practise/", {"codebook": "lanterne-network"})
    report = assess(client, length="2")
    assert report is not None
    shown = page(client, "/risk/")
    assert "Victims alone" in shown
    assert "Victims, with what is recorded about perpetrators" in shown


def test_of_linked_tables_what_no_figure_speaks_of_cannot_be_chosen(workspace):
    client = begin(workspace)
    client.post(f"{client.place}/data/practise/", {"codebook": "lanterne-network"})
    report = assess(client, length="1", leave_out=["IP_Gender", "IP_Roles"])
    assert report.job.arguments["leave_out"] == ["IP_Gender"]
    shown = page(client, "/risk/")
    assert 'value="IP_Gender" checked' in shown
    assert 'value="IP_Roles"' not in shown
    assert "<bdi>IP_" not in shown, "columns of the condensed file have their labels"


def test_a_table_that_would_lose_all_its_columns_is_left_to_a_person(workspace):
    client = begin(workspace)
    client.post(f"{client.place}/data/practise/", {"codebook": "lanterne-network"})
    every = ["IP_Gender", "IP_ageBroad", "IP_citizen_UNRegion"]
    answer = client.post(f"{client.place}/risk/use/", {"leave_out": every})
    assert (answer.status_code, answer["Location"]) == (302, f"{client.place}/codebook/")
    assert 'class="faults"' in page(client, "/codebook/")
    client.dataset.refresh_from_db()
    assert client.dataset.codebook_name == "lanterne-network"
    assert client.dataset.ignored == []


def test_figures_that_take_long_are_not_asked_for_as_choices_change(workspace):
    client = in_order(workspace)
    assert "hx-post" not in page(client, "/risk/")
    assess(client)
    Job.objects.update(ended=F("started") + timedelta(seconds=1))
    assert page(client, "/risk/").count("hx-post") == 1
    Job.objects.update(ended=F("started") + timedelta(seconds=5))
    assert "hx-post" not in page(client, "/risk/")
    Job.objects.update(ended=F("started") - timedelta(days=1))
    assert "hx-post" not in page(client, "/risk/"), "the clock was set back"


def test_choices_that_change_lead_to_the_work_if_it_takes_long(workspace, monkeypatch):
    client = in_order(workspace)
    assess(client)
    asked = {"organisation": client.dataset.organisation, "created_by": client.user}
    job = Job.objects.create(kind="risk", subject=client.dataset.pk, **asked)
    monkeypatch.setattr(risk, "start_and_wait", lambda *_, **__: job)
    by_script = {"HX-Request": "true"}
    answer = client.post(f"{client.place}/risk/assess/", {"k": "7"}, headers=by_script)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (
        204, f"/en/work/here/jobs/{job.pk}/",
    )  # fmt: skip
    assert client.post(f"{client.place}/risk/assess/", {"k": "7"}).status_code == 302
