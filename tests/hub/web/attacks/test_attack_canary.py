"""Strings that only a case file holds, searched for wherever a hub of real processes leaves bytes.

The whole road is gone, from the file to the edition, with a worker that is killed on the way. Then
every byte is read that the processes left anywhere: the database and what it has freed, packed
files unpacked, temporary files, what was printed, addresses, headers, and the pages of those who
see no cases.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import signal
import sqlite3
import time
import urllib.parse
import uuid
import zipfile
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest
from case_worker import BOOK, HEADER, rows, written
from served import Served
from visitors import Visitor

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks at processes in /proc"),
]

CELLS = ("Canary-5b1e-cell", "Ñandú-5b1e-célula", "عصفورالكناري٥١")
ID = "Canary-5b1e-id"
NAME = "Canary-5b1e-file"
CANARIES = (*CELLS, ID, NAME)


def spellings(text: str) -> list[bytes]:
    """A text as bytes, however a program may have written it."""
    found = [text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be")]
    found += [json.dumps(text)[1:-1].encode(), urllib.parse.quote(text).encode()]
    found += [repr(text.encode())[2:-1].encode(), text.encode("latin-1", "xmlcharrefreplace")]
    return found


NEEDLES = {one: spellings(one) for one in CANARIES}


def within(data: bytes, where: str) -> list[str]:
    """Where a canary is in some bytes, and in what is packed in them."""
    found = [
        f"{where}: {name}" for name, needles in NEEDLES.items() if any(n in data for n in needles)
    ]
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                found += within(archive.read(member), f"{where}!{member}")
    elif data.startswith(b"\x1f\x8b"):
        found += within(gzip.decompress(data), f"{where}!")
    elif data.startswith(b"PAR1"):
        found += within(pl.read_parquet(io.BytesIO(data)).write_csv().encode(), f"{where}!")
    return found


def below(folder: Path) -> list[str]:
    """Where a canary is in the files of a folder, their names, and what links lead to."""
    found = []
    for path in folder.rglob("*"):
        found += within(os.fsencode(path), f"name of {path}")
        if path.is_symlink():
            found += within(os.fsencode(path.readlink()), f"link of {path}")
        elif path.is_file():
            found += within(path.read_bytes(), str(path))
    return found


def test_the_search_finds_what_is_there(tmp_path):
    (tmp_path / "packed").mkdir()
    with zipfile.ZipFile(tmp_path / "packed" / "a.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside", CELLS[1])
    (tmp_path / "b.gz").write_bytes(gzip.compress(CELLS[2].encode()))
    pl.DataFrame({"x": [CELLS[0]]}).write_parquet(tmp_path / "c.parquet")
    (tmp_path / "d.json").write_text(json.dumps(CELLS[1]))
    (tmp_path / f"{NAME}.txt").write_bytes(ID.encode("utf-16-le"))
    database = sqlite3.connect(tmp_path / "e.sqlite3")
    database.execute("CREATE TABLE t (x)")
    database.execute("INSERT INTO t VALUES (?)", (CELLS[0],))
    database.commit()
    database.close()
    found = "\n".join(below(tmp_path))
    for name in (
        "a.npz!inside",
        "b.gz!",
        "c.parquet!",
        "d.json",
        "name of",
        f"{NAME}.txt: {ID}",
        "e.sqlite3",
    ):
        assert name in found, name


def planted(fault: bool) -> bytes:
    """Cases with a canary in every column that is not published, and, with a fault, in the rest."""
    cases = rows(200)
    for number, canary in enumerate(CELLS):
        cases[number + 2][5] = canary
        if fault:
            cases[number + 8][number + 1] = canary
    cases[7][0] = ID
    if fault:
        cases[20].append(CELLS[0])  # more cells than the header
    return written(cases, (*HEADER[:5], "note")).encode()


class Hub(Served):
    """A running hub with a temporary folder of its own; what it printed is in its log as well."""

    def __init__(self, place: Path) -> None:
        self.home, self.temporary = place / "hub", place / "tmp"
        self.temporary.mkdir()
        old = os.umask(0o022)  # whatever the tests have: as most people's is
        super().__init__("--home", self.home, log=place / "log", TMPDIR=str(self.temporary))
        os.umask(old)
        with self.log.open("a") as log:
            log.write(f"{self.link}\n")

    def rows(self, question: str) -> list[tuple]:
        with closing(sqlite3.connect(self.home / "hub.sqlite3", timeout=30)) as database:
            return database.execute(question).fetchall()

    def workers(self) -> list[int]:
        """The worker process of this hub, by its command line."""
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = path.read_bytes().split(b"\0")
            except OSError:
                continue
            if b"lanterne.hub.worker" in words and os.fsencode(self.home) in words:
                found.append(int(path.parent.name))
        return found


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    hub = Hub(tmp_path_factory.mktemp("canary"))
    yield hub
    hub.end()


def jobs_are_over(hub: Hub) -> bool:
    return not hub.rows("SELECT 1 FROM jobs_job WHERE state IN ('waiting', 'running')")


def excepted_if_needed(visitor: Visitor, here: str) -> str:
    """The page of a submission, after an exception where the gate has not let it pass."""
    page = visitor.get(here)
    if 'name="reason_en"' not in page:
        return page
    visitor.fill_in(here, f"{here}exempt/", reason_en="It is wanted for a test.")
    return visitor.get(here)


def the_road(hub: Hub) -> tuple[Visitor, Visitor, str]:
    """From a file to an edition; one who sees cases, one who does not, and the edition's name."""
    first = Visitor(hub.link)
    first.fill_in("/en/work/here/new/", "/en/work/here/new/", title="Cases of the north")
    ((dataset,),) = hub.rows("SELECT id FROM workspace_dataset")
    place = f"/en/work/here/datasets/{uuid.UUID(dataset)}"
    data = f"{place}/data/"
    first.fill_in(data, f"{place}/codebook/send/", toml=("own.toml", BOOK.encode()))
    for fault in (True, False):
        first.fill_in(data, f"{data}bring/", files=(f"{NAME}.csv", planted(fault)))
        first.wait(lambda: jobs_are_over(hub))
        first.get(data)
    # Two at once, of which one is no table; and one whose worker is killed.
    first.fill_in(data, f"{data}bring/", files=[(f"{NAME}.pdf", b"%PDF " + CELLS[0].encode())])
    first.fill_in(data, f"{data}who/", subject_id="dossier", ignored="note")
    first.wait(lambda: jobs_are_over(hub))
    for page in ("data/", "codebook/", "codebook/0/"):
        first.get(f"{place}/{page}")
    first.fill_in(f"{place}/risk/", f"{place}/risk/assess/", k="5", length="3")
    for worker in hub.workers():
        os.kill(worker, signal.SIGKILL)
    first.wait(lambda: jobs_are_over(hub))
    assert "risk" in {kind for (kind,) in hub.rows("SELECT kind FROM jobs_job")}
    first.get(f"{place}/risk/")
    ((case_file,),) = hub.rows("SELECT id FROM workspace_casefile WHERE state = 'checked'")
    declined = {"decline": "1", "reason": "For practice only.", "sure": "1"}
    first.fill_in(f"{place}/protect/", f"{place}/protect/limit/", **declined)
    priced = (
        f"{place}/protect/?method=differential-privacy&case_file={case_file}&unit=person"
        "&answers=1&within=40&dial=balanced&length=3&k=5"
    )
    fields = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', first.get(priced))
    )
    fields.pop("csrfmiddlewaretoken")
    first.fill_in(priced, f"{place}/protect/start/", **fields)
    first.wait(lambda: hub.rows("SELECT 1 FROM workspace_run"))
    first.wait(lambda: jobs_are_over(hub), 240)
    ((run,),) = hub.rows("SELECT id FROM workspace_run")
    run = f"{uuid.UUID(run)}"
    for step in ("start", "gate"):
        first.fill_in(f"{place}/evaluate/", f"{place}/evaluate/{step}/", run=run)
        first.wait(lambda: jobs_are_over(hub), 240)
    states = dict(hub.rows("SELECT kind, state FROM jobs_job"))
    assert states["protect"] == states["evaluate"] == states["gate"] == "done", hub.rows(
        "SELECT kind, state, problems FROM jobs_job"
    )
    first.fill_in(
        f"/en/work/here/runs/{run}/submit/",
        f"/en/work/here/runs/{run}/submit/",
        publisher="North",
        licence="CC-BY-4.0",
        title_en="Cases",
        description_en="Of nobody.",
    )
    _status, page = first.fill_in(
        "/en/work/here/people/second/", "/en/work/here/people/second/", name="Second"
    )
    link = re.search(r"http://127\.0\.0\.1:\d+/open/[\w-]+", page)
    assert link is not None
    second = Visitor(link[0])
    ((submission,),) = hub.rows("SELECT id FROM workspace_submission")
    submission = f"{uuid.UUID(submission)}"
    here = f"/en/work/here/submissions/{submission}/"
    page = excepted_if_needed(second, here)
    seal = re.search(r'name="seal" value="(\w+)"', page)
    assert seal is not None
    second.fill_in(here, f"{here}decide/", verdict="approve", comment="", seal=seal[1])
    assert hub.rows("SELECT state FROM workspace_submission") == [("approved",)]
    second.fill_in(f"{place}/publish/", f"{here}publish/")
    first.wait(lambda: jobs_are_over(hub))
    ((edition,),) = hub.rows("SELECT name FROM workspace_publication")
    return first, second, edition


