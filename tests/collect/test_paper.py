"""The form on paper: all that is asked is there, in every language, and no text is carried out."""

from __future__ import annotations

import json
import sys
import unicodedata
from functools import cache
from io import BytesIO

import openpyxl
import pytest
from test_exports import BOOKS, book_of

from lanterne import UsageError, verbs
from lanterne.codebook import parse_codebook
from lanterne.forms import make_form, write_paper, write_template, write_xlsform
from lanterne.forms.paper_layout import COPIES, TICKED
from lanterne.forms.xlsform import asked_in
from pdf_text import bare, read_pdf
from program import run_here

typst = pytest.importorskip("typst", reason="it is an extra")

HOSTILE = (
    '#read("/etc/hostname") *bold* $x^2$ \\ @ref // [a] <b> _i_ `r` = h',
    '#import "@preview/cetz:0.3.4" /* c */ #panic("stop") "},{" ${x} {page} \\u{41} --- ~',
)
"""What means something to Typst, or to JSON."""


def small(label="A question", language="en", more=""):
    """A codebook of two questions, in which a text can be anything."""
    said = json.dumps(label, ensure_ascii=False)
    texts = ", ".join(f"{tag} = {said}" for tag in dict.fromkeys(("en", language)))
    text = f"""
name = "small"
version = "1"
languages = {json.dumps([*dict.fromkeys(("en", language))])}
title = {{ {texts} }}
[[tables]]
name = "people"
label = {{ {texts} }}
[[tables.columns]]
name = "first"
type = "category"
label = {{ {texts} }}
definition = {{ {texts} }}
values = [{{ code = "a", label = {{ {texts} }} }}, {{ code = "b", label = {{ {texts} }} }}]
[[tables.columns]]
name = "second"
type = "category"
label = {{ {texts} }}
values = [{{ code = "c", label = {{ {texts} }} }}, {{ code = "d", label = {{ {texts} }} }}]
{more}
"""
    return parse_codebook(text.encode(), "small.toml")


def paper(codebook, language="en"):
    return read_pdf(write_paper(make_form(codebook), language))


@cache
def of(name, language="en"):
    return read_pdf(write_paper(make_form(book_of(name)), language))


@pytest.mark.parametrize("name", BOOKS)
def test_every_question_and_answer_of_a_codebook_is_there_under_its_number(name):
    form = make_form(book_of(name))
    text = of(name).text
    for question in form.questions:
        assert bare(question.number + question.label["en"]) in text
        years = question.years is not None
        for answer in question.silences if years else question.answers:
            found = bare(answer.label["en"] + answer.code), bare(answer.code + answer.label["en"])
            assert found[len(question.listed) > TICKED and answer.silent is None] in text
        if years:
            assert f"Giveanumberfrom{question.years[0]}to{question.years[1]}." in text


@pytest.mark.parametrize("name", ["lanterne-cases", "lanterne-network"])
def test_numbers_are_those_of_the_other_kinds(name):
    form = make_form(book_of(name))
    text = of(name, "fr").text
    survey = openpyxl.load_workbook(BytesIO(write_xlsform(form, "fr")))["survey"]
    header, *rows = survey.iter_rows(values_only=True)
    labels = {row[1]: row[header.index("label::Français (fr)")] for row in rows}
    template = openpyxl.load_workbook(BytesIO(write_template(form, "fr")))
    heads = [cell.value or "" for page in template for cell in page[1]]
    askings = asked_in(form).askings
    for question in form.questions:
        numbered = f"{question.number}. {question.label['fr']}"
        assert labels[askings[question.name].name] == numbered
        assert any(head.startswith(numbered) for head in heads)
        assert bare(question.number + question.label["fr"]) in text


def test_questions_are_numbered_in_the_order_of_asking_and_those_of_perpetrators_apart():
    form = make_form(book_of("lanterne-network"))
    assert [one.number for one in form.cases.questions] == [*map(str, range(1, 10))]
    apart = [one.number for section in form.repeated for one in section.questions]
    assert apart == [f"P{place}" for place in range(1, 7)]
    assert [one.name for one in form.repeated] == ["perpetrators", "links"]


def test_each_alleged_perpetrator_has_a_page():
    pages = of("lanterne-network").pages
    texts = [bare("".join(lines)) for lines in pages]
    of_each = [text for text in texts if "Thispageisforoneallegedperpetrator." in text]
    assert len(of_each) == COPIES == 3
    assert len(set(of_each)) == COPIES  # but for the number of the page, they are one
    assert all("NumberofthisallegedperpetratorAnumber" in text and "P6" in text for text in of_each)


def test_every_page_says_which_form_it_belongs_to():
    form = make_form(book_of("lanterne-cases"))
    pages = of("lanterne-cases").pages
    for place, lines in enumerate(pages, start=1):
        text = bare("".join(lines))
        assert f"Version{form.codebook.version}({form.stamp.digest[:12]})Casenumber" in text
        assert f"Page{place}of{len(pages)}" in text


def test_consent_comes_first_in_plain_words_and_names_stand_elsewhere():
    text = of("lanterne-cases").text
    order = [
        "Writenonames,addressesortelephonenumbers",
        "Maythisperson'sanswersbeusedforstatistics?",
        "Yougetthesamehelpifyousayno.",
        "Yes,consentwasgivengiven",
        "Explainedby(staffcode,noname)",
        "1Yearofregistration",
    ]
    places = [text.index(one) for one in order]
    assert places == sorted(places)


