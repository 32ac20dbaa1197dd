"""``lanterne form``: what it writes, and what it refuses."""

from __future__ import annotations

import json
from dataclasses import replace

import openpyxl
import pytest

from lanterne import verbs
from lanterne.codebook import codebook_to_toml, load_codebook
from lanterne.forms import FORM_KINDS
from program import run_here


@pytest.mark.parametrize("kind", FORM_KINDS)
def test_a_form_is_written_and_told_of(kind, tmp_path):
    done = run_here(tmp_path, "form", "gvpsd-2022", "--as", kind, "--out", "f.xlsx")
    assert done.returncode == 0, done.stderr
    assert "f.xlsx asks 16 questions, after the consent to statistics." in done.stdout
    assert "lanterne check FILE --codebook gvpsd-2022" in " ".join(done.stdout.split())
    assert [one.name for one in tmp_path.iterdir()] == ["f.xlsx"]
    assert openpyxl.load_workbook(tmp_path / "f.xlsx").sheetnames


def test_programs_are_told_as_json(tmp_path):
    done = run_here(tmp_path, "form", "gvpsd-2022", "--as", "excel", "--out", "f.xlsx", "--json")
    assert json.loads(done.stdout) == {
        "form": "f.xlsx",
        "codebook": "gvpsd-2022",
        "version": "1.0",
        "questions": 16,
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["gvpsd-2022", "--as", "pdf", "--out", "f.xlsx"], "xlsform, excel"),
        (["gvpsd-2022", "--as", "excel", "--out", "f.xlsx", "--language", "de"], "en, fr, es, ar"),
        (["gvpsd-2022", "--as", "excel", "--out", "there.xlsx"], "exists already"),
        (["no-such-book", "--as", "excel", "--out", "f.xlsx"], "no-such-book"),
        (["draft.toml", "--as", "xlsform", "--out", "f.xlsx"], "is a draft"),
        (["gvpsd-2022", "--out", "f.xlsx"], "--as"),
    ],
)
def test_what_cannot_be_written_is_said_and_nothing_is_left(words, said, tmp_path):
    draft = codebook_to_toml(load_codebook("gvpsd-2022"))
    (tmp_path / "draft.toml").write_text(f"draft = true\n{draft}", encoding="utf-8")
    (tmp_path / "there.xlsx").write_text("mine", encoding="utf-8")
    done = run_here(tmp_path, "form", *words)
    assert done.returncode == 2
    assert said in done.stdout + done.stderr
    assert {one.name for one in tmp_path.iterdir()} == {"draft.toml", "there.xlsx"}
    assert (tmp_path / "there.xlsx").read_text("utf-8") == "mine"


def test_a_folder_that_is_not_there_is_said(tmp_path):
    done = run_here(tmp_path, "form", "gvpsd-2022", "--as", "excel", "--out", "no/f.xlsx")
    assert done.returncode == 1
    assert "no/f.xlsx cannot be written" in done.stderr + done.stdout


def test_the_language_of_the_terminal_is_that_of_the_form(tmp_path, monkeypatch):
    monkeypatch.setenv("LANTERNE_LANGUAGE", "fr")
    done = run_here(tmp_path, "form", "gvpsd-2022", "--as", "excel", "--out", "f.xlsx")
    assert "pose 16 questions" in done.stdout
    page = openpyxl.load_workbook(tmp_path / "f.xlsx").worksheets[0]
    assert page["A1"].value.startswith("Les réponses de cette personne")


def test_a_language_that_only_the_codebook_speaks_is_taken(tmp_path):
    """What Lanterne itself says is then English."""
    book = load_codebook("gvpsd-2022")
    first, *rest = book.table.columns
    told = replace(first, label={**first.label, "pt": "Ano de registo"})
    table = replace(book.table, columns=(told, *rest))
    title = {**book.title, "pt": "Vítimas"}
    form = verbs.write_form(
        replace(book, title=title, tables=(table,)), "excel", tmp_path / "f.xlsx", "pt"
    )
    assert "pt" in form.languages
    page = openpyxl.load_workbook(tmp_path / "f.xlsx").worksheets[0]
    assert "Ano de registo" in [cell.value for cell in page[1]]
    assert page["A1"].value == "May this person's answers be used for statistics? *"
