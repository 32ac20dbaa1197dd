"""Files for Stata, SPSS and R: every cell comes back, with its label and why it is missing."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import polars as pl
import pyreadstat
import pytest
from export_releases import make_releases

import lanterne
from lanterne.codebook import parse_codebook
from lanterne.codebook.model import Column, in_language
from lanterne.codebook.words import words as page_words
from lanterne.release import load_release
from lanterne.release.formats import r_script, short_texts, spss, stata
from lanterne.release.formats.about import About
from lanterne.release.formats.labelled import LabelledTable, variables_of
from lanterne.release.formats.variable_names import variable_names
from lanterne.release.layout import DataFile
from lanterne.release.load import read_layout
from once import made_once

LANGUAGES = ("en", "fr", "es", "ar")
READ = {"stata": ("dta", pyreadstat.read_dta), "spss": ("sav", pyreadstat.read_sav)}


@pytest.fixture(scope="module")
def releases(tmp_path_factory) -> Path:
    return made_once(tmp_path_factory, "export-releases", make_releases)


def read(kind: str, path: Path):
    _, reader = READ[kind]
    return reader(path, output_format="dict", user_missing=True)


def reasons(column: Column, language: str) -> dict[str, str]:
    """What is read for each kind of missingness → the text of a cell."""
    return {
        in_language(page_words()[f"missing_{kind}"], language): texts[0]
        for kind, texts in column.missing.items()
        if texts
    }


def told(cell: object, labels: dict[object, str]) -> str | None:
    """What a person sees in a cell; nothing where it is blank."""
    if cell is None:
        return None
    return labels.get(cell, str(int(cell)) if isinstance(cell, float) else str(cell))


def cells_of(column: Column, columns, meta, names: list[str], language: str) -> list[str]:
    """The texts of the release again, from numbers and labels alone."""
    missing = reasons(column, language)
    if not column.traits.several:
        labels = meta.variable_value_labels.get(names[0], {})
        codes = {in_language(value.label, language): value.code for value in column.values}
        seen = (told(cell, labels) for cell in columns[names[0]])
        return ["" if one is None else missing.get(one) or codes.get(one, one) for one in seen]
    rows = []
    for cells in zip(*(columns[name] for name in names), strict=True):
        if cells[0] is None:
            rows.append("")
        elif cells[0] not in (0, 1):
            rows.append(missing[meta.variable_value_labels[names[0]][cells[0]]])
        else:
            held = [value.code for value, cell in zip(column.values, cells, strict=True) if cell]
            rows.append(column.separator.join(sorted(held)))
    return rows


def check_table(file: DataFile, kind: str, read_back, release: Path, language: str) -> None:
    columns, meta = read_back
    with (release / file.path("csv")).open(encoding="utf-8", newline="") as opened:
        expected = list(csv.DictReader(opened))
    wanted = list(file.keys)
    for column in file.table.columns:
        several = [f"{column.name}_{number}" for number in range(1, len(column.values) + 1)]
        wanted += several if column.traits.several else [column.name]
    assert list(columns) == wanted
    for key in file.keys:
        assert columns[key] == [row[key] for row in expected]
    for column in file.table.columns:
        names = [one for one in wanted if one == column.name or one in several_of(column)]
        found = cells_of(column, columns, meta, names, language)
        assert found == [row[column.name] for row in expected], (column.name, kind)
        label = in_language(column.label, language)
        assert all(meta.column_names_to_labels[name].startswith(label[:60]) for name in names)


def several_of(column: Column) -> set[str]:
    if not column.traits.several:
        return set()
    return {f"{column.name}_{number}" for number in range(1, len(column.values) + 1)}


@pytest.mark.parametrize("kind", READ)
@pytest.mark.parametrize(
    ("name", "language"),
    [
        *(("table", tag) for tag in LANGUAGES),
        ("sets", "en"),
        ("linked", "ar"),
        ("k-synthetic", "fr"),
        ("k-anonymised", "es"),
    ],
)
def test_every_cell_and_count_comes_back(releases, tmp_path, kind, name, language):
    release, out, ending = releases / name, tmp_path / "out", READ[kind][0]
    lanterne.export(release, kinds=[kind], out=out, language=language)
    layout = read_layout(release)
    for file in layout.data:
        check_table(file, kind, read(kind, out / f"{file.name}.{ending}"), release, language)
    for file in layout.datasets:
        path = out / f"dataset-{file.name}.{ending}"
        check_table(file, kind, read(kind, path), release, language)
    counts = load_release(release, rows=False).counts
    for counted, published in counts.items():
        alone = len(counts) == 1
        columns, _ = read(kind, out / f"{counted}{'' if alone else '-counts'}.{ending}")
        assert columns == published.to_dict(as_series=False)
    tables = len(layout.data) + len(layout.datasets) + len(layout.counts)
    assert len(list(out.iterdir())) == tables + 2  # README and codes


BOOK = """
name = "awkward"
version = "1"
languages = ["en", "ar"]
title = { en = "Awkward", ar = "صعب" }
[[tables]]
name = "people"
label = { en = "People", ar = "ناس" }
[[tables.columns]]
name = "if"
type = "number"
number = { from = -2000, to = 2000, bins = [-2000, 0] }
missing = { unknown = ["?"], refused = ["!"] }
label = { en = "LONG", ar = "LONG" }
[[tables.columns]]
name = "WITH"
type = "category"
missing = { not_asked = ["x"], suppressed = ["y"] }
label = { en = "With", ar = "مع" }
values = [
  { code = "007", label = { en = "Seven", ar = "سبعة" } },
  { code = "7", label = { en = "LONG", ar = "LONG" } },
]
[[tables.columns]]
name = "élan vital/1"
type = "set"
separator = "|"
label = { en = "Vital", ar = "حيوي" }
missing = { not_applicable = ["none"] }
values = [
  { code = "a", label = { en = "A", ar = "أ" } },
  { code = "b", label = { en = "B", ar = "ب" } },
]
[[tables.columns]]
name = "share"
type = "number"
number = { from = 0, to = 1, step = 0.5, bins = [0, 0.5] }
label = { en = "Share", ar = "حصة" }
"""
ROWS = [
    ("-2000", "007", "a|b", "0.5"),
    ("?", "7", "none", ""),
    ("!", "x", "", "1.0"),
    ("", "y", "b", "0.0"),
    ("1999", "", "a", "0.5"),
]


@pytest.fixture
def awkward(tmp_path) -> LabelledTable:
    """A table whose names and labels do not fit, and whose missing answers look like numbers."""
    text = BOOK.replace('en = "LONG"', f'en = "{"x" * 500}"').replace(
        'ar = "LONG"', f'ar = "{"ع" * 500}"'
    )
    table = parse_codebook(text.encode(), "book.toml").table
    path = tmp_path / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([table.names, *ROWS])
    file = DataFile("people", table)
    return LabelledTable("people", "ن" * 200, "people.csv", "people", [*variables_of(file, "ar")])


def test_what_does_not_fit_is_cut_and_stays_readable_in_stata(awkward, tmp_path):
    stata._write_table(awkward, tmp_path, tmp_path / "people.dta")
    columns, meta = read("stata", tmp_path / "people.dta")
    assert columns["v_if"] == [-2000, "u", "r", None, 1999]
    assert columns["v_WITH"] == [1, 2, "n", "s", None]
    assert columns["elan_vital_1_1"] == [1, "i", None, 0, 1]
    assert columns["elan_vital_1_2"] == [1, "i", None, 1, 0]
    assert columns["share"] == [0.5, None, 1.0, 0.0, 0.5]
    assert len(meta.column_names_to_labels["v_if"]) == 80
    assert meta.variable_value_labels["v_WITH"][1] == "سبعة"
    assert set(meta.variable_value_labels["v_WITH"]) == {1, 2, "n", "s"}


def test_missing_answers_in_spss_are_below_all_answers(awkward, tmp_path):
    spss._write_table(awkward, tmp_path, tmp_path / "people.sav")
    columns, meta = read("spss", tmp_path / "people.sav")
    unknown, refused = columns["v_if"][1:3]
    assert columns["v_if"] == [-2000, unknown, refused, None, 1999]
    assert max(unknown, refused) < -2000
    (span,) = meta.missing_ranges["v_if"]
    assert span["lo"] <= min(unknown, refused) <= max(unknown, refused) <= span["hi"] < -2000
    labels = meta.variable_value_labels["v_if"]
    assert labels == {
        unknown: in_language(page_words()["missing_unknown"], "ar"),
        refused: in_language(page_words()["missing_refused"], "ar"),
    }
    assert len(meta.column_names_to_labels["v_if"].encode()) <= 256
    assert len(meta.variable_value_labels["v_WITH"][2].encode()) <= 120
    assert meta.variable_value_labels["v_WITH"][2].endswith("ع…")
    assert meta.file_label.endswith("ن…")
    # What a user of SPSS computes leaves them out.
    plain, _ = pyreadstat.read_sav(tmp_path / "people.sav", output_format="dict")
    assert plain["v_if"] == [-2000, None, None, None, 1999]


def test_names_are_allowed_and_each_is_one():
    long = "a" * 40
    given = variable_names(
        ["int", "Name", "name", "2x", long, long + "b", "عمر", "str12", "_n", ""]
    )
    assert list(given.values())[:4] == ["v_int", "Name", "name_2", "v_2x"]
    assert len({name.lower() for name in given.values()}) == len(given)
    assert all(len(name) <= 32 and name[0].isalpha() for name in given.values())
    assert all(name.isascii() for name in given.values())


@pytest.mark.parametrize("most", range(3, 12))
def test_a_text_is_cut_at_a_whole_character(most):
    assert len(short_texts.of_bytes("éعx" * 9, most).encode()) <= most
    assert len(short_texts.of_characters("éعx" * 9, most)) <= most
    assert short_texts.of_bytes("é", 3) == "é"


def test_the_sheet_of_codes_says_what_stands_for_what(releases, tmp_path):
    out = tmp_path / "out"
    lanterne.export(releases / "table", kinds=["spss", "stata"], out=out, language="fr")
    with (out / "codes.csv").open(encoding="utf-8-sig", newline="") as opened:
        lines = [tuple(row.values()) for row in csv.DictReader(opened)]
    gender = [line for line in lines if line[1] == "gender"]
    assert gender[0] == ("victims", "gender", "gender", "gender", "woman", "1", "1", "woman (fr)")
    assert gender[-1][4:] == ("?", ".u", "-94", in_language(page_words()["missing_unknown"], "fr"))
    assert [line[4:7] for line in lines if line[1] == "means_2"] == [
        ("debt,", "1", "1"),
        ("", "0", "0"),
    ]


def test_the_script_for_r_names_every_file_and_answer(releases):
    release = load_release(releases / "linked", rows=False)
    text = r_script.script(About(release), "ar")
    assert text.isascii()
    layout = read_layout(release.path)
    for file in layout.data:
        assert f'"{file.path("csv")}"' in text
        for column in file.table.columns:
            assert f'texts[["{column.name}"]]' in text
            assert all(r_script.quoted(code) in text for code in column.codes)
    assert all(f'"{counts.path}"' in text for counts in layout.counts)
    assert r_script.quoted('"\\é\U0001f600\n') == r'"\"\\\u00e9\U0001f600\u000a"'


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="needs Rscript")
def test_r_reads_a_release_by_it(releases, tmp_path):
    out = tmp_path / "out"
    lanterne.export(releases / "table", kinds=["r"], out=out)
    program = f"""
    source("{out / "load.R"}"); r <- load_release("{releases / "table"}")
    cat(nlevels(r$victims$gender), sum(r$victims$country == "NA (en)"),
        attr(r$victims$age, "label"), sum(r$aggregates$value_1 == "NA") > 0,
        sum(!is.na(r$victims$gender.missing)), sum(r$victims$means_1, na.rm = TRUE))
    """
    done = subprocess.run(["Rscript", "-e", program], capture_output=True, text=True, check=False)
    rows = pl.read_csv(releases / "table/data/victims.csv", infer_schema=False)
    force = rows["means"].fill_null("").str.split(";").list.contains("force").sum()
    namibia, unknown = (
        (rows[name] == text).sum() for name, text in (("country", "NA"), ("gender", "?"))
    )
    assert done.stdout == f"3 {namibia} Age TRUE {unknown} {force}", done.stderr
