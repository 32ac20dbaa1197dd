"""The same counts from a Spark of this computer, also when a worker dies in the middle of its work.

One session serves all tests of this file: to begin it takes longer than any of them.
"""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import parted_network
import parted_partners
import polars as pl
import pytest
from audit import in_lines, over_stated
from doors_on_spark import audit_networks_on, audit_on
from forms import FORMS
from small_spark import BOOK, IDS, TABLES, counted, environment, needs_spark, opened, write_parts
from small_store import KEY, SECRET, put, shared
from spark_stages import (
    ChangesMeanwhile,
    CountHalves,
    DiesOnce,
    KilledWhileCounting,
    by_rest,
    fails,
    of_a_file,
    sums,
    takes_all,
    to_a_full_disk,
)
from tiny_networks import H, P, V

from lanterne.cases.network import open_network
from lanterne.cases.network.shards import open_sharded_network
from lanterne.counting.answered import CaseAnswers
from lanterne.errors import InputError, LanterneError, Place, Problem, Refused, UsageError
from lanterne.evaluation import evaluate_answers
from lanterne.evaluation.released import ReleasedAnswers
from lanterne.harmonise import (
    Destinations,
    LegalBasis,
    MappedColumn,
    Mapping,
    PartnerParts,
    Rule,
    Source,
    codebook_digest,
    parts_by,
    write_parted_cases,
    write_parted_tables,
)
from lanterne.risk import assess_cases
from lanterne.runners import InProcess, Runner
from lanterne.runners.spark import MUST_BE, REMOTE, Spark, check_address, check_settings
from lanterne.vault.plain_files import _memory
from made_release import RELEASE, rows_on_disk

IN_PARTS = [form for form in FORMS if form.file == "parts" and not form.linked]
LINKED = [form for form in FORMS if form.file == "parts" and form.linked]


@pytest.fixture(scope="module")
def spark(tmp_path_factory) -> Iterator[Spark]:
    """Two workers, four tries for each task; they find what this folder defines, and a store."""
    shared()
    with pytest.MonkeyPatch.context() as patched:
        for name, value in environment(tmp_path_factory.mktemp("spark")).items():
            patched.setenv(name, value)
        runner = Spark("local[2,4]")
        yield runner
        runner.session.stop()


@pytest.fixture(scope="module")
def parts(tmp_path_factory) -> Path:
    """Three files of people whose rows and households stand in several of them."""
    folder = tmp_path_factory.mktemp("parts")
    write_parts(folder)
    return folder


@needs_spark
def test_stages_one_after_the_other(spark):
    assert spark.tasks == 4
    for numbers in (range(7), range(1)):
        here, there = (
            {key: pickle.loads(value) for key, value in one.run(list(numbers), by_rest, sums)}
            for one in (InProcess(), spark)
        )
        assert here == there
    assert list(spark.run([], by_rest)) == []


@needs_spark
def test_what_a_stage_raises_comes_back_as_it_was(spark):
    for stages in ((of_a_file,), (of_a_file, sums)):
        with pytest.raises(InputError) as raised:
            list(spark.run([7], *stages))
        assert raised.value.problems == (Problem("empty-file.whole", {}, Place("7.csv")),)


@needs_spark
def test_a_fault_of_a_worker_is_told_without_what_it_had_in_its_hands(spark, capfd):
    cell = 12345
    with pytest.raises(LanterneError, match="ZeroDivisionError in spark_stages") as raised:
        list(spark.run([cell], fails))
    told = [*traceback.format_exception(raised.value), *capfd.readouterr()]
    assert str(cell) not in "".join(told)


@needs_spark
def test_what_the_machine_of_a_worker_lacks_is_told_in_words(spark):
    with pytest.raises(LanterneError, match="too little memory for its part"):
        list(spark.run([1], takes_all))
    with pytest.raises(LanterneError, match="the disk is full"):
        list(spark.run([1], to_a_full_disk))


@needs_spark
def test_work_that_is_done_again_counts_once(spark, tmp_path):
    stage = DiesOnce(tmp_path / "died")
    found = sorted(pickle.loads(value) for _, value in spark.run([1, 2, 3], stage))
    assert stage.died.exists()
    assert found == [1, 2, 3]


