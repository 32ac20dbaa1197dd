"""The pages of jobs: how far one is, how it ended, who may end it."""

from __future__ import annotations

import errno

import pytest
from django.utils.translation import override

from lanterne.errors import InputError, Place, Problem, UsageError
from lanterne.hub.audit.models import Event
from lanterne.hub.jobs import words, work
from lanterne.hub.jobs.charge import Amount, Charge, Standing
from lanterne.hub.jobs.models import Job, State
from lanterne.hub.jobs.start import do as bring
from lanterne.hub.jobs.start import start
from lanterne.hub.jobs.work import Again, JobGivenUpError, handler
from lanterne.hub.people.access import Desk
from lanterne.hub.people.models import Organisation, User
from lanterne.hub.people.roles import Role, Verb
from lanterne.hub.web.models import Dataset
from lanterne.messages import TAGS
from lanterne.verbs import road

CANARY = "Kanarienvogel-4711"
LEDGER_BROKEN = "Entry 3 of the ledger was changed, or one before it was removed."


@pytest.fixture(autouse=True)
def _own_kinds(monkeypatch):
    monkeypatch.setattr(work, "KINDS", {})


def desk_of(user: User) -> Desk:
    place = Organisation.objects.get(slug="here")
    return Desk(user, place, user.roles_in(place))


def begin(user: User, kind: str = "fake") -> Job:
    desk = desk_of(user)
    dataset = Dataset.objects.create(
        organisation=desk.organisation, title="Cases", series=f"s{User.objects.count()}-{kind}",
        created_by=user,
    )  # fmt: skip
    job = start(kind, desk, dataset.pk)
    job.refresh_from_db()
    return job


def page(client, job, language="en", rest=""):
    return client.get(f"/{language}/work/here/jobs/{job.pk}/{rest}")


@pytest.mark.parametrize("language", TAGS)
def test_every_stage_of_a_verb_has_words(language):
    roads = [found for found in vars(road).values() if isinstance(found, tuple)]
    stages = {step.stage for steps in roads for step in steps if isinstance(step, road.Step)}
    assert {"read", "fit", "write", "verify", "check"} <= stages
    with override(language):
        said = {stage: words.doing(stage) for stage in stages | {"link", "choose"}}
        assert words.doing("no stage") == ""
    assert all(said.values())
    assert not [text for text in said.values() if "{" in text]
    assert len(set(said.values())) == len(said)


@pytest.mark.database
def test_a_job_is_done_once_and_its_end_is_written_down(workspace):
    client, done = workspace.person(Role.DATA_OFFICER), []

    @handler("fake", label="Work of a test", onward=lambda job: f"/en/somewhere/{job.subject}/")
    def do(given):
        given.tell("read", 0.5)
        done.append(given.again)

    job = begin(client.user)
    assert (job.state, done) == (State.DONE, [False])
    text = page(client, job).content.decode()
    assert "Work of a test" in text
    assert f'href="/en/somewhere/{job.subject}/"' in text
    last = Event.objects.get(verb="job.fake")
    assert (last.thing, last.outcome, last.details["state"]) == (str(job.pk), "done", "done")
    bring.enqueue(str(job.pk))  # a task that comes a second time
    assert done == [False]


FAULTS = [
    (UsageError("There is no such column."), "There is no such column."),
    (
        InputError([Problem(f"A value {CANARY}.", place=Place("cases.csv", 7, "gender"))]),
        "The cases have problems.",
    ),
    (InputError([Problem("empty-file.whole")]), "The file is empty."),
    (OSError(errno.ENOSPC, CANARY), "The disk is full."),
    (MemoryError(CANARY), "This computer does not have enough memory"),
    (ValueError(CANARY), "This is a fault in Lanterne."),
    (SystemError(CANARY), "This is a fault in Lanterne."),
]


@pytest.mark.parametrize(("fault", "said"), FAULTS, ids=lambda one: type(one).__name__)
def test_what_went_wrong_is_said_without_anything_of_a_case(workspace, capsys, fault, said):
    client = workspace.person(Role.DATA_OFFICER)

    @handler("fake")
    def do(given):
        raise fault

    job = begin(client.user)
    assert job.state == State.FAILED
    text = page(client, job).content.decode()
    assert said in text
    assert CANARY not in text + str(job.problems) + "".join(capsys.readouterr())
    assert Event.objects.get(verb="job.fake").outcome == "failed"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (
            UsageError("ledger.not-there", ledger="/x/y.jsonl"),
            ">Il n&#x27;y a pas de registre des dépenses à l&#x27;emplacement /x/y.jsonl.<",
        ),
        (
            InputError([Problem("ledger-broken", {"number": "3"}, Place(row=3))]),
            ">L&#x27;écriture 3 du registre des dépenses a été modifiée, ou",
        ),
        (
            UsageError("Of this nobody has heard."),
            ">Of this nobody has heard.<",
        ),
    ],
)
def test_an_error_of_a_verb_is_said_in_the_language_of_the_page(workspace, fault, said):
    client = workspace.person(Role.DATA_OFFICER)

    @handler("fake")
    def do(given):
        raise fault

    text = page(client, begin(client.user), "fr").content.decode()
    assert f'<li class="lines"{said}' in text


