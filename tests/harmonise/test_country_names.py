"""Names of countries: each list of names is right, and what several are called is nobody's."""

from importlib.resources import files

import pytest
from babel import Locale

from lanterne.codebook.lists import packaged_rows, standards
from lanterne.harmonise.countries import country_code

CODES = [row["iso2"] for row in packaged_rows(standards() / "countries.csv")]
WORDS = files("lanterne.harmonise") / "words" / "countries.csv"


def test_every_name_of_the_list_is_of_countries_that_there_are() -> None:
    rows = packaged_rows(WORDS)
    assert len(rows) > 2_000
    assert [row for row in rows if not set(row["iso2"].split()) <= set(CODES)] == []


def test_every_name_of_one_country_is_read_as_that_country() -> None:
    """A row that another row contradicts would be read as nothing."""
    alone = [row for row in packaged_rows(WORDS) if len(row["iso2"].split()) == 1]
    assert [row for row in alone if country_code(row["name"]) != row["iso2"]] == []


def test_what_several_countries_are_called_is_none_of_them() -> None:
    several = [row["name"] for row in packaged_rows(WORDS) if " " in row["iso2"]]
    assert {"Congo", "Guinea", "Korea", "Guyane"} <= set(several)
    assert [name for name in several if country_code(name)] == []


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_names_by_another_hand_are_read_and_none_is_read_wrongly(language: str) -> None:
    names = Locale(language).territories
    read = {code: country_code(names[code]) for code in CODES if code in names}
    assert {code for code, found in read.items() if found not in (code, None)} == set()
    assert sum(found is not None for found in read.values()) >= 0.97 * len(read)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Nigériane", "NG"),
        ("Nigérienne", "NE"),
        ("nigerina", "NE"),
        ("R.D. Congo", "CD"),
        ("RCI", "CI"),
        ("إثيوبية", "ET"),
        ("The Gambia", "GM"),
        ("Irak", "IQ"),
        ("ZZ", None),
        ("West Africa", None),
        ("نيجيري", None),
        ("apatride", None),
    ],
)
def test_names_that_are_easily_mistaken(text: str, code: str | None) -> None:
    assert country_code(text) == code
