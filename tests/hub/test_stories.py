"""Stories: each number in one has its interval, denominator and source within reach, and is that of
the edition; what was changed by another hand is not shown."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from html import unescape

import polars as pl
import pytest
from edition_shelf import FIRST, REASON, SECOND, STORY, THIRD, moment, story
from portal_visit import page

from lanterne.catalogue import read_story, suspend, tell, untell, withdraw
from lanterne.hub import languages
from lanterne.hub.portal.catalogue import Catalogue

LANGUAGES = ("en", "fr", "es", "ar")
CONTACT = "mailto:data@example.org"
ASKED = 4
"""Numbers in the text of the story; three of them count something else than those before."""


@pytest.fixture
def visitor(portal, published):
    return portal(published, rate=None, contact=CONTACT)


def address(edition=THIRD, language="en", name=STORY):
    return f"/{language}/releases/{edition}/stories/{name}/"


def words(html):
    """What a person reads, without the signs that nobody sees."""
    text = unescape(re.sub(r"<[^>]+>", " ", html))
    text = " ".join(re.sub("[\u2066-\u2069]", "", text).split())
    return text.replace(" %", "%")  # a text in another language than its page has no space there


def without_support(html, published, language):
    """The numbers in the text whose interval, denominator or source is not within reach."""
    notes = dict(re.findall(r'<li id="number-(\d+)">(.*?)</li>', html, re.S))
    source = f'href="/{language}/releases/{THIRD}/"'
    wrong = []
    for place, said in re.findall(r'<a class="counted"[^>]* href="#number-(\d+)">(.*?)</a>', html):
        note = words(notes.get(place, ""))
        known = [languages.number(round(one), language) for one in published[place]]
        if source not in html or words(said) not in note or not all(one in note for one in known):
            wrong.append(said)
    return wrong


def counts_of(published):
    """Place of a note → count, ends of its interval, denominator: by the files of the release."""
    edition = Catalogue(published).get(THIRD)
    (people,) = edition.people
    rows = people.rows.with_columns(pl.all().cast(pl.String))
    debt = pl.col("debt") == "1"
    known = ~pl.col("gender").is_in(["", "?"]) & pl.col("gender").is_not_null()
    asked = {
        "1": ({("gender", "Woman")}, known),
        "2": ({("debt", "1"), ("gender", "Woman")}, known & debt),
        "3": ({("work[x]&y", "farm")}, pl.col("work[x]&y").str.len_chars() > 0),
    }
    found = {}
    for place, (answers, among) in asked.items():
        (bounds,) = (
            (one["estimate"], one["estimate_low"], one["estimate_high"])
            for one in people.counts.filter(pl.col("length") == len(answers)).iter_rows(named=True)
            if {(one[f"column_{at}"], one[f"value_{at}"]) for at in (1, 2)} - {("", "")} == answers
        )
        found[place] = (*bounds, rows.filter(among).height)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_number_has_its_interval_denominator_and_source_within_reach(
    visitor, published, language
):
    html = page(visitor, address(language=language))
    known = counts_of(published)
    assert without_support(html, known, language) == []
    assert len(re.findall('class="counted"', html)) == ASKED
    assert len(re.findall(r'id="number-', html)) == len(known) == ASKED - 1
    for needed in (CONTACT, "ε", 'id="cannot"', '<details class="how">', 'class="bars"'):
        assert needed in html
    # Planted: a note is lost, names another denominator, or the source is gone.
    for fault in (
        re.sub(r'<li id="number-1">.*?</li>', "", html),
        re.sub(r'(<li id="number-2">).*?(</li>)', r"\1\2", html),
        html.replace(f'href="/{language}/releases/{THIRD}/"', ""),
    ):
        assert without_support(fault, known, language)
    assert without_support(html, {**known, "3": (*known["3"][:3], 1_234_567)}, language)


def test_numbers_are_written_as_the_language_of_the_text_writes_them(visitor, published):
    estimate, low, high, _answered = counts_of(published)["1"]
    shown = page(visitor, address(language="fr"))
    said = [languages.number(round(one), "fr") for one in (estimate, low, high)]
    assert f'{said[0]}</a> <bdi dir="ltr" class="small">({said[1]}–{said[2]})</bdi>' in shown


def test_a_figure_is_what_the_portal_says_to_the_same_question(visitor):
    def lines(path):
        answer = visitor.get(path)
        assert answer.status_code == 200
        return list(csv.DictReader(io.StringIO(answer.content.decode())))

    there = f"/en/releases/{THIRD}/figures/trend-year.csv?where[gender]=Woman"
    assert lines(f"{address()}2.csv") == lines(there)
    groups = lines(f"{address()}1.csv")
    assert {(one["group_column"], one["column"]) for one in groups} == {("debt", "gender")}
    assert visitor.get(f"{address()}3.csv").status_code == 404
    html = page(visitor, address())
    assert f'href="/en/releases/{THIRD}/figures/trend-year/?where%5Bgender%5D=Woman"' in html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_a_reader_of_another_language_is_told_which_one_it_is(visitor):
    spanish = page(visitor, address(language="es"))
    assert "Esta historia no está disponible en Español. Se muestra en English." in words(spanish)
    assert '<div lang="en" dir="ltr"> <h2>' in spanish
    arabic = page(visitor, address(language="ar"))
    assert "النساء" in arabic
    assert "Women" not in arabic


def test_its_edition_the_sitemap_and_the_search_lead_to_it(visitor):
    release = page(visitor, f"/fr/releases/{THIRD}/")
    assert f'<a href="{address(language="fr")}">Les femmes &lt;b&gt;</a>' in release
    assert f'href="/fr/releases/{THIRD}/#stories"' in release
    assert "#stories" not in page(visitor, f"/fr/releases/{FIRST}/")
    sitemap = visitor.get("/sitemap.xml").content.decode()
    assert f"<loc>http://data.example.org{address()}</loc>" in sitemap
    found = visitor.get("/api/v1/search?q=femmes").json()
    assert THIRD in str(found)


def test_a_changed_story_says_since_when_and_is_not_shown_from_memory(portal, catalogue):
    visitor = portal(catalogue, rate=None)
    before = words(page(visitor, address()))
    assert "Changed on" not in before
    again = story(published=moment(6))
    made = tell(replace(again, text={**again.text, "en": "Other words."}), catalogue)
    assert (made.is_new, made.is_changed) == (False, True)
    assert made.story.published == moment(4)
    after = words(page(visitor, address()))
    assert "Other words." in after
    assert "Published on 4 May 2026 · Changed on 6 May 2026" in after
    assert made.story.previous == story_digest(story(), made.story)
    assert tell(replace(made.story, published=moment(7)), catalogue).story == made.story
    untell(THIRD, STORY, catalogue)
    assert visitor.get(address()).status_code == 404


def story_digest(first, later):
    return replace(first, mark=later.mark, notice=later.notice).digest


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("\n}", " \n}"),
        lambda text: text.replace('"text": {', '"text": {\n    "es": "Hola.",'),
        lambda text: text.replace(text[text.index('"notice": "') + 11 :][:64], "0" * 64),
        lambda text: "{",
    ],
    ids=["spelling", "field", "other edition", "no JSON"],
)
def test_what_another_hand_changed_is_not_shown(portal, catalogue, spoil):
    file = catalogue / f"{THIRD}.{STORY}.story.json"
    text = file.read_text("utf-8")
    spoilt = spoil(text)
    assert spoilt != text
    file.write_text(spoilt, "utf-8")
    visitor = portal(catalogue, rate=None)
    assert "known" not in page(visitor, address(), 409)
    assert "#stories" not in page(visitor, f"/en/releases/{THIRD}/")


def test_a_text_that_no_check_has_seen_is_not_shown_either(portal, catalogue):
    visitor = portal(catalogue, rate=None)
    for text in (
        "<script>alert(1)</script>",
        "[a](javascript:alert(1))",
        "![a](https://elsewhere.example/a.png)",
        '{count gender = "Nobody"}',
        '```figure\ncolumn = "nothing"\n```',
    ):
        made = story(text=dict.fromkeys(("en", "fr", "ar"), text), published=moment(6))
        tell(made, catalogue)
        shown = page(visitor, address(), 409)
        assert "alert" not in shown
        assert "elsewhere" not in shown


def test_a_story_stays_with_its_edition_and_goes_with_it(portal, catalogue, tmp_path):
    visitor = portal(catalogue, rate=None)
    tell(story(FIRST, published=moment(6)), catalogue)
    assert "A newer edition takes its place." in page(visitor, address(FIRST))
    assert visitor.get(address(SECOND)).status_code == 410
    record = Catalogue(catalogue).state().record(THIRD)
    suspend(record.notice, catalogue, suspended=moment(7))
    assert "known" not in page(visitor, address(), 403)
    (tmp_path / "away").mkdir()
    withdraw(THIRD, catalogue, REASON, archive=tmp_path / "away", withdrawn=moment(8))
    assert "known" not in page(visitor, address(), 410)
    assert not list(catalogue.glob(f"{THIRD}.*.story.json"))
    kept = read_story(tmp_path / "away" / f"{THIRD}.{STORY}.story.json")
    assert kept.says_the_same(story())
    assert list(catalogue.glob(f"{FIRST}.*.story.json"))


def test_a_story_that_was_spoilt_keeps_no_edition_from_being_withdrawn(catalogue, tmp_path):
    spoilt = catalogue / f"{THIRD}.{STORY}.story.json"
    spoilt.write_bytes(b"\xff\x00")
    (tmp_path / "away").mkdir()
    withdraw(THIRD, catalogue, REASON, archive=tmp_path / "away", withdrawn=moment(8))
    assert (tmp_path / "away" / spoilt.name).read_bytes() == b"\xff\x00"
    assert not spoilt.exists()
