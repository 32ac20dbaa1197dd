"""Who takes part in a joint dataset reaches nothing of another organisation but the agreement."""

from __future__ import annotations

import re

import routes
from django.db import transaction
from joint_road import agreed, approve, close, draw, hand_in_all, notice, people_of, written

from lanterne.hub.audit.models import Event
from lanterne.hub.jobs.models import Job
from lanterne.hub.joint.models import Partner
from lanterne.hub.people.models import Membership, Organisation, User
from lanterne.hub.people.roles import Role
from lanterne.hub.web.models import Publication, Submission

SERVER = "lanterne.hub.server_urls"
SHARED = re.compile(
    r"/en/work/<slug:organisation>/joint/"
    r"(<uuid:agreement>|editions/<uuid:joint_run>|public/<uuid:joint_publication>)/"
)


def test_people_of_another_organisation_find_the_agreement_and_nothing_else(accounts):
    """At their own desk, with every role, they name each thing of the one that proposed it."""
    place = Organisation.objects.create(slug="here", name="here")
    maker = User.objects.create_user("maker@example.org", name="maker")
    for role in Role:
        Membership.objects.create(user=maker, organisation=place, role=role)
    names = {**routes.things(place, maker), "organisation": routes.ELSEWHERE}
    other = accounts.person(*Role, organisation=routes.ELSEWHERE)
    of_things = [
        one
        for one in routes.routes(SERVER)
        if one.needs and one.needs[2] and one.path.startswith("/en/work/<slug:organisation>/")
    ]
    assert len(of_things) > 80, "each address that names a thing"
    opened = {
        (one.path, method)
        for one in of_things
        for method in one.methods
        if routes.answers(one, method, routes.asked(one, names), {"other": other})["other"] == "in"
    }
    assert {path for path, _method in opened if not SHARED.match(path)} == set()
    assert any(path.endswith("<uuid:agreement>/") for path, _method in opened), "this they find"


def test_what_only_the_proposer_does_is_denied_to_the_others(house, tmp_path):
    agreement = agreed(house)
    south = house["south"]
    for rest in ("invite/", "add/", "remove/"):
        assert south.privacy.post(south.at(f"{agreement.pk}/{rest}")).status_code == 403
    for rest in ("close/", "draw/"):
        assert south.officer.post(south.at(f"{agreement.pk}/{rest}")).status_code == 403
    assert Event.objects.filter(organisation=south.organisation.pk, outcome="denied").exists()


def said(page, hidden):
    """Which of these a page says, in words of their own: an id may hold any four digits."""
    return [text for text in hidden if re.search(rf"(?<![\w-]){re.escape(text)}(?![\w-])", page)]


def test_no_page_says_anything_of_what_another_organisation_handed_in(house, tmp_path):
    """Its number of rows, its size, its dataset and its file are nowhere; that it did is."""
    agreement = agreed(house)
    odd = 1237
    for slug, one in house.items():
        rows = people_of(slug, 1, odd if slug == "east" else 0)
        one.hand_in(agreement, written(rows, tmp_path / f"{slug}-secret.csv"))
    close(house["north"], agreement, 2025)
    run = draw(house["north"], agreement)
    east = house["east"].bring(tmp_path / "east-secret.csv")
    hidden = {str(east.size), "east-secret", "Cases of east", str(east.dataset_id), str(odd + 400)}
    for slug in ("north", "south"):
        one = house[slug]
        jobs = [f"jobs/{job.pk}/" for job in Job.objects.filter(organisation=one.organisation)]
        for client in (one.officer, one.privacy):
            for rest in ("", f"{agreement.pk}/", f"editions/{run.pk}/", f"{agreement.pk}/close/"):
                page = client.get(one.at(rest)).content.decode()
                assert not said(page, hidden), (slug, rest)
            for rest in ("", "jobs/", "audit/", *jobs):
                page = client.get(f"/en/work/{slug}/{rest}").content.decode()
                assert not said(page, hidden), (slug, rest)


