"""Fast checks against the obvious ones; what people and machines read."""

import json
import subprocess
import sys
from dataclasses import replace
from itertools import product
from math import gcd
from pathlib import Path

import polars as pl
import pytest
from example_release import (
    MOMENT,
    Rows,
    a_codebook,
    a_table,
    counts_of,
    in_languages,
    reseal,
    some_rows,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.codebook.model import Column, ColumnType, Condition, Table
from lanterne.errors import InputError, UsageError
from lanterne.messages import Message
from lanterne.privacy import Protected
from lanterne.release import load_release, verify_release, write_release
from lanterne.release.counts_check import answers_in, counts_problems
from lanterne.release.rows_check import data_problems
from lanterne.release.tables import coded, is_permitted, permitted_texts, row_order
from lanterne.synthesis.result import ProtectedTable

TABLE = a_codebook().table


def meets(row: dict[str, str], condition: Condition) -> bool:
    """A condition, read word by word from its definition."""
    column, text = TABLE.column(condition.column), row[condition.column]
    if text in {"", "?", "unknown"}:
        found = "" in condition.values
    elif column.type is ColumnType.SET:
        found = any(member in condition.values for member in text.split(column.separator))
    else:
        found = text in condition.values
    return not found if condition.negated else found


def test_what_is_permitted_and_what_is_enumerated_agree() -> None:
    for column in TABLE.columns:
        texts = permitted_texts(column)
        if texts is None:
            assert column.name == "signs"
            continue
        assert all(is_permitted(column, text) for text in texts)
        wrong = [text + more for text, more in product(texts, ("x", " ", column.separator))]
        assert not any(is_permitted(column, text) for text in wrong if text.strip())


@st.composite
def any_rows(draw: st.DrawFn) -> Rows:
    """Rows of permitted texts that heed no rule."""
    cells = {
        column.name: st.sampled_from(permitted_texts(column) or ("", "s1", "s2|s7", "s1|s2|s9"))
        for column in TABLE.columns
    }
    return draw(st.lists(st.fixed_dictionaries(cells), min_size=1, max_size=12))


@st.composite
def any_condition(draw: st.DrawFn) -> Condition:
    column = draw(st.sampled_from(TABLE.columns))
    values = draw(st.lists(st.sampled_from(["", *column.codes]), min_size=1, max_size=3))
    return Condition(column.name, tuple(values), draw(st.booleans()))


@settings(max_examples=80, deadline=None)
@given(any_rows(), st.lists(any_condition(), min_size=1, max_size=3))
def test_rules_agree_with_reading_them_word_by_word(
    rows: Rows, conditions: list[Condition]
) -> None:
    rule = replace(TABLE.rules[0], forbid=tuple(conditions))
    table = replace(TABLE, rules=(rule,), dependencies=())
    broken = [i for i, row in enumerate(rows) if all(meets(row, test) for test in conditions)]
    problems = data_problems(frame_of(rows, table), table, "f")
    found = [problem for problem in problems if problem.rule == "rule-broken"]
    assert bool(found) == bool(broken)
    for problem in found:
        assert problem.row == broken[0] + 2
        assert problem.parameters["rows"] == Message("count.rows", {"count": len(broken)})


@settings(max_examples=60, deadline=None)
@given(any_rows())
def test_dependencies_and_required_answers_agree_with_the_obvious(rows: Rows) -> None:
    (dependency,) = TABLE.dependencies
    stray = [r for r in rows if r["age"] and r["minor"] != dependency.mapping[r["age"]]]
    blank = [r for r in rows if not r["country"]]
    table = replace(TABLE, rules=())
    found = {problem.rule for problem in data_problems(frame_of(rows, table), table, "f")}
    wrong = {"dependency-broken": stray, "required-blank": blank}
    assert found == {rule for rule, broken in wrong.items() if broken}


def frame_of(rows: Rows, table: Table) -> pl.DataFrame:
    return coded(pl.LazyFrame(rows, schema=dict.fromkeys(table.names, pl.String)), table)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 12), st.integers(0, 10**6), st.data())
def test_a_child_above_a_parent_is_found_wherever_it_is(
    number: int, seed: int, data: st.DataObject
) -> None:
    rows = some_rows(number, seed)
    counts, answers = counts_of(rows), answers_in(frame_of(rows, TABLE))
    assert counts_problems(counts, answers, TABLE, "f") == ()
    longer = [i for i, length in enumerate(counts["length"]) if length > 1]
    place = data.draw(st.sampled_from(longer)) if longer else None
    if place is not None:
        estimate = counts["estimate"].to_list()
        estimate[place] = number + 1.0
        above = counts.with_columns(
            pl.Series("estimate", estimate),
            pl.Series("estimate_high", estimate).clip(counts["estimate_high"]),
        )
        (problem, *_) = counts_problems(above, answers, TABLE, "f")
        assert problem.rule == "count-parent"


