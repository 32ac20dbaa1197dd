"""Networks from their files to a release, plain ones and such as hardly ever are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tiny_networks import CODEBOOK as TINY
from whole_networks import (
    a_network,
    assert_counts,
    assert_whole,
    codebook,
    fitted,
    usual,
    victim_rows,
    write,
)

from extent import ALL
from few_starts import few_starts
from lanterne.cases.network import open_network
from lanterne.codebook.model import Condition, Rule
from lanterne.errors import InputError
from lanterne.privacy import Account, Budget, Ledger, Unit
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.network import draw, plan, synthesise
from lanterne.synthesis.network import write as writing
from lanterne.synthesis.network.draw import DrawnNetwork
from lanterne.synthesis.network.fit import fit_network
from lanterne.synthesis.network.plan import Domains
from lanterne.synthesis.network.synthesise import draw_network

SHARED = {
    "all victims of one perpetrator": (codebook(), [(v, 0) for v in range(300)], 300),
    "one victim of hundreds": (
        codebook(), [(0, p) for p in range(400)] + [(v, 400) for v in range(1, 60)], 300
    ),
    "one link of all": (codebook(), [(7, 0)], 300),
    "one victim": (codebook(), [(0, 0), (0, 1)], 1),
    "one victim of one": (codebook(1, 1), [(0, 0)], 1),
    "everybody with everybody": (
        codebook(), [(v, p) for v in range(20) for p in range(20)], 20
    ),
    "at most one each": (codebook(1, 1), [(v, v) for v in range(100)], 100),
    "at most two and three": (
        codebook(2, 3), [(v, v // 3 + k) for v in range(90) for k in range(0, v % 3, 3)], 100
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _quick():
    """What must hold of every network holds whatever the model is."""
    with few_starts():
        yield


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A network of 300 victims, measured for victims and perpetrators at once."""
    folder, book = tmp_path_factory.mktemp("plain"), codebook(4, 10)
    one = a_network(usual(), 300)
    path = write(folder / "in", one, book)
    budgets = {Unit.VICTIM: Budget(8, 1e-6), Unit.PERPETRATOR: Budget(30, 1e-6)}
    cases = open_network(path, book)
    done = fit_network(cases, budgets, Account(Ledger(folder / "l"), "x"), counted={"victim": 4})
    return book, one, done


@pytest.mark.parametrize("dial", list(Dial))
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long)])
def test_a_plain_network_is_whole_and_counted_right(plain, dial, seed, tmp_path):
    book, _, done = plain
    drawn = draw_network(done, dial, seed).value
    assert_whole(tmp_path / "out", drawn.tables, book)
    assert_counts(drawn.tables, drawn.aggregates, book)


def test_a_network_is_about_as_large_as_it_was(tmp_path):
    one = a_network(usual(), 300)
    drawn = draw_network(fitted(tmp_path, one, codebook(4, 10), victim=20), seed=3).value
    assert len(drawn.tables.victims) == drawn.settings["victims_estimated"]
    assert len(drawn.tables.victims) == pytest.approx(300, abs=15)
    assert len(drawn.tables.links) == pytest.approx(len(one.links), rel=0.1)


def test_a_table_of_few_codes_has_few_latent_classes(plain):
    """Of ten starts together; as many as a long list of countries needs would follow the noise."""
    _, _, done = plain
    for model in vars(done.value.models).values():
        assert model.classes <= 10 * max(16, model.layout.total / 4)


def test_the_same_seed_draws_the_same_and_another_something_else(plain):
    _, _, done = plain
    first, again, other = (draw_network(done, seed=seed).value.tables for seed in (5, 5, 6))
    for name in ("victims", "perpetrators", "links"):
        assert getattr(first, name).equals(getattr(again, name))
    assert not first.links.equals(other.links)


