"""Keys are kept by their owner, changed without losing a file, and never shown."""

from __future__ import annotations

import copy
import json
import logging
import os
import pickle
import shutil
import traceback
from pathlib import Path

import pytest
from vaults import keep, make_vault

from lanterne.errors import UsageError
from lanterne.vault import (
    KeyRing,
    MasterKey,
    Vault,
    VaultError,
    change_passphrase,
    create_master,
    files,
    needs_passphrase,
    open_master,
    open_vault,
    opening,
    rotate_master,
)
from lanterne.vault import keys as keys_module
from lanterne.vault.passphrase import Stretching
from lanterne.vault.secret import Secret

posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no modes")


def refused(rule: str, call, *arguments):
    with pytest.raises(VaultError) as caught:
        call(*arguments)
    assert caught.value.rule == rule
    return str(caught.value)


def test_a_master_key_is_found_again(tmp_path):
    path = tmp_path / "keys" / "master.json"
    made = create_master(path)
    found = open_master(path)
    assert found.id == made.id
    wrapped = made.secret.wrap(Secret.new(), b"here")
    assert found.secret.unwrap(wrapped, b"here") is not None
    assert found.secret.unwrap(wrapped, b"there") is None
    assert not needs_passphrase(path)
    with pytest.raises(UsageError, match="never overwritten"):
        create_master(path)
    assert open_master(path).id == made.id
    assert [file.name for file in path.parent.iterdir()] == ["master.json"]


@posix
def test_only_the_owner_reads_keys(tmp_path):
    old = os.umask(0)
    try:
        create_master(tmp_path / "in" / "master.json")
        vault = make_vault(tmp_path / "home")
        file_id = keep(vault, b"x")
    finally:
        os.umask(old)
    kept = vault.home / "vault" / "organisation-north"
    private = [tmp_path / "in" / "master.json", vault.home / "keys" / "organisation-north.json"]
    for path in [*private, kept / file_id]:
        assert path.stat().st_mode & 0o777 == 0o600
    made = (tmp_path / "in", vault.home, vault.home / "keys", vault.home / "vault", kept)
    for folder in made:
        assert folder.stat().st_mode & 0o777 == 0o700


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610, 0o777])
def test_a_master_key_that_others_may_read_is_refused(tmp_path, mode):
    path = tmp_path / "master.json"
    create_master(path)
    path.chmod(mode)
    said = refused("open-master-key", open_master, path)
    assert f"chmod 600 {path}" in said
    assert f"{mode:04o}" in said
    path.chmod(0o400)
    assert open_master(path)


def test_a_passphrase_is_slow_to_try():
    """As RFC 9106, section 4, has it where memory is short: 64 MiB, three times, four lanes."""
    assert Stretching().cost == {"memory_kib": 65536, "iterations": 3, "lanes": 4}


def test_a_passphrase_is_needed_and_must_be_right(tmp_path):
    path = tmp_path / "master.json"
    made = create_master(path, "crème brûlée")
    assert needs_passphrase(path)
    assert b'"key"' not in path.read_bytes()
    assert open_master(path, "cre\u0300me bru\u0302le\u0301e").id == made.id  # another keyboard
    assert "needs its passphrase" in refused("passphrase-needed", open_master, path)
    for wrong in ("creme brulee", " ", "crème brûlée "):
        if wrong.strip():
            assert "not the passphrase" in refused("wrong-passphrase", open_master, path, wrong)
        else:
            with pytest.raises(UsageError, match="empty"):
                open_master(path, wrong)
    change_passphrase(path, "crème brûlée", "نور في الليل")
    assert open_master(path, "نور في الليل").id == made.id
    refused("wrong-passphrase", open_master, path, "crème brûlée")
    change_passphrase(path, "نور في الليل", None)
    assert open_master(path).id == made.id


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: b"",
        lambda text: b"[]",
        lambda text: text[:-20],
        lambda text: text.replace(b"lanterne-master-key", b"lanterne-other"),
        lambda text: text.replace(b'"version": 1', b'"version": 2'),
        lambda text: text.replace(b'"memory_kib": 65536', b'"memory_kib": 99999999'),
        lambda text: text.replace(b'"lanes": 4', b'"lanes": "four"'),
    ],
)
def test_a_damaged_master_key_is_said_to_be(tmp_path, spoil):
    path = tmp_path / "master.json"
    create_master(path, "some words")
    files.replace(path, spoil(path.read_bytes()))
    assert str(path) in refused("damaged-master-key", open_master, path, "some words")
    path.unlink()
    assert "Put it back" in refused("no-master-key", open_master, path, "some words")


