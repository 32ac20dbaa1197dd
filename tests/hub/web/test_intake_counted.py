"""Only cases whose consent to statistics is given reach a dataset: attacked from all sides."""

from __future__ import annotations

import csv
import io
import itertools
import uuid
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from intake_worker import (
    INTAKE,
    TODAY,
    answer_needed,
    case_of,
    hold_back,
    let_be_counted,
    register,
    say,
    switched_on,
)

from lanterne.errors import LanterneError
from lanterne.hub.intake import case_state
from lanterne.hub.intake.counted import counted, counted_cases
from lanterne.hub.intake.models import (
    Case,
    Consent,
    EarlierAnswers,
    Intake,
    Perpetrator,
    Person,
)
from lanterne.hub.jobs.models import Job
from lanterne.hub.people.roles import Role
from lanterne.hub.web.data.case_files import (
    Stored,
    add_case_file,
    cases_path,
    delete_case_file,
    document_of,
)
from lanterne.hub.web.data.dataset_codebook import codebook_of
from lanterne.hub.web.models import CaseFile, Dataset, Run
from lanterne.hub.web.work import protect
from lanterne.intake.consent import Said
from lanterne.intake.tables import case_tables
from lanterne.vault import VaultError

SAID = tuple(one.value for one in Said)


def tables(until=None):
    """The files of what is counted."""
    found = counted(Intake.objects.get(), until or date.today())
    extra = tuple(filter(None, (found.people, found.households)))
    made = case_tables(found.form, found.rows, extra)
    return {name: list(csv.reader(io.StringIO(text.decode()))) for name, text in made.files.items()}


def test_every_history_of_consent_counts_as_its_last_word(workspace):
    """All sequences of up to three statements, with other purposes between them."""
    host = switched_on(workspace, "lanterne-cases")
    expected = set()
    histories = [one for size in range(4) for one in itertools.product(SAID, repeat=size)]
    for number, history in enumerate(histories):
        person = register(host, f"Person{number}")
        for said in history:
            Consent.objects.create(
                person=person,
                purpose="statistics",
                said=said,
                by="person",
                on=date.today(),
                created_by=host.user,
            )
            Consent.objects.create(
                person=person,
                purpose="research",
                said="given",
                by="person",
                on=date.today(),
                created_by=host.user,
            )
        if history and history[-1] == "given":
            expected.add(person.code)
    found = counted_cases(Intake.objects.get(), date.today())
    assert {one.person.code for one in found} == expected
    assert len(expected) == 1 + 4 + 16


def test_of_two_statements_at_one_moment_the_smaller_counts(workspace):
    host = switched_on(workspace, "lanterne-cases")
    for said in ("refused", "withdrawn", "not-asked"):
        person = register(host, f"Somebody {said}")
        say(host, person, said)
        say(host, person, "given")
        numbers = person.consents.values_list("number", flat=True)
        person.consents.update(number=max(numbers))
        page = host.get(f"{INTAKE}/people/{person.pk}/").content.decode()
        assert "No case of this person is counted" in page
    assert not counted_cases(Intake.objects.get(), date.today()).exists()


def test_nothing_else_lets_a_case_be_counted(workspace):
    host = switched_on(workspace, "lanterne-cases")
    silent, held, later, other = (
        register(host, name) for name in ("Silent One", "Held Two", "Later Three", "Other Four")
    )
    for purpose in ("assistance", "research"):
        say(host, silent, "given", purpose)
    say(host, silent, "given", "referral", note="a refuge")
    for person in (held, later, other):
        say(host, person, "given")
    host.post(f"{INTAKE}/cases/{case_of(held).pk}/hold-back/", {"reason": "in danger"})
    Case.objects.filter(person=later).update(registered=date.today() + timedelta(days=1))
    found = counted_cases(Intake.objects.get(), date.today())
    assert [one.person for one in found] == [other]
    assert host.post(f"{INTAKE}/cases/{case_of(other).pk}/hold-back/", {}).status_code == 422
    assert counted_cases(Intake.objects.get(), date.today()).count() == 1


def test_who_withdraws_is_in_no_later_measurement_whichever_day_is_asked_for(workspace):
    host = switched_on(workspace, "lanterne-cases")
    person = register(host, "Amina Diallo", registered="2024-05-06")
    say(host, person, "given", on="2024-05-06")
    before = date(2024, 12, 31)
    assert counted_cases(Intake.objects.get(), before).count() == 1
    say(host, person, "withdrawn")
    for until in (before, date.today()):
        assert not counted_cases(Intake.objects.get(), until).exists()
        (header,) = tables(until)["victims.csv"]
        assert "person" in header


