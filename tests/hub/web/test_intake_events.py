"""What happens to a case over time: what can be written down, and what cannot."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import RequestFactory
from intake_worker import INTAKE, TODAY, case_of, colleague, register, say, switched_on
from test_intake_names import database_as_text

from lanterne.hub.audit.models import Event as Recorded
from lanterne.hub.intake.access import intake_desk
from lanterne.hub.intake.held import held
from lanterne.hub.intake.models import EarlierEvent, Event
from lanterne.hub.intake.purge import _rows_of
from lanterne.hub.people.access import Desk
from lanterne.hub.people.models import Organisation
from lanterne.hub.people.roles import Role

TOMORROW = (date.today() + timedelta(days=1)).isoformat()
YESTERDAY = (date.today() - timedelta(days=1)).isoformat()
LONG_AGO = "2020-01-01"
TOLD = "he-said-quxlorp"

WHOLE = {
    "identification": {"on": TODAY, "by": f"police {TOLD}", "text": "at a raid"},
    "exploitation": {"on": TODAY, "began": "2019", "ended": "2020-05", "place": f"Here {TOLD}"},
    "assistance": {"on": TODAY, "assistance": "shelter", "text": f"a room {TOLD}"},
    "referral": {"on": TODAY, "to": "Lilac House", "text": f"shelter {TOLD}"},
    "follow-up": {"on": TODAY, "due": TOMORROW, "text": f"call her {TOLD}"},
    "note": {
        "on": TODAY,
        "text": f"كلام {TOLD}",
        "language": "ar",
        "translation": f"words {TOLD}",
        "translated_into": "en",
    },
}
"""Each kind as it can be written down."""


@pytest.fixture
def host(workspace):
    return switched_on(workspace, "lanterne-cases")


@pytest.fixture
def case(host):
    return case_of(register(host, "Amina Diallo"))


def write(client, case, kind, **more):
    """Write an event down."""
    return client.post(f"{INTAKE}/cases/{case.pk}/events/new/{kind}/", {**WHOLE[kind], **more})


def written(client, case, kind, **more):
    """The event that was written down."""
    assert write(client, case, kind, **more).status_code == 302
    return case.events.order_by("number").last()


def move(client, event, state, **more):
    """Say where an event stands."""
    event.refresh_from_db()
    sent = {"to-state": state, "to-since": TODAY, "seen": event.revision, **more}
    return client.post(f"{INTAKE}/events/{event.pk}/state/", sent)


def shown(client, case):
    return client.get(f"{INTAKE}/cases/{case.pk}/").content.decode()


def agree(client, case, note="Lilac House", **more):
    assert say(client, case.person, "given", "referral", note=note, **more).status_code == 302


@pytest.mark.parametrize("kind", WHOLE)
def test_each_kind_is_written_down_and_shown(host, case, kind):
    agree(host, case)
    event = written(host, case, kind)
    page = shown(host, case)
    assert TOLD in page
    assert event.revision == 1
    assert event.kind == kind
    assert event.due == (date.fromisoformat(TOMORROW) if kind == "follow-up" else None)
    recorded = Recorded.objects.filter(kind="event", outcome="done").get()
    assert recorded.details == {"code": case.code, "event": kind, "state": event.state}


def test_a_note_stands_beside_its_translation_each_in_its_language(host, case):
    written(host, case, "note")
    page = shown(host, case)
    assert re.search(f'lang="ar" dir="auto"[^>]*>كلام {TOLD}', page)
    assert re.search(f'lang="en" dir="auto"[^>]*>words {TOLD}', page)
    assert "Arabic" in page


@pytest.mark.parametrize(
    ("kind", "sent", "said"),
    [
        *((kind, {"on": TOMORROW}, "This day is in the future") for kind in WHOLE),
        *(
            (kind, {"on": LONG_AGO}, "before the case was registered")
            for kind in WHOLE
            if kind not in {"identification", "exploitation"}
        ),
        *((kind, {"on": "yesterday"}, "Enter a valid date") for kind in WHOLE),
        ("identification", {"by": " "}, "This field is required"),
        ("identification", {"by": "x" * 201}, "at most 200 characters"),
        ("identification", {"text": "a\0b"}, "Null characters are not allowed"),
        ("exploitation", {"began": "last summer"}, "Write a year"),
        ("exploitation", {"began": "2019-13"}, "Write a year"),
        ("exploitation", {"ended": "0000"}, "Write a year"),
        ("exploitation", {"began": "2999"}, "This day is in the future"),
        ("exploitation", {"ended": TOMORROW}, "This day is in the future"),
        ("exploitation", {"began": "2020-06"}, "before it began"),
        ("exploitation", {"began": "", "ended": "", "place": ""}, "Write down something"),
        ("assistance", {"assistance": ""}, "This field is required"),
        ("assistance", {"assistance": "marketing"}, "Select a valid choice"),
        ("referral", {"to": ""}, "This field is required"),
        ("referral", {"text": ""}, "This field is required"),
        ("follow-up", {"due": ""}, "This field is required"),
        ("follow-up", {"due": YESTERDAY}, "before the day on which it was arranged"),
        ("follow-up", {"text": ""}, "This field is required"),
        ("note", {"text": ""}, "This field is required"),
        ("note", {"language": ""}, "This field is required"),
        ("note", {"language": "klingon"}, "Select a valid choice"),
        ("note", {"translated_into": ""}, "Choose the language of the translation"),
        ("note", {"translation": ""}, "Write the translation"),
    ],
)
def test_what_cannot_be_written_down(host, case, kind, sent, said):
    agree(host, case)
    answer = write(host, case, kind, **sent)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text
    assert TOLD in text or TOLD not in str({**WHOLE[kind], **sent}), "what was typed is not lost"
    assert not Event.objects.exists()
    recorded = Recorded.objects.filter(outcome="denied").get()
    assert recorded.details == {"code": case.code, "why": "form", "kind": kind}


def test_all_that_is_wrong_is_said_at_once(host, case):
    sent = {"on": TOMORROW, "text": "", "to": "Somewhere"}
    text = write(host, case, "referral", **sent).content.decode()
    for said in ("in the future", "This field is required", "does not agree to be referred"):
        assert said in text


@pytest.mark.parametrize("kind", ["identification", "exploitation"])
def test_what_happened_before_the_registration(host, case, kind):
    assert write(host, case, kind, on=LONG_AGO).status_code == 302


@pytest.mark.parametrize(
    ("began", "ended"),
    [("2019", "2019"), ("2019-06-10", "2019"), ("2019", "2019-01"), ("", "2019")],
)
def test_what_may_be_of_days_that_are_known_in_part(host, case, began, ended):
    assert write(host, case, "exploitation", began=began, ended=ended).status_code == 302


@pytest.mark.parametrize("kind", ["closed", "reopened", "birthday"])
def test_kinds_that_nobody_writes_down(host, case, kind):
    assert host.post(f"{INTAKE}/cases/{case.pk}/events/new/{kind}/", {}).status_code == 404
    assert not Event.objects.exists()


def test_digits_of_other_scripts_are_read(host, case):
    assert "2019-05" in shown(host, written(host, case, "exploitation", began="٢٠١٩-٠٥").case)


def test_closing_and_opening_again_are_events(host, case):
    address = f"{INTAKE}/cases/{case.pk}/close/"
    for then in ("close", "close", "open", "open"):
        host.post(address, {"then": then})
    kinds = list(case.events.order_by("number").values_list("kind", flat=True))
    assert kinds == ["closed", "reopened"], "who sends a form twice changes nothing more"
    page = shown(host, case)
    assert "Case closed" in page
    assert "Case opened again" in page
    event = case.events.first()
    assert host.get(f"{INTAKE}/events/{event.pk}/").status_code == 404


def test_a_change_keeps_the_earlier_version_with_its_day(host, case):
    event = written(host, case, "identification")
    sent = {**WHOLE["identification"], "by": "a nurse", "seen": 1}
    assert host.post(f"{INTAKE}/events/{event.pk}/", sent).status_code == 302
    event.refresh_from_db()
    (earlier,) = EarlierEvent.objects.all()
    assert (earlier.revision, event.revision) == (1, 2)
    assert earlier.written < event.written
    assert earlier.written_by == host.user
    assert "a nurse" in shown(host, case)
    assert TOLD not in shown(host, case)
    page = host.get(f"{INTAKE}/events/{event.pk}/").content.decode()
    assert f"police {TOLD}" in page, "the earlier version can be read"


def test_two_who_change_an_event_see_both_versions(host, case, workspace):
    other = workspace.browser(host.user)
    event = written(host, case, "identification")
    address = f"{INTAKE}/events/{event.pk}/"
    mine = {"on": TODAY, "by": "a nurse", "text": "at the clinic", "seen": 1}
    theirs = {"on": TODAY, "by": "a teacher", "text": "at school", "seen": 1}
    assert host.post(address, mine).status_code == 302
    answer = other.post(address, theirs)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "a nurse" in text
    assert 'value="a teacher"' in text
    assert 'name="seen" value="2"' in text
    assert EarlierEvent.objects.count() == 1
    assert other.post(address, {**theirs, "seen": 2}).status_code == 302
    assert EarlierEvent.objects.count() == 2


def test_two_who_say_where_it_stands_see_both_versions(host, case):
    agree(host, case)
    event = written(host, case, "referral")
    stale = {"to-outcome": "no room", "seen": 1}
    assert move(host, event, "accepted").status_code == 302
    answer = move(host, event, "refused", **stale)
    assert answer.status_code == 409
    assert "no room" in answer.content.decode()
    event.refresh_from_db()
    assert event.state == "accepted"


def test_what_came_of_it_is_not_lost_where_somebody_else_was_quicker(host, case):
    event = written(host, case, "follow-up")
    assert move(host, event, "done", **{"to-outcome": "she is well"}).status_code == 302
    answer = move(host, event, "done", **{"to-outcome": "she has left", "seen": 1})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "she is well" in text
    assert "she has left" in text
    sent = {**WHOLE["follow-up"], "outcome": "she is well, and has left", "seen": 2}
    assert host.post(f"{INTAKE}/events/{event.pk}/", sent).status_code == 302
    assert "she is well, and has left" in shown(host, case)


STEPS = {
    "proposed": {"accepted", "refused", "revoked"},
    "accepted": {"done", "revoked"},
    "refused": {"revoked"},
    "done": {"revoked"},
    "revoked": set(),
}


@pytest.mark.parametrize("first", STEPS)
def test_where_a_referral_can_go(host, case, first):
    agree(host, case)
    way = {"proposed": (), "done": ("accepted", "done")}.get(first, (first,))
    for state in (*STEPS, "due", "lost"):
        event = written(host, case, "referral")
        for one in way:
            assert move(host, event, one).status_code == 302
        status = move(host, event, state, **{"to-outcome": "they called"}).status_code
        assert (status == 302) == (state in STEPS[first]), (first, state, status)
        event.refresh_from_db()
        assert event.state == (state if status == 302 else first)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"to-since": TOMORROW}, "in the future"),
        ({"to-since": LONG_AGO}, "before the day on which it began"),
        ({"to-state": "done"}, "This cannot follow"),
        ({"to-state": ""}, "This field is required"),
    ],
)
def test_a_state_that_cannot_be(host, case, sent, said):
    agree(host, case)
    event = written(host, case, "referral")
    answer = move(host, event, "accepted", **{"to-outcome": TOLD, **sent})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text
    assert text.count(TOLD) >= 2, "what was typed is not lost"


def test_a_follow_up_is_done_with_what_came_of_it(host, case):
    event = written(host, case, "follow-up")
    assert move(host, event, "done").status_code == 422
    assert move(host, event, "accepted", **{"to-outcome": "x"}).status_code == 422
    assert move(host, event, "done", **{"to-outcome": "she is well"}).status_code == 302
    assert "she is well" in shown(host, case)
    event.refresh_from_db()
    assert event.state == "done"
    sent = {**WHOLE["follow-up"], "text": "call him", "outcome": "she is well", "seen": 2}
    assert host.post(f"{INTAKE}/events/{event.pk}/", sent).status_code == 302
    event.refresh_from_db()
    assert event.state == "done", "a change of the words leaves it where it stands"
    assert "she is well" in shown(host, case)


def test_events_without_a_state_do_not_move(host, case):
    event = written(host, case, "assistance")
    for state in ("done", "revoked", ""):
        assert move(host, event, state).status_code == 422
    event.refresh_from_db()
    assert event.state == ""


REFUSING = [
    ((), "does not agree to be referred"),
    ((("given", "Another House", ""),), "has not agreed to be referred to this organisation"),
    ((("given", "Any but Lilac House", ""),), "has not agreed"),
    ((("given", "Lilac House", ""), ("withdrawn", "", "")), "does not agree"),
    ((("given", "Lilac House", ""), ("refused", "Another House", "")), "does not agree"),
    ((("given", "", "on"), ("not-asked", "", "")), "does not agree"),
    (
        (("given", "", "on"), ("withdrawn", "", ""), ("given", "Another House", "")),
        "has not agreed",
    ),
]


@pytest.mark.parametrize(("history", "said"), REFUSING)
def test_nobody_is_referred_without_consent_of_now(host, case, history, said):
    for word, note, to_any in history:
        say(host, case.person, word, "referral", note=note, **({"to_any": "on"} if to_any else {}))
    for purpose in ("assistance", "research", "statistics"):
        say(host, case.person, "given", purpose, note="Lilac House")
    answer = write(host, case, "referral")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text
    assert f"shelter {TOLD}" in text
    assert 'value="Lilac House"' in text, "nothing is lost"
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("history", "to"),
    [
        ((("given", "Lilac House", ""),), "  lilac   HOUSE. "),
        ((("given", "Lilac House", ""), ("given", "Another House", "")), "Lilac House"),
        ((("given", "", "on"),), "Anybody at all"),
        ((("withdrawn", "", ""), ("given", "Lilac House", "")), "Lilac House"),
    ],
)
def test_somebody_is_referred_to_whom_they_agreed(host, case, history, to):
    for word, note, to_any in history:
        say(host, case.person, word, "referral", note=note, **({"to_any": "on"} if to_any else {}))
    assert write(host, case, "referral", to=to).status_code == 302


def test_consent_of_somebody_else_lets_nobody_be_referred(host, case):
    say(host, register(host, "Xyzzy Plugh"), "given", "referral", to_any="on")
    assert write(host, case, "referral").status_code == 422


def test_of_two_statements_at_one_moment_the_smaller_holds(host, case):
    for said in ("refused", "given"):
        say(host, case.person, said, "referral", note="Lilac House")
    case.person.consents.update(number=7)
    assert write(host, case, "referral").status_code == 422


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"to_any": "on", "note": "but not the police"}, "Either any organisation"),
        ({"to_any": "on", "purpose": "research"}, "Only who agrees to a referral"),
        ({"to_any": "on", "said": "refused"}, "Only who agrees to a referral"),
        ({}, "to which organisation"),
    ],
)
def test_to_whom_is_said_clearly(host, case, sent, said):
    answer = say(host, case.person, **{"said": "given", "purpose": "referral", **sent})
    assert answer.status_code == 422
    assert said in answer.content.decode()


@pytest.mark.parametrize("state", ["proposed", "accepted"])
def test_a_referral_whose_consent_was_withdrawn_is_to_be_revoked(host, case, state):
    agree(host, case)
    event = written(host, case, "referral")
    if state == "accepted":
        move(host, event, "accepted")
    assert "To be revoked" not in shown(host, case)
    person = f"{INTAKE}/people/{case.person_id}/"
    assert "are to be revoked" not in host.get(person).content.decode()
    say(host, case.person, "withdrawn", "referral")
    assert f"/events/{event.pk}/" in host.get(person).content.decode()
    assert "To be revoked" in shown(host, case)
    assert "to be revoked" in host.get(f"{INTAKE}/").content.decode()
    goes_on = move(host, event, "done" if state == "accepted" else "accepted")
    assert goes_on.status_code == 422
    assert "does not agree to the referral any more. Revoke it" in goes_on.content.decode()
    assert move(host, event, "revoked").status_code == 302
    assert "To be revoked" not in shown(host, case)
    assert "to be revoked" not in host.get(f"{INTAKE}/").content.decode()


def test_the_organisation_of_a_referral_changes_by_consent_alone(host, case):
    agree(host, case)
    event = written(host, case, "referral")
    address = f"{INTAKE}/events/{event.pk}/"
    other = {**WHOLE["referral"], "to": "Another House", "seen": 1}
    assert host.post(address, other).status_code == 422
    say(host, case.person, "withdrawn", "referral")
    words = {**WHOLE["referral"], "text": "a bed", "seen": 1}
    assert host.post(address, words).status_code == 302, "a word is put right, and nobody referred"
    assert "To be revoked" in shown(host, case)


def test_nothing_that_was_said_stands_in_clear_in_the_database(host, case):
    agree(host, case, note=f"Lilac {TOLD}")
    for kind, whole in WHOLE.items():
        more = {"to": f"Lilac {TOLD}"} if kind == "referral" else {}
        event = written(host, case, kind, **more)
        sent = {**whole, **more, "seen": 1}
        assert host.post(f"{INTAKE}/events/{event.pk}/", sent).status_code == 302
    event = case.events.get(kind="referral")
    assert move(host, event, "refused", **{"to-outcome": TOLD}).status_code == 302
    assert shown(host, case).count(TOLD) >= 9
    dump = database_as_text()
    for word in (TOLD, "shelter", "كلام", "2020-05", "Lilac"):
        assert word.encode() not in dump, word
    assert case.code.encode() in dump, "codes are in clear, so that this looks at all"


@pytest.mark.parametrize(
    "change",
    [
        {"state": "accepted"},
        {"on": date(2020, 1, 1)},
        {"due": date(2020, 1, 1)},
        {"kind": "note"},
        {"revision": 2},
    ],
)
def test_what_was_changed_in_the_database_alone_is_refused(host, case, change):
    agree(host, case)
    event = written(host, case, "referral")
    Event.objects.filter(pk=event.pk).update(**change)
    assert host.get(f"{INTAKE}/cases/{case.pk}/").status_code != 200


def test_an_event_that_was_moved_to_another_case_is_refused(host, case):
    event = written(host, case, "identification")
    other = case_of(register(host, "Xyzzy Plugh"))
    Event.objects.filter(pk=event.pk).update(case=other)
    assert host.get(f"{INTAKE}/cases/{other.pk}/").status_code != 200


def test_an_event_is_of_those_whose_case_it_is(host, case, workspace):
    agree(host, case)
    event = written(host, case, "referral")
    addresses = (
        f"cases/{case.pk}/events/new/note/",
        f"events/{event.pk}/",
        f"events/{event.pk}/state/",
    )
    others = [colleague(workspace, host), *(workspace.person(role) for role in Role)]
    for client in others:
        for address in addresses:
            assert client.post(f"{INTAKE}/{address}", {"seen": 1}).status_code == 403, address
    elsewhere = workspace.person(*Role, organisation="elsewhere")
    switched = elsewhere.get(f"/en/work/elsewhere/intake/events/{event.pk}/")
    assert switched.status_code == 404
    assert Event.objects.get().revision == 1


def test_the_page_of_a_referral_says_to_whom_they_agree(host, case):
    address = f"{INTAKE}/cases/{case.pk}/events/new/referral/"
    assert "Without that nobody is referred" in host.get(address).content.decode()
    agree(host, case)
    page = host.get(address).content.decode()
    assert 'value="Lilac House"' in page, "where there is one, it stands in the form"
    agree(host, case, note="Another House")
    assert "Another House" in host.get(address).content.decode()


def test_all_that_happened_is_in_what_is_held_and_goes_with_the_person(host, case):
    agree(host, case)
    for kind, whole in WHOLE.items():
        event = written(host, case, kind)
        sent = {**whole, "seen": 1}
        assert host.post(f"{INTAKE}/events/{event.pk}/", sent).status_code == 302
    names = opened_names_of(host)
    text = str(held(names, case.person, names.names).document())
    assert text.count(TOLD) >= 14, "each kind, now and before, the note in two languages"
    rows = _rows_of(case.person)[1]
    assert len(rows[Event]) == len(rows[EarlierEvent]) == len(WHOLE)


def opened_names_of(host):
    """The desk of the host, names open."""
    place = Organisation.objects.get(slug="here")
    request = RequestFactory().get("/")
    request.COOKIES = {name: one.value for name, one in host.cookies.items()}
    return intake_desk(request, Desk(host.user, place, frozenset(Role)))