def test_why_nothing_is_known_stands_apart_from_no():
    text = of("lanterne-cases").text
    assert "Yes1No0Noanswer:NotaskedNotAsked" in text


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_carried_out(text):
    """Of labels, definitions, answers, rules and the title: they are shown as they are."""
    rule = f"""
[[tables.rules]]
name = "never"
label = {{ en = {json.dumps(text)} }}
forbid = [{{ column = "first", values = ["b"] }}, {{ column = "second", values = ["d"] }}]
"""
    shown = paper(small(text, more=rule))
    assert shown.text.count(bare(text)) >= 10
    assert shown.pages[0][0].startswith(text[:12])


def test_signs_that_nobody_sees_are_left_out():
    """A bell has no glyph, and what turns text around would turn what follows as well."""
    assert "Abellandaturn" in paper(small("A bell\u0007 and \u202ea turn")).text


def test_a_label_that_names_the_page_is_not_filled_in():
    assert "{pages}of{page}" in paper(small("{pages} of {page}")).text


def test_arabic_is_shaped_from_right_to_left_and_lacks_no_letter():
    form = make_form(book_of("lanterne-network"))
    shown = of("lanterne-network", "ar")
    assert {"NotoNaskhArabic-Regular", "NotoNaskhArabic-Bold"} <= shown.fonts
    assert shown.unknown == 0
    assert "/Lang(ar)" in shown.catalogue
    assert "/Direction/R2L" in shown.catalogue
    text = unmarked(shown.from_right)
    for question in form.questions:
        for word in question.label["ar"].split():
            assert unmarked(word) in text
    assert "48+" in shown.text  # codes and numbers run from left to right
    assert {"P6", "0--29"} <= {line for page in shown.pages for line in page}


def unmarked(text):
    """A text without the marks of vowels, which stand anywhere beside their letters."""
    return "".join(one for one in text if not unicodedata.combining(one))


def test_a_range_is_not_turned_around_in_arabic():
    """It is one run of signs from left to right, and not two numbers beside each other."""
    shown = paper(small("من 9–17 سنة", "ar"), "ar")
    assert "9–17" in {line.strip() for page in shown.pages for line in page}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_same_form_has_the_same_bytes_and_no_date(language):
    one, other = (write_paper(make_form(book_of("lanterne-network")), language) for _ in range(2))
    assert one == other
    assert b"/CreationDate" not in one
    assert b"CreateDate" not in one


def test_it_is_tagged_and_says_its_language_and_title():
    data = write_paper(make_form(book_of("lanterne-cases"), "Intake form 3"), "es")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data
    assert b"/Marked true" in data
    assert b"/Title(Intake form 3)" in data
    assert "/Lang(es)" in read_pdf(data).catalogue


def test_a_title_stands_in_place_of_that_of_the_codebook(tmp_path):
    verbs.write_form("lanterne-cases", "paper", tmp_path / "a.pdf", "en", "Intake form 3")
    text = read_pdf((tmp_path / "a.pdf").read_bytes()).text
    assert "Intakeform3Version" in text
    assert "Casesoftrafficking" not in text
    verbs.write_form("lanterne-cases", "xlsform", tmp_path / "a.xlsx", "en", "Intake form 3")
    settings = openpyxl.load_workbook(tmp_path / "a.xlsx")["settings"]
    assert settings["A2"].value == "Intake form 3"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"language": "de"}, "codebook.no-labels"),
        ({"title": " "}, "form.empty-title"),
        ({"kind": "excel", "title": "Intake"}, "form.title-of-excel"),
        ({"codebook": small("ጥያቄ", "am"), "language": "am"}, "form.no-glyphs"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(more, code, tmp_path):
    place = tmp_path / "a.pdf"
    asked = {"codebook": "lanterne-cases", "kind": "paper", "out": place} | more
    with pytest.raises(UsageError) as raised:
        verbs.write_form(**asked)
    assert raised.value.message.code == code
    assert not [*tmp_path.iterdir()]


def test_a_file_that_is_there_stays_as_it_is(tmp_path):
    place = tmp_path / "a.pdf"
    place.write_text("mine")
    with pytest.raises(UsageError) as raised:
        verbs.write_form("lanterne-network", "paper", place)
    assert raised.value.message.code == "disk.there-already"
    assert place.read_text() == "mine"


def test_without_typst_it_is_said_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "typst", None)
    ended = run_here(tmp_path, "form", "lanterne-cases", "--as", "paper", "--out", "a.pdf")
    assert ended.returncode == 2
    assert "pip install 'lanterne[pdf]'" in " ".join(ended.stderr.split())


def test_the_command_says_how_it_comes_back(tmp_path):
    words = ("--as", "paper", "--language", "fr", "--title", "Fiche 3", "--out", "a.pdf")
    ended = run_here(tmp_path, "form", "lanterne-network", *words)
    assert ended.returncode == 0, ended.stderr
    assert "lanterne form lanterne-network --as excel" in " ".join(ended.stdout.split())
    assert "Fiche3" in read_pdf((tmp_path / "a.pdf").read_bytes()).text


def test_a_long_list_stands_once_at_the_end():
    """Countries of many questions have the same codes."""
    shown = of("invented")
    assert shown.text.count("Afghanistan") == 1
    assert bare("Write the answer and its code. The codes are in list A") in shown.text
