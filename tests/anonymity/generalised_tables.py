"""Small codebooks with hierarchies, and random rows that keep them."""

from __future__ import annotations

import polars as pl
from hypothesis import strategies as st

from lanterne.codebook import Codebook, parse_codebook

BOOK = """
name = "small"
version = "1"
title = { en = "Small" }
[[hierarchies.age]]
values = ["young", "old"]
members = { young = ["a", "b"], old = ["c", "d"] }
[[hierarchies.age]]
values = ["any"]
members = { any = ["young", "old"] }
[[hierarchies.place]]
values = ["north", "south"]
members = { north = ["N1", "N2"], south = ["S1", "S2", "S3"] }
[[tables]]
name = "t"
label = { en = "T" }
[[tables.columns]]
name = "age"
type = "ordinal"
label = { en = "Age" }
values = ["a", "b", "c", "d"]
hierarchy = "age"
[[tables.columns]]
name = "minor"
type = "category"
label = { en = "Minor" }
values = ["yes", "no"]
[[tables.columns]]
name = "place"
type = "category"
label = { en = "Place" }
values = ["N1", "N2", "S1", "S2", "S3"]
missing = { unknown = "U" }
hierarchy = "place"
[[tables.columns]]
name = "kind"
type = "category"
label = { en = "Kind" }
values = ["p", "q"]
required = true
[[tables.columns]]
name = "work"
type = "flag"
label = { en = "Work" }
values = "yes-no"
[[tables.columns]]
name = "mine"
type = "flag"
label = { en = "Mine" }
[[tables.columns]]
name = "means"
type = "set"
label = { en = "Means" }
values = ["x", "y"]
[[tables.columns]]
name = "secret"
type = "category"
label = { en = "Secret" }
values = ["s", "t", "u"]
[[tables.dependencies]]
child = "minor"
parent = "age"
mapping = { a = "yes", b = "yes", c = "no", d = "no" }
[[tables.rules]]
name = "mine-is-work"
label = { en = "A mine is work." }
when = { columns = ["mine"], values = ["1"] }
requires = { column = "work", values = ["1"] }
"""

QUASI = ("age", "minor", "place", "kind", "work", "mine", "means")
"""What is asked for, with what a dependency and a rule tie to it."""


def small() -> Codebook:
    """The codebook; "any" holds minors and adults."""
    return parse_codebook(BOOK.encode(), "small.toml")


@st.composite
def tables(draw: st.DrawFn, most: int = 40) -> pl.DataFrame:
    """Rows that keep the codebook; a few different ones, each several times."""
    different = draw(st.lists(people(), min_size=2, max_size=9))
    chosen = draw(st.lists(st.sampled_from(different), min_size=10, max_size=most))
    return pl.DataFrame(chosen, schema=small().table.names, orient="row")


@st.composite
def people(draw: st.DrawFn) -> tuple[str, ...]:
    """One row."""
    age = draw(st.sampled_from(["", "a", "b", "c", "d"]))
    minor = {"a": "yes", "b": "yes", "c": "no", "d": "no"}.get(age)
    work = draw(st.sampled_from(["", "0", "1"]))
    return (
        age,
        draw(st.sampled_from(["", "yes", "no"])) if minor is None else minor,
        draw(st.sampled_from(["", "U", "N1", "N2", "S1", "S2", "S3"])),
        draw(st.sampled_from(["p", "q"])),
        work,
        draw(st.sampled_from(["", "1"])) if work == "1" else "",
        draw(st.sampled_from(["", "x", "y", "x;y"])),
        draw(st.sampled_from(["", "s", "t", "u"])),
    )
