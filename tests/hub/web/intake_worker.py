"""Case workers of an organisation that registers people in the hub."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from lanterne.hub.intake import case_state
from lanterne.hub.intake.kept_answers import answers_of, logic_of
from lanterne.hub.intake.models import Case, Intake, Person, Team
from lanterne.hub.intake.sealed import answers_sealer
from lanterne.hub.intake.teams import make_team, put_in
from lanterne.hub.people.access import Desk
from lanterne.hub.people.roles import Role
from lanterne.intake.answers import Answers
from lanterne.intake.shown_questions import shown_groups

PASSPHRASE = "four words and a lamp"
INTAKE = "/en/work/here/intake"
TODAY = date.today().isoformat()
KEY = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]+")


def switched_on(workspace: Any, codebook: str = "lanterne-network") -> Any:
    """A browser of somebody with every role, who has switched the intake on; names are open."""
    client = workspace.person(*Role)
    switch_on(client, codebook)
    return client


def switch_on(client: Any, codebook: str) -> None:
    """Switch the intake on; names are open then. ``printed`` are the keys for recovery."""
    answer = client.post(
        f"{INTAKE}/switch/",
        {"codebook": codebook, "passphrase": PASSPHRASE, "again": PASSPHRASE},
    )
    assert answer.status_code == 200, answer.status_code
    client.printed = KEY.findall(answer.content.decode())


def names_cookie(client: Any) -> str:
    """The name of the cookie by which names are open in a browser."""
    return next(name for name in client.cookies if name.startswith("names-"))


def hold_back(client: Any, person: Person) -> None:
    """Hold the only case of somebody back."""
    sent = {"reason": "in danger"}
    client.post(f"{INTAKE}/cases/{case_of(person).pk}/hold-back/", sent)


def let_be_counted(client: Any, person: Person) -> None:
    """Let the only case of somebody be counted again, as its page offers it."""
    case = case_of(person)
    client.post(f"{INTAKE}/cases/{case.pk}/count/", {"held": case_state.mark_of_hold(case)})


def colleague(workspace: Any, host: Any, *roles: Role) -> Any:
    """A browser of a case worker who was let in by the host; names are open."""
    client = workspace.person(*(roles or (Role.CASE_WORKER,)))
    client.post(f"{INTAKE}/names/join/", {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    holder = Intake.objects.get().holders.get(user=client.user)
    host.post(f"{INTAKE}/names/{holder.pk}/let-in/")
    client.post(f"{INTAKE}/names/open/", {"passphrase": PASSPHRASE})
    return client


def team(title: str, *members: Any) -> Team:
    """A team of the organisation that registers people, with these people in it."""
    intake = Intake.objects.get(organisation__slug="here")
    made = make_team(intake, title, members[0].user)
    officer = Desk(members[0].user, intake.organisation, frozenset(Role))
    for one in members:
        assert put_in(officer, made, one.user)
    return made


def register(client: Any, name: str, **more: str) -> Person:
    """Register somebody whom nobody resembles, or who is somebody else all the same."""
    sent = {"name": name, "registered": TODAY, "looked": "yes", **more}
    answer = client.post(f"{INTAKE}/register/", sent)
    assert answer.status_code == 302, answer.content.decode()
    return Person.objects.get(pk=answer.headers["Location"].split("/")[-2])


def case_of(person: Person) -> Case:
    """The only case of a person."""
    return person.cases.get()


def say(client: Any, person: Person, said: str, purpose: str = "statistics", **more: str) -> Any:
    """Write down what somebody agreed to."""
    sent = {"purpose": purpose, "said": said, "by": "person", "on": TODAY, **more}
    return client.post(f"{INTAKE}/people/{person.pk}/consent/", sent)


def answer_needed(client: Any, row: Any, kind: str, choice: int = 0) -> None:
    """Answer what must be answered, and the first question of all.

    Args:
        client: Who answers.
        row: A case, a perpetrator or a link.
        kind: How addresses name it: ``cases``, ``perpetrators`` or ``links``.
        choice: Which of the answers, in their order.
    """
    intake = Intake.objects.get()
    logic, sealer = logic_of(intake, row), answers_sealer(intake.organisation)
    first = logic.section.questions[0].name
    for group in shown_groups(logic, Answers(), "en"):
        row.refresh_from_db()
        answers = answers_of(row, logic, sealer)
        sent = {"seen": row.revision}
        for one in shown_groups(logic, answers, "en")[group.place].questions:
            if one.required or one.column == first:
                sent[one.name] = one.choices[choice].code if one.choices else "2020"
        address = f"{INTAKE}/{kind}/{row.pk}/questions/{group.place}/"
        assert client.post(address, sent).status_code == 302


def household(client: Any, *people: tuple[str, str, str], **more: str) -> Any:
    """Register a household: name, relation, date of birth of each."""
    sent = {"m-TOTAL_FORMS": len(people), "m-INITIAL_FORMS": 0, "registered": TODAY}
    for place, (name, relation, born) in enumerate(people):
        sent |= {f"m-{place}-name": name, f"m-{place}-relation": relation}
        sent |= {f"m-{place}-born": born}
    return client.post(f"{INTAKE}/register/household/", sent | more)
