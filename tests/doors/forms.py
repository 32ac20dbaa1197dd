"""The forms in which cases may be handed in: small random files of each, as people make them.

The list is frozen: a new way to hand in cases is a new form here, before it is released.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from frame_forms import BOTH, FRAMES, LIBRARIES, held
from linked_forms import Partner, parted_partners, partners
from own_forms import asked_for_ids, of_own_form, own_partners, write_export, write_filled
from page_files import write_linked_pages, write_pages
from tiny_networks import CODEBOOK, LABEL, Tiny, column, random_network
from whose_cells import PAIRS, Files, Row, one_id, plain

from lanterne.codebook.model import Codebook, ColumnType, Household, Missing, Reference, Table
from lanterne.files.handed import HandedTables
from lanterne.harmonise import (
    DecidedPairs,
    LegalBasis,
    MappedColumn,
    Mapping,
    PairKey,
    Rule,
    Source,
    codebook_digest,
)
from workbooks import write_html, write_xls, write_xlsx

TYPED = {Missing.NOT_RECORDED: ("", "99"), Missing.REFUSED: ("refused",)}
"""Kinds of missingness, and their words."""


@dataclass(frozen=True)
class Form:
    """A way to hand in cases.

    Attributes:
        name: In words.
        codebook: What they mean.
        file: ``csv`` or ``xlsx``: a folder of files or one workbook, or one file; ``parts``: a
            folder of them for each table, which many workers read; of one table also ``json``,
            ``xls`` and ``html``, what comes back by a form that its codebook wrote: ``export``,
            ``filled`` and ``pages``; and data frames: ``pandas`` and ``polars``, of linked tables
            also of both.
        pairs: Whether victims and perpetrators stand in one file.
        subject: Of one table, the column of subject ids; empty: each row is a person.
        home: Of one table, the column of households; empty: nobody asks.
        dangling: The people whom links may name without a row.
        nested: Whether households are parts of others.
        letters: Whether ids have letters beyond ASCII, and notes come in several encodings.
        mapped: Whether it is a partner's file, with columns and answers of its own.
        one: Ids that somebody said to be one person, as pairs; some of ids that are not there.
            In files of several organisations whose an id is stands before it.
        joint: Of one table, whether it is the files of several organisations, of which some are
            partners' files.
        stored: Whether the files are objects of a store.
        partner: How a partner keeps linked tables; ``None``: they are as the codebook says.
    """

    name: str
    codebook: Codebook
    file: str = "csv"
    pairs: bool = False
    subject: str = ""
    home: str = ""
    dangling: tuple[str, ...] = ()
    nested: bool = False
    letters: bool = False
    mapped: bool = False
    one: tuple[tuple[str, str], ...] = ()
    partner: Partner | None = None
    joint: bool = False
    stored: bool = False

    @property
    def decided(self) -> DecidedPairs:
        """What was decided about ids, as it is read from a sheet."""
        key = PairKey(bytes(32))
        pairs = (tuple(key.of(plain(one)) for one in pair) for pair in self.one)
        return DecidedPairs(key, tuple((one, other) for one, other in pairs), ())

    @property
    def own(self) -> bool:
        """Whether it came back by a form that its codebook wrote."""
        return self.file in OWN_FORMS

    @property
    def linked(self) -> bool:
        """Whether there are several tables."""
        return len(self.codebook.tables) > 1


def _with_kinds(table: Table) -> Table:
    """Columns of one answer may say why there is none."""
    columns = tuple(
        each if each.type is ColumnType.FLAG else replace(each, missing=TYPED)
        for each in table.columns
    )
    return replace(table, columns=columns)


def _linked(dangling: Sequence[str] = (), nested: bool = False) -> Codebook:
    victims, perpetrators, links, households = map(_with_kinds, CODEBOOK.tables)
    references = tuple(replace(each, dangling=each.column in dangling) for each in links.references)
    part_of = (Reference("part_of", "households", required=False),) if nested else ()
    households = replace(households, references=part_of)
    return replace(
        CODEBOOK, tables=(victims, perpetrators, replace(links, references=references), households)
    )


ONE_TABLE = Codebook(
    "one",
    "1",
    LABEL,
    (
        _with_kinds(
            Table(
                "cases",
                LABEL,
                (
                    column("place", ColumnType.CATEGORY, "a", "b"),
                    column("child", ColumnType.FLAG, "1"),
                    column("control", ColumnType.SET, "r", "s"),
                ),
                household=Household("home", counted=2),
            )
        ),
    ),
)

MAPPING = Mapping(
    "partner",
    "1",
    ONE_TABLE.name,
    ONE_TABLE.version,
    codebook_digest(ONE_TABLE),
    Source(
        headers=("id", "Lieu", "Mineur", "Coups", "Menaces", "Accord", "notes"),
        keep=("id",),
        leave_out=("notes",),
    ),
    LegalBasis("Accord", ("Oui",)),
    (
        MappedColumn(
            "place",
            Rule.RECODE,
            ("Lieu",),
            {"Lyon": "a", "Lille": "b"},
            {"NSP": Missing.NOT_RECORDED, "refus": Missing.REFUSED},
        ),
        MappedColumn("child", Rule.RECODE, ("Mineur",), {"Oui": "1", "Non": "0"}),
        MappedColumn(
            "control",
            Rule.SET_FROM_FLAGS,
            values={"Oui": "1", "Non": "0"},
            members={"Coups": "r", "Menaces": "s"},
        ),
    ),
)
"""Of a partner's file: a recoded column, a flag, a set made of flags, and who consents."""

