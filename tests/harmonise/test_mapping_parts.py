"""A mapping of linked tables in parts, each of which is edited as one of one table."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_linked_mapping import BOOK, SHEETS, WIDE, mapping_of

from lanterne.harmonise.check_mapping import mapping_problems
from lanterne.harmonise.edit_mapping import use_of, with_target, with_use
from lanterne.harmonise.mapping import LegalBasis, Rule
from lanterne.harmonise.mapping_parts import joined, mapping_parts
from lanterne.harmonise.source_columns import SourceColumn
from lanterne.harmonise.suggest_columns import Use


def other(text: str, **pairs: str) -> str:
    """The text with other words, each of which must stand in it."""
    for old, new in pairs.values():
        assert old in text
        text = text.replace(old, new)
    return text


REGISTER = other(
    WIDE,
    groups=("perpetrators = [", "victims = ["),
    seats=("{perpetrators}", "{victims}"),
    keys=('victim = "Code", perpetrator =', 'perpetrator = "Code", victim ='),
    legal=('consent = "Accord"\ngiven = ["Oui"]', 'basis = "Law 5"\nsigned_by = "Ada"'),
    theirs=('"IP_Gender"\nrule = "recode"\nsources = ["S{victims}"]', "THEIRS"),
    own=('"gender"\nrule = "recode"\nsources = ["Sexe"]', "OWN"),
    of_theirs=("THEIRS", '"IP_Gender"\nrule = "recode"\nsources = ["Sexe"]'),
    of_own=("OWN", '"gender"\nrule = "recode"\nsources = ["S{victims}"]'),
)
PAIRS = other(
    WIDE,
    seats=("{perpetrators}", "1"),
    groups=('groups = { perpetrators = ["1", "2"] }\n', ""),
    out=('leave_out = ["N1"]', 'leave_out = ["N1", "N2", "S2", "R2", "K2"]'),
)
TOGETHER = other(
    SHEETS,
    sheet=('sheet = "Liens"\nfile = "liens.csv"', 'sheet = "Auteurs"\nfile = "auteurs.csv"'),
    links=('headers = ["Code", "Auteur", "R"]', 'headers = ["Auteur", "S", "Code", "R", "Tel"]'),
    people=('headers = ["Auteur", "S"]', 'headers = ["Auteur", "S", "Code", "R", "Tel"]'),
)
FORMS = {"wide": WIDE, "sheets": SHEETS, "register": REGISTER, "pairs": PAIRS}


@pytest.mark.parametrize("form", FORMS)
def test_parts_that_nobody_changed_are_the_mapping(form, tmp_path):
    mapping = mapping_of(FORMS[form], tmp_path)
    assert joined(mapping, BOOK, mapping_parts(mapping, BOOK)) == mapping


def test_a_row_of_several_people_has_a_part_for_what_is_asked_of_each(tmp_path):
    one, each = mapping_parts(mapping_of(WIDE, tmp_path), BOOK)
    assert one.mapping.source.headers == ("Code", "Sexe", "Accord")
    names = ("N{perpetrators}", "S{perpetrators}", "R{perpetrators}", "K{perpetrators}")
    assert each.mapping.source.headers == names
    assert (one.headers_of("Sexe"), each.headers_of(names[1])) == (("Sexe",), ("S1", "S2"))
    assert [table.name for table in each.tables] == ["perpetrators", "links"]
    assert one.keys == {"victim": "Code"}
    assert each.keys == {"perpetrator": "K{perpetrators}"}
    assert (one.required, each.required) == (("victim",), ())
    assert use_of(one.mapping, "Accord") is Use.LEGAL
    assert each.mapping.legal == LegalBasis()
    assert use_of(each.mapping, names[0]) is Use.LEAVE_OUT
    assert not {"gender"} & set(each.codebook.table.names)


def test_a_register_needs_both_keys(tmp_path):
    one, each = mapping_parts(mapping_of(REGISTER, tmp_path), BOOK)
    assert [table.name for table in one.tables] == ["perpetrators", "links"]
    assert (one.required, each.required) == (("perpetrator",), ("victim",))


def test_a_sheet_of_its_own_is_a_part_and_one_of_two_tables_is_one(tmp_path):
    victims, people, links = mapping_parts(mapping_of(SHEETS, tmp_path), BOOK)
    assert [part.name for part in (victims, people, links)] == ["Victimes", "Auteurs", "Liens"]
    assert set(links.required) == set(links.permitted) == {"victim", "perpetrator"}
    victims, both = mapping_parts(mapping_of(TOGETHER, tmp_path), BOOK)
    assert [table.name for table in both.tables] == ["perpetrators", "links"]
    out = with_use(both.mapping, "Tel", Use.LEAVE_OUT)
    made = joined(mapping_of(TOGETHER, tmp_path), BOOK, (victims, replace(both, mapping=out)))
    assert made.tables["links"].leave_out == made.tables["perpetrators"].leave_out == ("Tel",)
    assert made.tables["perpetrators"].keys == {"perpetrator": "Auteur"}
    assert made.tables["links"].keys == {"victim": "Code", "perpetrator": "Auteur"}


@pytest.mark.parametrize("form", FORMS)
def test_what_is_decided_in_a_part_is_decided_in_the_mapping(form, tmp_path):
    mapping = mapping_of(FORMS[form], tmp_path)
    parts = list(mapping_parts(mapping, BOOK))
    place, part = next(
        (place, part)
        for place, part in enumerate(parts)
        if part.mapping.column_of("IP_Gender").reads
    )
    (read,) = part.mapping.column_of("IP_Gender").reads
    parts[place] = replace(part, mapping=with_use(part.mapping, read, Use.LEAVE_OUT))
    made = joined(mapping, BOOK, parts)
    assert made.column_of("IP_Gender").rule is Rule.UNDETERMINED
    sources = made.tables.values() if made.tables else [made.source]
    assert any(read in source.leave_out for source in sources)
    target = next(one for one in BOOK.columns if one.name == "IP_Gender")
    back = with_target(parts[place].mapping, SourceColumn(read), target)
    parts[place] = replace(part, mapping=back)
    again = joined(mapping, BOOK, parts)
    assert again.column_of("IP_Gender").reads == (read,)
    assert not any(read in source.leave_out for source in (again.source, *again.tables.values()))
    assert not list(mapping_problems(again, BOOK))


def test_a_key_is_one_until_its_column_has_another_use(tmp_path):
    mapping = mapping_of(SHEETS, tmp_path)
    parts = list(mapping_parts(mapping, BOOK))
    parts[2] = replace(parts[2], mapping=with_use(parts[2].mapping, "Auteur", Use.LEAVE_OUT))
    made = joined(mapping, BOOK, parts)
    assert made.tables["links"].keys == {"victim": "Code"}
    assert "mapping-no-key" in {one.code for one in mapping_problems(made, BOOK)}
    parts[2] = parts[2].with_keys({"victim": "Code", "perpetrator": "Auteur"})
    assert joined(mapping, BOOK, parts) == mapping