def test_a_sentence_of_the_hub_is_said_in_the_language_of_the_page(workspace):
    client = workspace.person(Role.DATA_OFFICER)

    @handler("fake")
    def do(given):
        raise MemoryError

    job = begin(client.user)
    assert "La mémoire de cet ordinateur" in page(client, job, "fr").content.decode()
    assert "ذاكرة" in page(client, job, "ar").content.decode()


@pytest.mark.parametrize("standing", Standing)
def test_the_page_says_what_was_spent_and_what_came_of_it(workspace, standing):
    client = workspace.person(Role.DATA_OFFICER)
    charge = Charge((Amount("victim", 4.0, 1e-6),), standing)

    @handler("fake", again=Again.RESUME, charge=lambda job: charge)
    def do(given):
        raise JobGivenUpError("It cannot go on.")

    job = begin(client.user)
    assert (job.state, job.spent) == (State.INTERRUPTED, True)
    text = page(client, job).content.decode()
    assert "ε = 4, δ = 10⁻⁶" in text
    assert ("There is no result. What was spent cannot be recovered." in text) == (
        standing is Standing.LOST
    )
    assert ("Go on, at no cost" in text) == (standing in {Standing.KEPT, Standing.MADE})
    assert client.post(f"/en/work/here/jobs/{job.pk}/again/").status_code == 302
    job.refresh_from_db()
    assert job.attempts == (2 if charge.may_go_on else 1)


def test_nothing_spent_is_said_too_and_a_ledger_that_cannot_be_asked_counts_as_spent(workspace):
    client = workspace.person(Role.DATA_OFFICER)

    @handler("fake", charge=lambda job: None)
    def nothing(given):
        raise UsageError("No.")

    assert "Nothing was spent." in page(client, begin(client.user)).content.decode()

    def broken(job):
        raise ValueError

    @handler("broken", charge=broken)
    def do(given):
        pass

    assert begin(client.user, "broken").spent


def waiting(user: User) -> Job:
    desk = desk_of(user)
    return Job.objects.create(
        kind="fake", organisation=desk.organisation, subject=user.pk, created_by=user
    )


def test_who_may_cancel(workspace):
    worker, other = workspace.person(Role.CASE_WORKER), workspace.person(Role.CASE_WORKER)
    auditor, officer = workspace.person(Role.AUDITOR), workspace.person(Role.DATA_OFFICER)
    elsewhere = workspace.person(Role.DATA_OFFICER, organisation="elsewhere")
    for client, status in ((other, 403), (auditor, 403), (elsewhere, 404), (worker, 302)):
        job = waiting(worker.user)
        assert client.post(f"/en/work/here/jobs/{job.pk}/cancel/").status_code == status
        job.refresh_from_db()
        assert job.state == (State.CANCELLED if status == 302 else State.WAITING)
    job = waiting(worker.user)
    assert officer.get(f"/en/work/here/jobs/{job.pk}/cancel/").status_code == 405
    assert officer.post(f"/en/work/here/jobs/{job.pk}/cancel/").status_code == 302
    assert page(elsewhere, job).status_code == 404


@pytest.mark.database
def test_cancelling_what_runs_ends_it_at_its_next_stage(workspace):
    client, stages = workspace.person(Role.DATA_OFFICER), []

    @handler("fake")
    def do(given):
        for stage in ("read", "fit", "write"):
            stages.append(stage)
            given.tell(stage, 0.1)
            if stage == "read":
                client.post(f"/en/work/here/jobs/{given.job.pk}/cancel/")

    job = begin(client.user)
    assert (job.state, stages) == (State.CANCELLED, ["read", "fit"])
    assert "Somebody cancelled it" in page(client, job).content.decode()


