"""A hub that is killed, started twice, out of room or out of date, in real processes."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest
from laptop_hub import Laptop, vaulted, verb
from patience import until

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux lists them"),
]

MB = 1 << 20
ROW = b"Woman,18,NGA,Zanzibar-heron-4711\n"


@pytest.fixture
def start(tmp_path):
    begun = []

    def begin(home=None, typed=""):
        begun.append(Laptop(home or tmp_path / "hub", typed))
        return begun[-1]

    yield begin
    for laptop in begun:
        laptop.end()


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 48 MB, and a way to fill it up to so many bytes."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(place)],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("file systems can be mounted by root only")

    def leave(room):
        filler = place / "filler"
        filler.unlink(missing_ok=True)
        if room is None:
            return
        free = os.statvfs(place)
        size = free.f_bavail * free.f_frsize - room
        with filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, size)

    yield place, leave
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.long  # test_vault_server kills under an upload
def test_nothing_is_left_of_an_upload_when_the_server_is_killed(start):
    laptop = start()
    home, place = laptop.home, laptop.new_dataset()
    with laptop.begin_upload(place, 60 * MB) as connection:
        connection.sendall(ROW * (20 * MB // len(ROW)))
        laptop.kill()
    again = start()
    until(lambda: not any(home.glob("*tmp*")))
    assert vaulted(home) == []
    assert again.ask(place)[0] == 200


@pytest.mark.long  # test_leftovers does so without a server
def test_a_file_that_nobody_noted_goes_and_one_that_was_noted_stays(start):
    """The server is killed after the file is whole in the vault, before the form is answered."""
    laptop = start()
    home, place = laptop.home, laptop.new_dataset()
    assert laptop.upload(place, b"sex,age\n" + ROW)[0] in {200, 302}
    kept = [name for name in vaulted(home) if not name.startswith(".")]
    assert kept
    laptop.kill()
    folder = next(home.glob("vault/organisation-*"))
    lost = folder / ("ab" * 16)
    lost.write_bytes((folder / kept[0]).read_bytes())
    for name in (lost.name, kept[0]):
        (folder / f".{name}.new").touch(0o600)
    unmarked = folder / ("cd" * 16)
    unmarked.write_bytes(b"of an older database, perhaps")
    again = start()
    until(lambda: not any(name.startswith(".") for name in vaulted(home)))
    assert not lost.exists()
    assert unmarked.exists()
    assert set(kept) <= set(vaulted(home))
    assert again.ask(place)[0] == 200


@pytest.mark.long  # test_hub_locks clears up what a dead worker has left
def test_half_a_release_of_a_dead_worker_goes(start, tmp_path):
    partial = tmp_path / "hub" / "runs" / "one" / ".release.partial-0a1b2c3d"
    whole = partial.with_name("release")
    for folder in (partial, whole):
        folder.mkdir(parents=True)
        (folder / "data.csv").write_text("x")
    seen = partial.with_name("seen-submission-0a1b-people.v1")
    (seen / "people.v1").mkdir(parents=True)
    measured = partial.with_name(".release.fitted.npz.partial-0a1b2c3d")
    measured.write_bytes(b"x")
    for left in (partial, seen, measured):
        os.utime(left, (time.time() - 60,) * 2)
    start()
    until(lambda: not any(left.exists() for left in (partial, seen, measured)))
    assert whole.exists()


@pytest.mark.long  # test_audit_verb kills one beside a server
def test_a_killed_worker_is_replaced_and_the_pages_go_on(start):
    laptop = start()
    place = laptop.new_dataset()
    until(laptop.children)
    (first,) = laptop.children()
    os.kill(first, signal.SIGKILL)
    assert laptop.ask(place)[0] == 200
    until(lambda: laptop.children() not in ([], [first]))


def test_a_home_belongs_to_one_server(start):
    laptop = start()
    second = verb("serve", "--home", laptop.home, "--no-browser")
    assert (second.returncode, second.stdout) == (2, "")
    assert second.stderr == (
        f"Usage: A hub is running on {laptop.home} already. Go to its window; or end it, and start "
        "again.\n"
    )
    assert laptop.ask("/en/work/here/")[0] == 200


@pytest.mark.long  # test_database_version opens it without a server
def test_a_database_of_a_newer_version_is_left_as_it_is(start):
    laptop = start()
    laptop.end()
    database = laptop.home / "hub.sqlite3"
    with closing(sqlite3.connect(database)) as opened, opened:
        opened.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('workspace', '0999_of_the_future', '2030-01-01')"
        )
    done = verb("serve", "--home", laptop.home, "--no-browser")
    assert (done.returncode, done.stdout) == (1, "")
    assert "was written by a newer version of Lanterne" in done.stderr
    database.write_bytes(b"no database at all" * 100)
    for more in laptop.home.glob("hub.sqlite3-*"):
        more.unlink()
    done = verb("serve", "--home", laptop.home, "--no-browser")
    assert (done.returncode, done.stdout) == (1, "")
    assert "cannot be opened or written" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.long
def test_a_full_disk_is_said_and_nothing_is_half_written(start, small_disk):
    disk, leave = small_disk
    laptop = start(disk / "hub")
    place = laptop.new_dataset()
    before = vaulted(laptop.home)
    leave(4 * MB)
    status, said = laptop.upload(place, ROW * (12 * MB // len(ROW)))
    assert status == 507, said
    assert "The disk of the server is full. Nothing was kept." in said
    assert vaulted(laptop.home) == before
    leave(0)
    status, said = laptop.ask("/en/work/here/new/", title="Another")
    assert status == 507, said
    assert "The disk is full" in said
    leave(None)
    status, said = laptop.ask("/en/work/here/")
    assert status == 200
    assert "Another" not in said
    assert laptop.upload(place, b"sex,age\n" + ROW)[0] in {200, 302}


def test_a_disk_that_is_full_at_the_start_is_said(small_disk):
    disk, leave = small_disk
    (disk / "hub").mkdir()
    leave(0)
    done = verb("serve", "--home", disk / "hub", "--no-browser")
    assert (done.returncode, done.stdout) == (1, "")
    assert "full" in done.stderr
    assert "Traceback" not in done.stderr
    leave(None)
    assert not any((disk / "hub" / "keys").glob("*"))
