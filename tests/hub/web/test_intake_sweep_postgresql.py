"""PostgreSQL: nothing removed is in any file of the database, or nothing is claimed."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db import connection, connections
from intake_worker import INTAKE, answer_needed, case_of, register, switched_on

from lanterne.hub.intake import sweep_job, sweep_postgresql
from lanterne.hub.intake.models import Case, Certificate, Intake, NameToken, Person
from lanterne.hub.intake.sweep import sweep
from lanterne.hub.jobs.models import Job, State
from lanterne.hub.web import start_job

pytestmark = pytest.mark.database

SURE = {"sure": "on"}


@pytest.fixture(autouse=True)
def _on_a_server(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("a server of PostgreSQL")
    monkeypatch.setattr(sweep_job, "PAUSES", (0.0,))
    monkeypatch.setattr(start_job, "SHORT", 0.0)
    monkeypatch.setattr(sweep_postgresql, "WAIT", "500ms")


@contextmanager
def another():
    """Another program that is connected to the database."""
    with psycopg.connect(**connection.get_connection_params()) as opened:
        try:
            yield opened
        finally:
            opened.rollback()


@pytest.fixture
def host(workspace):
    """A case worker with three people who have told something."""
    client = switched_on(workspace)
    client.people = [register(client, f"Zwx{n} Thar{n}", reach="x" * 2_000) for n in "abc"]
    for one in client.people:
        answer_needed(client, case_of(one), "cases", 0)
    return client


def sealed(person):
    """What stands in the database of a person alone."""
    parts = [bytes(person.sealed), *(bytes(one.answers) for one in person.cases.all())]
    others = NameToken.objects.exclude(person=person).values("token")
    own = person.tokens.exclude(token__in=others).values_list("token", flat=True)
    return [*parts, *(one.encode() for one in own)]


def carved(parts):
    """How many of them, in pieces, stand in any file of the server's databases."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        folder = Path(cursor.fetchone()[0])
    files = [one.read_bytes() for one in (folder / "base").rglob("*") if one.is_file()]
    pieces = [[one[at : at + 32] for at in range(0, len(one), 32)] for one in parts]
    long = [[one for one in few if len(one) >= 16] for few in pieces]
    return sum(any(one in file for one in few for file in files) for few in long)


def removed(client, person):
    """Remove somebody; whether the certificate says that all is overwritten."""
    assert client.post(f"{INTAKE}/people/{person.pk}/remove/", SURE).status_code == 302
    return Certificate.objects.get().swept is not None


def test_nothing_is_carved_from_a_server(host):
    parts = sealed(host.people[1])
    stay = sealed(host.people[0])
    assert carved(parts) == len(parts) > 3
    assert removed(host, host.people[1])
    assert not carved(parts)
    assert carved(stay) == len(stay)


@pytest.mark.parametrize(
    "begins",
    ["SELECT count(*) FROM people_user", "CREATE TEMP TABLE other (a int)"],
    ids=["reader", "writer"],
)
def test_nothing_is_claimed_while_an_older_transaction_is_open(host, begins):
    parts = sealed(host.people[1])
    with another() as other:
        other.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        other.execute(begins)
        assert not removed(host, host.people[1])
        assert carved(parts), "it was carried into the new files"
        (job,) = Job.objects.filter(kind="sweep")
        assert (job.state, job.problems[0]["code"]) == (State.FAILED, "intake.not-swept")
    assert sweep()
    assert not carved(parts)


def test_nothing_is_claimed_where_the_server_speaks_otherwise(host, monkeypatch):
    monkeypatch.setattr(sweep_postgresql, "NOTHING_CARRIED", "0 versions de lignes mortes")
    assert not removed(host, host.people[1])


@contextmanager
def plain_owner(*, database):
    """Be for a while a role that owns the tables of the intake, and nothing else of the server."""
    tables = [one._meta.db_table for one in apps.get_app_config("intake").get_models()]
    (first, name) = (connection.settings_dict["USER"], connection.settings_dict["NAME"])

    def belong_to(role):
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} OWNER TO {role}")
        if database:
            cursor.execute(f"ALTER DATABASE {name} OWNER TO {role}")

    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE hub_alone")
        belong_to("hub_alone")
        cursor.execute("SET ROLE hub_alone")
        try:
            yield cursor
        finally:
            cursor.execute("RESET ROLE")
            belong_to(first)
            cursor.execute("DROP ROLE hub_alone")


@pytest.mark.parametrize("database", [True, False])
def test_who_owns_the_database_can_sweep_and_others_claim_nothing(host, database):
    """As the guide has it made; otherwise the server warns, and skips its statistics."""
    with plain_owner(database=database) as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
        assert sweep_postgresql.write_anew() is database


def test_nobody_waits_long_behind_the_sweep(host):
    """A dump reads until its end; the sweep gives up, and whoever reads meanwhile goes on."""
    person, ended = host.people[1], []

    def remove():
        try:
            ended.append(removed(host, person))
        finally:
            connections.close_all()

    with another() as dump, another() as reader:
        dump.execute("SELECT count(*) FROM intake_openednames")
        thread = threading.Thread(target=remove)
        thread.start()
        reader.execute("SET statement_timeout = '10s'")
        while thread.is_alive():
            reader.execute("SELECT count(*) FROM intake_openednames")
            reader.commit()
        thread.join()
        assert ended == [False]
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",), "who uses the connection next waits as ever"
    assert sweep()
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)


def test_the_server_makes_no_statistics_of_what_is_sealed(host):
    parts = sealed(host.people[1])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert not statistics()
    assert removed(host, host.people[1])
    assert not carved(parts)


def statistics():
    """Columns that are secret and of which the server has statistics."""
    columns = sweep_postgresql.secret_columns(apps.get_app_config("intake").get_models())
    assert ("intake_nametoken", "token") in columns
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, attname FROM pg_stats")
        return set(columns) & set(cursor.fetchall())


def test_statistics_of_before_go(host):
    """Somebody has let the server make them."""
    parts = sealed(host.people[1])
    with connection.cursor() as cursor:
        for table, column in (("intake_person", "sealed"), ("intake_nametoken", "token")):
            cursor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS -1")
        cursor.execute("ANALYZE")
    assert len(statistics()) == 2
    assert removed(host, host.people[1])
    assert not statistics()
    assert not carved(parts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert not statistics()


def test_people_are_found_by_the_index_all_the_same(host):
    intake = Intake.objects.get()
    tokens = [
        NameToken(person=host.people[0], organisation=intake.organisation, token=f"{n:016x}")
        for n in range(20_000)
    ]
    NameToken.objects.bulk_create(tokens)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    asked = NameToken.objects.filter(
        organisation=intake.organisation, token__in=[f"{n:016x}" for n in range(12)]
    )
    plan = asked.values("person", "token").explain()
    assert "people_by_token" in plan
    assert "Seq Scan" not in plan
    assert Person.objects.count() == Case.objects.count() == 3