def test_answers_of_the_day_that_is_asked_for_are_counted(workspace):
    host = switched_on(workspace, "lanterne-cases")
    person = register(host, "Amina Diallo", registered="2024-05-06")
    say(host, person, "given", on="2024-05-06")
    case, day = case_of(person), date(2024, 12, 31)
    answer_needed(host, case, "cases")
    assert tables(day) == tables(), "what was typed in later, from paper, is as it is now"
    Case.objects.update(written=datetime(2024, 6, 1, tzinfo=UTC))
    EarlierAnswers.objects.update(written=datetime(2024, 5, 6, tzinfo=UTC))
    before = tables()
    answer_needed(host, case, "cases", choice=1)
    assert tables(day) == before
    assert tables() != before


NAMED = ("Aaa", "Bbb", "Ccc", "Ddd", "Eee", "Fff", "Own")
"""Parts of the names of people, and of what a perpetrator is known as."""


@pytest.mark.parametrize("codebook", ["lanterne-cases", "lanterne-network"])
def test_one_person_changes_their_own_rows_alone(workspace, codebook):
    """Brute force over files: each person in turn leaves, is held back, or says something else."""
    host = switched_on(workspace, codebook)
    people = [register(host, name) for name in ("Aaa Bbb", "Ccc Ddd", "Eee Fff")]
    for person in people:
        say(host, person, "given")
        answer_needed(host, case_of(person), "cases")
    shared = None
    if codebook == "lanterne-network":
        for place, person in enumerate(people):
            address = f"{INTAKE}/cases/{case_of(person).pk}/perpetrators"
            host.post(f"{address}/new/", {"known_as": f"Own {place}"})
            if shared is None:
                shared = Perpetrator.objects.get()
            else:
                host.post(f"{address}/same/", {"perpetrator": str(shared.pk)})
        for one in Perpetrator.objects.all():
            answer_needed(host, one, "perpetrators")
            for link in one.links.all():
                answer_needed(host, link, "links")
    whole = tables()
    assert len(whole["victims.csv"]) == 4
    cells = [cell for lines in whole.values() for line in lines for cell in line]
    assert not [cell for cell in cells for part in NAMED if part in cell]
    own = {person: own_codes(person, shared) for person in people}
    for person in people:
        for change in (leave, held_back, otherwise):
            undo = change(host, person)
            now = tables()
            for name, lines in whole.items():
                gone = [line for line in lines if line not in now[name]]
                came = [line for line in now[name] if line not in lines]
                assert all(own[person] & set(line) for line in (*gone, *came)), (name, gone, came)
            undo()
        assert tables() == whole


def own_codes(person, shared):
    """Codes that stand in rows of a person, or of perpetrators whom nobody else told of."""
    links = case_of(person).links.select_related("perpetrator")
    alone = {one.perpetrator.code for one in links if one.perpetrator != shared}
    return {person.code, *alone}


def leave(host, person):
    say(host, person, "withdrawn")
    return lambda: say(host, person, "given")


def held_back(host, person):
    hold_back(host, person)
    return lambda: let_be_counted(host, person)


def otherwise(host, person):
    answer_needed(host, case_of(person), "cases", choice=1)
    return lambda: answer_needed(host, case_of(person), "cases")


@pytest.mark.parametrize("codebook", ["lanterne-cases", "lanterne-network"])
def test_from_the_intake_to_a_dataset_in_order_without_a_mapping(workspace, codebook):
    host = switched_on(workspace, codebook)
    people = [register(host, name) for name in ("Aaa Bbb", "Ccc Ddd", "Eee Fff", "Ggg Hhh")]
    for person in people[:3]:
        say(host, person, "given")
    for person in people:
        answer_needed(host, case_of(person), "cases")
        if codebook == "lanterne-network":
            told = {"known_as": f"Who {person.code} told of"}
            host.post(f"{INTAKE}/cases/{case_of(person).pk}/perpetrators/new/", told)
    for one in Perpetrator.objects.all():
        answer_needed(host, one, "perpetrators")
        answer_needed(host, one.links.get(), "links")
    answer = host.post(
        f"{INTAKE}/statistics/", {"dataset": "new", "title": "Our people", "until": TODAY}
    )
    assert answer.status_code == 302
    made = CaseFile.objects.get()
    assert made.state == CaseFile.State.CHECKED, document_of(made).get("problems")
    assert document_of(made)["people"] == 3
    page = host.get(answer.headers["Location"]).content.decode()
    assert case_of(people[0]).code not in page
    page = host.get(f"/en/work/here/datasets/{made.dataset_id}/data/").content.decode()
    assert "The cases passed the check" in page
    again = host.post(
        f"{INTAKE}/statistics/", {"dataset": str(Dataset.objects.get().pk), "until": TODAY}
    )
    assert again.status_code == 302
    assert Dataset.objects.count() == 1