def test_nothing_shows_a_key(tmp_path, caplog):
    path = tmp_path / "master.json"
    master = create_master(path)
    key = open_master(path).secret.exposed()
    ring = KeyRing(tmp_path / "keys", master)
    ring_key = ring.get_or_make("north")
    shown = [key.hex(), repr(key), json.loads(path.read_text())["key"]]
    said = [repr(each) for each in (master, master.secret, ring_key, ring, vars(ring))]
    logging.getLogger("vault").error("%s %r", master, ring_key)
    path.write_bytes(path.read_bytes().replace(b"lanterne-", b"other-"))
    try:
        open_master(path)
    except VaultError as error:
        said.append("".join(traceback.format_exception(error)))
    said.append(caplog.text)
    assert "MasterKey(id=" in caplog.text
    assert not [text for text in said for secret in shown if secret in text]
    for thing in (master.secret, master, ring_key):
        for carry in (pickle.dumps, copy.copy, copy.deepcopy):
            if carry is copy.copy and thing is not master.secret:
                continue  # the same secret under another name
            with pytest.raises(TypeError, match="cannot be pickled"):
                carry(thing)


def test_an_organisation_has_one_key_whoever_asks(tmp_path, monkeypatch):
    master = MasterKey.new()
    ring = KeyRing(tmp_path, master)
    assert ring.get("north") is None
    made = ring.get_or_make("north")
    assert ring.get_or_make("north").id == made.id
    assert ring.organisations() == ("north",)
    # another process makes the key between the look and the writing
    calls = []
    look = KeyRing.get

    def too_late(self, organisation):
        calls.append(organisation)
        return None if len(calls) == 1 else look(self, organisation)

    monkeypatch.setattr(KeyRing, "get", too_late)
    assert ring.get_or_make("north").id == made.id


@pytest.mark.parametrize("name", ["", "North", "../x", "a/b", "-a", "a-", "é", "a" * 65, "a.b"])
def test_a_name_that_is_no_file_name_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match="small letters"):
        KeyRing(tmp_path, MasterKey.new()).get_or_make(name)
    assert not list(tmp_path.iterdir())


def test_a_key_of_another_organisation_or_master_is_refused(tmp_path):
    ring = KeyRing(tmp_path, MasterKey.new())
    ring.get_or_make("north")
    ring.get_or_make("south")
    shutil.copy(tmp_path / "organisation-south.json", tmp_path / "organisation-north.json")
    assert "damaged" in refused("damaged-key", ring.get, "north")
    (tmp_path / "organisation-south.json").write_text("{}")
    refused("damaged-key", ring.get, "south")
    other = KeyRing(tmp_path, MasterKey.new())
    assert "a different master key" in refused("other-master-key", other.get, "north")


def rotating(home: Path, passphrase: str | None = None) -> MasterKey:
    return rotate_master(home / "master.json", home / "keys", passphrase)


def test_the_master_key_changes_and_every_file_stays(tmp_path):
    old = create_master(tmp_path / "master.json", "some words")
    before = Vault(tmp_path, old)
    kept = {name: keep(before, name.encode(), name) for name in ("north", "south")}
    sealed = {file: file.read_bytes() for file in (tmp_path / "vault").rglob("*") if file.is_file()}
    new = rotating(tmp_path, "some words")
    assert new.id != old.id
    after = Vault(tmp_path, open_master(tmp_path / "master.json", "some words"))
    for name, file_id in kept.items():
        assert after.read_bytes(name, file_id) == name.encode()
        refused("other-master-key", before.read_bytes, name, file_id)
    assert sealed == {file: file.read_bytes() for file in sealed}
    assert sorted(file.name for file in tmp_path.iterdir()) == ["keys", "master.json", "vault"]


