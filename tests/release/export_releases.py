"""Releases of every kind, small, to be exported: made once and read by all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from example_release import MOMENT, a_table, a_table_with_datasets
from k_release_example import generalised, synthetic, written
from network_release_example import a_network

from lanterne.harmonise.coverage import Coverage
from lanterne.harmonise.partners import Partner
from lanterne.privacy import GroupLoss, Protected, Unit, epsilon_of_group, events_from_list
from lanterne.release import write_release

PUBLISHER = 'Office {of} "figures" & 100 % of 50 $_# \\ ~^'
"""A name with every sign that means something somewhere."""

LICENCE = "CC-BY-4.0"
KINDS = ("table", "sets", "linked", "k-synthetic", "k-anonymised", "joint")


def make_releases(folder: Path) -> None:
    """A release of each kind, in a folder of its name."""
    terms = {"created": MOMENT, "publisher": PUBLISHER, "licence": LICENCE}
    write_release(Protected(a_table()), folder / "table", **terms)
    write_release(Protected(a_table_with_datasets()), folder / "sets", created=MOMENT)
    linked = Protected(a_network(victims=15, longest=2))
    write_release(linked, folder / "linked", condensed=True, **terms)
    written(synthetic(), folder / "k-synthetic", **terms)
    written(generalised(), folder / "k-anonymised", created=MOMENT)
    table = a_table()
    columns = table.codebook.table.names
    partners = tuple(
        Partner(name, dict.fromkeys(columns, how))
        for name, how in ((PUBLISHER, Coverage.PARTIAL), ("الميناء", Coverage.COMPLETE))
    )
    said = table.statement
    lost = epsilon_of_group(events_from_list(said.to_dict()["mechanisms"]), 2, said.delta)
    twice = GroupLoss(str(Unit.PERSON), 2, lost, said.delta)  # of whom both organisations know
    statement = replace(said, unpromised=(twice,))
    joint = replace(table, partners=partners, statement=statement)
    write_release(Protected(joint), folder / "joint", **terms)
