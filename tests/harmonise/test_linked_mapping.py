"""One mapping for linked tables: what it must say, what comes of it, and what is said where."""

from __future__ import annotations

import json
import re
import stat
import tomllib
from dataclasses import replace
from functools import partial

import polars as pl
import pytest

import lanterne
from lanterne import verbs
from lanterne.cases.network import open_network
from lanterne.codebook import load_codebook
from lanterne.errors import InputError, UsageError
from lanterne.files import text_blocks
from lanterne.files.problem_log import Findings
from lanterne.harmonise import (
    changes_of,
    codebook_digest,
    coverage_of,
    definitions_of,
    linked_parts,
    load_mapping,
    mapping_to_toml,
    parts_by,
)
from lanterne.harmonise.definitions import definitions_from_dict
from lanterne.harmonise.read_mapping import read_mapping
from lanterne.release.definitions_page import definitions_page
from workbooks import write_xlsx

BOOK = load_codebook("lanterne-network")

HEAD = f"""
format = 1
name = "partner"
status = "approved"
by = "Ada"
codebook = "lanterne-network"
codebook_version = "{BOOK.version}"
codebook_digest = "{codebook_digest(BOOK)}"
"""

OWN = """
[[columns]]
target = "gender"
rule = "recode"
sources = ["Sexe"]
values = { F = "Female", H = "Male" }
"""

THEIRS = """
[[columns]]
target = "IP_Gender"
rule = "recode"
sources = ["S{perpetrators}"]
values = { F = "Female", H = "Male" }
[[columns]]
target = "IP_Relation"
rule = "recode"
sources = ["R{perpetrators}"]
values = { ami = "FriendAcquaintance" }
"""

WIDE = (
    HEAD
    + """
[source]
headers = ["Code", "Sexe", "Accord", "N1", "S1", "R1", "K1", "N2", "S2", "R2", "K2"]
keys = { victim = "Code", perpetrator = "K{perpetrators}" }
groups = { perpetrators = ["1", "2"] }
leave_out = ["N{perpetrators}"]
[legal]
consent = "Accord"
given = ["Oui"]
"""
    + OWN
    + THEIRS
)

LEGAL_AND_COLUMNS = (
    """
[legal]
consent = "Accord"
given = ["Oui"]
"""
    + OWN
    + THEIRS.replace("{perpetrators}", "")
)

SHEETS = (
    HEAD
    + """
[[tables]]
name = "victims"
sheet = "Victimes"
file = "victimes.csv"
headers = ["Code", "Sexe", "Accord"]
keys = { victim = "Code" }
[[tables]]
name = "perpetrators"
sheet = "Auteurs"
file = "auteurs.csv"
headers = ["Auteur", "S"]
keys = { perpetrator = "Auteur" }
[[tables]]
name = "links"
sheet = "Liens"
file = "liens.csv"
headers = ["Code", "Auteur", "R"]
keys = { victim = "Code", perpetrator = "Auteur" }
"""
    + LEGAL_AND_COLUMNS
)

LINES = {
    "Victimes": [["Code", "Sexe", "Accord"], ["V1", "F", "Oui"], ["V2", "H", "Non"]],
    "Auteurs": [["Auteur", "S"], ["A1", "H"], ["A2", "F"]],
    "Liens": [["Code", "Auteur", "R"], ["V1", "A1", "ami"], ["V2", "A1", ""], ["V2", "A2", "ami"]],
}


BOTH = '[source]\nheaders = ["x"]\n[[tables]]'
LIENS = 'sheet = "Liens"\nfile = "liens.csv"'
VICTIMES = 'sheet = "Victimes"\nfile = "victimes.csv"'


def mapping_of(text: str, folder):
    (folder / "mapping.toml").write_text(text, encoding="utf-8")
    return load_mapping(folder / "mapping.toml", BOOK)


def wide_file(folder, *rows: str):
    path = folder / "wide.csv"
    path.write_text("\n".join(["Code,Sexe,Accord,N1,S1,R1,K1,N2,S2,R2,K2", *rows]), "utf-8")
    return path


def as_folder(folder):
    for name, lines in LINES.items():
        text = "\n".join(map(",".join, lines))
        (folder / f"{name.lower()}.csv").write_text(text, encoding="utf-8")
    return folder


def tables(path, mapping):
    return open_network(path, BOOK, open_parts=parts_by(mapping, BOOK)).tables()


def rows(frame: pl.DataFrame, *columns: str) -> list[tuple[str, ...]]:
    return frame.select(columns).cast(pl.String).rows()