@needs_spark
@pytest.mark.parametrize("ids", [one for one in IDS if one != "home"])
def test_counts_are_those_of_one_process_to_the_bit_though_a_worker_was_killed(
    spark, parts, tmp_path, ids
):
    """It had counted somebody; its task is tried again."""
    here, there = counted(parts, InProcess(), ids), counted(parts, spark, ids)
    count = KilledWhileCounting(there.counting(), tmp_path / "died")
    (pairs,) = there.cases.add_up(count)
    assert count.died.exists()
    assert (here.pairs == pairs).all()
    assert (here.tables(TABLES) == there.tables(TABLES)).all()


@needs_spark
def test_objects_are_counted_as_files_by_workers_who_open_the_store_themselves(
    spark, parts, monkeypatch, capfd
):
    there, store = put(parts, shared()), shared()
    here, far = counted(parts, InProcess(), "id, home"), counted(there, spark, "id, home")
    assert (here.pairs == far.pairs).all()
    assert (here.tables(TABLES) == far.tables(TABLES)).all()
    assert KEY.encode() not in pickle.dumps(far.cases._stages(far.counting()))
    some = counted(there, spark, "")
    monkeypatch.setattr(store, "fails", lambda method, key: "denied" if "part-1" in key else "")
    with pytest.raises(InputError) as raised:
        some.cases.add_up(some.counting())
    assert {(one.code, one.file) for one in raised.value.problems} == {
        ("unreadable-object.denied", f"{there}/part-1.parquet")
    }
    told = "".join([*traceback.format_exception(raised.value), *capfd.readouterr()])
    assert not any(word in told for word in (KEY, SECRET))


PARTNER = Mapping(
    "partner",
    "1",
    BOOK.name,
    BOOK.version,
    codebook_digest(BOOK),
    Source(
        headers=(*BOOK.table.names, "id", "home"),
        keep=("id", "home"),
        leave_out=("minor", "sector", "labour", "forced"),
    ),
    LegalBasis("age", ("0--8",)),
    (
        MappedColumn("gender", Rule.RECODE, ("gender",), {"woman": "woman"}),
        MappedColumn("country", Rule.COPY, ("country",)),
        MappedColumn("control", Rule.COPY, ("control",), separators=(";",)),
    ),
)


@needs_spark
def test_a_partners_parts_are_counted_and_written_as_by_one_process(spark, parts, tmp_path):
    """Some people do not consent, and an answer of some is in no mapping."""
    opener = PartnerParts(PARTNER, BOOK)

    def made(runner: Runner, name: str) -> object:
        to = Destinations(tmp_path / name, tmp_path / f"{name}.csv")
        found = write_parted_cases(parts, opener, runner, to, lambda *_: None, rows=9)
        files = {path.name: path.read_bytes() for path in found.cases.iterdir()}
        return files, found.rows, found.without_consent, found.left_over

    assert made(InProcess(), "here") == made(spark, "there")
    assert len([*(tmp_path / "there").iterdir()]) == 15
    here, there = (
        counted(tmp_path / name, runner, "id, home")
        for name, runner in (("here", InProcess()), ("there", spark))
    )
    assert (here.pairs == there.pairs).all()


@needs_spark
def test_linked_tables_are_counted_as_by_one_process(spark, tmp_path):
    tables, count = parted_network.written(), parted_network.counting((H, P))
    whole = parted_network.write_whole(tables, tmp_path / "whole")
    folder = parted_network.write_parts(tables, tmp_path / "parts", cuts=2)
    found = open_sharded_network(folder, parted_network.BOOK, spark).add_up(count)
    parted_network.assert_same(found, open_network(whole, parted_network.BOOK).add_up(count))


