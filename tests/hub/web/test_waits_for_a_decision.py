"""What waits for somebody's decision is the first thing on their page, with a link to it."""

from __future__ import annotations

import pytest
from road import dataset_with_cases, decided, run_with_release, submitted

from lanterne.hub.people.models import Membership, Organisation
from lanterne.hub.people.roles import Role
from lanterne.hub.web.models import Publication

HERE = "/en/work/here/"


@pytest.fixture
def officer(accounts):
    return accounts.person(Role.DATA_OFFICER)


@pytest.fixture
def privacy(accounts):
    return accounts.person(Role.PRIVACY_OFFICER)


@pytest.fixture
def publisher(accounts):
    return accounts.person(Role.PUBLISHER)


def waiting(client):
    """What, about what, and where: each leads to a page that this person may see."""
    page = client.get(HERE)
    found = [(str(one.what), one.about, one.address) for one in page.context["waiting"]]
    text = page.content.decode()
    for _what, _about, address in found:
        assert client.get(address).status_code == 200
        assert text.index(f'href="{address}"') < text.index("<h1>"), "before all the rest"
    assert ("Waiting for your decision" in text) is bool(found)
    return found


def test_a_limit_waits_for_a_privacy_officer_alone(officer, privacy, publisher, tmp_path):
    assert waiting(privacy) == []
    dataset = dataset_with_cases(officer.user, tmp_path, decided=False)
    (one,) = waiting(privacy)
    assert one == (
        "Set the limit of the budget, or decline one",
        dataset.title,
        f"{HERE}datasets/{dataset.pk}/protect/",
    )
    assert waiting(officer) == waiting(publisher) == []
    form = {"decline": "1", "reason": "One report a year.", "sure": "1"}
    privacy.post(f"{HERE}datasets/{dataset.pk}/protect/limit/", form)
    assert waiting(privacy) == []


def test_a_review_waits_for_those_who_did_not_make_it(
    accounts, officer, privacy, publisher, tmp_path, made
):
    dataset = dataset_with_cases(officer.user, tmp_path)
    both = accounts.person(Role.DATA_OFFICER, Role.PUBLISHER)
    submission = submitted(both, run_with_release(dataset, both.user, made))
    for client in (privacy, publisher):
        ((what, about, address),) = waiting(client)
        assert what == "Approve a release, send it back or refuse it"
        assert (about, address) == (dataset.title, f"{HERE}submissions/{submission.pk}/")
    assert waiting(both) == waiting(officer) == []
    decided(privacy, submission)
    assert waiting(privacy) == []
    ((what, _about, _address),) = waiting(publisher)
    assert what == "Publish what was approved"
    publisher.post(f"{HERE}submissions/{submission.pk}/publish/")
    assert waiting(publisher) == []


def test_a_suspended_edition_waits_for_a_second_person_before_all_else(
    officer, privacy, publisher, tmp_path, made
):
    dataset = dataset_with_cases(officer.user, tmp_path)
    first = submitted(officer, run_with_release(dataset, officer.user, made))
    decided(privacy, first)
    publisher.post(f"{HERE}submissions/{first.pk}/publish/")
    submitted(officer, run_with_release(dataset, officer.user, made))
    edition = Publication.objects.get()
    form = {"reason_en": "A place names somebody.", "sure": "1"}
    publisher.post(f"{HERE}publications/{edition.pk}/withdraw/", form)
    assert [about for _what, about, _address in waiting(privacy)] == [edition.name, dataset.title]
    assert edition.name not in [about for _what, about, _address in waiting(publisher)]
    assert "urgent" in privacy.get(HERE).content.decode()


def test_who_works_in_several_organisations_sees_how_much_waits_in_each(
    accounts, officer, privacy, tmp_path
):
    dataset_with_cases(officer.user, tmp_path, decided=False)
    there, _ = Organisation.objects.get_or_create(slug="there", defaults={"name": "there"})
    Membership.objects.create(user=privacy.user, organisation=there, role=Role.PRIVACY_OFFICER)
    text = privacy.get("/en/work/").content.decode()
    assert text.count("Decisions waiting for you: 1") == 1
    assert privacy.get("/en/work/there/").context["waiting"] == []


def test_on_one_computer_the_one_person_sees_the_limit_too(workspace, tmp_path):
    from lanterne.hub.people.laptop import first_person  # noqa: PLC0415 - apps must be loaded

    person = first_person()
    dataset_with_cases(person, tmp_path, decided=False)
    page = workspace.browser(person).get(HERE).content.decode()
    assert "Set the limit of the budget, or decline one" in page