def test_several_cases_of_a_person_are_one_person(workspace):
    host = switched_on(workspace, "lanterne-cases")
    person = register(host, "Amina Diallo")
    say(host, person, "given")
    host.post(f"{INTAKE}/people/{person.pk}/case/")
    assert person.cases.count() == 2
    for case in person.cases.all():
        answer_needed(host, case, "cases")
    host.post(f"{INTAKE}/statistics/", {"dataset": "new", "title": "One", "until": TODAY})
    made = CaseFile.objects.get()
    assert document_of(made)["people"] == 1


def test_linked_tables_have_one_case_of_each_person(workspace):
    host = switched_on(workspace)
    person = register(host, "Amina Diallo")
    say(host, person, "given")
    host.post(f"{INTAKE}/people/{person.pk}/case/")
    for case in person.cases.all():
        answer_needed(host, case, "cases")
    assert len(tables()["victims.csv"]) == 2


def test_only_a_data_officer_brings_cases_into_a_dataset(workspace):
    host = switched_on(workspace)
    del host
    for role in Role:
        client = workspace.person(role)
        allowed = client.get(f"{INTAKE}/statistics/").status_code == 200
        assert allowed == (role is Role.DATA_OFFICER), role


def test_a_day_in_the_future_and_a_dataset_of_others_are_refused(workspace):
    host = switched_on(workspace)
    tomorrow = (date.today() + timedelta(days=1)).isoformat()
    answer = host.post(f"{INTAKE}/statistics/", {"dataset": "new", "title": "x", "until": tomorrow})
    assert answer.status_code == 422
    elsewhere = workspace.person(*Role, organisation="elsewhere")
    elsewhere.post("/en/work/elsewhere/new/", {"title": "Theirs"})
    theirs = Dataset.objects.get()
    sent = {"dataset": str(theirs.pk), "title": "x", "until": TODAY}
    assert host.post(f"{INTAKE}/statistics/", sent).status_code == 422
    assert not CaseFile.objects.exists()
    assert Person.objects.count() == 0


def test_who_withdraws_after_the_cases_were_brought_in_is_measured_no_more(workspace):
    """The file still holds the row: so nothing reads it, until it is brought in again."""
    host = switched_on(workspace, "lanterne-cases")
    people = [register(host, name) for name in ("Aaa Bbb", "Ccc Ddd", "Eee Fff")]
    for person in people:
        say(host, person, "given")
        answer_needed(host, case_of(person), "cases")
    sent = {"dataset": "new", "title": "Our people", "until": TODAY}
    host.post(f"{INTAKE}/statistics/", sent)
    made = CaseFile.objects.get()
    book = codebook_of(made.dataset)
    with cases_path(made, book) as path:
        assert path.exists()
    say(host, people[0], "withdrawn")
    with pytest.raises(LanterneError, match="withdrawn their consent"), cases_path(made, book):
        pass
    host.post(f"/en/work/here/cases/{made.pk}/check/")
    place = f"/en/work/here/datasets/{made.dataset_id}"
    host.post(f"{place}/risk/assess/", {"length": "3", "k": "5"})
    assert {one.state for one in Job.objects.filter(kind__in=("check", "risk"))} == {"failed"}
    host.post(f"{INTAKE}/statistics/", {**sent, "dataset": str(made.dataset_id)})
    fresh = CaseFile.objects.order_by("-number")[0]
    assert document_of(fresh)["people"] == 2
    with cases_path(fresh, book) as path:
        assert path.exists()
    say(host, people[0], "given")
    with cases_path(made, book) as path:
        assert path.exists(), "who agrees again is counted again"


def test_a_case_that_lacks_answers_is_left_out_and_named_by_its_code(workspace):
    host = switched_on(workspace, "lanterne-cases")
    whole, half = register(host, "Aaa Bbb"), register(host, "Ccc Ddd")
    for person in (whole, half):
        say(host, person, "given")
    answer_needed(host, case_of(whole), "cases")
    sent = {"dataset": "new", "title": "Our people", "until": TODAY}
    answer = host.post(f"{INTAKE}/statistics/", sent)
    page = host.get(answer.headers["Location"]).content.decode()
    assert case_of(half).code in page
    assert case_of(whole).code not in page
    assert "dataSource" in page
    assert document_of(CaseFile.objects.get())["people"] == 1


def brought(host, *names):
    """People who agree, and the case file into which they were brought."""
    people = [register(host, name) for name in names]
    for person in people:
        say(host, person, "given")
        answer_needed(host, case_of(person), "cases")
    host.post(f"{INTAKE}/statistics/", {"dataset": "new", "title": "Our people", "until": TODAY})
    return people, CaseFile.objects.get()


