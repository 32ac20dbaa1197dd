"""A household's answers, typed once: copied to those who were chosen, or to nobody."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction
from intake_worker import (
    INTAKE,
    PASSPHRASE,
    case_of,
    colleague,
    hold_back,
    household,
    register,
    say,
    switched_on,
    team,
)

from lanterne.hub.audit.models import Event
from lanterne.hub.intake import copying
from lanterne.hub.intake.access import IntakeDesk
from lanterne.hub.intake.households import told_copied
from lanterne.hub.intake.kept_answers import answers_of, keep_answers, logic_of
from lanterne.hub.intake.models import (
    Case,
    Consent,
    EarlierAnswers,
    Household,
    Intake,
    Person,
)
from lanterne.hub.intake.sealed import answers_sealer
from lanterne.hub.people.access import Desk
from lanterne.hub.people.roles import GRANTS, Role, Scope, Verb
from lanterne.intake.answers import Answers
from lanterne.intake.answers import answers_of as put_in_order

FAMILY = (("Amina Diallo", "first", ""), ("Fatou Diallo", "child", ""), ("Awa Diallo", "child", ""))


@pytest.fixture
def host(workspace):
    """A case worker whose household of three has no answers yet."""
    client = switched_on(workspace)
    assert household(client, *FAMILY, looked="yes").status_code == 302
    client.place = f"{INTAKE}/households/{Household.objects.get().pk}/copy/"
    client.cases = [case_of(one) for one in Person.objects.order_by("number")]
    return client


def logic():
    return logic_of(Intake.objects.get(), Case.objects.first())


def answers(case):
    case.refresh_from_db()
    return answers_of(case, logic(), answers_sealer(case.organisation))


def tell(case, **given):
    """Keep answers, each the number of one of those that its question offers."""
    questions = {one.name: one for one in logic().section.questions}
    codes = {name: [questions[name].answers[place].code] for name, place in given.items()}
    case.refresh_from_db()
    before = answers(case)
    kept = put_in_order({**before.given, **codes}, logic().section, before.former)
    assert keep_answers(case, kept, case.revision, case.worker)


def columns(count):
    """Questions that are always asked, with a list of answers."""
    there = [one for one in logic().section.questions if one.name not in logic().where]
    found = [one.name for one in there if len(one.answers) > 1]
    return [name for name in found if name not in of_one()][:count]


def of_one():
    return ["gender", "majorityStatus"]


def choice(host, *cases, questions, then="look", **more):
    sent = {"from": str(host.cases[0].pk), "question": list(questions), "then": then, **more}
    return {**sent, "case": [str(one.pk) for one in cases]}


HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')


def offered(answer):
    """What the page would send again, but for the button."""
    sent: dict = {}
    for name, value in HIDDEN.findall(answer.content.decode()):
        sent.setdefault(name, []).append(value)
    return sent


def copied(host, look, place="", **more):
    return host.post(place or host.place, {**offered(look), "then": "copy", **more})


def test_what_was_answered_once_is_copied_after_a_look(host):
    first, second, third = host.cases
    year, place, other = columns(3)
    tell(first, **{year: 0, place: 1, other: 1})
    tell(second, **{place: 0})
    page = host.get(f"{INTAKE}/cases/{first.pk}/").content.decode()
    assert f"{host.place}?from={first.pk}" in page
    chosen = host.get(f"{host.place}?from={first.pk}").content.decode()
    assert " checked" not in chosen, "nothing is ticked for anybody"
    look = host.post(host.place, choice(host, second, third, questions=[year, place]))
    assert look.status_code == 200
    text = look.content.decode()
    assert "Fatou Diallo" in text
    assert "Their own answers differ" in text
    assert not answers(third).given, "nothing is copied by a look"
    done = copied(host, look)
    assert done.status_code == 302
    home = done.headers["Location"]
    assert "Answers were copied to 2 cases" in host.get(home).content.decode()
    source = answers(first)
    assert answers(third).given == {name: source.of(name) for name in (year, place)}
    assert answers(second).of(year) == source.of(year)
    assert answers(second).of(place) != source.of(place), "theirs stays"
    assert not answers(second).of(other), "and what was not ticked is not copied"
    for case, versions in ((second, [1, 2]), (third, [1])):
        earlier = EarlierAnswers.objects.filter(of=case.pk).order_by("revision")
        assert [one.revision for one in earlier] == versions
        assert case.revision == versions[-1] + 1
    events = Event.objects.filter(verb=Verb.EDIT_INTAKE, outcome="done", kind="case")
    assert [one.details for one in events] == [
        {"code": one.code, "copied_from": first.code} for one in (second, third)
    ]
    again = host.post(host.place, choice(host, third, questions=[year]))
    assert "Nothing would be copied" in again.content.decode()
    home = copied(host, again).headers["Location"]
    assert "they have these answers already" in host.get(home).content.decode()
    third.refresh_from_db()
    assert third.revision == 2, "no version is made of nothing"
    answered = f"{INTAKE}/cases/{third.pk}/questions/0/"
    assert host.get(answered).status_code == 200, "and each can be changed like any other"


def test_a_group_leaves_out_what_is_of_one_person(host):
    first, second, _third = host.cases
    names = columns(2)
    tell(first, **dict.fromkeys((*names, *of_one()), 0))
    groups = host.get(f"{host.place}?from={first.pk}").context["groups"]
    sent = choice(host, second, questions=[]) | {"group": [str(one.place) for one in groups]}
    look = host.post(host.place, sent)
    assert set(offered(look)["question"]) >= set(names)
    assert not set(offered(look)["question"]) & set(of_one())
    both = host.post(host.place, {**sent, "question": of_one()})
    assert set(offered(both)["question"]) >= {*names, *of_one()}


def test_theirs_are_replaced_where_somebody_says_so_for_one_of_them(host):
    first, second, third = host.cases
    (name,) = columns(1)
    tell(first, **{name: 0})
    tell(second, **{name: 1})
    tell(third, **{name: 1})
    look = host.post(host.place, choice(host, second, third, questions=[name]))
    replaced = host.post(host.place, {**offered(look), "replace": str(second.pk)})
    assert "instead of:" in replaced.content.decode()
    assert offered(replaced)["replacing"] == [str(second.pk)]
    kept = host.post(host.place, {**offered(replaced), "keep": str(second.pk)})
    assert "replacing" not in offered(kept)
    again = host.post(host.place, {**offered(replaced), "then": "choose"})
    assert offered(again)["replacing"] == [str(second.pk)], "it is remembered"
    assert again.content.decode().count(" checked") == 3
    assert copied(host, replaced).status_code == 302
    assert answers(second).of(name) == answers(first).of(name)
    assert answers(third).of(name) != answers(first).of(name)


def test_consent_is_not_copied(host):
    first, second, _third = host.cases
    say(host, first.person, "given")
    (name,) = columns(1)
    tell(first, **{name: 0})
    assert copied(host, host.post(host.place, choice(host, second, questions=[name]))).url
    assert not Consent.objects.filter(person=second.person).exists()


def test_who_has_changed_one_meanwhile_keeps_all_from_being_copied(host):
    first, second, third = host.cases
    name, other = columns(2)
    tell(first, **{name: 0})
    look = host.post(host.place, choice(host, second, third, questions=[name]))
    tell(second, **{other: 1})
    answer = copied(host, look)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Nothing was copied to anybody" in text
    assert text.count("have changed since you looked") == 1
    assert not answers(third).given
    assert not answers(second).of(name)
    refused = Event.objects.filter(verb=Verb.EDIT_INTAKE, kind="household", outcome="denied")
    assert refused.get().details["why"] == "stale"
    assert copied(host, answer).status_code == 302, "it was looked at again"
    assert answers(third).given == {name: answers(first).of(name)}


def test_a_source_that_has_changed_is_looked_at_again(host):
    first, second, _third = host.cases
    (name,) = columns(1)
    tell(first, **{name: 0})
    look = host.post(host.place, choice(host, second, questions=[name]))
    tell(first, **{name: 1})
    answer = copied(host, look)
    assert answer.status_code == 409
    assert "The answers that are copied have changed" in answer.content.decode()
    assert not answers(second).given


@pytest.mark.parametrize("what", ["closed", "handed over", "moved out"])
def test_who_cannot_be_chosen_any_more_keeps_all_from_being_copied(workspace, host, what):
    first, second, third = host.cases
    (name,) = columns(1)
    tell(first, **{name: 0})
    look = host.post(host.place, choice(host, second, third, questions=[name]))
    if what == "closed":
        Case.objects.filter(pk=second.pk).update(closed=date.today())
    elif what == "handed over":
        worker = colleague(workspace, host).user
        Person.objects.filter(pk=second.person_id).update(worker=worker)
        Case.objects.filter(pk=second.pk).update(worker=worker)
    else:
        second.person.memberships.update(until=date.today())
    answer = copied(host, look)
    assert answer.status_code == 409
    assert "Fatou Diallo" not in answer.content.decode()
    assert not answers(third).given
    assert not answers(second).given
    first.refresh_from_db()
    Case.objects.filter(pk=first.pk).update(closed=date.today())
    gone = host.post(host.place, {**offered(look), "then": "copy"})
    assert gone.status_code == 409
    assert "this case was closed" in gone.content.decode()


@pytest.mark.database
def test_what_changes_between_the_look_and_the_lock_is_seen(host, monkeypatch):
    """Somebody is quicker: the rows are read anew, and locked, before anything is written."""
    first, second, third = host.cases
    name, other = columns(2)
    tell(first, **{name: 0})
    look = host.post(host.place, choice(host, second, third, questions=[name]))
    plainly = transaction.atomic

    def quicker(*given, **more):
        monkeypatch.setattr(copying.transaction, "atomic", plainly)
        tell(second, **{other: 1})
        return plainly(*given, **more)

    monkeypatch.setattr(copying.transaction, "atomic", quicker)
    assert copied(host, look).status_code == 409
    assert not answers(third).given
    assert answers(second).of(other)


def test_what_cannot_be_kept_for_one_is_kept_for_nobody(host, monkeypatch):
    first, second, third = host.cases
    (name,) = columns(1)
    tell(first, **{name: 0})
    look = host.post(host.place, choice(host, second, third, questions=[name]))
    done = []

    def once(row, *given):
        done.append(row)
        return len(done) == 1 and keep_answers(row, *given)

    monkeypatch.setattr(copying, "keep_answers", once)
    with pytest.raises(AssertionError):
        copied(host, look)
    assert len(done) == 2
    assert not answers(second).given
    assert not answers(third).given


def test_colleagues_people_and_strangers_are_not_offered(workspace, host):
    first, second, third = host.cases
    worker = colleague(workspace, host)
    theirs = register(worker, "Xyzzy Plugh")
    Household.objects.get().members.create(
        person=theirs, created_by=worker.user, sealed=b"", since=date.today()
    )
    stranger = case_of(register(host, "Nobody Ofthem"))
    (name,) = columns(1)
    tell(first, **{name: 0})
    page = host.get(f"{host.place}?from={first.pk}").content.decode()
    assert str(second.pk) in page
    for one in (case_of(theirs), stranger):
        assert str(one.pk) not in page
        forged = choice(host, one, third, questions=[name], then="copy")
        forged |= {f"seen-{each.pk}": "1" for each in (one, third)} | {f"seen-{first.pk}": "2"}
        assert host.post(host.place, forged).status_code == 409
        assert not answers(one).given
        assert not answers(third).given
    assert host.get(f"{host.place}?from={stranger.pk}").status_code == 409
    assert worker.get(host.place).status_code == 403


def test_a_colleague_of_the_team_copies_in_the_place_of_who_is_responsible(workspace, host):
    first, second, _third = host.cases
    mate, other = colleague(workspace, host), colleague(workspace, host)
    there = team("Night shift", host, mate)
    (name,) = columns(1)
    tell(first, **{name: 0})
    assert other.get(host.place).status_code == 403
    look = mate.post(host.place, choice(host, second, questions=[name]))
    assert look.status_code == 200
    assert copied(mate, look, place=host.place).status_code == 302
    assert answers(second).given == answers(first).given
    assert second.worker == host.user, "who is responsible stays"
    said = Event.objects.filter(thing=second.pk, verb=Verb.EDIT_INTAKE).last().details
    assert said["team"] is True
    assert said["copied_from"] == first.code
    there.members.all().delete()
    assert mate.post(host.place, choice(host, second, questions=[name])).status_code == 403


@pytest.mark.parametrize("seen", ["", "0", "-1", "x", "9" * 20, None])
def test_what_nobody_has_looked_at_is_not_copied(host, seen):
    first, second, _third = host.cases
    (name,) = columns(1)
    tell(first, **{name: 0})
    sent = choice(host, second, questions=[name], then="copy") | {f"seen-{first.pk}": "2"}
    if seen is not None:
        sent[f"seen-{second.pk}"] = seen
    assert host.post(host.place, sent).status_code == 409
    assert not answers(second).given


def test_all_that_is_lacking_is_said_at_once(host):
    first, second, _third = host.cases
    (name,) = columns(1)
    tell(first, **{name: 0})
    answer = host.post(host.place, choice(host, questions=[]))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Tick at least one answer." in text
    assert "Tick at least one person." in text
    half = host.post(host.place, choice(host, second, questions=[])).content.decode()
    assert half.count(" checked") == 1, "what was ticked stays ticked"
    unknown = host.post(host.place, choice(host, second, questions=["nothing"]))
    assert "Nothing would be copied" in unknown.content.decode()


def test_who_is_alone_copies_to_nobody(workspace, host):
    first, second, third = host.cases
    for one in (second, third):
        Case.objects.filter(pk=one.pk).update(closed=date.today())
    assert "where two people of the household" in host.get(host.place).content.decode()
    assert host.place not in host.get(f"{INTAKE}/cases/{first.pk}/").content.decode()
    assert host.place not in host.get(f"{INTAKE}/cases/{second.pk}/").content.decode()
    other = workspace.browser(host.user)
    Case.objects.update(closed=None)
    assert "Amina" not in other.get(host.place).content.decode(), "names are closed there"
    assert first.code in other.get(host.place).content.decode()
    other.post(f"{INTAKE}/names/open/", {"passphrase": PASSPHRASE})
    assert "Amina Diallo" in other.get(host.place).content.decode()


def test_a_copied_case_is_the_one_that_would_have_been_typed(host):
    """By the pages themselves: the copy of a case, and another that was typed like it."""
    first, second, third = host.cases
    for case in (first, third):
        for place in range(20):
            address = f"{INTAKE}/cases/{case.pk}/questions/{place}/"
            page = host.get(address)
            if page.status_code == 404:
                break
            sent = {"seen": page.context["seen"], "then": "stop"}
            for one in page.context["group"].questions:
                sent[one.name] = one.choices[0].code if one.choices else "2020"
            assert host.post(address, sent).status_code == 302
    names = [one.name for one in logic().section.questions]
    look = host.post(host.place, choice(host, second, questions=names))
    assert copied(host, look).status_code == 302
    assert answers(second) == answers(third) == answers(first)
    assert answers(second) != Answers()


def test_what_is_held_back_is_copied_by_nobody_who_may_not_end_the_hold(workspace, host):
    first, second, third = host.cases
    mate = colleague(workspace, host)
    team("Night shift", host, mate)
    (name,) = columns(1)
    tell(first, **{name: 0})
    sent = choice(host, second, questions=[name])
    before = mate.post(host.place, sent)
    assert "held back" not in before.content.decode()
    hold_back(host, first.person)
    way = f"{host.place}?from={first.pk}"
    for answer in (mate.get(way), mate.post(host.place, sent), copied(mate, before, host.place)):
        assert answer.status_code == 409
        assert "this case is held back from statistics" in answer.content.decode()
    assert not answers(second).given
    refused = Event.objects.filter(actor=mate.user.pk, verb=Verb.EDIT_INTAKE, outcome="denied")
    assert [one.details["why"] for one in refused] == ["state", "state"]
    assert way not in mate.get(f"{INTAKE}/cases/{first.pk}/").content.decode()
    listed = mate.get(host.place).content.decode()
    assert f"?from={third.pk}" in listed
    assert f"?from={first.pk}" not in listed
    assert "Cases that are held back are not shown" in listed
    look = host.post(host.place, sent)
    for answer in (host.get(way), look):
        assert "This case is held back from statistics" in answer.content.decode()
    assert copied(host, look).status_code == 302
    assert answers(second).given == answers(first).given


def test_a_hold_between_the_look_and_the_lock_is_seen(workspace, host, monkeypatch):
    first, second, _third = host.cases
    mate = colleague(workspace, host)
    team("Night shift", host, mate)
    (name,) = columns(1)
    tell(first, **{name: 0})
    look = mate.post(host.place, choice(host, second, questions=[name]))
    plainly = transaction.atomic

    def quicker(*given, **more):
        monkeypatch.setattr(copying.transaction, "atomic", plainly)
        Case.objects.filter(pk=first.pk).update(held_back=True)
        return plainly(*given, **more)

    monkeypatch.setattr(copying.transaction, "atomic", quicker)
    assert copied(mate, look, host.place).status_code == 409
    assert not answers(second).given


def test_who_may_read_and_not_change_copies_to_nobody(workspace, host, monkeypatch):
    """The cases that are offered are those that one may change, however far one may read."""
    place = Intake.objects.get().organisation
    mate = colleague(workspace, host)
    there = team("Night shift", host, mate)
    at = IntakeDesk(Desk(mate.user, place, frozenset({Role.CASE_WORKER})), there.intake, None)
    home = Household.objects.get()
    assert len(copying.open_cases_of(at, home)) == 3
    grants = [
        replace(one, scope=Scope.OWN) if one.verb is Verb.EDIT_INTAKE else one
        for one in GRANTS[Role.CASE_WORKER]
    ]
    monkeypatch.setitem(GRANTS, Role.CASE_WORKER, tuple(grants))
    assert not copying.open_cases_of(at, home)
    assert not copying.households_with_others(at, host.cases[0])


def test_a_link_that_somebody_has_written_does_not_say_that_something_was_copied(workspace, host):
    home, place = host.place.removesuffix("copy/"), Household.objects.get()
    elsewhere = Household(organisation=place.organisation, worker=host.user)
    other = workspace.person(Role.CASE_WORKER).user
    told = [told_copied(elsewhere, host.user, 2), told_copied(place, other, 2)]
    told += ["2", "99999999", "0", "2:x", ""]
    for said in told:
        text = host.get(home, {"copied": said}).content.decode()
        assert "Answers were copied" not in text
        assert "Nothing was changed" not in text
    said = told_copied(place, host.user, 2)
    assert "copied to 2 cases" in host.get(home, {"copied": said}).content.decode()
