"""A promise that was edited is found: by itself, by the pages, by the intervals, by the ledger.

Each forger also puts the lists right: checksums, manifest and what it says of the promise.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from forged import put_right

sys.path.insert(0, str(Path(__file__).parents[1] / "hub"))

from shelf import BOOK, write_people

import lanterne
from lanterne.errors import InputError, UsageError
from lanterne.gate import new_key, read_record, reasons_in_words
from lanterne.privacy import epsilon_from_zcdp, events_from_list, zcdp
from lanterne.release import verify_release
from lanterne.release.folder import sha256
from lanterne.release.manifest import json_text
from lanterne.synthesis.noise_quantiles import NOMINAL, discrete_gaussian_reach

FACTOR = Fraction(8)
"""How much more noise is claimed than was drawn: enough for ε = 0.5 where it was drawn for 4."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    cases = write_people(folder / "people.csv", 400)
    lanterne.protect(cases, BOOK, epsilon=4, out=folder / "release", ledger=folder / "l.jsonl")
    return folder


@pytest.fixture
def folder(made, tmp_path):
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def rules(report):
    return {one.rule for one in report.problems}


def statement_of(release):
    return json.loads((release / "privacy.json").read_text("utf-8"))


def with_epsilon(statement, epsilon=0.5):
    return statement | {"epsilon": epsilon, "epsilon_total": epsilon}


def with_noise(statement):
    """ε of 0.5, and mechanisms that would keep it."""
    mechanisms = [
        one | {"sigma": str(Fraction(one["sigma"]) * FACTOR)} for one in statement["mechanisms"]
    ]
    rho = zcdp(events_from_list(mechanisms))
    implied = epsilon_from_zcdp(rho, statement["delta"])
    claimed = {"mechanisms": mechanisms, "rho": rho, "epsilon_zcdp": implied}
    return with_epsilon(statement) | claimed


def change_pages(release):
    for name in ("README.md", "PRIVACY.md"):
        text = (release / name).read_text("utf-8")
        text = re.sub(r"(ε = |epsilon |épsilon |إبسلون )4(?![0-9.])", r"\g<1>0.5", text)
        (release / name).write_text(text, "utf-8")
    pictures = (release / "PROMISE.html").read_text("utf-8")
    (release / "PROMISE.html").write_text(pictures.replace('epsilon="4"', 'epsilon="0.5"'), "utf-8")