@needs_spark
def test_a_partners_linked_tables_are_counted_and_written_as_by_one_process(spark, tmp_path):
    """Some victims do not consent, and an answer of some is in no mapping."""
    files, count = parted_partners.kept(2, number=30), parted_network.counting((V, H))
    rows = files[parted_partners.LINKS]
    some = rows["Payé"].scatter([*range(3, 20)], "perhaps")
    strange = {**files, parted_partners.LINKS: rows.with_columns(some)}
    book, opener = parted_network.BOOK, parted_partners.opener()
    folder, other = (
        parted_partners.write_parts(each, tmp_path / name, cuts=2)
        for each, name in ((files, "parts"), (strange, "strange"))
    )
    whole = parted_partners.write_whole(files, tmp_path / "whole")
    expected = open_network(whole, book, open_parts=parts_by(parted_partners.MAPPING, book))
    found = open_sharded_network(folder, book, spark, opener=opener)
    parted_network.assert_same(found.add_up(count), expected.add_up(count))

    def made(runner: Runner, name: str) -> object:
        to = Destinations(tmp_path / name, tmp_path / f"{name}.csv")
        given = write_parted_tables(other, opener, runner, to, lambda *_: None, rows=9)
        parts = {
            str(path.relative_to(given.cases)): path.read_bytes()
            for path in given.cases.rglob("*.csv")
        }
        return parts, given.rows, given.without_consent, given.left_over

    here, there = made(InProcess(), "here"), made(spark, "there")
    assert here == there
    assert len(here[3]) == 1


@needs_spark
@pytest.mark.parametrize("ids", [pytest.param("", marks=pytest.mark.long), "id"])
def test_risk_and_evaluation_are_those_of_one_process_to_the_bit(spark, parts, tmp_path, ids):
    """What is added up, by workers alone: nobody is held here but for a lot."""
    release = rows_on_disk(tmp_path)

    def figures(runner: Runner) -> object:
        cases = opened(parts, runner, ids)
        rows = ReleasedAnswers(release, BOOK.table, runner)
        found = evaluate_answers(CaseAnswers(cases), rows, RELEASE)
        return found, assess_cases(cases, 3, 2, ["gender", "country"])

    (here, of_people), (there, at_risk) = figures(InProcess()), figures(spark)
    assert here == there
    assert of_people == at_risk
    assert here.comparison.lengths
    assert of_people.tables[0].people > 40


@needs_spark
def test_a_case_file_of_a_vault_is_found_by_workers_of_this_machine(spark, parts, tmp_path):
    """As a worker of a hub opens it: in its memory, behind a link."""
    sealed = io.BytesIO((parts / "part-0.parquet").read_bytes())
    link = tmp_path / "cases.parquet"
    with _memory(sealed, link, str(os.getpid())):
        here, there = counted(parts / "part-0.parquet", InProcess(), ""), counted(link, spark, "")
        assert (here.pairs == there.pairs).all()


@needs_spark
def test_a_file_that_changes_while_a_worker_reads_it(spark, tmp_path):
    path = tmp_path / "cases.csv"
    header = "gender,age,minor,country,control,sector,forced,labour,id,home"
    path.write_text("\n".join([header, *["man,,,FR,,,1,sea,,"] * 50, ""]))
    people = counted(path, spark, "")
    with pytest.raises(InputError, match="has changed"):
        people.cases.add_up(ChangesMeanwhile(people.counting(), path))


@needs_spark
@pytest.mark.parametrize("ids", [pytest.param("", marks=pytest.mark.long), "id"])
def test_one_bad_row_in_the_37th_of_100_files(spark, parts, tmp_path, ids):
    rows = pl.read_parquet(parts / "part-0.parquet")[:30]
    for number in range(100):
        some = rows[number % 30 :][:1].with_columns(id=pl.lit(f"n{number}"))
        some.write_csv(tmp_path / f"part-{number:05}.csv")
    with (tmp_path / "part-00036.csv").open("a") as file:
        file.write("wyman,,,FR,,,1,sea,other,\n")
    cases = opened(tmp_path, spark, ids)
    (problem,) = cases.check().problems
    assert (Path(problem.file).name, problem.row, problem.column) == ("part-00036.csv", 3, "gender")
    with pytest.raises(InputError) as raised:
        counted(tmp_path, spark, ids).read_through()
    assert raised.value.problems == (problem,)


@needs_spark
@pytest.mark.parametrize(
    "form",
    [
        # All stages serve the form with ids and households; others are served by some of these.
        pytest.param(
            form, id=form.name, marks=() if form.home and form.subject else pytest.mark.long
        )
        for form in IN_PARTS
    ],
)
def test_no_part_lets_one_person_change_more_than_is_charged(spark, tmp_path, form):
    found = audit_on(spark, form, 2, seed=3, folder=tmp_path)
    assert not over_stated(found), "\n".join(in_lines(found))
    assert all(outcome.many["counted"] > 5 for outcome in found.values())


