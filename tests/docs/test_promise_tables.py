"""The tables of the privacy proof and of linked tables say what the program computes."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from statistics import median

import pytest

from lanterne.codebook import load_codebook
from lanterne.privacy import Budget, Unit
from lanterne.synthesis.households import score_sensitivity, squared_sensitivity
from lanterne.synthesis.network.bounds import Bounds, bounds_of
from lanterne.synthesis.network.plan import Domains, make_network_plan, network_of
from lanterne.synthesis.network.sensitivity import sensitivity, unpromised
from lanterne.synthesis.network.tallies import STEPS

DOCS = Path(__file__).parents[2] / "docs"
KINDS = ("own", "victims", "links", "perpetrators", "steps", "blocks")


def rows_of(page: str, marker: str) -> list[list[str]]:
    """Cells of the table between two markers, without its header."""
    text = (DOCS / page).read_text("utf-8")
    (table,) = re.findall(f"<!-- {marker} -->\n\n(.*?)\n\n<!-- /{marker} -->", text, re.S)
    lines = [line.strip("| ").split(" | ") for line in table.splitlines()]
    return [[cell.strip() for cell in line] for line in lines[2:]]


def value(formula: str, **letters: int) -> int:
    """A formula such as ``(S + D)² + D²`` or ``max(2(HD)², 8D²)``."""
    text = formula.replace("²", "**2")
    text = re.sub(r"(?<=[0-9A-Zk)])(?=[A-Zk(])", "*", text)
    return eval(text, {"__builtins__": {}, "max": max}, letters)


def letters_of(bounds: Bounds) -> dict[str, int]:
    return {
        "D": bounds.victim,
        "B": bounds.perpetrator,
        "H": bounds.household,
        "S": bounds.sample,
        "T": sum(step <= bounds.perpetrator for step in STEPS),
    }


def promises() -> list[tuple[frozenset[Unit], Unit, list[str], str]]:
    return [
        (
            frozenset(Unit(name.strip().removesuffix("s")) for name in units.split(",")),
            Unit(unit),
            [*formulas],
            numbers,
        )
        for units, unit, *formulas, numbers in rows_of(
            "explanation/privacy-proof.md", "sensitivities"
        )
    ]


def all_bounds(units: frozenset[Unit]) -> list[Bounds]:
    numbers = (1, 2, 3, 4, 7)
    return [Bounds(units, *chosen) for chosen in product(numbers, repeat=3)]


def test_every_choice_of_promises_is_in_the_table_of_sensitivities():
    linked = (Unit.VICTIM, Unit.PERPETRATOR, Unit.HOUSEHOLD)
    choices = [
        frozenset(unit for unit, wanted in zip(linked, chosen, strict=True) if wanted)
        for chosen in product((False, True), repeat=3)
    ]
    expected = sorted((sorted(units), unit) for units in choices for unit in units)
    assert sorted((sorted(units), unit) for units, unit, *_ in promises()) == expected


def test_the_sensitivities_are_those_of_the_program():
    for units, unit, formulas, _ in promises():
        for bounds in all_bounds(units):
            stated = {
                k: value(f, **letters_of(bounds)) for k, f in zip(KINDS, formulas, strict=True)
            }
            assert stated == vars(sensitivity(bounds, unit)), (sorted(units), unit, bounds)


def test_the_numbers_are_those_of_the_codebook():
    network = network_of(load_codebook("lanterne-network"))
    for units, unit, _, numbers in promises():
        expected = vars(sensitivity(bounds_of(network, units), unit))
        assert [int(number) for number in numbers.split(", ")] == [expected[kind] for kind in KINDS]


@pytest.mark.parametrize(
    "units", [{Unit.VICTIM}, {Unit.PERPETRATOR}, {Unit.VICTIM, Unit.PERPETRATOR}]
)
def test_what_those_without_a_promise_change(units):
    for who, *formulas in rows_of("explanation/privacy-proof.md", "unpromised"):
        unit, both = Unit(who.split(",")[0]), "," in who
        bounds_here = all_bounds(frozenset(units))
        if unit in units or (unit is Unit.HOUSEHOLD and Unit.VICTIM not in units):
            continue
        if unit is Unit.HOUSEHOLD and both != (Unit.PERPETRATOR in units):
            continue
        for bounds, size in product(bounds_here, (1, 2, 5)):
            letters = letters_of(bounds) | {"k": size, "T": sum(step <= size for step in STEPS)}
            told = [one.replace("T(k)", "T") for one in formulas]
            stated = {k: value(f, **letters) for k, f in zip(KINDS, told, strict=True)}
            assert stated == vars(unpromised(bounds, unit, size)), (who, bounds, size)


def test_the_steps_are_those_of_the_page():
    text = (DOCS / "explanation/privacy-proof.md").read_text("utf-8")
    (told,) = re.findall(r"for (\d+) public \*k\* from 1 to \d+:\s+1 to 6, ([\d, ]+)\. T", text)
    assert [*range(1, 7), *map(int, told[1].split(", "))] == [*STEPS]
    assert int(told[0]) == len(STEPS)


def test_the_norms_of_a_household_in_one_table():
    *_, (_, moved, squared) = rows_of("explanation/privacy-proof.md", "households")
    for bound in range(1, 9):
        assert value(moved, H=bound) == score_sensitivity(bound)
        assert value(squared, H=bound) == squared_sensitivity(bound)


def noise(budgets: dict[Unit, Budget], chosen: dict[str, int]) -> list[str]:
    """Median noise of two answers: of victims, beside perpetrators, of links, of perpetrators."""
    codebook = load_codebook("lanterne-network")
    network = network_of(codebook)
    names = set(network.victims.names)
    columns = Domains.of(codebook).victims.encoding.columns
    own = {place for place, column in enumerate(columns) if set(column.sources) <= names}
    plan = make_network_plan(codebook, budgets, bounds_of(network, budgets, chosen))
    pairs = plan.victims.scales.pair_sigmas
    kinds = [
        [sigma for pair, sigma in pairs.items() if own.issuperset(pair)],
        [sigma for pair, sigma in pairs.items() if not own.issuperset(pair)],
        plan.links.scales.pair_sigmas.values(),
        plan.perpetrators.scales.pair_sigmas.values(),
    ]
    return [f"{median(map(float, kind)):,.0f}" for kind in kinds]


def by_unit(text: str) -> dict[str, int]:
    return {unit: int(number) for unit, number in re.findall(r"(\w+)=(\d+)", text)}


def budgets_of(epsilons: dict[str, int]) -> dict[Unit, Budget]:
    return {Unit(unit): Budget(epsilon, 1e-6) for unit, epsilon in epsilons.items()}


def test_the_noise_that_promises_cost():
    for epsilon, bound, *stated in rows_of("explanation/linked-tables.md", "noise"):
        assert noise(budgets_of(by_unit(epsilon)), by_unit(bound)) == stated, (epsilon, bound)


def test_the_noise_that_the_guide_names():
    for options, stated, *_ in rows_of("guides/protect-linked-tables.md", "cost"):
        epsilon, _, bound = options.partition("--bound")
        unit = re.search(r"--unit (\w+)", epsilon)
        alone = re.search(r"--epsilon (\d+)", epsilon)
        epsilons = {unit[1] if unit else "victim": int(alone[1])} if alone else by_unit(epsilon)
        assert noise(budgets_of(epsilons), by_unit(bound))[1] == stated, options


def test_a_wrong_formula_would_be_seen():
    bounds = Bounds(frozenset({Unit.VICTIM, Unit.PERPETRATOR}), 8, 10, 6)
    right = vars(sensitivity(bounds, Unit.VICTIM))["victims"]
    assert value("(1 + D)² + D²", **letters_of(bounds)) == right
    assert value("1 + D²", **letters_of(bounds)) != right
