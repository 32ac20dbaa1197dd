"""The one road from the files of a network to noise: read, refuse, charge, and then measure."""

from __future__ import annotations

import ast
import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny_networks import CODEBOOK, H, P, Tiny, V, frames, random_network

import lanterne
from lanterne.cases.network import open_network
from lanterne.errors import InputError, LanterneError, Refused, UsageError
from lanterne.privacy import Account, Budget, Ledger, Unit, noise
from lanterne.synthesis import measure as single
from lanterne.synthesis.network import exact, fit, payment
from lanterne.synthesis.network.bounds import bounds_of
from lanterne.synthesis.network.fit import fit_network
from lanterne.synthesis.network.synthesise import draw_network

SECRETS = ("gilgamesh", "enkidu", "uruk")
"""Ids that must not come out anywhere."""


def a_network(seed=1, most=2):
    """A random network in which somebody has just as many links as count, with ids to look for."""
    one = random_network(np.random.default_rng(seed), most)
    first, other = SECRETS[:2]
    home = SECRETS[2]
    victims = {f"{first} {v}": (home, *row[1:]) for v, row in one.victims.items()}
    people = {f"{other} {p}": row for p, row in one.perpetrators.items()}
    links = {(f"{first} {v}", f"{other} {p}"): row for (v, p), row in one.links.items()}
    return Tiny(victims, people, links)


def opened(folder, network=None, codebook=CODEBOOK):
    folder.mkdir(exist_ok=True)
    for name, frame in frames([network or a_network()], side="").frames.items():
        frame.write_csv(folder / f"{name}.csv")
    return open_network(folder, codebook)


def budgets(**promises):
    return {Unit(unit): Budget(epsilon, 1e-6) for unit, epsilon in promises.items()}


@pytest.fixture
def seen(monkeypatch):
    """What happens, in order; models are not fitted."""
    order = []

    def gaussian(counts, sigma):
        order.append("noise")
        return noise.discrete_gaussian(counts, sigma)

    real = {"fsync": os.fsync, "charge": Ledger.charge, "read": exact.count_links}

    def synced(descriptor):
        order.append("sync")
        real["fsync"](descriptor)

    def charged(ledger, spend):
        order.append("charge")
        entry = real["charge"](ledger, spend)
        order.append("charged")
        return entry

    def read(*arguments):
        order.append("read")
        return real["read"](*arguments)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Ledger, "charge", charged)
    monkeypatch.setattr(exact, "count_links", read)
    monkeypatch.setattr(single, "discrete_gaussian", gaussian)
    monkeypatch.setattr(fit, "_fit", lambda *arguments: None)
    return order


def test_the_spend_is_on_the_disk_before_there_is_noise(tmp_path, seen):
    fit_network(
        opened(tmp_path / "in"), budgets(victim=4), Account(Ledger(tmp_path / "ledger"), "x")
    )
    stages = [stage for place, stage in enumerate(seen) if seen[place - 1 : place] != [stage]]
    assert stages == ["read", "charge", "sync", "charged", "noise"]


def test_all_promises_are_charged_with_the_events_of_their_unit(tmp_path, seen):
    ledger = Ledger(tmp_path / "ledger")
    promised = budgets(victim=4, perpetrator=8)
    fitted = fit_network(opened(tmp_path / "in"), promised, Account(ledger, "x")).value
    spent = ledger.spent()
    for unit, budget in promised.items():
        assert (spent.of(unit).epsilon, spent.of(unit).releases) == (budget.epsilon, 1)
    statement = fitted.statement
    assert [statement.unit, *(each.unit for each in statement.also)] == ["victim", "perpetrator"]
    plan = payment.make_network_plan(
        CODEBOOK, promised, bounds_of(CODEBOOK.network, list(promised))
    )
    assert spent.of(V).events == plan.events[V]
    assert spent.of(P).events == plan.events[P]


def test_a_ledger_that_cannot_be_written_stops_everything(tmp_path, seen, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LanterneError):
        fit_network(
            opened(tmp_path / "in"), budgets(victim=4), Account(Ledger(tmp_path / "l"), "x")
        )
    assert "noise" not in seen