def test_the_page_looks_again_by_itself_and_the_log_is_not_filled_by_that(workspace):
    client = workspace.person(Role.DATA_OFFICER)
    job = waiting(client.user)
    Job.objects.filter(pk=job.pk).update(
        state=State.RUNNING, stage="fit", share=0.42, seconds_left=83.0
    )
    whole = page(client, job)
    assert "script-src 'self'" in whole["Content-Security-Policy"]
    assert 'value="42"' in whole.content.decode()
    assert "About 1:25 left" in whole.content.decode()
    events = Event.objects.count()
    part = page(client, job, rest="progress/?seen=Reading").content.decode()
    assert "Fitting the model" in part
    assert 'hx-swap-oob="innerHTML"' in part
    same = page(client, job, rest="progress/?seen=Fitting+the+model").content.decode()
    assert "hx-swap-oob" not in same, "a screen reader would read it out again"
    assert Event.objects.count() == events
    Job.objects.filter(pk=job.pk).update(state=State.DONE)
    end = page(client, job, rest="progress/")
    assert (end.status_code, end["HX-Refresh"]) == (204, "true")
    assert "htmx" not in page(client, job).content.decode(), "nothing looks again any more"


@pytest.mark.database
def test_the_list_has_the_jobs_of_the_organisation_alone(workspace):
    client = workspace.person(Role.AUDITOR)
    other = workspace.person(Role.DATA_OFFICER, organisation="elsewhere")
    job = waiting(client.user)
    assert str(job.pk) in client.get("/en/work/here/jobs/").content.decode()
    assert str(job.pk) not in other.get("/en/work/elsewhere/jobs/").content.decode()
    assert other.get("/en/work/here/jobs/").status_code == 404


def test_public_pages_have_no_script(workspace):
    client = workspace.person(Role.DATA_OFFICER)
    assert "script-src" not in client.get("/en/")["Content-Security-Policy"]


def handed_over(user: User, kind: str) -> Job:
    """A job that nobody has begun yet."""
    place = Organisation.objects.get(slug="here")
    return Job.objects.create(kind=kind, organisation=place, subject=place.pk, created_by=user)


@pytest.mark.parametrize(("verb", "lost"), [(Verb.START_RUN, Role.DATA_OFFICER), (None, None)])
def test_what_somebody_may_not_do_any_more_is_not_done_for_them(workspace, verb, lost):
    client, done = workspace.person(Role.DATA_OFFICER, Role.AUDITOR), []
    handler("fake", verb=verb)(done.append)
    job = handed_over(client.user, "fake")
    roles = client.user.memberships.all()
    (roles if lost is None else roles.filter(role=lost)).delete()
    bring.enqueue(str(job.pk))
    job.refresh_from_db()
    assert (job.state, done) == (State.CANCELLED, [])
    reader = workspace.person(Role.DATA_OFFICER)
    assert "may no longer do it" in page(reader, job).content.decode()


def test_whoever_begins_a_job_again_must_be_allowed_to_do_it(workspace):
    first, done = workspace.person(Role.DATA_OFFICER), []
    handler("fake", again=Again.RESTART, verb=Verb.START_RUN)(done.append)
    job = handed_over(first.user, "fake")
    Job.objects.filter(pk=job.pk).update(state=State.INTERRUPTED)
    first.user.memberships.all().delete()
    no = workspace.person(Role.PUBLISHER)
    assert no.post(f"/en/work/here/jobs/{job.pk}/again/").status_code == 403
    yes = workspace.person(Role.PRIVACY_OFFICER)
    assert yes.post(f"/en/work/here/jobs/{job.pk}/again/").status_code == 302
    job.refresh_from_db()
    assert (job.state, len(done), job.created_by) == (State.DONE, 1, yes.user)


def test_who_could_not_begin_it_does_not_end_what_is_a_colleagues(workspace):
    handler("fake", verb=Verb.PURGE)(lambda work: None)
    owner, no = workspace.person(Role.PRIVACY_OFFICER), workspace.person(Role.DATA_OFFICER)
    job = handed_over(owner.user, "fake")
    assert "/cancel/" not in page(no, job).content.decode()
    assert no.post(f"/en/work/here/jobs/{job.pk}/cancel/").status_code == 403
    job.refresh_from_db()
    assert (job.state, job.cancel_asked) == (State.WAITING, False)
    refused = Event.objects.get(verb=Verb.CANCEL_JOB, outcome="denied")
    assert (refused.thing, refused.details["why"]) == (str(job.pk), "role")
    other = workspace.person(Role.PRIVACY_OFFICER)
    assert "/cancel/" in page(other, job).content.decode()
    assert other.post(f"/en/work/here/jobs/{job.pk}/cancel/").status_code == 302
    job.refresh_from_db()
    assert job.state == State.CANCELLED
    own = handed_over(no.user, "fake")
    assert no.post(f"/en/work/here/jobs/{own.pk}/cancel/").status_code == 302, "their own"