def test_no_copy_of_registered_cases_is_made(workspace):
    """A mapping would make a file of which nobody asks whether people still agree."""
    host = switched_on(workspace, "lanterne-cases")
    people, made = brought(host, "Aaa Bbb", "Ccc Ddd")
    for act in ("scan", "harmonise", "draft"):
        host.post(f"/en/work/here/cases/{made.pk}/{act}/")
    ended = {one.kind: one.state for one in Job.objects.filter(kind__in=("scan", "draft"))}
    assert set(ended.values()) == {"failed"}
    assert CaseFile.objects.count() == 1
    place = f"/en/work/here/datasets/{made.dataset_id}"
    host.post(f"{place}/codebook/choose/", {"codebook": "gvpsd-2022"})
    assert "Harmonise this file" not in host.get(f"{place}/data/").content.decode()
    assert len(people) == 2


def test_what_is_known_of_a_file_is_read_no_more_once_somebody_has_withdrawn(workspace):
    host = switched_on(workspace, "lanterne-cases")
    people, made = brought(host, "Aaa Bbb", "Ccc Ddd")
    preview = f"/en/work/here/cases/{made.pk}/preview/"
    data = f"/en/work/here/datasets/{made.dataset_id}/data/"
    assert people[0].code in host.get(preview).content.decode()
    say(host, people[0], "withdrawn")
    for address in (preview, data):
        page = host.get(address).content.decode()
        assert people[0].code not in page
        assert "somebody has withdrawn their consent" in page
    assert "The cases passed the check" not in host.get(data).content.decode()


def test_whoever_removes_somebody_is_told_which_datasets_hold_registered_cases(workspace):
    host = switched_on(workspace, "lanterne-cases")
    people, made = brought(host, "Aaa Bbb", "Ccc Ddd")
    where = f"{INTAKE}/people/{people[0].pk}/remove/"
    dataset = f"/en/work/here/datasets/{made.dataset_id}/data/"
    assert dataset in host.get(where).content.decode()
    delete_case_file(made)
    add_case_file(made.dataset, [Stored("0" * 32, "of a partner.csv", "csv", 1)], host.user)
    assert dataset not in host.get(where).content.decode()


def test_real_rows_of_registered_people_are_never_released(workspace):
    host = switched_on(workspace, "lanterne-cases")
    _people, made = brought(host, "Aaa Bbb", "Ccc Ddd")
    place = f"/en/work/here/datasets/{made.dataset_id}"
    sent = {"run": str(uuid.uuid4()), "method": "k-anonymised", "case_file": str(made.pk)}
    chosen = {**sent, "quasi": ["gender"], "k": "5"}
    assert "hold no record of a person" in host.get(f"{place}/protect/", chosen).content.decode()
    host.post(f"{place}/protect/start/", chosen)
    assert not Run.objects.exists()
    run = Run.objects.create(
        dataset=made.dataset,
        case_file=made,
        method="k-anonymised",
        choices={"k": 5},
        created_by=host.user,
    )
    work = SimpleNamespace(tell=lambda *_: None, along=lambda *_: None)
    with pytest.raises(LanterneError):
        protect._make(run, work)


def test_a_second_click_does_not_let_a_case_be_counted(workspace):
    host = switched_on(workspace, "lanterne-cases")
    person = register(host, "Amina Diallo")
    say(host, person, "given")
    hold_back(host, person)
    hold_back(host, person)
    assert case_of(person).held_back
    stale = {"held": case_state.mark_of_hold(case_of(person))}
    let_be_counted(host, person)
    assert not case_of(person).held_back
    hold_back(host, person)
    host.post(f"{INTAKE}/cases/{case_of(person).pk}/count/", stale)
    assert case_of(person).held_back, "another hold than the one that was seen"


def test_an_older_paper_does_not_undo_what_was_said_since(workspace):
    host = switched_on(workspace, "lanterne-cases")
    person = register(host, "Amina Diallo", registered="2024-01-01")
    say(host, person, "given", on="2024-01-01")
    say(host, person, "withdrawn", on="2024-05-01")
    answer = say(host, person, "given", on="2024-03-01")
    assert answer.status_code == 409
    assert "They said otherwise later" in answer.content.decode()
    assert not counted_cases(Intake.objects.get(), date.today()).exists()
    assert say(host, person, "given", on="2024-06-01").status_code == 302
    assert counted_cases(Intake.objects.get(), date.today()).count() == 1


def test_a_case_that_was_moved_to_somebody_who_agrees_is_refused(workspace):
    """By who can write to the database alone: answers are bound to whose they are."""
    host = switched_on(workspace, "lanterne-cases")
    agrees, refuses = register(host, "Aaa Bbb"), register(host, "Ccc Ddd")
    say(host, agrees, "given")
    case = case_of(refuses)
    answer_needed(host, case, "cases")
    Case.objects.filter(pk=case.pk).update(person=agrees)
    with pytest.raises(VaultError):
        counted(Intake.objects.get(), date.today())
