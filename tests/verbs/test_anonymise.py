"""The k-methods as a Python function, and what is done with a release of theirs."""

import os
import random

import polars as pl
import pytest

import lanterne
from lanterne.anonymity import find_faults, find_violations
from lanterne.attacks import Promise, run_attacks
from lanterne.codebook import parse_codebook
from lanterne.errors import InputError, LanterneError, Refused, UsageError
from lanterne.evaluation import findings
from lanterne.messages import TAGS
from lanterne.messages.store import part
from lanterne.verbs import K

BOOK = """
name = "places"
version = "1"
title = { en = "Places" }
[[hierarchies.place]]
values = ["north", "south"]
members = { north = ["N1", "N2"], south = ["S1", "S2", "S3"] }
[[tables]]
name = "t"
label = { en = "T" }
subject_id = "id"
columns = [
  { name = "place", type = "category", label = { en = "Place" }, hierarchy = "place",
    values = ["N1", "N2", "S1", "S2", "S3"] },
  { name = "gender", type = "category", label = { en = "Gender" }, values = ["woman", "man"] },
  { name = "work", type = "category", label = { en = "Work" }, values = ["farm", "sea", "home"] },
]
""".replace("\n    values", " values")

BY_K = {
    "synthetic": {"method": "k-anonymous-synthetic", "k": 8, "length": 2},
    "rows": {"method": "k-anonymous-synthetic", "k": 8, "length": "rows"},
    "generalised": {
        "method": "k-anonymised",
        "k": 50,
        "quasi_identifiers": ["place", "gender"],
        "diversity": 2,
        "sensitive": ["work"],
    },
}


def people(number=333):
    chance = random.Random(5)
    rows = [
        (
            f"P{place}",
            chance.choices(["N1", "N2", "S1", "S2", "S3", ""], [30, 30, 30, 25, 1, 7])[0],
            chance.choice(["woman", "man"]),
            chance.choices(["farm", "sea", "home", ""], [6, 2, 3, 1])[0],
        )
        for place in range(number)
    ]
    return pl.DataFrame(rows, ["id", "place", "gender", "work"], orient="row")


@pytest.fixture
def book():
    return parse_codebook(BOOK.encode(), "places.toml")


@pytest.fixture
def cases(tmp_path):
    path = tmp_path / "cases.csv"
    people().write_csv(path)
    return path


def test_rows_that_were_taken_for_people_are_called_so_in_the_release(cases, book, tmp_path):
    """Two rows of each person and no subject id: the same k, and fewer people behind it."""
    made = anonymise(cases, book, "synthetic")
    assert made.statement.unit == "person"
    twice = tmp_path / "more" / "twice.csv"
    twice.parent.mkdir()
    pl.concat([people(), people()]).drop("id").write_csv(twice)
    nameless = parse_codebook(BOOK.replace('subject_id = "id"\n', "").encode(), "places.toml")
    again = anonymise(twice, nameless, "synthetic")
    assert again.statement.unit == "row"
    assert "taken to be one person" in (again.release / "GUARANTEE.md").read_text("utf-8")
    assert lanterne.load(again.release).k_statement.unit == "row"


def anonymise(cases, book, name, **more):
    return lanterne.anonymise(cases, book, out=cases.with_name("release"), **BY_K[name], **more)


@pytest.mark.parametrize("name", BY_K)
def test_a_release_keeps_its_promise_by_brute_force(name, cases, book):
    made = anonymise(cases, book, name)
    assert lanterne.verify(made.release).problems == ()
    loaded = lanterne.load(made.release)
    assert loaded.guarantee == made.guarantee
    assert (made.subject_id, made.new_ledger, made.rows) == ("id", True, loaded.data.height)
    real = people().drop("id")
    if name == "generalised":
        sizes = loaded.data.group_by("place", "gender").agg(pl.len(), pl.n_unique("work"))
        assert sizes["len"].min() >= 50
        assert sizes["work"].min() >= 2
        assert find_faults(loaded.data, made.guarantee) == {}
    else:
        assert find_violations(loaded.data, real, 8, made.guarantee.length) == {}
        whole = real.group_by(real.columns).len()
        held = (
            loaded.data.unique()
            .filter(pl.all_horizontal(pl.all() != ""))
            .join(whole, on=real.columns, how="left")
        )
        assert name != "rows" or (held.height and held["len"].min() >= 8)


@pytest.mark.parametrize("name", BY_K)
def test_it_is_evaluated_and_attacked_in_the_answers_of_the_release(name, cases, book):
    made = anonymise(cases, book, name)
    evaluation = lanterne.evaluate(cases, made.release)
    assert evaluation.promised.method == BY_K[name]["method"]
    assert (evaluation.epsilon, evaluation.promised.k) == (None, BY_K[name]["k"])
    one, two = evaluation.comparison.length(1), evaluation.comparison.length(2)
    assert one.fabricated == two.fabricated == 0
    assert evaluation.aggregates == ()
    wider = name == "generalised"
    assert evaluation.coarser == (("place",) if wider else ())
    for language in TAGS:
        words = part("evaluation", language)["finding.coarser"].split("{columns}")
        said = [finding.text for finding in findings(evaluation, language)]
        assert any(all(one in text for one in (*words, "place")) for text in said) == wider
    loaded = lanterne.load(made.release)
    promise = Promise.of_guarantee(made.guarantee)
    assert (promise.k, promise.epsilon, promise.quasi_identifiers) == (
        BY_K[name]["k"], None, made.guarantee.quasi_identifiers,
    )  # fmt: skip
    report = run_attacks(
        people().drop("id"), loaded.data, loaded.of_cases, promise=promise, draws=20
    )
    assert report.results