@pytest.mark.parametrize("name", SHARED)
def test_strange_networks_are_whole_and_counted_right(name, tmp_path):
    book, pairs, victims = SHARED[name]
    done = fitted(tmp_path, a_network(pairs, victims), book, victim=4)
    for seed in (1, 2) if ALL else (1,):
        drawn = draw_network(done, seed=seed).value
        assert_whole(tmp_path / f"out {seed}", drawn.tables, book)
        assert_counts(drawn.tables, drawn.aggregates, book)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("one victim of hundreds", "perpetrator"),
        ("all victims of one perpetrator", "household"),
        # Each of these networks and promises is above, with the other.
        pytest.param("one victim of hundreds", "household", marks=pytest.mark.long),
        pytest.param("all victims of one perpetrator", "perpetrator", marks=pytest.mark.long),
    ],
)
def test_strange_networks_under_other_promises(name, unit, tmp_path):
    book, pairs, victims = SHARED[name]
    done = fitted(tmp_path, a_network(pairs, victims), book, **{unit: 4})
    drawn = draw_network(done, seed=1).value
    assert_whole(tmp_path / "out", drawn.tables, book)


def test_one_perpetrator_of_all_takes_no_link_away(tmp_path):
    book, pairs, victims = SHARED["all victims of one perpetrator"]
    done = fitted(tmp_path, a_network(pairs, victims), book, victim=20)
    links = draw_network(done, seed=1).value.tables.links
    assert links.height == pytest.approx(300, abs=30)


def test_nobody_has_a_perpetrator(tmp_path):
    """The files are refused, and nothing is spent."""
    book = codebook()
    path = write(tmp_path / "in", a_network([], 50), book)
    ledger = Ledger(tmp_path / "ledger")
    with pytest.raises(InputError, match="links"):
        fit_network(open_network(path, book), {Unit.VICTIM: Budget(4, 1e-6)}, Account(ledger, "x"))
    assert not ledger.path.exists()


def test_nobody_is_drawn_with_a_perpetrator(tmp_path, monkeypatch):
    """Noise may leave no link at all; the tables of others are then empty, with their columns."""
    book, pairs, victims = SHARED["one link of all"]
    done = fitted(tmp_path, a_network(pairs, victims), book, victim=1)
    real = draw._numbers
    monkeypatch.setattr(draw, "_numbers", lambda *some: np.zeros_like(real(*some)))
    tables = draw_network(done, seed=1).value.tables
    assert len(tables.victims) > 0
    assert tables.perpetrators.columns == ["perpetrator", "gang", "nation"]
    assert tables.links.columns == ["victim", "perpetrator", "roles", "paid"]
    assert (tables.perpetrators.height, tables.links.height) == (0, 0)


def test_a_victim_over_the_bound_costs_nothing_where_both_are_promised(tmp_path):
    book, pairs, victims = SHARED["one victim of hundreds"]
    path = write(tmp_path / "in", a_network(pairs, victims), book)
    ledger = Ledger(tmp_path / "ledger")
    ledger.create(Budget(50, 1e-4))
    before = ledger.path.read_bytes()
    both = {Unit.VICTIM: Budget(4, 1e-6), Unit.PERPETRATOR: Budget(4, 1e-6)}
    with pytest.raises(InputError, match="more than 399 links") as raised:
        fit_network(open_network(path, book), both, Account(ledger, "x"), counted={"victim": 399})
    assert "v0" not in str(raised.value)
    assert ledger.path.read_bytes() == before
    fit_network(open_network(path, book), both, Account(ledger, "x"), counted={"victim": 400})
    assert ledger.spent().releases == 1


