"""A request, the command line that does the same, and the request that is read from that."""

from __future__ import annotations

import re
import shlex
from dataclasses import fields
from inspect import cleandoc
from typing import Any

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from lanterne import verbs
from lanterne.cli.app import COMMANDS
from lanterne.cli.parameters import _help as help_of
from lanterne.errors import UsageError
from lanterne.messages import TAGS
from lanterne.verbs.requests import (
    CANDIDATES,
    DIFFERENTIAL_PRIVACY,
    METHODS,
    command_line,
    shared,
)
from lanterne.verbs.requests.judge import LEVELS
from lanterne.verbs.requests.option import described
from lanterne.verbs.requests.protect import UNITS

VERBS = {
    verbs.CheckRequest: "check",
    verbs.RiskRequest: "risk",
    verbs.ProtectRequest: "protect",
    verbs.AnonymiseRequest: "protect",
    verbs.ChooseRequest: "choose",
    verbs.RedrawRequest: "redraw",
    verbs.EvaluateRequest: "evaluate",
    verbs.CompareRequest: "evaluate",
    verbs.JudgeRequest: "gate",
    verbs.BeginRequest: "series-begin",
    verbs.DeliverRequest: "series-deliver",
    verbs.EditionRequest: "series-edition",
}
"""Class → its verb."""

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" ,\"'-="),
    min_size=1,
    max_size=8,
).filter(lambda one: not one.lower().startswith("s3:/"))  # an address that is none is refused
NAME = TEXT.map(str.strip).filter(bool)
NAMES = st.lists(NAME, max_size=3)
PATHS = st.lists(TEXT, min_size=1, max_size=3)
MAYBE = st.none() | TEXT
COLUMN = st.none() | st.just("") | TEXT
NUMBERS_BY_NAME = st.none() | st.dictionaries(NAME, st.integers(1, 9), min_size=1, max_size=3)
EPSILON = st.floats(0.001, 100) | st.integers(1, 100)
READ = {"mapping": MAYBE, "duplicates": MAYBE, "subject_id": COLUMN, "ignore": NAMES}
HOME = {"household": COLUMN}
BY_MANY = {"runner": st.just("spark"), "master": MAYBE}
IMPRINT = {"publisher": MAYBE, "licence": MAYBE}
CHARGED = {"accept_risk": MAYBE, "ledger": MAYBE}
RELEASED = {
    "cases": TEXT,
    "codebook": TEXT,
    "out": TEXT,
    "population": MAYBE,
    "title": MAYBE,
    "accept_draft": st.booleans(),
    "seen": st.none(),
    "harmonised_by": st.none(),
    **READ,
    **IMPRINT,
    **CHARGED,
}
DIAL = st.sampled_from(["closest", "balanced", "strict"])
REPORTED = {
    "cases": TEXT,
    "out": TEXT,
    "codebook": MAYBE,
    "ledger": MAYBE,
    "language": st.sampled_from(sorted(TAGS)),
    "series": MAYBE,
    **READ,
    **HOME,
    **BY_MANY,
}
FIELDS = {
    verbs.CheckRequest: {"cases": TEXT, "codebook": TEXT, **READ, **HOME, **BY_MANY},
    verbs.RiskRequest: {
        "cases": TEXT,
        "codebook": TEXT,
        "k": st.integers(),
        "length": st.integers(),
        "columns": NAMES,
        "leave_out": NAMES,
        "wider": NUMBERS_BY_NAME,
        "out": MAYBE,
        "language": st.sampled_from(sorted(TAGS)),
        "ledger": MAYBE,
        **READ,
        **HOME,
        **BY_MANY,
    },
    verbs.ProtectRequest: {
        "epsilon": EPSILON | st.dictionaries(NAME, st.floats(0.001, 100), min_size=1, max_size=3),
        "delta": st.none() | st.floats(1e-10, 0.01),
        "people": st.none() | st.integers(1),
        "dial": DIAL,
        "unit": MAYBE,
        "bounds": NUMBERS_BY_NAME,
        "condensed": st.booleans(),
        "keep": st.booleans(),
        **RELEASED,
        **HOME,
        **BY_MANY,
    },
    verbs.AnonymiseRequest: {
        "method": st.just("k-anonymised"),
        "k": st.integers(2),
        "length": st.none(),
        "quasi_identifiers": NAMES,
        "sensitive": NAMES,
        "diversity": st.none() | st.integers(2),
        "closeness": st.none() | st.floats(0, 1),
        **RELEASED,
    },
    verbs.ChooseRequest: {
        "cases": TEXT,
        "fitted": PATHS,
        "epsilon": EPSILON,
        "out": TEXT,
        "dials": st.lists(DIAL, min_size=1, unique=True),
        **READ,
        **HOME,
        **CHARGED,
        **IMPRINT,
    },
    verbs.RedrawRequest: {
        "fitted": TEXT,
        "out": TEXT,
        "dial": DIAL,
        "rows": st.none() | st.integers(1),
        "condensed": st.booleans(),
        "seed": st.none() | st.integers(0),
        "datasets": st.none(),  # not with every dial and number of rows: see below
        "ledger": MAYBE,
        **IMPRINT,
        **BY_MANY,
    },
    verbs.EvaluateRequest: {"release": TEXT, "attacks": MAYBE, **REPORTED},
    verbs.CompareRequest: {"releases": PATHS, **REPORTED},
    verbs.JudgeRequest: {
        "cases": TEXT,
        "release": TEXT,
        "policy": TEXT,
        "key": TEXT,
        "by": NAME,
        "override": st.none() | NAME,
        "control": MAYBE,
        "codebook": MAYBE,
        "earlier": st.lists(TEXT, max_size=2),
        "ledger": MAYBE,
        "series": MAYBE,
        **READ,
        **HOME,
    },
    verbs.BeginRequest: {
        "folder": TEXT,
        "codebook": TEXT,
        "cohorts": st.lists(NAME, min_size=1, max_size=3),
        "epsilon": EPSILON,
        "subject_id": MAYBE,
        "people": st.none() | st.integers(1),
        "final_after": st.integers(1, 9),
        "household": MAYBE,
        "unit": NAMES,
        "bounds": NUMBERS_BY_NAME,
        "joint": st.booleans(),
    },
    verbs.DeliverRequest: {
        "series": TEXT,
        "cases": TEXT,
        "year": st.integers(2000, 2100),
        "mapping": MAYBE,
        "ignore": NAMES,
        "most_are_gone": st.booleans(),
        "reported_by": NAMES,
    },
    verbs.EditionRequest: {
        "series": TEXT,
        "out": TEXT,
        "cohorts": NAMES,
        "dial": DIAL,
        "seed": st.none() | st.integers(0),
        **IMPRINT,
    },
}
"""Class → what may stand in each of its fields."""