class Stopped(BaseException):
    pass


@pytest.mark.parametrize("step", range(1, 7))
def test_a_change_that_is_interrupted_anywhere_is_run_again(tmp_path, monkeypatch, step):
    create_master(tmp_path / "master.json")
    vault = Vault(tmp_path, open_master(tmp_path / "master.json"))
    kept = {name: keep(vault, name.encode(), name) for name in ("east", "north", "south")}
    steps = []

    def counted(call):
        def stop_at_step(*arguments):
            steps.append(call)
            if len(steps) == step:
                raise Stopped
            return call(*arguments)

        return stop_at_step

    for module, name in ((files, "write_new"), (files, "replace"), (keys_module, "enthrone")):
        monkeypatch.setattr(module, name, counted(getattr(module, name)))
    if step <= 5:
        with pytest.raises(Stopped):
            rotating(tmp_path)
    else:
        rotating(tmp_path)
        assert len(steps) == 5, "every step was stopped at"
    monkeypatch.undo()
    rotating(tmp_path)
    after = Vault(tmp_path, open_master(tmp_path / "master.json"))
    assert {name: after.read_bytes(name, kept[name]).decode() for name in kept} == {
        name: name for name in kept
    }
    assert not (tmp_path / "master.json.next").exists()


def test_a_shredded_organisation_cannot_be_read_by_anybody(tmp_path):
    vault = make_vault(tmp_path)
    gone, stays = keep(vault, b"gone", "north"), keep(vault, b"stays", "south")
    copied = tmp_path / "backup"
    shutil.copytree(tmp_path / "vault", copied)
    assert vault.shred("north") == 1
    assert vault.file_ids("north") == ()
    shutil.copytree(copied, tmp_path / "vault", dirs_exist_ok=True)
    assert "destroyed" in refused("key-destroyed", vault.open, "north", gone)
    keep(vault, b"new", "north")
    refused("key-destroyed", vault.open, "north", gone)
    assert vault.read_bytes("south", stays) == b"stays"
    assert not vault.keys.shred("west")


def test_no_copy_of_a_shredded_key_is_left_by_a_process_that_was_killed_writing_it(tmp_path):
    vault = make_vault(tmp_path)
    for organisation in ("north", "south"):
        keep(vault, b"x", organisation)
    key = next((tmp_path / "keys").glob("*north*"))
    shutil.copyfile(key, key.with_name(f".{key.name}.partial-0a1b2c3d"))
    assert vault.shred("north") == 1
    (left,) = key.parent.iterdir()
    assert "south" in left.name


def test_a_hub_makes_its_master_key_once(tmp_path, monkeypatch):
    first = open_vault(tmp_path)
    file_id = keep(first, b"x")
    assert open_vault(tmp_path).read_bytes("north", file_id) == b"x"
    (tmp_path / "keys" / "master.json").rename(tmp_path / "elsewhere.json")
    assert "Put it back" in refused("no-master-key", open_vault, tmp_path)
    assert not (tmp_path / "keys" / "master.json").exists(), "another would open nothing"
    vault = open_vault(tmp_path, tmp_path / "elsewhere.json")
    assert vault.read_bytes("north", file_id) == b"x"


def test_two_processes_that_start_at_once_have_one_master_key(tmp_path, monkeypatch):
    real, quicker = opening.create_master, []

    def late(path, passphrase):
        if not quicker:
            quicker.append(real(path, passphrase))
        return real(path, passphrase)

    monkeypatch.setattr(opening, "create_master", late)
    vault = open_vault(tmp_path, passphrase="some words")
    assert vault.keys._master.id == quicker[0].id
    assert needs_passphrase(tmp_path / "keys" / "master.json")
