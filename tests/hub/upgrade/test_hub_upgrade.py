"""What earlier versions left is opened by this one: the first database, and the first release.

``first_workspace.sql`` is a database as the first version with a workspace made it, with some rows
of every kind; ``people-2025.tar.gz`` is a release of fictional people as it was when releases were
first shown in a browser.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import lanterne
from lanterne.hub.home import Home
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.edition import Edition

HERE = Path(__file__).parent

OPEN = """
import sys
from pathlib import Path
from lanterne.hub.home import Home
from lanterne.hub.project import bring_up_to_date, is_up_to_date, open_workspace
open_workspace(Home(Path(sys.argv[1])), None)
assert not is_up_to_date()
bring_up_to_date()
assert is_up_to_date()
from lanterne.hub.audit.chain import verify_chain
from lanterne.hub.people.models import User
from lanterne.hub.people.roles import Role
from lanterne.hub.web.models import Dataset, Decision, Publication, Run
from lanterne.hub.web.data.identity_columns import settled
report = verify_chain()
dataset = Dataset.objects.get()
amina = User.objects.get(name="Amina")
decision = Decision.objects.get()
print(report, dataset.title, dataset.draft == "", settled(dataset).subject, sep="|")
print(amina.roles_in(dataset.organisation) == {Role.PRIVACY_OFFICER, Role.PUBLISHER})
print(Publication.objects.get().name, decision.created_by == amina, repr(decision.seal), sep="|")
print(decision.seal == decision.submission.seal)
print([(run.number, run.created.day) for run in Run.objects.order_by("number")])
"""

AN_EARLIER_RUN = """
CREATE TEMP TABLE earlier AS SELECT * FROM workspace_run;
UPDATE earlier SET id = 'ffffffffffffffffffffffffffffffff', created = '2026-11-24 12:00:00';
INSERT INTO workspace_run SELECT * FROM earlier;
"""


def test_the_first_database_opens_and_nothing_in_it_is_lost(tmp_path):
    home = Home(tmp_path / "hub")
    home.create()
    with sqlite3.connect(home.database) as database:
        database.executescript((HERE / "first_workspace.sql").read_text("utf-8"))
        database.executescript(AN_EARLIER_RUN)
    database.close()
    done = subprocess.run(
        [sys.executable, "-c", OPEN, str(home.root)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    first, roles, published, agreed, runs = done.stdout.splitlines()
    assert first == "None|Cases of the north|True|None"
    assert roles == "True"
    assert published == "cases-of-the-north.v1|True|''"
    assert agreed == "False", "what was approved before seals were kept is not approved any more"
    assert runs == "[(1, 24), (2, 25)]", "runs are numbered as they came"


def test_the_first_release_is_whole_and_shown(tmp_path):
    with tarfile.open(HERE / "people-2025.tar.gz") as archive:
        # It is our own, and Python 3.11.2, of Debian 12, knows no filter for those of others.
        archive.extractall(tmp_path)
    report = lanterne.verify(tmp_path / "people-2025")
    assert report.ok, report.problems
    (entry,) = Catalogue(tmp_path).entries()
    assert isinstance(entry, Edition)
    assert entry.publisher == "Nobody"
    assert entry.rows["people"] > 200