def test_generalised_cases_that_were_not_lifted_would_look_invented(cases, book):
    """The planted fault: read as they are, the cases share no wider answer with the release."""
    made = anonymise(cases, book, "generalised")
    loaded = lanterne.load(made.release)
    assert set(loaded.data["place"]) & {"north", "south"}
    from lanterne.evaluation import compare_frames  # noqa: PLC0415

    plain = compare_frames(people().drop("id"), loaded.data)
    assert plain.length(1).fabricated > 0


def test_releases_of_all_methods_stand_side_by_side(cases, book):
    places = [cases.with_name(name) for name in ("a", "b", "c")]
    lanterne.protect(cases, book, epsilon=4, out=places[0])
    for place, name in zip(places[1:], ("synthetic", "generalised"), strict=True):
        lanterne.anonymise(
            cases, book, out=place, accept_risk="a test of three methods", **BY_K[name]
        )
    versus = lanterne.compare(cases, [places[2], places[0], places[1]])
    assert [one.coarser for one in versus.evaluations] == [("place",), (), ()]
    assert {one.promised.method for one in versus.evaluations} == {
        "differential-privacy", "k-anonymous-synthetic", "k-anonymised",
    }  # fmt: skip


def test_the_ledger_is_written_before_the_release(cases, book, monkeypatch):
    import lanterne.release  # noqa: PLC0415

    def full(*_, **__):
        assert '"k-release"' in cases.with_name("lanterne-ledger.jsonl").read_text()
        raise LanterneError("The disk is full.")

    monkeypatch.setattr("lanterne.verbs.rehearsal.Rehearsal.grouped", lambda *_: None)
    monkeypatch.setattr(lanterne.release, "write_k_release", full)
    with pytest.raises(LanterneError) as failed:
        anonymise(cases, book, "synthetic")
    assert "was not made" in failed.value.__notes__[0]
    assert not cases.with_name("release").exists()
    monkeypatch.undo()
    with pytest.raises(Refused, match="subtract"):
        anonymise(cases, book, "synthetic")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_ledger_that_cannot_be_written_means_no_release(cases, book):
    cases.with_name("lanterne-ledger.jsonl").touch(mode=0o400)
    with pytest.raises(LanterneError, match="cannot be written"):
        anonymise(cases, book, "synthetic")
    assert not cases.with_name("release").exists()


def test_what_a_method_made_is_checked_before_the_ledger_is_told(cases, book, monkeypatch):
    """A method that breaks its promise, planted, leaves neither an entry nor a folder."""
    from lanterne.anonymity.synthetic import make  # noqa: PLC0415

    honest = make.decode
    rare = pl.lit("S3").alias("place")  # which one person in a hundred has
    monkeypatch.setattr(make, "decode", lambda *given: honest(*given).with_columns(rare))
    with pytest.raises(Refused, match="does not keep its promise"):
        anonymise(cases, book, "synthetic")
    assert not cases.with_name("lanterne-ledger.jsonl").exists()
    assert not cases.with_name("release").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "k-anonymus"}, "no k-method 'k-anonymus'"),
        ({"method": "k-anonymus"}, "Did you mean 'k-anonymised'"),
        ({"method": "differential-privacy"}, "no k-method"),
        ({"method": "k-anonymous-synthetic", "diversity": 0}, "has no diversity"),
        ({"method": "k-anonymous-synthetic", "length": "all"}, "or 'rows', not 'all'"),
        ({"method": "k-anonymous-synthetic", "length": 2.5}, "must be a whole number or a text"),
        (
            {"method": "k-anonymised", "length": 2, "quasi_identifiers": ["place"]},
            "k-anonymised has no length",
        ),
        ({"method": "k-anonymised", "quasi_identifiers": "place"}, "a list of texts"),
        ({"method": "k-anonymous-synthetic", "accept_risk": ""}, "3 words"),
        ({"method": "k-anonymous-synthetic", "licence": "do as you like"}, "SPDX"),
    ],
)
def test_a_call_that_makes_no_sense(options, message, cases, book):
    with pytest.raises(UsageError, match=message):
        lanterne.anonymise(cases, book, out=cases.with_name("release"), **options)
    assert not cases.with_name("lanterne-ledger.jsonl").exists()


def test_nothing_is_read_where_the_call_or_the_ledger_forbids(cases, book, monkeypatch):
    anonymise(cases, book, "rows")
    cases.write_text("not a case file")
    with pytest.raises(Refused, match="subtract"):
        lanterne.anonymise(cases, book, out=cases.with_name("second"), **BY_K["rows"])
    with pytest.raises(Refused, match="subtract"):
        lanterne.protect(cases, book, epsilon=1, out=cases.with_name("second"))
    with pytest.raises(InputError):
        lanterne.anonymise(
            cases, book, out=cases.with_name("second"), accept_risk="to see it fail", **BY_K["rows"]
        )
    with pytest.raises(UsageError, match="length"):
        lanterne.anonymise(
            cases, book, method="k-anonymous-synthetic", length=0, out=cases.with_name("second")
        )


def test_a_draft_is_refused(cases):
    draft = parse_codebook(("draft = true\n" + BOOK).encode(), "places.toml")
    with pytest.raises(Refused, match="draft"):
        anonymise(cases, draft, "synthetic")
    assert anonymise(cases, draft, "generalised", accept_draft=True).rows


def test_rows_of_one_person_are_one(cases, book):
    """Nobody is hidden among k when the k records are theirs."""
    twice = pl.concat([people(60), people(60)])
    twice.write_csv(cases)
    with pytest.raises(UsageError, match="fewer records"):
        lanterne.anonymise(
            cases, book, method="k-anonymous-synthetic", k=61, out=cases.with_name("release")
        )


def test_ten_people_are_alike_where_nobody_says_otherwise():
    assert K == 10
