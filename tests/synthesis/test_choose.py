"""From fitted tables and their cases to one release that was chosen, and paid for."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import polars as pl
import pytest
from small_tables import domain_of, people, plain_book, rich_book, silent

from lanterne.cases import decode, open_cases
from lanterne.errors import InputError, Refused, UsageError
from lanterne.privacy import (
    Account,
    Budget,
    Ledger,
    Protected,
    SelectionEvent,
    Unit,
    epsilon_of_group,
    epsilon_spent,
    events_from_list,
    zcdp,
)
from lanterne.release.statement_check import statement_problems
from lanterne.synthesis import choice_mechanism, choose, exact_counts
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.choice_mechanism import misfit
from lanterne.synthesis.choose import choose_table
from lanterne.synthesis.protect import fit_cases

BOOK = rich_book()
DOMAIN = domain_of(BOOK)
BUDGET = Budget(4.0, 1e-6)


def write_cases(folder, number, codebook=BOOK):
    domain = domain_of(codebook)
    frame = decode(domain.expand(people(domain, number, seed=1)), domain.encoding)
    extra = [
        pl.Series("pid", [f"P{row}" for row in range(number)]),
        pl.Series("home", [f"H{row // 3}" for row in range(number)]),
    ]
    frame.with_columns(extra).write_csv(folder / "cases.csv")
    return folder / "cases.csv"


def opened(path, subject_id="pid", household="", codebook=BOOK):
    ignore = [name for name in ("pid", "home") if name not in {subject_id, household}]
    return open_cases(path, codebook, subject_id, ignore, household=household)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Cases that were measured twice, for persons, and twice for households."""
    folder = tmp_path_factory.mktemp("choose")
    path = write_cases(folder, 300)
    ledger = Ledger(folder / "ledger.jsonl")

    def fit(budget, household="", **more):
        who = "everybody"
        return fit_cases(
            opened(path, "pid", household), budget, Account(ledger, "fit", who), **more
        )

    home = {"household": "home", "unit": Unit.HOUSEHOLD}
    return SimpleNamespace(
        path=path,
        ledger=ledger,
        one=fit(BUDGET),
        two=fit(Budget(1.0, 1e-7)),
        homes=[fit(BUDGET, **home, contribution_bound=bound) for bound in (2, 3)],
        rows=fit_cases(opened(path, ""), BUDGET, Account(ledger, "rows")),
    )


@pytest.fixture
def account(made, tmp_path):
    """A ledger of its own, which holds the charges for the measurements."""
    (tmp_path / "ledger.jsonl").write_bytes(made.ledger.path.read_bytes())
    return Ledger(tmp_path / "ledger.jsonl")


def choice(made, account, fitted=None, dials=tuple(Dial), epsilon=0.5, household="", cases=None):
    cases = opened(made.path, "pid", household) if cases is None else cases
    return choose_table(
        cases, fitted or [made.one], dials, epsilon, account, "best", silent, lambda _: None
    )


def test_statement_and_ledger_hold_the_choice(made, account):
    before = account.spent()
    chosen = choice(made, account)
    table, charge = chosen.table.value, account.entries()[-1]
    statement = table.statement
    assert chosen.measurements == 0
    assert table.settings["dial"] in list(Dial)
    assert (charge.kind, charge.details["purpose"]) == (
        "spend",
        "best: choice among 3 candidates",
    )
    assert (charge.details["epsilon"], charge.details["unit"]) == (0.5, "person")
    assert charge.details["population"] == "everybody"
    assert account.spent().epsilon == before.epsilon + 0.5
    assert (statement.epsilon, statement.delta) == (4.5, 1e-6)
    assert (statement.candidates, statement.evaluations) == (3, 0)
    assert (statement.ledger, statement.epsilon_total) == (charge.digest, before.epsilon + 0.5)
    events = events_from_list(statement.mechanisms)
    assert SelectionEvent(0.5) in events
    measured = events_from_list(made.one.value.statement.mechanisms)
    assert zcdp(events) == pytest.approx(zcdp(measured) + 0.5**2 / 8)
    assert epsilon_spent(events, 1e-6) <= 4.5
    assert not statement_problems(statement.to_dict())


