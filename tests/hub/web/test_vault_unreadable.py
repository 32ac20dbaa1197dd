"""What the vault holds and cannot give is said by the page that wants it, in four languages."""

from __future__ import annotations

import logging

import pytest
from case_worker import in_order, last_file, page

from lanterne.hub.web import vault_documents
from lanterne.hub.web.models import Report

GONE = {
    "en": "There is no such file in the vault: it may have been deleted.",
    "fr": "coffre",
    "es": "archivo",
    "ar": "الملف",
}


def damage(file_id):
    (path,) = [
        one
        for one in (vault_documents.vault().home / "vault").rglob("*")
        if one.name.startswith(file_id)
    ]
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def report_of(client):
    client.post(f"{client.place}/risk/assess/", {"k": "10", "length": "3"})
    return Report.objects.order_by("-created").first()


@pytest.mark.parametrize("language", GONE)
def test_the_preview_of_what_was_deleted(workspace, language, caplog):
    client = in_order(workspace)
    file = last_file()
    address = f"/{language}/work/here/cases/{file.pk}/preview/"
    assert client.get(address).status_code == 200
    vault_documents.vault().delete("here", file.findings)
    with caplog.at_level(logging.ERROR, "lanterne.hub"):
        answer = client.get(address)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert GONE[language] in text
    assert (GONE["en"] in text) == (language == "en")
    assert answer["Cache-Control"] == "private, no-store"
    assert "no-such-file" in caplog.text
    assert file.findings not in text


def test_the_preview_of_what_was_damaged(workspace):
    client = in_order(workspace)
    damage(last_file().findings)
    answer = client.get(f"/en/work/here/cases/{last_file().pk}/preview/")
    assert answer.status_code == 409
    assert "is damaged, or somebody changed it" in answer.content.decode()


def test_the_page_of_risk_says_so_and_finds_it_anew(workspace):
    client = in_order(workspace)
    report = report_of(client)
    damage(report.files["figures"])
    shown = page(client, "/risk/")
    assert "is damaged, or somebody changed it" in shown
    assert report_of(client).pk != report.pk
    assert "is damaged" not in page(client, "/risk/")
    assert client.get(f"{client.place}/risk/?report={report.pk}").status_code == 200


@pytest.mark.parametrize("rest", ["", "risk.json"])
def test_the_whole_report_says_so(workspace, rest):
    client = in_order(workspace)
    report = report_of(client)
    vault_documents.vault().delete("here", report.files["risk.json" if rest else "page.en"])
    answer = client.get(f"/en/work/here/reports/{report.pk}/risk/{rest}")
    assert answer.status_code == 409
    assert GONE["en"] in answer.content.decode()
