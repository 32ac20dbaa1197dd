"""What the site is told of a release: by documented names, in few tags, and whole."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from stand_in import FIELDS

from lanterne.deposits.metadata import AT_ALL, EXACTLY, LANGUAGES, metadata, not_taken
from lanterne.messages import TAGS
from lanterne.release.formats.about import About, Publication

PUBLICATION = Publication(
    page="https://example.org/one/",
    title={"en": "Cases <script>alert(1)</script> & more"},
    contact="mailto:data@example.org",
)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list]] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, attrs))

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("language", TAGS)
def test_a_release_is_described_in_each_language(looked_at, language):
    about = About(looked_at.release, PUBLICATION)
    said = metadata(about, language, ["one", "two"])
    assert set(said) == FIELDS
    assert said["creators"] == [{"name": about.publisher}]
    assert said["license"] == "CC-BY-4.0"
    assert said["communities"] == [{"identifier": "one"}, {"identifier": "two"}]
    assert said["related_identifiers"][0]["identifier"] == "https://example.org/one/"
    page = Tags()
    page.feed(said["description"])
    assert {tag for tag, _attributes in page.found} == {"p", "strong"}
    assert not any(attributes for _tag, attributes in page.found)
    assert "mailto:data@example.org" in page.text
    promised = " ".join(re.sub(r"[*`]", "", about.promise(language)).split("\n")[0].split())
    assert promised in " ".join(page.text.split())
    assert "epsilon = 4, delta = 1e-06" in said["notes"]
    assert len(said["language"]) == 3


def test_texts_of_people_are_no_tags(looked_at):
    told = replace(PUBLICATION, description={"en": "<img src=x onerror=alert(1)> & so on"})
    page = Tags()
    page.feed(metadata(About(looked_at.release, told), "en")["description"])
    assert "img" not in {tag for tag, _attributes in page.found}
    assert "<img src=x onerror=alert(1)> & so on" in page.text


def test_every_language_has_its_name_of_three_letters():
    assert set(LANGUAGES) == set(TAGS)


def test_what_the_site_did_not_keep_is_found(looked_at):
    said = metadata(About(looked_at.release), "en")
    assert not not_taken(said, said | {"license": "cc-by-4.0", "title": "cleaned"})
    for name in EXACTLY:
        assert not_taken(said, said | {name: "other"}) == (name,)
    for name in AT_ALL:
        assert not_taken(said, {key: one for key, one in said.items() if key != name}) == (name,)