def test_a_canary_is_nowhere(hub):
    first, _second, edition = the_road(hub)
    public = ["/en/", f"/en/releases/{edition}/", f"/ar/releases/{edition}/explore/"]
    public += [f"/en/releases/{edition}/codebook/", f"/api/v1/releases/{edition}"]
    public += [f"/en/releases/{edition}/files/data/victims.csv", f"/en/releases/{edition}/figures/"]
    for address in public:
        assert within(first.ask(address)[1].encode(), address) == []
    ((case_file,),) = hub.rows("SELECT id FROM workspace_casefile WHERE state = 'checked'")
    preview = f"/en/work/here/cases/{uuid.UUID(case_file)}/preview/"
    assert len(within(first.get(preview).encode(), "")) == 4  # the one page that shows cases
    for (job,) in hub.rows("SELECT id FROM jobs_job"):
        address = f"/en/work/here/jobs/{uuid.UUID(job)}/"
        assert within(first.get(address).encode(), address) == []
    for address in ("audit/", "audit.csv", "jobs/", "people/"):
        assert within(first.get(f"/en/work/here/{address}").encode(), address) == []
    seen = [*first.addresses, *first.headers]
    assert within("\n".join(seen).encode(), "addresses and headers") == []
    assert below(hub.home) == []  # while it runs, with what SQLite has not yet brought together
    assert below(hub.temporary) == []
    hub.end()
    assert below(hub.home) == []
    assert below(hub.temporary) == []
    assert within(hub.log.read_bytes(), "what was printed") == []
    assert b"/open/" in hub.log.read_bytes()  # the link stands where it was printed
    assert sum(b"Traceback" in line for line in hub.log.read_bytes().splitlines()) == 0


def test_nobody_else_of_the_machine_can_read_anything(hub):
    """With the usual mask; the folder above may be open to all, so each file must be closed."""
    others = [
        path
        for path in hub.home.rglob("*")
        if not path.is_symlink() and path.stat().st_mode & 0o077
    ]
    public = hub.home / "releases"
    assert [path for path in others if public not in (path, *path.parents)] == []
    assert public.stat().st_mode & 0o077 == 0


def test_a_home_that_others_made_and_a_database_from_before_are_closed(tmp_path):
    (tmp_path / "hub").mkdir(mode=0o755)
    (tmp_path / "hub").chmod(0o755)
    (tmp_path / "hub" / "hub.sqlite3").touch(0o644)
    (tmp_path / "hub" / "hub.sqlite3").chmod(0o644)
    hub = Hub(tmp_path)
    try:
        first = Visitor(hub.link)
        first.get("/en/work/here/")
        time.sleep(0.5)
        files = [path for path in hub.home.iterdir() if path.is_file()]
        assert len(files) >= 2  # what is not yet brought together lies beside the database
        assert [path.name for path in files if path.stat().st_mode & 0o077] == []
    finally:
        hub.end()
