"""A small protected network, made by the simplest means, and what follows from it by hand."""

import random
from collections import defaultdict
from dataclasses import replace
from fractions import Fraction

import polars as pl
from example_release import a_statement, counts_of

from lanterne.cases.network.frames import NetworkTables
from lanterne.cases.network.views import perpetrator_rows, victim_rows
from lanterne.codebook import load_codebook
from lanterne.codebook.model import Codebook, ColumnType, Network, Table
from lanterne.privacy import (
    Budget,
    Entry,
    GaussianEvent,
    PrivacyStatement,
    Spent,
    Unit,
    UnitSpend,
    privacy_statement,
)
from lanterne.release.layout import release_layout
from lanterne.synthesis.network.result import ProtectedNetwork

Row = dict[str, str]


def a_network_codebook() -> Codebook:
    """The built-in codebook of linked tables."""
    return load_codebook("lanterne-network")


def network_of(codebook: Codebook) -> Network:
    network = codebook.network
    assert network is not None
    return network


def random_row(table: Table, chance: random.Random) -> Row:
    """Permitted answers, dependencies heeded."""
    row = {}
    for column in table.columns:
        answers = ["", *column.codes[:4]]
        if column.type is ColumnType.SET:
            several = sorted(code for code in column.codes if chance.random() < 0.4)
            row[column.name] = column.separator.join(several)
        else:
            row[column.name] = chance.choice(answers)
    for dependency in table.dependencies:
        if row[dependency.parent]:
            row[dependency.child] = dependency.mapping[row[dependency.parent]]
    return row


def some_tables(codebook: Codebook, victims: int, seed: int = 1) -> NetworkTables:
    """Victims with 0 to 4 perpetrators; one perpetrator in three is shared."""
    network, chance = network_of(codebook), random.Random(seed)
    perpetrators = 0
    pairs: set[tuple[int, int]] = set()
    for victim in range(1, victims + 1):
        for _ in range(chance.choice((0, 1, 2, 2, 3, 4))):
            shared = perpetrators > 0 and chance.random() < 0.4
            perpetrators += not shared
            pairs.add((victim, chance.randint(1, perpetrators) if shared else perpetrators))
    keys = {network.of_victim.column: "V{:06}", network.of_perpetrator.column: "P{:06}"}
    links = [
        {name: form.format(number) for (name, form), number in zip(keys.items(), pair, strict=True)}
        | random_row(network.links, chance)
        for pair in sorted(pairs)
    ]
    people = [
        [
            {str(table.key): f"{letter}{number:06}"} | random_row(table, chance)
            for number in range(1, many + 1)
        ]
        for table, letter, many in (
            (network.victims, "V", victims),
            (network.perpetrators, "P", perpetrators),
        )
    ]
    return NetworkTables(
        frame(people[0], [str(network.victims.key), *network.victims.names]),
        frame(people[1], [str(network.perpetrators.key), *network.perpetrators.names]),
        frame(links, [*keys, *network.links.names]),
    )


def frame(rows: list[Row], names: list[str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))


def a_network(victims: int = 40, seed: int = 1, longest: int = 3) -> ProtectedNetwork:
    """A protected network with its counts as if there were no noise."""
    codebook = a_network_codebook()
    tables, network = some_tables(codebook, victims, seed), network_of(codebook)
    rows = {
        "victims": victim_rows(tables, network),
        "perpetrators": perpetrator_rows(tables, network),
    }
    counts = {
        file.name: counts_of(rows[file.name].to_dicts(), longest, file)
        for file in release_layout(codebook).counts
    }
    statement = replace(a_statement(), unit="victim")
    settings = {"seed": 1, "victims_estimated": victims, "perpetrators_estimated": 2 * victims}
    return ProtectedNetwork(codebook, tables, counts, statement, settings)


def a_statement_to_two_units() -> PrivacyStatement:
    """Victims are promised ε = 4, perpetrators ε = 5."""
    to_victims = (GaussianEvent(Fraction(29, 2), 100),)
    to_perpetrators = UnitSpend(Unit.PERPETRATOR, Budget(5.0, 1e-6), to_victims)
    other = Spent(1, 5.0, 1e-6, to_victims)
    spent = Spent(1, 4.0, 1e-6, to_victims, others={Unit.PERPETRATOR: other})
    charge = Entry(2, "spend", "2026-11-24T12:00:00+00:00", "0", {}, "0" * 64, "ab" * 32)
    return privacy_statement(
        [UnitSpend(Unit.VICTIM, Budget(4.0, 1e-6), to_victims), to_perpetrators],
        spent,
        charge,
        bounds={"victims": 1},
        software="lanterne",
    )


def condensed_by_hand(protected: ProtectedNetwork) -> list[Row]:
    """The condensed file, cell by cell from its definition."""
    codebook, tables = protected.codebook, protected.tables
    network, condensed = network_of(codebook), codebook.condensed
    assert condensed is not None
    people = {str(row["perpetrator"]): row for row in tables.perpetrators.to_dicts()}
    known = defaultdict(list)
    for link in tables.links.to_dicts():
        known[link["victim"]].append(people[link["perpetrator"]] | link)
    rows = []
    for victim in tables.victims.to_dicts():
        row = {}
        for column in condensed.columns:
            if column.source in network.victims.names:
                row[column.name] = victim[column.source]
                continue
            said = {m for link in known[victim["victim"]] for m in link[column.source].split(";")}
            said -= {""}
            yes = "1" if column.member in said else ""
            row[column.name] = yes if column.member else ";".join(sorted(said))
        rows.append(row)
    return rows
