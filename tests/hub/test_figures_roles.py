"""Columns with French headers get their figures, because the codebook says what they are about."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import polars as pl
import pytest

from lanterne.codebook import load_codebook
from lanterne.codebook.draft import draft_from_frame
from lanterne.codebook.model import Codebook
from lanterne.hub.portal.figures.figure import Kind
from lanterne.hub.portal.figures.find import plans
from lanterne.release import People

ENGLISH = ("year", "gender", "ageBand", "citizenship", "countryOfExploitation", "meansOfControl")
HEADERS = {
    "en": ENGLISH,
    "fr": (
        "Année",
        "Sexe",
        "Tranche d'âge",
        "Nationalité",
        "Pays d'exploitation",
        "Moyens de contrôle",
    ),
    "es": ("Año", "Sexo", "Edad", "Nacionalidad", "País de explotación", "Medios de control"),
    "ar": ("السنة", "الجنس", "العمر", "الجنسية", "بلد الاستغلال", "وسائل السيطرة"),
}


def drafted(headers: tuple[str, ...]) -> Codebook:
    answers = (
        ["2020", "2021", "2022"],
        ["f", "m", "f"],
        ["9-17", "18-25", "26-30"],
        ["NGA", "MDA", "FRA"],
        ["FRA", "ITA", "FRA"],
        ["debt;threat", "debt", "threat;force"],
    )
    frame = pl.DataFrame(
        {name: list(some) * 20 for name, some in zip(headers, answers, strict=True)}
    )
    return draft_from_frame(frame, "cases").codebook


def kinds(codebook: Codebook) -> list[Kind]:
    people = People(codebook.table, pl.DataFrame(), pl.DataFrame())
    release = SimpleNamespace(codebook=codebook, original=None)
    edition = SimpleNamespace(people=(people,), release=release, known={})
    return [plan.kind for plan in plans(edition)]


def without_roles(codebook: Codebook) -> Codebook:
    (table,) = codebook.tables
    columns = tuple(replace(column, role=None) for column in table.columns)
    return replace(codebook, tables=(replace(table, columns=columns),))


@pytest.mark.parametrize("language", HEADERS)
def test_the_same_cases_have_the_same_figures_whatever_the_language_of_their_headers(language):
    assert kinds(drafted(HEADERS[language])) == kinds(drafted(ENGLISH))


def test_without_roles_french_headers_have_fewer_figures():
    found = kinds(without_roles(drafted(HEADERS["fr"])))
    assert Kind.ROUTES not in found
    assert {Kind.ROUTES, Kind.AGE_SEX, Kind.MEANS} <= set(kinds(drafted(HEADERS["fr"])))


def test_english_headers_keep_their_figures_without_roles():
    codebook = drafted(ENGLISH)
    assert kinds(without_roles(codebook)) == kinds(codebook)


def test_the_built_in_table_needs_no_roles():
    codebook = load_codebook("lanterne-cases")
    assert all(column.role is None for column in codebook.table.columns)
    assert {Kind.TREND, Kind.MAP, Kind.ROUTES, Kind.AGE_SEX} <= set(kinds(codebook))
