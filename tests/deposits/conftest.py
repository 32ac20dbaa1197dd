"""Releases that may be deposited, and a site that takes them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "release"))

from example_release import MOMENT, a_table
from export_releases import LICENCE, PUBLISHER
from k_release_example import generalised, synthetic, written
from stand_in import TOKEN, StandIn, standing_in

from lanterne.catalogue.gate_check import Asked
from lanterne.deposits import SITES, VARIABLE, Deposited, Plan, Ready, read_token, ready, send
from lanterne.privacy import Protected
from lanterne.release import write_release
from lanterne.verbs.settings import Progress, silent
from let_pass import judged, let_pass
from once import made_once


def make(folder: Path) -> None:
    """One that may go, and one for each reason why one may not."""
    terms = {"created": MOMENT, "publisher": PUBLISHER, "licence": LICENCE}
    write_release(Protected(a_table()), folder / "release", **terms)
    for name in ("refused", "unjudged"):
        shutil.copytree(folder / "release", folder / name)
    write_release(Protected(a_table()), folder / "silent", created=MOMENT)
    written(generalised(), folder / "real", **terms)
    written(synthetic(), folder / "k", **terms)
    for name in ("release", "silent", "real", "k"):
        let_pass(folder / name)
    judged(folder / "refused", passed=False)


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "deposit-releases", make)


@pytest.fixture
def release(releases: Path) -> Path:
    return releases / "release"


@pytest.fixture(scope="session")
def looked_at(releases: Path) -> Ready:
    """The release that may go, looked at once."""
    return ready(releases / "release", Asked())


@pytest.fixture
def sent(looked_at: Ready, site: StandIn) -> Callable[..., Deposited]:
    """Sends it; what is given are fields of the plan, and the progress."""

    def send_it(progress: Progress = silent, **plan: Any) -> Deposited:
        return send(looked_at, SITES["sandbox"], read_token(None), Plan(**plan), progress)

    return send_it


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    monkeypatch.setenv(VARIABLE, TOKEN)
    with standing_in() as there:
        yield there
