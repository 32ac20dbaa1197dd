"""Partners' files that become linked tables by a mapping: small random ones, and who leaves how.

Whose each cell is follows the rules of ``whose_cells``. Of rows that hold several people:

- *sheets*, also where each is a folder of files: as a workbook of tables; in a repeat group a row
  is a perpetrator and their link to one victim, and goes with either of them.
- *wide rows*: a row is a victim's, with all that stands on it. A perpetrator leaves by blanking the
  cells of their group on each row; whom no key names is another one in each group of each row.
- *a register*: a victim leaves by blanking her cells on each row, and a row that then names no
  victim goes. A suspect leaves by blanking, with what the rows say of the link.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from tiny_networks import Tiny
from whose_cells import Files, Neighbour, Row, neighbours_in_tables, plain

from lanterne.cases.network.locations import OpenParts
from lanterne.codebook.model import Codebook, Missing
from lanterne.harmonise import (
    LegalBasis,
    MappedColumn,
    Mapping,
    PartnerTables,
    Rule,
    Source,
    codebook_digest,
    parts_by,
)
from workbooks import write_xlsx

OF_VICTIMS = ("place", "zone", "child")
SEATS = ("1", "2")
WIDE, REGISTER = "wide", "register"
REFUSING = ("v1", "v5")
"""Victims who do not consent."""

PLACES = {"a": "Lyon", "b": "Lille", "": "", "99": "NSP"}
CHILD = {"1": "Oui", "": ""}


@dataclass(frozen=True)
class Partner:
    """A way in which partners keep linked tables.

    Attributes:
        make: A network and chance → the files.
        write: The files and a folder → what is handed in.
        neighbours: All files that lack one unit.
        opening: What is handed in and the codebook → how it is opened.
        in_parts: How parts are opened, where each table is a folder of them; ``None``: none is.
    """

    make: Callable[[Tiny, np.random.Generator], Files]
    write: Callable[[Files, Path], Path]
    neighbours: Callable[[Files], Iterator[Neighbour]]
    opening: Callable[[Path, Codebook], OpenParts | None]
    in_parts: PartnerTables | None = None


def _by(mapping: Mapping) -> Callable[[Path, Codebook], OpenParts]:
    """How files are opened that become tables by a mapping."""
    return lambda _path, codebook: parts_by(mapping, codebook)


def _columns(of_victims: str, of_perpetrators: str, of_links: str) -> tuple[MappedColumn, ...]:
    """How the columns are read; each argument has ``*`` where the name of a column stands."""

    def at(pattern: str, name: str) -> tuple[str, ...]:
        return (pattern.replace("*", name),)

    return (
        MappedColumn(
            "place",
            Rule.RECODE,
            at(of_victims, "Lieu"),
            {"Lyon": "a", "Lille": "b"},
            {"NSP": Missing.NOT_RECORDED},
        ),
        MappedColumn("zone", Rule.COPY, at(of_victims, "Zone")),
        MappedColumn("child", Rule.RECODE, at(of_victims, "Mineur"), {"Oui": "1"}),
        MappedColumn("gang", Rule.COPY, at(of_perpetrators, "Gang")),
        MappedColumn("nation", Rule.COPY, at(of_perpetrators, "Pays")),
        MappedColumn("roles", Rule.COPY, at(of_links, "Rôles"), separators=(";",)),
        MappedColumn("paid", Rule.COPY, at(of_links, "Payé")),
    )


def _mapping(
    codebook: Codebook, source: Source, legal: LegalBasis, columns, tables=None
) -> Mapping:
    digest = codebook_digest(codebook)
    return Mapping(
        "p", "1", codebook.name, "1", digest, source, legal, columns, tables=tables or {}
    )


CONSENT = LegalBasis("Accord", ("Oui",))
BASIS = LegalBasis(basis="a law", signed_by="Ada")


def partners(codebook: Codebook) -> dict[str, Partner]:
    """Name of each way → the way, for the codebook of small networks."""
    return {
        "sheets": _sheets(codebook, repeat=False),
        "a repeat group": _sheets(codebook, repeat=True),
        "wide rows": _wide(codebook),
        "a register": _register(codebook),
    }


def parted_partners(codebook: Codebook) -> dict[str, Partner]:
    """Name of each way in which every sheet is a folder of files, which many workers read."""
    return {
        "sheets": _sheets(codebook, repeat=False, parted=True),
        "a repeat group": _sheets(codebook, repeat=True, parted=True),
    }


OWN = ("Code", "Foyer", "Lieu", "Zone", "Mineur", "Accord")
RENAMED = {
    **{"victim": "Code", "home": "Foyer", "place": "Lieu", "zone": "Zone", "child": "Mineur"},
    **{"perpetrator": "Auteur", "gang": "Gang", "nation": "Pays", "roles": "Rôles"},
    **{"paid": "Payé", "part_of": "Fait partie de"},
}


def _victim(key: str, texts: Sequence[str]) -> Row:
    home, place, zone, child = texts
    consent = "Non" if plain(key) in REFUSING else "Oui"
    cells = (key, home, PLACES[place], zone, CHILD[child], consent)
    return dict(zip(OWN, cells, strict=True))


def _spelt(key: str, rng: np.random.Generator) -> str:
    return str(rng.choice([key, key.upper(), f" {key}"])) if key else ""


def _shuffled(rows: list[Row], rng: np.random.Generator) -> list[Row]:
    return [rows[place] for place in rng.permutation(len(rows))]


def _sheets(codebook: Codebook, *, repeat: bool, parted: bool = False) -> Partner:
    of_perpetrators = Source(
        headers=("Auteur", "Gang", "Pays"), sheet="Auteurs", keys={"perpetrator": "Auteur"}
    )
    of_links = Source(
        headers=("Code", "Auteur", "Rôles", "Payé"),
        sheet="Liens",
        keys={"victim": "Code", "perpetrator": "Auteur"},
    )
    if repeat:
        headers = ("Code", "Auteur", "Gang", "Pays", "Rôles", "Payé")
        of_perpetrators = Source(headers=headers, sheet="Liens", keys=of_perpetrators.keys)
        of_links = Source(headers=headers, sheet="Liens", keys=of_links.keys)
    tables = {
        "victims": Source(
            headers=(*OWN, "notes"),
            sheet="Victimes",
            keys={"victim": "Code", "home": "Foyer"},
            leave_out=("notes",),
        ),
        "perpetrators": of_perpetrators,
        "links": of_links,
    }
    mapping = _mapping(codebook, Source(), CONSENT, _columns("*", "*", "*"), tables)

    def make(network: Tiny, rng: np.random.Generator) -> Files:
        victims = [
            {"victim": _spelt(key, rng), **_victim(key, texts)}
            for key, texts in network.victims.items()
        ]
        people, links = network.perpetrators, []
        for number, ((victim, by), told) in enumerate(network.links.items()):
            key = f"{by}.{number}" if repeat else by
            links.append(
                {"victim": _spelt(victim, rng), "perpetrator": _spelt(key, rng)}
                | dict(zip(("gang", "nation", "roles", "paid"), (*people[by], *told), strict=True))
            )
        named = [
            {"perpetrator": key, **dict(zip(("gang", "nation"), texts, strict=True))}
            for key, texts in people.items()
        ]
        if repeat:
            named = [{"perpetrator": row["perpetrator"]} for row in links]
        rows = {"victims": victims, "perpetrators": named, "links": links}
        homes = [row | {"home": row["Foyer"]} for row in rows["victims"]]
        return {**{name: _shuffled(each, rng) for name, each in rows.items()}, "victims": homes}

    def write(files: Files, folder: Path) -> Path:
        folder.mkdir()
        sheets: dict[str, list[list[str]]] = {}
        for name, source in mapping.tables.items():
            lines = [list(source.headers)]
            for row in files[name]:
                cells = row | {RENAMED[key]: text for key, text in row.items() if key in RENAMED}
                lines.append([cells.get(header, "") for header in source.headers])
            if source.sheet not in sheets or name == "links":
                sheets[source.sheet] = lines
        if parted:
            for sheet, lines in sheets.items():
                _write_parts(folder / sheet, lines)
            return folder
        return write_xlsx(folder / "all.xlsx", sheets)

    in_parts = PartnerTables(mapping, codebook) if parted else None
    return Partner(make, write, neighbours_in_tables, _by(mapping), in_parts)


def _write_parts(folder: Path, lines: Sequence[Sequence[str]]) -> None:
    """Rows dealt out, in no order, to files of two kinds."""
    folder.mkdir()
    header, *rows = lines
    for number in range(3):
        columns = [[row[place] for row in rows[number::3]] for place in range(len(header))]
        some = pl.DataFrame(columns, dict.fromkeys(header, pl.String))
        if number == 0:
            some.write_parquet(folder / "part-0.parquet")
        else:
            some.write_csv(folder / f"part-{number}.csv", separator=";")


def _written(name: str, headers: Sequence[str]) -> Callable[[Files, Path], Path]:
    def write(files: Files, folder: Path) -> Path:
        folder.mkdir()
        path = folder / f"{name}.csv"
        lines = [headers, *([row.get(header, "") for header in headers] for row in files[name])]
        path.write_text("\n".join(",".join(f'"{cell}"' for cell in line) for line in lines))
        return path

    return write


def _wide(codebook: Codebook) -> Partner:
    parts = ("code", "Gang", "Pays", "Rôles", "Payé")
    headers = (*OWN, *(f"p{seat} {part}" for seat in SEATS for part in parts), "notes")
    group = "p{perpetrators} *"
    source = Source(
        headers=headers,
        leave_out=("notes",),
        keys={"victim": "Code", "home": "Foyer", "perpetrator": group.replace("*", "code")},
        groups={"perpetrators": SEATS},
    )
    mapping = _mapping(codebook, source, CONSENT, _columns("*", group, group))

    def make(network: Tiny, rng: np.random.Generator) -> Files:
        rows = []
        for victim, texts in network.victims.items():
            mine = [(by, told) for (who, by), told in network.links.items() if who == victim]
            for first in range(0, max(len(mine), 1), len(SEATS)):
                row = _victim(_spelt(victim, rng), texts)
                for seat, (by, told) in zip(SEATS, mine[first:], strict=False):
                    key = _spelt(by, rng) if rng.random() < 0.6 else ""
                    cells = (key, *network.perpetrators[by], *told)
                    row |= {f"p{seat} {p}": c for p, c in zip(parts, cells, strict=True)}
                rows.append(row)
        return {WIDE: _shuffled(rows, rng)}

    return Partner(make, _written(WIDE, headers), _neighbours_of_wide, _by(mapping))


def _neighbours_of_wide(files: Files) -> Iterator[Neighbour]:
    rows = files[WIDE]
    for unit, gone in _groups_of_victims({plain(r["Code"]): plain(r["Foyer"]) for r in rows}):
        yield Neighbour(unit, {WIDE: [row for row in rows if plain(row["Code"]) not in gone]})
    seats: dict[object, set[tuple[int, str]]] = {}
    for place, row in enumerate(rows):
        for seat in SEATS:
            cells = [text for header, text in row.items() if header.startswith(f"p{seat} ")]
            if any(cells):
                who = plain(row[f"p{seat} code"]) or (place, seat)
                seats.setdefault(who, set()).add((place, seat))
    for theirs in seats.values():
        less = [dict(row) for row in rows]
        for place, seat in theirs:
            less[place] |= {h: "" for h in less[place] if h.startswith(f"p{seat} ")}
        yield Neighbour("perpetrator", {WIDE: less})


def _groups_of_victims(homes: dict[str, str]) -> Iterator[tuple[str, set[str]]]:
    together: dict[str, set[str]] = {}
    for victim, home in homes.items():
        if victim:
            together.setdefault(home or f"alone {victim}", set()).add(victim)
            yield "victim", {victim}
            yield "household", {victim}
    yield from (("household", gone) for gone in together.values() if len(gone) > 1)


def _register(codebook: Codebook) -> Partner:
    own = [f"{name} {seat}" for seat in SEATS for name in OWN if name != "Accord"]
    headers = ("Suspect", "Gang", "Pays", *own, "Rôles", "Payé")
    source = Source(
        headers=headers,
        keys={
            "victim": "Code {victims}",
            "home": "Foyer {victims}",
            "perpetrator": "Suspect",
        },
        groups={"victims": SEATS},
    )
    mapping = _mapping(codebook, source, BASIS, _columns("* {victims}", "*", "*"))

    def make(network: Tiny, rng: np.random.Generator) -> Files:
        rows = []
        for by, texts in network.perpetrators.items():
            mine = [(who, told) for (who, one), told in network.links.items() if one == by]
            mine += [one for one in mine if rng.random() < 0.3]  # the same two in another offence
            for first in range(0, len(mine), len(SEATS)):
                some = mine[first : first + len(SEATS)]
                cells = (_spelt(by, rng), *texts, *some[0][1])
                row = dict(zip(("Suspect", "Gang", "Pays", "Rôles", "Payé"), cells, strict=True))
                rows.append(row | _seated([who for who, _ in some], network, rng))
        alone = [who for who, degree in network.degrees(0).items() if not degree]
        rows += [_seated([who], network, rng) for who in alone]
        return {REGISTER: _shuffled(rows, rng)}

    return Partner(make, _written(REGISTER, headers), _neighbours_of_register, _by(mapping))


def _seated(people: Sequence[str], network: Tiny, rng: np.random.Generator) -> Row:
    row: Row = {}
    for seat, victim in zip(SEATS, dict.fromkeys(people), strict=False):
        cells = _victim(_spelt(victim, rng), network.victims[victim])
        row |= {f"{name} {seat}": text for name, text in cells.items() if name != "Accord"}
    return row


def _neighbours_of_register(files: Files) -> Iterator[Neighbour]:
    rows = files[REGISTER]
    homes = {
        plain(row[f"Code {seat}"]): plain(row[f"Foyer {seat}"])
        for row in rows
        for seat in SEATS
        if row.get(f"Code {seat}")
    }
    for unit, gone in _groups_of_victims(homes):
        yield Neighbour(unit, {REGISTER: [*_without_victims(rows, gone)]})
    for suspect in {plain(row.get("Suspect", "")) for row in rows} - {""}:
        emptied = dict.fromkeys(("Suspect", "Gang", "Pays", "Rôles", "Payé"), "")
        less = [row | emptied if plain(row.get("Suspect", "")) == suspect else row for row in rows]
        yield Neighbour("perpetrator", {REGISTER: less})


def _without_victims(rows: list[Row], gone: set[str]) -> Iterator[Row]:
    for row in rows:
        theirs = [seat for seat in SEATS if plain(row.get(f"Code {seat}", "")) in gone]
        less = {h: "" if h[-1] in theirs and h[-2] == " " else text for h, text in row.items()}
        if not theirs or any(less.get(f"Code {seat}") for seat in SEATS):
            yield less
