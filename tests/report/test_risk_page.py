"""The page on the risk of the source: marked, alone, told in words, each picture with its table."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from noted_texts import Noted
from outline import Outline
from small_risks import of_table
from small_table import HOSTILE, people

from lanterne.codebook import load_codebook
from lanterne.errors import UsageError
from lanterne.report.risk import (
    figures,
    page,
    render_risk,
    risk_findings,
    tables,
    write,
    write_risk,
)
from lanterne.risk import SourceRisk, assess_people
from lanterne.risk.people import missing_texts
from stored import in_languages

CATALOGUE, RISK_CATALOGUE = in_languages("report.page"), in_languages("report.risk")


@pytest.fixture(scope="module")
def risk_pages(risks: dict[str, SourceRisk]) -> dict[tuple[str, str], str]:
    languages = ("en", "fr", "es", "ar")
    return {
        (name, lang): render_risk(one, lang) for name, one in risks.items() for lang in languages
    }


def test_nothing_is_fetched_and_nothing_runs(risk_pages: dict[tuple[str, str], str]) -> None:
    for one in risk_pages.values():
        outline = Outline(one)
        assert not {"script", "link", "iframe", "img", "form", "object"} & set(outline.tags)
        assert not re.search(r"(https?:)?//|@import|url\((?!#)|javascript:", one)
        assert "default-src 'none'" in one
        assert HOSTILE not in one
        named = [a["id"] for _, a in outline.attributes if a.get("id")]
        assert len(named) == len(set(named))
        links = {a["href"] for tag, a in outline.attributes if tag == "a"}
        assert {f"#{name}" for name in named} >= links
        levels = [int(tag[1]) for tag in outline.tags if re.fullmatch(r"h[1-6]", tag)]
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_page_begins_with_the_mark(risk_pages: dict[tuple[str, str], str]) -> None:
    for one in risk_pages.values():
        assert re.search(r"<title>(SENSITIVE|SENSIBLE|CONFIDENCIAL|سري) · ", one)
        mark = one.index('<div class="notice" role="note">')
        assert mark < one.index("<h1>")
        for words in CATALOGUE.values():
            assert words["sensitive.do"] in one[mark : one.index("<h1>")]


def test_every_picture_has_a_name_and_a_table(risk_pages: dict[tuple[str, str], str]) -> None:
    for one in risk_pages.values():
        articles = re.findall(r"<article>.*?</article>", one, re.DOTALL)
        assert len(articles) >= 8
        for article in articles:
            named = re.findall(r'role="img" aria-label="[^"]{10,}"', article)
            assert len(named) == article.count("<svg") == 1
            assert article.count("<table>") == article.count("<tbody>\n<tr>") >= 1


def test_languages(risk_pages: dict[tuple[str, str], str]) -> None:
    assert '<html lang="fr" dir="ltr">' in risk_pages["table", "fr"]
    assert '<html lang="ar" dir="rtl">' in risk_pages["table", "ar"]
    assert "Lieu" in risk_pages["table", "fr"]
    assert "personnes, " in risk_pages["network", "fr"]


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_all_that_is_told_is_on_the_page(
    risks: dict[str, SourceRisk], risk_pages: dict[tuple[str, str], str], language: str
) -> None:
    for name, risk in risks.items():
        told = risk_findings(risk, language)
        assert told[0].subject == "unique"
        assert told[-1].subject == "do"
        shown = unescape(risk_pages[name, language])
        assert all(finding.text in shown for finding in told)


def test_what_is_told_is_true() -> None:
    """Two of 100 are alone, one by one answer and one by two; three share what they say."""
    rows = [("f", "0--17", "p1")] * 60 + [("m", "18--29", "p1")] * 35
    rows += [("f", "30+", "p1")] * 3 + [("x", "0--17", "p1"), ("m", "0--17", "p1")]
    frame = pl.DataFrame(rows, schema=["sex", "age", "place"], orient="row")
    frame = frame.with_columns(means=pl.lit(""))
    risk = of_table(frame)
    told = {one.subject: one.text for one in risk_findings(risk)}
    assert told["unique"].startswith("Of 100 people 2 are unique by their answers to three")
    assert told["rare"].startswith("Another 3 of 100, though not unique, give answers")
    assert told["all"] == "By all answers together, 2 of 100 are unique."
    assert told["column"].startswith(
        "Age matters most: without it 1 of 100 would stand out, instead"
    )
    assert "Age: 30+" in told["values"]
    french = {one.subject: one.text for one in risk_findings(risk, "fr")}
    assert french["unique"].startswith("2 personnes sur 100 sont uniques par leurs réponses")


def test_nobody_stands_out() -> None:
    frame = people(1, 1).with_columns(sex=pl.lit("f"))
    risk = of_table(pl.concat([frame] * 30))
    told = [one.text for one in risk_findings(risk)]
    assert told[0] == "Nobody is unique by their answers to any three questions, or fewer."
    assert told[-1].startswith("Nobody stands out by so few answers.")
    shown = render_risk(risk)
    assert 'aria-labelledby="causes"' not in shown
    assert RISK_CATALOGUE["en"]["suda.none"] in unescape(shown)


def test_few_and_many_are_told_differently() -> None:
    everybody = people(4000, 1).with_columns(age=pl.lit("30+"), sex=pl.lit("f"), place=pl.lit("p1"))
    one = everybody[:1].with_columns(sex=pl.lit("m"))
    risk = of_table(pl.concat([everybody, one]), length=1)
    told = risk_findings(risk)
    assert told[0].text.startswith("Fewer than 1 in 1,000 people is unique by their answers to")
    assert told[3].text.startswith("Sex matters most: without it 0 of 1,000 would stand out")
    assert "instead of fewer than 1." in told[3].text


def test_what_was_not_looked_at_is_said(risks: dict[str, SourceRisk]) -> None:
    (table,) = risks["table"].tables
    sampled = replace(table.lengths[-1], sets_possible=99)
    partly = replace(table, lengths=(*table.lengths[:-1], sampled), length_asked=4)
    assert not partly.complete
    risk = replace(risks["table"], tables=(partly,))
    assert any(one.subject == "incomplete" for one in risk_findings(risk))
    assert RISK_CATALOGUE["en"]["sampled"] in unescape(render_risk(risk))
    assert not any(one.subject == "unseen" for one in risk_findings(risk))
    classes = replace(table.whole, diversity=())
    many = replace(table, whole=classes, household=None, unseen=("diversity", "household"))
    risk = replace(risk, tables=(many,))
    told = [one.text for one in risk_findings(risk) if one.subject == "unseen"]
    assert len(told) == 2
    assert all(one in unescape(render_risk(risk)) for one in told)


def test_every_text_is_used(risks: dict[str, SourceRisk], monkeypatch: pytest.MonkeyPatch) -> None:
    """By some page; not counted are those that the template reads."""
    read: set[str] = set()
    noted = Noted(RISK_CATALOGUE["en"], read)
    for module in (page, figures, tables):
        monkeypatch.setattr(module, "risk_texts", lambda language: noted)
    (table,) = risks["table"].tables
    short = replace(table, length_asked=4, examined=(*table.examined, "a", "b"))
    sampled = replace(table.lengths[-1], sets_possible=99)
    alike = of_table(pl.concat([people(1, 1)] * 30))
    for one in (
        *risks.values(),
        alike,
        of_wide_table(),
        replace(risks["table"], tables=(replace(short, lengths=(*table.lengths[:-1], sampled)),)),
    ):
        page.risk_page(one, "en")
    unread = RISK_CATALOGUE["en"].keys() - read
    assert unread <= {"title", "subtitle"}


def of_wide_table() -> SourceRisk:
    """A table with more columns than a picture has bars."""
    table = load_codebook("lanterne-cases").table
    frame = pl.DataFrame(
        {column.name: [column.codes[i % len(column.codes)] for i in range(40)]
         for column in table.columns}
    )  # fmt: skip
    found = assess_people(frame, table, missing_texts(table), 15, 2)
    return SourceRisk(load_codebook("lanterne-cases"), 15, (found,))


@pytest.mark.parametrize("catalogue", [RISK_CATALOGUE, in_languages("report.risk-finding")])
def test_every_text_is_there_in_every_language(catalogue: Mapping[str, Mapping[str, str]]) -> None:
    fields = re.compile(r"\{\w+\}")
    for words in catalogue.values():
        assert words.keys() == catalogue["en"].keys()
        for key, text in words.items():
            there = set(fields.findall(catalogue["en"][key]))
            assert set(fields.findall(text)) == there, key


def test_the_folder_is_whole_and_closed(risks: dict[str, SourceRisk], tmp_path: Path) -> None:
    out = write_risk(risks["network"], tmp_path / "risk", "fr")
    assert sorted(one.name for one in out.iterdir()) == ["index.html", "risk.json"]
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    told = (out / "risk.json").read_text("utf-8")
    assert told.startswith('{\n "sensitive": true,\n "notice": "SENSITIVE')
    assert json.loads(told)["tables"][1]["name"] == "condensed"
    with pytest.raises(UsageError, match="never overwritten"):
        write_risk(risks["network"], out)


def test_a_report_never_lies_in_a_release(risks: dict[str, SourceRisk], tmp_path: Path) -> None:
    for name in ("manifest.json", "SHA256SUMS"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(UsageError, match="inside the release"):
        write_risk(risks["table"], tmp_path / "risk")


def test_a_failure_leaves_nothing_behind(
    risks: dict[str, SourceRisk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "FIGURES", "no/such/folder.json")
    with pytest.raises(Exception, match="Nothing was left behind"):
        write_risk(risks["table"], tmp_path / "risk")
    assert list(tmp_path.iterdir()) == []
