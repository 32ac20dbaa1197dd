"""A code and a PIN: somebody sees what they agreed to and withdraws it; and nothing else."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from argon2.exceptions import VerifyMismatchError
from intake_worker import INTAKE, PASSPHRASE, colleague, register, say, team

from lanterne.hub.audit.models import Event
from lanterne.hub.intake import own_codes
from lanterne.hub.intake.consents import Statement, latest, state
from lanterne.hub.intake.counted import counted_cases
from lanterne.hub.intake.models import Intake, NamesHolder, OpenedNames, OwnCode
from lanterne.hub.intake.own_codes import MOST_FAILED
from lanterne.hub.people.roles import Role, Verb
from lanterne.intake.consent import ConsentTo, Said, SaidBy

NAME = "Zwxqvk Tharnibel"
LINES = re.compile(r'<p class="verb" tabindex="0" dir="ltr">([^<]+)</p>')


@pytest.fixture
def host(accounts):
    """Somebody with every role on a hub with accounts, where the intake is on."""
    client = accounts.person(*Role)
    sent = {"codebook": "lanterne-cases", "passphrase": PASSPHRASE, "again": PASSPHRASE}
    assert client.post(f"{INTAKE}/switch/", sent).status_code == 200
    return client


def given(host, person):
    """The code and the PIN that somebody is given."""
    answer = host.post(f"{INTAKE}/people/{person.pk}/code/")
    assert answer.status_code == 200
    _address, code, pin = LINES.findall(answer.content.decode())
    return {"code": code, "pin": pin}


def switched_on(host):
    host.post(f"{INTAKE}/codes/", {"codes": "yes"})
    person = register(host, NAME)
    say(host, person, "given")
    return person


def test_it_is_off_until_a_privacy_officer_switches_it_on(host, accounts):
    person = register(host, NAME)
    assert host.post(f"{INTAKE}/people/{person.pk}/code/").status_code == 302
    assert not OwnCode.objects.exists()
    worker = accounts.person(Role.CASE_WORKER)
    assert worker.post(f"{INTAKE}/codes/", {"codes": "yes"}).status_code == 403
    assert not Intake.objects.get().own_codes


def test_somebody_withdraws_without_an_account(host, accounts):
    person = switched_on(host)
    from_outside, paper = accounts.visitor(), given(host, person)
    assert person.code not in paper.values(), "colleagues' codes are on no paper"
    spelt = {"code": paper["code"].lower().replace("-", " "), "pin": " ".join(paper["pin"])}
    page = from_outside.post("/en/consent/", spelt).content.decode()
    assert "<strong>agreed" in page
    assert NAME.split(maxsplit=1)[0] not in page
    assert person.code not in page
    page = from_outside.post("/en/consent/", {**paper, "withdraw": "statistics"}).content.decode()
    assert "withdrew their consent" in page
    assert not counted_cases(Intake.objects.get(), person.created.date()).exists()
    last = person.consents.latest("number")
    assert (last.said, last.by, last.by_code) == ("withdrawn", "person", True)
    assert "with their own code" in host.get(f"{INTAKE}/people/{person.pk}/").content.decode()
    assert Event.objects.filter(verb="consent.withdraw").count() == 1
    again = from_outside.post("/en/consent/", {**paper, "withdraw": "statistics"})
    assert again.status_code == 200
    assert person.consents.count() == 2, "what is withdrawn is not withdrawn again"


def test_with_a_code_nobody_agrees_to_anything(host, accounts):
    person = switched_on(host)
    paper = given(host, person)
    for purpose in ("research", "assistance", "nonsense", ""):
        accounts.visitor().post("/en/consent/", {**paper, "withdraw": purpose, "said": "given"})
    assert person.consents.count() == 1


def test_guessing_ends_soon_from_wherever_it_comes(host, accounts):
    person = switched_on(host)
    paper = given(host, person)
    other = {**paper, "pin": "000000" if paper["pin"] != "000000" else "111111"}
    for number in range(MOST_FAILED):
        stranger = accounts.visitor(REMOTE_ADDR=f"10.{number}.1.1")
        answer = stranger.post("/en/consent/", other)
        assert answer.status_code in {422, 429}
        # as if each had waited for its turn
        OwnCode.objects.filter(failed__lt=number + 1).update(failed=number + 1)
    own = accounts.visitor(REMOTE_ADDR="10.99.1.1").post("/en/consent/", paper)
    assert own.status_code in {422, 429}, "the right PIN opens nothing any more"
    assert "<strong>agreed" not in own.content.decode()
    assert "tried too often" in host.get(f"{INTAKE}/people/{person.pk}/").content.decode()
    fresh = given(host, person)
    page = accounts.visitor(REMOTE_ADDR="10.98.1.1").post("/en/consent/", fresh)
    assert "<strong>agreed" in page.content.decode()


def test_a_code_that_nobody_has_takes_as_long_as_one_that_somebody_has():
    """Each part of what is tried is as long and as dear as of a real one, and no PIN fits it."""
    real = own_codes._HASHER.hash("123456").split("$")
    nobody = own_codes._NOBODY.split("$")
    assert nobody[:4] == real[:4]
    assert [len(part) for part in nobody] == [len(part) for part in real]
    with pytest.raises(VerifyMismatchError):
        own_codes._HASHER.verify(own_codes._NOBODY, "123456")


def test_one_source_is_slowed_down(host, accounts):
    person = switched_on(host)
    paper, stranger = given(host, person), accounts.visitor()
    wrong = {**paper, "pin": "999999" if paper["pin"] != "999999" else "888888"}
    stranger.post("/en/consent/", wrong)
    assert OwnCode.objects.get().failed == 1
    answers = [stranger.post("/en/consent/", wrong).status_code for _ in range(8)]
    assert answers[0] == 422
    assert answers[-1] == 429


@pytest.mark.parametrize(
    "sent",
    [
        {"code": "", "pin": ""},
        {"code": "0000-0000", "pin": "123456"},
        {"code": "x\0", "pin": "123456"},
        {"code": "K7M4-Q2XP", "pin": "1" * 21},
    ],
)
def test_what_is_no_code_says_nothing_of_anybody(host, accounts, sent):
    switched_on(host)
    answer = accounts.visitor().post("/en/consent/", sent)
    assert answer.status_code == 422
    assert "<strong>agreed" not in answer.content.decode()


def test_codes_open_nothing_once_they_are_switched_off(host, accounts):
    person = switched_on(host)
    paper = given(host, person)
    host.post(f"{INTAKE}/codes/", {"codes": "no"})
    assert accounts.visitor().post("/en/consent/", paper).status_code == 422


def test_a_new_code_ends_the_old_one_and_no_pin_is_kept(host, accounts):
    person = switched_on(host)
    old, new = given(host, person), given(host, person)
    assert accounts.visitor().post("/en/consent/", old).status_code == 422
    kept = OwnCode.objects.get()
    assert new["pin"] not in kept.pin
    assert kept.pin.startswith("$argon2id$")


def test_on_one_computer_there_are_no_codes(workspace):
    client = workspace.person(*Role)
    sent = {"codebook": "lanterne-cases", "passphrase": PASSPHRASE, "again": PASSPHRASE}
    client.post(f"{INTAKE}/switch/", sent)
    client.post(f"{INTAKE}/codes/", {"codes": "yes"})
    person = register(client, NAME)
    assert "a code and a PIN" not in client.get(f"{INTAKE}/people/{person.pk}/").content.decode()
    assert client.post(f"{INTAKE}/people/{person.pk}/code/").status_code == 302
    assert client.get("/en/consent/").status_code == 404


def test_a_pin_is_read_in_the_digits_of_its_reader(host, accounts):
    person = switched_on(host)
    paper = given(host, person)
    for zero in ("٠", "۰", "０"):
        turned = {ord(str(digit)): chr(ord(zero) + digit) for digit in range(10)}
        sent = {name: text.translate(turned) for name, text in paper.items()}
        page = accounts.visitor().post("/en/consent/", sent).content.decode()
        assert "<strong>agreed" in page
    for wrong in ("12345", "1234567", ""):
        accounts.visitor().post("/en/consent/", {**paper, "pin": wrong})
    assert OwnCode.objects.get().failed == 0, "what cannot be a PIN is no guess"


def test_who_is_signed_out_or_closed_has_no_names_any_more(host, accounts):
    worker = accounts.person(Role.CASE_WORKER)
    worker.post(f"{INTAKE}/names/join/", {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    holder = NamesHolder.objects.get(user=worker.user)
    host.post(f"{INTAKE}/names/{holder.pk}/let-in/")
    worker.post(f"{INTAKE}/names/open/", {"passphrase": PASSPHRASE})
    assert OpenedNames.objects.filter(user=worker.user).exists()
    people = f"/en/work/here/people/{worker.user.pk}"
    host.post(f"{people}/sign-out/")
    assert not OpenedNames.objects.filter(user=worker.user).exists()
    assert NamesHolder.objects.filter(user=worker.user).exists()
    host.post(f"{people}/close/")
    assert not NamesHolder.objects.filter(user=worker.user).exists()


def test_names_end_with_the_session(host, accounts):
    name = next(one for one in host.cookies if one.startswith("names-"))
    other = accounts.browser(host.user)
    other.cookies[name] = host.cookies[name].value
    assert "Names are closed" in other.get(f"{INTAKE}/").content.decode()
    assert "Names are open" in host.get(f"{INTAKE}/").content.decode()


def test_the_last_who_can_open_names_does_not_lock_everybody_out(host):
    host.post(f"{INTAKE}/names/close/")
    sent = {"passphrase": "another four words", "again": "another four words"}
    assert host.post(f"{INTAKE}/names/join/", sent).status_code == 409
    assert host.post(f"{INTAKE}/names/open/", {"passphrase": f" {PASSPHRASE} "}).status_code == 302


@pytest.mark.parametrize("purpose", ConsentTo)
def test_nobody_undoes_on_the_same_day_what_somebody_said_with_their_own_code(
    accounts, host, purpose
):
    """Where figures are made: help never waits for the next day."""
    mate = colleague(accounts, host)
    team("Mobile unit", host, mate)
    person = register(host, "Amina Diallo")
    more = {"to_any": "on"} if purpose is ConsentTo.REFERRAL else {}

    def agrees(browser, day):
        return say(browser, person, "given", purpose, on=day.isoformat(), **more)

    today = date.today()
    day_before = today - timedelta(days=1)
    assert agrees(host, day_before).status_code == 302
    state(person, Statement(purpose, Said.WITHDRAWN, SaidBy.PERSON, day_before), host.user,
          by_code=True)  # fmt: skip
    waits = purpose in {ConsentTo.STATISTICS, ConsentTo.RESEARCH}
    for browser in (mate, host):
        answer = agrees(browser, day_before)
        assert answer.status_code == (409 if waits else 302)
        assert ("with their own code. Ask them again" in answer.content.decode()) == waits
    refused = Event.objects.filter(verb=Verb.EDIT_INTAKE, outcome="denied")
    assert [one.details["why"] for one in refused] == ["rule"] * 2 * waits
    assert (latest(person)[purpose].said == Said.GIVEN) == (not waits)
    assert agrees(mate, today).status_code == 302, "on a later day they may agree again"


def test_what_a_colleague_wrote_down_wrongly_is_put_right_on_the_same_day(host):
    person = register(host, "Amina Diallo")
    for said in ("refused", "given"):
        assert say(host, person, said).status_code == 302