def test_keys_say_nothing_of_the_order_in_which_people_were_drawn(plain, monkeypatch):
    """Rows of the tables are those that were drawn, in another order, and links follow them."""
    book, _, done = plain
    seen: list[DrawnNetwork] = []
    real = synthesise.draw_codes
    monkeypatch.setattr(
        synthesise, "draw_codes", lambda *some: seen.append(real(*some)) or seen[-1]
    )
    tables = draw_network(done, seed=4).value.tables
    (drawn,) = seen
    domains = Domains.of(book)
    victims = writing._texts(drawn.victims, domains.victims, book.network.victims.names)
    links = writing._texts(
        drawn.links, domains.links, (*book.network.perpetrators.names, *book.network.links.names)
    )
    expected = sorted(
        (*victims.row(v), *row) for v, row in zip(drawn.victim, links.rows(), strict=True)
    )
    joined = tables.links.join(tables.victims, on="victim").join(
        tables.perpetrators, on="perpetrator"
    )
    names = [*victims.columns, *links.columns]
    assert sorted(joined.select(names).rows()) == expected
    ordered = tables.victims.drop("victim").rows()
    assert sorted(ordered) == sorted(victims.rows())
    assert ordered != victims.rows()
    # Who is drawn first stands anywhere.
    places = [
        writing.released_tables(drawn, domains, book, seed).victims.drop("victim").rows()[:20]
        for seed in range(5)
    ]
    assert len({tuple(some) for some in places}) == 5
    assert np.array_equal(np.unique(drawn.perpetrator), np.arange(drawn.perpetrator.max() + 1))


def test_links_give_the_victims_the_sets_that_were_drawn(plain, monkeypatch):
    """The view of the released tables is the rows that were drawn, as published counts say."""
    book, _, done = plain
    seen: list[DrawnNetwork] = []
    real = synthesise.draw_codes
    monkeypatch.setattr(
        synthesise, "draw_codes", lambda *some: seen.append(real(*some)) or seen[-1]
    )
    tables = draw_network(done, seed=8).value.tables
    names = ("place", "child", "perpetrators", "gang", "nation", "roles", "paid")
    domain = Domains.of(book).victims
    drawn = writing._texts(seen[0].victims, domain, names).rows()
    rows = [tuple(row[name] for name in names) for row in victim_rows(tables, book)]
    assert sorted(rows) == sorted(drawn)


RULES = {
    "perpetrators": Rule(
        "no-nation-of-gang-k", {"en": "x"}, (Condition("gang", ("k",)), Condition("nation", ("m",)))
    ),
    "links": Rule(
        "unpaid-is-not-r", {"en": "x"}, (Condition("roles", ("r",)), Condition("paid", ("no",)))
    ),
}


@pytest.mark.parametrize("table", RULES)
def test_rules_of_perpetrators_and_links_hold_in_a_release(table, tmp_path):
    """Victims whose perpetrators give both answers are there: two perpetrators gave one each."""
    book = codebook(**{table: (RULES[table],)})
    one = a_network(usual(), 300)
    if table == "perpetrators":
        one.perpetrators.update({p: (g, "" if g else m) for p, (g, m) in one.perpetrators.items()})
    else:
        one.links.update({pair: ("s" if no else r, no) for pair, (r, no) in one.links.items()})
    done = fitted(tmp_path, one, book, victim=8)
    for seed in range(3):
        drawn = draw_network(done, seed=seed).value
        assert_whole(tmp_path / f"out {seed}", drawn.tables, book)


@pytest.mark.parametrize("demanded", ["perpetrators", "links"])
def test_no_answer_is_invented_where_each_link_must_answer(demanded, tmp_path, monkeypatch):
    """The view of the released tables is the rows that were drawn, with required columns too."""
    book = codebook()
    tables = tuple(
        replace(table, columns=tuple(replace(c, required=True) for c in table.columns))
        if table.name == demanded
        else table
        for table in book.tables
    )
    book = replace(book, tables=tables)
    one = a_network(usual(), 300)
    one.perpetrators.update({p: (g or "l", "m") for p, (g, _) in one.perpetrators.items()})
    one.links.update({pair: (r, "no") for pair, (r, _) in one.links.items()})
    done = fitted(tmp_path, one, book, victim=1)
    seen: list[DrawnNetwork] = []
    real = synthesise.draw_codes
    monkeypatch.setattr(
        synthesise, "draw_codes", lambda *some: seen.append(real(*some)) or seen[-1]
    )
    names = ("perpetrators", "gang", "nation", "roles", "paid")
    for seed in range(3):
        made = draw_network(done, seed=seed).value.tables
        rows = [tuple(row[name] for name in names) for row in victim_rows(made, book)]
        domain = Domains.of(book).victims
        drawn = writing._texts(seen[-1].victims, domain, names).rows()
        assert sorted(rows) == sorted(drawn)


