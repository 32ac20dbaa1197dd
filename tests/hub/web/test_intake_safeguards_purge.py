"""People are removed for good: all of them, nothing of others, and nothing stays in the files."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import OperationalError, connection, models
from django.db.models import QuerySet
from django.db.models.deletion import CASCADE
from django.test import override_settings
from intake_worker import INTAKE, case_of, colleague, register, say, switched_on

from lanterne.hub.audit.models import Event
from lanterne.hub.intake import retention, sweep, sweep_job, sweep_postgresql
from lanterne.hub.intake.models import (
    Case,
    Certificate,
    Consent,
    EarlierAnswers,
    Household,
    HouseholdMember,
    Intake,
    Link,
    NameToken,
    Opening,
    Perpetrator,
    Person,
    Retention,
)
from lanterne.hub.jobs import locks
from lanterne.hub.jobs.execution import do_job
from lanterne.hub.jobs.models import Job, State
from lanterne.hub.people.roles import Role, Verb
from lanterne.hub.web import start_job

SURE = {"sure": "on"}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(sweep_job, "PAUSES", (0.0,))
    monkeypatch.setattr(start_job, "SHORT", 0.0)


def answered(client, row, kind):
    """Answer something twice, so that there is an earlier version."""
    where = f"{INTAKE}/{kind}/{row.pk}/questions/0/"
    for choice in (0, -1):
        page = client.get(where)
        one = next(one for one in page.context["group"].questions if one.choices)
        sent = {"seen": page.context["seen"], one.name: one.choices[choice].code}
        assert client.post(where, sent).status_code == 302


def family(client, *names):
    """People who live together."""
    sent = {"m-TOTAL_FORMS": len(names), "m-INITIAL_FORMS": 0, "registered": "2020-01-01"}
    for place, name in enumerate(names):
        sent |= {f"m-{place}-name": name, f"m-{place}-relation": "child" if place else "first"}
    answer = client.post(f"{INTAKE}/register/household/", {**sent, "looked": "yes"})
    assert answer.status_code == 302
    return list(Person.objects.order_by("-number")[: len(names)][::-1])


def furnished(client, other):
    """Two people of one household, with everything there is; a perpetrator is of both."""
    person, kin = family(client, "Zwxqvk Tharnibel", "Kin Tharnibel")
    for one in (person, kin):
        say(client, one, "given", "referral", note="a refuge")
        case = case_of(one)
        answered(client, case, "cases")
        client.post(f"{INTAKE}/cases/{case.pk}/perpetrators/new/", {"known_as": "Own"})
        other.post(f"{INTAKE}/emergencies/of/{one.pk}/", {"reason": "She phones from abroad"})
    shared = case_of(kin).links.get().perpetrator
    same = f"{INTAKE}/cases/{case_of(person).pk}/perpetrators/same/"
    client.post(same, {"perpetrator": str(shared.pk)})
    for link in Link.objects.all():
        answered(client, link, "links")
    for one in Perpetrator.objects.all():
        answered(client, one, "perpetrators")
    held = f"{INTAKE}/cases/{case_of(person).pk}/hold-back/"
    client.post(held, {"reason": "in danger"})
    return person, kin, shared


def blobs():
    """All that is sealed, and all tokens, of the intake: model → bytes of each row."""
    found = {}
    for model in apps.get_app_config("intake").get_models():
        sealed = [one.attname for one in model._meta.fields if isinstance(one, models.BinaryField)]
        for row in model._default_manager.all():
            parts = [bytes(getattr(row, name)) for name in sealed if getattr(row, name)]
            if isinstance(row, NameToken):
                parts.append(row.token.encode())
            found[model.__name__, str(row.pk)] = parts
    return found


def test_all_of_a_person_goes_and_nothing_of_others(workspace):
    host = switched_on(workspace)
    person, kin, shared = furnished(host, colleague(workspace, host))
    theirs = everything_of(person)
    others = {key for key in blobs() if key not in theirs}
    look = host.get(f"{INTAKE}/people/{person.pk}/remove/")
    page = look.content.decode()
    assert person.code in page
    assert "Zwxqvk" not in page
    assert "time is not up" in page
    assert host.post(f"{INTAKE}/people/{person.pk}/remove/").status_code == 422
    assert Person.objects.filter(pk=person.pk).exists(), "a second look is asked"
    answer = host.post(f"{INTAKE}/people/{person.pk}/remove/", SURE)
    assert answer.status_code == 302
    left = set(blobs())
    made = Certificate.objects.get()
    assert not left & theirs
    assert left - {("Certificate", str(made.pk))} == others
    assert Perpetrator.objects.get() == shared
    assert Household.objects.get().members.get().person == kin
    shown = host.get(answer.headers["Location"])
    assert person.code in shown.content.decode()
    assert made.rows == {
        "case": 1,
        "consent": 1,
        "earlieranswers": 8,
        "householdmember": 1,
        "link": 2,
        "nametoken": made.rows["nametoken"],
        "opening": 1,
        "perpetrator": 1,
        "person": 1,
    }
    assert made.rows["nametoken"] > 0
    assert sum(made.rows.values()) == len(theirs)
    host.post(f"{INTAKE}/people/{kin.pk}/remove/", SURE)
    for model in (Person, Case, Link, Perpetrator, Household, HouseholdMember, Consent):
        assert not model.objects.exists(), model
    for model in (NameToken, EarlierAnswers, Opening):
        assert not model.objects.exists(), model
    text = Event.objects.filter(verb=Verb.PURGE, outcome="done").first()
    assert text.details == {"code": person.code}
    assert text.kind == "certificate"


def everything_of(person):
    """Rows that are of a person alone, found the long way round."""
    cases = list(person.cases.all())
    links = [link for case in cases for link in case.links.all()]
    alone = [
        one.perpetrator
        for one in links
        if {each.case for each in one.perpetrator.links.all()} <= set(cases)
    ]
    rows = [person, *cases, *links, *alone, *person.tokens.all(), *person.consents.all()]
    rows += [*person.memberships.all(), *person.openings.all()]
    rows += list(EarlierAnswers.objects.filter(of__in=[one.pk for one in (*cases, *links, *alone)]))
    return {(type(one).__name__, str(one.pk)) for one in rows}


def test_whatever_points_to_a_person_or_a_case_goes_with_them():
    """A model that somebody adds is removed with the person, or this fails."""
    intake = apps.get_app_config("intake").get_models()
    ids = set()
    for model in intake:
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model in {
                Person,
                Case,
                Link,
                Household,
                Perpetrator,
            }:
                assert field.remote_field.on_delete is CASCADE, field
                assert not field.null, field
            if isinstance(field, models.UUIDField) and not field.primary_key:
                ids.add((model, field.name))
    assert ids == {(EarlierAnswers, "of")}, "what points by an id alone has to be removed by hand"
    for model in apps.get_models():
        if model._meta.app_label != "intake":
            towards = [
                one.related_model
                for one in model._meta.get_fields()
                if isinstance(one, models.ForeignKey)
            ]
            assert not {Person, Case} & set(towards), model


@contextmanager
def on_disk(folder):
    """The database of the tests, for a while in a file, with its log, as a hub has it."""
    if connection.vendor != "sqlite":
        pytest.skip("a database in a file")
    connection.ensure_connection()
    memory, name = connection.connection, connection.settings_dict["NAME"]
    path = folder / "hub.sqlite3"
    copy = sqlite3.connect(path)
    memory.backup(copy)
    copy.close()
    connection.connection, connection.settings_dict["NAME"] = None, str(path)
    try:
        yield folder
    finally:
        connection.close()
        connection.connection, connection.settings_dict["NAME"] = memory, name


def carved(folder, before):
    """Which of the sealed rows stand anywhere in a file of the database."""
    files = [one.read_bytes() for one in folder.iterdir() if one.name.startswith("hub.sqlite3")]
    assert files
    return {
        key
        for key, parts in before.items()
        for one in parts
        for piece in pieces(one)
        if any(piece in file for file in files)
    }


def pieces(blob):
    """A blob in pieces: what is torn by a page that was used again would be found too."""
    size = 32
    return [blob[at : at + size] for at in range(0, len(blob), size) if len(blob[at:]) >= 16]


def test_no_sealed_row_is_carved_from_the_files(workspace, tmp_path):
    host = switched_on(workspace)
    worker = colleague(workspace, host)
    with on_disk(tmp_path):
        people = []
        for number in range(12):  # enough for trees of several levels, which are balanced
            person = register(
                host, f"Person{number} Canary{number}", reach="x" * 700 * (number % 3)
            )
            answered(host, case_of(person), "cases")
            people.append(person)
        person, _kin, _shared = furnished(host, worker)
        theirs = everything_of(person) | {key for one in people[::2] for key in everything_of(one)}
        stay = {one for key, parts in blobs().items() if key not in theirs for one in parts}
        before = {
            key: [one for one in parts if one not in stay]  # tokens that others have too
            for key, parts in blobs().items()
            if key in theirs
        }
        sealed = {key for key, parts in before.items() if parts}
        assert carved(tmp_path, before) == sealed, "the carver finds what is there"
        for one in (person, *people[::2]):
            assert host.post(f"{INTAKE}/people/{one.pk}/remove/", SURE).status_code == 302
        assert not carved(tmp_path, before)
        assert (tmp_path / "hub.sqlite3-wal").stat().st_size <= 200_000
        assert not Certificate.objects.filter(swept=None).exists()
        others = {key: parts for key, parts in blobs().items() if parts}
        assert carved(tmp_path, others) == set(others), "and what stays is there"


def test_without_the_sweep_it_would_be_found(workspace, tmp_path, monkeypatch):
    """The test above can fail: rows that are only removed stay in the log."""
    monkeypatch.setattr(sweep, "_sqlite", lambda: False)
    host = switched_on(workspace)
    with on_disk(tmp_path):
        person = register(host, "Zwxqvk Tharnibel")
        before = {key: one for key, one in blobs().items() if key in everything_of(person)}
        answer = host.post(f"{INTAKE}/people/{person.pk}/remove/", SURE)
        assert carved(tmp_path, before)
        page = host.get(answer.headers["Location"]).content.decode()
        assert "not yet: it is left to do" in page
        assert "are not overwritten yet" in host.get(f"{INTAKE}/removal/").content.decode()
        assert (
            "remains of deleted data are not overwritten"
            in host.get("/en/work/here/").content.decode()
        )
        (job,) = Job.objects.filter(kind="sweep")
        assert (job.state, job.problems[0]["code"]) == (State.FAILED, "intake.not-swept")
        assert (
            "could not be overwritten" in host.get(f"/en/work/here/jobs/{job.pk}/").content.decode()
        )
        monkeypatch.undo()
        assert host.post(f"{INTAKE}/removal/clean/").status_code == 302
        assert not carved(tmp_path, before)
        assert "not yet" not in host.get(answer.headers["Location"]).content.decode()
        assert "are not over" not in host.get("/en/work/here/").content.decode()


def overwritten(host, certificate):
    """What a certificate says of it: for people, and for programs."""
    where = f"{INTAKE}/removal/{certificate.pk}/"
    found = host.get(f"{where}certificate.json").json()
    assert (found["overwriting"] == "done") == bool(found["database_cleaned"])
    page = host.get(where).content.decode()
    assert ("not yet" in page) == (found["overwriting"] != "done")
    return found["overwriting"]


def test_a_worker_that_dies_is_followed_by_another_and_nothing_is_claimed(workspace, monkeypatch):
    host = switched_on(workspace)
    person, done = register(host, "Zwxqvk Tharnibel"), []

    def dies():
        done.append("begun")
        raise SystemExit  # as where its process is ended; a kill leaves the same behind

    with monkeypatch.context() as patch:
        patch.setattr(sweep_job, "sweep", dies)
        assert host.post(f"{INTAKE}/people/{person.pk}/remove/", SURE).status_code == 302
    certificate, job = Certificate.objects.get(), Job.objects.get(kind="sweep")
    assert (job.state, done) == (State.RUNNING, ["begun"])
    assert overwritten(host, certificate) == "in-progress"
    assert host.post(f"{INTAKE}/removal/clean/").status_code == 302
    assert Job.objects.filter(kind="sweep").count() == 1, "it is begun again by itself"
    do_job(str(job.pk), apart=False)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.DONE, 2)
    assert overwritten(host, certificate) == "done"


@pytest.fixture
def _no_worker(workspace):
    with override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}):
        yield


@pytest.mark.usefixtures("_no_worker")
def test_without_a_worker_it_is_said_and_nothing_is_claimed(workspace):
    host = switched_on(workspace)
    person = register(host, "Zwxqvk Tharnibel")
    answer = host.post(f"{INTAKE}/people/{person.pk}/remove/", SURE)
    assert answer.status_code == 302, "the page does not wait for it"
    assert not Person.objects.exists()
    certificate, job = Certificate.objects.get(), Job.objects.get(kind="sweep")
    assert job.state == State.WAITING
    assert locks.workers_alive() == 0
    assert overwritten(host, certificate) == "in-progress"
    for page in (answer.headers["Location"], f"{INTAKE}/removal/"):
        assert "No worker process is running" in host.get(page).content.decode()
    other = register(host, "Other Person")
    host.post(f"{INTAKE}/people/{other.pk}/remove/", SURE)
    first, second = Job.objects.filter(kind="sweep").order_by("number")
    do_job(str(first.pk), apart=False)
    assert {overwritten(host, one) for one in Certificate.objects.all()} == {"done"}
    do_job(str(second.pk), apart=False)
    second.refresh_from_db()
    assert second.state == State.DONE, "nothing is left to do"


def test_nobody_is_deleted_for_whom_no_job_is_begun(workspace, monkeypatch):
    host = switched_on(workspace)
    person = register(host, "Zwxqvk Tharnibel")

    def full(*given, **more):
        raise OSError("no job")

    monkeypatch.setattr("lanterne.hub.intake.purge.begin_sweep", full)
    with pytest.raises(OSError, match="no job"):
        host.post(f"{INTAKE}/people/{person.pk}/remove/", SURE)
    assert Person.objects.get() == person
    assert not Certificate.objects.exists()


def test_a_full_disk_is_said(workspace, monkeypatch):
    host = switched_on(workspace)
    person = register(host, "Zwxqvk Tharnibel")

    def full():
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise OperationalError from error

    monkeypatch.setattr(sweep, "_sqlite", full)
    monkeypatch.setattr(sweep_postgresql, "write_anew", full)
    host.post(f"{INTAKE}/people/{person.pk}/remove/", SURE)
    job = Job.objects.get(kind="sweep")
    assert (job.state, job.problems[0]["code"]) == (State.FAILED, "job.disk-full")
    assert overwritten(host, Certificate.objects.get()) == "left-to-do"


def test_a_reader_who_stays_keeps_the_log_and_it_is_said(workspace, tmp_path):
    host = switched_on(workspace)
    with on_disk(tmp_path):
        person = register(host, "Zwxqvk Tharnibel")
        connection.cursor().execute("PRAGMA busy_timeout=50")
        reader = sqlite3.connect(tmp_path / "hub.sqlite3")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM intake_person").fetchone()
        host.post(f"{INTAKE}/people/{person.pk}/remove/", SURE)
        assert Certificate.objects.get().swept is None
        reader.close()
        assert host.post(f"{INTAKE}/removal/clean/").status_code == 302
        assert Certificate.objects.get().swept is not None


def test_what_the_database_did_not_zero_goes_when_its_file_is_written_anew(workspace, tmp_path):
    host = switched_on(workspace)
    with on_disk(tmp_path):
        people = [register(host, f"Zwx{n} Tharnibel", reach="x" * 2_000) for n in "abc"]
        theirs = everything_of(people[1])
        stay = {one for key, parts in blobs().items() if key not in theirs for one in parts}
        before = {key: [one for one in blobs()[key] if one not in stay] for key in theirs}
        connection.cursor().execute("PRAGMA secure_delete=OFF")
        host.post(f"{INTAKE}/people/{people[1].pk}/remove/", SURE)
        assert not carved(tmp_path, before)


def test_an_earlier_version_that_belongs_to_nothing_is_not_left(workspace, tmp_path, monkeypatch):
    """Whatever may have left it: no deletion would find it again."""
    host = switched_on(workspace)
    person, stays = register(host, "Zwxqvk Tharnibel"), register(host, "Other Person")
    answered(host, case_of(stays), "cases")
    kept = set(EarlierAnswers.objects.values_list("pk", flat=True))
    assert kept
    with on_disk(tmp_path):
        left = EarlierAnswers.objects.create(
            of=uuid4(),
            revision=1,
            answers=b"left" * 20,
            written=person.created,
            created_by=host.user,
        )
        before = {key: one for key, one in blobs().items() if key[1] == str(left.pk)}
        assert carved(tmp_path, before)
        with monkeypatch.context() as patch:  # as if it came while the file was written anew
            patch.setattr(QuerySet, "delete", lambda self: (0, {}))
            Certificate.objects.create(
                organisation=person.organisation, code="AAAA-BBBB", rows={}, created_by=host.user
            )
            assert not sweep.sweep()
            assert not Certificate.objects.exclude(swept=None).exists(), "nothing is claimed"
        host.post(f"{INTAKE}/people/{person.pk}/remove/", SURE)
        assert not carved(tmp_path, before)
        assert not Certificate.objects.filter(swept=None).exists()
        assert set(EarlierAnswers.objects.values_list("pk", flat=True)) == kept


def test_it_is_said_that_what_was_copied_to_others_stays(workspace):
    host = switched_on(workspace)
    person = register(host, "Zwxqvk Tharnibel")
    says = "Answers that were copied to others of the household"
    where = f"{INTAKE}/people/{person.pk}/remove/"
    assert says in host.get(where).content.decode()
    answer = host.post(where, SURE)
    assert says in host.get(answer.headers["Location"]).content.decode()
    where = f"{answer.headers['Location']}certificate.json"
    assert "answers-copied-to-others" in host.get(where).json()["stays"]


def closed(person, *days):
    """Let a person have one case for each day, closed on it; ``None``: still open."""
    first = case_of(person)
    Case.objects.filter(pk=first.pk).update(closed=days[0])
    for day in days[1:]:
        Case.objects.create(
            person=person,
            organisation=person.organisation,
            worker=person.worker,
            created_by=person.worker,
            registered=first.registered,
            answers=b"",
            closed=day,
        )


def test_who_is_due(workspace):
    host = switched_on(workspace)
    intake, today = Intake.objects.get(), date(2024, 2, 29)
    early, late, open_, both = (register(host, f"Aaa{n} Bbb{n}") for n in "wxyz")
    closed(early, date(2019, 2, 28))
    closed(late, date(2019, 3, 1))
    closed(open_, date(2010, 1, 1), None)
    closed(both, date(2010, 1, 1), date(2023, 1, 1))
    assert not retention.due(intake, today).exists(), "nobody has chosen"
    for years, due in ((5, [early]), (4, [early, late]), (1, [early, late, both]), (6, [])):
        retention.choose_years(intake, years, host.user)
        assert list(retention.due(intake, today)) == due, years
    assert Retention.objects.count() == 1


@pytest.mark.parametrize("years", ["0", "-1", "101", "five", "1.5"])
def test_years_that_cannot_be(workspace, years):
    host = switched_on(workspace)
    answer = host.post(f"{INTAKE}/removal/years/", {"years": years})
    assert answer.status_code == 422
    assert f'value="{years}"' in answer.content.decode()
    assert not Retention.objects.exists()


def test_all_who_are_due_are_removed_after_a_second_look(workspace):
    host = switched_on(workspace)
    long_ago = date.today() - timedelta(days=800)
    due = [register(host, f"Aaa{n} Bbb{n}") for n in "xy"]
    stays = register(host, "Ccc Ddd")
    for one in due:
        closed(one, long_ago)
    assert host.post(f"{INTAKE}/removal/years/", {"years": "2"}).status_code == 302
    assert "data are to be deleted: 2" in host.get(f"{INTAKE}/removal/").content.decode()
    page = host.get(f"{INTAKE}/removal/due/").content.decode()
    assert all(one.code in page for one in due)
    assert stays.code not in page
    sent = {**SURE, "person": [str(one.pk) for one in due]}
    assert host.post(f"{INTAKE}/removal/due/", {"person": sent["person"]}).status_code == 422
    Case.objects.filter(person=due[0]).update(closed=None)
    answer = host.post(f"{INTAKE}/removal/due/", sent)
    assert answer.status_code == 409, "somebody came back since it was looked at"
    assert "is no longer up" in answer.content.decode()
    assert Person.objects.count() == 3
    Case.objects.filter(person=due[0]).update(closed=long_ago)
    forged = {**SURE, "person": [*sent["person"], str(stays.pk)]}
    assert host.post(f"{INTAKE}/removal/due/", forged).status_code == 409
    assert host.post(f"{INTAKE}/removal/due/", sent).status_code == 302
    assert list(Person.objects.all()) == [stays]
    assert {one.code for one in Certificate.objects.all()} == {one.code for one in due}
    listed = host.get(f"{INTAKE}/removal/").content.decode()
    assert all(one.code in listed for one in due)
    assert host.post(f"{INTAKE}/removal/years/", {"years": ""}).status_code == 302
    assert not Retention.objects.exists()


def test_somebody_who_asks_is_found_by_the_code(workspace):
    host = switched_on(workspace)
    person = register(host, "Amina Diallo")
    answer = host.post(f"{INTAKE}/removal/find/", {"code": person.code})
    assert answer.headers["Location"] == f"{INTAKE}/people/{person.pk}/remove/"
    wrong = host.post(f"{INTAKE}/removal/find/", {"code": "Amina"})
    assert wrong.status_code == 422
    assert "Nobody here has this code" in wrong.content.decode()


def test_a_certificate_for_programs(workspace):
    host = switched_on(workspace)
    person = register(host, "Amina Diallo")
    answer = host.post(f"{INTAKE}/people/{person.pk}/remove/", SURE)
    found = host.get(f"{answer.headers['Location']}certificate.json").json()
    assert found["code"] == person.code
    assert found["by"] == str(host.user)
    assert found["rows"]["person"] == found["rows"]["case"] == 1
    assert found["database_cleaned"]
    assert "copies-of-the-database" in found["look_at"]
    elsewhere = workspace.person(*Role, organisation="elsewhere")
    key = Certificate.objects.get().pk
    where = f"/en/work/elsewhere/intake/removal/{key}/certificate.json"
    assert elsewhere.get(where).status_code == 404