def test_a_row_of_several_people(tmp_path):
    path = wide_file(
        tmp_path,
        "V1,F,Oui,Ali,H,ami,A1,,F,,",  # one by key, one who is new
        "V2,H,Oui,,,,,,,,",  # nobody
        "V3,F,Non,,F,ami,A3,,,,",  # does not consent
        "V4,F,Oui,,H,ami,a1,,,,",  # the same perpetrator in another spelling
        "v1,F,Oui,Bea,,ami,,,,,",  # another row of the first: somebody else who is new
        "V5,F,Oui,Cyr,,,,,,,",  # a name that is left out makes nobody
    )
    read = tables(path, mapping_of(WIDE, tmp_path))
    assert rows(read.victims, "victim", "gender") == [
        ("v1", "Female"),
        ("v2", "Male"),
        ("v4", "Female"),
        ("v5", "Female"),
    ]
    assert rows(read.perpetrators, "perpetrator", "IP_Gender") == [
        ("a1", "Male"),
        ("v1§1§2", "Female"),
        ("v1§2§1", ""),
    ]
    assert rows(read.links, "victim", "perpetrator", "IP_Relation") == [
        ("v1", "a1", "FriendAcquaintance"),
        ("v1", "v1§1§2", ""),
        ("v4", "a1", "FriendAcquaintance"),
        ("v1", "v1§2§1", "FriendAcquaintance"),
    ]
    assert read.described is not None  # what a victim's row tells leaves with her


def test_what_is_said_on_several_rows_of_the_same_two_is_joined_or_contradicts(tmp_path):
    path = wide_file(tmp_path, "V1,F,Oui,,H,,A1,,,,", "V1,F,Oui,,,ami,A1,,,,")
    read = tables(path, mapping_of(WIDE, tmp_path))
    assert rows(read.links, "perpetrator", "IP_Relation") == [("a1", "FriendAcquaintance")]
    assert read.described is not None
    assert rows(read.described, "IP_Gender") == [("Male",)]
    path = wide_file(tmp_path, "V1,F,Oui,,H,,A1,,,,", "V1,F,Oui,,F,,A1,,,,")
    report = lanterne.check(path, BOOK, mapping=tmp_path / "mapping.toml")
    assert [(one.rule, one.row) for one in report.problems] == [("subject-disagrees", 2)]


def test_rows_that_hold_several_people_are_read_by_one_process(tmp_path):
    """It is said before anything is read."""
    mapping_of(WIDE, tmp_path)
    by = {"mapping": tmp_path / "mapping.toml", "codebook": BOOK, "runner": "processes"}
    for act in (lanterne.check, partial(lanterne.harmonise_file, out=tmp_path / "out")):
        with pytest.raises(UsageError) as caught:
            act(tmp_path / "not there.csv", **by)
        assert caught.value.message.code == "runner.several-people"


def test_a_perpetrator_without_a_key_is_told_though_others_tell_of_nobody(tmp_path):
    """Links that name no perpetrator tell of nobody: that a row has no key is said all the same."""
    lines = LINES | {
        "Auteurs": [["Auteur", "S"], ["A1", "H"], ["", "F"]],
        "Liens": [["Code", "Auteur", "R"], ["V1", "A1", "ami"], ["V2", "", "ami"]],
    }
    mapping_of(SHEETS, tmp_path)
    path = write_xlsx(tmp_path / "all.xlsx", lines)
    report = lanterne.check(path, BOOK, mapping=tmp_path / "mapping.toml")
    assert ("blank-key", 3) in {(one.rule, one.row) for one in report.problems}


@pytest.mark.parametrize("form", ["workbook", "folder"])
def test_sheets_and_files_joined_by_key(form, tmp_path):
    given = tmp_path / "given"
    given.mkdir()
    path = write_xlsx(given / "all.xlsx", LINES) if form == "workbook" else as_folder(given)
    read = tables(path, mapping_of(SHEETS, tmp_path))
    assert rows(read.victims, "victim") == [("v1",)]
    assert rows(read.perpetrators, "perpetrator", "IP_Gender") == [("a1", "Male")]
    assert rows(read.links, "victim", "perpetrator") == [("v1", "a1")]
    assert read.described is None


