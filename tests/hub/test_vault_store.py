"""A file is in the vault whole or not at all, and only its organisation has it."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from vaults import CANARY, holding, keep, make_vault

from lanterne.vault import Vault, VaultError
from lanterne.vault import keys as keys_module
from lanterne.vault.cipher import CHUNK
from lanterne.vault.locks import create_locked


def refused(rule: str, call, *arguments):
    with pytest.raises(VaultError) as caught:
        call(*arguments)
    assert caught.value.rule == rule


def everything(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_files_are_kept_read_counted_and_deleted(tmp_path):
    vault = make_vault(tmp_path)
    first, second = keep(vault, CANARY), keep(vault, bytes(3 * CHUNK), kind="notes")
    assert vault.file_ids("north") == tuple(sorted([first, second]))
    assert vault.read_bytes("north", first) == CANARY
    with vault.open("north", second) as stream:
        assert stream.seek(0, io.SEEK_END) == 3 * CHUNK
        stream.seek(-2, io.SEEK_END)
        assert stream.read() == b"\0\0"
    size = (tmp_path / "vault" / "organisation-north" / second).stat().st_size
    assert 3 * CHUNK < size < 3 * CHUNK + 1000
    assert vault.delete("north", first)
    assert not vault.delete("north", first)
    refused("no-such-file", vault.open, "north", first)
    assert vault.file_ids("south") == ()
    assert not holding(CANARY, tmp_path)


def test_another_organisation_purpose_or_name_gives_nothing(tmp_path):
    vault = make_vault(tmp_path)
    file_id, other = keep(vault, CANARY), keep(vault, b"other")
    south = keep(vault, b"of the south", "south")
    refused("no-such-file", vault.open, "south", file_id)
    refused("other-kind", vault.open, "north", file_id, "notes")
    assert vault.read_bytes("north", file_id, "cases") == CANARY
    folder = tmp_path / "vault"
    mine = folder / "organisation-north"
    shutil.copy(mine / file_id, folder / "organisation-south" / file_id)
    refused("key-destroyed", vault.open, "south", file_id)
    shutil.copy(mine / file_id, mine / other)
    refused("damaged-file", vault.open, "north", other)
    # even when the key of one organisation is given the id of the other's
    keys = tmp_path / "keys"
    shutil.copy(keys / "organisation-north.json", keys / "organisation-south.json")
    refused("damaged-key", vault.open, "south", south)
    for name in ("", "../keys/organisation-north.json", "..", file_id.upper(), file_id + "/"):
        refused("no-such-file", vault.open, "north", name)
    with pytest.raises(ValueError, match="small letters"):
        vault.open("../north", file_id)
    with pytest.raises(ValueError, match="small letters"):
        vault.create("north", "../x")


def test_even_with_the_same_key_a_file_belongs_to_one_organisation(tmp_path):
    vault = make_vault(tmp_path)
    file_id = keep(vault, CANARY)
    keep(vault, b"south", "south")
    key = vault.keys.get("north")
    path = tmp_path / "keys" / "organisation-south.json"
    path.write_bytes(keys_module._content("south", key, vault.keys._master))
    assert vault.keys.get("south").id == key.id
    folder = tmp_path / "vault"
    shutil.copy(folder / "organisation-north" / file_id, folder / "organisation-south" / file_id)
    refused("damaged-file", vault.open, "south", file_id)


def test_damage_far_into_a_file_is_said_while_reading(tmp_path):
    vault = make_vault(tmp_path)
    file_id = keep(vault, bytes(5 * CHUNK))
    path = tmp_path / "vault" / "organisation-north" / file_id
    data = bytearray(path.read_bytes())
    data[2 * CHUNK] ^= 1
    path.write_bytes(data)
    with vault.open("north", file_id) as stream:
        assert stream.read(CHUNK) == bytes(CHUNK)
        with pytest.raises(VaultError, match="damaged"):
            stream.read()


def test_a_block_that_fails_leaves_nothing(tmp_path):
    vault = make_vault(tmp_path)
    with contextlib.suppress(RuntimeError), vault.create("north", "cases") as file:
        file.write(bytes(3 * CHUNK))
        raise RuntimeError
    assert everything(tmp_path) == ["organisation-north.json"]
    with pytest.raises(ValueError, match="must not be kept"):
        file.commit()
    file = vault.create("north", "cases")
    file.write(b"x")
    file.close()
    file.close()
    assert everything(tmp_path) == ["organisation-north.json"]


def test_a_file_is_not_there_before_it_is_whole(tmp_path):
    vault = make_vault(tmp_path)
    with vault.create("north", "cases") as file:
        file.write(bytes(3 * CHUNK))
        assert vault.file_ids("north") == ()
        refused("no-such-file", vault.open, "north", file.file_id)
        assert vault.recover() == 0, "what is being written is left alone"
    assert vault.read_bytes("north", file.file_id) == bytes(3 * CHUNK)
    file.close()
    assert vault.file_ids("north") == (file.file_id,)


@pytest.mark.parametrize("call", ["write", "fsync", "rename"])
def test_a_full_disk_leaves_nothing_and_is_said(tmp_path, monkeypatch, call):
    vault = make_vault(tmp_path)
    keep(vault, b"before")
    before = everything(tmp_path)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    file = vault.create("north", "cases")
    file.write(b"a few")
    if call == "write":
        monkeypatch.setattr(file._sealer, "_stream", type("Full", (), {"write": full})())
        with pytest.raises(VaultError, match="The disk is full"):
            file.write(bytes(3 * CHUNK))
    else:
        monkeypatch.setattr(*((os, "fsync") if call == "fsync" else (Path, "rename")), full)
        with pytest.raises(VaultError, match="The disk is full"):
            file.commit()
    assert everything(tmp_path) == before


def test_a_really_full_disk(tmp_path):
    """Where files may not grow, as on a full disk: RLIMIT_FSIZE gives EFBIG."""
    code = f"""
