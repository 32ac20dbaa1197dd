"""The process that publishes is killed at every step: nobody ever sees half an edition, or two."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from new_database import give_database
from publish_apart import STEPS

from lanterne.hub.home import Home
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.edition import Edition
from lanterne.release import verify_release

pytestmark = pytest.mark.alone
APART = Path(__file__).with_name("publish_apart.py")
NAME = "cases-of-the-north.v1"


def apart(home, *words):
    return subprocess.run([sys.executable, APART, home, *words], check=False).returncode


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, made):
    folder = tmp_path_factory.mktemp("killed")
    give_database(folder / "hub")
    assert apart(folder / "hub", "prepare", made) == 0
    return folder / "hub"


@pytest.fixture
def home(prepared, tmp_path):
    return Home(Path(shutil.copytree(prepared, tmp_path / "hub")))


def in_database(home):
    with closing(sqlite3.connect(home.database)) as database:
        (job,) = database.execute("SELECT state FROM jobs_job").fetchone()
        (state,) = database.execute("SELECT state FROM workspace_submission").fetchone()
        names = [name for (name,) in database.execute("SELECT name FROM workspace_publication")]
    return job, state, names


OFTEN = ("copied", "notice", "written")
"""The step that is left shows what they do; a catalogue is killed in each of its own steps by
``test_publication_crashes.py``."""


def shown(home):
    """What the portal shows: all of it must be whole."""
    entries = Catalogue(home.releases).entries()
    assert all(isinstance(one, Edition) for one in entries)
    return [one.name for one in entries]


@pytest.mark.parametrize(
    "step",
    [pytest.param(one, marks=pytest.mark.long if one in OFTEN else ()) for one in STEPS],
)
def test_killed_while_publishing(home, step):
    assert apart(home.root, "publish", step) == -signal.SIGKILL
    assert shown(home) == ([NAME] if step in {"release", "written"} else [])
    assert apart(home.root, "publish") == 0
    assert shown(home) == [NAME]
    assert verify_release(home.releases / NAME).ok
    assert in_database(home) == ("done", "published", [NAME])
    names = {path.name for path in home.releases.iterdir()} - {".publication.lock"}
    assert names == {NAME, f"{NAME}.edition.json"}


@pytest.mark.long  # test_hub_faults_server publishes once more what was published
def test_without_a_fault_it_is_published_once(home):
    assert apart(home.root, "publish") == 0
    assert apart(home.root, "publish") == 0
    assert in_database(home) == ("done", "published", [NAME])
