"""Courses are the same in every language: headings, exercises, questions, statements and code."""

from __future__ import annotations

import re

import pytest
from blocks import blocks
from course_pages import (
    COURSES,
    LEARN,
    TITLES,
    claims_of,
    every_page,
    headings_of,
    noted,
    numbered_lessons,
    page_of,
    paragraphs_of,
    questions_of,
    text_of,
)

from lanterne.messages import LANGUAGES
from lanterne.messages.glossary import glossary

OTHERS = [one for one in LANGUAGES if one != "en"]

LABELS = {
    "en": ("Aim.", "Do.", "Check."),
    "fr": ("Objectif.", "À faire.", "À vérifier."),
    "es": ("Objetivo.", "Para hacer.", "Para comprobar."),
    "ar": ("الهدف.", "للقيام به.", "للتحقق."),
}


def outline(text: str) -> dict[str, object]:
    """All that must be the same in two languages."""
    return {
        "headings": headings_of(text),
        "exercises": noted("exercise", text),
        "questions": [(one.name, sorted(one.options), one.right) for one in questions_of(text)],
        "statements": claims_of(text),
        "headlines": noted("headline", text),
        "plans": noted("plan", text),
        "figures": noted("figure", text),
        "answers": text.count("<details"),
        "items": len(re.findall(r"^(?:- |\d+\. )", text, re.M)),
        "rows of tables": len(re.findall(r"^\|", text, re.M)),
    }


def test_every_page_is_there_in_every_language():
    expected = {page_of(title, language) for title, language in every_page()}
    assert {*LEARN.glob("*.md")} == expected


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("title", TITLES)
def test_a_page_holds_the_same_in_every_language(title, language):
    assert outline(text_of(title, language)) == outline(text_of(title, "en"))


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("title", TITLES)
def test_code_is_the_same_in_every_language(title, language):
    assert blocks(page_of(title, language)) == blocks(page_of(title, "en"))


@pytest.mark.parametrize("change", ["## One more\n", "- one more\n", "<!-- exercise: more -->\n"])
def test_what_one_language_has_alone_is_seen(change):
    text = text_of("my-story", "fr")
    assert outline(text + change) != outline(text)


@pytest.mark.parametrize(("title", "language"), every_page())
def test_a_page_leads_to_itself_in_the_other_languages(title, language):
    """And nowhere to a page of another language that there is in its own."""
    links = re.findall(r"\]\(([^):#]+\.md)", text_of(title, language))
    others = {page_of(title, one).name for one in LANGUAGES if one != language}
    assert others <= {*links}
    if (title, language) == ("README", "en"):
        return  # which leads to every page
    for link in {*links} - others:
        name = link.rpartition("/")[2].removesuffix(".md").partition(".")[0]
        folder = (LEARN / link).resolve().parent
        own = folder / (f"{name}.md" if language == "en" else f"{name}.{language}.md")
        assert (LEARN / link).resolve() == own or not own.exists(), link


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("title", COURSES)
def test_every_lesson_has_an_aim_an_exercise_a_check_and_an_answer(title, language):
    lessons = numbered_lessons(title, language)
    assert lessons
    for lesson in lessons:
        places = [lesson.find(f"**{label}**") for label in LABELS[language]]
        answer = lesson.find("<details", places[2])
        assert 0 < places[0] < lesson.find("<!-- exercise: ") < places[1] < places[2] < answer


@pytest.mark.parametrize("title", COURSES)
def test_no_two_exercises_or_questions_have_one_name(title):
    text = text_of(title, "en")
    names = [*noted("exercise", text), *noted("question", text)]
    assert len({*names}) == len(names)


@pytest.mark.parametrize("title", TITLES)
def test_arabic_is_read_from_the_right(title):
    text = text_of(title, "ar")
    assert text.startswith('<div dir="rtl" lang="ar" markdown>\n')
    assert text.endswith("\n</div>\n")


@pytest.mark.parametrize("title", TITLES)
def test_french_has_no_break_before_signs(title):
    """Outside of code, of comments and of what leads elsewhere."""
    code = r"^```.*?^```$|<!--.*?-->|`[^`]*`|\]\([^)]*\)"
    text = re.sub(code, "", text_of(title, "fr"), flags=re.M | re.S)
    assert re.findall(r".{0,12}(?: [:;?!»]|« |\w[;?!]).{0,12}", text) == []


@pytest.mark.parametrize(("title", "language"), every_page())
def test_a_page_says_nothing_that_the_termbase_forbids(title, language):
    text = " ".join(paragraphs_of(text_of(title, language)))
    wrong = [
        f"{term.name}: {found[0]}"
        for term in glossary().values()
        for pattern in term.never.get(language, ())
        if (found := re.search(pattern, re.sub("[\u064b-\u0652]", "", text), re.IGNORECASE))
    ]
    assert wrong == []
