"""Locks are exclusive, and a file is there whole or not at all."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lanterne.disk import (
    OpenToOthersError,
    is_full,
    lock,
    private_content,
    reason,
    remove_partials,
    sync_folder,
    whole_file,
)

HOLDING = """
import os, sys
from lanterne.disk import lock
handle = os.open(sys.argv[1], os.O_RDWR)
assert lock(handle)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def held(tmp_path):
    """A file that another process has locked, until its standard input is closed."""
    path = tmp_path / "file"
    path.write_bytes(b"content")
    command = [sys.executable, "-c", HOLDING, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield path, process


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_another_process_has_locked_cannot_be_had(held):
    path, process = held
    handle = os.open(path, os.O_RDWR)
    os.lseek(handle, 3, os.SEEK_SET)
    assert not lock(handle)
    process.kill()
    process.wait()
    assert lock(handle)
    assert os.read(handle, 9) == b"tent", "the place in the file is as it was"
    os.close(handle)


def test_whoever_waits_has_it_when_the_other_ends(held):
    path, process = held
    code = "import os, sys; from lanterne.disk import lock; "
    code += "print(lock(os.open(sys.argv[1], os.O_RDWR), wait=True))"
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as waiting:
        time.sleep(1.0)
        assert waiting.poll() is None
        process.kill()
        assert waiting.communicate(timeout=30)[0] == b"True\n"


def test_a_file_system_without_locks_is_said():
    with pytest.raises(OSError, match="Bad file descriptor"):
        lock(99_999)


def test_a_file_has_its_name_when_it_is_whole(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"before")
    with whole_file(path, mode=0o600) as file:
        file.write(b"after")
        assert path.read_bytes() == b"before"
        (hidden,) = set(names(tmp_path)) - {"file"}
        assert hidden.startswith(".file.partial-")
    assert path.read_bytes() == b"after"
    assert path.stat().st_mode & 0o777 == 0o600
    assert names(tmp_path) == ["file"]


@pytest.mark.parametrize(
    ("new", "calls"),
    [
        (True, ()),
        (True, ("fsync",)),
        (True, ("link", "rename")),
        (False, ()),
        (False, ("fsync",)),
        (False, ("replace",)),
    ],
)
def test_what_fails_leaves_nothing(tmp_path, monkeypatch, new, calls):
    """The block itself, or a call at its end."""
    path = tmp_path / "file"
    if not new:
        path.write_bytes(b"before")

    def full(*_, **_named):
        raise OSError(errno.ENOSPC, "No space left on device")

    for call in calls:
        monkeypatch.setattr(os, call, full)

    def write() -> None:
        with whole_file(path, new=new) as file:
            file.write(b"after")
            if not calls:
                full()

    with pytest.raises(OSError, match="No space") as caught:
        write()
    assert is_full(caught.value)
    assert names(tmp_path) == ([] if new else ["file"])
    assert new or path.read_bytes() == b"before"


WRITING = """
import os, sys
from pathlib import Path
from lanterne.disk import whole_file
with whole_file(Path(sys.argv[1])) as file:
    os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_what_a_killed_process_has_left_of_a_file_is_found(tmp_path):
    path = tmp_path / "[file]*"
    for place in (path, tmp_path / "other"):
        place.write_bytes(b"before")
        subprocess.run([sys.executable, "-c", WRITING, str(place)], check=False)
    assert len(names(tmp_path)) == 4
    remove_partials(path)
    (left,) = set(names(tmp_path)) - {path.name, "other"}
    assert left.startswith(".other.partial-")


@pytest.mark.parametrize("links", [True, False])
def test_what_must_be_new_takes_the_place_of_nothing(tmp_path, monkeypatch, links):
    """Not of what came while it was written, and not where there are no hard links."""

    def no_links(*_, **_named):
        raise OSError(errno.EPERM, "Operation not permitted")

    if not links:
        monkeypatch.setattr(os, "link", no_links)
    path = tmp_path / "file"

    def write() -> None:
        with whole_file(path, new=True) as file:
            file.write(b"second")
            path.write_bytes(b"first")

    with pytest.raises(FileExistsError):
        write()
    assert path.read_bytes() == b"first"
    assert names(tmp_path) == ["file"]
    with whole_file(tmp_path / "other", new=True) as file:
        file.write(b"new")
    assert (tmp_path / "other").read_bytes() == b"new"


@pytest.mark.skipif(os.name != "posix", reason="no folder is synced elsewhere")
def test_a_disk_that_syncs_no_folder_is_not_a_disk_that_failed(tmp_path, monkeypatch):
    told = [errno.EINVAL, errno.EIO]

    def refuse(_):
        raise OSError(told.pop(0), "refused")

    monkeypatch.setattr(os, "fsync", refuse)
    sync_folder(tmp_path)
    with pytest.raises(OSError, match="refused"):
        sync_folder(tmp_path)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "x"), "the disk is full"),
        (OSError(errno.EDQUOT, "x"), "the disk is full"),
        (OSError("os error: No space left on device"), "the disk is full"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
        (OSError("odd"), "odd"),
    ],
)
def test_why_the_disk_refused_is_said(error, words):
    assert str(reason(error)) == words


@pytest.mark.skipif(os.name != "posix", reason="modes say nothing there")
@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700])
def test_a_private_file_is_read_up_to_its_limit(tmp_path, mode):
    path = tmp_path / "key"
    path.write_bytes(b"content")
    path.chmod(mode)
    assert private_content(path, 4) == b"cont"


@pytest.mark.skipif(os.name != "posix", reason="modes say nothing there")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o601])
def test_a_private_file_that_others_may_use_is_not_read(tmp_path, mode):
    path = tmp_path / "key"
    path.write_bytes(b"content")
    path.chmod(mode)
    with pytest.raises(OpenToOthersError) as caught:
        private_content(path, 4)
    assert caught.value.mode == mode
