"""Databases in which nothing has been done: brought to their form once, and then copied.

Bringing one to its form takes seconds. A hub that is new in each respect stands in
``tests/hub/web/test_hub_start.py``.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from lanterne.hub.home import Home

NEW = "LANTERNE_TEST_NEW_DATABASES"
"""Names the folder to processes that are started by a test."""

LAPTOP, ACCOUNTS = "laptop", "accounts"
"""Of one computer, and with what people need who sign in."""

PROGRAM = """
import sys
from pathlib import Path
import django
from django.conf import settings
from lanterne.hub.home import Home
from lanterne.hub.people.settings import Accounts, with_accounts
from lanterne.hub.project import bring_up_to_date
from lanterne.hub.settings import workspace_settings
home = Home(Path(sys.argv[1]))
home.create()
choices = workspace_settings(home, None, "only for tests")
settings.configure(**with_accounts(choices, Accounts()) if sys.argv[2] == "accounts" else choices)
django.setup(set_prefix=False)
bring_up_to_date()
"""


def make_databases(folder: Path) -> None:
    """Make them in a folder, each by a process of its own."""
    making = {
        kind: subprocess.Popen([sys.executable, "-c", PROGRAM, folder / f"{kind}.hub", kind])
        for kind in (LAPTOP, ACCOUNTS)
    }
    for kind, process in making.items():
        assert process.wait() == 0
        home = Home(folder / f"{kind}.hub")
        with closing(sqlite3.connect(home.database)) as made:
            made.execute("VACUUM INTO ?", [str(folder / f"{kind}.sqlite3")])
        shutil.rmtree(home.root)


def give_database(home: Path, kind: str = LAPTOP) -> Path:
    """Put one into a home, which is made and is otherwise empty; the home."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_of(kind), Home(home).database)
    return home


def load_into(database: sqlite3.Connection, kind: str) -> None:
    """Make it what a connection has."""
    with closing(sqlite3.connect(_of(kind))) as made:
        made.backup(database)


def _of(kind: str) -> Path:
    return Path(os.environ[NEW]) / f"{kind}.sqlite3"
