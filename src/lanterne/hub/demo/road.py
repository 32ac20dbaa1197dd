"""A dataset of the demo: from its cases to editions, by the hands of whom each step belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from lanterne.codebook import codebook_to_toml
from lanterne.hub.demo.cases import ID, YEARS, cases, codebook
from lanterne.hub.demo.colleague import Colleague, value_in
from lanterne.hub.demo.world import name_of, text, texts
from lanterne.hub.people.roles import Role
from lanterne.hub.web.models import Dataset
from lanterne.hub.web.protect.choices import DP, usable_files
from lanterne.messages import TAGS, Message, say
from lanterne.synthesis.attest import Dial

CAP = 12.0
"""ε that may ever be spent on the people of a dataset: also for a year of the joint one."""

EPSILON = 2.0
"""ε of each release."""

LICENCE = "CC0-1.0"

Team = Mapping[Role, Colleague]
"""The people of one organisation, by their roles."""


@dataclass(frozen=True)
class Road:
    """A dataset, and the people who work on it.

    Attributes:
        team: They.
        where: Address of the dataset, below that of the organisation.
        language: In which the demo is made.
    """

    team: Team
    where: str
    language: str

    @property
    def dataset(self) -> Dataset:
        """In the database."""
        return Dataset.objects.get(pk=self.where.split("/")[1])

    def bring(self, by: Role, last: int) -> None:
        """Bring the cases to the end of a year, and say whose each is."""
        who = self.team[by]
        who.send(f"{self.where}data/bring/", files=cases(who.account.place, last))
        who.send(f"{self.where}data/who/", subject_id=ID)

    def limit(self) -> None:
        """Say how much may ever be spent."""
        said = {"epsilon": CAP, "delta": 1e-5, "sure": "1"}
        self.team[Role.PRIVACY_OFFICER].send(f"{self.where}protect/limit/", **said)

    def protect(self, dial: Dial) -> str:
        """Make a release of the newest cases, and hold it against the policy; id of its run."""
        officer = self.team[Role.DATA_OFFICER]
        choices = {
            "method": DP,
            "case_file": usable_files(self.dataset)[0].pk,
            "unit": "person",
            "epsilon": EPSILON,
            "dial": dial,
            "publisher": name_of(officer.account.place, self.language),
            "licence": LICENCE,
        }
        page = officer.read(f"{self.where}protect/?{urlencode(choices)}")
        seen = {name: value_in(page, name) for name in ("run", "seen")}
        officer.send(f"{self.where}protect/start/", **choices, **seen)
        officer.send(f"{self.where}evaluate/gate/", run=seen["run"])
        return seen["run"]

    def submit(self, run: str) -> str:
        """Ask for a second person; address of what they look at."""
        officer = self.team[Role.DATA_OFFICER]
        said = {"publisher": name_of(officer.account.place, self.language), "licence": LICENCE}
        for name in ("title", "description"):
            said |= {f"{name}_{tag}": words for tag, words in texts(name).items()}
        led = officer.send(f"runs/{run}/submit/", **said)
        return led.partition(f"/{officer.account.place}/")[2]

    def publish(self, submission: str) -> None:
        """Approve what was submitted, where the gate refuses it with a reason, and publish it."""
        privacy = self.team[Role.PRIVACY_OFFICER]
        page = privacy.read(submission)
        if 'name="reason_en"' in page:
            why = {f"reason_{tag}": say(Message("terminal.demo.why"), tag) for tag in TAGS}
            privacy.send(f"{submission}exempt/", **why)
            page = privacy.read(submission)
        approval = {"verdict": "approve", "comment": "", "seal": value_in(page, "seal")}
        privacy.send(f"{submission}decide/", **approval)
        self.team[Role.PUBLISHER].send(f"{submission}publish/")


def begun(team: Team, by: Role, title: str, language: str) -> Road:
    """A dataset without cases.

    Args:
        team: Of the organisation.
        by: Who begins it.
        title: Of the dataset.
        language: In which the demo is made.
    """
    who = team[by]
    led = who.send("new/", title=title)
    where = led.partition(f"/{who.account.place}/")[2].removesuffix("data/")
    who.send(f"{where}codebook/send/", toml=codebook_to_toml(codebook()).encode())
    return Road(team, where, language)


def first_edition(team: Team, language: str) -> Road:
    """A dataset with an edition of all years but the last."""
    road = begun(team, Role.CASE_WORKER, text("title", language), language)
    road.bring(Role.CASE_WORKER, YEARS[-2])
    road.limit()
    road.publish(road.submit(road.protect(Dial.BALANCED)))
    return road


def second_edition(road: Road) -> None:
    """An edition with the last year."""
    road.bring(Role.CASE_WORKER, YEARS[-1])
    road.publish(road.submit(road.protect(Dial.BALANCED)))


def waiting_submission(road: Road) -> None:
    """A release that waits for a second person."""
    road.submit(road.protect(Dial.CLOSEST))
