"""What the gate refuses reaches the catalogue by no route, but with a reason in public."""

from __future__ import annotations

import html
import json
import re
import uuid

import pytest
import routes
from django.utils import timezone
from road import dataset_with_cases, decided, judged_here, notice, run_with_release, submitted

from lanterne.catalogue import read_state
from lanterne.gate import level_text, load_policy
from lanterne.hub.audit.models import Event
from lanterne.hub.jobs.models import Job, State
from lanterne.hub.people.models import Organisation
from lanterne.hub.people.roles import Role
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.edition import Edition
from lanterne.hub.web.models import Decision, Exemption, Publication, Submission
from lanterne.hub.web.publish import release_folders
from lanterne.hub.web.review.policies import label_of, policy_of
from let_pass import judged

TIGHT = level_text("usual").replace("epsilon = 5.0", "epsilon = 0.5")
WHY = {
    "reason_fr": "Un tribunal a ordonné de la publier.",
    "reason_ar": "أمرت المحكمة بنشره اليوم.",
}
ROUTES = [
    one
    for one in routes.routes("lanterne.hub.workspace_urls")
    if one.path.startswith("/en/work/<slug:organisation>/") and "POST" in one.methods
]


@pytest.fixture
def second(workspace):
    return workspace.person(Role.PRIVACY_OFFICER, Role.PUBLISHER)


@pytest.fixture
def dataset(officer, tmp_path):
    return dataset_with_cases(officer.user, tmp_path, "Cases of the north")


@pytest.fixture
def run(dataset, officer, made):
    return run_with_release(dataset, officer.user, made, passed=None)


def publish(client, submission):
    return client.post(f"/en/work/here/submissions/{submission.pk}/publish/")


def exempt(client, submission, **reason):
    return client.post(f"/en/work/here/submissions/{submission.pk}/exempt/", reason or WHY)


def use_policy(client, choice, text=""):
    return client.post("/en/work/here/policy/set/", {"choice": choice, "text": text})


def public(workspace):
    """Editions that anybody can have, and whether an exception stands beside each."""
    state = read_state(workspace.home.releases)
    assert not state.problems
    for one in Catalogue(workspace.home.releases).entries():
        assert isinstance(one, Edition)
    return {
        record.name: record.notice.gate is not None and record.notice.gate.exemption is not None
        for series in state.series.values()
        for record in series.records
    }


def forced(run, by, state):
    """A submission that somebody brought into a state past all pages."""
    submission = Submission.objects.create(
        run=run,
        notice=routes.NOTICE,
        mark=release_folders.mark(run),
        state=state,
        created_by=run.created_by,
    )
    Decision.objects.create(
        submission=submission, verdict="approve", seal=submission.seal, created_by=by
    )
    return submission


