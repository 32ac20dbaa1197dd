"""A request, the command line that does the same, and the request that is read from that."""

from __future__ import annotations

import shlex
from dataclasses import fields
from typing import Any

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from lanterne import verbs
from lanterne.cli.methods import by_method
from lanterne.cli.parameters import command
from lanterne.errors import UsageError
from lanterne.verbs.requests import command_line
from lanterne.verbs.requests.option import described

REQUESTS = (
    verbs.CheckRequest,
    verbs.RiskRequest,
    verbs.ProtectRequest,
    verbs.AnonymiseRequest,
    verbs.ChooseRequest,
    verbs.RedrawRequest,
    verbs.EvaluateRequest,
    verbs.CompareRequest,
    verbs.JudgeRequest,
)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1)
NAMES = WORDS.filter(lambda text: not text.startswith("-"))
"""What may be typed: a word that begins with a hyphen is an option."""


def read_back(line: str, *requests: type, **options: Any) -> Any:
    """The request that a command line asks for."""
    app, read = typer.Typer(), []

    def verb(request: Any, output: Any) -> None:
        """A verb."""
        read.append(request)

    app.command()(command(*requests, **options)(verb))
    done = CliRunner().invoke(app, shlex.split(line)[2:])
    assert done.exit_code == 0, done.output
    return read[0]


def as_lists(request: Any) -> dict[str, Any]:
    found = {one.name: getattr(request, one.name) for one in fields(request)}
    return {name: list(one) if isinstance(one, tuple) else one for name, one in found.items()}


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries(
        {"epsilon": st.floats(0.001, 100).map(lambda one: float(f"{one:g}"))},
        optional={
            "dial": st.sampled_from(["closest", "balanced", "strict"]),
            "people": st.integers(1, 10**9),
            "bounds": st.dictionaries(st.sampled_from(["victim", "household"]), st.integers(1, 99)),
            "ignore": st.lists(NAMES.map(str.strip).filter(bool), max_size=3),
            "subject_id": NAMES,
            "population": NAMES,
            "keep": st.booleans(),
            "condensed": st.booleans(),
        },
    )
)
def test_the_command_of_a_request_asks_for_the_same(given):
    request = verbs.ProtectRequest("cases.csv", "lanterne-cases", out="release", **given)
    line = command_line("protect", request)
    both = (verbs.ProtectRequest, verbs.AnonymiseRequest)
    again = as_lists(read_back(line, *both, choose=by_method))
    wanted = as_lists(request) | {"bounds": request.bounds or None}
    assert again == wanted


@pytest.mark.parametrize(
    "request_of",
    [
        verbs.RedrawRequest("a.npz", out="b", dial="strict", rows=5, seed=0, condensed=True),
        verbs.RiskRequest("c.csv", "book", k=5, columns=["a,b", "c"], wider={"age": 2, "x=y": 1}),
        verbs.CheckRequest("c.csv", "book", household="home", ignore=["an, other"]),
        verbs.ChooseRequest("c.csv", ["a.npz", "b.npz"], epsilon=0.1, out="o", dials=["strict"]),
        verbs.JudgeRequest("c", "r", policy="usual", key="k", by="A. Person", earlier=["d", "e"]),
    ],
    ids=lambda one: type(one).__name__,
)
def test_so_do_those_of_the_other_verbs(request_of):
    line = command_line("verb", request_of)
    assert as_lists(read_back(line, type(request_of))) == as_lists(request_of)


def test_a_k_method_is_chosen_by_its_name():
    asked = verbs.AnonymiseRequest(
        "c.csv", "book", method="k-anonymised", out="o", k=4, quasi_identifiers=["year", "sex"]
    )
    line = command_line("protect", asked)
    both = (verbs.ProtectRequest, verbs.AnonymiseRequest)
    assert as_lists(read_back(line, *both, choose=by_method)) == as_lists(asked)


@pytest.mark.parametrize("kind", REQUESTS, ids=lambda one: one.__name__)
def test_every_field_is_explained_once(kind):
    """In its docstring for Python, in the store for the command line."""
    from lanterne.messages.store import english  # noqa: PLC0415

    for name, one in described(kind).items():
        assert f"        {name}: " in kind.__doc__ or kind is verbs.CompareRequest, name
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
