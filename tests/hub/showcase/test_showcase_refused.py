"""What is no whole release, or not all that belongs together, is not shown: nothing is written."""

from __future__ import annotations

import shutil

import pytest
from edition_shelf import FIRST, SECOND, SERIES, STORY, THIRD, moment
from shelf import TABLE
from showcases import showcase

from lanterne.catalogue import read_notice, suspend
from lanterne.cli.showcase import ShowcaseRequest
from lanterne.errors import InputError, UsageError
from lanterne.hub.showcase.gather import gather
from lanterne.release import verify_release


@pytest.fixture
def into(tmp_path):
    folder = tmp_path / "into"
    folder.mkdir()
    return folder


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_release_that_was_changed_is_refused_in_the_words_of_verify(shelf, tmp_path):
    release = shelf / TABLE
    with (release / "README.md").open("a") as file:
        file.write("x")
    place = tmp_path / "place"
    place.mkdir()
    done = showcase(release, "--out", place / "site")
    assert done.returncode == 1
    report = verify_release(release)
    assert report.problems
    for problem in report.problems:
        assert problem.says() in " ".join(done.stderr.split())
    assert str(release) in done.stderr
    assert not names_in(place)


def test_a_release_without_its_list_is_refused(shelf, into):
    (shelf / TABLE / "manifest.json").unlink()
    with pytest.raises(InputError):
        gather([shelf / TABLE], into)


def test_a_folder_of_releases_brings_all_of_them_and_nothing_beside(made, into):
    gather([made], into)
    assert names_in(into) == ["grouped", "linked", TABLE]


def test_editions_come_with_all_that_belong_to_their_dataset(published, into):
    with pytest.raises(UsageError, match=f"{SERIES} has other editions .*{FIRST}"):
        gather([published / THIRD], into)
    gather([published / THIRD, published / FIRST], into)
    notices = [f"{SERIES}.v{number}.edition.json" for number in (1, 2, 3)]
    story = f"{THIRD}.{STORY}.story.json"
    expected = [FIRST, THIRD, *notices, f"{SECOND}.withdrawn.json", story]
    assert names_in(into) == sorted(expected)


def test_a_suspended_edition_is_not_shown_and_its_page_says_so(catalogue, into):
    notice = read_notice(catalogue / f"{THIRD}.edition.json")
    suspend(notice, catalogue, suspended=moment(20))
    with pytest.raises(UsageError, match=f"{THIRD} is withdrawn or suspended"):
        gather([catalogue / THIRD, catalogue / FIRST], into)
    gather([catalogue], into)
    assert not names_in(into / THIRD)
    assert f"{THIRD}.suspended.json" in names_in(into)


def test_a_notice_that_was_changed_is_refused(catalogue, into):
    path = catalogue / f"{FIRST}.edition.json"
    path.write_text(path.read_text("utf-8").replace("CC-BY-4.0", "CC0-1.0"), "utf-8")
    with pytest.raises(InputError):
        gather([catalogue], into)
    assert not names_in(into)


def test_two_of_one_name_and_none_at_all_are_refused(made, published, tmp_path, into):
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(UsageError, match="There is no release"):
        gather([other], into)
    with pytest.raises(UsageError, match="There is no release"):
        gather([made / "nothing"], into)
    shutil.copytree(made / TABLE, other / TABLE)
    with pytest.raises(UsageError, match=f"called {TABLE}"):
        gather([made / TABLE, other / TABLE], into)


@pytest.mark.parametrize(
    "address",
    ["data.example.org", "ftp://example.org/", "https://", "https://a b/", "https://a/?q=1",
     "https://a/#b", "https://user@a/", "https://a:x/", 'https://a/"'],
)  # fmt: skip
def test_an_address_names_a_folder_on_the_web(address):
    with pytest.raises(UsageError, match="address of a showcase"):
        ShowcaseRequest(["x"], out="y", address=address)
    with pytest.raises(UsageError, match=r"contact must be the address of a page"):
        ShowcaseRequest(["x"], out="y", contact="data@example.org")
    assert ShowcaseRequest(["x"], out="y", address="https://a.example:8443/b").address