@pytest.mark.parametrize(
    ("answer", "everywhere"),
    [
        (False, False),
        # test_publication_gate refuses what nobody judged.
        pytest.param(None, False, marks=pytest.mark.long),
        pytest.param(False, True, marks=pytest.mark.long),
    ],
    ids=["refused", "unjudged", "refused-everywhere"],
)
def test_no_route_leads_a_release_that_has_not_passed_into_the_catalogue(
    workspace, tmp_path, made, answer, everywhere
):
    """Of submissions and jobs, or of all that take a form."""
    assert len(ROUTES) > 40
    on_it = [one for one in ROUTES if "submission>" in one.path or "job>" in one.path]
    for number, route in enumerate(ROUTES if everywhere else on_it):
        maker = workspace.person(Role.DATA_OFFICER)
        everything = workspace.person(*Role)
        Organisation.objects.filter(slug="here").update(policy=TIGHT)
        dataset = dataset_with_cases(maker.user, tmp_path, f"Dataset {number}")
        run = run_with_release(dataset, maker.user, made, passed=answer)
        open_, approved, stuck = (
            forced(run, everything.user, state) for state in ("open", "approved", "publishing")
        )
        job = Job.objects.create(
            kind="publish",
            organisation=dataset.organisation,
            subject=approved.pk,
            created_by=everything.user,
            state=State.FAILED,
            ended=timezone.now(),
        )
        for submission in (open_, approved, stuck) if route in on_it else (approved,):
            names = {
                "organisation": "here",
                "dataset": str(dataset.pk),
                "case_file": str(dataset.case_files.get().pk),
                "run": str(run.pk),
                "report": str(uuid.uuid4()),
                "publication": str(uuid.uuid4()),
                "member": str(maker.user.pk),
                "invitation": str(uuid.uuid4()),
                "submission": str(submission.pk),
                "job": str(job.pk),
                "role": "publisher",
            }
            others = re.findall(r"<uuid:(\w+)>", route.path)
            names = {**{name: str(uuid.uuid4()) for name in others}, **names}
            form = notice() | {"verdict": "approve", "seal": submission.seal, "run": str(run.pk)}
            form |= {"choice": "lenient", "policy": "lenient", "comment": "Yes."}
            client = workspace.browser(everything.user)
            client.raise_request_exception = False
            client.post(routes.asked(route, names), form)
            assert public(workspace) == {}, (route.path, submission.state)
        for one in Submission.objects.filter(run=run):
            client = workspace.person(Role.PRIVACY_OFFICER, Role.PUBLISHER)
            decided(client, one)
            publish(client, one)
        assert public(workspace) == {}, route.path
    assert not Publication.objects.exists()


def test_an_exception_is_public_with_the_edition_and_approved_with_it(
    workspace, officer, second, run
):
    second.user.name = "Rosa"
    second.user.save()
    judged_here(run, passed=False)
    submission = submitted(officer, run)
    assert decided(second, submission).status_code == 409
    assert exempt(second, submission).status_code == 302
    assert decided(second, submission, seal="x").status_code == 409
    assert decided(second, submission).status_code == 302
    assert publish(second, submission).status_code == 302
    assert public(workspace) == {"cases-of-the-north.v1": True}
    (record,) = read_state(workspace.home.releases).series["cases-of-the-north"].records
    gate = record.notice.gate
    assert (gate.answer, gate.policy, str(gate.exemption.by)) == (
        "refused", "usual", "privacy-officer",
    )  # fmt: skip
    assert gate.content == load_policy("usual").content
    for language, said in (
        ("en", "Published by exception"),
        ("fr", "Publiée par exception"),
        ("es", "Publicada por excepción"),
        ("ar", "نُشر استثناءً"),
    ):
        page = officer.get(f"/{language}/releases/cases-of-the-north.v1/").content.decode()
        assert said in page, language
        assert WHY["reason_ar" if language == "ar" else "reason_fr"] in page
        assert "Rosa" not in page, "a title, and no name"
    for place in ("", "datasets/cases-of-the-north/"):
        shown = html.unescape(officer.get(f"/fr/{place}").content.decode())
        assert "Publiée par exception\u00a0: sa page dit pourquoi." in shown
    answer = json.loads(officer.get("/api/v1/releases/cases-of-the-north.v1").content)
    assert answer["gate"]["exemption"]["reason"]["fr"] == WHY["reason_fr"]
    (listed,) = json.loads(officer.get("/api/v1/releases").content)["releases"]
    assert listed["gate"]["answer"] == "refused"
    assert WHY["reason_fr"] in officer.get("/api/v1/releases.csv").content.decode()
    done = Event.objects.filter(verb="gate.exempt", outcome="done")
    assert [one.actor for one in done] == [str(second.user.pk)]


def test_the_candidate_shows_the_exception_as_the_public_will_read_it(officer, second, run):
    submission = submitted(officer, run)
    exempt(second, submission)
    page = second.get(f"/fr/work/here/submissions/{submission.pk}/seen/").content.decode()
    assert WHY["reason_fr"] in page


