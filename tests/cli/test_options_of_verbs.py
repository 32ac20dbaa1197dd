"""The options of a verb are the fields of its requests, and nothing else."""

from __future__ import annotations

import inspect
from types import UnionType
from typing import get_args, get_type_hints

import pytest

from lanterne.cli.app import app
from lanterne.verbs.requests.option import described


def request_verbs(group):
    """The verbs that are given a request, with those of all groups below."""
    for one in group.registered_commands:
        run = inspect.unwrap(one.callback)
        if "request" in inspect.signature(run).parameters:
            yield one.name, one.callback, get_type_hints(run)
    for below in group.registered_groups:
        yield from request_verbs(below.typer_instance)


VERBS = {name: (callback, hints) for name, callback, hints in request_verbs(app)}


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_has_the_options_of_its_requests_alone(name):
    callback, hints = VERBS[name]
    asked = hints["request"]
    requests = get_args(asked) if isinstance(asked, UnionType) else [asked]
    fields = {
        field
        for one in (*requests, hints["output"])
        for field, known in described(one).items()
        if not known.option.hidden
    }
    options = set(inspect.signature(callback).parameters)
    assert options == fields - ({"release"} if name == "evaluate" else set())


def test_these_are_all_verbs_that_are_given_a_request():
    assert {"check", "risk", "protect", "export", "evaluate", "gate", "deliver"} <= set(VERBS)
