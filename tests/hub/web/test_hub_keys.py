"""The passphrase of a laptop, another master key, the end of an organisation."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from laptop_hub import Laptop, vaulted, verb
from patience import until

from lanterne.vault import VaultError, needs_passphrase, open_vault

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux lists them"),
]

SECRET, OTHER = "three words and a lamp", "four other words, quite"
CASES = b"sex,age\n" + b"Woman,18\n" * 20


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A hub that has been run once and holds a case file."""
    laptop = Laptop(tmp_path_factory.mktemp("made") / "hub")
    place = laptop.new_dataset()
    assert laptop.upload(place, CASES)[0] in {200, 302}
    laptop.end()
    (laptop.home / "place").write_text(place)
    return laptop.home


@pytest.fixture
def home(made, tmp_path):
    """A copy of it."""
    return Path(shutil.copytree(made, tmp_path / "hub"))


def events(home: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(home / "hub.sqlite3")) as database:
        found = database.execute(
            "SELECT verb, outcome FROM audit_event WHERE verb LIKE 'key.%' ORDER BY number"
        )
        return found.fetchall()


def read_all(home: Path, passphrase: str | None = None) -> dict[str, bytes]:
    """Id of each file → what is in it."""
    vault = open_vault(home, None, passphrase)
    return {one: vault.read_bytes("here", one) for one in vault.file_ids("here")}


def passed_on(laptop: Laptop) -> str:
    """Arguments and environment of the server and of its workers."""
    pids = [laptop.process.pid, *laptop.children()]
    return "".join(
        Path(f"/proc/{pid}/{name}").read_bytes().decode(errors="replace")
        for pid in pids
        for name in ("cmdline", "environ")
    )


@pytest.mark.long
def test_a_passphrase_is_set_changed_and_taken_away(home):
    key = home / "keys" / "master.json"
    before = read_all(home)
    for typed, said in ((f"{SECRET}\nsomething else\n", "two different"), ("\n", "is empty")):
        done = verb("hub", "passphrase", "--home", home, typed=typed)
        assert (done.returncode, said in done.stderr) == (2, True)
    assert not needs_passphrase(key)
    done = verb("hub", "passphrase", "--home", home, typed=f"{SECRET}\n{SECRET}\n")
    assert done.returncode == 0, done.stderr
    assert needs_passphrase(key)
    with pytest.raises(VaultError):
        read_all(home)
    assert read_all(home, SECRET) == before
    done = verb("hub", "passphrase", "--home", home, typed=f"{SECRET}\n{OTHER}\n{OTHER}\n")
    assert done.returncode == 0
    assert read_all(home, OTHER) == before
    for typed, code in ((SECRET, 2), (OTHER, 0)):
        done = verb("hub", "passphrase", "--remove", "--home", home, typed=f"{typed}\n")
        assert done.returncode == code, done.stderr
    assert read_all(home) == before
    assert events(home) == [("key.passphrase", "allowed"), ("key.passphrase", "done")] * 3


@pytest.mark.long  # the worker is given it each time, below
def test_a_hub_asks_for_the_passphrase_and_hands_it_on_to_nobody_else(home):
    done = verb("hub", "passphrase", "--home", home, typed=f"{SECRET}\n{SECRET}\n")
    assert done.returncode == 0, done.stderr
    for typed, said in ((f"{OTHER}\n", "not the passphrase"), ("", "there was no answer")):
        done = verb("serve", "--home", home, "--no-browser", typed=typed)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
        assert done.stderr.count("\n") == 1
    laptop = Laptop(home, f"{SECRET}\n")
    until(laptop.children)
    assert SECRET not in passed_on(laptop)
    assert SECRET.encode() not in b"".join(one.read_bytes() for one in _files(home))
    _, shown = laptop.ask((home / "place").read_text())
    assert "needs its passphrase" not in shown
    assert laptop.upload((home / "place").read_text(), CASES)[0] in {200, 302}
    laptop.end()
    assert CASES in read_all(home, SECRET).values()


def _files(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file() and not path.is_symlink()]


def test_the_worker_can_read_what_the_passphrase_guards(home):
    done = verb("hub", "passphrase", "--home", home, typed=f"{SECRET}\n{SECRET}\n")
    assert done.returncode == 0, done.stderr
    assert needs_passphrase(home / "keys" / "master.json")
    laptop = Laptop(home, f"{SECRET}\n")
    place = (home / "place").read_text()
    laptop.ask(place)
    laptop.upload(place, CASES)

    def ended() -> bool:
        with closing(sqlite3.connect(home / "hub.sqlite3", timeout=30)) as database:
            states = [one for (one,) in database.execute("SELECT state FROM jobs_job")]
        return len(states) == 2 and set(states) <= {"done", "failed"}

    until(ended)
    laptop.end()
    with closing(sqlite3.connect(home / "hub.sqlite3")) as database:
        said = json.dumps(database.execute("SELECT problems FROM jobs_job").fetchall())
    assert "passphrase" not in said
    assert "worker" not in laptop.log.read_text()


@pytest.mark.long  # test_vault_keys changes the master key
def test_another_master_key_opens_what_the_old_one_did(home):
    key = home / "keys" / "master.json"
    old, files = key.read_bytes(), read_all(home)
    laptop = Laptop(home)
    done = verb("hub", "rotate-key", "--home", home)
    assert (done.returncode, "is running" in done.stderr) == (2, True)
    assert key.read_bytes() == old
    laptop.end()
    assert verb("hub", "rotate-key", "--home", home).returncode == 0
    assert key.read_bytes() != old
    assert read_all(home) == files
    key.write_bytes(old)
    with pytest.raises(VaultError, match="a different master key"):
        read_all(home)
    assert events(home) == [("key.rotate", "allowed"), ("key.rotate", "done")]


@pytest.mark.long  # test_vault_keys shreds an organisation
def test_an_organisation_is_shredded_when_its_name_is_typed(home):
    assert read_all(home)
    done = verb("hub", "shred", "there", "--home", home, typed="there\n")
    assert (
        done.returncode,
        "There is no key of 'there'. There are keys of: here." in done.stderr,
    ) == (
        2,
        True,
    )
    done = verb("hub", "shred", "here", "--home", home, typed="hear\n")
    assert (done.returncode, "Nothing was destroyed" in done.stderr) == (2, True)
    assert read_all(home)
    assert events(home) == []
    done = verb("hub", "shred", "here", "--home", home, typed="here\n")
    assert done.returncode == 0, done.stderr
    assert vaulted(home) == []
    assert not list((home / "keys").glob("organisation-*"))
    assert events(home) == [("key.shred", "allowed"), ("key.shred", "done")]
    laptop = Laptop(home)
    status, _ = laptop.ask((home / "place").read_text())
    assert status == 200, "the page says that the file cannot be had"
    laptop.end()
    assert "Traceback" not in laptop.log.read_text()


def test_a_key_that_others_may_read_starts_nothing(home):
    (home / "keys" / "master.json").chmod(0o644)
    done = verb("serve", "--home", home, "--no-browser")
    assert (done.returncode, done.stdout) == (1, "")
    assert "chmod 600" in done.stderr
