"""What happens to exact counts before there is noise on them: read from the code, and watched."""

from __future__ import annotations

import ast
from collections import Counter
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from small_tables import MANY, domain_of, people, plain_book, silent

import lanterne
from lanterne.counting import Layout, count_tables
from lanterne.privacy import Budget, SelectionEvent, VectorGaussianEvent, noise
from lanterne.privacy.events import SMOOTHING
from lanterne.synthesis import engine, measure, plan, selection
from lanterne.synthesis.exact_counts import CountedRows

ROOT = Path(lanterne.__file__).parent
EXACT = {"gram", "counts", "exact", "diagonal", "misfit"}
"""Names of exact counts in the functions that measure."""

RELEASING = (
    "measure_number",
    "measure_pairs",
    "measure_numbers",
    "select_tables",
    "select_left",
    "measure_triples",
    "measure_target_tables",
    "misfit",
    "choose_closest",
)


def tree(*parts):
    return ast.parse(ROOT.joinpath(*parts).read_text(encoding="utf-8"))


def functions(module):
    return {node.name: node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}


def names_in(node):
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def float_operations(function, exact=EXACT):
    """Places where exact counts meet a float, a division or a cast to anything but int64."""
    for node in ast.walk(function):
        if isinstance(node, ast.BinOp) and names_in(node) & exact:
            if not isinstance(node.op, ast.Add | ast.Sub):
                yield node
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called.endswith(".astype") and names_in(node.func) & exact:
                yield from [node] * (ast.unparse(node.args[0]) != "np.int64")
            elif called in {"float", "np.sqrt", "np.log", "np.exp", "np.mean", "np.divide"}:
                yield from [node] * any(names_in(arg) & exact for arg in node.args)


def releasing_functions():
    found = {
        **functions(tree("synthesis", "measure.py")),
        **functions(tree("synthesis", "selection.py")),
        **functions(tree("synthesis", "engine.py")),
        **functions(tree("synthesis", "choice_mechanism.py")),
    }
    return [found[name] for name in RELEASING]


@pytest.mark.parametrize("function", releasing_functions(), ids=lambda node: node.name)
def test_exact_counts_are_only_added_and_subtracted(function):
    assert names_in(function) & EXACT
    assert not list(float_operations(function))


@pytest.mark.parametrize(
    "statement",
    ["counts / 2", "gram * 0.5", "float(counts[0])", "counts.astype(float)", "exact ** 2"],
)
def test_the_reader_sees_a_float_on_exact_counts(statement):
    assert list(float_operations(ast.parse(f"x = {statement}")))


@pytest.mark.parametrize(
    "place",
    [
        *(("counting", name) for name in ("__init__.py", "marginals.py", "tables.py")),
        ("synthesis", "exact_counts.py"),
        *(("cases", "shards", name) for name in ("sharded.py", "stages.py", "receipts.py")),
    ],
    ids="/".join,
)
def test_counting_has_no_floating_point(place):
    module = tree(*place)
    floats = [n for n in ast.walk(module) if isinstance(n, ast.Constant) and type(n.value) is float]
    divisions = [
        n for n in ast.walk(module) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div)
    ]
    names = {n.attr for n in ast.walk(module) if isinstance(n, ast.Attribute)} | names_in(module)
    assert not floats
    assert not divisions
    assert not {name for name in names if "float" in name}


def test_cases_reach_nothing_but_counting_and_mechanisms():
    """In the verbs that see cases, exact counts are handed on, never looked at."""
    fit = functions(tree("synthesis", "protect.py"))["fit_paid"]
    given = [
        ast.unparse(n.func)
        for n in ast.walk(fit)
        if isinstance(n, ast.Call) and any("counts" in names_in(one) for one in n.args)
    ]
    assert given == ["measure"]
    asked = [n for n in ast.walk(fit) if isinstance(n, ast.Attribute) and "counts" in names_in(n)]
    assert [ast.unparse(one) for one in asked] == ["counts.read_through"]
    assert "counts.read_through()" in map(ast.unparse, fit.body)  # nothing is made of it
    measuring = functions(tree("synthesis", "engine.py"))["measure"]
    for name, allowed in (
        (
            "exact",
            {
                *("measure_number", "measure_numbers", "measure_pairs"),
                *("measure_targets", "candidates_of_targets"),
            },
        ),
        ("counts", {"select_left", "measure_triples"}),
    ):
        calls = [
            ast.unparse(n.func)
            for n in ast.walk(measuring)
            if isinstance(n, ast.Call) and any(name in names_in(arg) for arg in n.args)
        ]
        assert set(calls) == allowed


