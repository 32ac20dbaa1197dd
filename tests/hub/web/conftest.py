"""The workspace over a database and a home of its own for each test, asked without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management.color import no_style
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import setup_databases, teardown_databases
from new_database import ACCOUNTS, give_database, load_into
from served import Served
from small_hubs import AccountsHub, Workspace, accounts_settings

from lanterne.hub.audit import guard
from lanterne.hub.door import Door
from lanterne.hub.home import Home
from lanterne.hub.people.roles import Role
from lanterne.hub.web.data import subprocess_reader
from lanterne.vault import passphrase
from once import made_once
from pictures import not_drawn

TESTS = (Path(__file__).parents[2], Path(__file__).parents[3])
"""What programs of the tests import from."""

QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""Tests sign in often; one of them asks for the hashers that the hub has."""


@pytest.fixture(scope="module", autouse=True)
def _pictures() -> Iterator[None]:
    """Reports have them in four languages: they are looked at where reports are tested."""
    with not_drawn():
        yield


@pytest.fixture(scope="session", autouse=True)
def _quick_passphrases() -> Iterator[None]:
    """Tests open names often; that a passphrase is slow to try is held by ``test_vault_keys``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passphrase, "COST", {"memory_kib": 8, "iterations": 1, "lanes": 1})
        yield


@pytest.fixture(autouse=True)
def _files_are_read_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process for each file that is no plain text takes a second; some tests have them."""
    if "apart" not in request.keywords:

        def answered(sent: bytes, *_given: object) -> tuple[bytes, int]:
            return subprocess_reader.answer_to(sent), 0

        monkeypatch.setattr(subprocess_reader, "_asked_of_child", answered)


@pytest.fixture(scope="session")
def _database(_new_databases: None) -> Iterator[None]:
    if connection.vendor != "sqlite":
        made = setup_databases(verbosity=0, interactive=False)
        yield
        teardown_databases(made, verbosity=0)
        return
    connection.settings_dict["NAME"] = "file:tests?mode=memory&cache=shared"
    connection.ensure_connection()
    load_into(connection.connection, ACCOUNTS)
    yield


def _empty_what_was_filled() -> None:
    """As ``flush`` does; but PostgreSQL takes longest to empty tables in which nothing is.

    Types and permissions, which that would write anew, are asked for by nobody here.
    """
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    asked = (
        f"SELECT '{one}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(one)})"
        for one in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        filled = [one for (one,) in cursor.fetchall()]
    cascade = connection.vendor == "postgresql"  # where a table is named by one that is empty
    connection.ops.execute_sql_flush(
        connection.ops.sql_flush(no_style(), filled, reset_sequences=True, allow_cascade=cascade)
    )


@pytest.fixture
def workspace(_database: None, tmp_path: Path) -> Iterator[Workspace]:
    """An empty hub; its jobs are done at once, in the process of the test."""
    home, door = Home(tmp_path / "hub"), Door(8000)
    home.create()
    with override_settings(
        LANTERNE_HOME=home,
        LANTERNE_FOLDER=home.releases,
        LANTERNE_DOOR=door,
        TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
    ):
        yield Workspace(home, door)
    guard.take_down(connection)  # or the audit log could not be emptied
    _empty_what_was_filled()
    guard.put_up(connection)


@pytest.fixture
def accounts(workspace: Workspace) -> Iterator[AccountsHub]:
    """An empty hub with accounts, as on a server."""
    mail.outbox = []
    with override_settings(**accounts_settings(workspace.home), PASSWORD_HASHERS=QUICK):
        yield AccountsHub(workspace.home)
    cache.clear()


@pytest.fixture
def house(accounts: AccountsHub) -> dict[str, Any]:
    """Three organisations of two people each."""
    from joint_road import members  # noqa: PLC0415 - few ask for it

    return members(accounts)


@pytest.fixture
def agreement(house: dict[str, Any]) -> Any:
    """An agreement of theirs, which all have signed."""
    from joint_road import agreed  # noqa: PLC0415 - few ask for it

    return agreed(house)


@pytest.fixture(scope="session")
def new_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub of one computer in which nothing has been done; for reading only."""
    from real import make_new  # noqa: PLC0415 - most tests start no process

    return made_once(tmp_path_factory, "new-home", make_new) / "hub"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of fictional people, its measurements and its ledger; for reading only."""
    from road import make_release  # noqa: PLC0415 - registers what the worker can do

    return made_once(tmp_path_factory, "road", make_release)


@pytest.fixture(scope="session")
def furnishing(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The releases of a hub in which everything is there; for reading only."""
    from furnished import add_network, add_series  # noqa: PLC0415 - it is a program of its own

    def make(folder: Path) -> None:
        shutil.copytree(made, folder, dirs_exist_ok=True)
        add_network(folder)
        add_series(folder)

    return made_once(tmp_path_factory, "furnishing", make)


@pytest.fixture(scope="session")
def tongues(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What to name in ``PYTHONPATH``: the program, in two languages more that nobody speaks."""
    from pseudo_language import DIRECTIONS, tree_with  # noqa: PLC0415 - few ask for it

    return str(tree_with(tmp_path_factory.mktemp("tongues") / "tree", *DIRECTIONS))


@pytest.fixture(scope="session")
def furnished(furnishing: Path, tongues: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub in which everything is there, and what there is; for reading only.

    What is drawn in it, reports and releases, has the languages that nobody speaks as well.
    """

    def make(folder: Path) -> None:
        program, paths = Path(__file__).with_name("furnished.py"), (tongues, *map(str, TESTS))
        done = subprocess.run(
            [sys.executable, program, "make", folder, furnishing],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    return made_once(tmp_path_factory, "furnished", make)


@pytest.fixture
def officer(workspace: Workspace) -> Client:
    """A browser of somebody who protects."""
    return workspace.person(Role.DATA_OFFICER)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the hub of :func:`served` keeps everything; beside it, in ``errors.txt``, its log."""
    return give_database(tmp_path_factory.mktemp("home") / "hub")


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[Served]:
    """A real server of a hub of one computer, in which there is nothing yet."""
    server = Served("--home", home, log=home.parent / "errors.txt")
    yield server
    server.end()