def read_back(line: str, kind: type) -> Any:
    """The request that a command line asks for."""
    app, read = typer.Typer(), []

    def verb(request: Any, output: Any) -> None:
        """A verb."""
        read.append(request)

    app.command()(COMMANDS[VERBS[kind]](verb))
    done = CliRunner().invoke(app, shlex.split(line)[2:])
    assert done.exit_code == 0, (line, done.output, done.exception)
    return read[0]


def as_lists(request: Any) -> dict[str, Any]:
    found = {one.name: getattr(request, one.name) for one in fields(request)}
    return {name: list(one) if isinstance(one, tuple) else one for name, one in found.items()}


@pytest.mark.parametrize("kind", VERBS, ids=lambda one: one.__name__)
def test_the_command_of_a_request_asks_for_the_same(kind):
    assert set(FIELDS[kind]) == set(described(kind))

    @settings(max_examples=30, deadline=None)
    @given(st.fixed_dictionaries(FIELDS[kind]))
    def holds(chosen):
        request = kind(**chosen)
        line = command_line(VERBS[kind], request)
        again = read_back(line, kind)
        assert type(again) is kind
        assert as_lists(again) == as_lists(request), line

    holds()


@pytest.mark.parametrize("length", [None, 1, 3, "rows"])
def test_the_length_of_synthetic_rows_too(length):
    method = {"method": "k-anonymous-synthetic", "length": length}
    request = verbs.AnonymiseRequest("c.csv", "book", out="o", **method)
    again = read_back(command_line("protect", request), verbs.AnonymiseRequest)
    assert as_lists(again) == as_lists(request)


@pytest.mark.parametrize("dial", ["closest", "balanced"])
def test_the_number_of_data_sets_too(dial):
    request = verbs.RedrawRequest("a.npz", out="o", dial=dial, datasets=20)
    again = read_back(command_line("redraw", request), verbs.RedrawRequest)
    assert as_lists(again) == as_lists(request)