def demanding(*kinds):
    """The codebook with some demands, and a network that meets all of them."""
    book = codebook(
        perpetrators=(RULES["perpetrators"],) if "rules" in kinds else (),
        links=(RULES["links"],) if "rules" in kinds else (),
    )
    victims, people, links, homes = book.tables
    if "required" in kinds:
        people = replace(
            people, columns=(replace(people.columns[0], required=True), *people.columns[1:])
        )
        links = replace(
            links, columns=(replace(links.columns[0], required=True), *links.columns[1:])
        )
    if "one role" in kinds:
        links = replace(links, columns=(replace(links.columns[0], at_most=1), *links.columns[1:]))
    if "every" in kinds:
        links = replace(links, references=tuple(replace(r, every=True) for r in links.references))
    one = a_network([*usual(), *((v, 200 + v) for v in range(300) if "every" in kinds)], 300)
    one.perpetrators.update(
        {p: (g or "l", "" if g == "k" else m) for p, (g, m) in one.perpetrators.items()}
    )
    one.links.update(
        {pair: (("s", no) if no else ("r", "")) for pair, (_, no) in one.links.items()}
    )
    return replace(book, tables=(victims, people, links, homes)), one


@pytest.mark.parametrize("epsilon", [pytest.param(0.3, marks=pytest.mark.long), 8])
@pytest.mark.parametrize(
    "kinds",
    [
        pytest.param(("rules",), marks=pytest.mark.long),  # the last has all of them
        pytest.param(("required", "one role"), marks=pytest.mark.long),
        ("required", "one role", "rules", "every"),
    ],
    ids="+".join,
)
def test_published_counts_are_of_the_released_tables_whatever_is_demanded(
    kinds, epsilon, tmp_path, monkeypatch
):
    """What was drawn, what was released and what is published of it agree, and no rule is broken,
    though noise asks for much that cannot be."""
    book, one = demanding(*kinds)
    done = fitted(tmp_path, one, book, victim=epsilon)
    seen: list[DrawnNetwork] = []
    real = synthesise.draw_codes
    monkeypatch.setattr(
        synthesise, "draw_codes", lambda *some: seen.append(real(*some)) or seen[-1]
    )
    names = ("perpetrators", "gang", "nation", "roles", "paid")
    for seed, dial in enumerate(Dial):
        made = draw_network(done, dial, seed=seed).value
        assert_whole(tmp_path / f"out {seed}", made.tables, book)
        assert_counts(made.tables, made.aggregates, book)
        rows = [tuple(row[name] for name in names) for row in victim_rows(made.tables, book)]
        drawn = writing._texts(seen[-1].victims, Domains.of(book).victims, names).rows()
        assert sorted(rows) == sorted(drawn)
        if "every" in kinds:
            assert "0" not in {row[0] for row in rows}


def test_sets_that_no_links_can_give_become_those_that_were_dealt(tmp_path, monkeypatch):
    """However a victim came by them: here the encoding of the view forbids nothing."""
    book, one = demanding("required", "one role", "rules")
    real = plan.encode_victim_view
    monkeypatch.setattr(plan, "encode_victim_view", lambda some: replace(real(some), forbidden=()))
    done = fitted(tmp_path, one, book, victim=0.3)
    for seed in range(3):
        made = draw_network(done, Dial.CLOSEST, seed=seed).value
        assert_whole(tmp_path / f"out {seed}", made.tables, book)
        assert_counts(made.tables, made.aggregates, book)


def test_the_codebook_of_these_tests_is_a_network():
    assert codebook().network is not None
    assert TINY.network is not None
