"""What arrives is the release and a page, byte for byte, and nothing else that lay beside them."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from stand_in import StandIn, later

import lanterne
from lanterne.catalogue.gate_check import Asked
from lanterne.deposits.parcel import name_of, pack
from lanterne.deposits.precautions import Ready, ready
from lanterne.errors import LanterneError
from lanterne.release import verify_release
from lanterne.release.formats.about import About

ALL = ["create", "describe", "upload", "upload", "read", "publish"]


def unpacked(archive: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        packed.extractall(folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def packed(looked_at: Ready, folder: Path) -> bytes:
    folder.mkdir()
    return pack(looked_at, About(looked_at.release), folder, lambda share: None).path.read_bytes()


def test_the_bytes_that_arrive_are_those_of_the_release(release, site, tmp_path):
    done = lanterne.deposit(release, publish=True)
    kept = site.deposits[done.number]
    assert site.steps == ALL
    assert kept.published
    assert done.published
    (page, archive) = (kept.files[name] for name in done.files)
    assert set(kept.files) == set(done.files)
    (folder,) = unpacked(archive, tmp_path).iterdir()
    assert f"{folder.name}.zip" == done.files[1]
    assert contents(folder) == contents(release)
    assert verify_release(folder).ok
    assert hashlib.sha256(archive).hexdigest() in page.decode()
    assert done.doi == f"10.5072/zenodo.{done.number}"
    assert f"https://doi.org/{done.doi}" in page.decode()
    assert done.page == f"https://sandbox.zenodo.org/records/{done.number}"


def test_a_draft_is_left_for_a_person(sent, site):
    done = sent()
    assert site.steps == ALL[:-1]
    assert not site.deposits[done.number].published
    assert not done.published
    assert done.page == f"https://sandbox.zenodo.org/deposit/{done.number}"


def test_the_archive_is_the_same_bytes_whenever_and_wherever_it_is_packed(release, tmp_path):
    moved = Path(shutil.copytree(release, tmp_path / "another name"))
    shutil.copy(release.parent / "release.gate.json", tmp_path / "another name.gate.json")
    for path in moved.rglob("*"):
        os.utime(path, (1, 1))
        path.chmod(0o700)
    one, other = (ready(folder, Asked()) for folder in (release, moved))
    first = packed(one, tmp_path / "a")
    assert first == packed(other, tmp_path / "b")
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        listed = archive.infolist()
    name = name_of(About(one.release))
    assert [entry.filename for entry in listed] == sorted(f"{name}/{p}" for p in contents(release))
    assert {(entry.date_time, entry.compress_type) for entry in listed} == {
        ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED)
    }


def test_what_lies_in_the_folder_and_is_not_listed_is_never_packed(release, tmp_path):
    copy = Path(shutil.copytree(release, tmp_path / "release"))
    shutil.copy(release.parent / "release.gate.json", tmp_path / "release.gate.json")
    looked_at = ready(copy, Asked())
    for name in ("lanterne-ledger.jsonl", "data/report-SENSITIVE.html", ".hidden"):
        (copy / name).write_text("CANARY", "utf-8")
    archive = packed(looked_at, tmp_path / "a")
    assert b"CANARY" not in archive
    assert archive == packed(ready(release, Asked()), tmp_path / "b")


@pytest.mark.parametrize("changed", ["data/victims.csv", "manifest.json"])
def test_a_release_that_changes_after_it_was_looked_at_is_not_packed(release, tmp_path, changed):
    copy = Path(shutil.copytree(release, tmp_path / "release"))
    shutil.copy(release.parent / "release.gate.json", tmp_path / "release.gate.json")
    looked_at = ready(copy, Asked())
    with (copy / changed).open("ab") as file:
        file.write(b" ")
    with pytest.raises(LanterneError) as told:
        packed(looked_at, tmp_path / "a")
    assert told.value.message.code == "deposit.changed-meanwhile"


@pytest.mark.parametrize("documented", [True, False])
def test_a_new_version_has_the_new_files_alone(sent, site: StandIn, documented):
    earlier = site.add(files={"old.zip": b"old", "README.md": b"old"}, published=True)
    site.documented, site.now = documented, later(site.now, 60)
    done = sent(earlier=earlier, publish=True)
    assert done.number != earlier
    new, old = site.deposits[done.number], site.deposits[earlier]
    assert new.whole == old.whole
    assert set(new.files) == set(done.files)
    assert old.files == {"old.zip": b"old", "README.md": b"old"}
    assert new.metadata["publication_date"]
    assert new.published


def test_a_new_version_that_somebody_began_is_not_touched(sent, site: StandIn):
    earlier = site.add(published=True)
    begun = site.add(whole=site.deposits[earlier].whole, files={"theirs.csv": b"1"})
    site.now = later(site.now, 5)
    with pytest.raises(LanterneError) as told:
        sent(earlier=earlier)
    assert told.value.message.code == "deposit.version-begun"
    assert f"/deposit/{begun}" in str(told.value)
    assert site.deposits[begun].files == {"theirs.csv": b"1"}
    assert site.steps == ["read", "new-version", "read"]


@pytest.mark.parametrize(
    ("published", "code"),
    [(None, "deposit.earlier-unknown"), (False, "deposit.earlier-draft")],
)
def test_a_new_version_needs_a_published_deposit(sent, site: StandIn, published, code):
    number = 7 if published is None else site.add(published=published)
    before = site.drafts
    with pytest.raises(LanterneError) as told:
        sent(earlier=number)
    assert told.value.message.code == code
    assert site.steps == ["read"]
    assert site.drafts == before
