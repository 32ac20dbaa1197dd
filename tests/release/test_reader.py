"""The small package by which others read a release says what the release says."""

from __future__ import annotations

import ast
import hashlib
import json
import shutil
import sys
from pathlib import Path

import lanterne_reader
import polars as pl
import pytest
from example_release import MOMENT, a_table_with_datasets, reseal
from hypothesis import given
from hypothesis import strategies as st
from k_release_example import generalised, synthetic, written
from lanterne_reader import Column, ReleaseError, Share, combine, open_release
from network_release_example import a_network

from lanterne import inference
from lanterne.privacy import Protected
from lanterne.release import load_release, write_release


@pytest.fixture(scope="module")
def linked(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("linked") / "release"
    return write_release(Protected(a_network()), folder, created=MOMENT)


@pytest.fixture(scope="module")
def with_sets(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sets") / "release"
    return write_release(Protected(a_table_with_datasets()), folder, created=MOMENT)


def answers_of(line, separator: str = "|") -> dict[str, str]:
    """Column → answer; of a large set two members may be counted together."""
    found: dict[str, str] = {}
    for place in range(1, int(line["length"]) + 1):
        name, value = line[f"column_{place}"], line[f"value_{place}"]
        found[name] = f"{found[name]}{separator}{value}" if name in found else value
    return found


def test_what_was_read_stays_as_it_was_checked(with_sets, tmp_path):
    """Whatever happens to the files, or to a frame that was handed out, later."""
    folder = shutil.copytree(with_sets, tmp_path / "release")
    release = open_release(folder)
    rows, counts, sets = release.rows(), release.counts(), release.data_sets()
    changed = release.rows()
    changed[0, 0] = "other"
    shutil.rmtree(folder / "data")
    for path in (folder / "datasets").glob("*.parquet"):
        path.write_bytes(b"")
    (folder / "aggregates" / "aggregates.csv").write_text("x", encoding="utf-8")
    assert release.rows().equals(rows)
    assert release.counts().equals(counts)
    assert all(now.equals(one) for now, one in zip(release.data_sets(), sets, strict=True))


def assert_says_what_was_published(folder: Path, name: str, table: str | None) -> None:
    """Each published count, and the rows that the release itself says have these answers."""
    told, read = load_release(folder).counts[name], open_release(folder)
    assert read.counts(table).height == told.height > 20
    own = set((read.codebook.tables[table] if table else read.table).columns)
    lines = [line for line in told.iter_rows(named=True) if own.issuperset(answers_of(line))]
    assert len(lines) > 10
    for line in lines[:: max(len(lines) // 40, 1)]:
        asked = answers_of(line)
        count = read.count(asked, table=table)
        assert count.rows == int(line["synthetic"]), asked
        ends = ("estimate", "estimate_low", "estimate_high")
        published = pytest.approx([float(line[name]) for name in ends])
        assert [count.estimate, count.low, count.high] == published


def test_counts_of_one_table(release):
    assert_says_what_was_published(release, "aggregates", None)


def test_counts_of_linked_tables(linked):
    for name in ("victims", "perpetrators"):
        assert_says_what_was_published(linked, name, name)


def test_the_order_of_answers_says_nothing(release):
    told = load_release(release).aggregates.filter(pl.col("length") == 2)
    asked = answers_of(told.row(0, named=True))
    turned = dict(reversed(asked.items()))
    read = open_release(release)
    assert read.count(asked) == read.count(turned)


def test_what_was_not_published_has_no_interval(release):
    read = open_release(release)
    everything = {name: next(iter(c.values)) for name, c in read.table.columns.items()}
    assert len(everything) > 3
    count = read.count(everything)
    assert (count.estimate, count.low, count.noisy_count) == (None, None, None)
    assert "of more than 3 answers together none is measured" in str(count)


def test_a_percentage_is_of_those_of_whom_something_is_known(release):
    read, rows = open_release(release), load_release(release)
    table = rows.codebook.table
    for column in table.columns:
        silent = {text for texts in column.missing.values() for text in texts} | {""}
        alike = [
            one
            for one in table.columns
            if one is column or (column.group and one.group == column.group)
        ]
        answered = rows.data.filter(
            pl.any_horizontal(~pl.col(one.name).cast(pl.String).is_in(silent) for one in alike)
        )
        share = read.share({column.name: column.codes[0]})
        assert share.of == answered.height
        assert set(share.columns) == {one.name for one in alike}
        assert share.low is share.high is None
        assert share.without == "the release carries no data sets for inference"


def test_who_is_asked_about_is_in_the_sentence(release):
    read = open_release(release)
    one, other = list(read.table.columns.values())[:2]
    share = read.share({one.name: next(iter(one.values))}, {other.name: next(iter(other.values))})
    assert f"of those of whom {other.name} is {next(iter(other.values))} and" in str(share)


def test_intervals_are_those_of_the_whole_package(with_sets):
    read, sets = open_release(with_sets), inference.open_data_sets(with_sets)
    share = read.share({"gender": "woman"})
    expected = inference.share(sets, ("gender", "woman"), about="records")
    assert (share.low, share.high) == (pytest.approx(expected.low), pytest.approx(expected.high))
    assert (share.share, share.without) == (pytest.approx(expected.estimate), "")
    within = read.share({"gender": "woman"}, {"minor": "1"})
    expected = inference.share(sets, ("gender", "woman"), ("minor", "1"), about="records")
    assert (within.low, within.high) == (pytest.approx(expected.low), pytest.approx(expected.high))


def test_an_interval_that_would_not_hold_is_not_given(with_sets):
    read = open_release(with_sets)
    names = [name for name in read.table.columns if name not in {"gender", "minor"}]
    apart = read.share({names[0]: next(iter(read.table.columns[names[0]].values))})
    assert (apart.low, apart.without) == (None, "these columns were not measured together")
    path = with_sets / "datasets" / "noise.csv"
    told = path.read_text()
    try:
        path.write_text(told.replace("4.500", "400.000"))
        drowned = read.share({"gender": "woman"})
    finally:
        path.write_text(told)
    assert (drowned.low, drowned.without) == (None, "too few people to say")


@given(
    st.lists(st.tuples(st.floats(-9, 9), st.floats(0, 9)), min_size=2, max_size=8),
    st.sampled_from(["population", "records"]),
    st.floats(0.5, 0.99),
)
def test_combining_is_that_of_the_whole_package(found, about, level):
    estimates, variances = zip(*found, strict=True)
    one = combine(estimates, variances, about, level)
    other = inference.combine(estimates, variances, about, level)
    assert (one.estimate, one.low, one.high) == pytest.approx(
        (other.estimate, other.low, other.high), nan_ok=True
    )


@pytest.mark.parametrize(
    ("estimates", "variances", "about", "level"),
    [
        ([1], [1], "records", 0.95),
        ([1, 2], [1], "records", 0.95),
        ([1, 2], [1, -1], "records", 0.95),
        ([1, float("nan")], [1, 1], "records", 0.95),
        ([1, 2], [1, 1], "everybody", 0.95),
        ([1, 2], [1, 1], "records", 1.0),
    ],
)
def test_what_cannot_be_combined(estimates, variances, about, level):
    with pytest.raises(ValueError, match=r".+"):
        combine(estimates, variances, about, level)


def test_a_release_that_was_touched_is_not_read(release):
    (release / "README.md").write_text("better news")
    (release / "PRIVACY.md").unlink()
    (release / "data" / "mine.csv").write_text("1")
    (release / ".DS_Store").write_text("left by a program")
    with pytest.raises(ReleaseError) as raised:
        open_release(release)
    told = [problem.split(" ", 1)[0] for problem in raised.value.problems]
    assert told == ["PRIVACY.md", "data/mine.csv", "README.md"]


def test_a_newer_release_is_not_read(release):
    path = release / "manifest.json"
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps({**manifest, "format": 99}))
    reseal(release)
    with pytest.raises(ReleaseError, match="newer"):
        open_release(release)


def test_what_is_no_release(tmp_path):
    with pytest.raises(ReleaseError, match="this is no release"):
        open_release(tmp_path)


def test_what_is_not_there_is_told_with_what_is(release):
    read = open_release(release)
    with pytest.raises(KeyError, match="gender"):
        read.count(gendr="woman")
    with pytest.raises(ValueError, match="no answer wo"):
        read.count(gender="wo")
    with pytest.raises(KeyError, match="no table"):
        read.count(gender="woman", table="people of the moon")
    for ask in (read.count, read.share):
        with pytest.raises(ValueError, match="at least one column"):
            ask({})


def test_a_k_method_publishes_no_count(tmp_path):
    read = open_release(written(synthetic(), tmp_path / "release"))
    assert read.counts().is_empty()
    assert "k = " in repr(read)
    assert "no differential privacy" in read._repr_html_()
    name, column = next(iter(read.table.columns.items()))
    told = str(read.count({name: next(iter(column.values))}))
    assert "a k-method publishes none" in told
    assert "invented" not in told


def test_answers_that_were_made_wider_are_not_counted(tmp_path):
    read = open_release(written(generalised(), tmp_path / "release"))
    for ask in (read.count, read.share):
        with pytest.raises(ValueError, match="made wider"):
            ask({"place": "north"})
    assert read.rows().height


def test_links_have_no_counts(linked):
    read = open_release(linked)
    assert read.table.name == "victims"
    name, column = next(iter(read.codebook.tables["links"].columns.items()))
    told = read.count({name: next(iter(column.values))}, table="links")
    assert told.without == "none is of links"


def test_a_share_of_those_who_can_only_say_yes_is_none():
    column = Column("forced", "flag", {}, {"1": {}}, (), ";", "", {})
    assert column.only_yes
    share = Share(5, 5, 1.0, None, None, ("forced",), {}, "no data sets", only_yes=True)
    assert str(share).startswith("Of forced nothing but a yes is recorded")


@pytest.mark.parametrize("name", ["data", "datasets", "data/people.parquet", "README.md"])
def test_what_lies_behind_a_link_is_not_read(release, tmp_path, name):
    """Whoever can put a link there could put rows there that nobody published."""
    path, behind = release / name, tmp_path / "behind"
    if path.exists():
        path.rename(behind)
    else:
        behind.mkdir()
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(behind)
    with pytest.raises(ReleaseError, match="is a link to something else"):
        open_release(release)


def test_a_name_that_is_listed_twice_is_not_trusted(release):
    sums = release / "SHA256SUMS"
    (release / "README.md").write_text("better news")
    digest = hashlib.sha256(b"better news").hexdigest()
    sums.write_text(sums.read_text() + f"{digest}  README.md\n")
    with pytest.raises(ReleaseError, match="SHA256SUMS cannot be read"):
        open_release(release)


@pytest.mark.parametrize("form", [0, -3, True, "7", None])
def test_a_format_that_is_none(release, form):
    path = release / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": form}))
    reseal(release)
    with pytest.raises(ReleaseError, match="which format"):
        open_release(release)


def test_it_needs_nothing_of_the_engine():
    folder = Path(lanterne_reader.__file__).parent
    known = {*sys.stdlib_module_names, "polars", "scipy", "lanterne_reader"}
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert {name.split(".")[0] for name in names} <= known, path