import resource, signal, sys
from pathlib import Path
sys.path[:0] = {sys.path!r}
from vaults import make_vault
from lanterne.vault import VaultError
vault = make_vault(Path({str(tmp_path)!r}))
vault.keys.get_or_make("north")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    with vault.create("north", "cases") as file:
        for _ in range(100):
            file.write(bytes(10_000))
except VaultError as error:
    print(error.rule)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "disk-failed\n"
    assert everything(tmp_path) == ["organisation-north.json"]


def test_a_writer_that_is_killed_leaves_what_recover_removes(tmp_path):
    code = f"""
import sys, time
from pathlib import Path
sys.path[:0] = {sys.path!r}
from vaults import CANARY, make_vault
file = make_vault(Path({str(tmp_path)!r})).create("north", "cases")
file.write(CANARY * 20_000)
print("written", flush=True)
time.sleep(60)
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"written\n"
    vault = make_vault(tmp_path)
    assert vault.recover() == 0, "it is alive"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    left = [name for name in everything(tmp_path) if name.endswith(".part")]
    assert len(left) == 1
    assert not holding(CANARY, tmp_path)
    assert vault.file_ids("north") == ()
    assert vault.recover() == 1
    assert everything(tmp_path) == ["organisation-north.json"]
    assert vault.recover() == 0


def test_whoever_clears_up_between_making_and_locking_is_outlived(tmp_path, monkeypatch):
    path, cleared = tmp_path / ".x.part", []
    real = os.fdopen

    def fdopen(handle, mode):
        if not cleared:
            cleared.append(path.unlink())
        return real(handle, mode)

    monkeypatch.setattr(os, "fdopen", fdopen)
    with create_locked(path) as file:
        assert path.stat().st_ino == os.fstat(file.fileno()).st_ino
    assert cleared


def test_two_vaults_with_two_masters_share_nothing(tmp_path):
    one, two = make_vault(tmp_path / "one"), make_vault(tmp_path / "two")
    file_id = keep(one, CANARY)
    shutil.copytree(tmp_path / "one", tmp_path / "two", dirs_exist_ok=True)
    refused("other-master-key", two.open, "north", file_id)
    assert Vault(tmp_path / "two", one.keys._master).read_bytes("north", file_id) == CANARY