def test_words_say_that_the_choice_is_paid_for_and_speak_of_no_look(made, account):
    statement = choice(made, account).table.value.statement
    for language, said in (
        ("en", "chosen in a protected way from 3 candidates"),
        ("fr", "choisie de façon protégée parmi 3 candidates"),
        ("es", "eligió de forma protegida entre 3 candidatas"),
        ("ar", "إصدارات مرشحة عددها 3"),
    ):
        assert said in statement.in_words(language)
    assert "private evaluation" not in statement.in_words("en")
    assert "candidates" not in made.one.value.statement.in_words("en")


def test_looks_beside_the_choice_are_told_apart(made, account):
    account.note_look("fit")
    words = {}
    for number in (1, 2):
        if account.looks() < number:
            account.note_look("fit")
        statement = choice(made, account).table.value.statement
        words[number] = [statement.in_words(tag) for tag in TAGS]
    apart = ["Apart from that choice", "Outre ce choix", "Aparte de esa elección", "وإلى جانب"]
    for said in words.values():
        assert all(beside in text for beside, text in zip(apart, said, strict=True))
    assert "private evaluation" not in words[1][0]
    assert "one look" in words[1][0]
    assert "without protection: 2." in words[2][0]


TAGS = ("en", "fr", "es", "ar")


