"""Between standards and editions: what comes back was there before, and what does not is stated."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from crosswalk_losses import Crosswalk, carried, everything, frame_of, losses_of, lost_in, tells

from lanterne import verbs
from lanterne.codebook import Codebook, builtin_codebooks, load_codebook
from lanterne.errors import InputError
from lanterne.harmonise import Rule, builtin_mappings, load_mapping, mapping_to_toml
from lanterne.harmonise.rules import ColumnRule, Unknown

EDITIONS = (
    *("ctdc-k-anonymised-2021", "ctdc-global-2021", "ctdc-global-2024", "ctdc-global-2026"),
    *("gvpsd-2022", "htcds-2.0"),
)
WALKS = [
    walk
    for edition in EDITIONS
    for walk in (Crosswalk(edition, "lanterne-cases"), Crosswalk("lanterne-cases", edition))
]


def named(walk: Crosswalk) -> str:
    return f"{walk.source}/{walk.target}"


def some_cases(codebook: Codebook, count: int) -> pl.DataFrame:
    """Cases with an answer, a word for silence or nothing in every column; members at will."""
    draw = random.Random(count)
    texts: dict[str, list[str]] = {}
    for name, text in everything(codebook):
        texts.setdefault(name, [""] * 2).append(text)
    cases = []
    for _ in range(count):
        case = {name: draw.choice(choices) for name, choices in texts.items()}
        for column in codebook.table.columns:
            if column.traits.several:
                members = draw.sample(
                    sorted(column.codes), draw.randint(0, min(4, len(column.codes)))
                )
                case[column.name] = column.separator.join(sorted(members))
        cases.append(case)
    return frame_of(cases, codebook)


@pytest.mark.parametrize("walk", WALKS, ids=named)
def test_what_is_lost_by_any_answer_or_two_is_what_the_mapping_states(walk: Crosswalk) -> None:
    stated = {(one.column, one.kind): one.answers for one in walk.forth.losses}
    assert len(stated) == len(walk.forth.losses)
    assert stated == losses_of(walk)


@pytest.mark.parametrize("walk", WALKS, ids=named)
def test_of_whole_cases_nothing_else_is_lost_and_nothing_is_made_up(walk: Crosswalk) -> None:
    cases = some_cases(walk.here, 500)
    again = carried(carried(cases, walk.forth, walk.there), walk.back, walk.here)
    whole = {one.column for one in walk.forth.losses if not one.answers}
    stated = {(one.column, answer) for one in walk.forth.losses for answer in one.answers}
    found = set().union(*lost_in(cases, again, walk.here))
    assert found
    assert {one for one in found - stated if one[0] not in whole} == set()


@pytest.mark.parametrize("walk", WALKS, ids=named)
def test_what_is_not_asked_is_never_no(walk: Crosswalk) -> None:
    """Of a case that says nothing, or only why not, nothing is said in another codebook either."""
    silences = [
        {name: text}
        for name, text in everything(walk.here)
        if next(iter(tells(text, walk.here, name)), "<").startswith("<")
    ]
    there = carried(frame_of([{}, *silences], walk.here), walk.forth, walk.there)
    for column in walk.there.table.columns:
        said = {one for text in there[column.name] for one in tells(text, walk.there, column.name)}
        assert all(one.startswith("<") for one in said), (column.name, said)


def test_a_mapping_that_takes_silence_for_no_is_caught() -> None:
    """A planted fault: NULL in the file becomes "no"."""
    walk = Crosswalk("ctdc-k-anonymised-2021", "lanterne-cases")
    good = walk.forth.column_of("isForcedLabour")
    bad = replace(good, rule=Rule.RECODE, values={"1": "1", "0": "0", "NULL": "0"}, missing={})
    unknown = Unknown()
    cases = frame_of([{"isForcedLabour": "NULL"}], walk.here)
    made = ColumnRule(bad, walk.there.table.column("isForcedLabour")).answers(cases, unknown)
    there = carried(cases, walk.forth, walk.there).with_columns(made)
    again = carried(there, walk.back, walk.here)
    with pytest.raises(AssertionError):
        lost_in(cases, again, walk.here)


@pytest.mark.parametrize("name", builtin_mappings())
def test_a_mapping_that_ships_is_whole(name: str) -> None:
    mapping, codebook = verbs.open_mapping(name)
    assert mapping.name == name
    assert mapping.legal.stated
    assert {one.target for one in mapping.columns} == {*codebook.table.names}
    assert all(one.decided for one in mapping.columns)
    source, target = name.split("/")
    assert target == codebook.name
    assert (f"{target}/{source}" in builtin_mappings()) == bool(mapping.losses), "there and back"
    if source in builtin_codebooks():
        assert mapping.source.headers == load_codebook(source).table.names


def test_a_mapping_that_ships_is_for_its_own_codebook_only() -> None:
    with pytest.raises(InputError, match="another codebook"):
        load_mapping("htcds-2.0/lanterne-cases", load_codebook("htcds-2.0"))


def test_a_copy_is_the_same_mapping(tmp_path: Path) -> None:
    for name in builtin_mappings():
        mapping, codebook = verbs.open_mapping(name)
        path = tmp_path / "copy.toml"
        path.write_text(mapping_to_toml(mapping), "utf-8")
        assert load_mapping(path, codebook) == mapping


def test_cases_of_one_codebook_are_checked_in_another_by_its_name(tmp_path: Path) -> None:
    cases = tmp_path / "cases.csv"
    names = load_codebook("ctdc-global-2024").table.names
    row = {"yearOfRegistration": "2020", "gender": "Woman", "citizenship": "NAM"}
    row |= {"isForcedLabour": "1", "meansThreats": "NULL", "recruiterRelationFamily": "1"}
    lines = [",".join(names), ",".join(row.get(name, "") for name in names)]
    cases.write_text("\n".join([*lines, ""]), "utf-8")
    made = verbs.harmonise_file(
        file=cases, mapping="ctdc-global-2024/lanterne-cases", out=tmp_path / "ours.csv"
    )
    assert (made.rows, made.left_over) == (1, ())
    ours = pl.read_csv(tmp_path / "ours.csv", infer_schema=False).row(0, named=True)
    said = {name: text for name, text in ours.items() if text not in (None, "", "NotAsked")}
    assert said == {
        "yearOfRegistration": "2020",
        "gender": "Woman",
        "citizenship": "NAM",
        "isForcedLabour": "1",
        "recruiterRelation": "FamilyRelative",
    }
    verbs.check(cases, codebook="lanterne-cases", mapping="ctdc-global-2024/lanterne-cases")
