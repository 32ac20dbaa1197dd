"""Verifying: one changed byte, one wrong value, one broken rule, one count that cannot be."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from example_release import a_statement, reseal

from lanterne.counting import Layout
from lanterne.errors import UsageError
from lanterne.privacy import (
    Budget,
    Event,
    GaussianEvent,
    SelectionEvent,
    epsilon_from_zcdp,
    epsilon_spent,
    events_to_list,
    zcdp,
)
from lanterne.release import load_release, verify_release
from lanterne.release.folder import CHECKSUMS, files_below
from lanterne.release.integrity import files_problems
from lanterne.release.manifest import FORMAT
from lanterne.release.statement_check import statement_problems
from lanterne.synthesis.plan import make_plan

DATA, COUNTS = "data/victims", "aggregates/aggregates.csv"


def rules(folder: Path) -> set[str]:
    return {problem.rule for problem in verify_release(folder).problems}


def edit_json(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    value = json.loads(path.read_text())
    change(value)
    path.write_text(json.dumps(value))


def edit_rows(folder: Path, change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    rows = change(pl.read_parquet(folder / f"{DATA}.parquet"))
    rows.write_parquet(folder / f"{DATA}.parquet")
    rows.write_csv(folder / f"{DATA}.csv")
    reseal(folder)


def edit_counts(folder: Path, change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    change(pl.read_csv(folder / COUNTS, infer_schema=False)).write_csv(folder / COUNTS)
    reseal(folder)


def first(column: str, text: str | None, where: pl.Expr | None = None) -> pl.Expr:
    """One cell changed: of the first row for which ``where`` holds."""
    found = pl.int_range(pl.len()) >= 0 if where is None else where
    nth = found & (found.cum_sum() == 1)
    return pl.when(nth).then(pl.lit(text)).otherwise(column).alias(column)


def test_one_changed_byte_in_any_file_is_found(release: Path) -> None:
    for path in files_below(release):
        before = (release / path).read_bytes()
        for place in {0, len(before) // 3, len(before) // 2, len(before) - 1}:
            after = bytearray(before)
            after[place] ^= 1
            (release / path).write_bytes(after)
            assert not verify_release(release).ok, f"byte {place} of {path}"
        (release / path).write_bytes(before)
    assert verify_release(release).ok


def test_any_changed_byte_of_the_checksums_themselves_is_found(release: Path) -> None:
    manifest = json.loads((release / "manifest.json").read_text())
    before = (release / CHECKSUMS).read_bytes()
    for place in range(0, len(before), 7):
        for flip in (1, 32):
            after = bytearray(before)
            after[place] ^= flip
            (release / CHECKSUMS).write_bytes(after)
            assert files_problems(release, manifest), f"byte {place}"


def test_a_longer_or_shorter_file_is_found(release: Path) -> None:
    for path in files_below(release):
        before = (release / path).read_bytes()
        for after in (before + b"\n", before[:-1], b""):
            (release / path).write_bytes(after)
            assert not verify_release(release).ok, path
        (release / path).write_bytes(before)


def test_missing_and_extra_files_are_named(release: Path) -> None:
    for path in files_below(release):
        content = (release / path).read_bytes()
        (release / path).unlink()
        problems = verify_release(release).problems
        assert path in {problem.file for problem in problems}
        (release / path).write_bytes(content)
    for extra in ("cases.csv", ".hidden", "data/more.csv", "new/deep/file"):
        (release / extra).parent.mkdir(parents=True, exist_ok=True)
        (release / extra).write_text("x")
        (problem, *_) = verify_release(release).problems
        assert (problem.rule, problem.file) == ("file-extra", extra)
        (release / extra).unlink()


def test_a_link_or_an_odd_name_is_no_file_of_a_release(release: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    (release / f"{DATA}.csv").rename(outside)
    (release / f"{DATA}.csv").symlink_to(outside)
    assert "file-odd" in rules(release)
    (release / f"{DATA}.csv").unlink()
    outside.rename(release / f"{DATA}.csv")
    assert verify_release(release).ok
    odd = os.fsencode(release) + b"/\xff"
    with open(odd, "w"):  # noqa: PTH123
        pass
    assert "file-odd" in rules(release)
    os.unlink(odd)  # noqa: PTH108
    for path in ("pipe", f"{DATA}.csv", "manifest.json"):
        (release / path).unlink(missing_ok=True)
        os.mkfifo(release / path)
        assert rules(release) == {"manifest" if path == "manifest.json" else "file-odd"}


def test_what_is_no_release_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a folder"):
        verify_release(tmp_path / "nowhere")
    (problem,) = verify_release(tmp_path).problems
    assert "not a release" in problem.says()
    for text in ("", "[]", "{", "\ud800".encode("utf-8", "surrogatepass")):
        content = text if isinstance(text, bytes) else text.encode()
        (tmp_path / "manifest.json").write_bytes(content)
        assert rules(tmp_path) == {"manifest"}
    (tmp_path / "manifest.json").write_text("{}")
    assert rules(tmp_path) == {"format"}


def test_a_newer_format_asks_for_a_newer_version(release: Path) -> None:
    edit_json(release / "manifest.json", lambda manifest: manifest.update(format=FORMAT + 1))
    (problem,) = verify_release(release).problems
    assert problem.says() == (
        f"The release has format {FORMAT + 1}; this version of Lanterne knows up to {FORMAT}."
    )
    assert problem.advises() == "Use a newer version of Lanterne."


@pytest.mark.parametrize("wrong", [0, -1, "1", None, True, 1.5])
def test_a_format_that_is_no_number_is_refused(release: Path, wrong: object) -> None:
    edit_json(release / "manifest.json", lambda manifest: manifest.update(format=wrong))
    assert rules(release) == {"format"}


def test_resealing_alone_changes_nothing(release: Path) -> None:
    reseal(release)
    assert verify_release(release).problems == ()


ROWS = {
    "value-not-listed": first("gender", "Maria"),
    "required-blank": first("country", None),
    "dependency-broken": first("minor", "0", pl.col("age") == "9--17"),
    "rule-broken": first("forced", None, pl.col("labour") == "sea"),
}


@pytest.mark.parametrize("rule", ROWS)
def test_a_row_against_the_codebook_is_found_though_the_sums_agree(
    release: Path, rule: str
) -> None:
    edit_rows(release, lambda rows: rows.with_columns(ROWS[rule]))
    problems = [p for p in verify_release(release).problems if not p.rule.startswith("count")]
    (problem,) = problems
    assert problem.rule == rule
    assert problem.file == f"{DATA}.csv"
    rows = pl.read_csv(release / f"{DATA}.csv", infer_schema=False)
    changed = rows.row(problem.row - 2, named=True)
    assert changed[
        {
            "value-not-listed": "gender",
            "required-blank": "country",
            "dependency-broken": "minor",
            "rule-broken": "forced",
        }[rule]
    ] in {"Maria", "0", None}
    assert "Maria" not in str(problem)


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.head(-1),
        lambda rows: rows.reverse(),
        lambda rows: rows.with_columns(first("gender", "man", pl.col("gender") == "woman")),
    ],
)
def test_the_two_data_files_must_hold_the_same_rows(
    release: Path, change: Callable[[pl.DataFrame], pl.DataFrame]
) -> None:
    change(pl.read_parquet(release / f"{DATA}.parquet")).write_parquet(release / f"{DATA}.parquet")
    reseal(release)
    assert "files-differ" in rules(release)


def test_other_columns_are_found(release: Path) -> None:
    edit_rows(release, lambda rows: rows.rename({"gender": "sex"}))
    assert "header" in rules(release)


def test_one_more_column_is_found(release: Path) -> None:
    edit_rows(release, lambda rows: rows.with_columns(name=pl.lit("Maria")))
    assert "header" in rules(release)


@pytest.mark.parametrize("file", [f"{DATA}.csv", f"{DATA}.parquet", COUNTS])
def test_a_table_that_cannot_be_read_is_found(release: Path, file: str) -> None:
    (release / file).write_bytes(b'\x00\xff\xfe,\n\n"' * 9)
    reseal(release)
    assert rules(release) & {"unreadable", "header"}


def measured(length: int = 2) -> pl.Expr:
    return (pl.col("length") == str(length)) & (pl.col("estimate").cast(pl.Float64) > 9)


BROKEN_COUNTS = {
    "count-length": first("length", "4"),
    "count-method": first("method", "guessed"),
    "count-missing": first("count_low", None, measured()),
    "count-bounds": first("count_high", "0", measured()),
    "count-noisy": first("noisy_count", "-1", measured()),
    "count-negative": first("count_low", "-1", measured()),
    "count-number": first("estimate_high", "inf", measured()),
    "count-answer": first("value_1", "Maria", measured()),
    "count-parent": first("synthetic", "9999", measured(3)),
    "count-synthetic": first("synthetic", "9999", measured(1)),
}


@pytest.mark.parametrize("rule", BROKEN_COUNTS)
def test_a_count_that_cannot_be_is_found(release: Path, rule: str) -> None:
    edit_counts(release, lambda counts: counts.with_columns(BROKEN_COUNTS[rule]))
    assert rules(release) == {rule}
    assert "Maria" not in str(verify_release(release).problems)


@pytest.mark.parametrize(
    ("column", "text"),
    [("column_1", "nobody"), ("column_2", None), ("value_1", "?"), ("value_2", None)],
)
def test_an_answer_that_is_none_is_found(release: Path, column: str, text: str | None) -> None:
    changed = first(column, text, measured() & (pl.col("column_1") == "gender"))
    edit_counts(release, lambda counts: counts.with_columns(changed))
    assert rules(release) <= {"count-answer", "count-length"}
    assert not verify_release(release).ok


def test_a_combination_listed_twice_is_found_in_any_order(release: Path) -> None:
    swap = {
        "column_1": "column_2",
        "column_2": "column_1",
        "value_1": "value_2",
        "value_2": "value_1",
    }

    def twice(counts: pl.DataFrame) -> pl.DataFrame:
        pair = counts.filter(measured()).head(1)
        return pl.concat([counts, pair.rename(swap).select(counts.columns)])

    edit_counts(release, twice)
    assert rules(release) == {"count-twice", "manifest"}


def test_a_noisy_count_may_fall_below_zero_and_the_count_beside_it_lies_in_its_interval(
    release: Path,
) -> None:
    """Noise may take it there; the count, its interval and the estimate stay with people."""
    place = (pl.col("length") == "2") & (pl.col("count") == "1")

    def lower(counts: pl.DataFrame) -> pl.DataFrame:
        noisy, high = counts.filter(place).select("noisy_count", "count_high").cast(pl.Int64).row(0)
        texts = {
            "noisy_count": -2,
            "count": 0,
            "count_low": 0,
            "count_high": max(high - noisy - 2, 0),
        }
        return counts.with_columns(first(c, str(text), place) for c, text in texts.items())

    edit_counts(release, lower)
    assert verify_release(release).problems == ()
    edit_counts(release, lambda counts: counts.with_columns(first("count", "-2", place_of_noise())))
    assert rules(release) == {"count-bounds", "count-noisy"}


def place_of_noise() -> pl.Expr:
    return pl.col("noisy_count") == "-2"


def test_a_count_outside_its_interval_is_found(release: Path) -> None:
    outside = [first("count", "999", measured()), first("noisy_count", "999", measured())]
    edit_counts(release, lambda counts: counts.with_columns(outside))
    assert rules(release) == {"count-bounds"}


def test_an_answer_of_the_codebook_that_is_not_counted_is_found(release: Path) -> None:
    """That nobody gave it has to be said: a list without it looks as if nothing was left out."""
    other = (pl.col("length") == "1") & (pl.col("value_1") == "other")
    edit_counts(release, lambda counts: counts.filter(~other))
    assert rules(release) == {"count-left-out", "manifest"}


def test_an_earlier_release_is_as_whole_as_ever(release: Path) -> None:
    """Its counts are the noisy ones themselves, and rare answers are not listed."""

    def earlier(counts: pl.DataFrame) -> pl.DataFrame:
        rare = (pl.col("length") == "1") & (pl.col("value_1") == "other")
        below = first("count", "-2", measured()), first("count_low", "0", measured())
        return counts.drop("noisy_count").filter(~rare).with_columns(*below)

    edit_counts(release, earlier)
    assert rules(release) == {"manifest"}  # the number of counts alone
    assert "noisy_count" not in load_release(release).aggregates.columns


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        *(
            (name, "")
            for name in ("definition", "unit", "neighbours", "accountant", "noise", "software")
        ),
        *(("epsilon", wrong) for wrong in (0, -1, None, "4", True)),
        *(("delta", wrong) for wrong in (0, 1, 2, -1e-6)),
        *((name, None) for name in ("rho", "epsilon_zcdp", "epsilon_total", "delta_total")),
        ("epsilon_zcdp", 3.9),
        ("epsilon", 3.0),
        ("rho", 0.1),
        ("mechanisms", [{"mechanism": "magic"}]),
        ("epsilon_total", 3.9),
        ("delta_total", 1e-9),
        *(("bounds", wrong) for wrong in ({}, {"rows": 0}, {"rows": 1.5}, None, [1])),
        *(("mechanisms", wrong) for wrong in ([], [{}], None, "Gaussian")),
        *(("releases", wrong) for wrong in (0, None, 1.0)),
    ],
)
def test_a_promise_that_is_not_whole_is_found(release: Path, name: str, wrong: object) -> None:
    edit_json(release / "privacy.json", lambda statement: statement.update({name: wrong}))
    reseal(release)
    assert "privacy" in rules(release)


def stated(epsilon: float, delta: float, *events: Event) -> dict[str, object]:
    """A statement that is whole and holds together, whether or not it is true."""
    rho = zcdp(events)
    return {
        **a_statement().to_dict(),
        **{"epsilon": epsilon, "epsilon_total": epsilon, "delta": delta, "delta_total": delta},
        **{"rho": rho, "epsilon_zcdp": epsilon_from_zcdp(rho, delta)},
        "mechanisms": events_to_list(events),
    }


@pytest.mark.parametrize("epsilon", [0.1, 4.0, 20.0])
@pytest.mark.parametrize("sizes", [(2, 3), (4,) * 16, (2, 9, 5, 30) * 3])
def test_the_quick_check_passes_every_plan_and_little_less(
    epsilon: float, sizes: tuple[int, ...]
) -> None:
    plan = make_plan(Layout(sizes), Budget(epsilon, 1e-6))
    assert statement_problems(stated(epsilon, 1e-6, *plan.events)) == ()
    if all(event.sigma >= 2 for event in plan.events if isinstance(event, GaussianEvent)):
        assert statement_problems(stated(0.96 * epsilon, 1e-6, *plan.events))


@pytest.mark.parametrize(
    ("epsilon", "selections"),
    [
        (4.0, SelectionEvent(0.2, 120)),
        (4.0, SelectionEvent(9.0)),
        (1.0, SelectionEvent(0.05, 9999)),
    ],
)
def test_selections_that_cost_more_than_is_stated_are_found(
    epsilon: float, selections: SelectionEvent
) -> None:
    gaussians = GaussianEvent(200.0, 10)
    assert statement_problems(stated(epsilon, 1e-6, gaussians)) == ()
    true = epsilon_spent([gaussians, selections], 1e-6)
    assert epsilon < true
    assert statement_problems(stated(true, 1e-6, gaussians, selections)) == ()
    assert statement_problems(stated(epsilon, 1e-6, gaussians, selections))


@pytest.mark.parametrize(("measured", "choice"), [(4.0, 0.1), (1.0, 4.0), (0.1, 20.0)])
def test_a_paid_choice_is_accepted_at_its_price_and_not_below(
    measured: float, choice: float
) -> None:
    """Whatever the proportion: a single selection is pure, and nothing like a Gaussian."""
    plan = make_plan(Layout((2, 9, 5, 3) * 5), Budget(measured, 1e-6))
    assert any(isinstance(event, SelectionEvent) and event.count > 100 for event in plan.events)
    events = (*plan.events, SelectionEvent(choice))
    whole = {**stated(measured + choice, 1e-6, *events), "candidates": 3}
    assert epsilon_spent(plan.events, 1e-6) <= measured
    assert epsilon_spent([SelectionEvent(choice)], 1e-10) <= choice
    assert statement_problems(whole) == ()
    cheaper = 0.9 * max(measured, choice)
    assert statement_problems({**stated(cheaper, 1e-6, *events), "candidates": 3})


@pytest.mark.parametrize("wrong", [1, -2, 2.0, True, "3", None])
def test_a_choice_is_among_two_or_more(wrong: object) -> None:
    statement = a_statement().to_dict()
    assert statement_problems({**statement, "candidates": 2}) == ()
    assert statement_problems({**statement, "candidates": wrong})


def test_a_choice_that_no_mechanism_made_is_found() -> None:
    statement = stated(4.0, 1e-6, GaussianEvent(200.0, 10))
    assert statement_problems(statement) == ()
    (problem,) = statement_problems({**statement, "candidates": 3})
    assert "lists no mechanism that made the choice" in problem.says()


@pytest.mark.parametrize("wrong", [float("nan"), float("inf")])
def test_a_promise_must_be_finite(wrong: float) -> None:
    statement = a_statement().to_dict()
    assert statement_problems(statement) == ()
    assert statement_problems({**statement, "epsilon": wrong})


def test_a_statement_without_one_of_its_parts_is_found() -> None:
    whole = a_statement().to_dict()
    names = ("definition", "epsilon", "delta", "unit", "bounds", "mechanisms", "rho")
    for name in (*names, "as_of", "ledger"):
        assert statement_problems({key: whole[key] for key in whole if key != name}), name


@pytest.mark.parametrize("wrong", [-1, 1.5, True, "3", None])
def test_evaluations_are_counted_in_whole_numbers(wrong: object) -> None:
    statement = a_statement().to_dict()
    assert statement_problems({**statement, "evaluations": 3}) == ()
    assert statement_problems({**statement, "evaluations": wrong})


def test_manifest_and_statement_must_promise_the_same(release: Path) -> None:
    edit_json(release / "manifest.json", lambda manifest: manifest["privacy"].update(epsilon=1.0))
    reseal(release)
    assert rules(release) == {"privacy"}


@pytest.mark.parametrize(
    "change",
    [
        {"synthetic_rows": {"victims": 7}},
        {"synthetic_rows": None},
        {"published_counts": 7},
        {"codebook": {"name": "other", "version": "1.0"}},
    ],
)
def test_a_manifest_that_says_something_else_is_found(
    release: Path, change: dict[str, object]
) -> None:
    edit_json(release / "manifest.json", lambda manifest: manifest.update(change))
    reseal(release)
    assert rules(release) == {"manifest"}


def test_a_codebook_that_cannot_be_read_is_found(release: Path) -> None:
    for text in ("", "[]", "{}", '{"name": 3, "tables": "x"}'):
        (release / "codebook/codebook.json").write_text(text)
        reseal(release)
        assert rules(release) == {"codebook"}, text


def test_a_codebook_cannot_lead_out_of_the_folder(release: Path) -> None:
    path = release / "codebook/codebook.json"
    edit_json(path, lambda codebook: codebook["tables"][0].update(name="../../etc/passwd"))
    reseal(release)
    assert rules(release) & {"table-name", "codebook"}


def test_a_value_taken_from_the_codebook_is_then_not_listed(release: Path) -> None:
    def drop(codebook: dict[str, Any]) -> None:
        (gender,) = (c for c in codebook["tables"][0]["columns"] if c["name"] == "gender")
        gender["values"] = gender["values"][1:]

    edit_json(release / "codebook/codebook.json", drop)
    reseal(release)
    assert {"value-not-listed", "count-answer"} <= rules(release)
