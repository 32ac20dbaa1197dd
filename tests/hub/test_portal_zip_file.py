"""A whole release as one file: the same bytes, always, and those that were verified."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from edition_shelf import FIRST, PLAIN, SECOND, THIRD
from shelf import GROUPED, NETWORK, TABLE

from lanterne.hub.portal import zip_file
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.edition import File
from lanterne.hub.portal.file_marks import mark_of
from lanterne.hub.portal.zip_file import archive_of, open_archive
from lanterne.release import verify_release
from lanterne.release.folder import files_below
from program import command


def whole(client, name, address="/en/releases/{}.zip"):
    answer = client.get(address.format(quote(name)))
    assert answer.status_code == 200
    return answer, answer.getvalue()


@pytest.mark.parametrize("name", [TABLE, NETWORK, GROUPED])
def test_it_holds_every_file_to_the_byte_and_verifies(hub, made, tmp_path, name):
    _answer, data = whole(hub, name)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.testzip() is None
        paths = [f"{name}/{path}" for path in sorted(map(str, files_below(made / name)))]
        assert packed.namelist() == paths
        for path in paths:
            assert packed.read(path) == (made / path).read_bytes()
        packed.extractall(tmp_path)
    verify = command("verify", tmp_path / name)
    assert subprocess.run(verify, capture_output=True, check=False).returncode == 0
    (tmp_path / name / "README.md").write_text("changed", "utf-8")
    assert not verify_release(tmp_path / name).ok


def test_an_edition_has_its_notice_beside_it(visit, published, tmp_path):
    _answer, data = whole(visit(published), THIRD)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        notice = f"{THIRD}.edition.json"
        assert packed.namelist()[0] == notice
        assert packed.read(notice) == (published / notice).read_bytes()
        packed.extractall(tmp_path)
    assert verify_release(tmp_path / THIRD).ok


def test_the_bytes_are_the_same_whoever_asks_and_whenever(visit, portal, published, tmp_path):
    first, data = whole(visit(published), FIRST)
    copy = Path(shutil.copytree(published, tmp_path / "copy", copy_function=shutil.copyfile))
    for path in copy.rglob("*"):
        os.utime(path, (1, 1))
    zip_file._known.clear()
    again, other = whole(portal(copy), FIRST, "/api/v1/releases/{}.zip")
    assert data == other
    assert first["ETag"] == again["ETag"] == f'"{hashlib.sha256(data).hexdigest()}"'
    assert int(first["Content-Length"]) == len(data)
    assert first["Content-Type"] == again["Content-Type"] == "application/zip"
    assert f'filename="{FIRST}.zip"' in first["Content-Disposition"]


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_page_and_the_api_say_what_will_be_had(visit, published, language):
    client = visit(published)
    _answer, data = whole(client, THIRD)
    text = client.get(f"/{language}/releases/{THIRD}/").content.decode()
    assert f'href="/{language}/releases/{THIRD}.zip"' in text
    summed = hashlib.sha256(data).hexdigest()
    assert summed in text
    told = client.get(f"/api/v1/releases/{THIRD}").json()["zip"]
    assert told == {
        "bytes": len(data),
        "sha256": summed,
        "url": f"/api/v1/releases/{THIRD}.zip",
    }
    assert whole(client, THIRD, told["url"])[1] == data
    assert ("Everything as one file" in text) == (language == "en")


def test_who_has_it_already_is_not_sent_it_again(visit, published):
    client = visit(published)
    tag = whole(client, FIRST)[0]["ETag"]
    again = client.get(f"/en/releases/{FIRST}.zip", HTTP_IF_NONE_MATCH=tag)
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(f"/en/releases/{THIRD}.zip", HTTP_IF_NONE_MATCH=tag)
    assert other.status_code == 200
    other.close()


def test_it_is_not_kept_among_the_answers(portal, published):
    client = portal(published, kept_bytes=1 << 28)
    answer, _data = whole(client, FIRST)
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer.streaming
    assert whole(client, FIRST)[0].streaming


def test_it_counts_as_every_other_question(portal, published):
    client = portal(published, rate=2)
    answers = [client.get(f"/en/releases/{FIRST}.zip") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    for one in answers:
        one.close()


@pytest.mark.parametrize("begin", ["/fr", "/api/v1"])
def test_of_what_was_withdrawn_there_is_a_tombstone(visit, published, begin):
    answer = visit(published).get(f"{begin}/releases/{SECOND}.zip")
    assert answer.status_code == 410
    assert b"PK" not in answer.content
    assert visit(published).get(f"{begin}/releases/nothing.zip").status_code == 404


@pytest.mark.parametrize("begin", ["/fr", "/api/v1"])
def test_what_is_not_whole_is_refused(visit, catalogue, begin):
    client = visit(catalogue)
    client.get(f"{begin}/releases/{FIRST}.zip").close()
    (catalogue / FIRST / "README.md").write_text("other", "utf-8")
    assert client.get(f"{begin}/releases/{FIRST}.zip").status_code == 409


def test_a_file_that_is_changed_this_very_moment_is_not_sent(visit, catalogue, monkeypatch):
    client = visit(catalogue)
    entry = Catalogue(catalogue).get(FIRST)
    archive_of(entry)
    readme = catalogue / FIRST / "README.md"
    readme.write_bytes(readme.read_bytes())  # the same, but nobody has verified it
    monkeypatch.setattr("lanterne.hub.portal.downloads.edition_or_404", lambda _name: entry)
    assert client.get(f"/en/releases/{FIRST}.zip").status_code == 409
    with pytest.raises(OSError, match="another since"):
        open_archive(entry)


def test_a_part_of_it_can_be_read_from_anywhere(published):
    entry = Catalogue(published).get(THIRD)
    plan, file = open_archive(entry)
    with file:
        data = file.read()
        assert len(data) == plan.size
        assert file.seek(0, io.SEEK_END) == plan.size
        for place in range(0, plan.size, 4999):
            file.seek(place)
            assert file.read(7) == data[place : place + 7]


def test_a_large_release_takes_no_memory(published, tmp_path):
    """64 MB of an honest file, summed up and sent, in less than four."""
    entry, size = Catalogue(published).get(FIRST), 1 << 26
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(size)
    marks = (mark_of("large.csv", large.stat()),)
    files = {"large.csv": File("large.csv", size, "0" * 64)}
    grown = replace(entry, folder=tmp_path, files=files, marks=marks)
    tracemalloc.start()
    plan, file = open_archive(grown)
    with file:
        total = sum(map(len, iter(lambda: file.read(1 << 16), b"")))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total == plan.size > size
    assert peak < 4 << 20


def test_files_too_large_for_plain_fields_are_said_in_larger_ones(published, monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 1000)
    monkeypatch.setattr(zip_file, "_known", zip_file.OrderedDict())
    entry = Catalogue(published).get(FIRST)
    _plan, file = open_archive(entry)
    with file, zipfile.ZipFile(file) as packed:
        assert b"PK\x06\x06" in archive_of(entry).pieces[-1]  # the end of a large archive
        assert packed.testzip() is None


def test_a_release_that_is_named_as_if_it_were_one(visit, catalogue):
    (catalogue / PLAIN).rename(catalogue / "odd.zip")
    client = visit(catalogue)
    assert client.get("/api/v1/releases/odd.zip").json()["name"] == "odd.zip"
    assert whole(client, "odd.zip")[1][:2] == b"PK"


def test_the_document_of_the_api_names_it(visit, published):
    paths = visit(published).get("/api/v1/openapi.json").json()["paths"]
    responses = paths["/releases/{name}.zip"]["get"]["responses"]
    assert set(responses["200"]["content"]) == {"application/zip"}
