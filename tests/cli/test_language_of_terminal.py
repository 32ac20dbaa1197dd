"""With LANTERNE_LANGUAGE the terminal speaks that language of what is wrong; else English."""

from __future__ import annotations

import json
import os

import pytest
from lanterne_process import BOOK

from lanterne.cli.language import VARIABLE
from program import run_here

LANGUAGES = {
    "fr": ("ligne 2, colonne gender", "La réponse n'est pas dans la liste", "problèmes."),
    "es": ("fila 2, columna gender", "La respuesta no está en la lista", "problemas."),
    "ar": ("الصف \u20682\u2069", "الإجابة ليست في قائمة", "مشكلة"),
}


@pytest.fixture
def wrong(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    (tmp_path / "cases.csv").write_text("gender,year\nX,2020\n", "utf-8")
    return (tmp_path, "check", "cases.csv", "--codebook", "gvpsd-2022")


@pytest.mark.parametrize("language", LANGUAGES)
def test_problems_are_said_in_the_language_of_the_terminal(wrong, monkeypatch, language):
    monkeypatch.setenv(VARIABLE, language)
    done = run_here(*wrong)
    assert done.returncode == 1
    assert all(text in done.stdout for text in LANGUAGES[language])
    assert "[value-not-listed]" in done.stdout
    assert "The answer" not in done.stdout


@pytest.mark.parametrize("language", ["", "en_GB.UTF-8", "xx"])
def test_other_languages_are_english(wrong, monkeypatch, language):
    monkeypatch.setenv(VARIABLE, language)
    assert "The answer is not in the codebook's list." in run_here(*wrong).stdout


@pytest.mark.parametrize("locale", ["fr_FR.UTF-8", "fr-CA", "FR"])
def test_a_locale_names_its_language(wrong, monkeypatch, locale):
    monkeypatch.setenv(VARIABLE, locale)
    assert "problèmes." in run_here(*wrong).stdout


def test_programs_read_the_same_in_every_language(wrong, monkeypatch):
    english = json.loads(run_here(*wrong, "--json").stdout)
    monkeypatch.setenv(VARIABLE, "fr")
    assert json.loads(run_here(*wrong, "--json").stdout) == english


def test_errors_too(wrong, monkeypatch):
    monkeypatch.setenv(VARIABLE, "fr")
    done = run_here(*wrong[:4], "nothing")
    assert done.returncode != 0
    assert done.stderr.startswith(("Utilisation\u00a0:", "Problème\u00a0:"))


def test_the_option_wins_over_the_environment(wrong, monkeypatch):
    monkeypatch.setenv(VARIABLE, "es")
    folder, *words = wrong
    assert "problèmes." in run_here(folder, "--language", "fr", *words).stdout
    assert os.environ[VARIABLE] == "es", "of that run only"
    assert run_here(folder, "--language", "xx", *words).returncode == 2


def test_what_was_spent_is_said_below_an_error_and_programs_read_it_in_english(tmp_path):
    cases = ("year,gender,ageBand,isMinor,sector", *["2020,Unheard,,,"] * 30, "")
    (tmp_path / "cases.csv").write_text("\n".join(cases), "utf-8")
    words = ("protect", "cases.csv", "-c", BOOK, "--epsilon", 1, "--out", "release")
    done = run_here(tmp_path, "--language", "fr", *words)
    assert done.returncode == 1
    assert "n'a PAS été débité" in done.stderr
    assert "NOT charged" not in done.stderr
    notes = json.loads(run_here(tmp_path, "--language", "fr", *words, "--json").stdout)["notes"]
    assert notes == ["The budget was NOT charged: nothing was spent."]