def enumerated(texts: list[str]) -> pl.DataFrame:
    return pl.DataFrame({"a": texts}).select(pl.col("a").cast(pl.Enum(sorted(set(texts)))))


def test_the_order_is_the_same_for_rows_too_wide_for_one_number() -> None:
    """40 columns of 10 values: any order of the rows gives the same table."""
    kind = pl.Enum([str(i) for i in range(10)])
    names = [f"c{i}" for i in range(40)]
    assert row_order(pl.DataFrame({"only": ["0"] * 9}, schema={"only": pl.Enum(["0"])})).len() == 9
    rows = [[str((i * j + i // 7) % 10) for j in range(40)] for i in range(300)]
    one = pl.DataFrame(rows, schema=dict.fromkeys(names, kind), orient="row")
    two = pl.DataFrame(rows[::-1], schema=dict.fromkeys(names, kind), orient="row")
    assert not one.equals(two)
    assert one[row_order(one)].equals(two[row_order(two)])
    assert one[row_order(one)].sort(names).equals(one.sort(names))


@given(st.integers(0, 400))
def test_the_order_of_rows_is_a_permutation(number: int) -> None:
    order = row_order(enumerated([str(i % 7) for i in range(number)]))
    assert sorted(order) == list(range(number))


def test_the_first_rows_are_an_even_sample() -> None:
    """Of any value, the first tenth of the file holds about a tenth."""
    frame = enumerated([str(i // 1000) for i in range(10_000)])
    head = frame[row_order(frame)].head(1000)["a"].value_counts()["count"]
    assert gcd(6180, 10_000) > 1, "the step is not simply the golden section here"
    assert len(head) == 10
    assert head.min() > 90
    assert head.max() < 110


def test_loading_gives_back_what_was_protected(table: ProtectedTable, release: Path) -> None:
    loaded = load_release(release)
    assert loaded.codebook == table.codebook
    assert loaded.statement == table.statement
    assert loaded.data.columns == table.data.columns
    assert loaded.data.sort(pl.all()).equals(table.data.sort(pl.all()))
    assert loaded.manifest["synthetic_rows"] == {"victims": 200}
    rounded = table.aggregates.with_columns(pl.col(pl.Float64).round(2), pl.col("length").cast(int))
    assert loaded.aggregates.equals(rounded)


def test_loading_refuses_what_was_changed(release: Path, tmp_path: Path) -> None:
    path = release / "data/victims.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(InputError) as caught:
        load_release(release)
    assert {problem.rule for problem in caught.value.problems} == {"file-changed", "file-size"}
    with pytest.raises(UsageError):
        load_release(tmp_path / "nowhere")
    with pytest.raises(InputError, match="not a release"):
        load_release(tmp_path)


def test_loading_says_when_a_file_cannot_be_read(release: Path) -> None:
    (release / "codebook/codebook.json").write_text("{}")
    reseal(release)
    with pytest.raises(InputError):
        load_release(release)


def test_the_data_package_describes_every_column_and_every_kind_of_missingness(
    release: Path,
) -> None:
    package = json.loads((release / "datapackage.json").read_text())
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert package["created"] == "2026-11-25T12:00:00Z"
    assert "licenses" not in package
    csv, parquet, counts = package["resources"]
    manifest = json.loads((release / "manifest.json").read_text())
    entries = {entry["path"]: entry for entry in manifest["files"]}
    for resource in (csv, parquet, counts):
        entry = entries[resource["path"]]
        whole = entry["bytes"] if resource["format"] == "csv" else None
        assert resource.get("bytes") == whole, "rows of Parquet are not read as bytes"
        assert resource["hash"] == f"sha256:{entry['sha256']}"
    fields = {field["name"]: field for field in csv["schema"]["fields"]}
    assert tuple(fields) == TABLE.names
    assert csv["schema"] == parquet["schema"]
    assert fields["gender"]["missingValues"] == [
        {"value": "", "label": "not recorded"},
        {"value": "?", "label": "unknown"},
    ]
    assert fields["gender"]["categories"][0] == {"value": "woman", "label": "woman (en)"}
    assert fields["age"]["categoriesOrdered"]
    assert fields["country"]["constraints"] == {"required": True}
    assert (fields["signs"]["type"], fields["signs"]["delimiter"]) == ("list", "|")
    header = (release / "aggregates/aggregates.csv").read_text().split("\n", 1)[0]
    assert [field["name"] for field in counts["schema"]["fields"]] == header.split(",")


def test_the_publisher_alone_chooses_a_licence(table: ProtectedTable, tmp_path: Path) -> None:
    silent = write_release(Protected(table), tmp_path / "silent")
    assert "No licence has been chosen" in (silent / "README.md").read_text()
    assert "license" not in (silent / "CITATION.cff").read_text()
    chosen = write_release(
        Protected(table), tmp_path / "chosen", publisher='The "Shelter"', licence="CC-BY-4.0"
    )
    read_me = (chosen / "README.md").read_text()
    assert "No licence" not in read_me
    assert 'Publisher: The "Shelter"' in read_me
    assert "CC-BY-4.0" in read_me
    citation = (chosen / "CITATION.cff").read_text()
    assert '  - name: "The \\"Shelter\\""' in citation
    assert 'license: "CC-BY-4.0"' in citation
    package = json.loads((chosen / "datapackage.json").read_text())
    assert package["licenses"] == [{"name": "CC-BY-4.0"}]


def test_words_of_people_are_only_words_in_the_read_me(
    table: ProtectedTable, tmp_path: Path
) -> None:
    """A tag would end the part of a language, and with it its direction."""
    title = {"en": "Cases </div> | all", "fr": "Cas", "ar": "حالات </div>"}
    hostile = replace(table, codebook=replace(table.codebook, title=title))
    out = write_release(Protected(hostile), tmp_path / "out", publisher="Us </div> <b> $title {k}")
    text = (out / "README.md").read_text("utf-8")
    assert text.count("<div") == text.count("</div>") == 3
    assert "<b>" not in text
    assert text.count("$title {k}") == 8
    assert "# Cases &lt;/div> \\| all" in text


def test_the_read_me_says_the_same_in_every_language(release: Path) -> None:
    """What the codebook has no Spanish or Arabic for is said in English, in its own direction."""
    text = (release / "README.md").read_text()
    assert "$" not in text
    parts = in_languages(text)
    assert tuple(parts) == ("en", "fr", "es", "ar")
    titles = {
        "en": ("# Made-up cases", "- The person: `age`, `minor`"),
        "fr": ("# Cas inventés", "- La personne\u00a0: `age`, `minor`"),
        "es": ("# Made-up cases", "- The person: `age`, `minor`"),
        "ar": ("# \u2066Made-up cases\u2069", "- \u2066The person\u2069: `age`، `minor`"),
    }
    for tag, part in parts.items():
        title, denominator = titles[tag]
        assert f"{title}\n" in part
        assert denominator in part
        assert "ε = 4" in part
        assert "SHA256SUMS" in part
        assert f"`codebook/codebook.{tag}.html`" in part
        for mark in ("\n## ", "\n- ", "\n| "):
            assert part.count(mark) == parts["en"].count(mark)


def test_privacy_is_told_in_every_language(table: ProtectedTable, release: Path) -> None:
    parts = in_languages((release / "PRIVACY.md").read_text())
    assert tuple(parts) == ("en", "fr", "es", "ar")
    for tag, part in parts.items():
        assert table.statement.in_words(tag) in part


def test_a_promise_to_rows_is_told_in_every_language(
    table: ProtectedTable, release: Path, tmp_path: Path
) -> None:
    """A release from cases without a subject id is whole, and says so wherever it promises."""
    statement = replace(table.statement, unit="row", neighbours="one row; no subject id was used")
    rows = write_release(Protected(replace(table, statement=statement)), tmp_path / "rows")
    assert verify_release(rows).ok
    assert json.loads((rows / "manifest.json").read_text())["privacy"]["unit"] == "row"
    for name in ("README.md", "PRIVACY.md"):
        of_rows, of_people = (" ".join((f / name).read_text().split()) for f in (rows, release))
        for said in (
            "no subject id was used",
            "aucun identifiant de personne n",
            "no se utilizó ningún identificador de persona",
            "ولم يُستخدم أي معرّف للأشخاص",
        ):
            assert said in of_rows
            assert said not in of_people


def test_importing_the_package_is_light() -> None:
    """Reading and verifying need polars alone: no compiler, no sampler, no accountant."""
    code = (
        "import sys, lanterne.release;"
        "print([m for m in ('numba', 'opendp', 'dp_accounting', 'scipy', 'vl_convert') "
        "if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_moment_is_told_in_utc(release: Path) -> None:
    manifest = json.loads((release / "manifest.json").read_text())
    assert manifest["created"] == MOMENT.isoformat().replace("+00:00", "Z")
    assert manifest["format"] == 1


def test_a_large_set_is_checked_member_by_member() -> None:
    column: Column = TABLE.column("signs")
    texts = ["s1|s2", "s2|s1", "s1|s1", "s1|", "|", "s10", "", "s1|s2|s3|s4|s5|s6|s7|s8|s9"]
    assert [is_permitted(column, text) for text in texts] == [
        True,
        False,
        False,
        False,
        False,
        False,
        True,
        True,
    ]


def test_the_published_table_is_of_protected_counts(release: Path) -> None:
    """The CSV of counts names its columns in the agreed order and leaves unused places empty."""
    line = (release / "aggregates/aggregates.csv").read_text().split("\n")[1]
    assert line.split(",")[:8] == ["1", "age", "0--8", "", "", "", "", "measured"]
    assert a_table().aggregates.height
