"""Codebook → form → answers → what KoboToolbox and ODK Central export → cases, and no mapping."""

from __future__ import annotations

import csv

import polars as pl
import pytest
from large_codebook import invented
from polars.testing import assert_frame_equal

from form_answers import answer, central, expected, kobo
from lanterne import verbs
from lanterne.cases import open_cases
from lanterne.cases.network import open_network
from lanterne.codebook import builtin_codebooks, load_codebook
from lanterne.forms import make_form, opened_as_form, parts_as_form
from lanterne.harmonise.form_names import GIVEN

BOOKS = [*builtin_codebooks(), "invented"]
OF_ONE = [name for name in BOOKS if name != "lanterne-network"]


def book_of(name):
    return invented() if name == "invented" else load_codebook(name)


def cases_of(form, sent, path):
    """The cases as the codebook writes them, of those who consent."""
    rows = [expected(one, form.cases, one.answers) for one in sent if one.consent == GIVEN]
    ids = {one.name: one.names for one in form.cases.identities}
    given = [one for one in sent if one.consent == GIVEN]
    for row, one in zip(rows, given, strict=True):
        row |= {
            name: one.ids.get(name, f"form:{one.key}" if n == "itself" else "")
            for name, n in ids.items()
        }
    header = [*ids, *form.codebook.table.names]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)
    return path


def same(path, form, sent, tmp_path):
    """The file is read as the cases of those who consent."""
    report = verbs.check(path, form.codebook)
    assert report.problems == ()
    assert report.rows == sum(one.consent == GIVEN for one in sent)
    wanted = open_cases(cases_of(form, sent, tmp_path / "wanted.csv"), form.codebook).frame()
    got = open_cases(path, form.codebook, open_as=opened_as_form(form.codebook)).frame()
    assert_frame_equal(got, wanted)
    assert got.select(pl.any_horizontal(pl.all() != "")).to_series().any()


@pytest.mark.parametrize("name", OF_ONE)
def test_what_kobo_exports_is_read_as_cases(name, tmp_path):
    form = make_form(book_of(name))
    sent = answer(form, 40)
    same(kobo(form, sent, tmp_path / "kobo.csv", "apart"), form, sent, tmp_path)


@pytest.mark.parametrize("name", OF_ONE)
def test_what_odk_central_exports_is_read_as_cases(name, tmp_path):
    form = make_form(book_of(name))
    sent = answer(form, 40, seed=4)
    same(central(form, sent, tmp_path / "central") / "form.csv", form, sent, tmp_path)


@pytest.mark.parametrize("split", ["both", "joined", "apart"])
def test_several_answers_stand_in_one_column_or_in_one_for_each(split, tmp_path):
    form = make_form(book_of("ctdc-k-anonymised-2021" if split == "both" else "gvpsd-2022"))
    sent = answer(form, 20, seed=5)
    same(kobo(form, sent, tmp_path / "kobo.xlsx", split), form, sent, tmp_path)


def network_folder(form, sent, folder):
    """The tables of those who consent, as the codebook names them."""
    folder.mkdir()
    links = next(one for one in form.sections if one.name == "links")
    people = next(one for one in form.sections if one.name == "perpetrators")
    tables = {"victims": [], "links": [], "perpetrators": []}
    for one in (each for each in sent if each.consent == GIVEN):
        who = one.ids.get("victim", f"form:{one.key}")
        row = {"victim": who, "household": one.ids.get("household", "")}
        tables["victims"].append(row | expected(one, form.cases, one.answers))
        for place, (ids, answers) in enumerate(one.links):
            said = expected(one, people, answers), expected(one, links, answers)
            if not any((*said[0].values(), *said[1].values())):
                continue
            other = ids.get("perpetrator") or f"form:{one.key}/{place}"
            tables["perpetrators"].append({"perpetrator": other} | said[0])
            tables["links"].append({"victim": who, "perpetrator": other} | said[1])
    for name, rows in tables.items():
        pl.DataFrame(rows).write_csv(folder / f"{name}.csv")
    return folder


@pytest.mark.parametrize("system", ["kobo", "central"])
def test_repeats_come_back_as_linked_tables(system, tmp_path):
    form = make_form(book_of("lanterne-network"))
    sent = answer(form, 80, seed=6)
    path = tmp_path / system
    path = (
        kobo(form, sent, path.with_suffix(".xlsx"))
        if system == "kobo"
        else central(form, sent, path)
    )
    assert verbs.check(path, form.codebook).problems == ()
    got = open_network(path, form.codebook, open_parts=parts_as_form(path, form.codebook)).tables()
    wanted = open_network(network_folder(form, sent, tmp_path / "wanted"), form.codebook).tables()
    for name in ("victims", "links", "perpetrators"):
        one, other = getattr(got, name), getattr(wanted, name)
        assert one.height > 10
        assert_frame_equal(one, other, check_row_order=False)


def test_a_file_of_json_has_the_names_of_its_own(tmp_path):
    """As an API gives it, groups before names; nothing that is only known is in it."""
    form = make_form(book_of("lanterne-cases"))
    sent = answer(form, 12)
    export = kobo(form, sent, tmp_path / "kobo.csv", "joined")
    rows = pl.read_csv(export, separator=";", infer_schema=False)
    (tmp_path / "kobo.json").write_text(rows.write_json(), encoding="utf-8")
    same(tmp_path / "kobo.json", form, sent, tmp_path)


def test_files_that_no_form_made_are_read_as_they_are(tmp_path):
    """A ledger may lie beside linked tables, and a file of JSON may lack columns."""
    form = make_form(book_of("lanterne-network"))
    sent = answer(form, 40, seed=6)
    folder = network_folder(form, sent, tmp_path / "tables")
    (folder / "lanterne-ledger.jsonl").write_text('{"spent": 1}\n', encoding="utf-8")
    assert parts_as_form(folder, form.codebook) is None
    assert verbs.check(folder, form.codebook).problems == ()
    (tmp_path / "cases.json").write_text('[{"gender": "Woman", "dataSource": "Hotline"}]', "utf-8")
    assert verbs.check(tmp_path / "cases.json", "lanterne-cases").problems == ()