def test_exact_counts_of_a_target_go_to_the_selection_and_to_the_noise_alone():
    module = tree("synthesis", "target_rounds.py")
    measuring = functions(module)["measure_targets"]

    def exact(node):
        return [n for n in ast.walk(node) if isinstance(n, ast.Attribute) and n.attr == "counts"]

    calls = [
        call
        for call in ast.walk(measuring)
        if isinstance(call, ast.Call) and any(exact(arg) for arg in call.args)
    ]
    called = sorted(ast.unparse(call.func) for call in calls)
    assert called == ["measure_target_tables", "select_left"]
    assert len(exact(module)) == len([one for call in calls for one in exact(call)]) == 2


def test_a_choice_sees_cases_through_its_mechanism_only():
    """What is counted of the cases goes to the mechanism, and there to the misfit alone."""
    for module, function, allowed in (
        ("choose.py", "_closest", ["choose_closest"]),
        ("choice_mechanism.py", "choose_closest", ["misfit", "np.array"]),
    ):
        calls = [
            ast.unparse(call.func)
            for call in ast.walk(functions(tree("synthesis", module))[function])
            if isinstance(call, ast.Call) and any("exact" in names_in(arg) for arg in call.args)
        ]
        assert sorted(calls) == allowed


@pytest.mark.parametrize(
    "path",
    [
        *sorted((ROOT / "privacy").glob("*.py")),
        *sorted((ROOT / "counting").glob("*.py")),
        ROOT / "synthesis" / "measure.py",
        ROOT / "synthesis" / "selection.py",
        ROOT / "synthesis" / "plan.py",
        ROOT / "synthesis" / "target_tables.py",
        ROOT / "synthesis" / "target_rounds.py",
        ROOT / "synthesis" / "choose.py",
        ROOT / "synthesis" / "choice_mechanism.py",
    ],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_noise_has_no_seed_and_no_generator_of_ours(path):
    module = ast.parse(path.read_text(encoding="utf-8"))
    words = {n.attr for n in ast.walk(module) if isinstance(n, ast.Attribute)} | names_in(module)
    words |= {n.arg for n in ast.walk(module) if isinstance(n, ast.arg | ast.keyword) and n.arg}
    words |= {
        a.name
        for n in ast.walk(module)
        if isinstance(n, ast.Import | ast.ImportFrom)
        for a in n.names
    }
    assert not {word for word in words if word in {"random", "default_rng", "RandomState"}}
    assert not {word for word in words if "seed" in word}


@pytest.fixture
def watched(monkeypatch):
    """Every release and selection as it happens: (kind, parameter, number of cells or choices)."""
    seen = []

    def gaussian(counts, sigma):
        assert counts.dtype == np.int64
        seen.append(("gaussian", Fraction(sigma), counts.size))
        return noise.discrete_gaussian(counts, sigma)

    def select(scores, k, epsilon):
        assert scores.dtype == np.int64
        seen.append(("select", epsilon, k))
        return noise.select_top_k(scores, k, epsilon)

    monkeypatch.setattr(measure, "discrete_gaussian", gaussian)
    monkeypatch.setattr(selection, "select_top_k", select)
    return seen


@pytest.mark.parametrize(("per_column", "selects"), [(40, False), (1, True)])
def test_what_is_drawn_is_what_is_charged(watched, monkeypatch, per_column, selects):
    """Cell for cell: every table is released once, and all together take the parts charged."""
    monkeypatch.setattr(plan, "TRIPLES_PER_COLUMN", per_column)
    monkeypatch.setattr(engine, "CLASSES", 8)
    domain = domain_of(plain_book(2, 3, 4, 2, 5))
    layout, codes = domain.layout, people(domain, 100, seed=1)
    chosen = plan.make_plan(layout, Budget(2.0, 1e-6))
    scales = chosen.scales(MANY)
    monkeypatch.setattr(plan.Plan, "scales", lambda self, people: scales)
    assert chosen.all_triples != selects
    measurements, _ = engine.measure(CountedRows([codes], layout), chosen, domain, 1, silent)
    drawn, choices = Counter(), Counter()
    for kind, parameter, number in watched:
        (drawn if kind == "gaussian" else choices)[parameter] += number
    cells, tables = Counter({chosen.number_sigma: 1}), Counter({chosen.number_sigma: 1})
    for column, sigma in enumerate(scales.single_sigmas):
        cells[sigma] += layout.sizes[column]
        tables[sigma] += 1
    for i, j in combinations(range(layout.width), 2):
        cells[scales.pair_sigmas[i, j]] += layout.sizes[i] * layout.sizes[j]
        tables[scales.pair_sigmas[i, j]] += 1
    assert len(set(measurements.triples)) == len(measurements.triples) == chosen.triples
    for triple in measurements.triples:
        cells[scales.triple_sigma] += int(np.prod([layout.sizes[column] for column in triple]))
        tables[scales.triple_sigma] += 1
    assert drawn == cells
    (charged,) = (e for e in chosen.events if isinstance(e, VectorGaussianEvent))
    assert charged.squared_sensitivity == 1
    spent = sum(number / (sigma**2 - SMOOTHING**2) for sigma, number in tables.items())
    assert 0.98 * charged.squared_mu() < spent <= charged.squared_mu()
    selections = [event for event in chosen.events if isinstance(event, SelectionEvent)]
    assert {event.epsilon: event.count for event in selections} == choices
    assert bool(choices) == selects


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_person_moves_every_score_of_the_selection_by_at_most_one(monkeypatch, seed):
    """All neighbours of a small table, against expected counts that are no whole numbers."""
    rng = np.random.default_rng(seed)
    layout = Layout((2, 3, 2, 3))
    triples = list(combinations(range(4), 3))
    codes = np.stack([rng.integers(0, size, 12) for size in layout.sizes], 1).astype(np.uint16)
    expected = rng.uniform(0, 3, int(layout.table_offsets(triples)[-1]))
    seen = []
    monkeypatch.setattr(selection, "select_top_k", lambda scores, k, epsilon: seen.append(scores))

    def scores(rows):
        counts = count_tables([rows], layout, triples)
        selection.select_tables(counts, expected, layout, triples, 1, 0.1, 3.7)
        return seen[-1]

    before, moved = scores(codes), False
    for record in np.indices(layout.sizes).reshape(4, -1).T:
        after = scores(np.concatenate([codes, record[None].astype(np.uint16)]))
        assert np.abs(after - before).max() <= 1
        moved |= bool((after != before).any())
    assert moved


@pytest.mark.parametrize("cells", [10, 70])
def test_fewer_candidates_than_tables_in_the_plan_are_all_measured(monkeypatch, cells):
    """Wide tables: the candidates that fit in memory may be fewer than could be measured."""
    monkeypatch.setattr(plan, "TRIPLES_PER_COLUMN", 1)
    monkeypatch.setattr(engine, "CANDIDATES", 1)
    monkeypatch.setattr(engine, "CELLS_OF_CANDIDATES", cells)
    monkeypatch.setattr(engine, "CLASSES", 8)
    domain = domain_of(plain_book(2, 3, 4, 2, 5))
    codes = people(domain, 100, seed=1)
    chosen = plan.make_plan(domain.layout, Budget(2.0, 1e-6))
    scales = chosen.scales(MANY)
    monkeypatch.setattr(plan.Plan, "scales", lambda self, people: scales)
    exact = CountedRows([codes], domain.layout)
    measurements, _ = engine.measure(exact, chosen, domain, 1, silent)
    assert len(measurements.triples) < chosen.triples
    assert bool(measurements.triples) == (cells == 70)
    assert len(set(measurements.triples)) == len(measurements.triples)
