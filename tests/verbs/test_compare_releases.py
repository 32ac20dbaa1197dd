"""Several releases beside each other, and what the ledger keeps of looking."""

import json
from types import SimpleNamespace

import polars as pl
import pytest

import lanterne
from lanterne import verbs
from lanterne.codebook.model import Codebook, Column, ColumnType, Table, Value
from lanterne.errors import UsageError
from lanterne.evaluation import Evaluation, Versus
from lanterne.messages import TAGS
from lanterne.messages.store import part
from lanterne.privacy import Ledger

LABEL = {"en": "label"}


def column(name, kind, *codes):
    return Column(name, kind, tuple(Value(code, LABEL) for code in codes), LABEL)


BOOK = Codebook(
    "plain",
    "1",
    LABEL,
    (
        Table(
            "people",
            LABEL,
            (
                column("gender", ColumnType.CATEGORY, "Woman", "Man"),
                column("isMinor", ColumnType.FLAG, "1", "0"),
            ),
        ),
    ),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compare")
    cases = folder / "cases.csv"
    cases.write_text("gender,isMinor\n" + "Woman,1\nMan,0\nWoman,\n" * 200)
    first = verbs.protect(cases, BOOK, epsilon=2, out=folder / "first")
    verbs.redraw(first.kept, out=folder / "second", dial="strict")
    return SimpleNamespace(folder=folder, cases=cases, ledger=Ledger(first.ledger))


def test_releases_stand_in_the_order_of_asking(made, tmp_path):
    before = made.ledger.looks()
    releases = [made.folder / "second", made.folder / "first"]
    versus = lanterne.compare(made.cases, releases, out=tmp_path / "report")
    assert versus.names == ("A · second", "B · first")
    assert versus.looks == made.ledger.looks() == before + 2
    assert all(one.looks == versus.looks for one in versus.evaluations)
    figures = json.loads((tmp_path / "report" / "evaluation.json").read_text())
    assert figures == json.loads(json.dumps(versus.to_dict()))
    page = (tmp_path / "report" / "index.html").read_text()
    assert "Chosen from 2 runs after a private evaluation." in page
    assert "A · second" in page
    alone = lanterne.evaluate(made.cases, made.folder / "second")
    assert alone.comparison == versus.evaluations[0].comparison


def test_each_evaluation_is_noted_and_costs_nothing(made):
    before, spent = made.ledger.looks(), made.ledger.spent().epsilon
    evaluation = lanterne.evaluate(made.cases, made.folder / "first")
    assert isinstance(evaluation, Evaluation)
    assert evaluation.looks == made.ledger.looks() == before + 1
    assert made.ledger.entries()[-1].details == {"release": "first"}
    assert made.ledger.spent().epsilon == spent


def test_a_release_says_how_often_somebody_had_looked(made, tmp_path):
    """It says what its ledger knew: nothing at first, and all when drawn again with the ledger."""
    assert lanterne.load(made.folder / "first").statement.evaluations == 0
    assert "private evaluation" not in (made.folder / "first" / "PRIVACY.md").read_text()
    while made.ledger.looks() < 3:
        lanterne.evaluate(made.cases, made.folder / "first")
    n = made.ledger.looks()
    final = lanterne.redraw(
        made.folder / "first.fitted.npz", out=tmp_path / "final", ledger=made.ledger.path
    )
    page = (final / "PRIVACY.md").read_text()
    for tag in TAGS:
        sentence = part("statement", tag)["evaluations.2"].partition("{as_of}")[2]
        words = sentence.partition("{evaluations}")[0].split()
        assert " ".join([*words, str(n)]) in " ".join(page.split())
    assert json.loads((final / "privacy.json").read_text())["evaluations"] == n
    assert lanterne.verify(final).ok
    assert lanterne.load(final).statement.evaluations == n
    again = verbs.protect(
        made.cases, BOOK, epsilon=1, out=tmp_path / "next", ledger=made.ledger.path
    )
    assert again.statement.evaluations == n


def test_without_a_ledger_nobody_counts_and_none_is_begun(made, tmp_path):
    (tmp_path / "cases.csv").write_bytes(made.cases.read_bytes())
    evaluation = lanterne.evaluate(tmp_path / "cases.csv", made.folder / "first")
    assert evaluation.looks is None
    assert [path.name for path in tmp_path.iterdir()] == ["cases.csv"]
    before = made.ledger.looks()
    lanterne.evaluate(tmp_path / "cases.csv", made.folder / "first", ledger=made.ledger.path)
    assert made.ledger.looks() == before + 1
    with pytest.raises(UsageError, match="no ledger"):
        lanterne.evaluate(made.cases, made.folder / "first", ledger=tmp_path / "none.jsonl")


@pytest.mark.parametrize("number", [0, 1, 7])
def test_too_few_or_too_many_are_refused(made, number, tmp_path):
    before = made.ledger.looks()
    with pytest.raises(UsageError, match="Two to 6 releases"):
        lanterne.compare(made.cases, [made.folder / "first"] * number, out=tmp_path / "out")
    assert made.ledger.looks() == before
    assert list(tmp_path.iterdir()) == []


def test_releases_of_other_columns_are_refused(made, tmp_path):
    other = Codebook("other", "1", LABEL, (Table("people", LABEL, BOOK.table.columns[:1]),))
    (tmp_path / "cases.csv").write_text("gender\n" + "Woman\nMan\n" * 100)
    lanterne.protect(tmp_path / "cases.csv", other, epsilon=2, out=tmp_path / "release")
    with pytest.raises(UsageError, match="does not have the columns"):
        lanterne.compare(made.cases, [made.folder / "first", tmp_path / "release"])


def test_attacks_are_shown(made, tmp_path):
    attacks = [{"name": "membership", "rate": 0.9, "low": 0.8, "chance": 0.5, "allowed": 0.6}]
    evaluation = lanterne.evaluate(
        made.cases, made.folder / "first", out=tmp_path / "out", attacks=attacks
    )
    assert evaluation.risk.level == "poor"
    assert "“membership”" in (tmp_path / "out" / "index.html").read_text()
    with pytest.raises(UsageError, match="list of attacks"):
        lanterne.evaluate(made.cases, made.folder / "first", attacks={"nothing": 1})


def test_a_comparison_is_not_made_of_one_alone(made):
    evaluation = lanterne.evaluate(made.cases, made.folder / "first")
    with pytest.raises(UsageError):
        Versus((evaluation,))
    assert isinstance(evaluation.to_dict()["analyses"], dict)
    assert pl.read_csv(made.cases).height == 600


def test_a_release_of_other_cases_is_refused_before_anybody_looks(made, tmp_path):
    """The ledger beside the cases knows every release of them: the other is of somebody else."""
    cases = tmp_path / "others.csv"
    cases.write_text("gender,isMinor\n" + "Woman,1\nMan,0\nMan,\n" * 200)
    other = verbs.protect(cases, BOOK, epsilon=2, out=tmp_path / "other")
    before = Ledger(other.ledger).looks()
    with pytest.raises(
        UsageError, match="Nothing shows that the release was made from these cases"
    ):
        lanterne.evaluate(cases, made.folder / "first")
    with pytest.raises(
        UsageError, match="Nothing shows that the release was made from these cases"
    ):
        lanterne.compare(cases, [tmp_path / "other", made.folder / "first"])
    assert Ledger(other.ledger).looks() == before
    assert lanterne.evaluate(cases, made.folder / "first", ledger=made.ledger.path)


def test_who_stands_out_is_a_look_that_the_ledger_counts(made, tmp_path):
    before, spent = made.ledger.looks(), made.ledger.spent().epsilon
    found = verbs.find_risk(made.cases, BOOK, out=tmp_path / "risk")
    assert found.looks == made.ledger.looks() == before + 1
    assert found.to_dict()["looks"] == found.looks
    assert made.ledger.entries()[-1].details == {"report": "risk"}
    assert made.ledger.spent().epsilon == spent
    said = f"looked at without protection {found.looks} times"
    assert said in (tmp_path / "risk" / "index.html").read_text()


def test_a_look_at_a_copy_of_the_cases_says_that_nobody_counts_it(made, tmp_path):
    copy = tmp_path / "copy.csv"
    copy.write_bytes(made.cases.read_bytes())
    before = made.ledger.looks()
    assert verbs.find_risk(copy, BOOK).looks is None
    assert lanterne.evaluate(copy, made.folder / "first", out=tmp_path / "report").looks is None
    page = (tmp_path / "report" / "index.html").read_text()
    assert "this look at the cases is not counted" in page
    assert made.ledger.looks() == before
    assert verbs.find_risk(copy, BOOK, ledger=made.ledger.path).looks == before + 1


@pytest.mark.parametrize("file", ["PRIVACY.md"])
def test_each_release_says_which_looks_nobody_counts(made, file):
    page = (made.folder / "first" / file).read_text()
    for said in (
        "Not counted: looks at the records",
        "Ne sont pas comptées",
        "No se cuenta",
        "لا يُحسب",
    ):
        assert said in page


def test_drawn_again_beside_the_ledger_a_release_counts_the_looks_of_today(made, tmp_path):
    """Without it, those of the day of the measurement, and it says of which day they are."""
    lanterne.evaluate(made.cases, made.folder / "first")
    kept = made.folder / "first.fitted.npz"
    beside = lanterne.redraw(kept, out=tmp_path / "beside")
    assert lanterne.load(beside).statement.evaluations == made.ledger.looks() > 0
    elsewhere = tmp_path / "away" / kept.name
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(kept.read_bytes())
    alone = lanterne.load(lanterne.redraw(elsewhere, out=tmp_path / "alone"))
    assert alone.statement.evaluations == 0
    assert f"or after {alone.statement.as_of}" in alone.statement.in_words()
