"""Files that are small and become large, or whose names lead elsewhere."""

from __future__ import annotations

import polars as pl
import pytest
from case_worker import begin, bring, last_file, page

from lanterne.errors import InputError
from lanterne.files import parquet
from lanterne.files.problem_log import Findings
from lanterne.files.read import open_table
from lanterne.hub.jobs.models import Job
from lanterne.hub.web.models import CaseFile

NAMES = (
    "../../hub.sqlite3",
    "..\\..\\keys\\master.json",
    "/etc/passwd",
    "C:\\windows\\x.csv",
    "\u202ecsv.exe",
    ".htaccess",
    "a\x00b.csv",
    "-rf.csv",
    "x" * 5000 + ".csv",
    "con.csv",
)


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_file_leads_nowhere(workspace, name):
    client = begin(workspace)
    before = set(workspace.home.root.rglob("*"))
    bring(client, (name, "sexe;pays\nFemme;FRA\nHomme;ROU\n"))
    folders = {path.parent.name for path in {*workspace.home.root.rglob("*")} - before}
    assert folders <= {"organisation-here", "keys", "hub", "vault", "locks"}, folders
    if CaseFile.objects.exists():
        shown = page(client)
        assert "../" not in shown.split("<main")[1].split("</main")[0]
        assert "\u202e" not in shown


def test_several_files_of_bad_names_stay_in_their_folder(workspace):
    """Of several tables each is found by its name, while they are read."""
    client = begin(workspace)
    sent = [(f"{number}{name[:200]}", "a;b\n1;2\n") for number, name in enumerate(NAMES)]
    sent += [("same.csv", "a;b\n1;2\n"), ("same.csv", "a;b\n1;2\n"), ("....csv", "a;b\n1;2\n")]
    answer = bring(client, *sent)
    assert answer.status_code == 302, answer.content.decode().split("Nothing was kept")[-1][:1500]
    job = Job.objects.get(kind="check")
    assert job.state == "done", job.problems
    assert last_file().state != CaseFile.State.DELETED


def test_a_small_parquet_file_is_read_in_small_parts(tmp_path, monkeypatch):
    """A kilobyte that holds the same long text a thousand times: three gigabytes at once."""
    path = tmp_path / "long.parquet"
    pl.DataFrame({"a": ["x" * 100_000] * 400}).write_parquet(path)
    assert path.stat().st_size < 10_000
    monkeypatch.setattr(parquet, "TEXT", 1 << 20)
    batches = list(open_table(path, "", (), Findings("")).batches(Findings("")))
    assert sum(len(one.numbers) for one in batches) == 400
    assert max(len(one.numbers) for one in batches) <= 10
    assert [number for one in batches for number in one.numbers] == list(range(2, 402))


def test_a_parquet_file_with_an_endless_cell_is_refused(tmp_path):
    path = tmp_path / "cell.parquet"
    pl.DataFrame({"a": ["x" * 3_000_000], "b": [1]}).write_parquet(path)
    with pytest.raises(InputError) as refused:
        list(open_table(path, "", (), Findings("")).batches(Findings("")))
    assert [one.rule for one in refused.value.problems] == ["line-too-long"]


def test_what_is_refused_says_nothing_of_what_is_in_it(workspace):
    client = begin(workspace)
    for name, data in (
        ("secret-name.csv", b"a;b\n" + b"secret-cell" * 200_000),
        ("secret-name.parquet", b"PAR1secret-cell" + b"\0" * 40 + b"PAR1"),
        ("secret-name.xlsx", b"PK\x03\x04secret-cell"),
        ("secret-name.csv", b"a;b\n\xff\xfesecret-cell;2"),
        ("secret-name.csv", b'a;b\n"secret-cell;2\n'),
    ):
        bring(client, (name, data))
        for job in Job.objects.all():
            assert "secret" not in f"{job.problems}{job.arguments}{job.stage}"
            assert "secret" not in client.get(f"/en/work/here/jobs/{job.pk}/").content.decode()
        assert "secret-cell" not in page(client)