OWN_TABLE = asked_for_ids(ONE_TABLE)

FORMS = (
    Form("one table, a row each", ONE_TABLE),
    Form("one table, a workbook", ONE_TABLE, file="xlsx", subject="id"),
    Form("one table, an old workbook", ONE_TABLE, file="xls", subject="id"),
    Form("one table, a web page", ONE_TABLE, file="html", home="home"),
    Form("one table, JSON", ONE_TABLE, file="json", subject="id", home="home"),
    Form("one table, rows by subject id", ONE_TABLE, subject="id"),
    Form("one table, ids beyond ASCII", ONE_TABLE, subject="id", letters=True),
    Form("one table, households", ONE_TABLE, home="home"),
    Form("one table, rows by subject id, households", ONE_TABLE, subject="id", home="home"),
    Form("one table, a partner's file by its mapping", ONE_TABLE, subject="id", mapped=True),
    Form(
        "one table, a partner's file in which ids are one person",
        ONE_TABLE,
        subject="id",
        mapped=True,
        one=(("id0", "gone"), ("gone", "ID2"), ("id4", "gone too")),
    ),
    Form(
        "one table, files of several organisations",
        ONE_TABLE,
        subject="id",
        joint=True,
        one=(
            ("alpha/id0", "beta/id1"),
            ("gamma/gone", "beta/id1"),
            ("gamma/gone", "gamma/ID2"),
            ("alpha/id1", "alpha/id2"),
            ("beta/id3", "gamma/id0"),
        ),
    ),
    Form("one table, in parts", ONE_TABLE, file="parts"),
    Form("one table, in parts, households", ONE_TABLE, file="parts", home="home"),
    Form(
        "one table, in parts, rows by subject id, households",
        ONE_TABLE,
        file="parts",
        subject="id",
        home="home",
        letters=True,
    ),
    Form(
        "one table, objects of a store, rows by subject id, households",
        ONE_TABLE,
        file="parts",
        subject="id",
        home="home",
        stored=True,
    ),
    Form("one table, objects of a store", ONE_TABLE, file="parts", stored=True),
    Form(
        "one table, objects of a store of a partner, by their mapping",
        ONE_TABLE,
        file="parts",
        subject="id",
        mapped=True,
        stored=True,
    ),
    Form(
        "one table, a partner's table in parts by its mapping",
        ONE_TABLE,
        file="parts",
        subject="id",
        mapped=True,
    ),
    *(
        Form(f"one table, a data frame of {name}", ONE_TABLE, file=name, subject="id", home="home")
        for name in FRAMES
    ),
    Form("one table, an export of its form", OWN_TABLE, file="export", subject="id", home="home"),
    Form("one table, a filled template", OWN_TABLE, file="filled", subject="id", home="home"),
    Form("one table, files of offline pages", OWN_TABLE, file="pages", subject="id", home="home"),
    Form("folder", _linked()),
    Form("folder, keys beyond ASCII", _linked(["perpetrator"]), letters=True),
    Form("folder, nested households", _linked(nested=True), nested=True),
    Form("folder, perpetrators without a row", _linked(["perpetrator"]), dangling=("perpetrator",)),
    Form("folder, victims without a row", _linked(["victim"]), dangling=("victim",)),
    Form("folder, in parts", _linked(), file="parts"),
    Form(
        "folder, in parts, nested households, perpetrators without a row",
        _linked(["perpetrator"], nested=True),
        file="parts",
        dangling=("perpetrator",),
        nested=True,
        letters=True,
    ),
    Form("folder of a store, in parts", _linked(), file="parts", stored=True),
    Form(
        "folder of a store, in parts, nested households, perpetrators without a row",
        _linked(["perpetrator"], nested=True),
        file="parts",
        dangling=("perpetrator",),
        nested=True,
        stored=True,
    ),
    Form("workbook", _linked(), file="xlsx"),
    Form(
        "linked, data frames of pandas",
        _linked(["perpetrator"]),
        file="pandas",
        dangling=("perpetrator",),
    ),
    Form("linked, data frames of polars", _linked(), file="polars"),
    Form("linked, data frames of both libraries", _linked(nested=True), file=BOTH, nested=True),
    Form("linked, one data frame of pairs", _linked(), file="pandas", pairs=True),
    Form("one file of pairs", _linked(), pairs=True),
    Form("one workbook of pairs", _linked(), file="xlsx", pairs=True),
    *(
        Form(f"linked, {name} of a partner by their mapping", _linked(), partner=partner)
        for name, partner in partners(_linked()).items()
    ),
    *(
        Form(
            f"linked, {name} in parts of a partner{' in a store' * stored} by their mapping",
            _linked(),
            file="parts",
            partner=partner,
            stored=stored,
        )
        for name, partner in parted_partners(_linked()).items()
        for stored in (False, True)
    ),
    *(
        Form(f"linked, {name} of a form", _linked(), partner=partner)
        for name, partner in own_partners(_linked(), write_linked_pages).items()
    ),
)

