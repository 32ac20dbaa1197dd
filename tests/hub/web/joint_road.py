"""Three organisations of two people each, from an agreement to editions, without a browser."""

from __future__ import annotations

import csv
import html
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from lanterne.codebook import codebook_to_toml
from lanterne.codebook.model import ColumnType
from lanterne.hub.jobs.models import Job
from lanterne.hub.joint import whole_minutes
from lanterne.hub.joint.models import Agreement
from lanterne.hub.people.models import Organisation
from lanterne.hub.people.roles import Role
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data.case_files import CASES, Stored, add_case_file
from lanterne.hub.web.models import CaseFile, Dataset, Run
from lanterne.hub.web.publish.release_folders import ledger_of
from lanterne.hub.web.publish.series_slugs import free_series
from lanterne.privacy import Ledger
from small_codebooks import book, column

whole_minutes.MINUTE = 0.01

ID = "case"
BOOK = book(
    column("gender", ColumnType.CATEGORY, ("woman", "man")),
    column("age", ColumnType.ORDINAL, ("0--17", "18--29", "30+")),
    column("form", ColumnType.CATEGORY, ("labour", "sexual", "other")),
)
SLUGS = ("north", "south", "east")
NAMES = {"north": "Nord", "south": "Sud", "east": "Est"}
PEOPLE = 400
"""Of each organisation; half as many are new in each later year."""


def people_of(slug: str, years: int, extra: int = 0) -> list[tuple[str, ...]]:
    """Rows of an organisation after some years: always the same, and more of them."""
    chance = Random(slug)
    count = PEOPLE + (years - 1) * PEOPLE // 2 + extra
    return [
        (
            f"{slug[0].upper()}-{number}",
            chance.choice(("woman", "woman", "man")),
            chance.choice(("0--17", "18--29", "30+")),
            chance.choice(("labour", "sexual", "other")),
        )
        for number in range(count)
    ]


