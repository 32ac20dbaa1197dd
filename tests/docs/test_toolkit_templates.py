"""A template names its law and its lawyer, no place in it is forgotten, and languages agree."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from course_pages import LEARN, headings_of, paragraphs_of
from test_course_languages import outline
from test_course_reading_level import LONGEST_SENTENCE, MOST, NEWSPAPER, lix, sentences_of
from toolkit_pages import (
    TEMPLATES,
    code_of,
    every_template,
    head_of,
    paper_of,
    places_of,
    source,
)
from tools import toolkit_site

from lanterne.messages import LANGUAGES
from lanterne.messages.glossary import glossary

OTHERS = [one for one in LANGUAGES if one != "en"]

MOST_OF_A_PAPER = {"en": 30, "fr": 38}
"""LIX of what colleagues sign: more than the courses, and far below newspapers (52 and 55)."""

LONGEST_OF_A_PAPER = 45

NO_ADVICE = {
    "en": "It is no legal advice",
    "fr": "Ce n'est pas un conseil juridique",
    "es": "No es asesoramiento jurídico",
    "ar": "ليس مشورة قانونية",
}

TITLES_OF_THE_LAW = re.compile(
    r"délégué à la protection des données|delegado de protección de datos", re.IGNORECASE
)
"""What the regulation calls somebody whom the program does not know."""

OF_THE_PROGRAM = re.compile(
    r"\bthe program\b|Lanterne|\bgate\b|\bthe ledger\b|\bthe hub\b|nobody can|no row|by chance"
    r"|(made|published) (again|stays)|remain\b|[εδ]",
    re.IGNORECASE,
)
"""Words of what a template says of the program, which must be true of it."""

OF_THE_LAW = re.compile(r"^- Articles? \d")


def parts_of(text: str) -> list[str]:
    """Paragraphs and items, without rows of tables and headings."""
    parts = re.split(r"\n\s*\n|\n(?=- )|\n(?=\*\*Risk)", text)
    return [one for one in parts if not one.lstrip().startswith(("|", "#"))]


def unmarked(text: str) -> list[str]:
    """What a template says of the program or of the law, with no mark of where that stands."""
    text = text.replace('"The program" is Lanterne.', "")
    lawyer = re.sub(r"## Ask a lawyer\n.*?(?=\n---\n)", "", text, flags=re.S)
    said = [one for one in parts_of(lawyer) if OF_THE_PROGRAM.search(one) or OF_THE_LAW.match(one)]
    return [one for one in said if "<!-- claim: " not in one]


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_it_says_of_the_program_and_of_the_law_is_marked(name):
    assert unmarked(source(name, "en")) == []


def test_a_statement_without_a_mark_is_seen():
    for said in ("- The program never forgets.\n", "- Article 6: all is allowed.\n"):
        assert unmarked(f"{source('consent', 'en')}\n{said}") == [said]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", TEMPLATES)
def test_it_is_the_same_in_every_language(name, language):
    ours, english = source(name, language), source(name, "en")
    assert outline(ours) == outline(english)
    assert [code_of(one) for one in places_of(ours)] == [code_of(one) for one in places_of(english)]
    assert re.findall(r"\d+", paper_of(ours)) == re.findall(r"\d+", paper_of(english))


@pytest.mark.parametrize(("name", "language"), every_template())
def test_every_place_to_fill_in_is_listed_at_the_head_and_used_below(name, language):
    text = source(name, language)
    listed = re.findall(r"^\| (\[\[[^\]]+\]\]) \| \S", head_of(text), re.M)
    assert places_of(head_of(text)) == listed
    assert {*listed} == {*places_of(paper_of(text))}
    codes = [code_of(one) for one in listed]
    assert codes == [f"{codes[0][0]}{number}" for number in range(1, len(codes) + 1)]
    assert text.count("[[") == text.count("]]") == len(places_of(text)) + 1, "and one that shows it"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_checklist_asks_for_every_place_of_every_template(language):
    asked = re.findall(r"^- ☐ .*?\b([A-Z])1\b\D+\b\1(\d+)\b", source("checklist", language), re.M)
    every = [[code_of(one) for one in places_of(head_of(source(t, language)))] for t in TEMPLATES]
    assert {f"{letter}{last}" for letter, last in asked} == {codes[-1] for codes in every}
    assert len(asked) == len({codes[0][0] for codes in every}) == len(TEMPLATES)


@pytest.mark.parametrize(("name", "language"), every_template())
def test_its_head_says_which_law_what_to_ask_and_that_it_is_no_advice(name, language):
    head = head_of(source(name, language))
    assert NO_ADVICE[language] in head
    assert "2016/679" in head
    assert headings_of(head) == [1, 2, 2, 2, 2], "what for, places, law, lawyer"
    questions = head.rpartition("\n## ")[2]
    assert questions.count("؟" if language == "ar" else "?") >= 2
    assert {*re.findall(r"\]\(\.\./(\w+)/([\w-]+)\.md\)", head)} == {
        (one, name) for one in LANGUAGES if one != language
    }


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_in_arabic_is_read_from_the_right(name):
    text = source(name, "ar")
    assert text.startswith('<div dir="rtl" lang="ar" markdown>\n')
    assert text.endswith("\n</div>\n")


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_in_french_has_no_break_before_signs(name):
    text = re.sub(r"<!--.*?-->|`[^`]*`|\]\([^)]*\)", "", source(name, "fr"), flags=re.S)
    assert re.findall(r".{0,12}(?: [:;?!»]|« |\w[;?!]).{0,12}", text) == []


@pytest.mark.parametrize(("name", "language"), every_template())
def test_a_template_says_nothing_that_the_termbase_forbids(name, language):
    text = TITLES_OF_THE_LAW.sub("", " ".join(paragraphs_of(source(name, language))))
    plain = re.sub("[\u064b-\u0652]", "", text)
    wrong = [
        f"{term.name}: {found[0]}"
        for term in glossary().values()
        for pattern in term.never.get(language, ())
        if (found := re.search(pattern, plain, re.IGNORECASE))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", MOST)
def test_words_that_ask_for_consent_are_as_easy_as_the_first_course(language):
    parts = re.split(r"^## ", paper_of(source("consent", language)), flags=re.M)[1:]
    spoken = "\n\n".join(parts[1:3])
    assert lix(spoken) <= MOST[language]
    assert max(map(len, sentences_of(spoken))) <= LONGEST_SENTENCE


@pytest.mark.parametrize("language", MOST)
@pytest.mark.parametrize("name", TEMPLATES)
def test_every_paper_is_easier_than_a_newspaper(name, language):
    paper = paper_of(source(name, language))
    assert lix(paper) <= MOST_OF_A_PAPER[language] < NEWSPAPER[language]
    long = [" ".join(one) for one in sentences_of(paper)]
    assert [one for one in long if len(one.split()) > LONGEST_OF_A_PAPER] == []


def door(language: str) -> str:
    """The page that leads to the templates."""
    name = "README.md" if language == "en" else f"README.{language}.md"
    return (LEARN.parent / "toolkit" / name).read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_before_them_leads_to_every_template_in_its_language(language):
    led = re.findall(r"/src/lanterne/toolkit/templates/(\w+)/([\w-]+)\.md\)", door(language))
    assert led == [(language, name) for name in TEMPLATES]
    assert outline(door(language)) == outline(door("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_site_has_every_template(language):
    nav = (LEARN.parents[1] / "mkdocs.yml").read_text("utf-8")
    assert re.findall(rf"\btoolkit/{language}/([\w-]+)\.md", nav) == [*TEMPLATES]


def test_what_the_site_makes_of_a_template_leads_to_its_file_for_word():
    """And the page before them to where the site has them."""
    text = toolkit_site.with_download(source("consent", "ar"), "consent.docx")
    assert text.replace(" · [DOCX](consent.docx)", "") == source("consent", "ar")
    assert " · [Español](../es/consent.md) · [DOCX](consent.docx)\n" in text
    page = SimpleNamespace(file=SimpleNamespace(src_uri="toolkit/README.ar.md"))
    shown = toolkit_site.on_page_markdown(door("ar"), page)
    assert "](ar/consent.md)" in shown
    assert "/src/" not in shown
