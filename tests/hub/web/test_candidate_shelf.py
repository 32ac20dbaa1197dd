"""A release is laid out to be looked at, also for two visitors at once."""

from __future__ import annotations

import os

import pytest

from lanterne.hub.web.review import candidate_pages


@pytest.fixture
def release(tmp_path):
    made = tmp_path / "release"
    (made / "data").mkdir(parents=True)
    for name in ("README.md", "data/people.csv"):
        (made / name).write_text(name)
    return made


@pytest.mark.parametrize("links", [True, False])
def test_two_visitors_at_once_both_see_it(release, tmp_path, monkeypatch, links):
    shelf, real, others = tmp_path / "shelf", os.link, []
    shelf.mkdir()

    def link(source, target):
        if not others:
            others.append(1)
            candidate_pages._copy(release, shelf / "people.v1")  # another, from begin to end
        if not links:
            raise OSError("no hard links here")
        real(source, target)

    monkeypatch.setattr(os, "link", link)
    candidate_pages._copy(release, shelf / "people.v1")
    assert others
    assert [path.name for path in shelf.iterdir()] == ["people.v1"]
    for name in ("README.md", "data/people.csv"):
        for place in (release, shelf / "people.v1"):
            assert (place / name).read_text() == name
