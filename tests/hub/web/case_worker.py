"""Somebody at work on a dataset of their own, and fictional cases of a small association."""

from __future__ import annotations

import csv
import io
import random
import re
from typing import Any

from lanterne.codebook import load_codebook
from lanterne.hub.people.roles import Role
from lanterne.hub.web import vault_documents
from lanterne.hub.web.models import CaseFile, Dataset

CASES = "lanterne-cases"

HEADER = ("dossier", "sexe", "âge", "pays", "contrôle", "note")

BOOK = """
name = "own"
version = "1"
title = { en = "Own" }
[[tables]]
name = "victims"
label = { en = "Victims" }
[[tables.columns]]
name = "sexe"
type = "category"
label = { en = "Sex", fr = "Sexe" }
values = ["Femme", "Homme"]
missing = { unknown = "?" }
[[tables.columns]]
name = "âge"
type = "ordinal"
label = { en = "Age", fr = "Âge" }
values = ["0-17", "18-29", "30+"]
[[tables.columns.hierarchy]]
values = [{ code = "adult", label = { en = "Adult" } }]
members = { "0-17" = ["0-17"], adult = ["18-29", "30+"] }
[[tables.columns]]
name = "pays"
type = "country"
label = { en = "Country", fr = "Pays" }
values = "iso3"
[[tables.columns]]
name = "contrôle"
type = "set"
label = { en = "Control", fr = "Contrôle" }
values = ["dettes", "menaces", "papiers"]
[[tables.rules]]
name = "minor-debts"
label = { en = "A minor has no debts.", fr = "Un mineur n'a pas de dettes." }
forbid = [{ column = "âge", values = ["0-17"] }, { column = "contrôle", values = ["dettes"] }]
"""


def begin(workspace: Any, role: Role = Role.CASE_WORKER, title: str = "Cases of the north") -> Any:
    """A browser in which somebody has begun a dataset: ``place`` is where it is."""
    client = workspace.person(role)
    client.post("/en/work/here/new/", {"title": title})
    client.dataset = Dataset.objects.get(title=title)
    client.place = f"/en/work/here/datasets/{client.dataset.pk}"
    return client


def bring(client: Any, *files: tuple[str, bytes | str], language: str = "en") -> Any:
    """Send files as a browser does."""
    sent = []
    for name, data in files:
        stream = io.BytesIO(data if isinstance(data, bytes) else data.encode())
        stream.name = name
        sent.append(stream)
    place = client.place.replace("/en/", f"/{language}/", 1)
    return client.post(f"{place}/data/bring/", {"files": sent})


def send_book(client: Any, text: str = BOOK) -> Any:
    """Send a codebook as a TOML file."""
    stream = io.BytesIO(text.encode())
    stream.name = "own.toml"
    return client.post(f"{client.place}/codebook/send/", {"toml": stream})


def edit(client: Any, address: str, sent: dict[str, Any]) -> Any:
    """Send a form of a page of a draft, with the mark of what stands in that page now."""
    shown = client.get(address).content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]{16})"', shown)
    return client.post(address, {"seen": seen[1] if seen else "", **sent})


def page(client: Any, address: str = "/data/", language: str = "en") -> str:
    """A page of the dataset."""
    place = client.place.replace("/en/", f"/{language}/", 1)
    answer = client.get(f"{place}{address}")
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def last_file() -> CaseFile:
    """The case file that came last."""
    return CaseFile.objects.order_by("-created")[0]


def dataset_of(client: Any) -> Dataset:
    """The dataset that somebody is at work on, as it is now."""
    return Dataset.objects.get(pk=client.dataset.pk)


def in_the_vault() -> int:
    """How many files the vault holds."""
    return len(vault_documents.vault().file_ids("here"))


def rows(people: int = 120, seed: int = 4) -> list[list[str]]:
    """Cases of fictional people, some of them in two rows."""
    chance = random.Random(seed)
    found = []
    for number in range(people):
        age = chance.choice(["0-17", "18-29", "18-29", "30+", ""])
        means = ["menaces", "papiers"] if age == "0-17" else ["dettes", "menaces", "papiers"]
        one = [
            f"D{number:03}",
            chance.choice(["Femme", "Femme", "Homme", "?"]),
            age,
            chance.choice(["FRA", "NGA", "NGA", "ROU", ""]),
            ";".join(sorted(chance.sample(means, chance.randint(0, 2)))),
            f"seen in office {number}",
        ]
        found += [one] * (2 if chance.random() < 0.1 else 1)
    return found


def written(cases: list[list[str]], header: tuple[str, ...] = HEADER, comma: str = ";") -> str:
    """Cases as a delimited text."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=comma).writerows([header, *cases])
    return text.getvalue()


def settle(client: Any) -> None:
    """Decide what is left of a partner's file in French that was looked at."""
    place = f"{client.place}/harmonise"
    position = {name: number for number, name in enumerate(load_codebook(CASES).table.names)}

    def of(name: str, **more: Any) -> None:
        client.post(f"{place}/{position[name]}/", {"act": "approve", **more})

    of("yearOfRegistration", rule="year_of", dates="day-month-year")
    of("dataSource", rule="constant", value="Shelter")
    columns = client.get(f"{place}/").content.decode()
    waiting = {int(one) for one in re.findall(r'name="right" value="(\d+)"', columns)}
    client.post(f"{place}/decide/", {"act": "save", "right": sorted(waiting)})
    means = ["Menaces", "Dettes", "Violences physiques", "Papiers confisqués"]
    flags = ["Threats", "DebtBondage", "PhysicalAbuse", "WithholdsDocuments"]
    meant = {"answer": means, "becomes": [f"to:means{flag}" for flag in flags], "separators": ","}
    client.post(f"{place}/choices/10/", {"act": "approve", **meant})
    client.post(f"{place}/decide/", {"act": "not-asked"})
    people = {"act": "people", "subject": "N° dossier", "given": "Oui"}
    client.post(f"{place}/decide/", people)


def in_order(workspace: Any, role: Role = Role.CASE_WORKER) -> Any:
    """Somebody whose cases are in order."""
    client = begin(workspace, role)
    send_book(client)
    bring(client, ("cases.csv", written(rows())))
    who = {"subject_id": "dossier", "ignored": ["note"]}
    assert client.post(f"{client.place}/data/who/", who).status_code == 302
    assert last_file().state == CaseFile.State.CHECKED
    client.dataset.refresh_from_db()
    return client
