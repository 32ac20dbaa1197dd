"""The page of a ledger: what was spent, what remains, and whether it is whole."""

from __future__ import annotations

import csv
import io

import pytest

from lanterne.hub.people.roles import Role
from lanterne.hub.web.models import Dataset
from lanterne.privacy import Budget, KRelease, Ledger, Spend
from lanterne.privacy.spending import UnitSpend


@pytest.fixture
def dataset(workspace):
    client = workspace.person(Role.DATA_OFFICER)
    client.post("/en/work/here/new/", {"title": "Cases"})
    return Dataset.objects.get()


@pytest.fixture
def ledger(workspace, dataset):
    made = Ledger(workspace.home.ledgers / dataset.ledger_name)
    made.create(Budget(10.0, 1e-5))
    also = (UnitSpend("perpetrator", Budget(8.0, 1e-6), ()),)
    made.charge(Spend("all", "victim", Budget(4.0, 1e-6), (), "=run-one", "", also))
    made.charge(Spend("all", "victim", Budget(2.5, 1e-6), (), "run-two"))
    made.note_look("run-one")
    return made


def page(workspace, dataset, role=Role.AUDITOR, rest="ledger/", language="en"):
    client = workspace.person(role)
    return client.get(f"/{language}/work/here/datasets/{dataset.pk}/{rest}")


def test_an_empty_ledger_has_spent_nothing(workspace, dataset):
    assert "Nothing has been spent yet." in page(workspace, dataset).content.decode()


def test_what_was_spent_and_what_remains(workspace, dataset, ledger):
    answer = page(workspace, dataset)
    account = answer.context["ledger"]
    assert account.fault is None
    assert [(one.releases, one.epsilon, one.epsilon_left) for one in account.sums] == [
        (2, 6.5, 3.5),
        (1, 8.0, 2.0),
    ]
    text = answer.content.decode()
    for words in ("The ledger is whole", "the budget was charged", "ε = ", "6.5", "3.5", "run-two"):
        assert words in text
    assert "Perpetrators" in text
    assert (
        "Le registre des dépenses est intact"
        in page(workspace, dataset, language="fr").content.decode()
    )


def test_the_same_for_programs_and_spreadsheets(workspace, dataset, ledger):
    said = page(workspace, dataset, rest="ledger.json").json()
    assert (said["whole"], said["evaluations"]) == (True, 1)
    assert [one["kind"] for one in said["entries"]] == ["open", "spend", "spend", "evaluation"]
    rows = list(
        csv.DictReader(io.StringIO(page(workspace, dataset, rest="ledger.csv").content.decode()))
    )
    assert [(row["unit"], row["epsilon"]) for row in rows] == [
        ("", ""), ("victim", "4.0"), ("perpetrator", "8.0"), ("victim", "2.5"), ("", ""),
    ]  # fmt: skip
    assert rows[1]["release"] == "'=run-one"


def test_a_release_by_a_k_method_stands_there_with_its_reason(workspace, dataset):
    path = workspace.home.ledgers / dataset.ledger_name
    Ledger(path).note_k_release(KRelease("all", "run-k", "k-anonymised", 10))
    reason = "The ministry asked for <b>both</b>."
    Ledger(path, reason).charge(Spend("all", "person", Budget(1.0, 1e-6), (), "run-dp"))
    text = page(workspace, dataset).content.decode()
    assert "it costs no ε" in text
    assert "k = 10" in text
    assert "The ministry asked for &lt;b&gt;both&lt;/b&gt;." in text


def test_a_ledger_that_was_changed_is_said_to_be(workspace, dataset, ledger):
    ledger.path.write_text(ledger.path.read_text().replace('"epsilon":4.0', '"epsilon":1.0'))
    answer = page(workspace, dataset)
    assert "The ledger is not whole" in answer.content.decode()
    assert answer.context["ledger"].fault == 2
    assert page(workspace, dataset, rest="ledger.json").json()["whole"] is False


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("rest", ["ledger/", "ledger.json", "ledger.csv"])
def test_who_may_read_it(workspace, dataset, role, rest):
    expected = 403 if role in {Role.CASE_WORKER, Role.ADMINISTRATOR} else 200
    assert page(workspace, dataset, role, rest).status_code == expected
    other = workspace.person(Role.AUDITOR, organisation="elsewhere")
    assert other.get(f"/en/work/elsewhere/datasets/{dataset.pk}/{rest}").status_code == 404