def test_what_is_written_is_one_of_the_candidates_whole(made, account, monkeypatch):
    """Each position is reached, and its dial, rows and statement belong together."""
    drawn = []
    plain = choose.draw_rows

    def draw(*arguments, **more):
        drawn.append(plain(*arguments, **more))
        return drawn[-1]

    monkeypatch.setattr(choose, "draw_rows", draw)
    monkeypatch.setattr(choice_mechanism, "select_top_k", lambda scores, k, epsilon: [place])
    for place in range(4):
        drawn.clear()
        fitted, dials = [made.one, made.two], [Dial.CLOSEST, Dial.STRICT]
        chosen = choice(made, account, fitted, dials)
        table = chosen.table.value
        assert (chosen.measurements, table.settings["dial"]) == (place // 2, dials[place % 2])
        assert table.settings == drawn[place].value.settings
        assert table.data.height == len(drawn[place].value.synthesis.codes)
        assert table.statement.candidates == 4


def test_all_measurements_count_whichever_is_chosen(made, account):
    """One is chosen because of how the others compare: their cost is in the promise as well."""
    statement = choice(made, account, [made.one, made.two]).table.value.statement
    assert statement.epsilon == pytest.approx(5.5)
    assert statement.delta == pytest.approx(1.1e-6)
    events = events_from_list(statement.mechanisms)
    measured = [events_from_list(each.value.statement.mechanisms) for each in (made.one, made.two)]
    assert zcdp(events) == pytest.approx(sum(map(zcdp, measured)) + 0.5**2 / 8)
    assert epsilon_spent(events, statement.delta) <= statement.epsilon
    assert not statement_problems(statement.to_dict())


def test_households_that_were_promised_nothing_lose_by_the_choice_too(made, account):
    loss = choose.GroupLoss("household", 3, 1.0, 1e-6)
    statement = replace(made.one.value.statement, unpromised=(loss,))
    one = Protected(replace(made.one.value, statement=statement))
    said = choice(made, account, [one]).table.value.statement
    (lost,) = said.unpromised
    events = events_from_list(said.mechanisms)
    assert (lost.unit, lost.links, lost.delta) == ("household", 3, 1e-6)
    assert lost.epsilon == epsilon_of_group(events, 3, 1e-6)
    assert lost.epsilon > epsilon_of_group(events_from_list(statement.mechanisms), 3, 1e-6)


@pytest.mark.parametrize(("which", "bound"), [([0], 2), ([0, 1], 3)])
def test_households_are_protected_by_more_noise(made, account, monkeypatch, which, bound):
    """The score moves by H for every table, of the largest H; and so many people count."""
    given, seen = [], []
    select, plain = choice_mechanism.select_top_k, choose.CountedPeople
    monkeypatch.setattr(
        choice_mechanism, "select_top_k", lambda *them: given.append(them[2]) or select(*them)
    )
    monkeypatch.setattr(choose, "CountedPeople", lambda *them: seen.append(them[2]) or plain(*them))
    fitted = [made.homes[number] for number in which]
    table = choice(made, account, fitted, household="home").table.value
    tables = DOMAIN.layout.width * (DOMAIN.layout.width + 1) / 2
    assert given == [pytest.approx(0.5 / (bound * tables))]
    assert seen == [bound]
    assert table.statement.unit == account.entries()[-1].details["unit"] == "household"
    assert table.settings["people_counted_per_household"] in {2, 3}
    assert not statement_problems(table.statement.to_dict())


def test_the_spend_is_on_the_disk_before_anything_is_compared(made, account, monkeypatch):
    """What is compared is seen after the charge; an interruption there leaves the charge."""

    def interrupted(exact, released):
        assert account.entries()[-1].details["purpose"].startswith("best: choice")
        raise KeyboardInterrupt

    monkeypatch.setattr(choice_mechanism, "misfit", interrupted)
    before = account.spent().epsilon
    with pytest.raises(KeyboardInterrupt):
        choice(made, account)
    assert account.spent().epsilon == before + 0.5


def test_nothing_is_counted_of_the_cases_before_the_charge(made, account, monkeypatch):
    order = []
    plain_count, plain_charge = exact_counts.count_pairs, account.charge
    for module in (choose, exact_counts):
        monkeypatch.setattr(
            module, "count_pairs", lambda *them: order.append("count") or plain_count(*them)
        )
    monkeypatch.setattr(
        account, "charge", lambda spend: order.append("charge") or plain_charge(spend)
    )
    choice(made, account)
    assert order == ["charge"] + ["count"] * 4


def test_a_ledger_that_cannot_be_written_stops_the_choice(made, account, monkeypatch):
    def refuse(spend):
        raise Refused("full")

    monkeypatch.setattr(account, "charge", refuse)
    monkeypatch.setattr(choice_mechanism, "misfit", lambda *them: pytest.fail("compared"))
    with pytest.raises(Refused):
        choice(made, account)


def test_problems_in_the_cases_cost_nothing(made, account, tmp_path):
    text = made.path.read_text().replace("woman", "wyman", 1)
    (tmp_path / "bad.csv").write_text(text)
    before = account.path.read_bytes()
    with pytest.raises(InputError):
        choice(made, account, cases=opened(tmp_path / "bad.csv"))
    assert account.path.read_bytes() == before


@pytest.mark.parametrize(
    ("fitted", "more", "message"),
    [
        (["one"], {"dials": [Dial.STRICT]}, "two candidates or more"),
        (["one", "one"], {}, "named twice"),
        (["one", "rows"], {}, "different units: person, row"),
        (["one", "home"], {"household": "home"}, "different units: household, person"),
        (["rows"], {}, "each person was one row"),
        (["home"], {}, "nothing says which people live together"),
        (["one"], {"epsilon": 0.0}, "Epsilon must be between"),
        (["one"], {"epsilon": 97.0}, "Epsilon must be between"),
    ],
)
def test_what_does_not_belong_together_is_refused(made, account, fitted, more, message):
    named = {"one": made.one, "rows": made.rows, "home": made.homes[0]}
    before = account.path.read_bytes()
    with pytest.raises(UsageError, match=message):
        choice(made, account, [named[name] for name in fitted], **more)
    assert account.path.read_bytes() == before


def test_another_codebook_is_refused(made, account, tmp_path):
    book = plain_book(3, 4)
    path = write_cases(tmp_path, 60, book)
    other = fit_cases(opened(path, codebook=book), BUDGET, Account(account, "other"))
    before = account.path.read_bytes()
    with pytest.raises(UsageError, match="different codebooks"):
        choice(made, account, [made.one, other])
    with pytest.raises(UsageError, match="with the codebook of the measurements"):
        choice(made, account, cases=opened(path, codebook=book))
    assert account.path.read_bytes() == before


def test_another_ledger_is_refused(made, tmp_path):
    with pytest.raises(UsageError, match="not the ledger that was charged"):
        choice(made, Ledger(tmp_path / "new.jsonl"))
    assert not (tmp_path / "new.jsonl").exists()


def test_the_closest_is_chosen_where_the_choice_may_cost_much(made, account, monkeypatch):
    """With ε of 50 the largest score wins, whatever the place of its candidate."""
    seen = []
    plain = misfit
    monkeypatch.setattr(
        choice_mechanism,
        "misfit",
        lambda *them: seen.append(plain(*them)) or 40_000 * (len(seen) % 3),
    )
    chosen = choice(made, account, dials=[Dial.STRICT, Dial.CLOSEST, Dial.BALANCED], epsilon=50.0)
    assert len(seen) == 3
    assert chosen.table.value.settings["dial"] == "balanced"
