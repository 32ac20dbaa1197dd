"""Who is at work is counted, whatever happens at the same moment; and refusals name their cause."""

from __future__ import annotations

import os

import pytest

from lanterne.errors import UsageError
from lanterne.hub.home_lock import nobody_at_work, only_server
from lanterne.hub.jobs import locks

pytestmark = pytest.mark.database


def test_a_worker_is_counted_though_another_clears_up_while_it_starts(workspace, monkeypatch):
    folder, real, cleared = workspace.home.locks, os.fdopen, []

    def fdopen(handle, mode):
        """The file was made and is not locked yet: it looks like that of a dead worker."""
        if not cleared:
            (path,) = folder.glob("worker-*")
            cleared.append(path.unlink())
        return real(handle, mode)

    monkeypatch.setattr(os, "fdopen", fdopen)
    with locks.alive_as_worker():
        assert cleared
        assert locks.workers_alive() == 1
        with pytest.raises(UsageError, match="worker is running"), nobody_at_work(workspace.home):
            pass
    assert locks.workers_alive() == 0
    assert not list(folder.glob("worker-*"))


def test_what_a_dead_worker_has_left_is_cleared_up(workspace):
    left = workspace.home.locks / "worker-0a1b2c3d"
    left.touch()
    with locks.alive_as_worker():
        assert not left.exists()
        assert locks.workers_alive() == 1


def test_what_goes_wrong_in_a_server_is_not_said_to_be_its_lock(workspace):
    with pytest.raises(PermissionError, match="something else"), only_server(workspace.home):
        raise PermissionError("something else")
    with only_server(workspace.home):
        pass