def test_problems_are_said_by_the_sheet_and_row_of_the_partner(tmp_path):
    auteurs = [["Auteur", "S"], ["A2", "Y"], ["A1", "X"]]  # of A2 only who refused tells
    lines = LINES | {"Auteurs": auteurs}
    mapping_of(SHEETS, tmp_path)
    path = write_xlsx(tmp_path / "all.xlsx", lines)
    report = lanterne.check(path, BOOK, mapping=tmp_path / "mapping.toml")
    (problem,) = report.problems
    assert (problem.rule, problem.row, problem.column) == ("answer-not-mapped", 3, "S")
    assert problem.place.sheet == "Auteurs"
    with pytest.raises(InputError):
        lanterne.protect(
            path, BOOK, epsilon=8, out=tmp_path / "r", mapping=tmp_path / "mapping.toml"
        )
    assert not (tmp_path / "r").exists()


def test_a_link_of_a_victim_who_is_not_there_is_still_an_error(tmp_path):
    lines = LINES | {"Liens": [["Code", "Auteur", "R"], ["V1", "A1", ""], ["V9", "A1", ""]]}
    mapping_of(SHEETS, tmp_path)
    path = write_xlsx(tmp_path / "all.xlsx", lines)
    report = lanterne.check(path, BOOK, mapping=tmp_path / "mapping.toml")
    assert [(one.rule, one.row) for one in report.problems] == [("dangling-key", 3)]


def test_who_is_not_asked_has_no_link_where_a_victim_needs_no_row(tmp_path):
    """Where the codebook lets keys dangle, a victim without a row has given no consent."""
    victims, perpetrators, links, households = BOOK.tables
    references = tuple(replace(each, dangling=True) for each in links.references)
    book = replace(
        BOOK, tables=(victims, perpetrators, replace(links, references=references), households)
    )
    text = SHEETS.replace(codebook_digest(BOOK), codebook_digest(book))
    (tmp_path / "mapping.toml").write_text(text, encoding="utf-8")
    mapping = load_mapping(tmp_path / "mapping.toml", book)
    lines = LINES | {"Liens": [["Code", "Auteur", "R"], ["V1", "A1", ""], ["V9", "A2", ""]]}
    path = write_xlsx(tmp_path / "all.xlsx", lines)
    read = open_network(path, book, open_parts=parts_by(mapping, book)).tables()
    assert rows(read.victims, "victim") == [("v1",)]
    assert rows(read.links, "victim", "perpetrator") == [("v1", "a1")]
    assert rows(read.perpetrators, "perpetrator") == [("a1",)]


@pytest.mark.parametrize(
    ("base", "old", "new", "rule"),
    [
        (WIDE, 'victim = "Code", ', "", "mapping-no-key"),
        (WIDE, "keys = { victim", "keys = { victime", "mapping-unknown-key"),
        (WIDE, "[legal]", 'keep = ["Code"]\n[legal]', "mapping-keep-of-linked"),
        (WIDE, 'perpetrators = ["1", "2"]', 'links = ["1", "2"]', "mapping-groups"),
        (WIDE, '["1", "2"]', "[]", "mapping-groups"),
        (WIDE, '["1", "2"]', '["a", "A"]', "mapping-groups"),
        (WIDE, '["1", "2"]', '["1", "2§"]', "mapping-groups"),
        (WIDE, '"K{perpetrators}"', '"K1"', "mapping-groups"),
        (WIDE, '["Sexe"]', '["S{perpetrators}"]', "mapping-groups"),
        (WIDE, 'groups = { perpetrators = ["1", "2"] }', "", "mapping-vanished-column"),
        (WIDE, '"S1", ', "", "mapping-vanished-column"),
        (WIDE, 'leave_out = ["N{', 'leave_out = ["S{', "mapping-left-out-and-read"),
        (SHEETS, 'sheet = "Auteurs"\nfile = "auteurs.csv"', "", "mapping-no-place"),
        (SHEETS, '"auteurs.csv"', '"../auteurs.csv"', "mapping-file-name"),
        (SHEETS, '"auteurs.csv"', '"/etc/passwd"', "mapping-file-name"),
        (SHEETS, '"auteurs.csv"', "'..\\auteurs.csv'", "mapping-file-name"),
        (SHEETS, 'name = "links"', 'name = "liens"', "mapping-unknown-table"),
        (SHEETS, 'name = "links"', 'name = "victims"', "mapping-table-twice"),
        (SHEETS, LIENS, VICTIMES, "mapping-one-sheet"),
        (SHEETS, "[[tables]]", BOTH, "mapping-source-and-tables"),
        (SHEETS, "keys", 'groups = { perpetrators = ["1"] }\nkeys', "mapping-groups"),
    ],
)  # fmt: skip
def test_what_a_mapping_must_say(base, old, new, rule, tmp_path):
    assert old in base
    with pytest.raises(InputError) as caught:
        mapping_of(base.replace(old, new, 1), tmp_path)
    assert rule in {one.rule for one in caught.value.problems}