def test_who_made_it_makes_no_exception_and_only_privacy_officers_do(workspace, second, run):
    author = workspace.person(*Role)
    submission = submitted(author, run)
    assert exempt(author, submission).status_code == 403
    for role in Role:
        if role is not Role.PRIVACY_OFFICER:
            assert exempt(workspace.person(role), submission).status_code == 403
    for short in ({"reason_en": "Because."}, {"reason_en": "", "reason_fr": " "}):
        assert exempt(second, submission, **short).status_code == 422
    assert not Exemption.objects.exists()


def test_what_passes_needs_no_exception(officer, second, run):
    judged_here(run, passed=True)
    submission = submitted(officer, run)
    assert exempt(second, submission).status_code == 409
    assert decided(second, submission).status_code == 302


def test_an_exception_after_approval_is_approved_anew(officer, second, run):
    submission = submitted(officer, run)
    exempt(second, submission)
    decided(second, submission)
    Exemption.objects.create(
        submission=submission,
        reason={"en": "Quite another reason than before."},
        answer="unjudged",
        policy="usual",
        content=load_policy("usual").content,
        created_by=second.user,
    )
    publish(second, submission)
    assert not Publication.objects.exists()


def test_another_policy_or_answer_ends_a_pass_and_an_exception(
    workspace, officer, second, run, dataset, made
):
    other = run_with_release(dataset, officer.user, made)
    passed, excepted = submitted(officer, other), submitted(officer, run)
    exempt(second, excepted)
    for one in (passed, excepted):
        assert decided(second, one).status_code == 302
    assert use_policy(second, "strict").status_code == 302
    for one in (passed, excepted):
        assert publish(second, one).status_code == 409
    assert use_policy(second, "usual").status_code == 302
    judged_here(run, passed=False)  # until now it had not been judged
    assert publish(second, excepted).status_code == 409
    judged_here(other, passed=False)
    assert publish(second, passed).status_code == 409
    assert public(workspace) == {}


def test_a_record_by_another_key_lets_nothing_pass(workspace, officer, second, run):
    judged(release_folders.release_of(run), passed=True)
    submission = submitted(officer, run)
    assert decided(second, submission).status_code == 409
    judged_here(run, passed=True)
    assert decided(second, submission).status_code == 302


def test_a_privacy_officer_alone_sets_the_policy_and_it_is_known_by_its_content(
    workspace, officer, second
):
    place = Organisation.objects.get(slug="here")
    assert place.policy == "usual"
    for role in Role:
        if role is not Role.PRIVACY_OFFICER:
            assert use_policy(workspace.person(role), "lenient").status_code == 403
    assert officer.get("/en/work/here/policy/").status_code == 200
    false = level_text("lenient").replace('"lenient"', '"strict"').replace("k = 5", "k = 4")
    assert use_policy(second, "own", false).status_code == 302
    place.refresh_from_db()
    assert policy_of(place).promise.k == 4
    page = second.get("/en/work/here/policy/").content.decode()
    assert html.escape(label_of(policy_of(place))) in page
    assert "Its own name" not in page
    assert use_policy(second, "own", level_text("strict")).status_code == 302
    place.refresh_from_db()
    assert place.policy == "strict"
    for wrong in ("", "k = 1", TIGHT.replace("epsilon = 0.5", "epsilon = -1")):
        assert use_policy(second, "own", wrong).status_code == 422
    done = Event.objects.filter(verb="policy.set", outcome="done").order_by("number")
    assert [one.details["policy"] for one in done] == ["own", "strict"]


def test_the_gate_holds_a_release_to_the_policy_of_the_organisation(officer, second, run):
    use_policy(second, "own", TIGHT)
    at = f"/en/work/here/datasets/{run.dataset.pk}/evaluate/gate/"
    assert officer.post(at, {"run": run.pk, "policy": "lenient"}).status_code == 302
    submission = submitted(officer, run)
    page = officer.get(f"/en/work/here/submissions/{submission.pk}/").content.decode()
    assert "The gate refuses it under the policy" in page
    assert decided(second, submission).status_code == 409