def written(rows: list[tuple[str, ...]], path: Path) -> Path:
    """A case file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow((ID, *BOOK.table.names))
        writer.writerows(rows)
    return path


@dataclass
class Member:
    """An organisation: its data officer, who brings cases, and its privacy officer, who decides."""

    slug: str
    officer: Any
    privacy: Any
    dataset: Dataset | None = field(default=None)

    @property
    def organisation(self) -> Organisation:
        """In the database."""
        return Organisation.objects.get(slug=self.slug)

    def at(self, rest: str) -> str:
        """An address below its joint datasets."""
        return f"/en/work/{self.slug}/joint/{rest}"

    def own_dataset(self, codebook: str = "") -> Dataset:
        """A dataset of its own with the codebook, and ids."""
        if self.dataset is None:
            self.dataset = Dataset.objects.create(
                organisation=self.organisation,
                title=f"Cases of {self.slug}",
                series=free_series(f"Cases of {self.slug}"),
                codebook=codebook or codebook_to_toml(BOOK),
                subject_id=ID,
                created_by=self.officer.user,
            )
            Ledger(ledger_of(self.dataset)).create(declined="Nobody here is real.")
        return self.dataset

    def bring(self, path: Path) -> CaseFile:
        """Checked cases in its vault."""
        data, dataset = path.read_bytes(), self.own_dataset()
        file_id = vault_documents.keep(dataset.organisation, CASES, data)
        stored = [Stored(file_id, path.name, "csv", len(data))]
        case_file = add_case_file(dataset, stored, self.officer.user)
        CaseFile.objects.filter(pk=case_file.pk).update(state=CaseFile.State.CHECKED)
        return CaseFile.objects.get(pk=case_file.pk)

    def hand_in(self, agreement: Agreement, path: Path) -> Any:
        """Bring cases and hand them in."""
        case_file = self.bring(path)
        return self.officer.post(self.at(f"{agreement.pk}/hand-in/"), {"case_file": case_file.pk})


def members(accounts: Any, slugs: tuple[str, ...] = SLUGS) -> dict[str, Member]:
    """Three organisations of two people each; the first one publishes."""
    found = {}
    for slug in slugs:
        officer = accounts.person(Role.DATA_OFFICER, organisation=slug)
        more = (Role.PUBLISHER,) if slug == slugs[0] else ()
        privacy = accounts.person(Role.PRIVACY_OFFICER, *more, organisation=slug)
        Organisation.objects.filter(slug=slug).update(name=NAMES.get(slug, slug), policy="lenient")
        found[slug] = Member(slug, officer, privacy)
    return found


def proposal(lead: Member, **others: Any) -> dict[str, Any]:
    """A form that is filled in."""
    return {
        "title": "Cases of the coast",
        "purpose": "To know where help is needed.",
        "codebook": lead.own_dataset().pk,
        "partners": "Sud\nEst",
        "referred": "first",
        "epsilon": "8",
        "people": "1000",
        "cohorts": "2025,2026",
        "final_after": "1",
        "until": "2031-12-31",
        **others,
    }


def code_in(page: str) -> str:
    """The code that a page shows once."""
    found = re.search(r'class="code">([^<]+)</bdi>', page)
    assert found, page
    return html.unescape(found[1])


def agreed(house: dict[str, Member]) -> Agreement:
    """An agreement that all have signed."""
    lead, *others = house.values()
    answer = lead.privacy.post(lead.at("new/"), proposal(lead))
    assert answer.status_code == 302, answer.content.decode()
    agreement = Agreement.objects.get()
    for one in others:
        join(lead, one, agreement, NAMES[one.slug])
    all_sign(house, agreement)
    return agreement


def all_sign(house: dict[str, Member], agreement: Agreement) -> None:
    """Who signed before the last one joined signs the terms as they are now."""
    for one in house.values():
        page = one.privacy.get(one.at(f"{agreement.pk}/")).content.decode()
        if f"{agreement.pk}/sign/" in page:
            seal = page.split('name="seal" value="')[1][:64]
            one.privacy.post(one.at(f"{agreement.pk}/sign/"), {"seal": seal})


def join(lead: Member, one: Member, agreement: Agreement, name: str) -> None:
    """An organisation takes the place of that name, by a code that the first one makes."""
    place = agreement.partners.get(name=name)
    page = lead.privacy.post(lead.at(f"{agreement.pk}/invite/"), {"place": place.pk})
    code = code_in(page.content.decode())
    terms = one.privacy.post(one.at("terms/"), {"code": code})
    seal = re.search(r'name="seal" value="(\w+)"', terms.content.decode())
    assert seal, terms.content.decode()
    one.privacy.post(one.at("accept/"), {"code": code, "seal": seal[1]})


def joined_later(
    house: dict[str, Member], agreement: Agreement, accounts: Any, slug: str, name: str
) -> None:
    """One more organisation takes part, and all sign anew."""
    lead = next(iter(house.values()))
    house[slug] = members(accounts, (slug,))[slug]
    lead.privacy.post(lead.at(f"{agreement.pk}/add/"), {"name": name})
    join(lead, house[slug], agreement, name)
    all_sign(house, agreement)


def hand_in_all(
    house: dict[str, Member],
    agreement: Agreement,
    folder: Path,
    years: int = 1,
    without: tuple[str, ...] = (),
) -> None:
    """Each organisation hands in its cases as they are after some years."""
    for slug, one in house.items():
        if slug not in without:
            path = written(people_of(slug, years), folder / f"{slug}-{years}.csv")
            answer = one.hand_in(agreement, path)
            assert answer.status_code == 302, answer.content.decode()


def last_job(kind: str = "joint-year") -> Any:
    """The newest job of a kind."""
    return Job.objects.filter(kind=kind).order_by("-number").first()


def page_of(one: Member, agreement: Agreement) -> str:
    """What the data officer of an organisation reads of an agreement."""
    return str(one.officer.get(one.at(f"{agreement.pk}/")).content.decode())


def close(lead: Member, agreement: Agreement, year: int) -> Any:
    """Close a year, sure of it."""
    address = lead.at(f"{agreement.pk}/close/")
    return lead.officer.post(address, {"year": year, "sure": "1"})


def draw(lead: Member, agreement: Agreement) -> Run:
    """An edition."""
    before = set(Run.objects.values_list("pk", flat=True))
    answer = lead.officer.post(lead.at(f"{agreement.pk}/draw/"))
    assert answer.status_code == 302, answer.content.decode()
    return Run.objects.exclude(pk__in=before).get()


def notice(**others: str) -> dict[str, str]:
    """What the public will read."""
    said = {"publisher": "Nord, Sud, Est", "licence": "CC-BY-4.0", "citation": ""}
    return {**said, "title_fr": "Cas de la côte", "description_fr": "Des cas inventés.", **others}


def approve(one: Member, run: Run, verdict: str = "approve", **others: str) -> Any:
    """A decision of an organisation, on what its page shows."""
    page = one.privacy.get(one.at(f"editions/{run.pk}/")).content.decode()
    seal = re.search(r'name="seal" value="(\w+)"', page)
    said = {"verdict": verdict, "seal": seal[1] if seal else "", **others}
    return one.privacy.post(one.at(f"editions/{run.pk}/decide/"), said)
