"""A series of several organisations as somebody uses it; what goes wrong loses nothing."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from dataclasses import replace
from functools import partial

import pytest
from histories import BOOK, ID
from joint_files import SHEET, joint_year
from test_series_verbs import cases

import lanterne
from forged import put_right
from lanterne.codebook import codebook_to_toml
from lanterne.errors import InputError, UsageError
from lanterne.gate import new_key
from lanterne.harmonise import (
    LegalBasis,
    MappedColumn,
    Mapping,
    Rule,
    Source,
    codebook_digest,
)
from lanterne.harmonise.mapping import Equivalence, Status
from lanterne.harmonise.write_mapping import mapping_to_toml
from lanterne.messages import LANGUAGES
from lanterne.privacy import GroupLoss, MeasuredCohort, statement_of_edition
from lanterne.release.coverage_page import FILE, TABLE
from lanterne.release.folder import MANIFEST
from lanterne.release.manifest import json_text
from lanterne.release.statement_check import exactly_kept
from lanterne.series import measured_stage
from lanterne.series.plan_file import load_series
from lanterne.series.register import Register
from lanterne.series.register_file import load_key
from lanterne.synthesis.fitted import load_kept
from program import command, run_here

APPROVED = {"status": Status.APPROVED, "by": "A"}

ASKS_GENDER = Mapping(
    "form",
    "1",
    BOOK.name,
    BOOK.version,
    codebook_digest(BOOK),
    Source(headers=(ID, "Sexe", "Accord"), keep=(ID,)),
    LegalBasis("Accord", ("Oui",)),
    (
        MappedColumn("gender", Rule.RECODE, ("Sexe",), {"F": "woman", "H": "man"}, **APPROVED),
        MappedColumn("age", Rule.IMPOSSIBLE, **APPROVED),
    ),
)
"""Of a partner who asks the gender, and no age."""

GENDER, AGE = ASKS_GENDER.columns

MAPPED = {"mapping": '"mapping.toml"'}
MADE = {"harmonised-by": '"made.toml"'}

SAID = ("woman", "30+")


def people(*numbers, said=SAID):
    return [(str(number), *said) for number in numbers]


def year_of(folder, **sizes):
    """A folder with so many people of each organisation."""
    return joint_year(folder, {code: people(*range(size)) for code, size in sizes.items()})


def begin(folder, *cohorts, joint=True):
    cohorts = cohorts or ("2024", "2025-2026")
    lanterne.begin_series(folder, BOOK, cohorts, 4.0, subject_id=ID, joint=joint)
    return folder


def mapped_year(folder, gender, **sizes):
    """As :func:`year_of`; beta's file comes by a mapping, gamma's and delta's were made by one."""
    files = {code: people(*range(size)) for code, size in sizes.items()}
    joint_year(folder, files, beta=MAPPED, gamma=MADE, delta=MADE)
    rows = "".join(f"{place},F,Oui\n" for place in range(sizes["beta"]))
    (folder / "beta.csv").write_text(f"{ID},Sexe,Accord\n{rows}", "utf-8")
    asked = replace(ASKS_GENDER, columns=(gender, AGE))
    (folder / "mapping.toml").write_text(mapping_to_toml(asked), "utf-8")
    inexact = replace(ASKS_GENDER, columns=(replace(GENDER, equivalence=Equivalence.INEXACT), AGE))
    (folder / "made.toml").write_text(mapping_to_toml(inexact), "utf-8")
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two years, each measured provisionally, of which alpha is in the first and delta in the last.

    What beta asks it asks otherwise in the second.
    """
    folder = tmp_path_factory.mktemp("joint")
    series = begin(folder / "series", "2024", "2025")
    one = mapped_year(folder / "one", GENDER, alpha=40, beta=40, gamma=40)
    lanterne.deliver(series, one, 2024)
    lanterne.draw_edition(series, out=folder / "first", seed=1)
    otherwise = replace(GENDER, values={"F": "woman"})
    two = mapped_year(folder / "two", otherwise, beta=60, gamma=60, delta=30)
    lanterne.deliver(series, two, 2025)
    lanterne.draw_edition(series, out=folder / "edition", seed=1)
    return folder


@pytest.fixture
def folder(made, tmp_path):
    return shutil.copytree(made, tmp_path / "copy")


@pytest.fixture
def begun(tmp_path):
    return begin(tmp_path / "series")


def content(folder):
    return {one: one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_an_edition_of_several_is_whole_and_of_a_format_of_its_own(made):
    report = lanterne.verify(made / "edition", ledger=made / "series" / "ledgers", exact=True)
    assert report.ok, report.problems
    assert not report.unchecked
    manifest = json.loads((made / "edition" / MANIFEST).read_text("utf-8"))
    assert manifest["format"] == 6
    assert manifest["partners"] == ["House Alpha", "House Beta", "House Delta", "House Gamma"]
    kept = made / "series" / "kept" / "2025-provisional.fitted.npz"
    plain = lanterne.redraw(kept, out=made / "plain")
    manifest = json.loads((plain / MANIFEST).read_text("utf-8"))
    assert manifest["format"] == 6, "of one cohort alone, too"
    assert manifest["partners"] == ["House Beta", "House Delta", "House Gamma"]
    assert lanterne.verify(plain).ok
    # Five standard deviations (11, of 40 editions): a false alarm in a million runs.
    assert 135 < lanterne.load(made / "edition").data.height < 250, "190 people, with noise"


def test_pages_say_which_organisation_asked_what(made):
    edition = made / "edition"
    with (edition / TABLE).open(encoding="utf-8", newline="") as file:
        found = {
            (row["column"], row["organisation"]): row["coverage"] for row in csv.DictReader(file)
        }
    assert found == {
        ("gender", "House Alpha"): "complete",
        ("gender", "House Beta"): "complete",
        ("gender", "House Gamma"): "partial",
        ("gender", "House Delta"): "partial",
        ("age", "House Alpha"): "complete",
        ("age", "House Beta"): "impossible",
        ("age", "House Gamma"): "impossible",
        ("age", "House Delta"): "impossible",
    }
    page = (edition / FILE).read_text("utf-8")
    assert all(f'lang="{tag}"' in page for tag in LANGUAGES if tag != "en")
    lines = [line for line in page.splitlines() if "(`age`)" in line][:1]
    assert [cell.strip() for line in lines for cell in line.split("|")[2:-1]] == [
        "asked",
        "not asked",
        "not asked",
        "not asked",
    ]


def test_columns_are_otherwise_only_by_those_whom_both_years_have(made):
    """Beta asks the gender otherwise; alpha, who asked the age, is gone, and delta is new."""
    release = lanterne.load(made / "edition")
    assert [one.defined_otherwise for one in release.cohorts] == [(), ("gender",)]
    said = lanterne.trend(made / "edition", ["gender=woman"]).cohorts[1]
    assert said.apart is not None
    assert said.apart.value == "defined-otherwise"
    said = lanterne.trend(made / "edition").cohorts[1]
    assert said.change is not None


def test_an_edition_says_who_reported(made):
    release = lanterne.load(made / "edition")
    assert [one.reported_by for one in release.cohorts] == [
        ("House Alpha", "House Beta", "House Gamma"),
        ("House Beta", "House Delta", "House Gamma"),
    ]
    readme = (made / "edition" / "README.md").read_text("utf-8")
    assert readme.count("House Delta") >= len(LANGUAGES)


def test_an_edition_says_the_most_that_anybody_in_its_cohorts_can_lose(made):
    """Alpha is in no file of 2025, and whoever it knew is in the edition all the same."""
    kept = made / "series" / "kept"
    said = [
        load_kept(kept / f"{year}-provisional.fitted.npz").value.statement for year in (2024, 2025)
    ]
    assert [[loss.links for loss in one.unpromised] for one in said] == [[2, 3], [2, 4]]
    stated = lanterne.load(made / "edition").statement.unpromised
    assert {loss.links for loss in stated} == {2, 3, 4}
    for loss in stated:
        of_cohorts = [one for some in said for one in some.unpromised if one.links == loss.links]
        assert loss.epsilon == max(one.epsilon for one in of_cohorts)
    page = (made / "edition" / "PRIVACY.md").read_text("utf-8")
    assert "known to 4 of the organisations" in " ".join(page.split())


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_cohorts_the_larger_loss_is_said_whichever_comes_first(order, made):
    kept = made / "series" / "kept" / "2024-provisional.fitted.npz"
    statement = load_kept(kept).value.statement
    losses = [(GroupLoss("person", 2, 9.0, 1e-6),), (GroupLoss("person", 2, 11.0, 1e-6),)]
    measured = [
        MeasuredCohort(f"{year}", "final", replace(statement, unpromised=one), {1.0: 1})
        for year, one in zip((2024, 2025), losses[::order], strict=True)
    ]
    (said,) = statement_of_edition(measured).unpromised
    assert said.epsilon == 11.0


GOOD_SHEET = """
[alpha]
name = "House Alpha"
cases = "alpha.csv"
[beta]
name = "House Beta"
cases = "beta.csv"
[gamma]
name = "House Gamma"
cases = "gamma.csv"
"""

BETA, GAMMA = 'cases = "beta.csv"', 'cases = "gamma.csv"'

SHEETS = {
    "not TOML": ("[alpha", {("partners.unreadable", None)}),
    "no UTF-8": (b'[alpha]\nname = "\xe9"', {("partners.unreadable", None)}),
    "a part twice": (GOOD_SHEET + "[alpha]\n", {("partners.unreadable", None)}),
    "no part": (f"delta = 3\n{GOOD_SHEET}", {("wrong-type.keys", "delta")}),
    "unknown key": (GOOD_SHEET.replace(BETA, f"{BETA}\nfile = 1"), {("unknown-key.key", "beta")}),
    "capitals in a code": (GOOD_SHEET.replace("[beta]", "[Beta]"), {("partners.code", "Beta")}),
    "a slash in a code": (GOOD_SHEET.replace("[beta]", '["b/a"]'), {("partners.code", "b/a")}),
    "no code": (GOOD_SHEET.replace("[beta]", '[""]'), {("partners.code", None)}),
    "blank name": (
        GOOD_SHEET.replace("House Beta", " "),
        {("wrong-type.one-text", "beta.name")},
    ),
    "unprintable name": (
        GOOD_SHEET.replace("House Beta", r"House\u200b Beta"),
        {("partners.name", "beta.name")},
    ),
    "one name": (
        GOOD_SHEET.replace("House Beta", "HOUSE alpha"),
        {("partners.name-twice", "beta.name")},
    ),
    "one name in other letters": (
        GOOD_SHEET.replace("House Beta", "House \uff21lpha"),
        {("partners.name-twice", "beta.name")},
    ),
    "one file": (
        GOOD_SHEET.replace("beta.csv", "./alpha.csv"),
        {("partners.file-twice", "beta.cases")},
    ),
    "two mappings": (
        GOOD_SHEET.replace(BETA, f'{BETA}\nmapping = "a.toml"\nharmonised-by = "b.toml"'),
        {("partners.two-mappings", "beta")},
    ),
    "no file named": (GOOD_SHEET.replace(GAMMA, ""), {("missing-key.key", "gamma")}),
    "several at once": (
        GOOD_SHEET.replace("[beta]", "[Beta]").replace("House Gamma", "house alpha")
        + '[delta]\nname = ""\ncases = "d.csv"\nmore = 1',
        {
            ("partners.code", "Beta"),
            ("partners.name-twice", "gamma.name"),
            ("wrong-type.one-text", "delta.name"),
            ("unknown-key.key", "delta"),
        },
    ),
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_with_faults_is_refused_with_all_of_them(name, begun, tmp_path):
    text, expected = SHEETS[name]
    folder = year_of(tmp_path / "year", alpha=12, beta=12, gamma=12)
    (folder / SHEET).write_text(GOOD_SHEET, "utf-8")
    before = content(begun)
    (folder / SHEET).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError) as raised:
        lanterne.deliver(begun, folder, 2024)
    found = raised.value.problems
    # Of what is no part at all its keys are missing as well.
    assert {(one.code, one.place.key) for one in found} >= expected
    extra = {(one.code, one.place.key) for one in found} - expected
    assert not extra or name == "no part"
    assert {one.place.file for one in found} == {str(folder / SHEET)}
    assert content(begun) == before
    (folder / SHEET).write_text(GOOD_SHEET, "utf-8")
    assert name != "not TOML" or lanterne.deliver(begun, folder, 2024).measured, "the good one is"


def test_files_and_mappings_that_are_not_there_are_told_all_at_once(begun, tmp_path):
    folder = year_of(tmp_path / "year", alpha=12, beta=12, gamma=12)
    before = content(begun)
    (folder / SHEET).write_text(
        GOOD_SHEET.replace("beta.csv", "none.csv").replace("gamma.csv", "nil.csv"), "utf-8"
    )
    with pytest.raises(InputError) as raised:
        lanterne.deliver(begun, folder, 2024)
    assert [(one.code, one.place.file) for one in raised.value.problems] == [
        ("no-such-file", str(folder / "none.csv")),
        ("no-such-file", str(folder / "nil.csv")),
    ]
    more = f'{GAMMA}\nharmonised-by = "nil.toml"'
    (folder / SHEET).write_text(
        GOOD_SHEET.replace(BETA, f'{BETA}\nmapping = "none.toml"').replace(GAMMA, more), "utf-8"
    )
    with pytest.raises(InputError) as raised:
        lanterne.deliver(begun, folder, 2024)
    assert [one.place.file for one in raised.value.problems] == [
        str(folder / "none.toml"),
        str(folder / "nil.toml"),
    ]
    assert content(begun) == before


def test_each_organisation_may_have_a_column_of_ids_of_its_own(begun, tmp_path, seen):
    """Read as that of the series: whoever was there is no one new."""
    sizes = {"alpha": 12, "beta": 12, "gamma": 12}
    lanterne.deliver(begun, year_of(tmp_path / "a", **sizes), 2024)
    files = {code: people(*range(size)) for code, size in sizes.items()}
    folder = joint_year(tmp_path / "b", files, beta={"subject-id": '"dossier"'})
    file = folder / "beta.csv"
    file.write_text(file.read_text("utf-8").replace(ID, "dossier", 1), "utf-8")
    lanterne.deliver(begun, folder, 2026)
    assert seen == [36 + ANCHORS, 36 + ANCHORS, 0]


def test_a_file_under_two_names_is_one_file(begun, tmp_path):
    folder = year_of(tmp_path / "year", alpha=12, beta=12, gamma=12)
    (folder / "beta.csv").unlink()
    (folder / "beta.csv").hardlink_to(folder / "alpha.csv")
    (folder / "gamma.csv").unlink()
    (folder / "gamma.csv").symlink_to(folder / "alpha.csv")
    before = content(begun)
    with pytest.raises(InputError) as raised:
        lanterne.deliver(begun, folder, 2024)
    assert [(one.code, one.place.key) for one in raised.value.problems] == [
        ("partners.file-twice", "beta.cases"),
        ("partners.file-twice", "gamma.cases"),
    ]
    assert content(begun) == before


def refused(code, call):
    with pytest.raises(UsageError) as raised:
        call()
    assert raised.value.message.code == code
    return str(raised.value)


def test_fewer_than_three_organisations_are_refused(begun, tmp_path):
    before = content(begun)
    for place, sizes in enumerate(({}, {"alpha": 12}, {"alpha": 12, "beta": 12})):
        folder = year_of(tmp_path / str(place), **sizes)
        refused("partners.too-few", lambda folder=folder: lanterne.deliver(begun, folder, 2024))
    assert content(begun) == before


def test_a_folder_and_a_file_are_not_taken_for_one_another(begun, tmp_path):
    folder = year_of(tmp_path / "year", alpha=12, beta=12, gamma=12)
    one = begin(tmp_path / "one", joint=False)
    before = content(begun), content(one)
    refused("series.one-file", lambda: lanterne.deliver(one, folder, 2024))
    refused("partners.needed", lambda: lanterne.deliver(begun, folder / "alpha.csv", 2024))
    refused("partners.no-sheet", lambda: lanterne.deliver(begun, tmp_path, 2024))
    refused("partners.no-sheet", lambda: lanterne.deliver(begun, tmp_path / "none", 2024))
    for more, code in (
        ({"mapping": "m.toml"}, "partners.in-the-sheet"),
        ({"ignore": ["gender"]}, "partners.in-the-sheet"),
        ({"reported_by": ["A"]}, "partners.reported"),
    ):
        refused(code, lambda more=more: lanterne.deliver(begun, folder, 2024, **more))
    assert (content(begun), content(one)) == before


def test_what_is_wrong_in_files_is_told_of_all_with_file_and_row_and_no_cell(begun, tmp_path):
    lanterne.deliver(begun, year_of(tmp_path / "a", alpha=3, beta=3, gamma=3), 2024)
    before = content(begun)
    files = {
        "alpha": people(1, 2),
        "beta": [("1", "canary-5e1d", "30+"), ("2", *SAID)],
        "gamma": [("1", *SAID), ("2", "woman", "canary-77")],
    }
    folder = joint_year(tmp_path / "b", files)
    with pytest.raises(InputError) as raised:
        lanterne.deliver(begun, folder, 2025)
    # Behind the header and the one who is in every file.
    assert [(one.code, one.place.file, one.place.row) for one in raised.value.problems] == [
        ("value-not-listed", str(folder / "beta.csv"), 3),
        ("value-not-listed", str(folder / "gamma.csv"), 4),
    ]
    told = " ".join(map(str, (raised.value, *raised.value.problems)))
    assert "canary" not in told
    headers = joint_year(tmp_path / "c", dict.fromkeys(files, people(1)))
    for code in ("alpha", "gamma"):
        file = headers / f"{code}.csv"
        file.write_text(file.read_text("utf-8").replace("gender", "genre"), "utf-8")
    with pytest.raises(InputError) as raised:
        lanterne.deliver(begun, headers, 2025)
    named = {one.place.file for one in raised.value.problems}
    assert named == {str(headers / "alpha.csv"), str(headers / "gamma.csv")}
    assert content(begun) == before


def test_whose_people_are_gone_is_said(begun, tmp_path):
    lanterne.deliver(begun, year_of(tmp_path / "a", alpha=20, beta=20, gamma=20, delta=5), 2024)
    before = content(begun)
    files = {code: people(*range(20)) for code in ("alpha", "gamma")}
    files["beta"] = people(*(f"b-{number}" for number in range(20)))
    rewritten = joint_year(tmp_path / "b", files)
    told = refused("partners.most-are-gone", lambda: lanterne.deliver(begun, rewritten, 2025))
    assert "House Beta" in told
    assert "House Alpha" not in told
    assert "House Gamma" not in told
    fewer = year_of(tmp_path / "c", alpha=5, beta=20, gamma=5)
    told = refused("partners.most-are-gone", lambda: lanterne.deliver(begun, fewer, 2025))
    assert "House Alpha, House Gamma" in told
    assert content(begun) == before
    refused(
        "partners.in-the-sheet",
        lambda: lanterne.deliver(begun, fewer, 2025, most_are_gone=True),
    )
    sizes = {"alpha": 5, "beta": 20, "gamma": 5}
    files = {code: people(*range(size)) for code, size in sizes.items()}
    said = {"alpha": {"most-are-gone": "true"}}
    told = refused(
        "partners.most-are-gone",
        lambda: lanterne.deliver(begun, joint_year(tmp_path / "d", files, **said), 2025),
    )
    assert "House Alpha" not in told, "of one it was said to be right, and of the other not"
    said["gamma"] = {"most-are-gone": "true"}
    assert lanterne.deliver(begun, joint_year(tmp_path / "e", files, **said), 2025).year == 2025


def test_an_organisation_that_comes_under_another_code_is_refused(begun, tmp_path):
    """All its people would be new, in a second cohort, and no ledger would see it."""
    sizes = {"beta": 12, "gamma": 12}
    lanterne.deliver(begun, year_of(tmp_path / "a", alpha=12, **sizes), 2024)
    before = content(begun)
    folder = year_of(tmp_path / "b", alfa=12, **sizes)
    sheet = folder / SHEET
    sheet.write_text(sheet.read_text("utf-8").replace("House Alfa", "HOUSE ALPHA"), "utf-8")
    told = refused("partners.most-are-gone", lambda: lanterne.deliver(begun, folder, 2025))
    assert "HOUSE ALPHA" in told
    assert "House Beta" not in told
    assert content(begun) == before
    renamed = year_of(tmp_path / "c", alpha=12, **sizes)
    sheet = renamed / SHEET
    sheet.write_text(sheet.read_text("utf-8").replace("House Alpha", "Alpha and Sons"), "utf-8")
    assert lanterne.deliver(begun, renamed, 2025).year == 2025, "another name is no other one"


def test_a_smaller_loss_than_the_mechanisms_allow_is_seen(made):
    """Else somebody whom several organisations know would be told less than can be learnt."""
    statement = lanterne.load(made / "edition").statement.to_dict()
    assert exactly_kept(statement) == ()
    for loss in statement["unpromised"]:
        small = {**loss, "epsilon": loss["epsilon"] * 0.9}
        losses = [small if one is loss else one for one in statement["unpromised"]]
        found = exactly_kept({**statement, "unpromised": losses})
        assert [one.code for one in found] == ["privacy.loses-more"]


def test_an_organisation_that_is_forgotten_is_named(begun, tmp_path):
    sizes = {"alpha": 12, "beta": 12, "gamma": 12, "delta": 12}
    made = lanterne.deliver(begun, year_of(tmp_path / "a", **sizes), 2024)
    assert made.absent == ()
    del sizes["delta"]
    folder = year_of(tmp_path / "b", **sizes)
    words = ("series", "deliver", begun, folder, "--year", "2025", "-q")
    said = run_here(tmp_path, *words)
    assert "House Delta" in said.stdout
    lanterne.leave_series(begun, "delta")
    made = lanterne.deliver(begun, folder, 2025)
    assert made.absent == (), "whoever left is not missed"


@pytest.fixture
def seen(monkeypatch):
    """Of each measurement, how many rows it counts."""
    found = []
    real = measured_stage.fit_paid

    def noted(records, *others, **more):
        found.append(sum(len(codes) for codes in records.batches()))
        return real(records, *others, **more)

    monkeypatch.setattr(measured_stage, "fit_paid", noted)
    return found


ANCHORS = 3
"""One in each of three files."""


def test_ids_are_joined_and_withdrawn_with_whose_they_are(begun, tmp_path, seen):
    lanterne.deliver(begun, year_of(tmp_path / "a", alpha=20, beta=20, gamma=20), 2024)
    assert lanterne.join_people(begun, ["alpha/4", " BETA/ 5 "]) == (True, True)
    assert lanterne.join_people(begun, ["alpha/6", "alpha/7"]) == (True, True)
    assert lanterne.withdraw_people(begun, ["gamma/3", "delta/3", "alpha/99"]) == (
        True,
        False,
        False,
    )
    for ids in (["4", "5"], ["alpha/4", "5"], ["alpha", "beta/1"]):
        refused("series.id-of-nobody", lambda ids=ids: lanterne.join_people(begun, ids))
    for ids in (["alpha/", "beta/1"], ["/4", "beta/1"], ["alpha/ ", "beta/1"]):
        refused("series.blank-id", lambda ids=ids: lanterne.join_people(begun, ids))
    refused("series.id-of-nobody", lambda: lanterne.withdraw_people(begun, ["4"]))
    refused("series.blank-id", lambda: lanterne.withdraw_people(begun, ["alpha/"]))
    again = year_of(tmp_path / "b", alpha=20, beta=20, gamma=20)
    lanterne.deliver(begun, again, 2026)
    assert seen == [60 + ANCHORS, 60 + ANCHORS - 3, 0]


def test_alike_ids_of_two_organisations_are_two_people_and_of_one_are_refused(
    begun, tmp_path, seen
):
    files = {"alpha": people(7), "beta": people("07", "a-1"), "gamma": people("a 1", 7)}
    lanterne.deliver(begun, joint_year(tmp_path / "a", files), 2024)
    assert seen == [5 + ANCHORS]
    before = content(begun)
    more = joint_year(tmp_path / "b", {**files, "beta": people("07", 7)})
    told = refused("partners.ids-alike", lambda: lanterne.deliver(begun, more, 2025))
    assert "House Beta" in told
    assert "House Alpha" not in told
    more = joint_year(tmp_path / "c", {**files, "gamma": people("a-1", 7)})
    refused("partners.ids-alike", lambda: lanterne.deliver(begun, more, 2025))
    assert content(begun) == before


def test_ids_that_a_form_made_up_are_refused_behind_whose_they_are(begun, tmp_path):
    """They change from export to export, so that everybody would be new each year."""
    before = content(begun)
    files = {"alpha": people(1), "beta": people("form:uuid-3"), "gamma": people(1)}
    folder = joint_year(tmp_path / "a", files)
    refused("partners.ids-of-a-form", lambda: lanterne.deliver(begun, folder, 2024))
    assert content(begun) == before


def test_an_organisation_leaves_and_nothing_of_it_is_measured(begun, tmp_path, seen):
    whole = {"alpha": 20, "beta": 21, "gamma": 22, "delta": 23}
    lanterne.deliver(begun, year_of(tmp_path / "a", **whole), 2024)
    paths = (begun / "register", begun / "partners.toml")
    earlier = [(path, path.read_bytes()) for path in paths]
    when = lanterne.leave_series(begun, "alpha")
    assert lanterne.leave_series(begun, "alpha") == when, "what was said first stays"
    kept = [(path, path.read_bytes()) for path, _ in earlier]
    for path, content_before in earlier:
        path.write_bytes(content_before)
    refused(
        "series.older-register",
        lambda: lanterne.deliver(begun, year_of(tmp_path / "z", **whole), 2026),
    )
    for path, content_now in kept:
        path.write_bytes(content_now)
    before = content(begun)
    told = refused(
        "partners.left",
        lambda: lanterne.deliver(begun, year_of(tmp_path / "b", **whole), 2026),
    )
    assert "House Alpha" in told
    assert "House Beta" not in told
    refused("partners.not-known", lambda: lanterne.leave_series(begun, "omega"))
    refused("partners.not-left", lambda: lanterne.confirm_leaving(begun, "beta", tmp_path / "n"))
    assert content(begun) == before
    rest = {code: size for code, size in whole.items() if code != "alpha"}
    lanterne.deliver(begun, year_of(tmp_path / "c", **rest), 2026)
    assert seen == [20 + 21 + 22 + 23 + 4, 21 + 22 + 23 + 3, 0]
    one = begin(tmp_path / "one", joint=False)
    refused("series.not-joint", lambda: lanterne.leave_series(one, "alpha"))


def test_a_note_of_leaving_is_signed_and_does_not_say_how_many(tmp_path):
    notes = []
    for size in (3, 40):
        series = begin(tmp_path / f"series-{size}")
        year = year_of(tmp_path / f"year-{size}", alpha=size, beta=12, gamma=12)
        lanterne.deliver(series, year, 2024)
        lanterne.leave_series(series, "alpha")
        note = tmp_path / f"{size}.md"
        key = lanterne.confirm_leaving(series, "alpha", note)
        assert lanterne.check_withdrawal_note(note, key) == key
        refused("disk.there-already", partial(lanterne.confirm_leaving, series, "alpha", note))
        notes.append(note)
    first, second = (one.read_text("utf-8").split("\n---\n\n`")[0] for one in notes)
    assert first == second, "of few as of many; a false alarm at midnight"
    assert first.count("House Alpha") == len(LANGUAGES)
    assert all(f'lang="{tag}"' in first for tag in LANGUAGES if tag != "en")
    assert "$" not in first
    text = notes[0].read_text("utf-8")
    notes[0].write_text(text.replace("House Alpha", "House Delta"), "utf-8")
    with pytest.raises(InputError):
        lanterne.check_withdrawal_note(notes[0])


def test_a_broken_file_of_who_takes_part_stops_a_delivery(begun, tmp_path):
    """Else an organisation under another code would be a new one."""
    year = year_of(tmp_path / "a", alpha=12, beta=12, gamma=12)
    lanterne.deliver(begun, year, 2024)
    (begun / "partners.toml").write_text("alpha =", "utf-8")
    before = content(begun)
    with pytest.raises(InputError) as raised:
        lanterne.deliver(begun, year, 2025)
    assert [one.code for one in raised.value.problems] == ["series-partners"]
    assert content(begun) == before


def test_a_register_of_an_earlier_version_still_opens(tmp_path, monkeypatch):
    """It knew one organisation, and kept the ids of its last delivery as a list."""
    series = begin(tmp_path / "series", joint=False)
    real = Register.to_dict
    with monkeypatch.context() as patched:

        def earlier(self):
            now = real(self)
            return {**now, "last": now["last"].get("", [])}

        patched.setattr(Register, "to_dict", earlier)
        lanterne.deliver(series, cases(tmp_path / "a.csv", *range(20)), 2024)
    there = load_series(series)
    file = there.register_file(load_key(there.key))
    assert {code: len(ids) for code, ids in file.load().last.items()} == {"": 20}
    other = cases(tmp_path / "b.csv", *range(15, 40))
    refused("series.most-are-gone", lambda: lanterne.deliver(series, other, 2026))
    assert len(lanterne.deliver(series, cases(tmp_path / "c.csv", *range(25)), 2026).measured) == 2


def forged(folder, *, manifest=None, statement=None):
    """The edition after somebody changed it, with every list of files put right."""
    edition = folder / "edition"
    said = json.loads((edition / "privacy.json").read_text("utf-8"))
    told = json.loads((edition / MANIFEST).read_text("utf-8"))
    for change, values in ((manifest, told), (statement, said)):
        if change:
            change(values)
    (edition / MANIFEST).write_text(json_text(told), "utf-8")
    there = {entry["path"] for entry in told["files"]}
    for name in {FILE, TABLE} - there:
        (edition / name).unlink()
    put_right(edition, said)
    report = lanterne.verify(edition, ledger=folder / "series" / "ledgers")
    return {one.code for one in report.problems}


def of_one(told):
    """As an edition of one organisation, which nobody would suspect."""
    del told["partners"]
    told["format"] = 5


def without(*names):
    def change(told):
        told["files"] = [one for one in told["files"] if one["path"] not in names]

    return change


FORGED = {
    "no partners": ({"manifest": lambda told: told.pop("partners")}, "manifest.other-format"),
    "no partners, and the format of one": ({"manifest": of_one}, "manifest.partners"),
    "the format of one": (
        {"manifest": lambda told: told.update(format=5)},
        "manifest.other-format",
    ),
    "partners that are no list": (
        {"manifest": lambda told: told.update(partners={"a": 1})},
        "manifest.partners",
    ),
    "a partner without a name": (
        {"manifest": lambda told: told["partners"].append("")},
        "manifest.partners",
    ),
    "a partner twice": (
        {"manifest": lambda told: told["partners"].append(told["partners"][0])},
        "manifest.partners",
    ),
    "no losses": ({"statement": lambda said: said.update(unpromised=[])}, "manifest.partners"),
    "losses of others": (
        {"statement": lambda said: [one.update(unit="household") for one in said["unpromised"]]},
        "manifest.partners",
    ),
    "no page of who asked what": ({"manifest": without(FILE)}, "manifest.no-coverage"),
    "no table of who asked what": ({"manifest": without(TABLE)}, "manifest.no-coverage"),
}


@pytest.mark.parametrize("name", FORGED)
def test_what_somebody_forged_is_found(name, folder):
    assert not forged(folder), "what is put right and not changed is whole"
    changes, code = FORGED[name]
    assert code in forged(folder, **changes)


def test_losses_that_were_made_smaller_are_found(folder):
    """Whoever is known to four must not be told that they lose what one loses."""
    found = forged(
        folder, statement=lambda said: [one.update(epsilon=4.0) for one in said["unpromised"]]
    )
    assert "privacy-pages.other-promise" in found


def test_an_edition_is_evaluated_and_passes_the_gate_with_the_files_of_all(made, tmp_path):
    series = made / "series"
    found = lanterne.evaluate(made / "one", made / "first", series=series, out=tmp_path / "report")
    assert found.intervals_held > 0.5
    new_key(tmp_path / "key")
    asked = {"policy": "lenient", "key": tmp_path / "key", "by": "Ada Example"}
    gated = lanterne.judge(made / "one", made / "first", series=series, **asked)
    assert gated.decision.charged
    refused(
        "partners.needed",
        lambda: lanterne.evaluate(made / "one" / "alpha.csv", made / "first", series=series),
    )
    refused(
        "partners.in-the-sheet",
        lambda: lanterne.evaluate(made / "one", made / "first", series=series, mapping="m.toml"),
    )


def test_the_command_line_leads_from_the_beginning_to_an_edition(tmp_path):
    def lantern(*words):
        done = run_here(tmp_path, *words)
        assert not done.returncode, done.stdout + done.stderr
        return " ".join(done.stdout.split())

    (tmp_path / "book.toml").write_text(codebook_to_toml(BOOK), "utf-8")
    options = ("-c", "book.toml", "--cohorts", "2024,2026", "--epsilon", "4", "--subject-id", ID)
    lantern("series", "begin", "s", *options, "--joint")
    sizes = {"alpha": 30, "beta": 30, "gamma": 30, "delta": 30}
    year_of(tmp_path / "a", **sizes)
    lantern("series", "deliver", "s", "a", "--year", "2024")
    told = lantern("series", "leave", "s", "alpha", "--note", "note.md")
    key = told.split()[-1]
    assert "alpha" in told
    assert key in lantern("series", "check-note", "note.md", "--public-key", key)
    again = run_here(tmp_path, "series", "deliver", "s", "a", "--year", "2026")
    assert again.returncode == 2
    assert "House Alpha" in again.stderr
    del sizes["alpha"]
    year_of(tmp_path / "b", **sizes)
    made = json.loads(lantern("series", "deliver", "s", "b", "--year", "2026", "--json"))
    assert [one["stage"] for one in made["measured"]] == ["final", "provisional"]
    lantern("series", "edition", "s", "--out", "e")
    assert "is whole" in lantern("verify", "e", "--ledger", "s/ledgers")
    lantern("series", "trend", "e", "--answer", "gender=woman")
    (tmp_path / "b" / "beta.csv").write_text(f"{ID},gender,age\n1,canary,30+\n", "utf-8")
    wrong = run_here(tmp_path, "series", "deliver", "s", "b", "--year", "2026")
    assert wrong.returncode == 1
    assert "beta.csv" in wrong.stderr.replace("\n", "")
    assert "canary" not in wrong.stderr + wrong.stdout


def test_ids_with_whose_they_are_are_asked_for_by_the_command_line(begun, tmp_path):
    lanterne.deliver(begun, year_of(tmp_path / "a", alpha=12, beta=12, gamma=12), 2024)
    words = command("series", "join", begun)
    told = subprocess.check_output(words, input="alpha/1\nbeta/99\n", text=True)
    assert "one person" in told
    assert "id number 2" in " ".join(told.split())
    assert "alpha/17" in refused(
        "series.id-of-nobody", lambda: lanterne.withdraw_people(begun, ["1"])
    )