def change_widths(release):
    """Intervals as they would be with the noise that is claimed.

    An upper end that was cut at zero does not tell how wide its interval was: it stays.
    """
    place = release / "aggregates" / "aggregates.csv"
    counts = pl.read_csv(place)
    half = (counts["count_high"] - counts["noisy_count"]).clip(lower_bound=0)
    wide = discrete_gaussian_reach(half.to_numpy() / 1.96 * float(FACTOR), NOMINAL)
    singles = {
        int(discrete_gaussian_reach(np.array([float(Fraction(one["sigma"]))]), NOMINAL)[0]): int(
            discrete_gaussian_reach(np.array([float(Fraction(one["sigma"]) * FACTOR)]), NOMINAL)[0]
        )
        for one in statement_of(release)["mechanisms"]
    }
    reach = [singles.get(int(old), int(new)) for old, new in zip(half, wide, strict=True)]
    counts = counts.with_columns(
        count_low=(pl.col("noisy_count") - pl.Series(reach)).clip(lower_bound=0),
        count_high=pl.when(pl.col("count_high") > 0)
        .then((pl.col("noisy_count") + pl.Series(reach)).clip(lower_bound=0))
        .otherwise(pl.col("count_high")),
        estimate_low=pl.min_horizontal("estimate_low", pl.lit(0.0)),
        estimate_high=pl.col("estimate_high") * float(FACTOR),
    )
    counts.write_csv(place)
    package = json.loads((release / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        if resource["path"].startswith("aggregates/"):
            resource |= {"bytes": place.stat().st_size, "hash": f"sha256:{sha256(place)}"}
    (release / "datapackage.json").write_text(json_text(package), "utf-8")


def test_an_honest_release_holds(folder):
    report = verify_release(folder / "release", ledger=folder / "l.jsonl", exact=True)
    assert report.ok, report.problems
    assert report.unchecked == ()


def test_epsilon_that_was_edited_alone_is_more_than_the_noise_keeps(folder):
    put_right(folder / "release", with_epsilon(statement_of(folder / "release")))
    assert rules(verify_release(folder / "release")) == {"privacy"}


@pytest.mark.parametrize("exact", [False, True])
def test_epsilon_a_little_smaller_is_seen(folder, exact):
    """Where nothing was selected, all noise is one Gaussian, and the quick check is exact."""
    release = folder / "release"
    put_right(release, with_epsilon(statement_of(release), 3.97))
    assert "privacy" in rules(verify_release(release, exact=exact))


def test_epsilon_and_noise_edited_together_are_not_what_the_pages_say(folder):
    release = folder / "release"
    put_right(release, with_noise(statement_of(release)))
    assert "privacy-pages" in rules(verify_release(release))


def test_epsilon_noise_and_pages_are_not_what_the_intervals_say(folder):
    release = folder / "release"
    change_pages(release)
    put_right(release, with_noise(statement_of(release)))
    assert rules(verify_release(release)) == {"privacy-widths"}


def test_where_all_was_edited_the_ledger_knows(folder):
    release = folder / "release"
    change_widths(release)
    change_pages(release)
    put_right(release, with_noise(statement_of(release)))
    assert verify_release(release).ok, "nothing in the folder tells"
    report = verify_release(release, ledger=folder / "l.jsonl")
    assert rules(report) == {"privacy-ledger"}
    said = " ".join(one.says() for one in report.problems)
    assert all(
        word in said
        for word in (
            "different ε",
            "the noise in the privacy statement are not those",
            "smaller total",
        )
    )


def test_the_gate_asks_the_ledger(folder):
    release = folder / "release"
    change_widths(release)
    change_pages(release)
    put_right(release, with_noise(statement_of(release)))
    new_key(folder / "key")
    with pytest.raises(InputError) as error:
        lanterne.judge(
            folder / "people.csv",
            release,
            policy="lenient",
            key=folder / "key",
            by="Ada Example",
            ledger=folder / "l.jsonl",
        )
    assert {one.rule for one in error.value.problems} == {"privacy-ledger"}
    assert not (folder / "release.gate.json").exists()


@pytest.mark.parametrize("level", ["strict", "usual"])
def test_the_gate_refuses_what_no_ledger_was_asked_of(folder, level):
    gated = judged_without_ledger(folder, level)
    assert not gated.allowed
    assert gated.judgement.reasons[0].name == "promise.ledger"
    assert read_record(gated.record)[-1].charged is False
    (first, *_rest) = reasons_in_words(gated.judgement)
    assert "--ledger" in first.advice


def test_another_policy_says_that_no_ledger_was_asked(folder):
    gated = judged_without_ledger(folder, "lenient")
    assert "promise.ledger" not in {one.name for one in gated.judgement.reasons}
    assert "note.uncharged" in {one.name for one in gated.judgement.notes}
    assert gated.to_dict()["charged"] is False
    assert lanterne.verify_record(folder / "release").ok


def judged_without_ledger(folder, policy):
    """Of a release whose ledger lies under another name: an edited ε would not be seen."""
    new_key(folder / "key")
    return lanterne.judge(
        folder / "people.csv", folder / "release", policy=policy, key=folder / "key", by="Ada"
    )


def test_another_unit_is_seen_by_the_ledger(folder):
    release = folder / "release"
    put_right(release, statement_of(release) | {"unit": "person"})
    assert verify_release(release).ok
    assert rules(verify_release(release, ledger=folder / "l.jsonl")) == {"privacy-ledger"}


def test_a_ledger_that_does_not_know_the_release_says_nothing_for_it(folder, tmp_path):
    cases = write_people(tmp_path / "others.csv", 200)
    lanterne.protect(cases, BOOK, epsilon=1, out=tmp_path / "o", ledger=tmp_path / "o.jsonl")
    report = verify_release(folder / "release", ledger=tmp_path / "o.jsonl")
    assert rules(report) == {"privacy-ledger"}
    with pytest.raises(UsageError, match="no ledger"):
        verify_release(folder / "release", ledger=tmp_path / "none.jsonl")


def test_a_page_that_names_no_promise_is_told_and_no_fault(folder):
    release = folder / "release"
    text = (release / "PRIVACY.md").read_text("utf-8")
    (release / "PRIVACY.md").write_text(re.sub("epsilon|épsilon|إبسلون", "e", text), "utf-8")
    put_right(release, statement_of(release))
    report = verify_release(release)
    assert report.ok
    assert [one.parameters["page"] for one in report.unchecked] == ["PRIVACY.md"]
