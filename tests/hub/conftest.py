"""The hub over a folder of fictional releases, asked without a network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings
from django.core.signals import setting_changed
from django.test import Client, override_settings
from django.test.signals import root_urlconf_changed
from django.test.utils import setup_test_environment, teardown_test_environment
from django.urls import set_urlconf
from edition_shelf import make_catalogue
from new_database import NEW, make_databases
from postgresql import USER
from served import Served
from shelf import make_shelf

from chromium import let_in, visitors
from lanterne.hub.door import Door
from lanterne.hub.home import Home
from lanterne.hub.people.settings import Accounts, with_accounts
from lanterne.hub.portal import answer_cache
from lanterne.hub.processes.config import Database
from lanterne.hub.processes.settings import postgresql
from lanterne.hub.settings import laptop_settings, portal_settings, workspace_settings
from once import made_once


def _other_database() -> dict[str, Any]:
    """The PostgreSQL that the tests are to be run on, when one is named; see test_on_postgresql."""
    named = os.environ.get("LANTERNE_TEST_POSTGRESQL")
    if named is None:
        return {}
    host, _, name = named.partition(":")
    return {"DATABASES": {"default": postgresql(Database(name, USER, host, 5432, None))}}


# One process is configured once: as the workspace, which has all that the public pages have.
# Whoever asks for the public pages alone overrides what makes the difference.
# Accounts are installed, but a link lets people in, until a test asks for accounts.
_laptop = workspace_settings(Home(Path("/nowhere")), Door(0), "only for tests")
settings.configure(**with_accounts(_laptop, Accounts()) | _other_database())
django.setup(set_prefix=False)
for _name in ("ROOT_URLCONF", "MIDDLEWARE", "LANTERNE_DOOR", "TEMPLATES"):
    setattr(settings, _name, _laptop[_name])


def _other_addresses(*, setting: str, **_more: object) -> None:
    """Each list of addresses is read once, and not for each test that says which one holds."""
    if setting == "ROOT_URLCONF":
        set_urlconf(None)


setting_changed.disconnect(root_urlconf_changed)
setting_changed.connect(_other_addresses)

_ALONE = ("ROOT_URLCONF", "MIDDLEWARE", "LANTERNE_HOME", "LANTERNE_FOLDER", "LANTERNE_DOOR")


@pytest.fixture(scope="session", autouse=True)
def _test_environment() -> Iterator[None]:
    setup_test_environment()
    settings.ALLOWED_HOSTS = [
        "127.0.0.1",
        "localhost",
    ]  # the fixture above lets in a name of its own
    yield
    teardown_test_environment()


@pytest.fixture(scope="session", autouse=True)
def _new_databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Hubs of tests begin with copies of these."""
    made = made_once(tmp_path_factory, "databases", make_databases)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(NEW, str(made))
        yield


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder as it was made: for reading only."""
    return made_once(tmp_path_factory, "shelf", make_shelf) / "shelf"


@pytest.fixture
def shelf(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to be spoilt."""
    return Path(shutil.copytree(made, tmp_path / "shelf"))


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue of editions, some of them withdrawn: for reading only."""
    return made_once(tmp_path_factory, "editions", make_catalogue) / "catalogue"


@pytest.fixture
def catalogue(published: Path, tmp_path: Path) -> Path:
    """A copy of it, to be spoilt."""
    return Path(shutil.copytree(published, tmp_path / "catalogue"))


@pytest.fixture
def visit(made: Path) -> Iterator[Callable[[Path], Client]]:
    """Gives a visitor who came in by the link, to a folder of releases."""
    opened = []
    answer_cache.forget()

    def open_hub(folder: Path) -> Client:
        door = Door(8000 + len(opened))
        alone = laptop_settings(folder, door)
        setting = override_settings(**{name: alone[name] for name in _ALONE})
        setting.enable()
        opened.append(setting)
        client = Client(HTTP_HOST="127.0.0.1:8000", raise_request_exception=True)
        assert client.get(door.link()).status_code == 302
        return client

    yield open_hub
    for setting in reversed(opened):
        setting.disable()


@pytest.fixture
def portal() -> Iterator[Callable[..., Client]]:
    """Gives a visitor of the public portal over a folder of releases."""
    opened = []
    answer_cache.forget()

    def open_portal(folder: Path, **more: Any) -> Client:
        given = portal_settings(folder, ["data.example.org"], **more)
        # Apps and databases cannot be taken away again; the process of the portal has none.
        apart = {name: given[name] for name in given.keys() - {"INSTALLED_APPS", "DATABASES"}}
        setting = override_settings(**apart)
        setting.enable()
        opened.append(setting)
        return Client(HTTP_HOST="data.example.org")

    yield open_portal
    for setting in reversed(opened):
        setting.disable()


@pytest.fixture
def hub(visit: Callable[[Path], Client], made: Path) -> Client:
    """A visitor to the folder as it was made."""
    return visit(made)


@pytest.fixture(scope="module")
def served(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A real server over a folder of releases, which a module names ``folder``."""
    server = Served(folder, log=tmp_path_factory.mktemp("served") / "log")
    yield server
    server.end()


@pytest.fixture(scope="module")
def inside(browser: Any, served: Served) -> Any:
    """The state of a browser that came in by the link."""
    return let_in(browser, served.link)


@pytest.fixture(scope="module")
def expected() -> tuple[str, ...]:
    """With what the sentences begin that the console may say."""
    return ()


@pytest.fixture
def visitor(browser: Any, inside: Any, served: Served, expected: tuple[str, ...]) -> Iterator[Any]:
    """Gives a page of a browser that came in."""
    with visitors(browser, served.root, expected) as come:
        yield partial(come, storage_state=inside)
