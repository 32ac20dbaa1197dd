"""Faults that let one person's rows change somebody else are planted, and each is seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import frame_forms
import polars as pl
import pytest
from audit import ONE, audit, over_stated
from forms import FORMS, IGNORED, Form, crowded_files, headers_of
from whose_cells import PAIRS

from lanterne.cases import joint, people, records
from lanterne.cases.network import pair_file, tables, views
from lanterne.cases.network.shards import checks
from lanterne.cases.records import ROW
from lanterne.cases.shards.sending import Places
from lanterne.files import frames, json_file, text_blocks
from lanterne.files.rows import Rows
from lanterne.files.workbook import Workbook
from lanterne.forms import joined_cases
from lanterne.forms.exported import CASE, ExportedFile
from lanterne.forms.exported_links import LinkedExport
from lanterne.harmonise import linked_rows, who_counts, wide_rows
from lanterne.harmonise.consents import Consents
from lanterne.harmonise.one_person import OnePerson
from lanterne.privacy import Unit
from lanterne.synthesis.network import bounds as bounding
from lanterne.synthesis.network.exact import CountNetwork

ONE_BOUND = ((2, 2, 2),)


def form(name: str) -> Form:
    (found,) = (each for each in FORMS if each.name == name)
    return found


def units_of(promise: str) -> tuple[Unit, ...]:
    """Of linked tables; of one table no promise has to be named."""
    return tuple(Unit(name) for name in promise.split("+") if name != "person")


def kinds_over(
    name: str, promise: str, *wanted: str, bounds=ONE_BOUND, families: int = 12, seed: int = 3
) -> set[str]:
    """Kinds of tables that change by more than is stated to this promise, in files of a form.

    Files are looked at one after the other until those that are wanted, or any, have been seen.
    """
    seen: set[str] = set()
    for number in range(families):
        found = audit(form(name), 1, seed + number, bounds, promises=[units_of(promise)])
        for (_, promised, _), kinds in over_stated(found).items():
            if promised == promise:
                seen |= {*kinds}
        if seen and seen >= {*wanted}:
            break
    return seen


def test_a_perpetrators_answer_from_another_victims_row(monkeypatch):
    """Joined into the perpetrator, it is in the record of every other victim."""
    monkeypatch.setattr(pair_file, "_described", lambda *_: None)
    assert kinds_over("one file of pairs", "victim", "victims", "links") >= {"victims", "links"}


def test_victims_who_vanish_with_a_perpetrators_rows(monkeypatch):
    """Only rows that name a perpetrator make a victim."""

    def linked_only(records, table, by, homes):
        other = "perpetrator"
        linked = replace(records, rows=records.rows.filter(pl.col(other) != ""))
        return real(linked, table, by, homes)

    real = pair_file._same_on_all_rows
    monkeypatch.setattr(pair_file, "_same_on_all_rows", linked_only)
    assert "own" in kinds_over("one file of pairs", "perpetrator", "own")


def test_victims_who_exist_by_links_alone_beside_a_promise_to_perpetrators(monkeypatch):
    """The rule that refuses the promise is taken out."""

    def as_if_all_had_rows(network, units, chosen=None):
        victims, perpetrators = network.links.references
        links = replace(network.links, references=(replace(victims, dangling=False), perpetrators))
        return real(replace(network, links=links), units, chosen)

    real = bounding.bounds_of
    monkeypatch.setattr(bounding, "bounds_of", as_if_all_had_rows)
    assert "own" in kinds_over("folder, victims without a row", "perpetrator", "own")


def test_a_blank_that_is_filled_from_the_row_above(monkeypatch):
    """As spreadsheets with merged cells are often read."""

    def filled(self, findings, tally) -> Iterator[pl.DataFrame]:
        for answers in real(self, findings, tally):
            ids = [name for name in self.identifiers.values() if name in answers.columns]
            yield answers.with_columns(
                pl.when(pl.col(name) == "")
                .then(None)
                .otherwise(pl.col(name))
                .forward_fill()
                .fill_null("")
                .alias(name)
                for name in ids
            )

    real = records.RecordReader.batches
    monkeypatch.setattr(records.RecordReader, "batches", filled)
    assert kinds_over("one table, households", "household", bounds=((1, 1, 1),), families=40)


def test_one_byte_that_says_how_all_letters_are_read(monkeypatch):
    """The first that is no ASCII, be it in a note that is left out, decides for the whole file."""

    def by_the_first(self, block):
        if block.isascii():
            return block
        if self._encoding is None:
            first = next(line for line in block.split(b"\n") if not line.isascii())
            self._encoding = "utf-8" if text_blocks._is_utf8(first) else "cp1252"
        return block.decode(self._encoding, "replace").encode()

    monkeypatch.setattr(text_blocks.RecordBlocks, "_utf8", by_the_first)
    assert kinds_over("one table, ids beyond ASCII", "person", families=12) == {"table"}


def test_rows_of_one_person_that_are_counted_each(monkeypatch):
    """The subject id is read and not used."""
    monkeypatch.setattr(people, "join_subjects", lambda rows, *_: rows.drop("\x1fsubject"))
    assert kinds_over("one table, rows by subject id", "person") == {"table"}


@pytest.fixture
def written_by_type(monkeypatch):
    """Households of pandas are written as their column is, and not by their value.

    Whoever lives alone makes of household 1 the household 1.0, and others of it count. Of answers
    and of ids of people nobody would see it: the frame is refused.
    """

    def by_type(frame, place):
        if frame.columns[place] != "home":
            return real(frame, place)
        texts = frame.iloc[:, place].astype(object).astype(str)
        texts = texts.replace({"nan": "", "None": ""}).tolist()
        return frames._Column("home", place + 1, lambda start, end: texts[start:end])

    real = frames._of_pandas
    monkeypatch.setattr(frames, "_of_pandas", by_type)


def somebody_alone_among_households(pairs: bool) -> dict[str, list[dict[str, str]]]:
    """Eight households of three who answer differently, and one who lives alone, without a text."""
    answers = ({"place": "a"}, {"place": "b"}, {"child": "1"})
    blank = dict.fromkeys(headers_of(form("one file of pairs"))[PAIRS], "")
    victims = [
        blank | {"victim": f"v{3 * home + place}", "home": f"h{home}", **answers[place]}
        for home in range(8)
        for place in range(3)
    ]
    alone = blank | {"victim": "v99"}
    while frame_forms.cell("home", alone) == "":  # which would make objects of all cells
        alone[IGNORED] += "x"
    links = [victims[place] | {"perpetrator": "p0"} for place in (0, 3)]
    if pairs:
        return {PAIRS: [*victims, alone, *links]}
    return {"victims": [*victims, alone], "perpetrators": links[:1], "links": links}


@pytest.mark.parametrize(
    "name", ["linked, data frames of pandas", "linked, one data frame of pairs"]
)
@pytest.mark.parametrize("planted", [True, False])
def test_cells_of_linked_data_frames_that_are_written_as_their_column_is(name, planted, request):
    """By lot the same member of each of eight households counts once in 6,561 times."""
    if planted:
        request.getfixturevalue("written_by_type")
    handed_in, household = form(name), [units_of("household")]
    files = somebody_alone_among_households(handed_in.pairs)
    found = audit(handed_in, 0, 3, ((1, 1, 1),), [files], household)
    assert all(outcome.many["counted"] for outcome in found.values())
    over = {kind for kinds in over_stated(found).values() for kind in kinds}
    assert ("own" in over) == planted


def test_cells_of_a_data_frame_that_are_written_as_their_column_is(written_by_type):
    name = "one table, a data frame of pandas"
    assert kinds_over(name, "household", bounds=((1, 1, 1),), families=40) == {"table"}


@pytest.mark.parametrize(
    "name",
    [
        "one table, in parts, rows by subject id, households",
        "one table, a partner's table in parts by its mapping",
    ],
)
def test_rows_that_go_where_chance_sends_them(monkeypatch, name):
    """So a person whose rows are in two places is counted in each."""
    monkeypatch.setattr(Places, "of", lambda self, rows, _by: rows["\x1frow"].to_numpy() % 3)
    assert kinds_over(name, "person", families=40) == {"table"}


def test_a_household_that_is_cut_where_it_is_in_parts(monkeypatch):
    """Its people stay where each of them was joined, and of each part as many count."""
    monkeypatch.setattr(Places, "of", lambda self, rows, _by: rows["\x1frow"].to_numpy() % 3)
    bounds = ((1, 1, 1),)
    name = "one table, in parts, households"
    assert kinds_over(name, "household", bounds=bounds, families=40) == {"table"}


def test_a_perpetrators_own_row_from_links_that_do_not_count(monkeypatch):
    """A victim with many links is cut to a few, but what the others say is joined all the same."""
    monkeypatch.setattr(views, "_perpetrators", lambda tables, network: tables.perpetrators.lazy())
    over = kinds_over("one file of pairs", "victim", "perpetrators", bounds=((1, 1, 1),), seed=8)
    assert "perpetrators" in over


def test_a_household_that_is_cut_at_its_smallest_part(monkeypatch):
    """Nested households are bounded each for itself, and leave together."""
    monkeypatch.setattr(tables, "whole_households", lambda homes, _households: homes)
    assert kinds_over("folder, nested households", "household", bounds=((1, 1, 1),), seed=1)


def test_perpetrators_that_are_cut_before_households(monkeypatch):
    """Members who do not count take the places of others at their perpetrators."""

    def perpetrators_first(tables, network, bounds, key):
        shuffled = bounding._shuffled(tables.links, ("victim", "perpetrator"), key)
        links = bounding._first(shuffled, "perpetrator", bounds.perpetrator)
        return real(replace(tables, links=links), network, bounds, key)

    real = bounding.count_links
    monkeypatch.setattr(bounding, "count_links", perpetrators_first)
    folder = form("folder")
    both = units_of("household+perpetrator")
    found = audit(folder, 0, 3, ((1, 1, 1),), [crowded_files(folder)], [both])
    over = over_stated(found)["folder", "household+perpetrator", "household"]
    assert {"victims", "perpetrators"} <= set(over)


def test_rows_of_one_person_that_are_joined_block_by_block(monkeypatch):
    def each_block(self, findings, tally):
        for part in self.records.batches(findings, tally):
            yield people.join_subjects(part, self.vocabularies, findings)

    monkeypatch.setattr(text_blocks, "BLOCK", 24)
    monkeypatch.setattr(people.PeopleReader, "batches", each_block)
    assert kinds_over("one table, rows by subject id", "person", families=8) == {"table"}


@pytest.mark.long  # test_door_audit looks at all forms without plants each time
def test_the_plants_concern_promises_that_hold_without_them():
    for name, promises, seed in (
        ("one file of pairs", ("victim", "perpetrator"), 8),
        ("folder, nested households", ("household",), 1),
    ):
        units = [units_of(promise) for promise in promises]
        found = audit(form(name), 3, seed, bounds=((1, 1, 1),), promises=units)
        assert all(outcome.many["counted"] for outcome in found.values())
        assert not over_stated(found)


def test_a_refusal_that_holds_for_the_row_below_as_well(monkeypatch):
    """As if an answer that is not written again went on, as in a merged cell."""

    def also_the_next(self, frame):
        given = real(self, frame)
        return given & given.shift(1, fill_value=True)

    real = Consents.given
    monkeypatch.setattr(Consents, "given", also_the_next)
    assert kinds_over("one table, a partner's file by its mapping", "person") == {"table"}


@pytest.mark.parametrize("kind", ["a workbook", "an old workbook", "a web page"])
def test_blank_cells_that_repeat_the_cell_above(kind, monkeypatch):
    """As if every blank were a part of a merged cell."""

    def filled_down(self, findings):
        for rows in real(self, findings):
            blank_is_none = pl.all().replace("", None).forward_fill().fill_null("")
            yield Rows(rows.frame.with_columns(blank_is_none), rows.numbers)

    real = Workbook.batches
    monkeypatch.setattr(Workbook, "batches", filled_down)
    assert kinds_over(f"one table, {kind}", "person") == {"table"}


def test_answers_that_an_object_leaves_out_taken_from_the_one_before(monkeypatch):
    before: dict[str, object] = {}

    def carried(given):
        before.update(real(given))
        return dict(before)

    real = json_file._flat
    monkeypatch.setattr(json_file, "_flat", carried)
    assert kinds_over("one table, JSON", "person") == {"table"}


def test_ids_that_are_joined_only_while_all_between_them_are_there(monkeypatch):
    """Whoever is one by way of an id that is gone would be two, and be protected half as well."""

    def by_those_who_are_there(self, written, ids, decided):
        there = {decided.key.of(one) for one in ids.to_list()}
        same = tuple(pair for pair in decided.same if set(pair) <= there)
        return real(self, written, ids, replace(decided, same=same))

    real = OnePerson._ids_of
    monkeypatch.setattr(OnePerson, "_ids_of", by_those_who_are_there)
    name = "one table, a partner's file in which ids are one person"
    assert ONE in kinds_over(name, "person")


def test_new_perpetrators_that_are_numbered_through_the_file(monkeypatch):
    """The rows of whoever stands above would decide which links of others count."""

    def through(self, frame, rows, findings):
        keyed = real(self, frame, rows, findings)
        return keyed.with_columns(pl.Series(wide_rows._NUMBER, rows.numbers))

    real = wide_rows.Unfolding._with_keys
    monkeypatch.setattr(wide_rows.Unfolding, "_with_keys", through)
    name = "linked, wide rows of a partner by their mapping"
    assert "links" in kinds_over(name, "victim", "links", bounds=((1, 1, 1),))


def test_a_refusal_that_takes_the_perpetrator_from_other_victims(monkeypatch):
    """Whoever is linked to somebody who does not consent would be left out everywhere."""

    def also_theirs(self, table, keys):
        if table is self.network.links:
            others = linked_rows.one_spelling(keys["perpetrator"])
            refused = self.files["links"]
            named = [
                perpetrator
                for rows in linked_rows.texts_of(refused, ["Code", "Auteur"])
                for perpetrator in rows.frame.filter(
                    linked_rows.one_spelling(rows.frame["Code"]).is_in(list(self._asked[1]))
                )["Auteur"]
            ]
            return real(self, table, keys) & ~others.is_in(
                linked_rows.one_spelling(pl.Series(named, dtype=pl.String)).to_list()
            )
        return real(self, table, keys)

    real = linked_rows.CountedPeople.counts
    monkeypatch.setattr(linked_rows.CountedPeople, "counts", also_theirs)
    name = "linked, sheets of a partner by their mapping"
    assert "links" in kinds_over(name, "victim", "links")


def test_a_refusal_in_an_export_that_holds_for_the_row_below(monkeypatch):
    """What people refuse is read row by row, by whatever road the rows come."""

    def also_the_next(self, frame):
        given = real(self, frame)
        return given & given.shift(1, fill_value=True)

    real = Consents.given
    monkeypatch.setattr(Consents, "given", also_the_next)
    assert kinds_over("one table, an export of its form", "person") == {"table"}


def test_people_without_a_number_who_are_known_by_the_row_that_they_stand_on(monkeypatch):
    """Whoever leaves would move the others up, and make one person of two."""

    def by_row(self, rows, findings):
        frame = real(self, rows, findings)
        number = pl.concat_str(pl.lit("id"), pl.int_range(pl.len()) % 4)
        return frame.with_columns(
            pl.when(pl.col(CASE).str.starts_with("form:"))
            .then(number)
            .otherwise(pl.col(CASE))
            .alias(CASE)
        )

    real = ExportedFile.cases
    monkeypatch.setattr(ExportedFile, "cases", by_row)
    assert kinds_over("one table, an export of its form", "person", families=30) == {"table"}


def test_perpetrators_without_a_number_who_are_counted_through_the_file(monkeypatch):
    """The repeats of others would decide which links of a victim count."""

    def through(self, findings):
        repeats = real(self, findings)
        return repeats.with_columns(pl.int_range(pl.len()).cast(pl.String).alias("\x01place"))

    real = LinkedExport._read_repeats
    monkeypatch.setattr(LinkedExport, "_read_repeats", through)
    name = "linked, an export with repeats of a form"
    assert "links" in kinds_over(name, "victim", "links", bounds=((1, 1, 1),), families=20)


@pytest.mark.parametrize(
    ("name", "promise"),
    [
        ("one table, files of offline pages", "person"),
        ("linked, files of offline pages of a form", "victim"),
    ],
)
def test_cases_of_several_pages_that_are_known_by_their_place_in_the_file(
    name, promise, monkeypatch
):
    """Whoever stands there in another file, and was changed more often, takes the place."""

    def by_place(files):
        latest = {}
        for file in files:
            for place, case in enumerate(file.cases, start=1):
                known = latest.get(place)
                if known is None or case.revision >= known.case.revision:
                    latest[place] = joined_cases._Found(file, place, case)
        return latest

    monkeypatch.setattr(joined_cases, "_latest", by_place)
    assert kinds_over(name, promise)


SEVERAL = "one table, files of several organisations"


def test_people_of_two_organisations_whose_ids_are_taken_for_one(monkeypatch):
    """Whose an id is does not stand before it."""
    monkeypatch.setattr(joint, "marked", lambda _code, ids: ids)
    assert kinds_over(SEVERAL, "person") == {"table"}


def test_somebody_joined_who_counts_in_each_of_two_files(monkeypatch):
    monkeypatch.setattr(joint._Counted, "elsewhere", property(lambda self: frozenset()))
    assert kinds_over(SEVERAL, "person") == {"table"}


def test_a_file_that_is_left_out_with_somebody_who_counts_in_another(monkeypatch):
    """As a copy of that other file."""

    def who_counts(code, who, counted):
        def told(ids):
            here = real(code, who, counted)(ids)
            both = here.null_count() > who(joint.marked(code, ids)).null_count()
            return here.set(pl.repeat(both, len(here), eager=True), None)

        return told

    real = joint._who_counts
    monkeypatch.setattr(joint, "_who_counts", who_counts)
    assert kinds_over(SEVERAL, "person") == {"table"}


IN_PARTS = "folder, in parts"
IN_PARTS_OF_A_STORE = "folder of a store, in parts"
NESTED_IN_PARTS = "folder, in parts, nested households, perpetrators without a row"


@pytest.mark.parametrize("name", [IN_PARTS, IN_PARTS_OF_A_STORE])
def test_links_of_a_perpetrator_in_parts_that_are_cut_at_several_places(monkeypatch, name):
    """At each of them as many count as may in all."""

    def scattered(self, rows, by):
        if by == "perpetrator" and "victim" in rows.columns:
            return (rows[ROW] % self.number).to_numpy()
        return real(self, rows, by)

    real = Places.of
    monkeypatch.setattr(Places, "of", scattered)
    assert "links" in kinds_over(name, "perpetrator", "links", bounds=((1, 1, 1),))


def test_members_of_a_household_in_parts_who_are_cut_at_several_places(monkeypatch):
    """At each of them as many count as may in all."""

    def scattered(self, victims):
        return pl.concat([real(self, victims.filter(pl.col(ROW) % 2 == half)) for half in (0, 1)])

    real = CountNetwork.members
    monkeypatch.setattr(CountNetwork, "members", scattered)
    assert "victims" in kinds_over(IN_PARTS, "household", "victims", bounds=((1, 1, 1),))


def test_households_in_parts_that_are_not_part_of_others(monkeypatch):
    """A family would be protected as its pieces."""
    monkeypatch.setattr(checks, "whole_households", lambda of_victims, _: of_victims)
    seen = kinds_over(NESTED_IN_PARTS, "household", "victims", bounds=((1, 1, 1),), seed=13)
    assert "victims" in seen


PARTNERS_IN_PARTS = "linked, sheets in parts of a partner by their mapping"


def test_a_refusal_in_parts_that_holds_for_all_whose_ids_go_to_the_same_place(monkeypatch):
    """Whose links count would depend on who else is there."""

    def all_or_nobody(victims, asked, _network):
        _given, refused = asked
        return pl.Series([not refused]).new_from_index(0, len(victims))

    monkeypatch.setattr(who_counts, "links_that_count", all_or_nobody)
    assert "links" in kinds_over(PARTNERS_IN_PARTS, "victim", "links", families=40)


@pytest.mark.long
def test_consents_in_parts_that_are_compared_where_chance_sends_them(monkeypatch):
    """The links of somebody who refused count, and are of nobody: the file is refused with her."""

    def scattered(self, rows, by):
        return (
            (rows[ROW] % self.number).to_numpy()
            if "given" in rows.columns
            else real(self, rows, by)
        )

    real = Places.of
    monkeypatch.setattr(Places, "of", scattered)
    found = audit(form(PARTNERS_IN_PARTS), 8, 3, ONE_BOUND, promises=[(Unit.VICTIM,)])
    (outcome,) = found.values()
    assert outcome.many["refused"] > 0