def test_each_reading_stands_in_the_log_of_whose_cases_they_are(house, tmp_path):
    agreement = agreed(house)
    hand_in_all(house, agreement, tmp_path)
    close(house["north"], agreement, 2025)
    for one in house.values():
        found = Event.objects.filter(organisation=one.organisation.pk, verb="joint.measure")
        assert found.count() == 1


def test_who_left_sees_the_agreement_and_no_edition(house, tmp_path):
    agreement = agreed(house)
    hand_in_all(house, agreement, tmp_path)
    close(house["north"], agreement, 2025)
    run = draw(house["north"], agreement)
    south = house["south"]
    south.privacy.post(south.at(f"{agreement.pk}/leave/"), {"sure": "1"})
    assert south.privacy.get(south.at(f"{agreement.pk}/")).status_code == 200
    assert south.privacy.get(south.at(f"editions/{run.pk}/")).status_code == 404
    note = south.privacy.get(south.at(f"{agreement.pk}/confirmation.md"))
    assert note.status_code == 200
    assert "Sud" in note.content.decode()
    assert (
        house["east"].privacy.get(house["east"].at(f"{agreement.pk}/confirmation.md")).status_code
        == 404
    )


def test_who_left_before_anything_was_measured_hides_nothing(house, tmp_path):
    agreement, lead = agreed(house), house["north"]
    hand_in_all(house, agreement, tmp_path)
    close(lead, agreement, 2025)
    run = draw(lead, agreement)
    lead.privacy.post(lead.at(f"editions/{run.pk}/submit/"), notice())
    submission, owned = Submission.objects.get(), {"created_by": agreement.created_by}
    public = Publication.objects.create(submission=submission, name="a.v1", edition=1, **owned)
    south = house["south"]
    south.privacy.post(south.at(f"{agreement.pk}/leave/"), {"sure": "1"})
    address, page = south.at(f"public/{public.pk}/hide/"), south.at(f"{agreement.pk}/")
    assert address in south.privacy.get(page).content.decode(), "its cases were measured"
    Partner.objects.filter(organisation=south.organisation).update(note="")
    assert address not in south.privacy.get(page).content.decode(), "none were"
    assert south.privacy.get(address).status_code == 404


def test_nobody_approves_what_they_submitted_and_all_must_approve(house, tmp_path):
    agreement, lead = agreed(house), house["north"]
    hand_in_all(house, agreement, tmp_path)
    close(lead, agreement, 2025)
    run = draw(lead, agreement)
    lead.privacy.post(lead.at(f"editions/{run.pk}/submit/"), notice())
    assert approve(lead, run).status_code == 403, "its author"
    for slug in ("south", "east"):
        assert approve(house[slug], run).status_code == 302
    publish = lead.at(f"editions/{run.pk}/publish/")
    assert lead.privacy.post(publish).status_code == 409, "the proposer itself has not approved"
    lead.officer.post(lead.at(f"editions/{run.pk}/submit/"), notice(citation="Cite us."))
    for slug in ("south", "east"):
        assert approve(house[slug], run).status_code == 302, "of other words it is asked anew"
    assert approve(lead, run).status_code == 302
    with transaction.atomic():
        assert lead.privacy.post(publish).status_code == 302


def test_what_was_refused_stands_in_the_log_as_what_it_was(house, tmp_path):
    agreement, lead = agreed(house), house["north"]
    south = house["south"]
    assert lead.officer.post(lead.at(f"{agreement.pk}/draw/")).status_code == 409
    gone = {"number": "S-1"}
    assert south.officer.post(south.at(f"{agreement.pk}/withdraw/"), gone).status_code == 409
    hand_in_all(house, agreement, tmp_path)
    close(lead, agreement, 2025)
    run = draw(lead, agreement)
    assert lead.privacy.post(lead.at(f"editions/{run.pk}/publish/")).status_code == 409
    for slug, verbs in (("north", ["run.start", "release.publish"]), ("south", ["joint.hand-in"])):
        found = Event.objects.filter(
            organisation=house[slug].organisation.pk, outcome="denied", details__why="state"
        )
        assert [one.verb for one in found.order_by("number")] == verbs
