"""Releases by k-methods: only what was checked gets in, and what can be seen is verified."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from example_release import in_languages, reseal
from k_release_example import (
    NUMBER,
    a_book,
    generalised,
    noted,
    people,
    synthetic,
    with_rows,
    written,
)

from lanterne.anonymity import Checked, Guarantee, Method
from lanterne.anonymity.statement import KStatement
from lanterne.errors import InputError
from lanterne.privacy import Protected
from lanterne.release import load_release, verify_release, write_k_release
from lanterne.release.folder import files_below
from lanterne.release.k_statement_check import guarantee_problems

MOMENT = datetime(2026, 11, 25, 12, 0, 0, tzinfo=UTC)
MAKE = {
    "3 answers": lambda: synthetic(3),
    "1 answer": lambda: synthetic(1),
    "whole rows": lambda: synthetic(None),
    "generalised": generalised,
    "diverse": lambda: generalised(diversity=2, closeness=0.4, sensitive=["work"]),
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    place = tmp_path_factory.mktemp("by-k")
    return {name: written(make(), place / name) for name, make in MAKE.items()}


@pytest.fixture
def copy(folders, tmp_path):
    """A release that a test may spoil."""

    def of(name: str) -> Path:
        folder = tmp_path / "copy"
        for path in files_below(folders[name]):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes((folders[name] / path).read_bytes())
        return folder

    return of


def rules(folder: Path) -> set[str]:
    return {problem.rule for problem in verify_release(folder).problems}


def edit(path: Path, **changes: object) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


@pytest.mark.parametrize("name", MAKE)
def test_a_release_is_whole_and_comes_back(name, folders):
    assert verify_release(folders[name]).problems == ()
    loaded = load_release(folders[name])
    assert (loaded.statement, loaded.aggregates.height) == (None, 0)
    assert loaded.guarantee == MAKE[name]().value.guarantee
    assert loaded.k_statement is not None
    assert loaded.data.height % 10 == 0
    assert loaded.data.height != NUMBER
    assert loaded.manifest["format"] == 3
    assert loaded.manifest["rows"] == {"victims": loaded.data.height}
    assert loaded.of_cases == a_book()


def test_it_promises_nothing_of_differential_privacy_and_publishes_no_counts(folders):
    for folder in folders.values():
        paths = files_below(folder)
        assert not [path for path in paths if path.startswith("aggregates") or "rivacy" in path]
        assert {"GUARANTEE.md", "guarantee.json"} <= set(paths)
        package = json.loads((folder / "datapackage.json").read_text())
        assert package["guarantee"] == "guarantee.json"
        assert "differential privacy" not in package["keywords"]
        assert "not differential privacy" in json.loads((folder / "guarantee.json").read_text())[
            "not_covered"
        ]  # fmt: skip


def test_only_a_generalised_release_has_the_codebook_of_the_cases(folders):
    for name, folder in folders.items():
        assert (folder / "codebook/original.json").exists() == (name in {"generalised", "diverse"})
    page = (folders["generalised"] / "codebook/original.fr.html").read_text()
    assert '<code dir="ltr">south</code> <span class="quiet">(Sud)</span>' in page


def test_the_page_says_what_is_hidden_and_what_is_not(folders):
    page = (folders["3 answers"] / "GUARANTEE.md").read_text()
    for words in ("This is not differential privacy", "Comparing releases", "Groups that agree",
                  "Longer combinations", "Background knowledge", "multiple of 10"):  # fmt: skip
        assert words in page
    for tag in ("fr", "es", "ar"):
        assert f'<div id="{tag}" lang="{tag}"' in page
    assert '<div id="ar" lang="ar" dir="rtl">' in page
    assert "Longer combinations" not in (folders["whole rows"] / "GUARANTEE.md").read_text()
    page = (folders["diverse"] / "GUARANTEE.md").read_text()
    assert "at least 2 different answers in `work`" in page
    assert "to within 0.4" in page
    assert "Other columns.** Except in `place`, `gender`" in page
    assert "{" not in page
    assert "holds no other release" in page
    assert "counts looks at the records" not in page


def test_the_read_me_is_about_this_method_and_has_no_gap(folders):
    for name, folder in folders.items():
        text = (folder / "README.md").read_text()
        assert "$" not in text
        assert ("synthetic rows" in text) == (name not in {"generalised", "diverse"})
        assert "or that the answer was left out to protect somebody" in " ".join(text.split())
        for said in ("pour protéger quelqu’un", "para proteger a alguien", "لحماية أحد الأشخاص"):
            assert said in " ".join(text.split())
        parts = in_languages(text)
        assert tuple(parts) == ("en", "fr", "es", "ar")
        for tag, part in parts.items():
            assert f"`codebook/codebook.{tag}.html`" in part
            original = f"`codebook/original.{tag}.html`"
            assert (original in part) == (folder / original.strip("`")).exists()
            for mark in ("\n## ", "\n- ", "\n| "):
                assert part.count(mark) == parts["en"].count(mark)
        assert "ε" not in text


def test_the_same_table_gives_the_same_bytes(tmp_path):
    checked, statement = synthetic(), noted(synthetic(), tmp_path / "l.jsonl")
    one, two = (
        write_k_release(checked, statement, tmp_path / name, created=MOMENT) for name in "ab"
    )
    assert files_below(one) == files_below(two)
    assert all((one / path).read_bytes() == (two / path).read_bytes() for path in files_below(one))


@pytest.mark.parametrize(
    "wrong", [lambda made: made.value, lambda made: Protected(made.value), lambda made: Checked(3)]
)
def test_only_what_was_checked_is_written(wrong, tmp_path):
    made = synthetic()
    with pytest.raises(TypeError, match=r"Checked\[AnonymousTable\]"):
        write_k_release(wrong(made), noted(made, tmp_path / "l.jsonl"), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_statement_about_another_table_or_entry_is_refused(tmp_path):
    statement = noted(synthetic(3), tmp_path / "l.jsonl")
    with pytest.raises(ValueError, match="another table"):
        write_k_release(synthetic(2), statement, tmp_path / "out")
    made, other = generalised(), replace(a_book(), version="2")
    statement = noted(made, tmp_path / "m.jsonl")
    with pytest.raises(ValueError, match="does not follow"):
        write_k_release(made, statement, tmp_path / "out", original=other)
    assert not (tmp_path / "out").exists()


def test_rows_that_break_the_promise_are_not_written_even_when_somebody_calls_them_checked(
    tmp_path,
):
    made = generalised()
    table = made.value
    lonely = table.data.with_columns(
        pl.when(pl.int_range(pl.len()) < 3).then(pl.lit("")).otherwise("gender").alias("gender")
    )
    forged = Checked(with_rows(table, lonely, table.guarantee))
    with pytest.raises(InputError) as error:
        write_k_release(forged, noted(made, tmp_path / "l.jsonl"), tmp_path / "out",
                        original=a_book())  # fmt: skip
    assert {problem.rule for problem in error.value.problems} == {"guarantee-broken"}
    assert not (tmp_path / "out").exists()


def test_a_group_of_too_few_rows_is_found_in_a_release(copy):
    folder = copy("generalised")
    data = pl.read_parquet(folder / "data/victims.parquet")
    groups = data.group_by("place", "gender").len().sort("len")
    place, gender, size = groups.row(0)
    here = pl.col("place").eq_missing(place) & pl.col("gender").eq_missing(gender)
    few = pl.concat([data.filter(~here), data.filter(here).head(9)])
    few = few.head(few.height // 10 * 10) if size > 9 else few
    save(folder, few)
    assert "guarantee-broken" in rules(folder)


def save(folder: Path, rows: pl.DataFrame) -> None:
    rows.write_parquet(folder / "data/victims.parquet")
    rows.write_csv(folder / "data/victims.csv")
    edit(folder / "manifest.json", rows={"victims": rows.height})
    reseal(folder)


def test_a_number_of_rows_that_is_not_rounded_is_found(copy):
    folder = copy("3 answers")
    save(folder, pl.read_parquet(folder / "data/victims.parquet")[1:])
    assert rules(folder) == {"rows-rounded"}


def test_a_row_against_the_codebook_is_found(copy):
    folder = copy("3 answers")
    data = pl.read_parquet(folder / "data/victims.parquet")
    save(folder, data.with_columns(pl.lit("elsewhere").alias("place")))
    assert "value-not-listed" in rules(folder)
    save(folder, data.with_columns(pl.lit(None, pl.String).alias("forced")))
    assert "rule-broken" in rules(folder)


WRONG = {
    "kind": "differential privacy",
    "method": "k-anonymysed",
    "k": 1,
    "length": 4,
    "quasi_identifiers": "place",
    "diversity": 2,
    "closeness": 0.1,
    "sensitive": ["work"],
    "rows_rounded_to": 0,
    "not_covered": [],
    "releases": -1,
    "k_releases": 0,
    "evaluations": None,
    "as_of": "yesterday",
    "ledger": "unknown",
    "software": " ",
    "unit": "household",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_guarantee_that_cannot_be_is_found(name, copy):
    folder = copy("3 answers")
    edit(folder / "guarantee.json", **{name: WRONG[name]})
    reseal(folder)
    assert "guarantee" in rules(folder)


@pytest.mark.parametrize("name", WRONG)
def test_a_guarantee_that_lacks_something_is_found(name, folders):
    values = json.loads((folders["generalised"] / "guarantee.json").read_text())
    assert guarantee_problems(values) == ()
    del values[name]
    assert guarantee_problems(values)
    with pytest.raises(ValueError, match="check"):
        KStatement.from_dict(values)
    assert len(guarantee_problems({})) > 8


def test_a_guarantee_of_more_than_the_manifest_says_is_found(copy):
    folder = copy("3 answers")
    edit(folder / "guarantee.json", k=20)
    reseal(folder)
    assert "guarantee" in rules(folder)


def test_a_guarantee_about_a_column_that_is_not_there_is_found(copy):
    folder = copy("generalised")
    for file in ("guarantee.json", "manifest.json"):
        values = json.loads((folder / file).read_text())
        target = values if file == "guarantee.json" else values["guarantee"]
        target["quasi_identifiers"] = ["place", "sex"]
        (folder / file).write_text(json.dumps(values))
    reseal(folder)
    assert rules(folder) & {"guarantee", "codebook"}


def test_a_promise_of_epsilon_beside_it_is_found(copy):
    folder = copy("3 answers")
    (folder / "privacy.json").write_text("{}")
    reseal(folder)
    assert "privacy" in rules(folder)


def test_without_its_guarantee_it_is_no_release(copy):
    folder = copy("3 answers")
    (folder / "guarantee.json").unlink()
    reseal(folder)
    assert rules(folder)
    with pytest.raises(InputError):
        load_release(folder)


def test_a_codebook_that_does_not_follow_from_the_original_is_found(copy):
    folder = copy("generalised")
    edit(folder / "codebook/original.json", version="2")
    reseal(folder)
    assert "codebook" in rules(folder)


def test_one_changed_byte_in_any_file_is_found(copy):
    folder = copy("diverse")
    for path in files_below(folder):
        before = (folder / path).read_bytes()
        after = bytearray(before)
        after[len(before) // 2] ^= 1
        (folder / path).write_bytes(after)
        assert not verify_release(folder).ok, path
        (folder / path).write_bytes(before)
    assert verify_release(folder).ok


def test_a_statement_comes_back_whatever_it_says():
    for said in (
        Guarantee(Method.K_ANONYMOUS_SYNTHETIC, 5, None),
        Guarantee(Method.K_ANONYMOUS_SYNTHETIC, 5, 2),
        Guarantee(Method.K_ANONYMISED, 7, None, ("a", "b"), 2, 0.25, ("c",)),
    ):
        statement = KStatement(said, 10, 2, 3, 4, "2026-11-25", "0" * 64, "lanterne 0.1", "row")
        values = json.loads(json.dumps(statement.to_dict()))
        assert KStatement.from_dict(values) == statement
        assert guarantee_problems(values) == ()
        words = statement.in_words("en")
        assert "2 with differential privacy, and 2 by k-methods" in words
        assert "without protection: 4. This release may have been chosen" in words


def test_nothing_of_the_people_but_their_rows_is_in_the_folder(folders):
    """Neither their number nor how often an answer occurs among them."""
    real = people()
    counts = {str(count) for count in real["place"].value_counts()["count"]} | {str(NUMBER)}
    for folder in folders.values():
        for path in ("README.md", "GUARANTEE.md", "guarantee.json", "datapackage.json"):
            words = set((folder / path).read_text().replace(",", " ").replace(".", " ").split())
            assert not words & {count for count in counts if len(count) > 2}, path
        settings = json.loads((folder / "manifest.json").read_text())["settings"]
        assert str(NUMBER) not in json.dumps(settings)