ORGANISATIONS = {"alpha": False, "beta": True, "gamma": False}
"""Code of an organisation → whether its file is a partner's file, which its mapping reads."""

IGNORED = "notes"
"""A column that is left out by name."""


def random_files(form: Form, rng: np.random.Generator) -> Files:
    """A few people in a form, written as different people write."""
    if form.joint:
        return {code: _of_organisation(form, code, rng) for code in ORGANISATIONS}
    if not form.linked:
        rows = _one_table(form, rng)
        if form.mapped:
            rows = [_of_partner(row, rng) for row in rows]
        if form.own:
            many = Counter(row["id"] for row in rows)
            exported = form.file in {"export", "pages"}
            rows = [of_own_form(row, rng, exported and many[row["id"]] == 1) for row in rows]
        return {"cases": _messy(rows, form, rng)}
    network = random_network(rng, most=int(rng.choice([2, 8])))
    if form.partner:
        return form.partner.make(network, rng)
    files = _pairs(network, rng) if form.pairs else _tables(network, form, rng)
    return {name: _messy(rows, form, rng) for name, rows in files.items()}


def crowded_files(form: Form) -> Files:
    """A household far above its bound, whose members share a perpetrator each with somebody else.

    All answer alike: the worst case for whatever one of them lets in or pushes out.
    """
    rng = np.random.default_rng(1)
    members, others = [f"v{i}" for i in range(8)], [f"w{i}" for i in range(8)]
    network = Tiny(
        {one: ("h1" if one in members else "", "a", "x", "") for one in (*members, *others)},
        {f"p{i}": ("k", "m") for i in range(8)},
        {(side[i], f"p{i}"): ("r", "no") for i in range(8) for side in (members, others)},
    )
    if form.partner:
        return form.partner.make(network, rng)
    files = _pairs(network, rng) if form.pairs else _tables(network, form, rng)
    return {name: [row | {IGNORED: ""} for row in rows] for name, rows in files.items()}


def _of_organisation(form: Form, code: str, rng: np.random.Generator) -> list[Row]:
    """The file of one of several organisations, each of which numbers its people from nought."""
    rows = _one_table(form, rng, f"{code}/")
    if ORGANISATIONS[code]:
        rows = [_of_partner(row, rng) for row in rows]
    return _messy(rows, form, rng)


def _one_table(form: Form, rng: np.random.Generator, before: str = "") -> list[Row]:
    rows = []
    alike: dict[str, str] = {}
    for person in range(int(rng.integers(2, 6))):
        place, home = str(rng.choice(["a", "b"])), str(rng.choice(["", "h1", "h2"]))
        place = alike.setdefault(one_id(f"{before}id{person}", form.one), place)
        for _ in range(int(rng.integers(1, 4)) if form.subject else 1):
            row = {
                "place": str(rng.choice([place, place, "", "99", "refused"])),
                "child": str(rng.choice(["", "1"])),
                "control": str(rng.choice(["", "r", "s", "r;s", "s;r"])),
            }
            if form.subject:
                row[form.subject] = f"id{person}"
            if form.home:
                row[form.home] = home
            rows.append(row)
    return rows


