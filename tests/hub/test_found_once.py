"""What is found out about a release once: of its people alone, in every language."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from django.test import override_settings
from django.utils.translation import override
from shelf import NETWORK, TABLE

from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.codebook_shown import coverage
from lanterne.hub.portal.edition import found_once
from lanterne.hub.portal.figures.find import plans
from lanterne.hub.portal.profiles.subjects import topics
from lanterne.messages.glossary import sorted_as


@pytest.fixture
def edition(made):
    return Catalogue(made).get(NETWORK)


@pytest.fixture
def heights():
    """A function that is asked once, and all that it was asked about."""
    asked = []

    @found_once
    def heights(edition):
        asked.append(edition)
        return [people.rows.height for people in edition.people]

    return heights, asked


def test_what_is_said_beside_a_release_changes_nothing_of_what_was_found(edition, heights):
    find, asked = heights
    assert find(edition) == find(replace(edition, is_stray=True))
    assert len(asked) == 1


def test_of_other_people_it_is_found_anew(edition, heights):
    find, asked = heights
    nobody = [replace(people, rows=people.rows.clear()) for people in edition.people]
    assert find(edition) != find(replace(edition, people=tuple(nobody)))
    assert len(asked) == 2


def test_of_a_release_that_is_opened_again_it_is_found_anew(made, heights):
    find, asked = heights
    assert find(Catalogue(made).get(TABLE)) == find(Catalogue(made).get(TABLE))
    assert len(asked) == 2


def test_one_finding_is_not_taken_for_another(edition):
    assert {type(one).__name__ for one in plans(edition)} == {"Plan"}
    assert {type(one).__name__ for one in coverage(edition)} == {"Coverage"}
    assert {type(one).__name__ for one in topics(edition)} == {"Topic"}


def test_coverage_is_that_of_the_rows(edition):
    for people, found in zip(edition.people, coverage(edition), strict=True):
        assert found.people is people
        assert [one.column for one in found.columns] == list(people.table.columns)
        plain = [one for one in found.columns if one.column.group is None]
        assert plain
        for one in plain:
            missing = {"", *(t for texts in one.column.missing.values() for t in texts)}
            texts = people.rows[one.column.name].cast(pl.String).fill_null("")
            assert one.rows == (~texts.is_in(list(missing))).sum()


def test_pages_are_in_the_alphabet_of_each_language_whoever_asked_before(edition):
    for language in ("en", "fr", "ar", "en"):
        with override(language):
            for topic in topics(edition):
                titles = [
                    " ".join(text.get(language, text["en"]) for text in one.title)
                    for one in topic.in_alphabet
                ]
                assert titles == sorted(titles, key=sorted_as), language


def test_files_have_fewer_pages_and_a_portal_all_whoever_asked_before(edition):
    before = topics(edition)
    with override_settings(LANTERNE_MOST_PROFILES=2):
        few = topics(edition)
    assert any(topic.left_off for topic in few)
    for topic, every in zip(few, before, strict=True):
        assert topic.subjects == every.subjects[:2]
        assert topic.left_off == len(every.subjects[2:])
        assert every.left_off == 0
    assert topics(edition) == before
