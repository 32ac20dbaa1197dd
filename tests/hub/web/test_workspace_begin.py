"""Beginning a dataset, and who may not."""

from __future__ import annotations

import os

import pytest
from django.db import connection
from django.test import Client

from lanterne.catalogue.file_names import SLUG
from lanterne.hub.audit.models import Event
from lanterne.hub.people.roles import Role
from lanterne.hub.web.models import Dataset


def test_the_database_is_the_one_that_was_named(workspace):
    named = "LANTERNE_TEST_POSTGRESQL" in os.environ
    assert connection.vendor == ("postgresql" if named else "sqlite")


NEW = "/en/work/here/new/"


def test_somebody_begins_a_dataset(workspace):
    client = workspace.person(Role.DATA_OFFICER)
    assert client.get("/en/work/").headers["Location"] == "/en/work/here/"
    made = client.post(NEW, {"title": "Cases of the north"})
    assert made.status_code == 302
    dataset = Dataset.objects.get()
    assert (dataset.series, dataset.created_by) == ("cases-of-the-north", client.user)
    page = client.get(made.headers["Location"])
    assert "Cases of the north" in page.content.decode()
    last = Event.objects.order_by("-number").first()
    assert (last.verb, last.thing, last.outcome) == ("dataset.see", str(dataset.pk), "allowed")


@pytest.mark.parametrize(
    ("title", "series"),
    [
        ("cases_2024", "cases-2024"),
        ("_Cases__of - the _north_", "cases-of-the-north"),
        ("حالات", "dataset"),
        ("x" * 47 + "_north", "x" * 47),
    ],
)
def test_a_dataset_has_a_name_that_can_be_published(workspace, title, series):
    workspace.person(Role.DATA_OFFICER).post(NEW, {"title": title})
    assert Dataset.objects.get().series == series
    assert SLUG.fullmatch(series)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR, Role.PUBLISHER])
def test_a_role_that_does_not_collect_begins_nothing_and_it_is_written_down(workspace, role):
    client = workspace.person(role)
    assert client.post(NEW, {"title": "Not for me"}).status_code == 403
    assert not Dataset.objects.exists()
    assert Event.objects.get().outcome == "denied"


def test_another_organisation_is_as_if_it_did_not_exist(workspace):
    client = workspace.person(Role.DATA_OFFICER)
    client.post(NEW, {"title": "Ours"})
    other = workspace.person(Role.DATA_OFFICER, organisation="elsewhere")
    dataset = Dataset.objects.get()
    for place in ("here", "elsewhere"):
        assert other.get(f"/en/work/{place}/datasets/{dataset.pk}/").status_code == 404


def test_a_form_from_elsewhere_does_nothing(workspace):
    known = workspace.person(Role.DATA_OFFICER)
    client = Client(enforce_csrf_checks=True, HTTP_HOST="127.0.0.1:8000")
    client.get(workspace.door.link(str(known.user.pk)))
    answer = client.post(NEW, {"title": "Forged"})
    assert answer.status_code == 403
    assert "Nothing was done" in answer.content.decode()
    assert not Dataset.objects.exists()
