"""The first page of a release says what it is worth, in every language, and claims no more."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from example_release import a_codebook, a_table, reseal

from lanterne.privacy import Protected
from lanterne.release import load_release, verify_release, write_release
from lanterne.release.texts import words
from lanterne.release.worth_words import advice, errors, verdict
from lanterne.synthesis.worth import Grade, Worth

LANGUAGES = ("en", "fr", "es", "ar")
GRADES = {
    Grade.VERY_PRECISE: 0.004,
    Grade.PRECISE: 0.02,
    Grade.FAIR: 0.07,
    Grade.ROUGH: 0.2,
    Grade.UNUSABLE: 0.45,
}
FLATTERING = {
    "en": r"nearly the same|close to those",
    "fr": r"presque les mêmes|proches de ceux",
    "es": r"casi las mismas|acercan a los",
    "ar": r"نفسها تقريبًا|قريبة من أعداد",
}
"""Words that claim quality."""


def made(folder: Path, worth: Worth | None = None, **book: object) -> Path:
    codebook = replace(a_codebook(), **book)
    table = replace(a_table(), codebook=codebook)
    if worth is not None:
        table = replace(table, worth={codebook.table.name: worth})
    return write_release(Protected(table), folder / "out")


def parts(folder: Path) -> dict[str, str]:
    """The README by language, in one line each."""
    page = (folder / "README.md").read_text(encoding="utf-8")
    english, *others = re.split(r'<div id="\w\w"', page)
    texts = dict(zip(LANGUAGES, (english, *others), strict=True))
    return {language: " ".join(text.split()) for language, text in texts.items()}


@pytest.mark.parametrize("grade", GRADES)
def test_the_first_page_gives_the_verdict_and_the_errors(grade, tmp_path):
    worth = Worth(300, 45.4, 0.21, GRADES[grade])
    assert worth.grade is grade
    folder = made(tmp_path, worth)
    assert verify_release(folder).ok
    assert load_release(folder).worth == {a_codebook().table.name: worth}
    for language, text in parts(folder).items():
        for said in (verdict(worth, language), errors(worth, language), advice(worth, language)):
            assert " ".join(said.split()) in text
        assert "45" in errors(worth, language)


@pytest.mark.parametrize("grade", [Grade.ROUGH, Grade.UNUSABLE])
def test_where_the_verdict_is_poor_no_sentence_claims_closeness(grade, tmp_path):
    folder = made(tmp_path, Worth(300, 45.4, 0.21, GRADES[grade]))
    for language, text in parts(folder).items():
        assert not re.search(FLATTERING[language], text), language


def test_a_release_that_does_not_say_what_it_is_worth_claims_nothing(tmp_path):
    """As earlier ones do not: it is read, and is whole."""
    folder = made(tmp_path)
    assert verify_release(folder).ok
    assert load_release(folder).worth == {}
    for language, text in parts(folder).items():
        assert words(language)["worth.title"] not in text
        assert not re.search(FLATTERING[language], text), language


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_verdict_has_words_of_its_own(language):
    said = {verdict(Worth(300, 1.0, 0.1, pair), language) for pair in GRADES.values()}
    assert len(said) == len(GRADES)


def test_a_verdict_that_the_numbers_do_not_give_is_found(tmp_path):
    folder = made(tmp_path, Worth(300, 45.4, 0.21, 0.45))
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    (one,) = manifest["worth"].values()
    one["verdict"] = "very-precise"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    reseal(folder)
    assert "worth" in {problem.rule for problem in verify_release(folder).problems}


@pytest.mark.parametrize("about", ["", "trafficking"])
def test_a_release_speaks_of_trafficking_only_where_its_codebook_does(about, tmp_path):
    folder = made(tmp_path, about=about)
    assert verify_release(folder).ok
    found = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.suffix in {".md", ".json", ".cff"} and "codebook" not in path.parts
        if re.search(r"traffick|\btraite\b|\btrata\b|الاتجار", path.read_text(encoding="utf-8"))
    }
    assert found == ({"README.md", "datapackage.json"} if about else set())
    words_of_victims = re.search(r"\bvictims? who\b", (folder / "README.md").read_text())
    assert bool(words_of_victims) == bool(about)