def test_a_cap_that_would_be_exceeded_stops_everything(tmp_path, seen):
    ledger = Ledger(tmp_path / "ledger")
    ledger.create(Budget(5.0, 1e-5))
    fit_network(opened(tmp_path / "in"), budgets(victim=4), Account(ledger, "x"))
    before = seen.count("noise")
    with pytest.raises(Refused):
        fit_network(opened(tmp_path / "in"), budgets(victim=4), Account(ledger, "y"))
    assert seen.count("noise") == before


def busy():
    """A victim with three links."""
    return Tiny(
        {"v": ("", "a", "x", ""), "w": ("", "b", "y", "")},
        dict.fromkeys(("p", "q", "r"), ("k", "m")),
        {("v", name): ("r", "no") for name in ("p", "q", "r")},
    )


NO_HOUSEHOLDS = replace(
    CODEBOOK,
    tables=(replace(CODEBOOK.tables[0], household=None), *CODEBOOK.tables[1:3]),
)


@pytest.mark.parametrize(
    ("promises", "bounds", "network", "codebook", "error"),
    [
        ({"victim": 4, "perpetrator": 4}, {"victim": 2}, busy, CODEBOOK, InputError),
        ({"household": 4, "perpetrator": 4}, {"victim": 2}, busy, CODEBOOK, InputError),
        ({"victim": 4}, {"victim": 0}, a_network, CODEBOOK, UsageError),
        ({"perpetrator": 4}, {"perpetrator": 0}, a_network, CODEBOOK, UsageError),
        ({"household": 4}, {"household": -1}, a_network, CODEBOOK, UsageError),
        ({"perpetrator": 4}, {"perpetrator": 2.5}, a_network, CODEBOOK, UsageError),
        ({"victim": 4}, {"victim": float("nan")}, a_network, CODEBOOK, UsageError),
        ({"victim": 4}, {"uncle": 3}, a_network, CODEBOOK, UsageError),
        ({"person": 4}, None, a_network, CODEBOOK, UsageError),
        ({"row": 4}, None, a_network, CODEBOOK, UsageError),
        ({}, None, a_network, CODEBOOK, UsageError),
        ({"household": 4}, None, a_network, NO_HOUSEHOLDS, UsageError),
    ],
)
def test_what_is_refused_costs_nothing(tmp_path, seen, promises, bounds, network, codebook, error):
    one = network()
    if codebook is NO_HOUSEHOLDS:
        folder = tmp_path / "in"
        folder.mkdir()
        tables = frames([one], side="")
        tables.victims.drop("home").write_csv(folder / "victims.csv")
        tables.perpetrators.write_csv(folder / "perpetrators.csv")
        tables.links.write_csv(folder / "links.csv")
        cases = open_network(folder, codebook)
    else:
        cases = opened(tmp_path / "in", one)
    ledger = Ledger(tmp_path / "ledger")
    with pytest.raises(error):
        fit_network(cases, budgets(**promises), Account(ledger, "x"), counted=bounds)
    assert not {"charge", "noise"} & set(seen)
    assert ledger.spent().releases == 0
    assert not ledger.path.exists()


def test_a_victim_at_the_bound_is_not_refused(tmp_path, seen):
    cases = opened(tmp_path / "in", busy())
    ledger = Ledger(tmp_path / "ledger")
    promised = budgets(victim=4, perpetrator=4)
    fit_network(cases, promised, Account(ledger, "x"), counted={"victim": 3})
    assert ledger.spent().releases == 1


def test_households_cannot_be_protected_where_the_file_has_none(tmp_path, seen):
    """A column that is left out would make everybody live alone, and a promise of nothing."""
    folder = tmp_path / "in"
    opened(folder)
    tables = frames([a_network()], side="")
    tables.victims.drop("home").write_csv(folder / "victims.csv")
    ledger = Ledger(tmp_path / "ledger")
    with pytest.raises(InputError):
        fit_network(open_network(folder, CODEBOOK), budgets(household=4), Account(ledger, "x"))
    assert not ledger.path.exists()


