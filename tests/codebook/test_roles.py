"""A column's role is stated in the codebook; a draft suggests it from a header in any language."""

import polars as pl
import pytest

from lanterne.codebook import (
    ColumnType,
    builtin_codebooks,
    codebook_from_dict,
    codebook_to_dict,
    codebook_to_toml,
    load_codebook,
)
from lanterne.codebook.draft import DRAFT_TITLE, draft_from_frame, has_draft_title, titled
from lanterne.codebook.load import parse_codebook
from lanterne.codebook.roles import Role, suggested_role
from lanterne.errors import InputError, UsageError

HEADERS = [
    ("year_of_registration", "year", Role.YEAR),
    ("Année", "year", Role.YEAR),
    ("gender", "category", Role.GENDER),
    ("Sexe", "category", Role.GENDER),
    ("género", "category", Role.GENDER),
    ("الجنس", "category", Role.GENDER),
    ("ageBand", "ordinal", Role.AGE),
    ("Tranche d'âge", "ordinal", Role.AGE),
    ("edad", "ordinal", Role.AGE),
    ("الفئة العمرية", "ordinal", Role.AGE),
    ("majorité", "category", Role.MAJORITY),
    ("citizenship", "country", Role.CITIZENSHIP),
    ("Nationalité", "country", Role.CITIZENSHIP),
    ("PAÍS DE ORIGEN", "country", Role.CITIZENSHIP),
    ("الجنسية", "country", Role.CITIZENSHIP),
    ("Pays d'exploitation", "country", Role.COUNTRY_OF_EXPLOITATION),
    ("pais_de_explotacion", "country", Role.COUNTRY_OF_EXPLOITATION),
    ("بلد الاستغلال", "country", Role.COUNTRY_OF_EXPLOITATION),
    ("Forme d'exploitation", "set", Role.EXPLOITATION),
    ("moyens_de_contrôle", "set", Role.MEANS_OF_CONTROL),
    ("وسائل السيطرة", "set", Role.MEANS_OF_CONTROL),
    ("Recruteur", "category", Role.RECRUITER),
    ("recruiterRelationship", "category", Role.RECRUITER),
    ("Lien avec l'auteur", "category", Role.RELATION),
    ("IP_Gender", "category", Role.PERPETRATOR),
    ("colour", "category", None),
    ("Village", "country", None),
]


@pytest.mark.parametrize(("header", "kind", "role"), HEADERS)
def test_a_header_suggests_its_role_in_any_language(header, kind, role):
    assert suggested_role(header, ColumnType(kind)) is role


def french() -> pl.DataFrame:
    """Cases with French headers, of nobody."""
    return pl.DataFrame(
        {
            "année": ["2020", "2021"] * 30,
            "sexe": ["femme", "homme", "femme"] * 20,
            "tranche d'âge": ["9-17", "18-25", "26-30"] * 20,
            "nationalité": ["NGA", "MDA", "FRA"] * 20,
            "pays d'exploitation": ["FRA", "ITA"] * 30,
        }
    )


def test_a_draft_states_the_roles_and_they_are_kept():
    draft = draft_from_frame(french(), "dossiers")
    codebook = draft.codebook
    assert {column.name: column.role for column in codebook.table.columns} == {
        "année": Role.YEAR,
        "sexe": Role.GENDER,
        "tranche d'âge": Role.AGE,
        "nationalité": Role.CITIZENSHIP,
        "pays d'exploitation": Role.COUNTRY_OF_EXPLOITATION,
    }
    assert codebook_from_dict(codebook_to_dict(codebook)) == codebook
    assert parse_codebook(draft.to_toml().encode(), "draft.toml") == codebook


def test_a_draft_speaks_of_people_and_of_nothing_that_nobody_said():
    codebook = draft_from_frame(french(), "dossiers").codebook
    assert codebook.table.name == "people"
    assert not codebook.of_trafficking
    assert "victim" not in codebook_to_toml(codebook).lower()


def test_the_title_of_a_draft_is_known_and_replaced():
    codebook = draft_from_frame(french(), "dossiers").codebook
    assert has_draft_title(codebook)
    assert codebook.title["en"].startswith(DRAFT_TITLE)
    named = titled(codebook, "  People helped,\n2020 to 2021 ")
    assert named.title == {"en": "People helped, 2020 to 2021"}
    assert not has_draft_title(named)
    assert titled(codebook, None) is codebook
    for wrong in ("", "  ", "a\0b", "x" * 201):
        with pytest.raises(UsageError, match="title"):
            titled(codebook, wrong)


@pytest.mark.parametrize("name", builtin_codebooks())
def test_a_title_stands_for_every_language_of_a_codebook(name, tmp_path):
    """So that a release of it, which carries its codebook, can be read."""
    named = titled(load_codebook(name), "People helped by the Harbour Centre")
    path = tmp_path / "codebook.toml"
    path.write_text(codebook_to_toml(named), "utf-8")
    assert {*load_codebook(path).title.values()} == {"People helped by the Harbour Centre"}


@pytest.mark.parametrize(
    ("change", "rule"),
    [('role = "nation"', "unknown-role"), ('about = "weather"', "unknown-subject")],
)
def test_a_role_or_subject_that_is_not_known_is_a_problem(change, rule):
    text = codebook_to_toml(draft_from_frame(french(), "dossiers").codebook)
    if change.startswith("role"):
        text = text.replace('role = "gender"', change)
    else:
        text = f"{change}\n{text}"
    with pytest.raises(InputError) as raised:
        parse_codebook(text.encode(), "book.toml")
    assert [problem.rule for problem in raised.value.problems] == [rule]


@pytest.mark.parametrize(
    "name", ["lanterne-cases", "lanterne-network", "gvpsd-2022", "ctdc-global-2024"]
)
def test_the_built_in_codebooks_say_what_they_are_about(name):
    codebook = load_codebook(name)
    assert codebook.of_trafficking
    assert codebook_from_dict(codebook_to_dict(codebook)) == codebook