@needs_spark
@pytest.mark.parametrize(
    ("form", "units"),
    [
        # All stages serve both; of the others each is served by some of these.
        pytest.param(
            form, units, marks=() if form is LINKED[0] and units == (H, P) else pytest.mark.long
        )
        for form in LINKED
        for units in ((H, P), (V, P), (V,))
    ],
    ids=lambda one: getattr(one, "name", "") or "-".join(one),
)
def test_no_part_of_linked_tables_lets_anybody_change_more_than_is_charged(
    spark, tmp_path, form, units
):
    found = audit_networks_on(spark, form, units, tmp_path)
    assert not over_stated(found), "\n".join(in_lines(found))
    assert sum(outcome.many["counted"] for outcome in found.values()) > 5


@needs_spark
def test_a_household_that_is_cut_in_two_is_seen(spark, tmp_path):
    """The planted fault: of each half as many members count as may in all."""
    found = audit_networks_on(spark, LINKED[0], (H,), tmp_path, (1, 1, 1), CountHalves)
    assert over_stated(found)


@needs_spark
def test_rows_that_go_where_chance_sends_them_are_seen(spark, tmp_path):
    """The planted fault: a person whose rows are in two places is counted in each.

    It would be missed if all were spared, in some thirty files: whoever has rows in two files is
    parted with a chance of two thirds, each time anew.
    """
    form = next(one for one in IN_PARTS if one.subject and not one.mapped and not one.stored)
    found = audit_on(spark, form, 3, seed=3, folder=tmp_path, scattered=True)
    assert (form.name, "person", "person") in over_stated(found)


@pytest.mark.parametrize("name", MUST_BE)
def test_a_spark_that_keeps_or_sends_counts_as_they_are_is_refused(name):
    settings = {**MUST_BE, name: "false" if MUST_BE[name] == "true" else "true"}
    with pytest.raises(Refused, match=f"{name}={MUST_BE[name]}"):
        check_settings(settings.get)
    check_settings(MUST_BE.get)


@pytest.mark.parametrize(
    ("address", "master", "refused"),
    [
        ("sc://far:15002", None, Refused),
        ("sc://far:15002/;use_ssl=false", None, Refused),
        ("sc://localhost.far:15002", None, Refused),
        ("sc://far:15002/;use_ssl=true;user_id=me", None, None),
        ("sc://far:15002/;token=abc", None, None),
        ("sc://localhost:15002", None, None),
        ("local[2]", None, None),
        ("sc://localhost:15002", "yarn", UsageError),
        (None, "yarn", None),
    ],
)
def test_nobody_listens_on_the_way_to_spark(monkeypatch, address, master, refused):
    monkeypatch.delenv(REMOTE, raising=False)
    if address is not None:
        monkeypatch.setenv(REMOTE, address)
    if refused is None:
        check_address(master)
    else:
        with pytest.raises(refused):
            check_address(master)


OLD_JAVA = """#!/bin/sh
echo 'Error: LinkageError occurred while loading main class' >&2
echo 'class file version 61.0, this version only recognizes up to 55.0' >&2
exit 1
"""


@needs_spark
@pytest.mark.parametrize("java", [None, OLD_JAVA], ids=["absent", "of another version"])
def test_without_the_right_java_it_is_said_what_to_install(tmp_path, java):
    """In a process of its own: one has one Java, or none."""
    if java is not None:
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin" / "java").write_text(java)
        (tmp_path / "bin" / "java").chmod(0o755)
    program = "from lanterne.runners.spark import Spark; Spark('local[1]').session"
    home = {**os.environ, "JAVA_HOME": str(tmp_path)}
    found = subprocess.run(
        [sys.executable, "-c", program], env=home, capture_output=True, text=True, check=False
    )
    assert UsageError("runner.no-session").says() in found.stderr


def test_spark_is_not_asked_where_pyspark_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "py4j.protocol", None)
    with pytest.raises(UsageError, match=r"pip install 'lanterne\[spark\]'"):
        _ = Spark("local[1]").session