def test_several_victims_of_a_row_are_not_asked_for_consent(tmp_path):
    text = WIDE.replace("perpetrators = [", "victims = [").replace("{perpetrators}", "{victims}")
    text = text.replace('victim = "Code", perpetrator = "K{victims}"', 'victim = "K{victims}"')
    text = text.replace('"IP_Gender"', '"majorityStatus"').replace("Female", "Adult")
    with pytest.raises(InputError) as caught:
        mapping_of(text, tmp_path)
    found = {one.code for one in caught.value.problems}
    assert {"mapping-groups.consent", "mapping-no-key"} <= found


def test_tables_are_none_of_a_codebook_of_one(tmp_path):
    book = load_codebook("lanterne-cases")
    text = SHEETS.replace(codebook_digest(BOOK), codebook_digest(book))
    (tmp_path / "mapping.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_mapping(tmp_path / "mapping.toml", book)
    assert "mapping-of-one-table" in {one.rule for one in caught.value.problems}


def test_a_mapping_names_files_of_a_folder_and_gets_one(tmp_path):
    mapping = mapping_of(re.sub(r"sheet = .*\n", "", SHEETS), tmp_path)
    path = write_xlsx(tmp_path / "all.xlsx", LINES)
    with pytest.raises(InputError, match="folder"):
        linked_parts(path, mapping, BOOK)
    report = lanterne.check(path, BOOK, mapping=tmp_path / "mapping.toml")
    assert [one.rule for one in report.problems] == ["harmonise-folder"]


def test_a_vanished_sheet_column_and_file_are_said(tmp_path):
    mapping_of(SHEETS, tmp_path)
    lines = {"Victimes": [["Code", "Accord", "Neu"], ["V1", "Oui", ""]], "Liens": LINES["Liens"]}
    path = write_xlsx(tmp_path / "all.xlsx", lines)
    report = lanterne.check(path, BOOK, mapping=tmp_path / "mapping.toml")
    assert {(one.rule, one.place.sheet, one.column) for one in report.problems} >= {
        ("harmonise-new-column", "Victimes", "Neu"),
        ("harmonise-vanished-column", "Victimes", "Sexe"),
        ("no-such-sheet", "Auteurs", None),
    }
    folder = tmp_path / "folder"
    folder.mkdir()
    as_folder(folder)
    (folder / "auteurs.csv").unlink()
    report = lanterne.check(folder, BOOK, mapping=tmp_path / "mapping.toml")
    assert not report.ok
    assert any("auteurs.csv" in str(one.file) for one in report.problems)


def test_a_key_that_looks_like_one_that_is_made_is_said(tmp_path):
    path = wide_file(tmp_path, "V1,F,Oui,,H,,v2§1§1,,,,")
    mapping_of(WIDE, tmp_path)
    report = lanterne.check(path, BOOK, mapping=tmp_path / "mapping.toml")
    assert [(one.rule, one.row, one.column) for one in report.problems] == [
        ("harmonise-key-mark", 2, "K1")
    ]


@pytest.mark.parametrize("text", [WIDE, SHEETS])
def test_a_mapping_reads_back_equal(text):
    mapping, findings = read_mapping(tomllib.loads(text))
    assert not findings.problems
    again, _ = read_mapping(tomllib.loads(mapping_to_toml(mapping)))
    assert again == mapping


def test_cases_of_one_file_are_pairs(tmp_path):
    mapping_of(WIDE, tmp_path)
    path = wide_file(tmp_path, "V1,F,Oui,,H,ami,A1,,X,,", "V2,H,Non,,X,,,,,,", "V3,H,Oui,,,,,,,,")
    made = verbs.harmonise_file(
        path, mapping=tmp_path / "mapping.toml", codebook=BOOK, out=tmp_path / "cases.csv"
    )
    assert (made.rows, made.without_consent) == (3, 1)
    assert [(one.column, one.answer, one.cells) for one in made.left_over] == [("S2", "X", 1)]
    assert stat.S_IMODE(made.cases.stat().st_mode) == 0o600
    report = lanterne.check(made.cases, BOOK)
    assert report.ok
    assert report.tables["links"] == 2  # whose answers are not known is somebody all the same


def test_cases_of_sheets_are_a_folder(tmp_path):
    mapping_of(SHEETS, tmp_path)
    lines = LINES | {"Auteurs": [["Auteur", "S"], ["A1", "X"], ["A2", "H"]]}
    path = write_xlsx(tmp_path / "all.xlsx", lines)
    asked = {"mapping": tmp_path / "mapping.toml", "codebook": BOOK}
    made = verbs.harmonise_file(path, **asked, out=tmp_path / "cases")
    assert [(one.column, one.answer) for one in made.left_over] == [("Auteurs · S", "X")]
    assert stat.S_IMODE(made.cases.stat().st_mode) == 0o700
    assert sorted(one.name for one in made.cases.iterdir()) == [
        "links.csv",
        "perpetrators.csv",
        "victims.csv",
    ]
    assert lanterne.check(made.cases, BOOK).tables == {"victims": 1, "perpetrators": 1, "links": 1}
    with pytest.raises(UsageError):
        verbs.harmonise_file(path, **asked, out=tmp_path / "cases")


def test_a_table_that_breaks_off_leaves_no_cases(tmp_path):
    mapping_of(SHEETS, tmp_path)
    folder = tmp_path / "folder"
    folder.mkdir()
    as_folder(folder)
    with (folder / "liens.csv").open("a") as file:
        file.write("\nV1,A1,ami,extra")
    with pytest.raises(InputError):
        verbs.harmonise_file(
            folder, mapping=tmp_path / "mapping.toml", codebook=BOOK, out=tmp_path / "cases"
        )
    assert not (tmp_path / "cases").exists()
    assert not (tmp_path / "cases.left-over.csv").exists()


def test_a_page_says_how_the_columns_of_each_table_were_harmonised(tmp_path):
    for text, asked in ((WIDE, "`R1`, `R2`"), (SHEETS, "`R`")):
        definitions = definitions_of(mapping_of(text, tmp_path), BOOK)
        assert definitions_from_dict(definitions.to_dict()) == definitions
        page = definitions_page(definitions, BOOK)
        english = page.split("### Victimes")[0]
        assert f"(`IP_Relation`) | {asked} | answer by answer | the same question |" in english
        tables = [line for line in english.splitlines() if line.startswith("### ")]
        assert tables == ["### Victims", "### Perpetrators", "### Links"]
        assert "household" not in english.lower()
        assert "Code" not in english


@pytest.mark.long  # a network is measured, fitted and drawn twice
def test_a_release_says_by_which_mapping_its_tables_came_about(tmp_path):
    mapping = mapping_of(WIDE, tmp_path)
    every = [f"V{i},{'FH'[i % 2]},Oui,Secret,H,ami,A{i // 3},,F,," for i in range(120)]
    path = wide_file(tmp_path, *every)
    asked = {"mapping": tmp_path / "mapping.toml"}
    made = lanterne.protect(path, BOOK, epsilon=8, out=tmp_path / "release", **asked)
    settings = json.loads((made.release / "manifest.json").read_text("utf-8"))["settings"]
    assert (settings["mapping"], settings["mapping_version"]) == (mapping.name, mapping.version)
    assert lanterne.verify(made.release).ok
    again = lanterne.redraw(made.kept, out=tmp_path / "again")
    settings = json.loads((again / "manifest.json").read_text("utf-8"))["settings"]
    assert settings["mapping"] == mapping.name
    page = (made.release / "DEFINITIONS.md").read_bytes()
    assert page == (again / "DEFINITIONS.md").read_bytes()
    assert b"(`IP_Gender`) | `S1`, `S2` | answer by answer |" in page
    for file in made.release.rglob("*"):
        assert not file.is_file() or b"Secret" not in file.read_bytes()


def test_what_changed_is_said_with_its_sheet(tmp_path):
    mapping = mapping_of(SHEETS, tmp_path)
    lines = LINES | {
        "Auteurs": [["Auteur", "S"], ["A1", "X"]],
        "Liens": [["Code", "Auteur", "R", "Neu"], ["V1", "A1", "", ""]],
    }
    found = changes_of(write_xlsx(tmp_path / "all.xlsx", lines), mapping, BOOK)
    assert (found.new, found.gone) == (("Liens · Neu",), ())
    assert found.strange == {"Auteurs · S": 1}
    assert changes_of(write_xlsx(tmp_path / "same.xlsx", LINES), mapping, BOOK).none


def test_coverage_is_of_the_columns_of_all_tables(tmp_path):
    covered = {
        one.target: one.coverage.value for one in coverage_of(mapping_of(WIDE, tmp_path), BOOK)
    }
    assert set(covered) == {column.name for table in BOOK.tables for column in table.columns}
    assert {name for name, how in covered.items() if how == "complete"} == {
        "gender",
        "IP_Gender",
        "IP_Relation",
    }


def test_rows_are_read_in_batches(tmp_path, monkeypatch):
    """Nothing is kept of a row but how many there were of its victim."""
    monkeypatch.setattr(text_blocks, "BLOCK", 1 << 10)
    path = wide_file(tmp_path, *(f"V{i},F,Oui,,H,ami,,,F,," for i in range(500)))
    (part,) = linked_parts(path, mapping_of(WIDE, tmp_path), BOOK)
    heights = [batch.frame.height for batch in part.reader.file.batches(Findings(""))]
    assert sum(heights) == 1000
    assert len(heights) > 5
    assert max(heights) < 200


@pytest.fixture
def drafted(tmp_path):
    def draft(path):
        return verbs.draft_mapping(path, BOOK)

    return draft


def test_a_draft_of_rows_of_several_people(drafted, tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text(
        "Code dossier;Sexe;Accord;Nom auteur 1;Sexe auteur 1;Sexe auteur 2;Nom auteur 2;Moyen 3\n"
        "1;F;Oui;x;H;F;y;\n2;H;Oui;;;;;\n3;F;Oui;z;H;;;\n",
        encoding="utf-8",
    )
    draft = drafted(path).mapping
    assert draft.source.groups == {"perpetrators": ("1", "2")}
    assert draft.source.keys == {"victim": "Code dossier"}
    assert draft.source.leave_out == ("Nom auteur {perpetrators}",)
    assert draft.column_of("gender").sources == ("Sexe",)
    assert draft.column_of("IP_Gender").sources == ("Sexe auteur {perpetrators}",)
    (tmp_path / "draft.toml").write_text(mapping_to_toml(draft), encoding="utf-8")
    assert load_mapping(tmp_path / "draft.toml", BOOK) == draft


def test_a_draft_of_a_register_asks_who_is_who(drafted, tmp_path):
    path = tmp_path / "register.csv"
    path.write_text(
        "Suspect;Sexe suspect;Victime 1;Sexe victime 1;Victime 2;Sexe victime 2\n"
        "S1;Homme;V1;Femme;V2;Homme\nS2;Femme;V3;Femme;;\n",
        encoding="utf-8",
    )
    found = drafted(path)
    assert found.mapping.source.groups == {"victims": ("1", "2")}
    assert found.mapping.column_of("gender").sources == ("Sexe victime {victims}",)
    assert found.mapping.column_of("IP_Gender").sources == ("Sexe suspect",)
    keys = [
        one.question.parameters["name"]
        for one in found.asked
        if one.question.code == "draft-asks.key"
    ]
    assert keys == ["victim", "perpetrator"]
    assert "draft-asks.consent" in {one.question.code for one in found.asked}


@pytest.mark.parametrize("form", ["workbook", "folder"])
def test_a_draft_of_sheets_and_files(form, drafted, tmp_path):
    given = tmp_path / "given"
    given.mkdir()
    lines = {
        "Liens": [["Code", "Auteur", "Relation"], ["V1", "A1", "Famille"], ["V2", "A1", "Ami"]],
        "Auteurs": [["Auteur", "Sexe"], ["A1", "Homme"], ["A2", "Femme"]],
        "Victims": [
            ["Code", "Sexe", "Nationalité"],
            ["V1", "Femme", "Mali"],
            ["V2", "Homme", "Togo"],
        ],
    }
    if form == "workbook":
        path = write_xlsx(given / "all.xlsx", lines)
    else:
        path = given
        for name, each in lines.items():
            (given / f"{name}.csv").write_text("\n".join(map(",".join, each)), encoding="utf-8")
    draft = drafted(path).mapping
    where = {name: source.sheet or source.file for name, source in draft.tables.items()}
    ending = "" if form == "workbook" else ".csv"
    assert where == {
        "victims": f"Victims{ending}",
        "perpetrators": f"Auteurs{ending}",
        "links": f"Liens{ending}",
    }
    assert draft.tables["victims"].keys == {"victim": "Code"}
    assert draft.tables["links"].keys == {"victim": "Code", "perpetrator": "Auteur"}
    assert draft.column_of("gender").sources == ("Sexe",)
    (tmp_path / "draft.toml").write_text(mapping_to_toml(draft), encoding="utf-8")
    assert load_mapping(tmp_path / "draft.toml", BOOK) == draft
