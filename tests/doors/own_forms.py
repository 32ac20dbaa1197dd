"""What comes back by forms that a codebook wrote: small random files, and who leaves how.

Whose each cell is follows the rules of ``whose_cells``. Of an export, a form that was sent without
a number is a person of its own, known by the id that its program gave it: in the records here such
an id begins with ``sent``. Of an export with repeats, a repeat is a row of pairs: it is its
victim's, with all that stands on it; a perpetrator leaves with the repeats that have their number,
and without one is another one in each repeat.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from linked_forms import REFUSING, Partner, _groups_of_victims, _shuffled, _spelt
from tiny_networks import Tiny
from whose_cells import Files, Neighbour, Row, neighbours_in_tables, plain

from lanterne.codebook.model import Codebook
from lanterne.forms import make_form, parts_as_form
from lanterne.forms.asked import stamp_text
from lanterne.harmonise.form_names import CONSENT, GIVEN, MARK
from workbooks import write_xlsx

REFUSED = {"id3": "refused", "id4": "", "sent2": "withdrawn"}
"""Id of somebody who does not consent → the answer."""

SENT = "sent"
OF_VICTIMS, OF_PEOPLE, OF_LINKS = ("place", "zone", "child"), ("gang", "nation"), ("roles", "paid")


def asked_for_ids(codebook: Codebook) -> Codebook:
    """The same codebook of one table, whose form asks for numbers of cases."""
    return replace(codebook, tables=(replace(codebook.table, subject_id="id"),))


def of_own_form(row: Row, rng: np.random.Generator, alone: bool) -> Row:
    """The answers of a row as a form has them; whoever stands on one row may have no number."""
    who = row["id"]
    if alone and rng.random() < 0.5:
        who = who.replace("id", SENT)
    place = row["place"] if row["place"] != "99" else ""
    child = row["child"] or str(rng.choice(["", "0"]))
    consent = REFUSED.get(who, GIVEN)
    return row | {"id": who, "place": place, "child": child, CONSENT: consent}


def write_export(codebook: Codebook, rows: Sequence[Row], path: Path, ignored: str) -> Path:
    """An export of one table, as KoboToolbox writes it."""
    mark = stamp_text(make_form(codebook).stamp)
    lines = []
    for number, row in enumerate(rows):
        named = not plain(row["id"]).startswith(SENT)
        filled = any(row.values())
        lines.append(
            {
                MARK: mark if filled else "",
                CONSENT: row[CONSENT],
                "id": row["id"] if named else "",
                "home": row["home"],
                "person/place": row["place"],
                "child": row["child"],
                "control": row["control"].replace(";", " "),
                "control/r": "1" if "r" in row["control"] else "0",
                "_uuid": (f"u{number}" if named else plain(row["id"])) if filled else "",
                ignored: row[ignored],
            }
        )
    header = (MARK, CONSENT, "id", "home", "person/place", "child", "control", "control/r")
    return _write_csv(path, (*header, "_uuid", ignored), lines)


def _write_csv(path: Path, header: Sequence[str], lines: Sequence[Row]) -> Path:
    with path.open("w", newline="", encoding="utf-8", errors="surrogateescape") as file:
        table = csv.DictWriter(file, header, delimiter=";", quoting=csv.QUOTE_ALL)
        table.writeheader()
        table.writerows(lines)
    return path


def write_filled(codebook: Codebook, rows: Sequence[Row], path: Path, ignored: str) -> Path:
    """A filled template of one table."""
    names = [CONSENT, "id", "home", "place", "child", "control/r", "control/s", ignored]
    lines = [
        [
            *(row[name] for name in names[:4]),
            "no" if row["child"] == "0" else row["child"],
            *("Yes" if member in row["control"] else "" for member in ("r", "s")),
            row[ignored],
        ]
        for row in rows
    ]
    return _write_template(codebook, path, {"cases": [names, *lines]})


def _write_template(codebook: Codebook, path: Path, sheets: dict[str, list[list[str]]]) -> Path:
    stamp = make_form(codebook).stamp
    mark = [["codebook", stamp.codebook], ["version", stamp.version], ["digest", stamp.digest]]
    labelled = {name: [["label"] * len(rows[0]), *rows] for name, rows in sheets.items()}
    return write_xlsx(path, {**labelled, "lanterne-form": [*mark, ["language", "en"]]})


def own_partners(
    codebook: Codebook, write_pages: Callable[[Codebook, Files, Path], Path]
) -> dict[str, Partner]:
    """Name of each way → the way, for the codebook of small networks."""
    return {
        "an export with repeats": Partner(
            make=_repeats,
            write=lambda files, folder: _write_repeats(codebook, files, folder),
            neighbours=_neighbours_of_repeats,
            opening=parts_as_form,
        ),
        "files of offline pages": Partner(
            make=_repeats,
            write=lambda files, folder: write_pages(codebook, files, folder),
            neighbours=_neighbours_of_repeats,
            opening=parts_as_form,
        ),
        "sheets of a template": Partner(
            make=_sheets,
            write=lambda files, folder: _write_sheets(codebook, files, folder),
            neighbours=neighbours_in_tables,
            opening=parts_as_form,
        ),
    }


def _answers(names: Sequence[str], texts: Sequence[str]) -> Row:
    return {name: "" if text == "99" else text for name, text in zip(names, texts, strict=True)}


def _victims(network: Tiny, rng: np.random.Generator) -> list[Row]:
    return [
        {"victim": _spelt(key, rng), **_answers(("home", *OF_VICTIMS), texts)}
        for key, texts in network.victims.items()
    ]


def _repeats(network: Tiny, rng: np.random.Generator) -> Files:
    links = []
    for (victim, by), told in network.links.items():
        known = _answers(OF_PEOPLE, network.perpetrators[by])
        known = {name: text if rng.random() < 0.6 else "" for name, text in known.items()}
        key = _spelt(by, rng) if rng.random() < 0.6 else ""
        row = {"victim": victim, "perpetrator": key, **known, **_answers(OF_LINKS, told)}
        if any(row[name] for name in (*OF_PEOPLE, *OF_LINKS, "perpetrator")):
            links.append(row)
    return {"victims": _shuffled(_victims(network, rng), rng), "links": _shuffled(links, rng)}


def _write_repeats(codebook: Codebook, files: Files, folder: Path) -> Path:
    """As ODK Central writes them: KEY and PARENT_KEY, whatever number was typed."""
    folder.mkdir()
    mark = stamp_text(make_form(codebook).stamp)
    forms = [
        {
            MARK: mark,
            CONSENT: "refused" if plain(row["victim"]) in REFUSING else GIVEN,
            "victim": row["victim"],
            **{f"group-{name}": row[name] for name in ("home", *OF_VICTIMS)},
            "KEY": f"uuid:{plain(row['victim'])}",
        }
        for row in files["victims"]
    ]
    links = [
        {
            "perpetrator": row["perpetrator"],
            **{name: row[name] for name in OF_PEOPLE},
            "roles": row["roles"].replace(";", " "),
            "paid": row["paid"],
            "PARENT_KEY": f"uuid:{plain(row['victim'])}",
            "KEY": f"link{number}",
        }
        for number, row in enumerate(files["links"])
    ]
    grouped = (f"group-{name}" for name in ("home", *OF_VICTIMS))
    _write_csv(folder / "form.csv", (MARK, CONSENT, "victim", *grouped, "KEY"), forms)
    names = ("perpetrator", *OF_PEOPLE, *OF_LINKS, "PARENT_KEY", "KEY")
    _write_csv(folder / "form-links.csv", names, links)
    return folder


def _neighbours_of_repeats(files: Files) -> Iterator[Neighbour]:
    homes = {plain(row["victim"]): plain(row["home"]) for row in files["victims"]}
    for unit, gone in _groups_of_victims(homes):
        less = {
            name: [row for row in rows if plain(row["victim"]) not in gone]
            for name, rows in files.items()
        }
        yield Neighbour(unit, less)
    theirs: dict[object, set[int]] = {}
    for place, row in enumerate(files["links"]):
        theirs.setdefault(plain(row["perpetrator"]) or place, set()).add(place)
    for places in theirs.values():
        left = [row for place, row in enumerate(files["links"]) if place not in places]
        yield Neighbour("perpetrator", {**files, "links": left})


def _sheets(network: Tiny, rng: np.random.Generator) -> Files:
    people = [
        {"perpetrator": _spelt(key, rng), **_answers(OF_PEOPLE, texts)}
        for key, texts in network.perpetrators.items()
    ]
    links = [
        {"victim": _spelt(v, rng), "perpetrator": _spelt(p, rng), **_answers(OF_LINKS, told)}
        for (v, p), told in network.links.items()
    ]
    tables = {"victims": _victims(network, rng), "perpetrators": people, "links": links}
    return {name: _shuffled(rows, rng) for name, rows in tables.items()}


def _write_sheets(codebook: Codebook, files: Files, folder: Path) -> Path:
    folder.mkdir()
    members = codebook.network.links.column("roles").codes
    consents = [
        row | {CONSENT: "refused" if plain(row["victim"]) in REFUSING else GIVEN}
        for row in files["victims"]
    ]
    roles = [
        row | {f"roles/{one}": "1" if one in row["roles"].split(";") else "" for one in members}
        for row in files["links"]
    ]
    headers = {
        "victims": (consents, (CONSENT, "victim", "home", *OF_VICTIMS)),
        "perpetrators": (files["perpetrators"], ("perpetrator", *OF_PEOPLE)),
        "links": (roles, ("victim", "perpetrator", *(f"roles/{one}" for one in members), "paid")),
    }
    sheets = {
        name: [[*header], *([row[each] for each in header] for row in rows)]
        for name, (rows, header) in headers.items()
    }
    return _write_template(codebook, folder / "all.xlsx", sheets)