def _of_partner(row: Row, rng: np.random.Generator) -> Row:
    """The same answers as a partner's form has them, in any spelling; some do not consent."""

    def spelt(answer: str) -> str:
        return str(rng.choice([answer, answer.upper(), f" {answer} "]))

    places = {"a": "Lyon", "b": "Lille", "99": "NSP", "refused": "refus", "": ""}
    flags = {True: ["Oui"], False: ["Non", ""]}
    return {
        "id": row["id"],
        "Lieu": spelt(places[row["place"]]),
        "Mineur": spelt(str(rng.choice(flags[row["child"] == "1"]))),
        "Coups": spelt(str(rng.choice(flags["r" in row["control"]]))),
        "Menaces": spelt(str(rng.choice(flags["s" in row["control"]]))),
        "Accord": spelt({"id3": "Non", "id4": ""}.get(row["id"], "Oui")),
    }


def _answers(names: Sequence[str], texts: Sequence[str]) -> Row:
    return dict(zip(names, texts, strict=True))


def _tables(network: Tiny, form: Form, rng: np.random.Generator) -> dict[str, list[Row]]:
    def has_row(column: str, key: str) -> bool:
        return column not in form.dangling or bool(rng.random() < 0.7) or not key

    tables: dict[str, list[Row]] = {
        "victims": [
            {"victim": key, **_answers(("home", "place", "zone", "child"), row)}
            for key, row in network.victims.items()
            if has_row("victim", key)
        ],
        "perpetrators": [
            {"perpetrator": key, **_answers(("gang", "nation"), row)}
            for key, row in network.perpetrators.items()
            if has_row("perpetrator", key)
        ],
        "links": [
            {"victim": v, "perpetrator": p, **_answers(("roles", "paid"), row)}
            for (v, p), row in network.links.items()
        ],
    }
    if form.nested:
        homes = sorted({row["home"] for row in tables["victims"]} - {""})
        tables["households"] = [
            {"home": home, "part_of": homes[0] if place and rng.random() < 0.5 else ""}
            for place, home in enumerate(homes)
        ]
    return tables


def _pairs(network: Tiny, rng: np.random.Generator) -> dict[str, list[Row]]:
    """Each victim tells for herself what she knows; now and then nobody tells, or she forgets."""
    own = {
        key: {"victim": key, **_answers(("home", "place", "zone", "child"), row)}
        for key, row in network.victims.items()
    }
    nobody = dict.fromkeys(("victim", "home", "place", "zone", "child"), "")
    untold = dict.fromkeys(("perpetrator", "gang", "nation", "roles", "paid"), "")
    rows = []
    for (victim, perpetrator), link in network.links.items():
        told = [
            answer if rng.random() < 0.6 else str(rng.choice(["", "99"]))
            for answer in network.perpetrators[perpetrator]
        ]
        row = own[victim] | {"perpetrator": perpetrator}
        rows.append(row | _answers(("gang", "nation"), told) | _answers(("roles", "paid"), link))
    if rng.random() < 0.15 and rows:  # refused, unless it was blank
        rows[0] = rows[0] | {"place": "", "zone": ""}
    linked = network.degrees(0)
    rows += [own[key] | untold for key in own if not linked[key] or rng.random() < 0.2]
    rows += [
        nobody | untold | {"perpetrator": key} | _answers(("gang", "nation"), row)
        for key, row in network.perpetrators.items()
        if rng.random() < 0.3
    ]
    return {PAIRS: rows}


IDS = frozenset({"victim", "perpetrator", "home", "part_of", "id"})

CAFE = "caf\udce9"
"""In Windows-1252; the byte that is no UTF-8 stands as Python keeps it."""


def _messy(rows: list[Row], form: Form, rng: np.random.Generator) -> list[Row]:
    """Spellings of ids, a column of notes, rows in any order, blank rows."""
    if not rows:
        return rows
    messy = []
    accent = "é" if form.letters else ""
    mixed = form.letters and rng.random() < (0.1 if form.linked else 0.5)
    possible = ["", "", CAFE] if mixed else ["", "a, b", "said\nso"]
    for row in rows:
        spelt = {
            name: str(rng.choice([accent + text, (accent + text).upper(), f" {accent}{text}"]))
            if name in IDS and text
            else text
            for name, text in row.items()
        }
        notes = possible[rng.integers(0, 3)] if any(row.values()) else ""
        messy.append(spelt | {IGNORED: notes})
    blank = dict.fromkeys(messy[0], "")
    messy += [dict(blank) for _ in range(int(rng.integers(0, 3)))]
    return [messy[place] for place in rng.permutation(len(messy))]


