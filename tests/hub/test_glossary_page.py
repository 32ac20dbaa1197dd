"""The glossary in the hub: every term has its place, and every word that leads there arrives."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils.translation import override
from shelf import TABLE

from lanterne import hub as package
from lanterne.messages import LANGUAGES
from lanterne.messages.glossary import glossary, in_alphabet

TEMPLATES = sorted(Path(package.__file__).parent.rglob("*.html"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_is_there_in_the_order_of_the_alphabet(hub, language):
    text = unescape(hub.get(f"/{language}/glossary/").content.decode())
    places = re.findall('<div id="([a-z-]+)">', text)
    assert places == [term.name for term in in_alphabet(language)]
    for term in glossary().values():
        assert f"<dfn>{term.word(language)}</dfn>" in text
        assert term.meaning_in(language) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_leads_to_its_place_and_says_what_it_means(hub, language):
    with override(language):
        made = Template('{% load glossary %}{% term "epsilon" %}').render(Context())
    epsilon = glossary()["epsilon"]
    assert unescape(made) == (
        f'<a class="term" href="/{language}/glossary/#epsilon" '
        f'title="{epsilon.meaning_in(language)}">{epsilon.word(language)}</a>'
    )


def test_templates_name_words_that_are_there():
    named = {
        word
        for path in TEMPLATES
        for word in re.findall(r'\{% term "([^"]*)"', path.read_text("utf-8"))
    }
    assert len(named) > 10
    assert named <= set(glossary())


def test_pages_lead_to_the_glossary(hub):
    for page in ("", f"releases/{TABLE}/"):
        assert 'href="/fr/glossary/"' in hub.get(f"/fr/{page}").content.decode()
