"""What a release says of people and links that do not count, and of those promised nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from example_release import MOMENT, a_codebook, a_column, a_table
from network_release_example import a_network

import lanterne
from lanterne.codebook.model import Codebook, ColumnType, Household, Table
from lanterne.privacy import PrivacyStatement, Protected, epsilon_of_group, events_from_list
from lanterne.release import verify_release, write_release
from lanterne.synthesis.result import ProtectedTable

LANGUAGES = ("en", "fr", "es", "ar")
BOUNDS = ("people per household", "links per perpetrator", "links per victim")


def homes() -> Codebook:
    """One table that says who lives together."""
    columns = (
        a_column("gender", ColumnType.CATEGORY, "woman man"),
        a_column("minor", ColumnType.FLAG, "1"),
    )
    table = Table("cases", {"en": "Cases", "fr": "Cas"}, columns, household=Household("home", 3))
    return replace(a_codebook(), tables=(table,), groups=())


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("homes") / "cases.csv"
    rows = range(300)
    pl.DataFrame(
        {
            "gender": ["man" if row % 3 else "woman" for row in rows],
            "minor": ["1" if row % 2 else "" for row in rows],
            "home": [f"h{row // 4}" for row in rows],
        }
    ).write_csv(path)
    return path


def plain(folder: Path, name: str = "README.md") -> str:
    """A page with its lines joined."""
    return joined((folder / name).read_text("utf-8"))


def joined(text: str) -> str:
    """A text with each space, and each no-break space, as one blank."""
    return " ".join(text.split())


def test_a_promise_to_households_of_one_table_speaks_of_people_and_not_of_links(
    cases: Path, tmp_path: Path
) -> None:
    made = lanterne.protect(
        cases, homes(), epsilon=4, unit="household", keep=False, out=tmp_path / "out"
    )
    assert verify_release(made.release).problems == ()
    assert made.statement.unpromised == ()
    read_me, statement = plain(made.release), made.statement
    assert "household, with all its people and their records" in read_me
    assert "ménage, avec tous ses membres et leurs dossiers" in read_me
    assert "contain the true number, of the people who are counted." in read_me
    assert "le vrai nombre, celui des personnes prises en compte." in read_me
    assert "el número verdadero, el de las personas que se tienen en cuenta." in read_me
    assert "العدد الحقيقي، أي عدد الأشخاص المحتسبين." in read_me
    assert "hogar, con todos sus miembros y los expedientes de estos" in read_me
    assert "الأسرة بجميع أفرادها وكل ما هو مسجّل عنهم" in read_me
    assert "contain the true number of people." not in read_me
    for language in LANGUAGES:
        (sentence,) = statement.counted_in_words(language)
        assert joined(sentence) in read_me
    words = f"{statement.neighbours} {read_me} {plain(made.release, 'PRIVACY.md')}"
    for of_networks in ("victims and their links", "their rows and links", "perpetrator"):
        assert of_networks not in words


def test_households_that_are_promised_nothing_learn_what_they_can_lose(
    cases: Path, tmp_path: Path
) -> None:
    made = lanterne.protect(
        cases, homes(), epsilon=1, ignore=["home"], keep=False, out=tmp_path / "out"
    )
    assert verify_release(made.release).problems == ()
    (loss,) = made.statement.unpromised
    events = events_from_list(made.statement.mechanisms)
    assert (loss.unit, loss.links, loss.delta) == ("household", 3, made.delta)
    of_listed = epsilon_of_group(events, 3, made.delta)
    assert of_listed <= loss.epsilon == pytest.approx(of_listed, rel=0.01)
    assert of_listed > made.epsilon
    assert "Nothing is promised to households as a whole" in plain(made.release)
    assert "Rien n’est promis aux ménages" in plain(made.release)
    assert "No se promete nada a los hogares" in plain(made.release)
    assert "لا يُقدَّم أي ضمان للأسر" in plain(made.release)
    assert "For a household of at most 3 people, the privacy loss is at most" in plain(
        made.release, "PRIVACY.md"
    )
    stated = json.loads((made.release / "privacy.json").read_text())["unpromised"]
    assert [one["links"] for one in stated] == [3]


def test_without_households_nothing_is_said_of_them(release: Path) -> None:
    words = plain(release) + plain(release, "PRIVACY.md")
    assert "contain the true number of people." in words
    assert "contiennent le vrai nombre de personnes." in words
    assert "contiene el número verdadero de personas." in words
    assert "العدد الحقيقي للأشخاص." in words
    for word in ("household", "ménage", "hogar", "أسرة", "who count", "links"):
        assert word not in words.replace("No links to other data", "")


@pytest.mark.parametrize("bound", BOUNDS)
def test_linked_tables_say_what_counts_of_them(bound: str, tmp_path: Path) -> None:
    network = a_network()
    statement = replace(network.statement, bounds={bound: 17})
    out = write_release(
        Protected(replace(network, statement=statement)), tmp_path / "out", created=MOMENT
    )
    read_me, privacy = plain(out), plain(out, "PRIVACY.md")
    assert (
        "contain the true number, worked out from the people and links that are counted." in read_me
    )
    assert "le vrai nombre, calculé à partir des personnes et des liens pris en compte." in read_me
    assert (
        "verdadero, calculado a partir de las personas y los vínculos que se tienen en cuenta."
        in read_me
    )
    assert "العدد الحقيقي، المحسوب مما يُحتسب من الأشخاص والروابط." in read_me
    for language in LANGUAGES:
        (sentence,) = statement.counted_in_words(language)
        assert "17" in sentence
        assert joined(sentence) in privacy
        assert joined(sentence) in read_me


def parts(page: str) -> list[str]:
    return page.split("\n---\n")


@pytest.mark.parametrize("advice", [None, 1e-7])
def test_the_privacy_page_is_in_four_languages(
    table: ProtectedTable, tmp_path: Path, advice: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ProtectedTable, "delta_advice", lambda self: advice)
    out = write_release(Protected(table), tmp_path / "out", created=MOMENT)
    page = (out / "PRIVACY.md").read_text("utf-8")
    statement: PrivacyStatement = table.statement
    assert len(parts(page)) == len(LANGUAGES)
    for language, part in zip(LANGUAGES, parts(page), strict=True):
        assert statement.in_words(language) in part
        assert ("1e-07" in part) == (advice is not None)
        assert (f'<div id="{language}"' in part) == (language != "en")
        assert f"](#{language})" in page or language == "en"
    assert 'lang="ar" dir="rtl"' in page
    read_me = (out / "README.md").read_text("utf-8")
    assert len(parts(read_me)) == len(LANGUAGES)
    assert all(("1e-07" in part) == (advice is not None) for part in parts(read_me))


def test_nobody_is_named_as_publisher_when_nobody_is(release: Path) -> None:
    read_me = plain(release)
    assert "Publisher: not stated" in read_me
    assert "Cite as: Publisher not stated. *Made-up cases*." in read_me
    assert "Éditeur : non indiqué" in read_me
    assert "Organización que publica: sin indicar" in read_me
    assert "الناشر: غير مذكور" in read_me


def test_titles_of_files_say_which_table_they_hold(tmp_path: Path) -> None:
    for protected, first in ((a_table(), "Synthetic rows"), (a_network(), None)):
        out = write_release(Protected(protected), tmp_path / str(first), created=MOMENT)
        resources = json.loads((out / "datapackage.json").read_text())["resources"]
        titles = [one["title"] for one in resources if one["path"].endswith(".csv")]
        assert titles[0] == (first or "Synthetic rows: Victims")
        assert len(set(titles)) == len(titles)