def write(files: Files, form: Form, folder: Path) -> HandedTables:
    """Write the files of a form; the place that is handed in. Of data frames, the frames."""
    headers = headers_of(form)
    if form.partner or form.file in LIBRARIES:
        theirs = form.partner.write(files, folder) if form.partner else None
        return theirs or held(form.file, headers, files)
    folder.mkdir()
    if form.file == "xlsx":
        sheets = {
            name: [list(headers[name]), *([row[h] for h in headers[name]] for row in rows)]
            for name, rows in files.items()
        }
        return write_xlsx(folder / "all.xlsx", sheets)
    if form.own:
        suffix = "xlsx" if form.file == "filled" else "csv"
        to = folder / f"cases.{suffix}"
        return OWN_FORMS[form.file](form.codebook, files["cases"], to, IGNORED)
    if form.linked and form.file == "parts":
        for name, rows in files.items():
            _write_parts(folder / name, headers[name], rows)
        return folder
    if form.file in ONE_FILE:
        return ONE_FILE[form.file](folder / "cases", headers["cases"], files["cases"])
    for name, rows in files.items():
        path = folder / f"{name}.csv"
        with path.open("w", newline="", encoding="utf-8", errors="surrogateescape") as file:
            table = csv.DictWriter(file, headers[name], lineterminator="\n")
            table.writeheader()
            table.writerows(rows)
    single = form.pairs or not (form.linked or form.joint)
    return folder / f"{PAIRS if form.pairs else 'cases'}.csv" if single else folder


def _write_xls(path: Path, header: Sequence[str], rows: Sequence[Row]) -> Path:
    return write_xls(path, {"cases": [header, *([row[name] for name in header] for row in rows)]})


def _write_html(path: Path, header: Sequence[str], rows: Sequence[Row]) -> Path:
    return write_html(path, [[header, *([row[name] for name in header] for row in rows)]])


def _write_json(path: Path, header: Sequence[str], rows: Sequence[Row]) -> Path:
    """As systems export it: what was not answered is left out."""
    path.write_text(json.dumps([{k: v for k, v in row.items() if v} for row in rows]))
    return path


def _write_parts(path: Path, header: Sequence[str], rows: Sequence[Row]) -> Path:
    """As clusters write it: rows dealt out, in no order, to files of two kinds."""
    path.mkdir()
    for number in range(3):
        some = rows[number::3]
        part = path / f"part-{number}"
        if number == 0:
            texts = {name: [row[name].replace(CAFE, "café") for row in some] for name in header}
            pl.DataFrame(texts, dict.fromkeys(header, pl.String)).write_parquet(f"{part}.parquet")
            continue
        with Path(f"{part}.csv").open(
            "w", newline="", encoding="utf-8", errors="surrogateescape"
        ) as file:
            table = csv.DictWriter(file, header, lineterminator="\n")
            table.writeheader()
            table.writerows(some)
    (path / "_SUCCESS").touch()
    return path


ONE_FILE = {
    "xls": _write_xls,
    "html": _write_html,
    "json": _write_json,
    "parts": _write_parts,
}
"""Kinds of files of one table → what writes them."""


OWN_FORMS = {"export": write_export, "filled": write_filled, "pages": write_pages}
"""What comes back by a form that a codebook wrote → what writes it."""


def headers_of(form: Form) -> dict[str, tuple[str, ...]]:
    """Name of a file → its header; the same whoever is in it."""
    if form.mapped:
        return {"cases": MAPPING.source.headers}
    if not form.linked:
        ids = tuple(filter(None, (form.subject, form.home)))
        plain_headers = (*ids, *form.codebook.table.names, IGNORED)
        if form.joint:
            return {
                code: MAPPING.source.headers if mapped else plain_headers
                for code, mapped in ORGANISATIONS.items()
            }
        return {"cases": plain_headers}
    victims, perpetrators, links = (table.names for table in form.codebook.tables[:3])
    if form.pairs:
        keys = ("victim", "perpetrator", "home")
        return {PAIRS: (*keys, *victims, *perpetrators, *links, IGNORED)}
    return {
        "victims": ("victim", "home", *victims, IGNORED),
        "perpetrators": ("perpetrator", *perpetrators, IGNORED),
        "links": ("victim", "perpetrator", *links, IGNORED),
        "households": ("home", "part_of", IGNORED),
    }
