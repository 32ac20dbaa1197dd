"""Forms that the codebook of a dataset writes, and what comes back by them, in the browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_worker import begin, bring, last_file, page
from django.test import Client

from filled_templates import Filled
from form_answers import answer, central, kobo
from lanterne.codebook import load_codebook
from lanterne.forms import make_form
from lanterne.hub.people.roles import Role
from lanterne.hub.web.data import collection_forms
from lanterne.hub.web.data.case_files import document_of
from lanterne.hub.web.models import CaseFile

PEOPLE, CONSENT = 12, 5
"""How many people answer, and how many of them consent."""


def begun(workspace, book: str) -> Client:
    """Somebody whose dataset has a codebook."""
    client = begin(workspace)
    client.post(f"{client.place}/codebook/choose/", {"codebook": book})
    return client


def returned(kind: str, book: str, folder: Path) -> list[tuple[str, bytes]]:
    """What comes back by a form, as it is handed in."""
    form = make_form(load_codebook(book))
    sent = answer(form, PEOPLE)
    if kind == "template":
        filled = Filled(form, "fr", folder / "modele.xlsx")
        filled.fill(sent)
        return [("modele.xlsx", filled.path.read_bytes())]
    if kind == "kobo":
        path = kobo(form, sent, folder / ("kobo.xlsx" if len(form.sections) > 1 else "kobo.csv"))
        return [(path.name, path.read_bytes())]
    whole = central(form, sent, folder / "central")
    return [(path.name, path.read_bytes()) for path in sorted(whole.iterdir())]


@pytest.mark.parametrize("book", ["lanterne-cases", "lanterne-network"])
@pytest.mark.parametrize("kind", ["template", "kobo", "central"])
def test_what_comes_back_is_in_order_without_a_mapping(workspace, book, kind, tmp_path):
    client = begun(workspace, book)
    bring(client, *returned(kind, book, tmp_path))
    made, document = last_file(), document_of(last_file())
    assert made.state == CaseFile.State.CHECKED, document["problems"]
    assert document["people"] == CONSENT
    shown = page(client)
    assert "The cases passed the check" in shown
    assert "The file has columns of its own" not in shown
    seen = client.get(f"/en/work/here/cases/{made.pk}/preview/").content.decode()
    assert "refused" not in seen
    assert "consent_statistics" not in seen


def test_forms_are_there_in_the_language_of_the_page(workspace):
    client = begun(workspace, "lanterne-cases")
    shown = page(client)
    for kind, begins in (("xlsform", b"PK"), ("excel", b"PK"), ("paper", b"%PDF")):
        assert f"/codebook/form.{kind}" in shown
        place = client.place.replace("/en/", "/ar/", 1)
        form = client.get(f"{place}/codebook/form.{kind}")
        assert form.status_code == 200
        assert form.content.startswith(begins)
    assert client.get(f"{client.place}/codebook/form.nothing").status_code == 302
    other = workspace.person(Role.PUBLISHER)
    assert other.get(f"{client.place}/codebook/form.excel").status_code == 200  # it is public


def test_a_codebook_that_nobody_confirmed_writes_no_form(workspace):
    client = begin(workspace)
    assert "/codebook/form." not in page(client)
    assert client.get(f"{client.place}/codebook/form.excel").status_code == 302


def test_a_template_says_for_which_codebook_it_was_made(workspace, tmp_path):
    client = begin(workspace)
    bring(client, *returned("template", "lanterne-network", tmp_path))
    assert [one["name"] for one in document_of(last_file())["fits"]][:1] == ["lanterne-network"]


def test_a_form_of_another_codebook_is_said(workspace, tmp_path):
    client = begun(workspace, "htcds-2.0")
    bring(client, *returned("template", "lanterne-cases", tmp_path))
    assert last_file().state == CaseFile.State.FAULTY
    assert "lanterne-cases" in page(client)


def test_what_people_refused_is_not_read_without_the_mark_of_the_form(workspace, tmp_path):
    client = begun(workspace, "lanterne-cases")
    ((name, data),) = returned("kobo", "lanterne-cases", tmp_path)
    bring(client, (name, data.decode().replace("lanterne_form", "remark")))
    assert last_file().state == CaseFile.State.FAULTY


def test_without_the_program_that_sets_paper_the_others_are_offered(workspace, monkeypatch):
    monkeypatch.setattr(collection_forms, "can_typeset", lambda: False)
    client = begun(workspace, "lanterne-cases")
    shown = page(client)
    assert "/codebook/form.excel" in shown
    assert "/codebook/form.paper" not in shown
    assert client.get(f"{client.place}/codebook/form.paper").status_code == 302
