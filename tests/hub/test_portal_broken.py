"""What is not whole is named and not served, and what is sensitive is never served."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from urllib.parse import quote

import pytest
from shelf import CANARY, GROUPED, NETWORK, TABLE

import lanterne
from lanterne.hub.portal import downloads, edition
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.edition import Broken, Edition

NAME = quote(TABLE)


def add_a_byte(release):
    with (release / "data" / "people.csv").open("a") as file:
        file.write("\n")


def take_a_file_away(release):
    (release / "README.md").unlink()


def put_cases_in(release):
    shutil.copy(release.parent / "cases.csv", release / "data" / "cases.csv")


def link_a_file_out(release):
    (release / "README.md").unlink()
    (release / "README.md").symlink_to(release.parent / "cases.csv")


def link_a_folder_out(release):
    shutil.rmtree(release / "data")
    (release / "data").symlink_to(release.parent, target_is_directory=True)


def break_the_manifest(release):
    (release / "manifest.json").write_text("{")


def forge_a_row(release):
    """Every checksum is right again; only what the rows and the counts say differs."""
    rows = release / "data" / "people.csv"
    header, first, *others = rows.read_text("utf-8").splitlines()
    changed = first.replace("Woman", "Man & co") if "Woman" in first else f"2019{first[4:]}"
    text = "\n".join([header, changed, *others, ""])
    before = hashlib.sha256(rows.read_bytes()).hexdigest()
    rows.write_text(text, "utf-8")
    sums = {before: hashlib.sha256(rows.read_bytes()).hexdigest()}
    manifest = json.loads((release / "manifest.json").read_text("utf-8"))
    for entry in manifest["files"]:
        entry["sha256"] = sums.get(entry["sha256"], entry["sha256"])
        entry["bytes"] = (release / entry["path"]).stat().st_size
    path = release / "manifest.json"
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", "utf-8")
    sums[before] = hashlib.sha256(path.read_bytes()).hexdigest()
    listed = (release / "SHA256SUMS").read_text("utf-8")
    for old, new in sums.items():
        listed = listed.replace(old, new)
    (release / "SHA256SUMS").write_text(listed, "utf-8")
    lanterne.load(release)  # it can be read, and is wrong all the same


FAULTS = (
    forge_a_row,
    add_a_byte,
    take_a_file_away,
    put_cases_in,
    link_a_file_out,
    link_a_folder_out,
    break_the_manifest,
)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_release_that_breaks_while_it_is_served_is_served_no_longer(shelf, visit, fault):
    hub = visit(shelf)
    page, file = f"/en/releases/{NAME}/", f"/en/releases/{NAME}/files/data/people.csv"
    assert hub.get(page).status_code == 200
    assert hub.get(file).status_code == 200
    fault(shelf / TABLE)
    for address in (page, file, f"{page}explore/", f"{page}codebook/", f"{page}files/README.md"):
        answer = hub.get(address)
        assert answer.status_code == 409, address
        text = answer.content.decode()
        assert "not whole" in text
        assert CANARY not in text
        assert "cases.csv" not in text  # what was put in is not named to visitors
    for address in ("", "/codebook", "/counts", "/files/data/people.csv"):
        answer = hub.get(f"/api/v1/releases/{NAME}{address}")
        assert answer.status_code == 409
        assert CANARY not in answer.content.decode()
    listed = hub.get("/api/v1/releases").json()["releases"]
    assert {one["name"]: one["whole"] for one in listed} == {
        TABLE: False,
        NETWORK: True,
        GROUPED: True,
    }
    assert "Not whole, and not served" in hub.get("/en/").content.decode()


def test_a_release_that_was_mended_is_served_again(made, shelf, visit):
    hub = visit(shelf)
    take_a_file_away(shelf / TABLE)
    assert hub.get(f"/en/releases/{NAME}/").status_code == 409
    shutil.copy(made / TABLE / "README.md", shelf / TABLE / "README.md")
    assert hub.get(f"/en/releases/{NAME}/").status_code == 200


def test_releases_come_and_go_while_the_hub_is_open(made, shelf, visit):
    hub = visit(shelf)
    shutil.rmtree(shelf / NETWORK)
    assert hub.get(f"/en/releases/{NETWORK}/").status_code == 404
    shutil.copytree(made / NETWORK, shelf / "again")
    assert hub.get("/en/releases/again/").status_code == 200


def test_a_link_to_a_release_elsewhere_is_not_followed(shelf, tmp_path, visit):
    (shelf / TABLE).rename(tmp_path / "elsewhere")
    (shelf / TABLE).symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert visit(shelf).get(f"/en/releases/{NAME}/").status_code == 404
    assert TABLE not in visit(shelf).get("/en/").content.decode()


def test_the_folder_may_be_a_release_itself(made, visit):
    hub = visit(made / TABLE)
    assert hub.get(f"/en/releases/{NAME}/").status_code == 200
    assert [one["name"] for one in hub.get("/api/v1/releases").json()["releases"]] == [TABLE]


def test_a_folder_whose_name_is_no_text_is_left_out(shelf, visit):
    (shelf / TABLE).rename(os.fsdecode(os.fsencode(shelf) + b"/\xff"))
    hub = visit(shelf)
    assert hub.get("/en/").status_code == 200
    assert {one["name"] for one in hub.get("/api/v1/releases").json()["releases"]} == {
        NETWORK,
        GROUPED,
    }


def test_an_empty_folder_says_what_to_do(tmp_path, visit):
    assert "There is no release here yet" in visit(tmp_path).get("/en/").content.decode()


def test_nothing_sensitive_beside_the_releases_can_be_had(made, hub):
    """Every file of the folder, asked for at every place where a file might be had."""
    public = {path for name in (TABLE, NETWORK, GROUPED) for path in (made / name).rglob("*")}
    sensitive = [path for path in made.rglob("*") if path.is_file() and path not in public]
    assert sum(CANARY.encode() in path.read_bytes() for path in sensitive) == 4
    for path in sensitive:
        here = quote(path.relative_to(made).as_posix())
        for address in (
            f"/{here}",
            f"/en/{here}",
            f"/static/{here}",
            f"/en/releases/{here}",
            f"/en/releases/{NAME}/files/{here}",
            f"/en/releases/{NAME}/files/../{here}",
            f"/api/v1/releases/{here}",
        ):
            answer = hub.get(address, follow=True)
            assert answer.status_code == 404, address
            assert CANARY not in answer.content.decode()


def test_a_file_that_changed_after_it_was_verified_is_not_sent(made, shelf, visit, monkeypatch):
    """Between the look at the folder and the opening of a file there is always a moment."""
    hub = visit(shelf)
    edition = Catalogue(shelf).get(TABLE)
    assert isinstance(edition, Edition)
    monkeypatch.setattr(downloads, "edition_or_404", lambda _name: edition)
    address = f"/en/releases/{NAME}/files/README.md"
    assert hub.get(address).status_code == 200
    file = shelf / TABLE / "README.md"
    seen = file.stat()
    text = file.read_bytes()
    file.write_bytes(text.swapcase())
    os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns))  # same size and time, other content
    assert hub.get(address).status_code == 404
    file.unlink()
    file.symlink_to(shelf / "cases.csv")
    assert hub.get(address).status_code == 404


def test_a_release_that_changes_under_the_eyes_of_the_reader_is_not_kept(shelf, monkeypatch):
    """What was verified and what was read must be the same files."""
    real = edition.verify_release

    def meddled(folder):
        report = real(folder)
        os.utime(folder / "README.md")
        return report

    monkeypatch.setattr(edition, "verify_release", meddled)
    shown = Catalogue(shelf)
    assert isinstance(shown.get(TABLE), Broken)
    monkeypatch.setattr(edition, "verify_release", real)
    assert isinstance(shown.get(TABLE), Edition)