def test_a_cut_to_households_that_cannot_be_made_is_an_error():
    """Whoever calls the counting by itself must not get everybody, and a promise of nothing."""
    tables = frames([a_network()], side="")
    tables = replace(tables, victims=tables.victims.drop("home"))
    with pytest.raises((LanterneError, ValueError, KeyError, AssertionError)):
        exact.count_links(tables, CODEBOOK.network, bounds_of(CODEBOOK.network, [H]), 1)


def test_files_with_a_fault_cost_nothing(tmp_path, seen):
    one = a_network()
    pair = next(iter(one.links))
    dangling = replace(one, links={**one.links, (pair[0], "nobody"): ("r", "no")})
    ledger = Ledger(tmp_path / "ledger")
    with pytest.raises(InputError) as raised:
        fit_network(opened(tmp_path / "in", dangling), budgets(victim=4), Account(ledger, "x"))
    assert not ledger.path.exists()
    assert not any(secret in str(raised.value) for secret in (*SECRETS, "nobody"))


def test_what_is_said_does_not_depend_on_the_cases(tmp_path, seen):
    """Two networks that have nothing in common, and one statement, but for the ledger's seal."""
    said = []
    for number, seed in enumerate((1, 2)):
        ledger = Ledger(tmp_path / f"ledger {number}")
        cases = opened(tmp_path / f"in {number}", a_network(seed))
        fitted = fit_network(cases, budgets(household=4, perpetrator=8), Account(ledger, "x")).value
        statement = fitted.statement.to_dict()
        assert statement.pop("ledger")
        statement.pop("as_of")
        entries = ledger.path.read_text(encoding="utf-8").splitlines()
        details = [json.loads(line) for line in entries]
        said.append((statement, [entry.get("details") for entry in details]))
        everything = repr(fitted.statement) + ledger.path.read_text(encoding="utf-8")
        everything += repr(cases) + str(cases) + repr(cases.tables())
        assert not any(secret in everything for secret in SECRETS)
    assert said[0] == said[1]


def test_sensitive_things_do_not_show_what_they_hold(tmp_path):
    tables = opened(tmp_path / "in").tables()
    bounds = bounds_of(CODEBOOK.network, [V])
    counted = exact.count_links(tables, CODEBOOK.network, bounds, 1)
    codes = exact.encode_network(counted, CODEBOOK, fit.Domains.of(CODEBOOK))
    assert not any(secret in repr(counted) + repr(tables) for secret in SECRETS)
    assert "array" not in repr(codes)


def test_what_is_drawn_shows_nothing_of_the_files(tmp_path):
    """Once through all of it: fitted, drawn, and looked through for what stood in the files."""
    fitted = fit_network(
        opened(tmp_path / "in"), budgets(victim=4), Account(Ledger(tmp_path / "ledger"), "x")
    )
    drawn = draw_network(fitted, seed=1).value
    frames_of = [*drawn.tables.frames.values(), *drawn.aggregates.values()]
    everything = "".join(frame.write_csv() for frame in frames_of) + repr(drawn.settings)
    assert not any(secret in everything + repr(fitted) + repr(drawn) for secret in SECRETS)
    assert "home" not in drawn.tables.victims.columns


ALLOWED = {
    "counts": {"_refuse_over_bound", "measure_network"},
}
"""What may be made of the cases → where it may go."""


def test_cases_reach_nothing_but_counting_and_mechanisms():
    """In the verb that sees the cases they are handed on, never looked at."""
    source = Path(lanterne.__file__).parent / "synthesis" / "network" / "fit.py"
    module = ast.parse(source.read_text(encoding="utf-8"))
    (verb,) = [
        n for n in module.body if isinstance(n, ast.FunctionDef) and n.name == "fit_network_paid"
    ]
    for name, allowed in ALLOWED.items():
        loads = [
            n
            for n in ast.walk(verb)
            if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)
        ]
        calls = [
            ast.unparse(n.func)
            for n in ast.walk(verb)
            if isinstance(n, ast.Call)
            for argument in n.args
            if isinstance(argument, ast.Name) and argument.id == name
        ]
        assert loads
        assert len(calls) == len(loads)
        assert set(calls) <= allowed
    asked = {
        n.attr
        for n in ast.walk(verb)
        if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == "cases"
    }
    assert asked == {"codebook", "add_up"}
