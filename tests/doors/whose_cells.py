"""Whose each cell of what is handed in is: the rule by which files are neighbours, form by form.

A row is a parsed record of a file or sheet below its header. Ids are the same when they differ in
case, in blanks around them and in compatible forms of Unicode only. Who leaves takes along:

- *one table*: a person leaves with the rows of their id; without ids with one row; a household
  with the rows of all its people. Ids that somebody said to be one person, directly or by way of
  others, be these in the file or not, are one person, who leaves with all their rows. What was said
  of ids that are gone may stay or go: here it stays.
- *a data frame*: as of a table in a file. A cell is its value: how the library keeps it, which may
  be another way where somebody else has a blank, is nobody's. Of linked tables: as of a file each,
  or as of one file of pairs; the frames of all tables together are what is handed in.
- *files of several organisations*: a person leaves with the rows of their ids in all files. An id
  is that of its file: in another file the same one is somebody else's, unless somebody said that
  both are one person.
- *victim*, each a file or sheet of its own: her row in ``victims``, the rows in ``links`` that name
  her. Perpetrators without a link may stay or go. What ``perpetrators`` records is not hers.
- *victim*, one file of pairs: all rows that name her, with all that stands on them.
- *perpetrator*, a file each: their row in ``perpetrators`` and the rows of ``links`` with their
  key.
- *perpetrator*, one file of pairs: on rows that name them the key, their answers and those of the
  link become blank; the victim and her answers stay. A row that is then blank may stay or go.
- *household*: all its victims, or any one of them, as a victim leaves. A household is everybody
  whose household is, or is part of, the same largest one. Rows of ``households`` may stay or go.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

Row = dict[str, str]
"""Header → text of the cell."""

Files = Mapping[str, list[Row]]
"""Name of a file or sheet → its records."""

PAIRS = "pairs"
"""Name of the one file of a victim and a perpetrator in each row."""

OF_PERPETRATORS = ("gang", "nation")
OF_LINKS = ("roles", "paid")


@dataclass(frozen=True)
class Neighbour:
    """Files without one unit.

    Attributes:
        unit: What kind of unit left.
        files: All that is left.
    """

    unit: str
    files: Files


def plain(key: str) -> str:
    """An id as all its spellings: case, blanks and compatible forms make no difference."""
    seen = "".join(letter for letter in key if unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFKC", seen).upper().lower().strip()


def one_id(key: str, one: Collection[tuple[str, str]]) -> str:
    """The first of all ids that are one person with this one, itself among them."""
    found = {plain(key)}
    for _ in one:
        for pair in one:
            both = set(map(plain, pair))
            found |= both if found & both else set()
    return min(found)


def neighbours_in_one_table(
    rows: list[Row], subject: str, home: str, one: Collection[tuple[str, str]] = ()
) -> Iterator[Neighbour]:
    """All files that lack one person, or one household, of a single table.

    Args:
        rows: The records.
        subject: Column of subject ids; empty where each row is a person.
        home: Column of households; empty where nobody asks.
        one: Pairs of ids that somebody said to be one person.
    """
    of_person = _grouped(
        rows, lambda place, row: one_id(row[subject], one) if subject else str(place)
    )
    for _, places in of_person.items():
        yield Neighbour("person", {"cases": _without(rows, places)})
    if not home:
        return
    homes: dict[str, set[int]] = {}
    for person, places in of_person.items():
        lives = {plain(rows[place][home]) for place in places} - {""}
        homes.setdefault(min(lives, default=f"alone {person}"), set()).update(places)
    for places in (*homes.values(), *of_person.values()):
        yield Neighbour("household", {"cases": _without(rows, places)})


def neighbours_in_files(
    files: Files, subject: str, one: Collection[tuple[str, str]]
) -> Iterator[Neighbour]:
    """All files of several organisations that lack one person.

    Args:
        files: Code of each organisation → its records.
        subject: Column of subject ids, in all of them.
        one: Pairs of ids that somebody said to be one person, each with whose it is before it.
    """
    people = {
        name: [one_id(f"{name}/{plain(row[subject])}", one) for row in rows]
        for name, rows in files.items()
    }
    for person in sorted(set().union(*people.values())):
        less = {
            name: [row for row, whose in zip(rows, people[name], strict=True) if whose != person]
            for name, rows in files.items()
        }
        yield Neighbour("person", less)


def neighbours_in_tables(files: Files) -> Iterator[Neighbour]:
    """All files that lack one victim, perpetrator or household of linked tables, in every way."""
    victims = {plain(row["victim"]) for row in _victim_rows(files)} - {""}
    perpetrators = {plain(row["perpetrator"]) for row in _perpetrator_rows(files)} - {""}
    for one in sorted(victims):
        for less in _without_victims(files, {one}):
            yield Neighbour("victim", less)
            yield Neighbour("household", less)
    for one in sorted(perpetrators):
        for less in _without_perpetrator(files, one):
            yield Neighbour("perpetrator", less)
    for members in _households(files).values():
        if len(members) > 1:
            yield from (Neighbour("household", less) for less in _without_victims(files, members))


def _victim_rows(files: Files) -> list[Row]:
    return files[PAIRS] if PAIRS in files else [*files["victims"], *files["links"]]


def _perpetrator_rows(files: Files) -> list[Row]:
    return files[PAIRS] if PAIRS in files else [*files["perpetrators"], *files["links"]]


def _without_victims(files: Files, gone: Collection[str]) -> Iterator[Files]:
    less = {
        name: [row for row in rows if plain(row.get("victim", "")) not in gone]
        for name, rows in files.items()
    }
    yield less
    if PAIRS not in files:
        linked = {plain(row["perpetrator"]) for row in less["links"]}
        people = [row for row in less["perpetrators"] if plain(row["perpetrator"]) in linked]
        yield {**less, "perpetrators": people}
        if "households" in files:
            used = {plain(row["home"]) for row in less["victims"]}
            homes = {plain(row["home"]): row for row in less["households"]}
            for _ in homes:  # and all that these are parts of
                used |= {plain(homes[key]["part_of"]) for key in used & homes.keys()}
            kept = [row for row in less["households"] if plain(row["home"]) in used]
            yield {**less, "households": kept}


def _without_perpetrator(files: Files, gone: str) -> Iterator[Files]:
    if PAIRS not in files:
        yield {
            name: [row for row in rows if plain(row.get("perpetrator", "")) != gone]
            for name, rows in files.items()
        }
        return
    emptied = ("perpetrator", *OF_PERPETRATORS, *OF_LINKS)
    blanked = [
        row | dict.fromkeys(emptied, "") if plain(row["perpetrator"]) == gone else row
        for row in files[PAIRS]
    ]
    yield {PAIRS: blanked}
    yield {PAIRS: [row for row in blanked if any(cell.strip() for cell in row.values())]}


def _households(files: Files) -> dict[str, set[str]]:
    """Largest household → keys of its victims; whoever lives alone is one."""
    parents = {plain(row["home"]): plain(row["part_of"]) for row in files.get("households", [])}
    homes: dict[str, set[str]] = {}
    for row in files[PAIRS] if PAIRS in files else files["victims"]:
        victim, home = plain(row["victim"]), plain(row["home"])
        while parents.get(home):
            home = parents[home]
        if victim:
            homes.setdefault(home or f"alone {victim}", set()).add(victim)
    return homes


def _grouped(rows: list[Row], key: Callable[[int, Row], str]) -> dict[str, set[int]]:
    groups: dict[str, set[int]] = {}
    for place, row in enumerate(rows):
        groups.setdefault(key(place, row), set()).add(place)
    return groups


def _without(rows: list[Row], places: Collection[int]) -> list[Row]:
    return [row for place, row in enumerate(rows) if place not in places]
