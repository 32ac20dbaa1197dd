"""What lies in the folder of releases: looked at once for each request, in an order that holds."""

from __future__ import annotations

import os

import pytest
from edition_shelf import FIRST, REASON, SERIES, THIRD, moment

from lanterne.catalogue import withdraw
from lanterne.hub.portal import file_marks, folder_listing
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.folder_listing import Listing
from lanterne.hub.portal.listing import listed_once, listing
from lanterne.hub.portal.recent_look import RecentLook


@pytest.fixture
def during(catalogue):
    """What a request finds that asks twice, while the folder changes in between."""

    def found(ask, change):
        def handler(_request):
            before = ask()
            change()
            return before, ask()

        return listed_once(handler)(None)

    return found


def test_a_request_sees_one_state_of_the_folder_and_the_next_one_the_other(catalogue, during):
    shown = Catalogue(catalogue)
    assert isinstance(shown.get(THIRD), Edition)
    before, after = during(
        lambda: shown.look(THIRD), lambda: os.utime(catalogue / THIRD / "manifest.json")
    )
    assert before == after
    assert listed_once(lambda _request: shown.look(THIRD))(None) != before
    assert shown.look(THIRD) != before, "without a request each look is a new one"


def test_a_request_that_fails_leaves_nothing_to_the_next(catalogue):
    looks = RecentLook(catalogue)

    def fails(_request):
        listing(looks)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        listed_once(fails)(None)
    assert listing(looks) is not listing(looks)


def test_a_page_looks_at_each_file_once(portal, catalogue, monkeypatch):
    visitor, looked = portal(catalogue, rate=None), []
    page = f"/en/releases/{FIRST}/"
    assert visitor.get(page).status_code == 200
    real = folder_listing.marks_of
    monkeypatch.setattr(
        folder_listing, "marks_of", lambda folder: looked.append(folder) or real(folder)
    )
    assert visitor.get(page).status_code == 200
    assert visitor.get(f"/en/releases/{FIRST}/figures/").status_code == 200
    assert {looked.count(folder) for folder in looked} == {2}, "once for each of two requests"


def test_releases_are_looked_for_before_notices(catalogue, monkeypatch):
    """A notice is there before its release: so no edition is seen without its notice."""
    order, real = [], folder_listing.os.scandir
    monkeypatch.setattr(folder_listing.os, "scandir", lambda path: order.append(path) or real(path))
    seen = Listing(catalogue)
    assert seen.beside
    assert len(order) == 2
    assert THIRD in seen.names
    assert len(order) == 2, "names were looked at before what is beside them"


def test_an_edition_that_goes_before_it_is_looked_for_is_seen_to_be_withdrawn(catalogue, tmp_path):
    archive = tmp_path / "archive"
    archive.mkdir()
    shown = Catalogue(catalogue)

    def asked(_request):
        assert shown.state().series[SERIES].current.name == THIRD
        withdraw(THIRD, catalogue, REASON, archive=archive, withdrawn=moment(10))
        return shown.get(THIRD), shown.withdrawn(THIRD)

    found, withdrawn = listed_once(asked)(None)
    assert found is None
    assert withdrawn is not None, "it would seem that there never was one"


def test_a_folder_that_is_no_release_is_none(catalogue):
    (catalogue / "notes").mkdir()
    assert Catalogue(catalogue).get("notes") is None
    assert Listing(catalogue).has_gone("notes")
    assert not Listing(catalogue).has_gone("nothing")


def test_what_is_gone_or_closed_is_nothing(tmp_path):
    seen = Listing(tmp_path / "gone")
    assert not seen.names
    assert not seen.beside
    assert not seen.folders
    assert file_marks.marks_of(tmp_path / "gone") == ()
