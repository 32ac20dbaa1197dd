"""The hub over a folder of fictional releases, asked without a network."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.test.utils import setup_test_environment, teardown_test_environment
from shelf import make_shelf

from lanterne.hub.door import OPEN, Door
from lanterne.hub.settings import laptop_settings

settings.configure(**laptop_settings(Path("/nowhere"), Door(0)))
django.setup(set_prefix=False)


@pytest.fixture(scope="session", autouse=True)
def _test_environment() -> Iterator[None]:
    setup_test_environment()
    settings.ALLOWED_HOSTS = [
        "127.0.0.1",
        "localhost",
    ]  # the fixture above lets in a name of its own
    yield
    teardown_test_environment()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder as it was made: for reading only."""
    return make_shelf(tmp_path_factory.mktemp("hub"))


@pytest.fixture
def shelf(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to be spoilt."""
    return Path(shutil.copytree(made, tmp_path / "shelf"))


@pytest.fixture
def visit(made: Path) -> Iterator[Callable[[Path], Client]]:
    """Gives a visitor who came in by the link, to a folder of releases."""
    opened = []

    def open_hub(folder: Path) -> Client:
        door = Door(8000 + len(opened))
        setting = override_settings(LANTERNE_FOLDER=folder, LANTERNE_DOOR=door)
        setting.enable()
        opened.append(setting)
        client = Client(HTTP_HOST="127.0.0.1:8000", raise_request_exception=True)
        assert client.get(f"{OPEN}{door.path.removeprefix(OPEN)}").status_code == 302
        return client

    yield open_hub
    for setting in reversed(opened):
        setting.disable()


@pytest.fixture
def hub(visit: Callable[[Path], Client], made: Path) -> Client:
    """A visitor to the folder as it was made."""
    return visit(made)