def test_several_measurements_or_one_are_the_same_files():
    one = verbs.ChooseRequest("c.csv", "a.npz", epsilon=0.1, out="o")
    assert read_back(command_line("choose", one), verbs.ChooseRequest).fitted == ["a.npz"]


def test_numbers_keep_all_their_digits():
    for number in (1 / 3, 1e-7, 0.1 + 0.2, 123456789.125):
        request = verbs.ProtectRequest("c", "b", out="o", epsilon=1, delta=number)
        line = command_line("protect", request)
        assert read_back(line, verbs.ProtectRequest).delta == number
    whole = verbs.ProtectRequest("c", "b", out="o", epsilon=4.0)
    assert command_line("protect", whole) == "lanterne protect c -c b --out o --epsilon 4"


@pytest.mark.parametrize(
    ("request_of", "named"),
    [
        (verbs.EvaluateRequest("c", "r"), "out"),
        (verbs.EvaluateRequest("c", "r", out="o", attacks={"copies": 1}), "attacks"),
        (verbs.EvaluateRequest("c", "r", out="o", attacks={}), "attacks"),
        (verbs.EvaluateRequest("c", "r", out="o", attacks=[]), "attacks"),
        (verbs.ProtectRequest("c", "b", out="o", epsilon={}), "epsilon"),
        (verbs.ProtectRequest("c", "b", out="o", epsilon=1, seen="mark"), "seen"),
        (verbs.ChooseRequest("c", "f", epsilon=1, out="o", dials=[]), "dials"),
        (verbs.CompareRequest("c", [], out="o"), "releases"),
    ],
)
def test_what_no_command_line_can_say_is_not_dropped(request_of, named):
    with pytest.raises(TypeError, match=named):
        command_line("verb", request_of)


def test_names_that_may_be_chosen_are_those_that_there_are():
    from lanterne.anonymity import Method  # noqa: PLC0415 - loads Polars
    from lanterne.gate.levels import LEVELS as OF_GATE  # noqa: PLC0415
    from lanterne.privacy import Unit  # noqa: PLC0415
    from lanterne.synthesis.attest import Dial  # noqa: PLC0415

    assert tuple(map(str, Dial)) == shared.DIALS == CANDIDATES
    assert set(map(str, Unit)) == set(UNITS)
    assert (DIFFERENTIAL_PRIVACY, *map(str, Method)) == METHODS
    assert LEVELS == OF_GATE
    assert tuple(TAGS) == shared.LANGUAGES


@pytest.mark.parametrize("kind", VERBS, ids=lambda one: one.__name__)
def test_the_help_lists_what_may_be_chosen(kind):
    for one in described(kind).values():
        if one.option.choices and one.option.choices != shared.LANGUAGES:
            said = f"{help_of(one)} {one.flag}"
            assert all(re.search(rf"\b{choice}\b", said) for choice in one.option.choices), said


@pytest.mark.parametrize("kind", VERBS, ids=lambda one: one.__name__)
def test_every_field_is_explained_once(kind):
    """In its docstring for Python, in the store for the command line."""
    from lanterne.messages.store import english  # noqa: PLC0415

    for name, one in described(kind).items():
        said = [cleandoc(made.__doc__) for made in kind.__mro__]  # as Python does from 3.13 on
        documented = [one for one in said if f"\n    {name}: " in one]
        assert len(documented) == 1, name
        code = f"help.option.{one.option.text or name.replace('_', '-')}"
        assert one.option.hidden or code in english(), code


def test_a_request_is_checked_when_it_is_made():
    with pytest.raises(UsageError, match="epsilon"):
        verbs.ProtectRequest("c", "b", out="o", epsilon="much")
    with pytest.raises(UsageError, match="dial"):
        verbs.ProtectRequest("c", "b", out="o", epsilon=1, dial="loose")
    with pytest.raises(UsageError, match="quasi-identifiers"):
        verbs.AnonymiseRequest(
            "c", "b", out="o", method="k-anonymous-synthetic", quasi_identifiers=["a"]
        )


def test_a_codebook_in_memory_is_no_command():
    from lanterne.codebook import load_codebook  # noqa: PLC0415 - loads Polars

    with pytest.raises(TypeError, match="codebook"):
        command_line("check", verbs.CheckRequest("c", load_codebook("lanterne-cases")))
